"""The API: from an address and a body, by way of a schema, to a service and back. See docs/api.md."""

"""Nyttoportföljen: a benefits management (effekthantering) portfolio tracker for health-care regions."""

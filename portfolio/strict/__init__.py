"""Reading what other programs send, strictly: JSON text, and its values with messages in Swedish."""

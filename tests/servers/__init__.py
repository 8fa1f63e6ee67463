"""Loopback servers that behave like the real services, as strictly as we know them."""

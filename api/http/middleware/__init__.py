"""Pure-ASGI middleware of our own, one module each."""

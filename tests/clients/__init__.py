"""Clients that others generate from the contracts, and tools that read lists, ask this server."""

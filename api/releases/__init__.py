"""Releases: where they are stored, on either engine, and how a statement is run on one."""

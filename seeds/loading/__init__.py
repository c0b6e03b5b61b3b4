"""Facts from files: read as written, then typed."""

"""The OpenAPI document: its size and shape, and what linters of others find in it."""

"""The declarations of resources, and what is derived from them."""

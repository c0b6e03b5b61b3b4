"""GraphQL execution: a compiled fast path and a reference executor over the same plans."""

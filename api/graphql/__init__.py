"""The GraphQL face: a typed schema, one plan a root field, and GraphQL over HTTP."""

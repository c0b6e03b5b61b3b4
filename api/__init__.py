"""How data gets out: REST, GraphQL, documents and pages over one release of the record."""

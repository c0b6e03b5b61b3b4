"""GraphQL, asked through its public face."""

"""The GraphQL schema: types, fields, inputs and enums, from the resources' declarations."""

"""The schema, built once per process, and its SDL."""

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from api.graphql.schema.enums import PARTIAL_DATE, PartialDate
from api.graphql.schema.types import QUERY

_STRAWBERRY = strawberry.Schema(
    query=QUERY, config=StrawberryConfig(scalar_map={PartialDate: PARTIAL_DATE})
)

SCHEMA: GraphQLSchema = _STRAWBERRY._schema


def schema_text() -> str:
    """The schema in the schema definition language, as published in schema/schema.graphql."""
    return _STRAWBERRY.as_str() + "\n"

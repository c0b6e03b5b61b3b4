"""The schema, built once a process, and its text."""

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from api.graphql.schema.enums import PARTIAL_DATE, PartialDate
from api.graphql.schema.query import Query

_STRAWBERRY = strawberry.Schema(
    query=Query, config=StrawberryConfig(scalar_map={PartialDate: PARTIAL_DATE})
)

SCHEMA: GraphQLSchema = _STRAWBERRY._schema


def schema_text() -> str:
    """The schema in the schema definition language, as published in schema/schema.graphql."""
    return _STRAWBERRY.as_str() + "\n"

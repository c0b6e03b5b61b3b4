"""Statistical aggregates: the world, and international transport."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.resource import Query, Resource


class Aggregate(SQLModel, table=True):
    """One entity that figures are given for and that is neither a country nor a group."""

    id: str = col.key("Stable slug of the aggregate.")
    name: str = col.text("Name in English, as the source has it.", index=True)
    aliases: list[str] = col.texts("Other codes and names that resolve to it.")
    source_id: str = col.source()


AGGREGATES = Resource(
    name="aggregates",
    table=Aggregate,
    summary="Statistical aggregates that have figures: the world, international transport.",
    example="world",
    query=Query(filter_by=("name",), search=("id", "name", "aliases")),
)

"""Officials: people who hold or held an office (after Popolo's Person)."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.resource import Query, Resource
from schema.scalars import Inverse


class Official(SQLModel, table=True):
    """One person who holds or held an office."""

    id: str = col.key("Stable slug of the person.")
    name: str = col.text("Name as commonly written.", index=True)
    sort_name: str | None = col.text("Name as sorted: family name first.")
    native_name: str | None = col.text("Name in the person's own script.")
    wikidata_id: str | None = col.text("Wikidata item.", index=True)
    aliases: list[str] = col.texts("Other names that sources call the person by.")
    source_id: str = col.source()
    former_ids: list[str] = col.former_ids()


class PossibleDuplicate(SQLModel, table=True):
    """Two officials who may be one person: their sources do not settle it."""

    __tablename__ = "possible_duplicate"

    id: str = col.key("The ids of both officials.")
    official_id: str = col.reference(
        "The official.",
        "official.id",
        inverse=Inverse("possible_duplicates", "Officials who may be the same person."),
    )
    other_id: str = col.reference("The other official.", "official.id")
    why: str = col.text("Why they are not taken for one person.")
    source_id: str = col.source()


OFFICIALS = Resource(
    name="officials",
    table=Official,
    summary="People who hold or held an office, with their names and tenures.",
    example="john-kerry",
    relation_order=("source", "tenures", "countries", "quotes"),
    query=Query(
        filter_by=("name", "wikidata_id"), search=("name", "sort_name", "native_name", "aliases")
    ),
)

POSSIBLE_DUPLICATES = Resource(
    name="possible-duplicates",
    table=PossibleDuplicate,
    summary="Pairs of officials who may be one person, each pair listed under both.",
    example="wayne-david-wayne-david-gbr",
)

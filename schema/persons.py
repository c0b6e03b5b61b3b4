"""Persons: people whom sources name and who hold no office in the record."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.resource import Query, Resource


class Person(SQLModel, table=True):
    """One person whom a source names, and who is not among the officials."""

    id: str = col.key("Stable slug of the person.")
    name: str = col.text("Name as the source writes it.", index=True)
    description: str | None = col.text(
        "What the source says the person is, to the letter; null if it does not say.",
        verbatim=True,
    )
    affiliation: str | None = col.text(
        "The body that the person belongs to, as the source words it; null if it names none.",
        index=True,
    )
    source_id: str = col.source()
    former_ids: list[str] = col.former_ids()


PERSONS = Resource(
    name="persons",
    table=Person,
    summary="People whom sources name and who hold no office here, with their quotes.",
    example="drew-thompson",
    query=Query(filter_by=("name", "affiliation"), search=("name", "description", "affiliation")),
)

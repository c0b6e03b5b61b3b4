"""The countries and groups that rows are about: their names and addresses."""

from typing import NamedTuple

from api.pages.reading import Json, Reader

_WITH_PAGES = ("countries",)
_ROWS_OF_KINDS = {"country": "countries", "group": "groups", "aggregate": "aggregates"}


class Actor(NamedTuple):
    """A country, a group or an aggregate.

    Args:
        name: Its name.
        href: Its page, or its data where it has none.
        data: The path of its data.
    """

    name: str
    href: str
    data: str


def actor_of(reader: Reader, row: Json) -> Actor | None:
    """Whom a row is about; None if it is about nobody."""
    if row["actor_id"] is None:
        return None
    return actor_named(reader, _ROWS_OF_KINDS[row["actor_kind"]], row["actor_id"])


def actor_named(reader: Reader, resource: str, key: str) -> Actor:
    """A row of countries, groups or aggregates by its key."""
    path = f"/{resource}/{key}"
    href = path if resource in _WITH_PAGES else f"/v1{path}"
    name = reader.snapshot.aliases.name_of(resource, key)
    return Actor(name, reader.address(href), f"/v1{path}")

"""The countries and groups that rows are about: their names and addresses."""

from typing import NamedTuple

from api.pages.reading import Json, Reader

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
    resource = _ROWS_OF_KINDS[row["actor_kind"]]
    path = f"/{resource}/{row['actor_id']}"
    name = reader.snapshot.aliases.name_of(resource, row["actor_id"])
    data = f"/v1{path}"
    return Actor(name, reader.address(path if resource == "countries" else data), data)


def country_named(reader: Reader, code: str) -> Actor:
    """A country by its code."""
    name = reader.snapshot.aliases.name_of("countries", code)
    return Actor(name, reader.address(f"/countries/{code}"), f"/v1/countries/{code}")

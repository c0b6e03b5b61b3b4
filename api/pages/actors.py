"""The countries and groups that rows are about: their names and addresses."""

from typing import NamedTuple

from api.pages.reading import Json, Reader
from api.rest.items import WITH_PAGES

_ROWS_OF_KINDS = {"country": "countries", "group": "groups", "aggregate": "aggregates"}


class Actor(NamedTuple):
    """A country, a group or an aggregate.

    Args:
        name: Its name.
        href: Its page on the day of this one, or its data where it has no page.
        data: The path of its data.
    """

    name: str
    href: str
    data: str


def actor_of(reader: Reader, row: Json) -> Actor | None:
    """Whom a row is about; None if it is about nobody."""
    return None if row["actor_id"] is None else known_actor(reader, row)


def known_actor(reader: Reader, row: Json) -> Actor:
    """Whom a row of a resource is about whose rows are all about somebody."""
    return actor_named(reader, _ROWS_OF_KINDS[row["actor_kind"]], row["actor_id"])


def actor_named(reader: Reader, resource: str, key: str) -> Actor:
    """A row of countries, groups or aggregates by its key."""
    path = f"/{resource}/{key}"
    name = reader.snapshot.aliases.name_of(resource, key)
    if resource in WITH_PAGES:
        return Actor(name, reader.address(path, as_of=reader.as_of), f"/v1{path}")
    return Actor(name, reader.address(f"/v1{path}"), f"/v1{path}")

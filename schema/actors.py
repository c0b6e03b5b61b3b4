"""Actors: whoever emits, pledges, belongs to a group or is spoken for.

A row about somebody refers to one actor by one of several columns (`country_code`, `group_id`).
Publishing derives from them `actor_id` and `actor_kind`, which are the same for every kind.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Text

from schema.scalars import Kind
from schema.vocabulary import Vocabulary

ACTOR = "actor"  # the filter and the relation
ACTORS = "actors"  # stands for the resources of all kinds where a name is resolved
ACTOR_ID, ACTOR_KIND = ACTOR_COLUMNS = ("actor_id", "actor_kind")


class ActorKind(Vocabulary):
    """What an actor is: a country, a group of countries, or a statistical aggregate."""

    country = "country", "A country or territory of ISO 3166-1, or Kosovo."
    group = "group", "A bloc or grouping of countries, such as the European Union."
    aggregate = (
        "aggregate",
        "A total that statistics count as one, such as the world; nobody acts for it.",
    )


# The kind of actor by the table that holds the actors of that kind.
KIND_BY_TABLE = {
    "country": ActorKind.country,
    "country_group": ActorKind.group,
    "aggregate": ActorKind.aggregate,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """The reference columns of a resource of which one names the actor of the row.

    Attributes:
        columns: The columns, at most one of which has a value.
        description: Who the actor is.
        required: Whether every row has an actor.
    """

    columns: tuple[str, ...] = ("country_code", "group_id")
    description: str = "The country or group that the row is about."
    required: bool = True


def actor_columns(actor: Actor) -> Iterator[tuple[str, Column[Any]]]:
    """The columns that publishing derives, by name."""
    optional = "" if actor.required else " Null if there is none."
    yield (
        ACTOR_ID,
        _column(Kind.slug, f"{actor.description} Its code or slug: `CHN`, `eu`.{optional}", actor),
    )
    yield (
        ACTOR_KIND,
        _column(Kind.choice, f"What the actor is.{optional}", actor, vocabulary=ActorKind),
    )


def _column(kind: Kind, comment: str, actor: Actor, **info: Any) -> Column[Any]:
    info |= {"kind": kind}
    return Column(Text, nullable=not actor.required, info=info, comment=comment)


def with_actor_first(columns: Iterable[Column[Any]], actor: Actor | None) -> list[Column[Any]]:
    """The columns, those of the actor in front of the columns that they are derived from."""
    if actor is None:
        return list(columns)
    listed = list(columns)
    others = [column for column in listed if column.name not in ACTOR_COLUMNS]
    place = next(i for i, column in enumerate(others) if column.name in actor.columns)
    derived = [column for column in listed if column.name in ACTOR_COLUMNS]
    return [*others[:place], *derived, *others[place:]]

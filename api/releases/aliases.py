"""By which codes, names and aliases countries and groups are addressed, and by which former ids
any row.
"""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from schema import RESOURCES
from schema.actors import ACTORS
from schema.scalars import FORMER_IDS
from schema.words import normalise


class RowId(NamedTuple):
    """A row of the record: its resource and its key."""

    resource: str
    key: str


class AliasIndex:
    """Resolves any code, name or alias of a country or group to its key, and former ids.

    `actors` are the countries and groups together.
    """

    def __init__(
        self, keys: dict[str, dict[str, str]], successors: dict[RowId, RowId] | None = None
    ) -> None:
        """Index aliases.

        Args:
            keys: By resource name, from normalised alias to key (see `keys_by_alias`).
            successors: The rows that former ids lead to (see `successors_in`).
        """
        self._successors = successors or {}
        self._former_keys = {former.key for former in self._successors}
        for former, successor in self._successors.items():
            if former.resource == successor.resource and former.resource in keys:
                keys[former.resource].setdefault(normalise(former.key), successor.key)
        # No name stands for two actors: a rule of the facts refuses it.
        of_actors = {alias: key for by_alias in keys.values() for alias, key in by_alias.items()}
        self._keys = keys | {ACTORS: of_actors}
        self._own = {name: frozenset(by_alias.values()) for name, by_alias in self._keys.items()}

    def resolve(self, resource: str, name: str) -> str | None:
        """The key of the row that `name` stands for, or None."""
        if name in self._own[resource]:
            return name
        return self._keys[resource].get(normalise(name))

    def successor(self, resource: str, key: str) -> RowId | None:
        """The row that a former id leads to; None for any other key."""
        if key not in self._former_keys:
            return None
        return self._successors.get(RowId(resource, key))

    def actor_of_other_kind(self, resource: str, name: str) -> RowId | None:
        """The actor that `name` stands for, if it is one of another kind than `resource`."""
        for kind in self._keys.keys() - {resource, ACTORS}:
            if (key := self.resolve(kind, name)) is not None:
                return RowId(kind, key)
        return None

    def names(self, resource: str) -> list[str]:
        """Every normalised alias, for suggestions."""
        return list(self._keys[resource])


def aliases_query(resource_name: str) -> str:
    """The statement that reads every alias of countries or of groups, for `keys_by_alias`."""
    resource = RESOURCES[resource_name]
    columns = [c for c in ("alpha2", "numeric", "name", "acronym") if c in resource.fields]
    return (
        f"SELECT {resource.key}, aliases, {', '.join(columns)} FROM {resource.table_name}"
        f" ORDER BY {resource.key}"
    )


def former_ids_queries() -> dict[str, str]:
    """By resource name, the statement that reads the keys and former ids of its rows."""
    return {
        name: f"SELECT {resource.key}, {FORMER_IDS} FROM {resource.table_name}"
        f" WHERE CAST({FORMER_IDS} AS TEXT) <> '[]'"
        for name, resource in RESOURCES.items()
        if FORMER_IDS in resource.fields
    }


def successors_in(resource: str, rows: Iterable[tuple[Any, ...]]) -> dict[RowId, RowId]:
    """The rows that former ids lead to, from the rows of one of `former_ids_queries`."""
    return {
        RowId(*former_id.split("/", 1)): RowId(resource, key)
        for key, former_ids in rows
        for former_id in json.loads(former_ids)
    }


def keys_by_alias(rows: Iterable[tuple[Any, ...]]) -> dict[str, str]:
    """Normalised alias → key, from the rows of `aliases_query`."""
    return {
        normalise(name): key
        for key, aliases, *names in rows
        for name in (key, *json.loads(aliases), *filter(None, names))
    }

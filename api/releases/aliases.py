"""The codes, names and aliases by which countries and groups are addressed."""

import json
from collections.abc import Iterable
from typing import Any

from schema import RESOURCES
from schema.actors import ACTORS
from schema.words import normalise


class AliasIndex:
    """Resolves any code, name or alias of a country or group to its key.

    `actors` are the countries and groups together.
    """

    def __init__(self, keys: dict[str, dict[str, str]]) -> None:
        """Index aliases.

        Args:
            keys: By resource name, from normalised alias to key (see `keys_by_alias`).
        """
        # No name stands for two actors: a rule of the facts refuses it.
        of_actors = {alias: key for by_alias in keys.values() for alias, key in by_alias.items()}
        self._keys = keys | {ACTORS: of_actors}
        self._own = {name: frozenset(by_alias.values()) for name, by_alias in self._keys.items()}

    def resolve(self, resource: str, name: str) -> str | None:
        """The key of the row that `name` stands for, or None."""
        if name in self._own[resource]:
            return name
        return self._keys[resource].get(normalise(name))

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


def keys_by_alias(rows: Iterable[tuple[Any, ...]]) -> dict[str, str]:
    """Normalised alias → key, from the rows of `aliases_query`."""
    return {
        normalise(name): key
        for key, aliases, *names in rows
        for name in (key, *json.loads(aliases), *filter(None, names))
    }

"""By which codes, names and aliases countries and groups are addressed, and by which former ids
any row.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from schema import RESOURCES
from schema.actors import ACTORS
from schema.names import Key, keys_of, normal, parts
from schema.scalars import FORMER_IDS
from schema.suggestions import nearest

_M49_DIGITS = 3  # of the numeric codes of countries
# How many aliases are suggested, and how similar they are: of many names several are alike.
_SIMILAR, _SIMILARITY, _SIMILARITY_OF_FEW = 5, {"countries": 0.8, ACTORS: 0.8}, 0.6


class RowId(NamedTuple):
    """A row of the record: its resource and its key."""

    resource: str
    key: str


class AliasIndex:
    """Resolves any code, name or alias of a country or group to its key, and former ids.

    `actors` are the countries and groups together.
    """

    def __init__(
        self,
        keys: dict[str, dict[str, str]],
        successors: dict[RowId, RowId] | None = None,
        territories: frozenset[str] = frozenset(),
        names: dict[str, dict[str, str]] | None = None,
    ) -> None:
        """Index aliases.

        Args:
            keys: By resource name, from normalised alias to key.
            successors: The rows that former ids lead to (see `successors_in`).
            territories: The codes of countries that are not independent.
            names: By resource name, from key to name.
        """
        self._successors = successors or {}
        self._former_keys = {former.key for former in self._successors}
        for former, successor in self._successors.items():
            if former.resource == successor.resource and former.resource in keys:
                keys[former.resource].setdefault(normal(former.key), successor.key)
        # No name stands for two actors: a rule of the facts refuses it.
        of_actors = {alias: key for by_alias in keys.values() for alias, key in by_alias.items()}
        self._keys = keys | {ACTORS: of_actors}
        self._own = {name: frozenset(by_alias.values()) for name, by_alias in self._keys.items()}
        self._territories = territories
        self._names = names or {}
        # Made for the first name that is not spelled as an alias: few are.
        self._indexes: dict[tuple[str, Key], dict[str, str]] = {}

    def resolve(self, resource: str, name: str) -> str | None:
        """The key of the row that `name` stands for, or None.

        A spelling that is not known is compared by its words, and then part by part: "Macau
        (China)" and "France, Martinique" name a territory and the country that it belongs to.
        """
        if name in self._own[resource]:
            return name
        if name.isascii() and name.isdigit():
            name = name.zfill(_M49_DIGITS)  # spreadsheets drop the zeros of 004
        return self._whole(resource, name) or self._of_parts(resource, name)

    def knows(self, resource: str, name: str) -> bool:
        """Whether `name` is the very name of a row, but for case, accents and punctuation."""
        return name in self._own[resource] or normal(name) in self._keys[resource]

    def _whole(self, resource: str, name: str) -> str | None:
        if (key := self._keys[resource].get(normal(name))) is not None:
            return key
        matches = (self._index(resource, make).get(make(name)) for make in keys_of(name))
        return next((key for key in matches if key is not None), None)

    def _index(self, resource: str, make: Key) -> dict[str, str]:
        index = self._indexes.get((resource, make))
        if index is None:
            index = self._indexes[resource, make] = _keys_by(self._keys[resource], make)
        return index

    def _of_parts(self, resource: str, name: str) -> str | None:
        matches = {self._whole(resource, part) for part in parts(name)}
        if len(matches) == 2 and None not in matches:
            matches &= self._territories
        return matches.pop() if len(matches) == 1 else None

    def name_of(self, resource: str, key: str) -> str:
        """The name of a country, a group or an aggregate."""
        return self._names[resource][key]

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

    def similar(self, resource: str, name: str) -> dict[str, str]:
        """Rows that may be meant by a name that stands for none: key → the alias that is similar.

        Each row is there once, the most similar first. No row is better than a wrong one.
        """
        by_alias = self._keys[resource]
        matches: dict[str, str] = {}
        cutoff = _SIMILARITY.get(resource, _SIMILARITY_OF_FEW)
        for alias in nearest(normal(name), by_alias, count=_SIMILAR, cutoff=cutoff):
            matches.setdefault(by_alias[alias], alias)
        return matches


def aliases_query(resource_name: str) -> str:
    """The statement that reads the names of a resource's rows, for `alias_index`."""
    resource = RESOURCES[resource_name]
    columns = [c for c in ("name", "alpha2", "numeric", "acronym") if c in resource.fields]
    return (
        f"SELECT {resource.key}, aliases, {', '.join(columns)} FROM {resource.table_name}"
        f" ORDER BY {resource.key}"
    )


TERRITORIES_QUERY = "SELECT code FROM country WHERE NOT independent"


def _keys_by(by_alias: dict[str, str], make: Key) -> dict[str, str]:
    """The keys of rows by one kind of key of their aliases; of a shared one there is none."""
    matches: dict[str, str] = {}
    shared = {""}
    for alias, row_key in by_alias.items():
        if matches.setdefault(key := make(alias), row_key) != row_key:
            shared.add(key)
    return {key: row_key for key, row_key in matches.items() if key not in shared}


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


def alias_index(
    named: Mapping[str, Sequence[tuple[Any, ...]]],
    successors: dict[RowId, RowId],
    territories: frozenset[str],
) -> AliasIndex:
    """The index, from the rows of `aliases_query` by resource name; see `AliasIndex`."""
    keys = {resource: _keys_by_alias(rows) for resource, rows in named.items()}
    names = {resource: {key: name for key, _, name, *_ in rows} for resource, rows in named.items()}
    return AliasIndex(keys, successors, territories, names)


def _keys_by_alias(rows: Iterable[tuple[Any, ...]]) -> dict[str, str]:
    """Normalised alias → key, from the rows of `aliases_query`."""
    return {
        normal(name): key
        for key, aliases, *names in rows
        for name in (key, *json.loads(aliases), *filter(None, names))
    }

"""The query string, decoded: texts by name, and what commas and repeats separate.

A comma that stands as such separates values; one that is escaped (`%2C`) is part of a value.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import unquote_plus

from api.limits import IN_VALUES_MAX
from api.problems import Problem

_PARAMETERS_MAX = 200
_PAIRS_MAX = _PARAMETERS_MAX + IN_VALUES_MAX  # with those that are repeated

# Parameters that list names; no name has a comma or a blank in it.
NAME_LISTS = ("sort", "fields", "include")
# Those that are read before the resource is known; what others take, their lists say.
_READ_FIRST = ("release", "after", "bom")
_SEPARATOR = re.compile(" *, *")


class Query(dict[str, str]):
    """The parameters of a query string: the text of each, decoded.

    Attributes:
        values_of: The several values of those that have commas, or are repeated.
        repeated: The names that are given more than once; the text of such a one joins them.
    """

    # Few queries have several values: the others share these.
    values_of: Mapping[str, list[str]] = MappingProxyType({})
    repeated: frozenset[str] = frozenset()

    def __copy__(self) -> "Query":
        """The same parameters. What `copy` does with other objects takes three times as long."""
        copied = Query(self)
        copied.__dict__.update(self.__dict__)
        return copied

    def set_values(self, name: str, values: list[str]) -> None:
        """Note the several values of a parameter."""
        self.values_of = {**self.values_of, name: values}


def read_ascii(query: bytes) -> str:
    """A raw query string as text; what is not ASCII has to be escaped."""
    try:
        return query.decode("ascii")
    except UnicodeDecodeError:
        raise Problem(
            "invalid-value", "the query string has letters that are not escaped"
        ) from None


def read_query(query: str) -> Query:
    """Decode a query string, refusing broken escapes and sheer numbers of parameters."""
    pairs = [pair for pair in query.split("&") if pair]
    values = Query()
    if len(pairs) > _PAIRS_MAX:
        raise _too_many()
    try:
        for pair in pairs:
            name, _, text = pair.partition("=")
            name = _decoded(name)
            if name in values or "," in text:
                _add(values, name, text)
            else:
                values[name] = _decoded(text)
    except UnicodeDecodeError:
        raise Problem("invalid-value", "the query string is not UTF-8") from None
    if len(values) > _PARAMETERS_MAX:
        raise _too_many()
    for name in NAME_LISTS:
        if name in values and " " in values[name]:
            values[name] = _SEPARATOR.sub(",", values[name].strip(" "))
    return values


def _add(query: Query, name: str, text: str) -> None:
    """Add one more value, or the several that commas separate, to those of a parameter."""
    decoded = _decoded(text)
    if name not in query:
        query[name] = decoded
        query.set_values(name, _values(text))
        return
    if name in _READ_FIRST:
        raise Problem("duplicate-parameter", f"{name} is given twice", parameter=name)
    query.repeated |= {name}
    before = query.values_of.get(name) or [query[name]]
    query.set_values(name, before + (_values(text) if "," in text else [decoded]))
    query[name] = f"{query[name]},{decoded}"


def separated(text: str) -> list[str]:
    """What commas separate, without the blanks around it; without a comma, the text itself."""
    return [part.strip(" ") for part in text.split(",")] if "," in text else [text]


def _values(text: str) -> list[str]:
    """The values in a text that is not decoded yet."""
    return [_decoded(part).strip(" ") for part in text.split(",")]


def _decoded(text: str) -> str:
    return unquote_plus(text, errors="strict") if "%" in text or "+" in text else text


def _too_many() -> Problem:
    return Problem("too-costly", f"more than {_PARAMETERS_MAX} parameters", maximum=_PARAMETERS_MAX)

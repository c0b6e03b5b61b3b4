"""JSON texts as SQL: literals for constant parts, expressions for the values of a row."""

from collections.abc import Iterable
from typing import NamedTuple


class JsonFragment(NamedTuple):
    """A JSON text as SQL: an expression that is not empty, between two constant texts.

    In an array the suffix of one item and the prefix of the next become the separator.
    """

    prefix: str
    expr: str
    suffix: str

    @property
    def sql(self) -> str:
        """The whole text as one expression."""
        prefix, suffix = (literal(text) if text else "" for text in (self.prefix, self.suffix))
        return " || ".join(filter(None, (prefix, self.expr, suffix)))


def object_of(members: Iterable[tuple[str, str]]) -> JsonFragment:
    """The object `{"key":value,...}` of pairs of a key and a value's expression.

    The quotes of string values are merged into the adjacent literals, to save concatenations.
    """
    literals, values, end = [], [], "{"  # `end` is the constant text after the last value
    for key, value in members:
        start, end = f'{end}"{key}":', ","
        if value.startswith(_QUOTE_BEFORE) and value.endswith(_QUOTE_AFTER):
            value = value.removeprefix(_QUOTE_BEFORE).removesuffix(_QUOTE_AFTER)
            start, end = f'{start}"', '",'
        literals.append(start)
        values.append(value)
    if not values:
        return JsonFragment("", "'{}'", "")
    rest = zip(literals[1:], values[1:], strict=True)
    pieces = [f"{literal(text)} || {value}" for text, value in rest]
    return JsonFragment(
        literals[0], " || ".join([values[0], *_grouped(pieces)]), f"{end.removesuffix(',')}}}"
    )


def _grouped(pieces: list[str]) -> list[str]:
    """The pieces of a long object in groups of their own.

    SQLite bounds the depth of an expression (1,000), and each concatenation of a chain is one more.
    """
    if len(pieces) <= _GROUP:
        return pieces
    starts = range(0, len(pieces), _GROUP)
    return [f"({' || '.join(pieces[start : start + _GROUP])})" for start in starts]


_GROUP = 20  # members


_QUOTE_BEFORE, _QUOTE_AFTER = "'\"' || ", " || '\"'"


def literal(text: str) -> str:
    """A text as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"

"""JSON texts as SQL: a literal for what is known, an expression for what a row brings."""

from collections.abc import Iterable
from typing import NamedTuple


class JsonFragment(NamedTuple):
    """A JSON text: what it opens and closes with, and between them an expression, never empty."""

    prefix: str
    expr: str
    suffix: str

    @property
    def sql(self) -> str:
        """All of it as one expression."""
        prefix, suffix = (literal(text) if text else "" for text in (self.prefix, self.suffix))
        return " || ".join(filter(None, (prefix, self.expr, suffix)))


def object_of(members: Iterable[tuple[str, str]]) -> JsonFragment:
    """`{"key":value...}` of keys and expressions, a text's quotes drawn into what is around it."""
    told, values, after = [], [], "{"
    for key, value in members:
        before, after = f'{after}"{key}":', ","
        if value.startswith(_OPENING) and value.endswith(_CLOSING):
            value = value.removeprefix(_OPENING).removesuffix(_CLOSING)
            before, after = f'{before}"', '",'
        told.append(before)
        values.append(value)
    if not values:
        return JsonFragment("", "'{}'", "")
    more = zip(told[1:], values[1:], strict=True)
    between = [piece for text, value in more for piece in (literal(text), value)]
    return JsonFragment(told[0], " || ".join([values[0], *between]), f"{after.removesuffix(',')}}}")


_OPENING, _CLOSING = "'\"' || ", " || '\"'"


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"

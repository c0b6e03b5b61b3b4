"""Figures: how many digits they keep, and how they are written.

A figure is written in digits with a point, never with an exponent, as PostgreSQL writes NUMERIC.
Python writes 0.0000318 as `3.18e-05`: both are JSON (RFC 8259, section 6), but not the same bytes.
"""

import json
import re
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from pydantic_core import PydanticSerializationError, to_json

# However small a figure is, it keeps these: Tuvalu's share of the world's CO2 is 0.00003 percent.
SIGNIFICANT_DIGITS = 5

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
# An exponent, or a decimal point in a whole number.
_OTHERWISE = re.compile(r"(?:^|[\[:,])-?\d+(?:(?:\.\d+)?e[-+]?\d|\.0(?!\d))", re.ASCII)
_LEAST, _MOST = 1e-4, 1e15  # the figures between them are written without an exponent
_ATOMS, _TEXTS = {str, int, bool, type(None)}, {str}
_MAY_DIFFER = (".0,", ".0}", ".0]", "e-", "e+")  # in the text of a list or an object
_PART_OF_IT = re.compile(r"\d(?:e[-+]\d|\.0(?!\d))", re.ASCII)  # found in a third of the time


def rounded(number: Decimal, decimals: int) -> Decimal:
    """The number rounded half to even to `decimals` places, or to more for five digits.

    A number other than zero is never rounded to zero, so it keeps its sign.
    """
    places = decimals
    if number and (least := SIGNIFICANT_DIGITS - 1 - number.adjusted()) > decimals:
        places = least
    unit = _UNITS[places] if places < len(_UNITS) else Decimal(1).scaleb(-places)
    return number.quantize(unit, ROUND_HALF_EVEN)


_UNITS = tuple(Decimal(1).scaleb(-places) for places in range(20))  # by decimal places


def figure_text(figure: float) -> str:
    """A figure as in an answer: no exponent, and no decimal point if it is whole."""
    text = repr(figure)
    if text.endswith(".0") or "e+" in text:
        return repr(int(figure))
    return format(Decimal(text), "f") if "e-" in text else text


def json_text(value: Any) -> str:
    """A value as compact JSON, its numbers as `figure_text` writes them.

    A number is an integer or a float: a `Decimal` would be written as a text.
    """
    text = _encode(value)
    if _is_plain(value):
        return text
    # The encoder writes each exponent with its sign. To search takes longer than to encode.
    may_differ = text.endswith(".0") or any(map(text.__contains__, _MAY_DIFFER))
    if may_differ and _PART_OF_IT.search(text) and _OTHERWISE.search(text):
        return _json_parts(value)
    return text


def _is_plain(value: Any) -> bool:
    """Whether it is an object whose numbers the encoder writes as `figure_text` does.

    This takes a fifth of the time in which its text is searched.
    """
    if type(value) is not dict:
        return False
    for member in value.values():
        kind = type(member)
        if kind is float:
            if member.is_integer() or not _LEAST <= abs(member) < _MOST:
                return False
        elif kind not in _ATOMS and not (kind is list and _TEXTS.issuperset(map(type, member))):
            return False
    return True


def _encode(value: Any) -> str:
    """A value as compact JSON. Pydantic's encoder takes a quarter of the time of `json`."""
    try:
        return to_json(value).decode()
    except PydanticSerializationError:  # a lone surrogate of a request
        return _ENCODER.encode(value)


def _json_parts(value: Any) -> str:
    """The same, written part by part: the encoder has no option for its numbers."""
    if isinstance(value, dict):
        members = (f"{_encode(name)}:{_json_parts(member)}" for name, member in value.items())
        return f"{{{','.join(members)}}}"
    if isinstance(value, list | tuple):
        return f"[{','.join(_json_parts(item) for item in value)}]"
    if isinstance(value, float):
        return figure_text(value)
    return _encode(value)

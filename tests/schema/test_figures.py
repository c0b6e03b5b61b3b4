"""How figures are rounded and written."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.figures import SIGNIFICANT_DIGITS, figure_text, json_text, rounded

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-1_000, max_value=1_000)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("28.8749", "28.875"),
        ("6.666666", "6.6667"),
        ("123.45678", "123.457"),
        ("0.00003175311", "0.000031753"),
        ("-0.00000412345", "-0.0000041234"),  # half to even
        ("9.99999", "10.0000"),
        ("0", "0.000"),
    ],
)
def test_rounded(number: str, text: str) -> None:
    """Three decimals, or as many as five significant digits take."""
    assert format(rounded(Decimal(number), 3), "f") == text


@given(NUMBERS)
def test_rounding_keeps_sign_and_digits(number: Decimal) -> None:
    """No number but zero becomes zero, and the error is below one in ten thousand."""
    after = rounded(number, 0)
    assert (after > 0, after < 0) == (number > 0, number < 0)
    assert abs(after - number) <= abs(number) * Decimal(10) ** -(SIGNIFICANT_DIGITS - 1)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_written_without_an_exponent(figure: float) -> None:
    """The text is the same number, and JSON has the same text."""
    text = figure_text(figure)
    assert "e" not in text
    assert float(text) == figure
    assert json_text([figure, {"a": figure}]) == f'[{text},{{"a":{text}}}]'
    assert json_text({"a": figure, "b": []}) == f'{{"a":{text},"b":[]}}'


def test_texts_keep_their_exponents() -> None:
    """Only numbers are written anew."""
    value = {"slug": "x:1e-05", "of": ["1e-05,2e-05", None, True, 3], "share": 1.5e-05}
    assert json.loads(json_text(value)) == value
    assert json_text(value) == (
        '{"slug":"x:1e-05","of":["1e-05,2e-05",null,true,3],"share":0.000015}'
    )

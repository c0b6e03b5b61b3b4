"""Figures rounded as the record says that it rounds them, written anew here."""

from decimal import ROUND_HALF_EVEN, Decimal


def figure(text: str) -> float:
    """Three decimals, or five significant digits if these take more."""
    number = Decimal(text)
    places = max(3, 4 - number.adjusted()) if number else 3
    return float(number.quantize(Decimal(10) ** -places, ROUND_HALF_EVEN))

"""Suggestions for words that are not known, such as misspelt parameters and columns."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches


def nearest(word: str, words: Iterable[str], *, count: int = 3, cutoff: float = 0.6) -> list[str]:
    """Up to `count` of the words that are similar to `word`, the most similar first.

    `word` itself is never among them. `cutoff`, from 0 to 1, says how similar they are at least.
    """
    others = [other for other in words if other != word]
    return get_close_matches(word, others, n=count, cutoff=cutoff)


def did_you_mean(suggestions: Sequence[str], *, lead: str = "; ") -> str:
    """The tail of a message, such as `; did you mean target_year?`; empty without suggestions."""
    return f"{lead}did you mean {' or '.join(suggestions)}?" if suggestions else ""

"""The names of officials as words, by which those who spoke are compared with them.

Names are in normal form, without titles and suffixes (`Mr.`, `Jr.`).
"""

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from schema.words import normalise
from seeds.loading.values import Row

_TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "dr", "sir", "dame", "hon", "honourable", "the", "h", "e", "his",
     "her", "majesty", "excellency", "highness", "royal", "serene", "holiness", "king", "queen",
     "prince", "princess", "sheikh", "shaikh", "president", "general"}
)  # fmt: skip
_SUFFIXES = frozenset({"jr", "sr", "mp", "md", "mbbs", "phd", "qc"})

Words = tuple[str, ...]


class Names(NamedTuple):
    """The names of an official as words, and the family names among these."""

    whole: list[Words]
    families: frozenset[str]

    def words(self) -> set[str]:
        """Every word of a name."""
        return {*self.families, *chain.from_iterable(self.whole)}

    def as_text(self) -> str:
        """The same in less memory: those of nearly all officials are held."""
        return "\n".join(map(" ".join, [self.families, *self.whole]))

    @classmethod
    def of_text(cls, text: str) -> "Names":
        """The names that `as_text` wrote."""
        families, *whole = (tuple(line.split()) for line in text.split("\n"))
        return cls(whole, frozenset(families))


def name_words(name: str) -> Words:
    """The words of a name in normal form, without titles unless fewer than two words remain."""
    whole = normalise(name).split()
    words = list(whole)
    while words and words[0] in _TITLES:
        words.pop(0)
    while words and words[-1] in _SUFFIXES:
        words.pop()
    return tuple(words if len(words) > 1 else whole)


def names_of(official: Row) -> Names:
    """The names of an official, who has all aliases."""
    sorted_name = official.text("sort_name") or ""
    names = {name_words(name) for name in _written_names(official)} - {()}
    families = {name[-1] for name in names}
    if "," in sorted_name:
        families = set(name_words(sorted_name.partition(",")[0])) - _TITLES
    return Names(sorted(names), frozenset(f for f in families if len(f) > 1))


def _written_names(official: Row) -> Iterable[str]:
    aliases = official.values.get("aliases")
    texts = [official.text(column) for column in ("name", "sort_name", "native_name")]
    return [text for text in (*texts, *(aliases if isinstance(aliases, list) else ())) if text]

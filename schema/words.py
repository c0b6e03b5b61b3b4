"""The normal form of words: for `q` and of names, at publish and in requests, and in slugs."""

import re
import unicodedata

_SEPARATORS = re.compile(r"[\W_]+")
# Letters that Unicode does not decompose into a Latin letter and a diacritic.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ə": "e"}
    | dict.fromkeys("ʻʼʹ", "")
)


def normalise(text: str) -> str:
    """Fold case, strip accents (Unicode NFKD) and turn every run of punctuation into one space.

    `"Côte d'Ivoire"` gives `"cote d ivoire"`; other scripts keep their letters.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _SEPARATORS.sub(" ", bare).strip()


def search_text(values: list[str]) -> str:
    """The text that `q` searches: a space before each word marks where a word begins."""
    return " " + " ".join(normalise(value) for value in values)


def slug(text: str) -> str:
    """ASCII words in lower case with hyphens; empty if the text has letters without ASCII form."""
    folded = text.casefold().translate(_LETTERS)
    words = normalise(unicodedata.normalize("NFC", folded)).replace(" ", "-")
    return words if words.isascii() else ""

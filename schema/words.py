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
    """Fold case, strip accents and turn every run of punctuation into one space.

    Case and compatibility forms are folded as Unicode's compatibility caseless match does (D146).
    `"Côte d'Ivoire"` gives `"cote d ivoire"`; other scripts keep their letters.
    """
    if text.isascii():  # which has nothing to decompose
        return _SEPARATORS.sub(" ", text.lower()).strip()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    # Again for compatibility forms: the trade mark sign becomes a capital T and M.
    decomposed = unicodedata.normalize("NFKD", decomposed.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _SEPARATORS.sub(" ", bare).strip()


# No word of `q` is longer, and of a longer word of the record only the beginning is searched:
# PostgreSQL indexes words of up to 2,046 bytes, and a letter has up to four.
WORD_MAX = 500


_INITIALS = re.compile(r"\b(?:\w\.){2,}")


def search_words(text: str) -> list[str]:
    """The words of a text that `q` searches, or of a `q`: of letters that keyboards have.

    "Støre" is "store", and "U.S." is one word, "us".
    """
    joined = _INITIALS.sub(lambda initials: initials[0].replace(".", "") + " ", text)
    folded = joined if joined.isascii() else joined.casefold().translate(_LETTERS)
    return normalise(unicodedata.normalize("NFC", folded)).split()


def search_text(values: list[str]) -> str:
    """The text that `q` searches: a space before each word marks where a word begins."""
    words = [word[:WORD_MAX] for value in values for word in search_words(value)]
    return " " + " ".join(words)


def slug(text: str) -> str:
    """ASCII words in lower case with hyphens; empty if the text has letters without ASCII form."""
    folded = text.casefold().translate(_LETTERS)
    words = normalise(unicodedata.normalize("NFC", folded)).replace(" ", "-")
    return words if words.isascii() else ""

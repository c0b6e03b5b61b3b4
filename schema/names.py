"""Keys of names: two spellings of one name have a key in common.

Data sets write "Gambia, The", "Korea, Dem. Rep." or "U.S." for what others call "The Gambia", "the
Democratic Republic of Korea" or "US". Each kind of key leaves out one more thing in which spellings
differ. A key that would stand for two rows stands for none.
"""

import re
from collections.abc import Callable

from schema.words import normalise

_SMALL = frozenset(("the", "of", "and"))
_ABBREVIATIONS = {
    "dem": "democratic",
    "fed": "federated",
    "is": "islands",
    "isds": "islands",
    "isl": "islands",
    "island": "islands",
    "isls": "islands",
    "n": "north",
    "prov": "province",
    "rep": "republic",
    "s": "south",
    "sar": "special administrative region",
    "st": "saint",
    "sts": "states",
    "ter": "territory",
    "terr": "territory",
    "u": "united",
}
_FORMS_OF_STATE = frozenset(
    (
        "arab", "commonwealth", "democratic", "duchy", "federal", "federated", "federation",
        "federative", "grand", "independent", "islamic", "kingdom", "people", "principality",
        "republic", "socialist", "sovereign", "sultanate", "union",
    )
)  # fmt: skip
_OF_A_PART = frozenset(
    (
        "central", "dem", "democratic", "east", "eastern", "ex", "excluding", "federal", "former",
        "island", "islands", "mainland", "north", "northern", "occupied", "overseas", "part", "rep",
        "republic", "south", "southern", "west", "western", "without",
    )
)  # fmt: skip
# Words of several names, none of which names a land by itself.
_OF_MANY = frozenset(
    ("central", "east", "islands", "new", "north", "saint", "south", "united", "west")
)
_POSSESSIVE = re.compile(r"(?<=\w\w) s\b")
_IN_ONE = re.compile(r"[\w.'’-]+")
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_PART = re.compile(r"[^:;,/()\[\]]+")


def normal(name: str) -> str:
    """The name without case, accents and punctuation."""
    return normalise(name)


def letters(name: str) -> str:
    """The same without spaces: "U.S." and "US", "TimorLeste" and "Timor-Leste"."""
    return normalise(name).replace(" ", "")


def words(name: str) -> str:
    """The words in any order, written out, without small ones."""
    return " ".join(sorted(_words(name)))


def words_of_land(name: str) -> str:
    """The same without those that say what kind of state it is: Republic, Kingdom.

    "State" is not among them: the State of Mexico is a part of Mexico.
    """
    of_land = _words(name) - _FORMS_OF_STATE
    return "" if of_land <= _OF_MANY else " ".join(sorted(of_land))


def _words(name: str) -> set[str]:
    written = _POSSESSIVE.sub("", normalise(name.replace("&", " and "))).split()
    spelt_out = " ".join(_ABBREVIATIONS.get(word, word) for word in written)
    return set(spelt_out.split()) - _SMALL


Key = Callable[[str], str]


def keys_of(name: str) -> tuple[Key, ...]:
    """The kinds of keys to look a name up by, from the strictest to the loosest.

    Letters are compared of what is written in one, such as initials. One word alone is not compared
    word by word: "Republic" is no country.
    """
    by_letters = (letters,) if _IN_ONE.fullmatch(name.strip()) else ()
    return (*by_letters, words, words_of_land) if " " in normalise(name) else by_letters


def parts(name: str) -> list[str]:
    """The parts between brackets, commas, colons and slashes; none of a name without these.

    In brackets, what is in lower case or has a digit is a note on the name before it: "France
    (metropolitan)", "Sudan (...2011)". What it says of a part of the country makes another name.
    """
    without_notes = name if name.islower() else _IN_BRACKETS.sub(_without_note, name)
    named = [part.strip() for part in _PART.findall(without_notes) if normalise(part)]
    return named if len(named) > 1 or without_notes != name else []


def _without_note(brackets: re.Match[str]) -> str:
    text = brackets[1]
    has_digit = any(map(str.isdigit, text))
    is_of_a_part = not _OF_A_PART.isdisjoint(normalise(text).split())
    return "" if has_digit or (text.islower() and not is_of_a_part) else brackets[0]

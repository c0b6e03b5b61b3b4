"""Names as the CIA prints them: the family name in capitals, wherever it stands.

A word in capitals of two letters or more is written with its first letter alone in capitals
("SCHULZE", "AKUFO-ADDO", "O'NEILL", "al-SAADI"), apart from the number of a monarch ("MOHAMMED
VI"). Of "MCKENNA" the print does not tell that it is "McKenna". Nicknames in quotes and notes in
brackets, such as "(acting)", are no part of the name; a name after "a.k.a." is another name.
"""

import re
from typing import NamedTuple

from schema.words import slug

_NOTE = re.compile(r"\s*\(([^()]*)\)")
_NICKNAME = re.compile(r"""\s*["“”][^"“”]*["“”]""")
_ALSO = "a.k.a."
_NUMBER = re.compile(r"[IVX]{2,}")
_PART = re.compile(r"[^\W\d_]+")
_SUFFIXES = frozenset({"jr", "sr", "dr", "judge"})
_PARTICLES = frozenset(
    (
        "al", "bin", "bint", "ben", "ibn", "ould", "de", "da", "do", "dos", "das", "del", "la",
        "el", "van", "von", "der", "e",
    )
)  # fmt: skip


class PrintedName(NamedTuple):
    """A name in normal case, and its words as they are compared.

    Attributes:
        sort_name: The family name first; None if it is not clear which it is.
        family: The words of the family name, without particles.
        given: The other words, without particles.
    """

    name: str
    sort_name: str | None
    family: frozenset[str]
    given: frozenset[str]
    aliases: tuple[str, ...]


def printed_name(text: str) -> PrintedName:
    """The name that a text prints."""
    also = [note[len(_ALSO) :] for note in _NOTE.findall(text) if note.startswith(_ALSO)]
    bare = " ".join(_NICKNAME.sub("", _NOTE.sub("", text)).split()) or text.strip('" ')
    words = bare.split()
    capitals = [w for place, w in enumerate(words) if _is_family(w, place)]
    others = [w for place, w in enumerate(words) if not _is_family(w, place)]
    family, given = (" ".join(map(_in_normal_case, part)) for part in (capitals, others))
    name = " ".join(w if _is_number(w, i) else _in_normal_case(w) for i, w in enumerate(words))
    is_simple = family and given and not any(map(_is_number, words, range(len(words))))
    return PrintedName(
        name,
        f"{family.strip(',')}, {given}" if is_simple else None,
        name_words(" ".join(capitals) or bare) - _PARTICLES,
        name_words(" ".join(others)) - _PARTICLES - _SUFFIXES,
        tuple(_in_normal_case(name.strip()) for name in also),
    )


def name_words(name: str) -> frozenset[str]:
    """The words of a name as they are compared: without accents, "Köstinger" as "Koestinger"."""
    words = slug(name).split("-")
    return frozenset(re.sub("(?<=[aou])e", "", word) for word in words if word)


def _is_family(word: str, place: int) -> bool:
    parts = _PART.findall(word)
    return not _is_number(word, place) and any(len(p) > 1 and p.isupper() for p in parts)


def _is_number(word: str, place: int) -> bool:
    return place > 0 and _NUMBER.fullmatch(word) is not None


def _in_normal_case(text: str) -> str:
    return _PART.sub(lambda part: _part_in_normal_case(part[0]), text)


def _part_in_normal_case(part: str) -> str:
    return part.capitalize() if len(part) > 1 and part.isupper() else part

"""The rule by which sentences on the climate are taken from a text.

A sentence ends with `.`, `!` or `?`, quotation marks and brackets after it included, where white
space follows and then a capital letter or a digit; with an empty line, a new page, or a line that
begins a point of a list. It is taken if it has 50 to 700 characters, white space folded, and a term
of the climate. Sentences are not mended: some are fragments, or two that stand in one line.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_END = re.compile(
    r"[.!?]+[”’\"')\]*]*\s+(?=[“‘\"'(\[*•¥]*[A-Z0-9])"
    r"|\n\s*\n|\f|\n(?=[-•–*]\s)"
)
LENGTHS = range(50, 701)

_CLIMATE = (
    r"climate[- ](?:change|crisis|emergency|action|finance\b|ambition|neutral\w*)|global warming"
    r"|greenhouse gas|paris agreement|kyoto (?:protocol|target)|(?:carbon|zero)[- ]emissions"
    r"|reduc\w+ emissions|carbon[- ]neutral|net[- ]? ?zero|nationally determined|\bNDCs?\b"
    r"|decarboni[sz]|fossil fuel|\bCO2\b|\bCOP ?2\d|loss and damage|coal-fired"
)
_TARGET = (
    r"net[- ]? ?zero|(?:carbon|climate)[- ]neutral|nationally determined|\bNDCs?\b|zero[- ]emission"
    r"|decarboni[sz]|emissions? (?:reduction|target)|(?:reduc|cut)\w*\W+(?:\w+\W+){0,5}?"
    r"(?:emissions|greenhouse|carbon)|per ?cent\b.*\bemissions?\b|\bemissions?\b.*\bper ?cent"
)
_WHITE_HOUSE_CLIMATE = (
    r"climate (?:change|crisis|goals?|actions?|finance|agreement|accord|commitments?|ambition"
    r"|summit|targets?|neutrality|policy)\b|\bemissions\b|net[- ]zero|methane|greenhouse gas"
    r"|paris agreement|\bCOP ?2\d|carbon[- ]neutral|carbon dioxide|\bCO2\b|global warming"
)
_AIM = (
    r"target|pledge|commit|goal|reduc|per ?cent|net[- ]zero|neutral|rejoin|\bby 20[2-7]\d|\bNDCs?\b"
)
CLIMATE = re.compile(_CLIMATE, re.IGNORECASE)
TARGET = re.compile(_TARGET, re.IGNORECASE)
WHITE_HOUSE_CLIMATE = re.compile(_WHITE_HOUSE_CLIMATE, re.IGNORECASE)
AIM = re.compile(_AIM, re.IGNORECASE)


class Sentence(NamedTuple):
    """A sentence, white space folded, and the character of the text at which it begins."""

    offset: int
    text: str


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text that are neither too short nor too long."""
    start = 0
    for end in (*(match.end() for match in _END.finditer(text)), len(text)):
        piece, begin, start = text[start:end], start, end
        folded = " ".join(piece.split())
        if len(folded) in LENGTHS:
            yield Sentence(begin + len(piece) - len(piece.lstrip()), folded)


def topics(text: str) -> list[str]:
    """The topics of a sentence on the climate: some are on targets as well."""
    return ["climate-change", *(["climate-targets"] if TARGET.search(text) else [])]

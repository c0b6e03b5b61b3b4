"""Which official a quote's speaker is: linked only where party, year and name agree.

Names are compared in their normal form, bare of what is put before and behind them (`Mr.`, `Jr.`).
In the order of `SpeakerMatch` one way after another is tried: the first that fits anybody decides,
and if it fits two people, nobody is linked. What is linked by hand stays.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from schema.periods import Period, period
from schema.quotes import SpeakerKind, SpeakerMatch
from schema.resource import CERTAIN_FROM, CERTAIN_TO, EARLIEST, LATEST
from schema.words import normalise
from seeds.loading.values import Record, Row, Value

_BEFORE = frozenset(
    {"mr", "mrs", "ms", "miss", "dr", "sir", "dame", "hon", "honourable", "the", "h", "e", "his",
     "her", "majesty", "excellency", "highness", "royal", "serene", "holiness", "king", "queen",
     "prince", "princess", "sheikh", "shaikh", "president", "general"}
)  # fmt: skip
_BEHIND = frozenset({"jr", "sr", "mp", "md", "mbbs", "phd", "qc"})
_EMPTY = frozenset({"of", "for", "the", "and", "affairs", "republic", "kingdom"})
_PARTS = re.compile(r",|\band\b|&")

Words = tuple[str, ...]


@dataclass(slots=True)
class _Person:
    """An official as one party's: names as words, and the posts held for it."""

    id: Value
    names: list[Words]
    families: set[str]
    positions: list[Row] = field(default_factory=list)


def link_speakers(record: Record) -> None:
    """Link the quotes that name no official yet, in place. Positions must have their bounds."""
    people = _people(record)
    titles = {row.values["code"]: _country_words(row) for row in record["countries"]}
    for quote in record["quotes"]:
        v, said_on = quote.values, quote.text("said_on")
        party = v["country_code"] or v["group_id"]
        if v["speaker_id"] or said_on is None or v["speaker_kind"] not in _NAMED:
            continue
        asked = _Asked(
            name_words(quote.text("speaker_name") or ""),
            period(said_on),
            posts(quote.text("speaker_role") or "", titles.get(party, frozenset())),
            titles.get(party, frozenset()),
        )
        match, person = _speaker(asked, people.get(party, []))
        if person is not None:
            v |= {"speaker_id": person.id, "speaker_match": match}
            v |= {"speaker_kind": SpeakerKind.official.value}
            v["position_id"] = v["position_id"] or _post_held(asked, person)


_NAMED = (SpeakerKind.official, SpeakerKind.person)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who spoke, as the source has it, and when."""

    name: Words
    when: Period
    posts: frozenset[frozenset[str]]
    country: frozenset[str]


def _speaker(asked: _Asked, people: list[_Person]) -> tuple[str | None, _Person | None]:
    """The one person whom the first way that fits anybody fits, and that way."""
    ways = {
        SpeakerMatch.exact_name: _exact,
        SpeakerMatch.name_and_post: _name_and_post,
        SpeakerMatch.family_name_and_post: _family_and_post,
    }
    for match, fits in ways.items():
        found = [person for person in people if fits(asked, person)]
        if found:
            return (match.value, found[0]) if len(found) == 1 else (None, None)
    return None, None


def _exact(asked: _Asked, person: _Person) -> bool:
    possible = any(may_hold(position, asked.when) for position in person.positions)
    return possible and asked.name in person.names


def _name_and_post(asked: _Asked, person: _Person) -> bool:
    """One name is within the other, two words at least, the family name among them."""
    said = set(asked.name)
    within = any(
        len(shared := said & set(name)) >= 2
        and (shared == said or shared == set(name))
        and shared & person.families
        for name in person.names
    )
    return within and any(may_hold(p, asked.when) for p in _agreeing(asked, person))


def _family_and_post(asked: _Asked, person: _Person) -> bool:
    if not person.families & set(asked.name):
        return False
    return any(held_in(position, asked.when) for position in _agreeing(asked, person))


def _agreeing(asked: _Asked, person: _Person) -> Iterator[Row]:
    """The person's posts that are the one, or one of those, that the source says."""
    for position in person.positions:
        if posts(position.text("title") or "", asked.country) & asked.posts:
            yield position


def _post_held(asked: _Asked, person: _Person) -> Value:
    """The one post that was held all that time for certain, and is what the source says if it does.

    Who was prime minister and held a ministry as well does not speak as minister.
    """
    told = _agreeing(asked, person) if asked.posts else person.positions
    spanning = [position for position in told if held_all(position, asked.when)]
    return spanning[0].values["id"] if len(spanning) == 1 else None


def may_hold(position: Row, when: Period) -> bool:
    """Whether a post that had begun may have been held on a day of a period."""
    first, last = position.text(EARLIEST) or "", position.text(LATEST) or ""
    return "" < first <= when[1] and last >= when[0]


def held_in(position: Row, when: Period) -> bool:
    """Whether it was held on some day of the period, for certain."""
    first, last = position.text(CERTAIN_FROM) or "~", position.text(CERTAIN_TO) or ""
    return first <= when[1] and last >= when[0] and first <= last


def held_all(position: Row, when: Period) -> bool:
    """Whether it was held on every day of the period, for certain."""
    first, last = position.text(CERTAIN_FROM) or "~", position.text(CERTAIN_TO) or ""
    return first <= when[0] and last >= when[1]


@cache
def name_words(name: str) -> Words:
    """A name's words in normal form, bare of titles, unless less than two would be left."""
    whole = normalise(name).split()
    words = list(whole)
    while words and words[0] in _BEFORE:
        words.pop(0)
    while words and words[-1] in _BEHIND:
        words.pop()
    return tuple(words if len(words) > 1 else whole)


@cache
def posts(title: str, country: frozenset[str]) -> frozenset[frozenset[str]]:
    """The posts that a title is, whole and part by part, each as its telling words.

    `Prime Minister and Minister for Trade` is three: the whole, and each of the two.
    """
    texts = (title, *_PARTS.split(title.casefold()))
    found = (frozenset(normalise(text).split()) - _EMPTY - country for text in texts)
    return frozenset(words for words in found if words)


def _country_words(country: Row) -> frozenset[str]:
    names = (country.text("name"), country.text("official_name"))
    return frozenset(word for name in names if name for word in normalise(name).split())


def _people(record: Record) -> dict[Value, list[_Person]]:
    """The officials of each party, with the posts they held for it."""
    officials = {row.values["id"]: row for row in record["officials"]}
    found: dict[tuple[Value, Value], _Person] = {}
    people: dict[Value, list[_Person]] = defaultdict(list)
    for position in record["positions"]:
        official = officials.get(position.values["official_id"])
        for party in (position.values["country_code"], position.values["group_id"]):
            if official is None or party is None:
                continue
            key = (party, official.values["id"])
            if key not in found:
                found[key] = _person(official)
                people[party].append(found[key])
            found[key].positions.append(position)
    return people


def _person(official: Row) -> _Person:
    sorted_name = official.text("sort_name") or ""
    names = {name_words(name) for name in _names_of(official)} - {()}
    families = {name[-1] for name in names}
    if "," in sorted_name:
        families = set(name_words(sorted_name.partition(",")[0])) - _BEFORE
    return _Person(official.values["id"], sorted(names), {f for f in families if len(f) > 1})


def _names_of(official: Row) -> Iterable[str]:
    aliases = official.values.get("aliases")
    texts = [official.text(column) for column in ("name", "sort_name", "native_name")]
    return [text for text in (*texts, *(aliases if isinstance(aliases, list) else ())) if text]

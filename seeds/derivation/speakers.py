"""Links quotes and speeches to the officials who spoke, where party, date and name agree.

Names are compared as `seeds.derivation.speaker_names` has them. The ways of matching are tried in
the order of `SpeakerMatch`. The first way that fits anyone decides; if it fits several persons,
there is no link. Links made by hand stay.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from schema.periods import Period, period
from schema.quotes import SpeakerKind, SpeakerMatch
from schema.validity import CERTAIN_FROM, CERTAIN_TO, EARLIEST, LATEST
from schema.words import normalise
from seeds.derivation.names import with_aliases
from seeds.derivation.speaker_names import Names, Words, name_words, names_of
from seeds.loading.values import Record, Row, Value

_COMMON_WORDS = frozenset({"of", "for", "the", "and", "affairs", "republic", "kingdom"})
_PARTS = re.compile(r",|\band\b|&")


class _Person(NamedTuple):
    """An official of one party, and the tenures held for the party."""

    id: Value
    names: Names
    tenures: list[Row]


class _ByWord:
    """The people of a party by the words of their names: whoever is meant shares one."""

    def __init__(self, people: list[_Person]) -> None:
        self._people = people
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, person in enumerate(people):
            for word in person.names.words():
                self._places[word].append(place)

    def sharing_a_word(self, name: Words) -> list[_Person]:
        """The people with a word of the name, in their order."""
        places = {place for word in name for place in self._places.get(word, ())}
        return [self._people[place] for place in sorted(places)]


class SpeakerLink(NamedTuple):
    """What links a row to the official who spoke: the columns that it sets."""

    speaker_id: Value
    speaker_match: str
    tenure_id: Value


SpeakerLinks = dict[tuple[str, Value], SpeakerLink]  # by resource and key


class Speakers:
    """The rows that name somebody and no official yet, by party.

    Args:
        record: The record, with the officials as typed.
    """

    def __init__(self, record: Record) -> None:
        words = {row.values["code"]: _country_words(row) for row in record["countries"]}
        self._mentions: dict[Value, list[tuple[tuple[str, Value], SpeakerMention]]]
        self._mentions = defaultdict(list)
        for resource, date in _DATES.items():
            for row in filter(_may_be_linked, record[resource]):
                country = words.get(row.party, frozenset())
                if mention := _mention(row, row.text(date), country):
                    key = resource, row.values["id"]
                    self._mentions[row.party].append((key, mention))
        officials = with_aliases(record["officials"], record["official-aliases"])
        self._names = self._names_of(officials)

    def _names_of(self, officials: Iterable[Row]) -> dict[Value, str]:
        """The names of those who share a word with somebody who is named, by official."""
        every = chain.from_iterable(self._mentions.values())
        spoken = {word for _, mention in every for word in mention.name}
        named = ((row.values["id"], names_of(row)) for row in officials)
        shared = (pair for pair in named if not spoken.isdisjoint(pair[1].words()))
        return {key: names.as_text() for key, names in shared}

    def links(self, party: Value, tenures: Iterable[Row]) -> SpeakerLinks:
        """The links of the rows of a party.

        Args:
            party: The key of the country or group.
            tenures: All of its tenures, with validity bounds.
        """
        if party not in self._mentions:
            return {}
        people = _ByWord(self._people(tenures))
        links: SpeakerLinks = {}
        for key, mention in self._mentions[party]:
            if match := _match(mention, people.sharing_a_word(mention.name)):
                held = _tenure_held(mention, match.person)
                links[key] = SpeakerLink(match.person.id, match.way.value, held)
        return links

    def _people(self, tenures: Iterable[Row]) -> list[_Person]:
        """The holders of tenures, without those who share no word with anyone that is named."""
        people: dict[Value, _Person] = {}
        for tenure in tenures:
            key = tenure.values["official_id"]
            if key in people:
                people[key].tenures.append(tenure)
            elif key in self._names:
                people[key] = _Person(key, Names.of_text(self._names[key]), [tenure])
        return [*people.values()]


def _may_be_linked(row: Row) -> bool:
    """Whether a row names a person, who is no official yet."""
    is_person = row.values.get("speaker_kind", _NAMED[0]) in _NAMED
    return is_person and not row.values["speaker_id"]


def _mention(row: Row, said_on: str | None, country: frozenset[str]) -> "SpeakerMention | None":
    """How a row names its speaker; None without a name or a date."""
    name = row.text("speaker_name")
    if name is None or said_on is None:
        return None
    role = row.text("speaker_role") or ""
    return SpeakerMention(name_words(name), period(said_on), posts(role, country), country)


def with_speakers(rows: Iterable[Row], resource: str, links: SpeakerLinks) -> Iterator[Row]:
    """The rows of a resource, linked to the officials who spoke."""
    for row in rows:
        values = row.values
        if link := links.get((resource, values["id"])):
            tenure = values["tenure_id"] or link.tenure_id
            values |= link._asdict() | {"tenure_id": tenure}
            if "speaker_kind" in values:
                values["speaker_kind"] = SpeakerKind.official.value
        yield row


def copy_speakers(record: Record) -> None:
    """Let each claim of a speech that names no speaker have that of the speech, in place."""
    silent = [claim for claim in record["claims"] if claim.values["speaker_name"] is None]
    keys = {claim.values["speech_id"] for claim in silent}
    speeches = {key: row for row in record["speeches"] if (key := row.values["id"]) in keys}
    for claim in silent:
        speech = speeches.get(claim.values["speech_id"])
        if speech is not None:
            claim.values |= {name: speech.values[name] for name in _SPEAKER}


_SPEAKER = ("speaker_name", "speaker_role", "speaker_id", "speaker_match")

# The column with the date on which somebody speaks.
_DATES = {"quotes": "said_on", "speeches": "date"}
_NAMED = (SpeakerKind.official, SpeakerKind.person)


@dataclass(frozen=True, slots=True)
class SpeakerMention:
    """How a source names a speaker; `country` has the words of the country's name."""

    name: Words
    said_on: Period
    posts: frozenset[frozenset[str]]
    country: frozenset[str]


class _Match(NamedTuple):
    """A matched person, and the way that matched."""

    person: _Person
    way: SpeakerMatch


def _match(mention: SpeakerMention, people: list[_Person]) -> _Match | None:
    """The person whom the first fitting way fits, if that is one person only."""
    ways = {
        SpeakerMatch.exact_name: _exact,
        SpeakerMatch.name_and_post: _name_and_post,
        SpeakerMatch.family_name_and_post: _family_and_post,
    }
    for way, fits in ways.items():
        fitting = [person for person in people if fits(mention, person)]
        if fitting:
            return _Match(fitting[0], way) if len(fitting) == 1 else None
    return None


def _exact(mention: SpeakerMention, person: _Person) -> bool:
    """The name is one of the person's, who may have held a tenure then."""
    possible = any(may_hold(tenure, mention.said_on) for tenure in person.tenures)
    return possible and mention.name in person.names.whole


def _name_and_post(mention: SpeakerMention, person: _Person) -> bool:
    """One name contains the other, and the person may have held a named post then.

    They share two words or more, with a family name among them.
    """
    words = set(mention.name)
    contains = any(
        len(shared := words & set(name)) >= 2
        and (shared == words or shared == set(name))
        and shared & person.names.families
        for name in person.names.whole
    )
    return contains and any(
        may_hold(p, mention.said_on) for p in _agreeing_tenures(mention, person)
    )


def _family_and_post(mention: SpeakerMention, person: _Person) -> bool:
    """The name has a family name of the person, who certainly held a named post all that time.

    Of a year in which the post changed hands, the day is not known: a relative may have held it.
    """
    if not person.names.families & set(mention.name):
        return False
    tenures = _agreeing_tenures(mention, person)
    return any(held_throughout(tenure, mention.said_on) for tenure in tenures)


def _agreeing_tenures(mention: SpeakerMention, person: _Person) -> Iterator[Row]:
    """The person's tenures whose title has a post in common with the mention."""
    for tenure in person.tenures:
        if posts(tenure.text("title") or "", mention.country) & mention.posts:
            yield tenure


def _tenure_held(mention: SpeakerMention, person: _Person) -> Value:
    """The only tenure that was certainly held all that time, and agrees with a named post.

    A prime minister who holds a ministry as well does not speak as minister: several tenures give
    None.
    """
    tenures = _agreeing_tenures(mention, person) if mention.posts else person.tenures
    spanning = [tenure for tenure in tenures if held_throughout(tenure, mention.said_on)]
    return spanning[0].values["id"] if len(spanning) == 1 else None


def may_hold(tenure: Row, when: Period) -> bool:
    """Whether a tenure with a known beginning was possibly held on some day of the period."""
    earliest, latest = tenure.text(EARLIEST) or "", tenure.text(LATEST) or ""
    return "" < earliest <= when[1] and latest >= when[0]


def held_throughout(tenure: Row, when: Period) -> bool:
    """Whether the tenure was certainly held on every day of the period."""
    first, last = _certain(tenure)
    return first <= when[0] and last >= when[1]


def _certain(tenure: Row) -> Period:
    """The certain part of the validity. If there is none, its first day is after its last."""
    return tenure.text(CERTAIN_FROM) or "~", tenure.text(CERTAIN_TO) or ""


@lru_cache(1_000)  # those of a party are looked at together
def posts(title: str, country: frozenset[str]) -> frozenset[frozenset[str]]:
    """The posts in a title, whole and part by part, each as a set of its distinctive words.

    `Prime Minister and Minister for Trade` has three: the whole, and each of the two.
    """
    texts = (title, *_PARTS.split(title.casefold()))
    words = (frozenset(normalise(text).split()) - _COMMON_WORDS - country for text in texts)
    return frozenset(post for post in words if post)


def _country_words(country: Row) -> frozenset[str]:
    names = (country.text("name"), country.text("official_name"))
    return frozenset(word for name in names if name for word in normalise(name).split())

"""Which recorded officials persons without a Wikidata item are, by name, country, day and office.

A person certainly is a recorded official of the same country, if

1. the family name and a given name agree, and the office and its time;
2. all words of the shorter name are in the longer one, the family name and a given name among them
   ("Teresa RIBERA Rodriguez", "Teresa Ribera"), and both may have been in office at one time, or
   the office agrees, whatever its time: a source may lag;
3. the family name agrees, a given name begins alike, and the office and its time: for sources
   differ in how they write names of other scripts ("Aleksandr LUKASHENKO", "Alexander Lukashenko").

The first of these that fits anybody decides, if it fits one official only, and no two persons of
the source whose names differ by more than words that one of them lacks. Somebody whose family name,
office and time agree and no more, or whose full name agrees and neither office nor time, may be the
same: these pairs are answered as possible duplicates, but for those that `person_matching.yaml`
matches by hand.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from schema.offices import OfficeRole
from schema.periods import first_day, last_day
from schema.words import normalise, slug
from seeds.derivation.office_roles import office_kind
from seeds.derivation.office_titles import without_country
from seeds.importers.officials import Person, Post, RecordedOfficial
from seeds.importers.printed_names import PrintedName, name_words
from seeds.loading.files import valid_facts

_INITIAL = 1
_NAME_LENGTH = 4  # shorter names of countries are codes
_NO_TIME = "the same full name and country, and neither office nor time"
_NO_NAME = "the same office, time and family name, and another given name"
_SEVERAL = "the same name, country and time, and several fit"
_SUBJECTS = frozenset(OfficeRole) - {
    OfficeRole.other, OfficeRole.ambassador, OfficeRole.envoy, OfficeRole.legislature,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PrintedPerson:
    """A person of a source, with the name as printed and the posts; all are of one country."""

    person: Person
    printed: PrintedName
    country: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A recorded official with the posts for one country."""

    official: RecordedOfficial
    words: frozenset[str]
    ends: frozenset[str]  # the first and the last word
    posts: tuple[Post, ...]
    country_names: tuple[str, ...]


def match_printed(
    people: Iterable[PrintedPerson], recorded: list[RecordedOfficial], facts: Path
) -> None:
    """Set `same_as` and `candidates` of persons, in place; `facts` has the names of countries."""
    candidates = _by_country(recorded, country_names(facts))
    by_hand = _matches_by_hand(recorded)
    certain: dict[str, list[PrintedPerson]] = defaultdict(list)  # by the official
    for one in people:
        one.person.same_as = by_hand.get((one.country, slug(one.printed.name)))
        if one.person.same_as is not None:
            continue
        fitting = _fitting(one, candidates[one.country])
        if len(fitting) == 1:
            certain[fitting[0].official.id].append(one)
        elif fitting:
            one.person.candidates = {c.official.id: _SEVERAL for c in fitting}
        else:
            one.person.candidates = dict(_doubts(one, candidates[one.country]))
    for official, alike in certain.items():
        is_one = _are_spellings([one.printed for one in alike])  # of one country or of several
        for one in alike:
            if is_one:
                one.person.same_as = official
            else:
                one.person.candidates = {official: _SEVERAL}


def _matches_by_hand(recorded: Iterable[RecordedOfficial]) -> dict[tuple[str, str], str]:
    """The officials that a reader chose, by country and name in slugs."""
    items = {official.wikidata_id: official.id for official in recorded if official.wikidata_id}
    entries = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    return {
        (entry["country"], slug(entry["name"])): items[entry["wikidata"]]
        for entry in entries
        if entry["wikidata"] in items
    }


def _are_spellings(names: list[PrintedName]) -> bool:
    """Whether the words of each name are among those of the longest."""
    words = sorted((name.family | name.given for name in names), key=len)
    return all(shorter <= words[-1] for shorter in words)


def _fitting(one: PrintedPerson, others: list[_Candidate]) -> list[_Candidate]:
    """The officials whom the first way fits that fits anybody, those of the whole name before."""
    for way in (_has_name_and_office, _has_whole_name, _has_initial_and_office):
        if fitting := [other for other in others if way(one, other)]:
            own = one.printed.family | one.printed.given
            equal = [c for c in fitting if c.words == own]
            whole = [c for c in fitting if _whole_name_agrees(one.printed, c)]
            return equal or whole or fitting
    return []


def _by_country(
    recorded: Iterable[RecordedOfficial], names: dict[str, tuple[str, ...]]
) -> dict[str, list[_Candidate]]:
    by_country: dict[str, list[_Candidate]] = defaultdict(list)
    for official in recorded:
        posts: dict[str, list[Post]] = defaultdict(list)
        for post in official.posts:
            posts[post.country].append(post)
        words = name_words(official.name)
        in_order = slug(official.name).split("-")
        ends = name_words(in_order[0]) | name_words(in_order[-1])
        for country, own in posts.items():
            by_country[country].append(
                _Candidate(official, words, ends, tuple(own), names.get(country, ()))
            )
    return by_country


def _has_name_and_office(one: PrintedPerson, other: _Candidate) -> bool:
    return _full_name_agrees(one.printed, other.words) and _has_office(one, other)


def _has_whole_name(one: PrintedPerson, other: _Candidate) -> bool:
    return _whole_name_agrees(one.printed, other) and (
        any(_is_of_one_time(a, b) for a in one.person.posts for b in other.posts)
        or _has_office(one, other, at_any_time=True)
    )


def _has_initial_and_office(one: PrintedPerson, other: _Candidate) -> bool:
    rest = other.words - one.printed.family
    alike = {w[:_INITIAL] for w in one.printed.given} & {w[:_INITIAL] for w in rest}
    has_initial = bool(alike) or not one.printed.given  # a monarch has one name
    return has_initial and one.printed.family <= other.words and _has_office(one, other)


def _doubts(one: PrintedPerson, others: Iterable[_Candidate]) -> Iterable[tuple[str, str]]:
    for other in others:
        if one.printed.family <= other.words and _has_office(one, other):
            yield other.official.id, _NO_NAME
        elif _whole_name_agrees(one.printed, other):
            yield other.official.id, _NO_TIME


def _whole_name_agrees(name: PrintedName, other: _Candidate) -> bool:
    """Whether the full name agrees, and all words of the shorter name are in the longer one.

    A longer recorded name begins or ends with the family name: "Harsh Vardhan Shringla" is not
    "Harsh VARDHAN".
    """
    own = name.family | {word for word in name.given if len(word) > _INITIAL}
    words = {word for word in other.words if len(word) > _INITIAL}
    if not _full_name_agrees(name, other.words):
        return False
    return words <= own or (own <= words and not other.ends.isdisjoint(name.family))


def _full_name_agrees(name: PrintedName, words: frozenset[str]) -> bool:
    """Whether the family name is among the words, and a given name of more than an initial."""
    given = {word for word in name.given if len(word) > _INITIAL}
    return name.family <= words and (bool(given & words) or not (given or words - name.family))


def _has_office(one: PrintedPerson, other: _Candidate, *, at_any_time: bool = False) -> bool:
    return any(
        (at_any_time or _is_of_one_time(a, b)) and _is_one_office(a, b, other.country_names)
        for a in one.person.posts
        for b in other.posts
    )


def _is_of_one_time(one: Post, other: Post) -> bool:
    """Whether both posts may be held on one day; a start alone tells until when one may be."""
    first, last = _span(one)
    other_first, other_last = _span(other)
    return first <= other_last and other_first <= last


def _span(post: Post) -> tuple[str, str]:
    first, last = post.start or post.attested_on, post.end or post.attested_on
    return first_day(first) if first else "", last_day(last) if last else "~"


def _is_one_office(one: Post, other: Post, names: tuple[str, ...]) -> bool:
    """Whether two posts of a country are of one office: the same words, or a common subject."""
    if one.division or other.division:
        return one.division == other.division and one.title == other.title
    words, subjects = _office(one.title, one.country, names)
    other_words, other_subjects = _office(other.title, other.country, names)
    return words == other_words or not subjects.isdisjoint(other_subjects)


@cache
def _office(
    title: str, country: str, names: tuple[str, ...]
) -> tuple[frozenset[str], frozenset[OfficeRole]]:
    """The words of a title, and the subjects that it has."""
    bare = without_country(title, names)
    roles = frozenset(office_kind(bare, country, has_division=False).roles)
    return frozenset(bare.split()) - _SMALL_WORDS, roles & _SUBJECTS


_SMALL_WORDS = frozenset(("and", "for", "of", "the"))


def country_names(facts: Path) -> dict[str, tuple[str, ...]]:
    """The names of each country in normal form, the longest first."""
    names: dict[str, set[str]] = defaultdict(set)
    for folder, key, columns in (
        ("countries", "code", ("name", "official_name")),
        ("country-aliases", "country_code", ("alias",)),
    ):
        for path in sorted(facts.glob(f"{folder}/[!.]*")):
            for row in valid_facts(path):
                code = row.cells[key].text if key in row.cells else None
                texts = (row.cells[c].text for c in columns if c in row.cells)
                names[str(code)] |= {normalise(t) for t in texts if isinstance(t, str)}
    return {
        code: tuple(sorted((name for name in own if len(name) >= _NAME_LENGTH), key=len)[::-1])
        for code, own in names.items()
    }

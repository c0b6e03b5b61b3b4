"""Heads of state and government, as snapshots of the CIA World Factbook name them, 2015 to 2026.

A text such as "President XI Jinping (since 14 March 2013)" gives a start; nothing gives an end. It
is evidence for the days of the snapshots that have it: `attested_on` is the last of them. There are
no snapshots between `GAP`, and most texts were not refreshed by its last day: a text that is there
on that day and not later is evidence for the day before the gap only.

Of each text the first person is taken: deputies, representatives and notes come after a semicolon.
Two heads in one text (co-princes, captains regent) and texts without an office or a name that the
rules know are left out, with a note.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from schema.import_notes import ImportReason
from schema.offices import OfficeRole
from schema.words import slug
from seeds.derivation.office_roles import office_kind
from seeds.derivation.office_titles import without_country
from seeds.importers.cells import collapsed, matching
from seeds.importers.cia_world_leaders import CODES
from seeds.importers.context import Cells, ImportContext
from seeds.importers.editions import Dataset
from seeds.importers.facts_files import FactsFile
from seeds.importers.officials import Person, Post, officials_files, recorded_before
from seeds.importers.person_matching import PrintedPerson, country_names, match_printed
from seeds.importers.printed_names import PrintedName, printed_name
from seeds.importers.treaties import DAY

DATASET = Dataset(
    "cia-world-factbook-heads",
    "Central Intelligence Agency",
    "The World Factbook, chiefs of state and heads of government",
    stands_alone=True,
)
ORIGIN = "cia-world-factbook-heads"
GAP = ("2017-03-28", "2020-11-23")  # the last snapshot before it, the first after it
FILE = "heads-2015-2026.csv"
_COLUMNS = ("gec", "iso3", "field", "first_seen", "last_seen", "text")
_ROLES = {
    "chief of state": OfficeRole.head_of_state,
    "head of government": OfficeRole.head_of_government,
}
_MONARCHS = ("King", "Queen")
_DEPENDENCIES = frozenset({"gk", "im", "je"})  # have the alpha-3 code of the United Kingdom

_TITLE = re.compile(
    r"((acting|interim|transition|transitional|caretaker|executive|federal) )*"
    r"(president( of (the )?([a-z ]*(republic|confederation|government|council of ministers)"
    r"( of( the)? [A-Z][\w' -]*?)?|government|executive yuan))?(?= [A-Z])"
    r"|king( and prime minister)?|queen|emperor|amir|grand duke|prince|pope|premier|taoiseach"
    r"|sultan( and prime minister)?|chancellor|minister of state"
    r"|(crown prince and |vice president and )?prime minister( and vice president)?"
    r"|chair(man|person) of the (presidency|(council|cabinet) of ministers)|supreme leader"
    r"|state affairs commission (president|chairman)|governor[- ]general|head of government"
    r"|secretary of state|chief (minister|executive)|(chairman|chairperson|president),"
    r" presidential (leadership )?council,?|presidential leadership council chairperson)(?= )",
    re.IGNORECASE,
)
_BARE_NAME = re.compile(
    r"(?!.*(?:Interim|Acting|Co-|Coprince|Minister|President))"
    r"(?:[A-Z][\w.'-]+ ){0,4}[A-Z][\w'-]*[A-Z]{2}[\w'-]*"
    r"(?: (?:al-|de |bin )?[A-Z][\w'-]*)*(?= \(since)"
)
_AFTER_NAME = re.compile(
    r"[(\[].*| - .*|,? (also|formerly|serving|appointed|elected|is|resigned) .*"
)
_ASIDE = re.compile(r" \((?![^)]*\d)[^)]*\)")  # in brackets and without a date
_HONORIFIC = re.compile(
    r"(?<!\S)(dr|gen|lt|col|brig|maj|capt|sr|adm|mr|mrs|ms|ret|hon)\.,?(?!\S)|(?<!\S)(field marshal"
    r"|general|cardinal|archbishop|sir|dame|crown prince)(?!\S)",
    re.IGNORECASE,
)
_DATE = r"((?:(?:\d{1,2} )?[A-Z][a-z]+ )?(?:19|20)\d\d)\b"
_SINCE = re.compile(rf"\bsince ?{_DATE}")
_LABELS = {
    "chief of state": r"(?:chief of state|sultan|king|chairman|chairperson)",
    "head of government": r"(?:head of government|prime minister)",
}
_MONTHS = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip


class _Head(NamedTuple):
    """The first person of one text, and the snapshots that have it."""

    country: str
    role: OfficeRole
    title: str
    printed: str
    since: str | None
    first_seen: str
    last_seen: str
    locator: str


def factbook_heads(source: Path, context: ImportContext) -> list[FactsFile]:
    """The officials and tenure records in `heads-2015-2026.csv` of a folder."""
    context.begin_edition(DATASET, source)
    known = context.known_keys("countries", "code")
    heads = context.convert_rows(
        source / FILE, _COLUMNS, lambda cells: _heads(cells, known, context)
    )
    names = country_names(context.facts)
    people: dict[tuple[str, str], PrintedPerson] = {}
    for (country, _), (name, posts) in _posts(heads, names).items():
        person = Person(name.name, qualifier=country.lower(), sort_name=name.sort_name)
        person.posts = list(dict.fromkeys(posts))
        people[country, slug(name.name)] = PrintedPerson(person, name, country)
    recorded = recorded_before(ORIGIN, context.facts)
    match_printed(people.values(), recorded, context.facts)
    persons = list(_merged(people.values()))
    return officials_files(ORIGIN, context.source_id, persons, recorded, source, context)


def _merged(people: Iterable[PrintedPerson]) -> Iterator[Person]:
    """The persons, those of several countries once: a monarch of one name since one day is one."""
    by_reign: dict[object, Person] = {}
    by_official: dict[str, Person] = {}
    for one in sorted(people, key=lambda one: one.person.same_as is None):
        person = one.person
        reigns = [(person.name, p.title, p.start) for p in person.posts if p.title in _MONARCHS]
        own = by_official.get(person.same_as or "")
        first = own or next((by_reign[r] for r in reigns if r in by_reign), None)
        if first is not None and (own or person.same_as is None):
            for post in person.posts:
                _add(first.posts, post)
        else:
            yield person
            first = person
        by_reign |= dict.fromkeys(reigns, first)
        if person.same_as is not None:
            by_official[person.same_as] = first


def _heads(cells: Cells, known: set[str], context: ImportContext) -> Iterator[_Head]:
    field, text = cells["field"].strip(), collapsed(cells["text"])
    country = CODES.get(cells["iso3"].strip(), cells["iso3"].strip())
    if field not in _ROLES:
        return
    if cells["gec"] in _DEPENDENCIES or country not in known:
        context.leave_out("an area that is no country of the record")
        return
    first = _ASIDE.sub("", text.split(";")[0])
    title, name = _title_and_name(first, field)
    if not re.search("[A-Z]{2}" if "(since" not in first else "[A-Z]", name) or re.search(
        r" and |\d", name
    ):
        context.leave_out(
            "no office and name of one person that the rules know",
            value=first.split("(")[0][:100].strip(),
            column="text",
            reason=ImportReason.malformed,
        )
        return
    yield _Head(
        country,
        _ROLES[field],
        title,
        name,
        _since(_ASIDE.sub("", text), field),
        matching(cells, "first_seen", DAY, "a day"),
        matching(cells, "last_seen", DAY, "a day"),
        f"{context.locator}, {field}",
    )


def _title_and_name(text: str, field: str) -> tuple[str, str]:
    """The title, that of the field where a name stands alone, and the name; empty without one."""
    if (title := _TITLE.match(text)) is not None:
        return title[0][0].upper() + title[0][1:].rstrip(","), _name(text[title.end() :])
    return field.capitalize(), _name(text) if _BARE_NAME.match(text) else ""


def _name(text: str) -> str:
    """The name that follows a title, without honorifics and what is in brackets."""
    bare = _HONORIFIC.sub("", _AFTER_NAME.sub("", text)).strip(" ,")
    return collapsed(re.sub(r",(?! Jr)", "", bare))


def _since(text: str, field: str) -> str | None:
    """The first day in the brackets after the name; None if it is not a since."""
    brackets = re.search(r"\(([^)]*)", text)
    if brackets is None:
        return None
    own = re.search(rf"{_LABELS[field]} since ?{_DATE}", brackets[1])
    since = own or _SINCE.match(brackets[1].strip())
    return _iso(since[1]) if since else None


def _iso(text: str) -> str | None:
    """A date as ISO 8601 writes it, with the precision that it has."""
    *day, year = text.split()
    if not day:
        return year
    name = day[-1][:3].lower()
    if name not in _MONTHS:
        return None
    month = f"{year}-{_MONTHS.index(name) + 1:02}"
    return f"{month}-{int(day[0]):02}" if len(day) > 1 else month


_Posts = dict[tuple[str, str], tuple[PrintedName, list[Post]]]  # by country and name


def _posts(heads: list[_Head], names: dict[str, tuple[str, ...]]) -> _Posts:
    """The posts of each person: one for each office and day since which it is held.

    A text without a since belongs to the last one with it.
    """
    posts: _Posts = {}
    by_person: dict[tuple[str, str, OfficeRole], dict[str | None, Post]] = {}
    spellings = _spellings(heads)
    for head in sorted(heads, key=lambda head: (head.country, head.first_seen)):
        name = printed_name(head.printed)
        key = head.country, spellings.get((head.country, slug(name.name)), slug(name.name))
        own = by_person.setdefault((*key, head.role), {})
        since = head.since or next(reversed(own), None)
        own.pop(since, None)
        own[since] = Post(
            _title(head, names.get(head.country, ())),
            head.country,
            since,
            None,
            attested_on=_last_shown(head),
            locator=f'{head.locator}, "{head.printed}"',
        )
        posts[key] = name, []
    for (country, name_slug, _), own in by_person.items():
        for post in own.values():
            _add(posts[country, name_slug][1], post)
    return posts


def _spellings(heads: Iterable[_Head]) -> dict[tuple[str, str], str]:
    """The name in slugs that stands for each: who is in one office since one day is one person."""
    first: dict[tuple[str, OfficeRole, str], str] = {}
    same: dict[tuple[str, str], str] = {}
    for head in heads:
        own = slug(printed_name(head.printed).name)
        if head.since and len(head.since) == len("2000-01-01"):
            other = first.setdefault((head.country, head.role, head.since), own)
            same.setdefault((head.country, own), same.get((head.country, other), other))
    return same


def _add(posts: list[Post], post: Post) -> None:
    """Add a post. One that is in both fields, for the same time, is one post."""
    for place, other in enumerate(posts):
        if (other.title, other.country, other.start) == (post.title, post.country, post.start):
            last = max(str(other.attested_on), str(post.attested_on))
            posts[place] = replace(other, attested_on=last)
            return
    posts.append(post)


def _last_shown(head: _Head) -> str:
    """The last day for which the snapshots are evidence."""
    is_old = head.first_seen <= GAP[0] and head.last_seen == GAP[1]
    return GAP[0] if is_old else head.last_seen


def _title(head: _Head, names: tuple[str, ...]) -> str:
    """The title, with the field in brackets where the title does not tell the role."""
    kind = office_kind(without_country(head.title, names), head.country, has_division=False)
    if head.role in kind.roles:
        return head.title
    field = next(field for field, role in _ROLES.items() if role is head.role)
    return f"{head.title} ({field})"

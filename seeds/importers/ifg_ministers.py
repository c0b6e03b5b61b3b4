"""Ministers of the United Kingdom since 1979, from the Institute for Government's database.

The database has no Wikidata items. A person matches a recorded official if that official is the
only one with one of the person's names and a post on the same subject from the same day, or the
only British official of the full name, whom no other person of the database has, and the posts of
the two overlap or are no more than `_OVERLAP_DAYS` days apart. Other namesakes stay separate and
are listed, except those that `ifg_ministers.yaml` matches by hand.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import yaml

from schema.periods import first_day, last_day
from schema.words import normalise
from seeds.importers.cells import label
from seeds.importers.context import BadCell, Cells, ImportContext
from seeds.importers.editions import Dataset
from seeds.importers.facts_files import FactsFile
from seeds.importers.officials import (
    Person,
    Post,
    RecordedOfficial,
    officials_files,
    recorded_before,
    tenure,
)

DATASET = Dataset(
    "ifg-ministers", "Institute for Government", "IfG Ministers Database", stands_alone=True
)
_ORIGIN = "ifg-ministers"
_COUNTRY = "GBR"
_OVERLAP_DAYS = 14
_PEERAGE = re.compile(", (Baron|Baroness|Lord|Viscount|Earl) .*")  # after a full name

_PERSON = ("id", "display_name", "normalized_name", "start_date", "end_date")
_POST = ("id", "organisation_id", "name")
_ORGANISATION = ("id", "name", "short_name")
_APPOINTMENT = ("id", "person_id", "post_id", "start_date", "end_date")
# Words of titles and departments' names that do not describe the subject.
_COMMON_WORDS = frozenset(
    normalise(
        "a and at for in of on the to with affairs assistant department deputy government hm joint"
        " junior minister ministry office parliamentary secretary senior state under without"
    ).split()
)


class _Organisation(NamedTuple):
    name: str
    short_name: str


class _UpstreamPost(NamedTuple):
    title: str
    organisation: _Organisation


def ifg_ministers(source: Path, context: ImportContext) -> list[FactsFile]:
    """The officials and tenure records in the folder of the database's tables."""
    context.begin_edition(DATASET, source)
    people = _people(source / "person.csv", context)
    posts = _posts(source, context)

    def appoint(cells: Cells) -> Iterable[None]:
        if cells["person_id"] not in people:
            raise BadCell("person_id", f"no {cells['person_id']!r} in person.csv")
        if cells["post_id"] not in posts:
            raise BadCell("post_id", f"no {cells['post_id']!r} in post.csv")
        title, organisation = posts[cells["post_id"]]
        held = tenure(cells, "start_date", "end_date", context)
        name, short_name = organisation
        post = Post(title, _COUNTRY, *held, organization=name, qualifier=short_name)
        people[cells["person_id"]].posts.append(post)
        return []

    context.convert_rows(source / "appointment.csv", _APPOINTMENT, appoint)
    recorded = recorded_before(_ORIGIN, context.facts)
    _match_people(people, recorded, context, source)
    return officials_files(
        _ORIGIN, context.source_id, list(people.values()), recorded, source, context
    )


def _people(path: Path, context: ImportContext) -> dict[str, Person]:
    """The persons by id. The database has a row per name; the latest name becomes the main one."""
    rows = context.convert_rows(path, _PERSON, lambda cells: [cells])
    people: dict[str, Person] = {}
    # The current name has no end date, so it sorts first.
    for cells in sorted(
        rows, key=lambda row: (row["end_date"] == "", row["end_date"]), reverse=True
    ):
        name = cells["display_name"].strip()
        if not name:
            context.reject_file(path, f"{cells['id']} has no display_name")
        elif cells["id"] not in people:
            people[cells["id"]] = Person(name, qualifier="gbr")
        elif name not in (person := people[cells["id"]]).aliases:
            person.aliases.append(name)
    return people


def _posts(source: Path, context: ImportContext) -> dict[str, _UpstreamPost]:
    """The posts by id."""
    organisations = _organisations(source / "organisation.csv", context)

    def convert(cells: Cells) -> Iterable[tuple[str, _UpstreamPost]]:
        organisation = organisations.get(cells["organisation_id"])
        if organisation is None:
            raise BadCell("organisation_id", f"no {cells['organisation_id']!r}")
        title = label(cells, "name", "a post needs a name")
        return [(cells["id"], _UpstreamPost(title, organisation))]

    return dict(context.convert_rows(source / "post.csv", _POST, convert))


def _organisations(path: Path, context: ImportContext) -> dict[str, _Organisation]:
    """The organisations by id. One without a short name is called by its name."""

    def convert(cells: Cells) -> Iterable[tuple[str, _Organisation]]:
        name = cells["name"].strip()
        return [(cells["id"], _Organisation(name, cells["short_name"].strip() or name))]

    return dict(context.convert_rows(path, _ORGANISATION, convert))


def _match_people(
    people: dict[str, Person],
    recorded: list[RecordedOfficial],
    context: ImportContext,
    source: Path,
) -> None:
    """Match persons with recorded officials; two persons with one official are a problem."""
    manual = _manual_matches(recorded)
    nationals = [o for o in recorded if any(post.country == _COUNTRY for post in o.posts)]
    for id_, person in people.items():
        namesakes = [o for o in nationals if normalise(_PEERAGE.sub("", o.name)) in person.names]
        doubts = {o.id: _doubt(person, o) for o in namesakes}
        certain = [official for official, doubt in doubts.items() if not doubt]
        overlapping = [o for o in namesakes if _overlap(person, o)]
        is_only_one = len(namesakes) == 1 and not any(
            other is not person and person.names & other.names for other in people.values()
        )
        if id_ in manual:
            person.same_as = manual[id_]
        elif len(certain) == 1:
            person.same_as = certain[0]
        elif is_only_one and overlapping:
            person.same_as = overlapping[0].id
        else:
            person.candidates = {
                official: doubt or "two have name and post" for official, doubt in doubts.items()
            }
    for official, times in Counter(p.same_as for p in people.values() if p.same_as).items():
        if times > 1:
            context.reject_file(source, f"{times} people would be {official}")


def _doubt(person: Person, official: RecordedOfficial) -> str:
    """Why a namesake may be another person; empty if the two certainly are one."""
    pairs = [(a, b) for a in person.posts for b in official.posts if a.start and a.start == b.start]
    if not pairs:
        return "the same name, and no post from the same day"
    if not any(_subject(a) & _subject(b) or a.title == b.title for a, b in pairs):
        return "the same name and day, and posts of which it is not clear that they are one"
    return ""


def _overlap(person: Person, official: RecordedOfficial) -> bool:
    """Whether two posts of the two are of the same time, or nearly."""
    return any(_gap_days(a, b) <= _OVERLAP_DAYS for a in person.posts for b in official.posts)


def _gap_days(one: Post, other: Post) -> float:
    """The days between two posts; 0 if they overlap, and infinite without a start.

    Of a post without an end only the start is known.
    """
    if one.start is None or other.start is None:
        return math.inf
    earlier, later = sorted((one, other), key=lambda post: first_day(post.start or ""))
    end, start = last_day(earlier.end or earlier.start or ""), first_day(later.start or "")
    return max(0, (date.fromisoformat(start) - date.fromisoformat(end)).days)


def _subject(post: Post) -> set[str]:
    return set(normalise(f"{post.title} {post.organization or ''}").split()) - _COMMON_WORDS


def _manual_matches(recorded: list[RecordedOfficial]) -> dict[str, str]:
    """The matches made by hand: the id in the database to the id of the official."""
    items = {official.wikidata_id: official.id for official in recorded if official.wikidata_id}
    entries = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8")) or []
    return {e["person"]: items[e["wikidata"]] for e in entries if e["wikidata"] in items}

"""Ministers of the United Kingdom since 1979, from the Institute for Government's database.

The database has no Wikidata items. A person in it is one who is there already only if that one is
alone in having one of the person's names and a post of the same subject from the same day. Others
of the same name stay apart and are listed, but for those that `ifg_ministers.yaml` settles by hand.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import yaml

from schema.words import normalise
from seeds.importers.frame import BadCell, Cells, Frame, Table
from seeds.importers.officials import Known, Person, Post, dates, known_before, tables

SOURCE = "ifg-ministers-2026"
_ORIGIN = "ifg-ministers"
_COUNTRY = "GBR"

_PERSON = ("id", "display_name", "normalized_name", "start_date", "end_date")
_POST = ("id", "organisation_id", "name")
_ORGANISATION = ("id", "name", "short_name")
_APPOINTMENT = ("id", "person_id", "post_id", "start_date", "end_date")
# Words of titles and of departments' names that say nothing of the subject.
_RANKS = frozenset(
    normalise(
        "a and at for in of on the to with affairs assistant department deputy government hm joint"
        " junior minister ministry office parliamentary secretary senior state under without"
    ).split()
)

_Found = tuple[str, str]  # the organisation's name, and how it is known for short


def ifg_ministers(source: Path, frame: Frame) -> list[Table]:
    """Officials and positions from the folder of the database's tables."""
    people = _people(source / "person.csv", frame)
    posts = _posts(source, frame)

    def appoint(cells: Cells) -> Iterable[None]:
        if cells["person_id"] not in people:
            raise BadCell("person_id", f"no {cells['person_id']!r} in person.csv")
        if cells["post_id"] not in posts:
            raise BadCell("post_id", f"no {cells['post_id']!r} in post.csv")
        title, (organization, short) = posts[cells["post_id"]]
        if span := dates(cells, "start_date", "end_date", frame):
            post = Post(title, _COUNTRY, *span, organization=organization, mark=short)
            people[cells["person_id"]].posts.append(post)
        return []

    frame.each(source / "appointment.csv", _APPOINTMENT, appoint)
    known = known_before(_ORIGIN, frame.facts)
    _settle(people, known, frame, source)
    return tables(_ORIGIN, SOURCE, list(people.values()), known, source, frame)


def _people(path: Path, frame: Frame) -> dict[str, Person]:
    """A person an id, under the latest of the names; the database has a row a name."""
    rows = frame.each(path, _PERSON, lambda cells: [cells])
    people: dict[str, Person] = {}
    # The name that is borne still has no end, and so goes first.
    for cells in sorted(
        rows, key=lambda row: (row["end_date"] == "", row["end_date"]), reverse=True
    ):
        name = cells["display_name"].strip()
        if not name:
            frame.bad_file(path, f"{cells['id']} has no display_name")
        elif cells["id"] not in people:
            people[cells["id"]] = Person(name, mark="gbr")
        elif name not in (known := people[cells["id"]]).aliases:
            known.aliases.append(name)
    return people


def _posts(source: Path, frame: Frame) -> dict[str, tuple[str, _Found]]:
    """Title and organisation of every post."""

    def organisation(cells: Cells) -> Iterable[tuple[str, _Found]]:
        name = cells["name"].strip()
        return [(cells["id"], (name, cells["short_name"].strip() or name))]

    organisations = dict(frame.each(source / "organisation.csv", _ORGANISATION, organisation))

    def post(cells: Cells) -> Iterable[tuple[str, tuple[str, _Found]]]:
        if cells["organisation_id"] not in organisations:
            raise BadCell("organisation_id", f"no {cells['organisation_id']!r}")
        title = " ".join(cells["name"].split())
        if not title:
            raise BadCell("name", "a post needs a name")
        return [(cells["id"], (title, organisations[cells["organisation_id"]]))]

    return dict(frame.each(source / "post.csv", _POST, post))


def _settle(people: dict[str, Person], known: list[Known], frame: Frame, source: Path) -> None:
    """Find who is there already; one official is never two people of the database."""
    by_hand = _by_hand(known)
    here = [o for o in known if any(post.country == _COUNTRY for post in o.posts)]
    for id_, person in people.items():
        namesakes = [o for o in here if normalise(o.name) in person.names]
        reasons = {o.id: _why_not(person, o) for o in namesakes}
        certain = [official for official, why in reasons.items() if not why]
        if id_ in by_hand:
            person.same_as = by_hand[id_]
        elif len(certain) == 1:
            person.same_as = certain[0]
        else:
            person.perhaps = {o: why or "two have name and post" for o, why in reasons.items()}
    for official, times in Counter(p.same_as for p in people.values() if p.same_as).items():
        if times > 1:
            frame.bad_file(source, f"{times} people would be {official}")


def _why_not(person: Person, official: Known) -> str:
    """Why a namesake is not certainly the same person; empty if it is."""
    pairs = [(a, b) for a in person.posts for b in official.posts if a.start == b.start]
    if not pairs:
        return "the same name, and no post from the same day"
    if not any(_subject(a) & _subject(b) or a.title == b.title for a, b in pairs):
        return "the same name and day, and posts of which it is not clear that they are one"
    return ""


def _subject(post: Post) -> set[str]:
    return set(normalise(f"{post.title} {post.organization or ''}").split()) - _RANKS


def _by_hand(known: list[Known]) -> dict[str, str]:
    """Who is who by hand: the database's person → our official, by Wikidata item."""
    items = {official.wikidata_id: official.id for official in known if official.wikidata_id}
    entries = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8")) or []
    return {e["person"]: items[e["wikidata"]] for e in entries if e["wikidata"] in items}

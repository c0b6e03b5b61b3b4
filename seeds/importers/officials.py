"""Officials and their posts: what the importers of officials share.

Persons are matched in the order of precedence: rows written by hand, then `ORIGINS`. An importer
reads earlier origins only, never its own, so the same input gives the same ids. A person who
matches a recorded official keeps that row and adds tenures and names to it. A person who only may
be the same stays separate and is listed in `unmerged-officials/`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from schema.import_notes import ImportReason
from schema.words import normalise, slug
from seeds.importers.context import Cells, ImportContext
from seeds.importers.facts_files import FactRow, FactsFile
from seeds.importers.notes import Note
from seeds.loading.files import Fact, valid_facts

ORIGINS = (
    "everypolitician-cabinets",
    "everypolitician-world-leaders",
    "us-executive",
    "ifg-ministers",
    "everypolitician-cabinets-more",
    "cia-world-leaders",
    "cia-world-factbook-heads",
    "everypolitician-world",
)

_OFFICIALS = ("id", "name", "sort_name", "wikidata_id", "aliases", "source_id")
_TENURES = (
    "id", "official_id", "title", "organization", "division", "country_code", "start_date",
    "end_date", "source_id",
)  # fmt: skip
_FURTHER_COLUMNS = ("group_id", "attested_on", "locator")  # of tenures, where an origin has them
_ALIASES = ("official_id", "alias", "source_id")
_UNMERGED = ("official_id", "other_id", "why", "source_id")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Post:
    """One tenure of one post, with the dates of the source.

    `division` is the state, province or territory of a post of a part of the country.
    `qualifier` distinguishes posts with the same title in ids, such as a department's acronym.
    `attested_on` is a day on which it was held by the source. A post of a `group` has no country.
    `notes` are about the row that the post becomes.
    """

    title: str
    country: str
    start: str | None
    end: str | None
    notes: tuple[Note, ...] = field(default=(), compare=False)
    organization: str | None = None
    qualifier: str = ""
    division: str | None = None
    attested_on: str | None = None
    group: str | None = None
    locator: str | None = field(default=None, compare=False)


@dataclass(slots=True)
class Person:
    """A person in one source.

    Attributes:
        qualifier: Distinguishes namesakes in ids.
        same_as: The id of the recorded official who certainly is this person.
        candidates: Ids of officials who may be this person, with the reason for the doubt.
    """

    name: str
    qualifier: str
    wikidata_id: str | None = None
    sort_name: str | None = None
    aliases: list[str] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    same_as: str | None = None
    candidates: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> set[str]:
        """All names, in normal form."""
        return {normalise(name) for name in (self.name, *self.aliases)}


@dataclass(slots=True)
class RecordedOfficial:
    """An official of an earlier origin."""

    id: str
    name: str
    wikidata_id: str | None
    posts: list[Post] = field(default_factory=list)
    tenure_ids: list[str] = field(default_factory=list)


def recorded_before(origin: str, facts: Path) -> list[RecordedOfficial]:
    """The officials of earlier origins, with their posts."""
    officials: dict[str, RecordedOfficial] = {}
    for row in _rows("officials", origin, facts):
        id_ = _text(row, "id") or ""
        name, item = _text(row, "name") or "", _text(row, "wikidata_id")
        officials[id_] = RecordedOfficial(id_, name, item)
    for row in _rows("tenure-records", origin, facts):
        holder = officials.get(_text(row, "official_id") or "")
        if holder:
            title, country = _text(row, "title") or "", _text(row, "country_code") or ""
            start, end = _text(row, "start_date"), _text(row, "end_date")
            organization = _text(row, "organization")
            holder.tenure_ids.append(_text(row, "id") or "")
            holder.posts.append(Post(title, country, start, end, organization=organization))
    return list(officials.values())


def _rows(folder: str, origin: str, facts: Path) -> Iterator[Fact]:
    earlier = [facts / folder / f"{name}.csv" for name in ORIGINS[: ORIGINS.index(origin)]]
    for path in (*sorted(facts.glob(f"{folder}/*.yaml")), *earlier):
        if path.is_file():
            yield from valid_facts(path)


def _text(row: Fact, column: str) -> str | None:
    cell = row.cells.get(column)
    return cell.text if cell and isinstance(cell.text, str) else None


def merge_by_wikidata(people: Iterable[Person], recorded: list[RecordedOfficial]) -> None:
    """Match persons by Wikidata item; a namesake without an item becomes a candidate."""
    items = {official.wikidata_id: official.id for official in recorded if official.wikidata_id}
    without_item = {normalise(o.name): o.id for o in recorded if o.wikidata_id is None}
    for person in people:
        person.same_as = person.same_as or items.get(person.wikidata_id or "")
        if person.same_as is None:
            for name in sorted(person.names & without_item.keys()):
                reason = "the same name, and only one of them has a Wikidata item"
                person.candidates.setdefault(without_item[name], reason)


def officials_files(
    origin: str,
    source_id: str,
    people: list[Person],
    recorded: list[RecordedOfficial],
    source: Path,
    context: ImportContext,
) -> list[FactsFile]:
    """The files of one origin. An id that two persons or tenures would share is a problem."""
    people = [person for person in people if person.posts]
    ids = _ids(people, recorded)
    new = [(id_, p) for id_, p in zip(ids, people, strict=True) if p.same_as is None]
    old = [p for p in people if p.same_as is not None]
    taken = {id_ for official in recorded for id_ in official.tenure_ids}
    tenures = [row for id_, p in zip(ids, people, strict=True) for row in _tenures(id_, p, taken)]
    further = (name for name in _FURTHER_COLUMNS if any(row[name] for row in tenures))
    columns = *_TENURES[:-1], *further, _TENURES[-1]
    for row_ids in ([id_ for id_, _ in new], [str(row["id"]) for row in tenures]):
        for id_, times in Counter(row_ids).items():
            if times > 1:
                context.reject_file(source, f"{times} rows would have the id {id_}")
    return [
        FactsFile(f"officials/{origin}.csv", _OFFICIALS, _with_source(source_id, _officials(new))),
        FactsFile(f"tenure-records/{origin}.csv", columns, _with_source(source_id, tenures)),
        FactsFile(
            f"official-aliases/{origin}.csv",
            _ALIASES,
            _with_source(source_id, _other_names(old, recorded)),
            key="",
        ),
        FactsFile(
            f"unmerged-officials/{origin}.csv",
            _UNMERGED,
            _with_source(source_id, _unmerged(new)),
            key="",
        ),
    ]


def _with_source(source_id: str, rows: Iterable[FactRow]) -> list[FactRow]:
    return [row | {"source_id": source_id} for row in rows]


def _ids(people: list[Person], recorded: list[RecordedOfficial]) -> list[str]:
    """The ids: the slug of the name, with the qualifier for everyone who has a namesake.

    None of several namesakes gets the bare slug: readers would take it for the best known one.
    """
    taken = {text for official in recorded for text in (official.id, slug(official.name))}
    times = Counter(slug(person.name) for person in people if person.same_as is None)

    def id_of(person: Person) -> str:
        name = slug(person.name)
        unique = name and times[name] == 1 and name not in taken
        id_ = name if unique else "-".join(filter(None, (name, slug(person.qualifier))))
        return f"{id_}-2" if id_ in taken else id_

    return [person.same_as or id_of(person) for person in people]


def _officials(people: list[tuple[str, Person]]) -> Iterator[FactRow]:
    for id_, person in people:
        yield {
            "id": id_,
            "name": person.name,
            "sort_name": person.sort_name,
            "wikidata_id": person.wikidata_id,
            "aliases": list(person.aliases),
        }


def _tenures(official: str, person: Person, taken: AbstractSet[str]) -> Iterator[FactRow]:
    """The rows of a person's distinct posts. Their ids go into the notes about them.

    An id that a tenure of an earlier origin has already (`taken`) gets the country's code.
    """
    posts = list(dict.fromkeys(person.posts))
    ids = {post: "-".join(filter(None, (official, *_tenure_id(post, posts)))) for post in posts}
    ids |= {post: f"{id_}-{post.country.lower()}" for post, id_ in ids.items() if id_ in taken}
    for post in person.posts:
        for note in post.notes:
            note.resource, note.row_id = "tenures", ids[post]
    for post, id_ in ids.items():
        yield {
            "id": id_,
            "official_id": official,
            "title": post.title,
            "organization": post.organization,
            "division": post.division,
            "country_code": post.country or None,
            "group_id": post.group,
            "start_date": post.start,
            "end_date": post.end,
            "attested_on": post.attested_on,
            "locator": post.locator,
        }


def _tenure_id(post: Post, posts: list[Post]) -> Iterator[str]:
    """The parts of an id: title and start, with country and end only where posts share these."""
    title = slug(post.title)
    same_start = [p for p in posts if (slug(p.title), p.start) == (title, post.start)]
    same_place = [
        p for p in same_start if (p.country, p.qualifier) == (post.country, post.qualifier)
    ]
    yield title
    yield slug(post.qualifier)
    yield post.country.lower() if any(p.country != post.country for p in same_start) else ""
    yield post.start or (f"on-{post.attested_on}" if post.attested_on else "")
    yield f"to-{post.end}" if len(same_place) > 1 and post.end else ""


def _other_names(people: list[Person], recorded: list[RecordedOfficial]) -> Iterator[FactRow]:
    """Names of matched persons that differ from the recorded official's name."""
    names = {official.id: normalise(official.name) for official in recorded}
    for person in people:
        for alias in (person.name, *person.aliases):
            if person.same_as and normalise(alias) != names[person.same_as]:
                yield {"official_id": person.same_as, "alias": alias}


def _unmerged(people: list[tuple[str, Person]]) -> Iterator[FactRow]:
    for id_, person in people:
        for other, reason in person.candidates.items():
            yield {"official_id": id_, "other_id": other, "why": reason}


class Tenure(NamedTuple):
    """The first and the last day of a post, as the source has them."""

    start: str | None
    end: str | None
    notes: tuple[Note, ...]


def tenure(cells: Cells, start: str, end: str, context: ImportContext) -> Tenure:
    """The tenure in two date columns. A cell that is no date is left out.

    So is an end before the start, where the source does not say which of the two is wrong.
    """
    fields = {start: "start_date", end: "end_date"}
    dates: dict[str, str | None] = {}
    notes: list[Note] = []
    for column, field_ in fields.items():
        dates[column] = cells[column].strip() or None
        if dates[column] and not _DATE.fullmatch(cells[column].strip()):
            notes.append(context.leave_out_cell(cells, column, "is not a date", field=field_))
            dates[column] = None
    first, last = dates[start], dates[end]
    if first and last and last[: len(first)] < first[: len(last)]:
        note = f"is before the start, {first}"
        reason = ImportReason.contradiction
        notes.append(context.leave_out_cell(cells, end, note, reason, field=fields[end]))
        last = None
    return Tenure(first, last, tuple(notes))

"""Presidents and vice presidents of the United States from `executive.yaml`, one post per term.

A person matches a recorded official who has the same Wikidata item. A person without an item
matches a namesake with the same title, first day and last day, where consecutive terms count as
one. The end of a running term is the date that the file gives.
"""

from pathlib import Path
from typing import Any, NamedTuple

import yaml

from schema.words import normalise
from seeds.importers.context import BadCell, ImportContext, ImportFailed
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
from seeds.loading.files import display_path

DATASET = Dataset(
    "congress-legislators-executive",
    "unitedstates/congress-legislators",
    "Presidents and vice presidents of the United States",
    stands_alone=True,
)
_ORIGIN = "us-executive"
_COUNTRY = "USA"
_FULL = ("first", "middle", "last", "suffix")
# The titles of the two post codes in the file, and what the lists from Wikidata call these posts.
_TITLES = {
    "prez": "President of the United States",
    "viceprez": "Vice President of the United States",
}
_WIKIDATA_TITLES = {
    "President of the United States": "President",
    "Vice President of the United States": "Vice President",
}


def us_executive(source: Path, context: ImportContext) -> list[FactsFile]:
    """The officials and tenure records in `executive.yaml`."""
    context.begin_edition(DATASET, source)
    people = [person for entry in _entries(source) for person in _person(entry, source, context)]
    recorded = recorded_before(_ORIGIN, context.facts)
    for person in people:
        _match_person(person, recorded)
    return officials_files(_ORIGIN, context.source_id, people, recorded, source, context)


def _entries(path: Path) -> list[dict[str, Any]]:
    try:
        entries = yaml.safe_load(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ImportFailed([f"{display_path(path)}:1:1: no such file"]) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ImportFailed([f"{display_path(path)}:1:1: not YAML in UTF-8: {error}"]) from None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ImportFailed([f"{display_path(path)}:1:1: not a list of people"])
    return entries


def _person(entry: dict[str, Any], path: Path, context: ImportContext) -> list[Person]:
    """The person of an entry; none, and a problem, if the entry has another form."""
    try:
        name, ids = entry["name"], entry["id"]
        full = " ".join(filter(None, (name.get(part) for part in _FULL)))
        display_name = name.get("official_full") or full
        others = [full, *(f"{nick} {name['last']}" for nick in [name.get("nickname")] if nick)]
        aliases = [other for other in dict.fromkeys(others) if other != display_name]
        place = f"{path.name}:govtrack {ids['govtrack']}, term"
        given = " ".join(filter(None, (name["first"], name.get("middle"))))
        return [
            Person(
                display_name,
                qualifier=f"govtrack-{ids['govtrack']}",
                wikidata_id=ids.get("wikidata"),
                sort_name=", ".join(filter(None, (name["last"], given, name.get("suffix")))),
                aliases=aliases,
                posts=[
                    _term(term, f"{place} {number}", context)
                    for number, term in enumerate(entry["terms"], start=1)
                ],
            )
        ]
    except (KeyError, AttributeError, TypeError) as error:
        label = entry.get("name") or entry.get("id")
        context.reject_file(path, f"{label}: not name, id and terms as expected: {error!r}")
    except BadCell as bad:
        context.reject_file(path, f"{entry.get('name')}: {bad.column}: {bad}")
    return []


def _term(term: dict[str, str], locator: str, context: ImportContext) -> Post:
    context.rows_read += 1
    context.locator = locator
    if term["type"] not in _TITLES:
        raise BadCell("type", f"{term['type']!r} is none of {', '.join(_TITLES)}")
    return Post(_TITLES[term["type"]], _COUNTRY, *tenure(term, "start", "end", context))


class _Stay(NamedTuple):
    """An uninterrupted time in one post."""

    title: str
    start: str | None
    end: str | None


def _match_person(person: Person, recorded: list[RecordedOfficial]) -> None:
    """Match by item, else by name, title and days; other national namesakes are candidates."""
    for official in recorded:
        if person.wikidata_id and person.wikidata_id == official.wikidata_id:
            person.same_as = official.id
            return
    stays = _stays(person.posts)
    for official in recorded:
        is_of_country = any(post.country == _COUNTRY for post in official.posts)
        if is_of_country and normalise(official.name) in person.names:
            recorded_stays = {_Stay(post.title, post.start, post.end) for post in official.posts}
            if not person.wikidata_id and recorded_stays & stays:
                person.same_as = official.id
            else:
                person.candidates[official.id] = "the same name, and no post with the same days"
    if person.same_as:
        person.candidates.clear()


def _stays(posts: list[Post]) -> set[_Stay]:
    """The terms under Wikidata's titles, consecutive terms joined."""
    stays: list[_Stay] = []
    for post in sorted(posts, key=lambda post: (post.title, post.start or "")):
        title = _WIKIDATA_TITLES[post.title]
        if stays and post.start and stays[-1].title == title and stays[-1].end == post.start:
            stays[-1] = stays[-1]._replace(end=post.end)
        else:
            stays.append(_Stay(title, post.start, post.end))
    return set(stays)

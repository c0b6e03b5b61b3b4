"""Presidents and vice presidents of the United States, a row a term, from `executive.yaml`.

A person is one who is there already if both have one Wikidata item, or, where the file has none, if
name, post, first and last day agree, terms without a break between them taken together. The end of
a running term is the day on which the file has it end.
"""

from pathlib import Path
from typing import Any

import yaml

from schema.words import normalise
from seeds.importers.frame import BadCell, Frame, ImportFailed, Table
from seeds.importers.officials import Known, Person, Post, dates, known_before, tables
from seeds.loading.files import display_path

SOURCE = "congress-legislators-executive-2026"
_ORIGIN = "us-executive"
_COUNTRY = "USA"
_FULL = ("first", "middle", "last", "suffix")
# The file has codes for the two posts: what they stand for, and what Wikidata's lists call them.
_TITLES = {
    "prez": "President of the United States",
    "viceprez": "Vice President of the United States",
}
_ELSEWHERE = {
    "President of the United States": "President",
    "Vice President of the United States": "Vice President",
}


def us_executive(source: Path, frame: Frame) -> list[Table]:
    """Officials and positions from `executive.yaml`."""
    people = [person for entry in _entries(source) for person in _person(entry, source, frame)]
    known = known_before(_ORIGIN, frame.facts)
    for person in people:
        _settle(person, known)
    return tables(_ORIGIN, SOURCE, people, known, source, frame)


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


def _person(entry: dict[str, Any], path: Path, frame: Frame) -> list[Person]:
    """One person, or none and a problem that names them."""
    try:
        name, ids = entry["name"], entry["id"]
        full = " ".join(filter(None, (name.get(part) for part in _FULL)))
        written = name.get("official_full") or full
        others = [full, *(f"{nick} {name['last']}" for nick in [name.get("nickname")] if nick)]
        aliases = [other for other in dict.fromkeys(others) if other != written]
        given = " ".join(filter(None, (name["first"], name.get("middle"))))
        return [
            Person(
                written,
                mark=f"govtrack-{ids['govtrack']}",
                wikidata_id=ids.get("wikidata"),
                sort_name=", ".join(filter(None, (name["last"], given, name.get("suffix")))),
                aliases=aliases,
                posts=[post for term in entry["terms"] for post in _term(term, frame)],
            )
        ]
    except (KeyError, AttributeError, TypeError) as error:
        told = entry.get("name") or entry.get("id")
        frame.bad_file(path, f"{told}: not name, id and terms as expected: {error!r}")
    except BadCell as bad:
        frame.bad_file(path, f"{entry.get('name')}: {bad.column}: {bad}")
    return []


def _term(term: dict[str, str], frame: Frame) -> list[Post]:
    frame.read += 1
    if term["type"] not in _TITLES:
        raise BadCell("type", f"{term['type']!r} is none of {', '.join(_TITLES)}")
    span = dates(term, "start", "end", frame)
    return [Post(_TITLES[term["type"]], _COUNTRY, *span)] if span else []


def _settle(person: Person, known: list[Known]) -> None:
    """Find who this is, by item, else by name, post and days; note the country's namesakes."""
    for official in known:
        if person.wikidata_id and person.wikidata_id == official.wikidata_id:
            person.same_as = official.id
            return
    stays = _stays(person.posts)
    here = [o for o in known if any(post.country == _COUNTRY for post in o.posts)]
    for official in here:
        if normalise(official.name) in person.names:
            held = {(post.title, post.start, post.end) for post in official.posts}
            if not person.wikidata_id and held & stays:
                person.same_as = official.id
            else:
                person.perhaps[official.id] = "the same name, and no post with the same days"
    if person.same_as:
        person.perhaps.clear()


def _stays(posts: list[Post]) -> set[tuple[str, str, str | None]]:
    """Terms that follow one another without a break, as one, under the title used elsewhere."""
    stays: list[tuple[str, str, str | None]] = []
    for post in sorted(posts, key=lambda post: (post.title, post.start)):
        title = _ELSEWHERE[post.title]
        if stays and stays[-1][0] == title and stays[-1][2] == post.start:
            stays[-1] = (title, stays[-1][1], post.end)
        else:
            stays.append((title, post.start, post.end))
    return set(stays)

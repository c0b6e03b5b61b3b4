"""Groups and their members from the package climate-categories: its file `data/ISO3.yaml`.

The comments of the European Union's lists have the dates that they are of. The other lists have
none, except where `climate_categories.yaml` says so: the date of the edition is that of the file,
in which a list of the Group of Eight with Russia stands too.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from seeds.importers.cells import is_alpha3
from seeds.importers.context import ImportContext, ImportFailed
from seeds.importers.country_groups import EU
from seeds.importers.facts_files import FactRow, FactsFile
from seeds.loading.files import display_path

SOURCE = "climate-categories-0-11-1"
_EDITION = "2025-07-31"  # the `version` of the file in the release that SOURCE describes

_GROUPS = (
    "id", "name", "acronym", "kind", "party", "analytical", "members_note", "aliases", "source_id",
)  # fmt: skip
_STATEMENTS = (
    "group_id", "country_code", "member_group_id", "list", "list_from", "list_to", "start_date",
    "source_id",
)  # fmt: skip
_LEFT_OUT = {
    "World": "every country is in the world",
    "G8": "a former group, whose list has no date",
    "G35": "the file names no source for the list",
}
_DAY = r"(\d{4})-(\d\d?)-(\d\d?)"
_FROM_TO = re.compile(rf"from {_DAY} to {_DAY}", re.ASCII)
_TO_DATE = re.compile(rf"since {_DAY} to date", re.ASCII)


@dataclass(frozen=True, slots=True)
class _List:
    """One category of the file that is a list of a group's members (see the YAML file)."""

    category: str
    id: str
    kind: str = ""
    name: str = ""
    acronym: str | None = None
    aliases: list[str] = field(default_factory=list)
    date: str | None = None
    words: str = ""
    joined: dict[str, str] = field(default_factory=dict)
    members_note: str | None = None


def climate_categories(source: Path, context: ImportContext) -> list[FactsFile]:
    """The groups and the lists of their members in `ISO3.yaml`, or in the package's folder."""
    context.source_id = SOURCE
    path = source / "data" / "ISO3.yaml" if source.is_dir() else source
    categories = _categories(path)
    entries = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    lists = [_List(**entry) for entry in entries]
    statements: list[FactRow] = []
    for listed in lists:
        category = categories.get(listed.category)
        if category is None or listed.words not in category.get("comment", ""):
            context.reject_file(path, f"{listed.category}: no such list, or its comment is new")
            continue
        context.locator = f"{path.name}: {listed.category}"
        if listed.members_note is None:
            statements += _statements(listed, category, context)
        else:
            context.leave_out(listed.members_note, value=listed.category)
    known = {listed.category for listed in lists} | _LEFT_OUT.keys()
    for code, category in categories.items():
        if "children" in category and code not in known:
            context.reject_file(path, f"{code} is a new list")
    for code, reason in _LEFT_OUT.items():
        context.locator = f"{path.name}: {code}"
        context.leave_out(reason, value=code)
    groups = [_group(listed) for listed in lists if listed.kind]
    return [
        FactsFile("groups/climate-categories.csv", _GROUPS, groups),
        FactsFile("membership-statements/climate-categories.csv", _STATEMENTS, statements, key=""),
    ]


def _categories(path: Path) -> dict[str, dict[str, Any]]:
    """The categories of the file; raises ImportFailed if it is not the known edition."""
    try:
        content = yaml.safe_load(path.read_bytes())
    except (OSError, yaml.YAMLError) as error:
        raise ImportFailed([f"{display_path(path)}:1:1: not to be read: {error}"]) from None
    edition = content.get("version") if isinstance(content, dict) else None
    if edition != _EDITION:
        message = f"version {edition!r}, and the source row describes {_EDITION!r}"
        raise ImportFailed([f"{display_path(path)}:1:1: {message}"])
    categories: dict[str, dict[str, Any]] = content["categories"]
    return categories


def _statements(listed: _List, category: dict[str, Any], context: ImportContext) -> list[FactRow]:
    first, last = _dates(category.get("comment", "")) or (listed.date, listed.date)
    rows: list[FactRow] = []
    for code in category["children"][0]:  # the first of several ways to put the group together
        context.rows_read += 1
        is_eu = code == "EU" or code.startswith("EU_")
        if not is_eu and not is_alpha3(code):
            context.leave_out("no code of a country", value=code)
            continue
        rows.append({
            "group_id": listed.id,
            "country_code": None if is_eu else code,
            "member_group_id": EU if is_eu else None,
            "list": listed.category,
            "list_from": first,
            "list_to": last,
            "start_date": listed.joined.get(code),
            "source_id": SOURCE,
        })  # fmt: skip
    return rows


def _dates(comment: str) -> tuple[str, str] | None:
    """The dates that a comment states; "to date" is the date of the edition."""
    if match := _FROM_TO.search(comment):
        return _iso(match.groups()[:3]), _iso(match.groups()[3:])
    if match := _TO_DATE.search(comment):
        return _iso(match.groups()), _EDITION
    return None


def _iso(parts: tuple[str, ...]) -> str:
    return "-".join(part.zfill(2) for part in parts)


def _group(listed: _List) -> FactRow:
    return {
        "id": listed.id,
        "name": listed.name,
        "acronym": listed.acronym,
        "kind": listed.kind,
        "party": False,
        "analytical": False,
        "members_note": listed.members_note,
        "aliases": listed.aliases,
        "source_id": SOURCE,
    }

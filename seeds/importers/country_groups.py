"""Groups of the climate process and their members, from the lists of openclimatedata/countrygroups.

The lists hold codes; what the groups are called stands in `country_groups.yaml`. `EUU`, the
European Union, is a group of its own here (`eu`): as a member it is a group too, never a country.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from seeds.importers.frame import BadCell, Cells, Frame, OutCell, Table

SOURCE = "openclimatedata-countrygroups-2024"
EU = "eu"
_EU_CODE = "EUU"

_GROUPS = ("id", "name", "acronym", "kind", "party", "aliases", "source_id")
_MEMBERSHIPS = (
    "id", "group_id", "country_code", "member_group_id", "start_date", "end_date", "source_id",
)  # fmt: skip
_NO_COUNTRY = {"ANHH": "the Netherlands Antilles, which ISO 3166-1 no longer has"}
# Lists of something else than parties that group together.
_OTHER_FILES = {"unstats-geographical-regions.json": "UN M49 regions, which countries carry"}


@dataclass(frozen=True, slots=True)
class _Grouping:
    """Where one group's members are listed, and what the group is called."""

    file: str
    id: str
    kind: str = ""  # "" for a second list of a group that is described already
    name: str = ""
    acronym: str | None = None
    aliases: tuple[str, ...] = ()
    region: str = ""
    path: tuple[str, ...] = ()
    start: str = ""
    end: str = ""


def _groupings() -> list[_Grouping]:
    text = Path(__file__).with_suffix(".yaml").read_text("utf-8")
    entries: list[dict[str, Any]] = yaml.safe_load(text)
    for entry in entries:
        entry |= {name: tuple(value) for name, value in entry.items() if isinstance(value, list)}
    return [_Grouping(**entry) for entry in entries]


def country_groups(source: Path, frame: Frame) -> list[Table]:
    """Groups and dated memberships from the folder of lists."""
    groupings = _groupings()
    memberships: list[dict[str, OutCell]] = []
    for file, listed in groupby(groupings, key=lambda grouping: grouping.file):
        path, of_file = source / file, list(listed)
        read = _read_json if path.suffix == ".json" else _read_csv
        memberships += read(path, of_file, frame)
    known = {grouping.file for grouping in groupings}
    for name in sorted({path.name for path in source.glob("*.[cj]s*")} - known):
        frame.leave_out(f"{name}: {_OTHER_FILES.get(name, 'not a list known here')}")
    for id_, times in Counter(str(row["id"]) for row in memberships).items():
        if times > 1:
            frame.bad_file(source, f"{id_} is listed {times} times")
    groups = [_group(grouping) for grouping in groupings if grouping.kind]
    return [
        Table("groups/country-groups.csv", _GROUPS, groups),
        Table("memberships/country-groups.csv", _MEMBERSHIPS, memberships),
    ]


def _group(grouping: _Grouping) -> dict[str, OutCell]:
    return {
        "id": grouping.id,
        "name": grouping.name,
        "acronym": grouping.acronym,
        "kind": grouping.kind,
        "party": grouping.id == EU,
        "aliases": list(grouping.aliases),
        "source_id": SOURCE,
    }


def _read_csv(path: Path, groupings: list[_Grouping], frame: Frame) -> list[dict[str, OutCell]]:
    by_region = {grouping.region: grouping for grouping in groupings}
    several = "" not in by_region
    dates = [column for g in groupings for column in (g.start, g.end) if column]

    def convert(cells: Cells) -> Iterable[dict[str, OutCell]]:
        code = cells["Code"].strip()
        if code in _NO_COUNTRY:
            frame.leave_out(f"{path.name}: {_NO_COUNTRY[code]}")
            return []
        region = cells["Region"].strip() if several else ""
        if region not in by_region:
            raise BadCell("Region", f"{region!r} is new", f"known: {', '.join(by_region)}")
        if not re.fullmatch(r"[A-Z]{3}", code, re.ASCII):
            raise BadCell("Code", f"{code!r} is not an ISO 3166-1 alpha-3 code")
        return [_membership(code, by_region[region], cells)]

    return frame.each(path, ["Code", *(["Region"] if several else []), *dates], convert)


def _read_json(path: Path, groupings: list[_Grouping], frame: Frame) -> list[dict[str, OutCell]]:
    rows: list[dict[str, OutCell]] = []
    for grouping in groupings:
        node = frame.json(path)
        for step in grouping.path:
            node = node.get(step) if isinstance(node, dict) else None
        codes = node if isinstance(node, list) else []
        if not codes or not all(re.fullmatch(r"[A-Z]{3}", str(c), re.ASCII) for c in codes):
            frame.bad_file(path, f"no list of alpha-3 codes under {' / '.join(grouping.path)}")
            continue
        frame.read += len(codes)
        rows += [_membership(str(code), grouping, {}) for code in codes]
    return rows


def _membership(code: str, grouping: _Grouping, cells: Cells) -> dict[str, OutCell]:
    member = EU if code == _EU_CODE else code.lower()
    return {
        "id": f"{grouping.id}-{member}",
        "group_id": grouping.id,
        "country_code": None if member == EU else code,
        "member_group_id": EU if member == EU else None,
        "start_date": _date(cells, grouping.start),
        "end_date": _date(cells, grouping.end),
        "source_id": SOURCE,
    }


def _date(cells: Cells, column: str) -> str | None:
    """A day or a year, as precisely as the list has it."""
    value = cells[column].strip() if column else ""
    if value and not re.fullmatch(r"(19|20)\d\d(-\d\d-\d\d)?", value, re.ASCII):
        raise BadCell(column, f"{value!r} is not a date", "a year, or year-month-day")
    return value or None

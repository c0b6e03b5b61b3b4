"""Groups of the climate process and their members, from openclimatedata/countrygroups.

The upstream lists have codes only; `country_groups.yaml` has the names of the groups. `EUU`, the
European Union, is a group here (`eu`): as a member of a group it is a group too, not a country.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from seeds.importers.cells import YEAR, checked_alpha3, is_alpha3, matching_or_none
from seeds.importers.context import BadCell, Cells, ImportContext
from seeds.importers.editions import Dataset
from seeds.importers.facts_files import FactRow, FactsFile

DATASET = Dataset(
    "openclimatedata-countrygroups",
    "Open Climate Data",
    "Country groups of the climate process",
    stands_alone=True,
)
EU = "eu"
_EU_CODE = "EUU"

_GROUPS = ("id", "name", "acronym", "kind", "party", "analytical", "aliases", "source_id")
_MEMBERSHIPS = (
    "id", "group_id", "country_code", "member_group_id", "start_date", "end_date", "source_id",
)  # fmt: skip
_NOT_COUNTRIES = {"ANHH": "the Netherlands Antilles, which ISO 3166-1 no longer has"}
# Lists that are not of groups of parties.
_OTHER_FILES = {"unstats-geographical-regions.json": "UN M49 regions, which countries carry"}


@dataclass(frozen=True, slots=True)
class _Grouping:
    """One list of a group's members, and the description of the group.

    `kind` is empty for a further list of a group that another entry describes. `region` selects
    rows of a CSV file, `path` a node of a JSON file; `start` and `end` name the date columns.
    """

    file: str
    id: str
    kind: str = ""
    name: str = ""
    acronym: str | None = None
    aliases: tuple[str, ...] = ()
    region: str = ""
    path: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    analytical: bool = False


def _groupings() -> list[_Grouping]:
    text = Path(__file__).with_suffix(".yaml").read_text("utf-8")
    entries: list[dict[str, Any]] = yaml.safe_load(text)
    for entry in entries:
        entry |= {name: tuple(value) for name, value in entry.items() if isinstance(value, list)}
    return [_Grouping(**entry) for entry in entries]


def country_groups(source: Path, context: ImportContext) -> list[FactsFile]:
    """The groups and memberships in a folder of lists."""
    context.begin_edition(DATASET, source)
    groupings = _groupings()
    memberships: list[FactRow] = []
    for file, file_groupings in groupby(groupings, key=lambda grouping: grouping.file):
        path = source / file
        read = _read_json if path.suffix == ".json" else _read_csv
        memberships += read(path, list(file_groupings), context)
    described = {grouping.file for grouping in groupings}
    for name in sorted({path.name for path in source.glob("*.[cj]s*")} - described):
        context.locator = name
        context.leave_out(_OTHER_FILES.get(name, "not a list known here"), value=name)
    for id_, times in Counter(str(row["id"]) for row in memberships).items():
        if times > 1:
            context.reject_file(source, f"{id_} is listed {times} times")
    groups = [_group(grouping, context) for grouping in groupings if grouping.kind]
    return [
        FactsFile("groups/country-groups.csv", _GROUPS, groups),
        FactsFile("memberships/country-groups.csv", _MEMBERSHIPS, memberships),
    ]


def _group(grouping: _Grouping, context: ImportContext) -> FactRow:
    return {
        "id": grouping.id,
        "name": grouping.name,
        "acronym": grouping.acronym,
        "kind": grouping.kind,
        "party": grouping.id == EU,
        "analytical": grouping.analytical,
        "aliases": list(grouping.aliases),
        "source_id": context.source_id,
    }


def _read_csv(path: Path, groupings: list[_Grouping], context: ImportContext) -> list[FactRow]:
    by_region = {grouping.region: grouping for grouping in groupings}
    has_regions = "" not in by_region
    dates = [column for g in groupings for column in (g.start, g.end) if column]

    def convert(cells: Cells) -> Iterable[FactRow]:
        code = cells["Code"].strip()
        if code in _NOT_COUNTRIES:
            context.leave_out(_NOT_COUNTRIES[code], value=code, column="Code")
            return []
        region = cells["Region"].strip() if has_regions else ""
        if region not in by_region:
            raise BadCell("Region", f"{region!r} is new", f"known: {', '.join(by_region)}")
        return [_membership(checked_alpha3(code, "Code"), by_region[region], cells, context)]

    return context.convert_rows(
        path, ["Code", *(["Region"] if has_regions else []), *dates], convert
    )


def _read_json(path: Path, groupings: list[_Grouping], context: ImportContext) -> list[FactRow]:
    rows: list[FactRow] = []
    for grouping in groupings:
        node = context.read_json(path)
        for name in grouping.path:
            node = node.get(name) if isinstance(node, dict) else None
        codes = node if isinstance(node, list) else []
        if not codes or not all(is_alpha3(str(code)) for code in codes):
            context.reject_file(path, f"no list of alpha-3 codes under {' / '.join(grouping.path)}")
            continue
        context.rows_read += len(codes)
        rows += [_membership(str(code), grouping, {}, context) for code in codes]
    return rows


def _membership(code: str, grouping: _Grouping, cells: Cells, context: ImportContext) -> FactRow:
    member = EU if code == _EU_CODE else code.lower()
    id_, first_note = f"{grouping.id}-{member}", len(context.notes)
    start = _date(cells, grouping.start, "start_date", context)
    end = _date(cells, grouping.end, "end_date", context)
    for note in context.notes[first_note:]:
        note.row_id = id_
    return {
        "id": id_,
        "group_id": grouping.id,
        "country_code": None if member == EU else code,
        "member_group_id": EU if member == EU else None,
        "start_date": start,
        "end_date": end,
        "source_id": context.source_id,
    }


def _date(cells: Cells, column: str, field: str, context: ImportContext) -> str | None:
    """The day or year in a cell, as written.

    None if the cell is empty or no date, or if the list has no dates.
    """
    if not column:
        return None
    return context.value_or_none(
        cells,
        lambda: matching_or_none(cells, column, rf"{YEAR}(-\d\d-\d\d)?", "a date"),
        resource="memberships",
        field=field,
    )

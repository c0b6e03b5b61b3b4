"""Members of organizations, and former names of countries, in the CIA World Factbook.

One file has the names of countries by yearly edition (1990 to 2020), one the organizations that a
country takes part in by the dates of snapshots (2015 to 2026). The Factbook prints late: that it
lists a member shows that the membership had begun, and members of organizations that somebody has
left are not taken (see `factbook_organizations.yaml`).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from schema.country_names import NameKind
from schema.groups import GroupKind
from seeds.importers.cells import YEAR, checked_alpha3, matching
from seeds.importers.context import Cells, ImportContext
from seeds.importers.editions import Dataset
from seeds.importers.facts_files import FactRow, FactsFile
from seeds.importers.treaties import DAY

DATASET = Dataset(
    "cia-world-factbook-organizations",
    "Central Intelligence Agency",
    'The World Factbook, names of countries and field "International organization participation"',
    stands_alone=True,
)
EDITIONS = "organizations-1990-2020.csv"
SNAPSHOTS = "organizations-2015-2026.csv"

_GROUPS = ("id", "name", "acronym", "kind", "party", "analytical", "source_id")
_STATEMENTS = ("group_id", "country_code", "list", "list_from", "list_to", "source_id")
_NAMES = ("country_code", "alias", "lang", "kind", "first_seen", "last_seen", "source_id")
_LIST = "International organization participation"
_SEPARATOR = re.compile(r"[,;](?![^()]*\))")
_SUSPENDED = " (suspended)"
_NO_CODE = "a territory or an area without an alpha-3 code"


class _Listed(NamedTuple):
    """A key and a member of it, or a code and a name, with the dates of one print."""

    key: str
    member: str
    first: str
    last: str


def factbook_organizations(source: Path, context: ImportContext) -> list[FactsFile]:
    """The groups, the members of organizations and the former names in two files of a folder."""
    context.begin_edition(DATASET, source)
    taken: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    groups = {entry["token"]: entry["id"] for entry in taken["organizations"]}
    members = context.convert_rows(
        source / SNAPSHOTS,
        ("iso3", "first_seen", "last_seen", "text"),
        lambda cells: _memberships(cells, groups, context),
    )
    names = context.convert_rows(
        source / EDITIONS,
        ("iso3", "name", "edition"),
        lambda cells: _names(cells, taken["former_names"]),
    )
    source_id = context.source_id
    return [
        FactsFile("groups/factbook-organizations.csv", _GROUPS, _groups(taken, source_id)),
        FactsFile(
            "membership-statements/factbook-organizations.csv",
            _STATEMENTS,
            [_statement(listed, source_id) for listed in _spans(members)],
            key="",
        ),
        FactsFile(
            "country-aliases/factbook-former-names.csv",
            _NAMES,
            [_former_name(listed, source_id) for listed in _spans(names)],
            key="",
        ),
    ]


def _groups(taken: dict[str, Any], source_id: str) -> list[FactRow]:
    """The groups that no other source describes."""
    return [
        {
            "id": entry["id"],
            "name": entry["name"],
            "acronym": entry["acronym"],
            "kind": GroupKind.intergovernmental.value,
            "party": False,
            "analytical": False,
            "source_id": source_id,
        }
        for entry in taken["organizations"]
        if "name" in entry
    ]


def _memberships(cells: Cells, groups: dict[str, str], context: ImportContext) -> Iterable[_Listed]:
    """The groups that a country is listed as a member of."""
    code = cells["iso3"].strip()
    if not code:
        context.leave_out(_NO_CODE)
        return
    first = matching(cells, "first_seen", DAY, "a day")
    last = matching(cells, "last_seen", DAY, "a day")
    tokens = {t.strip().removesuffix(_SUSPENDED) for t in _SEPARATOR.split(cells["text"])}
    for token in sorted(tokens & groups.keys()):
        yield _Listed(groups[token], checked_alpha3(code, "iso3"), first, last)


def _names(cells: Cells, former: dict[str, list[str]]) -> Iterator[_Listed]:
    code, name = cells["iso3"].strip(), cells["name"].strip()
    if name in former.get(code, ()):
        year = matching(cells, "edition", YEAR, "a year")
        yield _Listed(code, name, year, year)


def _spans(listed: Iterable[_Listed]) -> Iterator[_Listed]:
    """The first and the last date of each pair, in the order of the pairs."""
    dates: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key, member, first, last in listed:
        dates[key, member] += first, last
    for (key, member), days in sorted(dates.items()):
        yield _Listed(key, member, min(days), max(days))


def _statement(listed: _Listed, source_id: str) -> FactRow:
    return {
        "group_id": listed.key,
        "country_code": listed.member,
        "list": _LIST,
        "list_from": listed.first,
        "list_to": listed.last,
        "source_id": source_id,
    }


def _former_name(listed: _Listed, source_id: str) -> FactRow:
    return {
        "country_code": listed.key,
        "alias": listed.member,
        "lang": "en",
        "kind": NameKind.former_name.value,
        "first_seen": listed.first,
        "last_seen": listed.last,
        "source_id": source_id,
    }

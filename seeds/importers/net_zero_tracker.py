"""End and interim targets of 198 parties, from the snapshots of the Net Zero Tracker.

What is one commitment, and how it is followed from one snapshot to the next, is in `commitments`.
A pledge's id is made of how the record first had it, and stays; `net_zero_tracker.yaml` names the
pledges that another snapshot would have called otherwise. So one snapshot alone gives the same ids.

Facts only: none of the tracker's free text is taken. Its gases and its document belong to the end
target (Angola's net zero covers carbon dioxide only, its interim target all gases), so that those
of an interim target are null. So is an interim target's status, for which it has no column.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import yaml

from schema.pledges import Gases, Horizon, PledgeKind, PledgeStatus
from seeds.importers.commitments import (
    PLEDGE_COLUMNS,
    STEP_COLUMNS,
    Commitment,
    Snapshot,
    Telling,
    follow,
    pledge_row,
    step_rows,
)
from seeds.importers.country_groups import EU
from seeds.importers.frame import BadCell, Cells, Frame, OutCell, Table
from seeds.importers.owid_net_zero_targets import TRACKER_STEPS, resettle
from seeds.loading.files import Fact, read_facts

V = TypeVar("V")

_ALIASES = ("country_code", "alias", "source_id")
_TARGET = (
    "{}_target", "{}_target_percentage_reduction", "{}_target_baseline_year",
    "{}_target_intensity_unit", "{}_target_target_emissions", "{}_target_year",
)  # fmt: skip
_READ = (
    "name",
    "country",
    "end_target_status",
    "status_date",
    "source_url",
    "gasses_coverage",
    *(column.format(horizon) for horizon in Horizon for column in _TARGET),
)

_KINDS = {
    "Net zero": PledgeKind.net_zero,
    "Carbon neutral(ity)": PledgeKind.carbon_neutrality,
    "Climate neutral": PledgeKind.climate_neutrality,
    "Zero carbon": PledgeKind.zero_carbon,
    "Emissions reduction target": PledgeKind.absolute_cut,
    "Reduction v. BAU": PledgeKind.relative_to_bau,
    "Absolute emissions target": PledgeKind.fixed_level,
    "Emissions intensity target": PledgeKind.intensity_cut,
    "1.5°C target": PledgeKind.other,  # a temperature, which says nothing of how it is met
    "Other": PledgeKind.other,
    "No target": PledgeKind.no_target,
}
_STATUSES = {
    "Achieved (externally validated)": PledgeStatus.achieved_externally_validated,
    "Achieved (self-declared)": PledgeStatus.achieved_self_declared,
    "In law": PledgeStatus.in_law,
    "In policy document": PledgeStatus.in_policy_document,
    "Declaration / pledge": PledgeStatus.declaration,
    "Proposed / in discussion": PledgeStatus.proposed,
    "": None,
}
_GASES = {
    "Carbon dioxide only": Gases.co2,
    "Carbon dioxide and other GHGs": Gases.ghg,
    "Not Specified": Gases.not_specified,
    "": None,
}
# One interim target is given per unit of "co2", which is no output: left null.
_PER = {"gdp": "gdp", "co2 emissions per unit gdp": "gdp", "co2": None, "": None}
_EU_IN_2022 = ("XXX", "European Union")
_CUTS = (PledgeKind.absolute_cut, PledgeKind.relative_to_bau, PledgeKind.intensity_cut)


def net_zero_tracker(source: Path, frame: Frame) -> list[Table]:
    """Pledges, steps and country names from one snapshot, or from a folder of them.

    A snapshot's file is named for its day: `net-zero-tracker-countries-2023-11-05.csv`.
    """
    parties: dict[str, list[list[Telling]]] = {}
    names: dict[tuple[str, str], str] = {}
    for path in sorted(source.glob("*.csv")) if source.is_dir() else [source]:
        if snapshot := _snapshot(path, frame):
            _read_snapshot(path, snapshot, parties, names, frame)
    if not parties and not frame.problems:
        frame.bad_file(source, "no snapshot in here")
    known_ids = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    followed = [follow(told, known_ids, frame.noted) for told in parties.values()]
    commitments = [commitment for of_party in followed for commitment in of_party]
    aliases: list[dict[str, OutCell]] = [
        {"country_code": code, "alias": name, "source_id": source_id}
        for (code, name), source_id in names.items()
    ]
    steps = [row for commitment in commitments for row in step_rows(commitment)]
    return [
        Table("pledges/net-zero-tracker.csv", PLEDGE_COLUMNS, _not_by_hand(commitments, frame)),
        Table(TRACKER_STEPS, STEP_COLUMNS, steps),
        Table("country-aliases/net-zero-tracker.csv", _ALIASES, aliases, key=""),
        *resettle(steps, frame),
    ]


def _snapshot(path: Path, frame: Frame) -> Snapshot | None:
    found = re.search(r"(20\d\d)-\d\d-\d\d$", path.stem, re.ASCII)
    if found is None:
        frame.bad_file(path, "the name does not end in the snapshot's day, as 2023-11-05.csv")
        return None
    return Snapshot(found[0], f"net-zero-tracker-{found[0]}", f"nzt-{found[1]}")


def _read_snapshot(
    path: Path,
    snapshot: Snapshot,
    parties: dict[str, list[list[Telling]]],
    names: dict[tuple[str, str], str],
    frame: Frame,
) -> None:
    """Add what a snapshot tells to each party, and what it calls it."""

    def convert(cells: Cells) -> Iterator[None]:
        party = _party(cells)
        parties.setdefault(party, []).append(list(_tellings(cells, snapshot, party, frame)))
        if party != EU:
            names[party, cells["name"].strip()] = snapshot.source_id
        yield None

    frame.each(path, _READ, convert)


def _not_by_hand(commitments: list[Commitment], frame: Frame) -> list[dict[str, OutCell]]:
    """Rows of all but the pledges in YAML: one commitment is one row, whoever tells of it."""
    found = (fact for path in frame.facts.glob("pledges/*.yaml") for fact in read_facts(path))
    held = {str(f.cells["id"].text) for f in found if isinstance(f, Fact) and "id" in f.cells}
    for commitment in commitments:
        if commitment.id in held:
            frame.leave_out(f"held by hand, so that only its steps are written: {commitment.id}")
    return [pledge_row(commitment) for commitment in commitments if commitment.id not in held]


def _party(cells: Cells) -> str:
    """An alpha-3 code, or `eu`, which the snapshots have under codes of their own."""
    code = cells["country"].strip()
    if not re.fullmatch(r"[A-Z]{3}", code, re.ASCII):
        raise BadCell("country", f"{code!r} is not an ISO 3166-1 alpha-3 code")
    return EU if code == "EUU" or (code, cells["name"].strip()) == _EU_IN_2022 else code


def _owner(party: str) -> dict[str, OutCell]:
    return {"group_id": EU} if party == EU else {"country_code": party}


def _tellings(cells: Cells, snapshot: Snapshot, party: str, frame: Frame) -> Iterator[Telling]:
    """What a row says of a party's end target and interim target; nothing of an empty one."""
    owner = _owner(party)
    for horizon in Horizon:
        kind = _word(cells, f"{horizon}_target", {"": None, **_KINDS})
        if kind is None:
            frame.leave_out(f"an empty {horizon} target")
            continue
        year = _year(cells, f"{horizon}_target_year")
        if kind is PledgeKind.no_target and year:
            frame.leave_out(f"the year of a missing {horizon} target: {party} {year}")
            year = None
        size = _size(cells, horizon, kind, frame)
        base = size["baseline_year"]
        if year and base and year < str(base):
            frame.leave_out(f"a target year before its base year: {party} {year}, {base}")
            year = size["baseline_year"] = None
        values = owner | size | _terms(cells, horizon, kind)
        status, date = _standing(cells, horizon, snapshot, frame)
        yield Telling(snapshot, party, horizon, kind, year, values, status, date)


def _size(cells: Cells, horizon: Horizon, kind: PledgeKind, frame: Frame) -> dict[str, OutCell]:
    """How much: percent for cuts, an amount (unit unknown to the tracker) for fixed levels."""
    size: dict[str, OutCell] = {"baseline_year": _year(cells, f"{horizon}_target_baseline_year")}
    if kind in _CUTS:
        value = _number(cells, f"{horizon}_target_percentage_reduction")
        size |= {"value": value, "unit": "percent" if value else None}
    if kind is PledgeKind.fixed_level:
        size["value"] = _number(cells, f"{horizon}_target_target_emissions")
    if kind is PledgeKind.intensity_cut:
        column = f"{horizon}_target_intensity_unit"
        size["per"] = _word(cells, column, _PER)
        if cells[column] and size["per"] is None:
            frame.leave_out(f"a unit of output that is none: {cells['country']} {cells[column]!r}")
    return size


def _terms(cells: Cells, horizon: Horizon, kind: PledgeKind) -> dict[str, OutCell]:
    """Gases and document, of an end target; a target that is missing has neither."""
    if horizon is not Horizon.end or kind is PledgeKind.no_target:
        return {}
    return {"gases": _word(cells, "gasses_coverage", _GASES), "document_url": _url(cells)}


def _standing(
    cells: Cells, horizon: Horizon, snapshot: Snapshot, frame: Frame
) -> tuple[PledgeStatus | None, str | None]:
    """The status of an end target, even of a missing one, and the year since when it has it."""
    if horizon is not Horizon.end:
        return None, None
    status, year = _word(cells, "end_target_status", _STATUSES), _year(cells, "status_date")
    if year and year > snapshot.date[:4]:
        frame.leave_out(f"a status date after the snapshot: {cells['country']} {year}")
        year = None
    return status, year


def _word(cells: Cells, column: str, words: Mapping[str, V]) -> V:
    word = cells[column].strip()
    if word not in words:
        raise BadCell(column, f"{word!r} is new", f"known: {', '.join(filter(None, words))}")
    return words[word]


def _year(cells: Cells, column: str) -> str | None:
    return _pattern(cells, column, r"(19|20)\d\d", "a year")


def _number(cells: Cells, column: str) -> str | None:
    return _pattern(cells, column, r"-?(0|[1-9]\d*)(\.\d{1,6})?", "a number")


def _pattern(cells: Cells, column: str, pattern: str, what: str) -> str | None:
    value = cells[column].strip()
    if value and not re.fullmatch(pattern, value, re.ASCII):
        raise BadCell(column, f"{value!r} is not {what}", f"it should match {pattern}")
    return value or None


def _url(cells: Cells) -> str | None:
    url = cells["source_url"].strip()
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", url):
        raise BadCell("source_url", f"{url!r} is not one absolute address")
    return url

"""End and interim targets of 198 parties, from the Net Zero Tracker's snapshot of 2023-11-05.

Facts only: none of the tracker's free text is taken. Its gases and its document belong to the end
target (Angola's net zero covers carbon dioxide only, its interim target all gases), so that those
of an interim target are null. So is an interim target's status, for which it has no column.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from schema.pledges import Gases, Horizon, PledgeKind, PledgeStatus
from seeds.facts import Fact, read
from seeds.importers.frame import BadCell, Cells, Frame, OutCell, Table

V = TypeVar("V")

SOURCE = "net-zero-tracker-2023-11-05"
_SNAPSHOT_YEAR = 2023

_PLEDGES = (
    "id", "country_code", "group_id", "kind", "horizon", "target_year", "gases", "value", "unit",
    "per", "baseline_year", "status", "document_url", "source_id",
)  # fmt: skip
_STEPS = ("id", "pledge_id", "date", "status", "kind", "target_year", "gases", "url", "source_id")
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
_CUTS = (PledgeKind.absolute_cut, PledgeKind.relative_to_bau, PledgeKind.intensity_cut)


def net_zero_tracker(source: Path, frame: Frame) -> list[Table]:
    """Pledges, steps and country names from `net-zero-tracker-countries-2023-11-05.csv`."""
    steps: list[dict[str, OutCell]] = []
    aliases: list[dict[str, OutCell]] = []
    held = _held_by_hand(frame.facts)

    def convert(cells: Cells) -> Iterator[dict[str, OutCell]]:
        party = _party(cells)
        pledges = list(_pledges(cells, party, frame))
        if "country_code" in party:
            aliases.append(party | {"alias": cells["name"].strip(), "source_id": SOURCE})
        for pledge in pledges:
            steps.append(_step(cells, pledge, frame))
            if pledge["id"] in held:
                frame.leave_out(f"held by hand, so that only its step is written: {pledge['id']}")
            else:
                yield pledge

    pledges = frame.each(source, _READ, convert)
    return [
        Table("pledges/net-zero-tracker.csv", _PLEDGES, pledges),
        Table("pledge-steps/net-zero-tracker.csv", _STEPS, steps),
        Table("country-aliases/net-zero-tracker.csv", _ALIASES, aliases, key=""),
    ]


def _held_by_hand(facts: Path) -> set[str]:
    """Ids of pledges in YAML: one commitment is one row, however many sources tell of it."""
    found = (fact for path in facts.glob("pledges/*.yaml") for fact in read(path))
    return {str(f.cells["id"].text) for f in found if isinstance(f, Fact) and "id" in f.cells}


def _party(cells: Cells) -> dict[str, OutCell]:
    code = cells["country"].strip()
    if not re.fullmatch(r"[A-Z]{3}", code, re.ASCII):
        raise BadCell("country", f"{code!r} is not an ISO 3166-1 alpha-3 code")
    return {"group_id": "eu"} if code == "EUU" else {"country_code": code}


def _pledges(cells: Cells, party: dict[str, OutCell], frame: Frame) -> Iterator[dict[str, OutCell]]:
    """A party's end target and interim target, where the tracker says something of them."""
    ids: set[str] = set()
    for horizon in Horizon:
        kind = _word(cells, f"{horizon}_target", {"": None, **_KINDS})
        if kind is None:
            frame.leave_out(f"an empty {horizon} target")
            continue
        year = _year(cells, f"{horizon}_target_year")
        if kind is PledgeKind.no_target and year:
            frame.leave_out(f"the year of a missing {horizon} target: {cells['country']} {year}")
            year = None
        pledge = party | {"kind": kind, "horizon": horizon, "target_year": year}
        pledge["id"] = _id(pledge, ids)
        ids.add(str(pledge["id"]))
        yield pledge | _size(cells, horizon, kind, frame) | _terms(cells, horizon, kind)


def _id(pledge: dict[str, OutCell], taken: set[str]) -> str:
    party = str(pledge.get("country_code") or pledge["group_id"]).lower()
    kind, horizon, year = pledge["kind"], pledge["horizon"], pledge["target_year"]
    if kind == PledgeKind.no_target:
        return f"{party}-no-{horizon}-target"
    words = [party, str(kind).replace("_", "-"), *([str(year)] if year else [])]
    plain = "-".join(words)
    return f"{plain}-{horizon}" if plain in taken else plain


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
    terms: dict[str, OutCell] = {"source_id": SOURCE}
    if kind is PledgeKind.no_target:
        return terms | {"status": PledgeStatus.no_target}
    if horizon is Horizon.end:
        terms["gases"] = _word(cells, "gasses_coverage", _GASES)
        terms["document_url"] = _url(cells)
    return terms


def _step(cells: Cells, pledge: dict[str, OutCell], frame: Frame) -> dict[str, OutCell]:
    """What the tracker tells of a pledge; its word on the status, even of a missing target."""
    step = {column: pledge.get(column) for column in ("kind", "target_year", "gases", "source_id")}
    step |= {"id": f"{pledge['id']}-nzt-{_SNAPSHOT_YEAR}", "pledge_id": pledge["id"]}
    step |= {"status": pledge.get("status"), "url": pledge.get("document_url")}
    if pledge["horizon"] == Horizon.end:
        status = _word(cells, "end_target_status", _STATUSES)
        step |= {"status": status or step["status"], "date": _year(cells, "status_date")}
        if step["date"] and int(str(step["date"])) > _SNAPSHOT_YEAR:
            frame.leave_out(f"a status date after the snapshot: {cells['country']} {step['date']}")
            step["date"] = None
    return step


def _word(cells: Cells, column: str, words: Mapping[str, V]) -> V:
    word = cells[column].strip()
    if word not in words:
        raise BadCell(column, f"{word!r} is new", f"known: {', '.join(filter(None, words))}")
    return words[word]


def _year(cells: Cells, column: str) -> str | None:
    return _pattern(cells, column, r"(19|20)\d\d", "a year")


def _number(cells: Cells, column: str) -> str | None:
    return _pattern(cells, column, r"-?(0|[1-9]\d*)(\.\d{1,3})?", "a number")


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

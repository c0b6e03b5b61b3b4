"""A row of a snapshot of the Net Zero Tracker: what it states of a party's end and interim target.

The tracker's gases and document describe the end target (Angola's net zero covers carbon dioxide
only, its interim target all gases), so an interim target has null there. It has no status either,
because the tracker has no column for it.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from schema.import_notes import ImportAction, ImportReason
from schema.pledge_terms import Gases, Horizon, PledgeKind, PledgeStatus
from seeds.importers.cells import YEAR, checked_alpha3, mapped, matching_or_none, url_or_none
from seeds.importers.commitments import Snapshot, TargetState
from seeds.importers.context import Cells, ImportContext
from seeds.importers.country_groups import EU
from seeds.importers.facts_files import FactRow
from seeds.importers.tracker_conditions import TEXT_COLUMNS, stated_conditions
from seeds.loading.support import NoTarget, StatedKind

_TARGET = (
    "{}_target", "{}_target_percentage_reduction", "{}_target_baseline_year",
    "{}_target_intensity_unit", "{}_target_target_emissions", "{}_target_year",
)  # fmt: skip
INPUT_COLUMNS = (
    "last_updated",
    "name",
    "country",
    "end_target_status",
    "status_date",
    "source_url",
    "gasses_coverage",
    *(column.format(horizon) for horizon in Horizon for column in _TARGET),
)

_KINDS: dict[str, StatedKind] = {
    "Net zero": PledgeKind.net_zero,
    "Carbon neutral(ity)": PledgeKind.carbon_neutrality,
    "Climate neutral": PledgeKind.climate_neutrality,
    "Zero carbon": PledgeKind.zero_carbon,
    "Emissions reduction target": PledgeKind.base_year,
    "Reduction v. BAU": PledgeKind.baseline_scenario,
    "Absolute emissions target": PledgeKind.fixed_level,
    "Emissions intensity target": PledgeKind.intensity,
    "1.5°C target": PledgeKind.other,  # a temperature limit, whatever the means
    "Other": PledgeKind.other,
    "No target": NoTarget.no_target,
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
# One interim target is per unit of "co2", which is no output: it becomes null.
_PER = {"gdp": "gdp", "co2 emissions per unit gdp": "gdp", "co2": None, "": None}
_TIMESTAMP = r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d"
# The snapshot of 2022 lists the European Union under a code that ISO 3166 leaves to its users.
_EU_IN_2022 = ("XXX", "European Union")
_CUTS = (PledgeKind.base_year, PledgeKind.baseline_scenario, PledgeKind.intensity)


def party_of(cells: Cells) -> str:
    """The alpha-3 code, or `eu`, for which the snapshots have special codes."""
    code = checked_alpha3(cells["country"].strip(), "country")
    return EU if code == "EUU" or (code, cells["name"].strip()) == _EU_IN_2022 else code


def _owner(party: str) -> FactRow:
    return {"group_id": EU} if party == EU else {"country_code": party}


def target_states(
    cells: Cells, snapshot: Snapshot, party: str, context: ImportContext
) -> Iterator[TargetState]:
    """The states of the end target and the interim target; none for an empty cell."""
    owner = _owner(party)
    for horizon in Horizon:
        kind = mapped(cells, f"{horizon}_target", {"": None, **_KINDS})
        if kind is None:
            context.events[f"an empty {horizon} target"] += 1
            continue
        _note_texts(cells, horizon, context)
        first_note = len(context.notes)
        year = _target_year(cells, horizon, kind, context)
        size = _size(cells, horizon, kind, context)
        base = size["baseline_year"]
        if year and base and year < str(base):
            target, baseline = f"{horizon}_target_year", f"{horizon}_target_baseline_year"
            note = f"is before the base year, {base}"
            _contradiction(cells, target, note, "target_year", context)
            note = f"is after the target year, {year}"
            _contradiction(cells, baseline, note, "baseline_year", context)
            year = size["baseline_year"] = None
        values = owner | size | _terms(cells, horizon, kind, context)
        if kind is not NoTarget.no_target:
            values |= stated_conditions(cells, horizon, party, context)._asdict()
        status, status_date = _dated_status(cells, horizon, snapshot, context)
        yield TargetState(
            snapshot,
            party,
            horizon,
            kind,
            year,
            values,
            status,
            status_date,
            _last_edit(cells, snapshot),
            context.locator,
            context.notes[first_note:],
        )


def _note_texts(cells: Cells, horizon: Horizon, context: ImportContext) -> None:
    """Note that the texts of a target are left out, but for what they say of conditions."""
    for column in TEXT_COLUMNS:
        if column.startswith(horizon) and cells.get(column, "").strip():
            context.leave_out(
                "a text of which only what it says of conditions is imported",
                column=column,
                action=ImportAction.cell_left_out,
            )


def _last_edit(cells: Cells, snapshot: Snapshot) -> str:
    """The day on which the tracker last edited the row; the snapshot's if it gives none."""
    edited = cells["last_updated"].strip()
    is_day = re.fullmatch(_TIMESTAMP, edited, re.ASCII) is not None
    return min(edited[:10], snapshot.date) if is_day else snapshot.date


def _target_year(
    cells: Cells, horizon: Horizon, kind: StatedKind, context: ImportContext
) -> str | None:
    column = f"{horizon}_target_year"
    year = _year(cells, column, "target_year", context)
    if kind is NoTarget.no_target and year:
        _contradiction(
            cells,
            column,
            "is the year of a target that the source says there is not",
            "target_year",
            context,
        )
        return None
    return year


def _contradiction(
    cells: Cells, column: str, note: str, field: str, context: ImportContext
) -> None:
    context.leave_out_cell(
        cells, column, note, ImportReason.contradiction, resource="pledges", field=field
    )


def _size(cells: Cells, horizon: Horizon, kind: StatedKind, context: ImportContext) -> FactRow:
    """The size of a target: percent for cuts, an amount for fixed levels (of unknown unit)."""
    base = _year(cells, f"{horizon}_target_baseline_year", "baseline_year", context)
    size: FactRow = {"baseline_year": base}
    if kind in _CUTS:
        value = _number(cells, f"{horizon}_target_percentage_reduction", context)
        size |= {"value": value, "unit": "percent" if value else None}
        amount = f"{horizon}_target_target_emissions"
        if cells[amount].strip():
            context.leave_out_cell(
                cells,
                amount,
                "is an amount: the size of a cut is held in percent",
                ImportReason.out_of_scope,
                resource="pledges",
                field="value",
            )
    if kind is PledgeKind.fixed_level:
        size["value"] = _number(cells, f"{horizon}_target_target_emissions", context)
    if kind is PledgeKind.intensity:
        column = f"{horizon}_target_intensity_unit"
        size["per"] = mapped(cells, column, _PER)
        if cells[column] and size["per"] is None:
            context.leave_out_cell(
                cells, column, "is no unit of output", resource="pledges", field="per"
            )
    return size


def _terms(cells: Cells, horizon: Horizon, kind: StatedKind, context: ImportContext) -> FactRow:
    """Gases and document of an end target; empty for `no_target`."""
    if horizon is not Horizon.end or kind is NoTarget.no_target:
        return {}
    return {
        "gases": mapped(cells, "gasses_coverage", _GASES),
        "document_url": context.value_or_none(
            cells,
            lambda: url_or_none(cells, "source_url"),
            resource="pledges",
            field="document_url",
        ),
    }


class _DatedStatus(NamedTuple):
    """A status and the year since when the target has it."""

    status: PledgeStatus | None
    year: str | None


def _dated_status(
    cells: Cells, horizon: Horizon, snapshot: Snapshot, context: ImportContext
) -> _DatedStatus:
    """The status of an end target, also of one that is `no_target`."""
    if horizon is not Horizon.end:
        return _DatedStatus(None, None)
    status, year = (
        mapped(cells, "end_target_status", _STATUSES),
        _year(cells, "status_date", "status_date", context),
    )
    if year and year > snapshot.date[:4]:
        note = f"is after the snapshot, {snapshot.date}"
        _contradiction(cells, "status_date", note, "status_date", context)
        year = None
    return _DatedStatus(status, year)


def _year(cells: Cells, column: str, field: str, context: ImportContext) -> str | None:
    return context.value_or_none(
        cells,
        lambda: matching_or_none(cells, column, YEAR, "a year"),
        resource="pledges",
        field=field,
    )


def _number(cells: Cells, column: str, context: ImportContext) -> str | None:
    return context.value_or_none(
        cells,
        lambda: matching_or_none(cells, column, r"-?(0|[1-9]\d*)(\.\d{1,6})?", "a number"),
        resource="pledges",
        field="value",
    )

"""A row of a snapshot of the Net Zero Tracker: what it states of a party's end and interim target.

The tracker's gases and document describe the end target (Angola's net zero covers carbon dioxide
only, its interim target all gases), so an interim target has null there. It has no status either,
because the tracker has no column for it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from schema.import_notes import ImportReason
from schema.pledge_terms import PledgeGases, PledgeKind, PledgeStatus, TargetHorizon
from seeds.importers.cells import YEAR, checked_alpha3, collapsed, matching_or_none, url_or_none
from seeds.importers.commitments import Snapshot, TargetState
from seeds.importers.context import Cells, ImportContext
from seeds.importers.country_groups import EU
from seeds.importers.facts_files import FactRow
from seeds.importers.tracker_conditions import note_texts, stated_conditions
from seeds.loading.support import NoTarget, StatedKind

V = TypeVar("V")

_TARGET = (
    "{}_target", "{}_target_percentage_reduction", "{}_target_baseline_year",
    "{}_target_intensity_unit", "{}_target_target_emissions", "{}_target_year",
)  # fmt: skip
INPUT_COLUMNS = ("country",)
OPTIONAL_COLUMNS = (
    "last_updated",
    "name",
    "actor_type",
    "end_target_status",
    "status_date",
    "source_url",
    "gasses_coverage",
    *(column.format(horizon) for horizon in TargetHorizon for column in _TARGET),
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
_STATUSES: dict[str, PledgeStatus | None] = {
    "Achieved (externally validated)": PledgeStatus.achieved_externally_validated,
    "Achieved (self-declared)": PledgeStatus.achieved_self_declared,
    "In law": PledgeStatus.in_law,
    "In policy document": PledgeStatus.in_policy_document,
    "Declaration / pledge": PledgeStatus.declaration,
    "Proposed / in discussion": PledgeStatus.proposed,
    "": None,
}
_GASES: dict[str, PledgeGases | None] = {
    "Carbon dioxide only": PledgeGases.co2,
    "Carbon dioxide and other GHGs": PledgeGases.ghg,
    "Not Specified": PledgeGases.not_specified,
    "": None,
}
# One interim target is per unit of "co2", which is no output: it becomes null.
_PER: dict[str, str | None] = {"gdp": "gdp", "co2 emissions per unit gdp": "gdp", "": None}
_NO_OUTPUT = "co2"
_UNKNOWN = ImportReason.out_of_scope
_TIMESTAMP = r"20\d\d-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?Z?)?"
_NUMBER = r"-?(0|[1-9]\d*)(\.\d{1,15})?"
# The snapshot of 2022 lists the European Union under a code that ISO 3166 leaves to its users.
_EU_IN_2022 = ("XXX", "European Union")
_CUTS = (PledgeKind.base_year, PledgeKind.baseline_scenario, PledgeKind.intensity)


def is_country(cells: Cells) -> bool:
    """Whether a row is of a country; a file may have companies, cities and regions as well."""
    return cells["actor_type"].strip().casefold() in ("", "country")


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
    for horizon in TargetHorizon:
        if not cells[f"{horizon}_target"].strip():
            context.events[f"an empty {horizon} target"] += 1
            continue
        yield _target_state(_Row(cells, context), horizon, snapshot, party)


@dataclass(slots=True)
class _Row:
    """A row that is being read; `words` are those that no vocabulary here has."""

    cells: Cells
    context: ImportContext
    words: list[str] = field(default_factory=list)

    def word(self, column: str, values: Mapping[str, V], other: V, field: str) -> V:
        """The value that stands for a cell's word; `other`, with a note, for a new word.

        Case and white space do not tell words apart. The source's word stays in `words`.
        """
        text = collapsed(self.cells[column])
        known = {_plain_word(word): value for word, value in values.items()}
        if _plain_word(text) in known:
            return known[_plain_word(text)]
        self.words.append(f"{column}: {text}")
        note, reason = "is a word that is new here; the record has it as `words`", _UNKNOWN
        of = {"resource": "pledges", "field": field}
        self.context.leave_out_cell(self.cells, column, note, reason, **of)
        return other


def _plain_word(text: str) -> str:
    return re.sub(r"\s*/\s*", "/", collapsed(text).casefold())


def _target_state(row: _Row, horizon: TargetHorizon, snapshot: Snapshot, party: str) -> TargetState:
    """The state of one target, with the notes of what was left out."""
    cells, context = row.cells, row.context
    note_texts(cells, horizon, context)
    first_note = len(context.notes)
    kind = row.word(f"{horizon}_target", _KINDS, PledgeKind.other, "kind")
    year = _target_year(cells, horizon, kind, context)
    size = _size(row, horizon, kind)
    base = size["baseline_year"]
    if year and base and year < str(base):
        target, baseline = f"{horizon}_target_year", f"{horizon}_target_baseline_year"
        note = f"is before the base year, {base}"
        _contradiction(cells, target, note, "target_year", context)
        note = f"is after the target year, {year}"
        _contradiction(cells, baseline, note, "baseline_year", context)
        year = size["baseline_year"] = None
    values = _owner(party) | size | _terms(row, horizon, kind)
    status, status_date = _dated_status(row, horizon, snapshot)
    if kind is not NoTarget.no_target:
        values |= stated_conditions(cells, horizon, party, context)._asdict()
    if row.words:
        stated = values.get("words")
        values["words"] = "; ".join([*([str(stated)] if stated else []), *row.words])
    return TargetState(
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


def _last_edit(cells: Cells, snapshot: Snapshot) -> str:
    """The day on which the tracker last edited the row; the snapshot's if it gives none."""
    edited = cells["last_updated"].strip()
    is_day = re.fullmatch(_TIMESTAMP, edited, re.ASCII) is not None
    return min(edited[:10], snapshot.date) if is_day else snapshot.date


def _target_year(
    cells: Cells, horizon: TargetHorizon, kind: StatedKind, context: ImportContext
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


def _size(row: _Row, horizon: TargetHorizon, kind: StatedKind) -> FactRow:
    """The size of a target: percent for cuts, an amount for fixed levels (of unknown unit)."""
    cells, context = row.cells, row.context
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
        is_none = cells[column].strip().casefold() == _NO_OUTPUT
        size["per"] = None if is_none else row.word(column, _PER, None, "per")
        if is_none:
            context.leave_out_cell(
                cells, column, "is no unit of output", resource="pledges", field="per"
            )
    return size


def _terms(row: _Row, horizon: TargetHorizon, kind: StatedKind) -> FactRow:
    """Gases and document of an end target; empty for `no_target`."""
    if horizon is not TargetHorizon.end or kind is NoTarget.no_target:
        return {}
    cells, context = row.cells, row.context
    return {
        "gases": row.word("gasses_coverage", _GASES, None, "gases"),
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


def _dated_status(row: _Row, horizon: TargetHorizon, snapshot: Snapshot) -> _DatedStatus:
    """The status of an end target, also of one that is `no_target`."""
    if horizon is not TargetHorizon.end:
        return _DatedStatus(None, None)
    cells, context = row.cells, row.context
    status = row.word("end_target_status", _STATUSES, None, "status")
    year = _year(cells, "status_date", "status_date", context)
    if year and year > snapshot.date[:4]:
        note = f"is after the snapshot, {snapshot.date}"
        _contradiction(cells, "status_date", note, "status_date", context)
        year = None
    return _DatedStatus(status, year)


def _year(cells: Cells, column: str, field: str, context: ImportContext) -> str | None:
    return context.value_or_none(
        cells,
        lambda: _plain(matching_or_none(cells, column, rf"{YEAR}(\.0+)?", "a year")),
        resource="pledges",
        field=field,
    )


def _number(cells: Cells, column: str, context: ImportContext) -> str | None:
    return context.value_or_none(
        cells,
        lambda: _plain(matching_or_none(cells, column, _NUMBER, "a number")),
        resource="pledges",
        field="value",
    )


def _plain(number: str | None) -> str | None:
    """A number without decimals that are zero, as spreadsheets write whole ones: `65.0`."""
    return number and re.sub(r"\.0+$", "", number)

"""What `ndc-content-cait.csv` says of the content of an NDC or INDC: its labels, as bare facts.

The labels are the compiler's reading of the text; the text itself is not taken. Where a label is
`Other`, the cell that it classes is read if it is one or two years; else it is left out with a
note, which does not repeat it.
"""

import re
from typing import NamedTuple

from schema.import_notes import ImportAction, ImportReason
from schema.ndc_contents import ContributionStage, ContributionType, SectorCoverage
from schema.pledge_terms import Conditionality, PledgeKind
from seeds.importers.cells import mapped
from seeds.importers.context import Cells, ImportContext
from seeds.importers.facts_files import FactRow

CONTENT_COLUMNS = (
    "submission_label", "indc_summary", "mitigation_contribution_type_label",
    "ghg_target_type_label", "reference_base_year", "reference_base_year_label",
    "time_target_year", "time_target_year_label", "coverage_gas", "coverage_sectors_label",
    "conditionality_label",
)  # fmt: skip
FACT_COLUMNS = (
    "id", "country_code", "group_id", "stage", "contribution_types", "target_kinds", "target_year",
    "earlier_target_year", "baseline_year", "conditionality", "gases", "sector_coverage",
    "attested_on", "locator", "source_id",
)  # fmt: skip

_NO_DOCUMENT = "No Document Submitted"
_JOINT = "The European Union and its 28 Member States submitted a joint NDC."
_UNSAID = "Not Specified"
_NONE = {"Not Applicable", ""}
_STAGES = {
    "First NDC Submitted": ContributionStage.ndc,
    "NDC Submitted": ContributionStage.ndc,
    "INDC Submitted": ContributionStage.indc,
}
_TYPES = {
    "GHG target": [ContributionType.ghg_target],
    "Non-GHG target only": [ContributionType.non_ghg_target],
    "Actions only": [ContributionType.actions],
    "GHG target and non-GHG target": [ContributionType.ghg_target, ContributionType.non_ghg_target],
    "Non-GHG target and actions": [ContributionType.non_ghg_target, ContributionType.actions],
}
_KINDS: dict[str, list[PledgeKind]] = {
    "Not Applicable": [],
    "Base year target": [PledgeKind.base_year],
    "Baseline scenario target": [PledgeKind.baseline_scenario],
    "Intensity target": [PledgeKind.intensity],
    "Fixed level target": [PledgeKind.fixed_level],
    "Trajectory target": [PledgeKind.other],
    "Intensity target and Trajectory target": [PledgeKind.intensity, PledgeKind.other],
}
_CONDITIONS = {
    "Unconditional (I)NDC only": Conditionality.unconditional,
    "Conditional (I)NDC only": Conditionality.conditional,
    "Conditional (I)NDC and unconditional (I)NDC": Conditionality.both,
    "Partially conditional (I)NDC (unspecified mix of domestic/international resources)": (
        Conditionality.partial
    ),
}
_SECTORS = {
    _UNSAID: None,
    "All Sectors including LULUCF": SectorCoverage.all_with_lulucf,
    "All Sectors excluding LULUCF": SectorCoverage.all_without_lulucf,
    "Partial Sectors": SectorCoverage.partial,
}
_YEARS = re.compile(r"(?:Reference year or period: )?((?:19|20)\d\d)(?: and (20\d\d))?", re.ASCII)
_GAS = re.compile(r"[A-Z][A-Za-z0-9]{1,5}(?:-\d+)?", re.ASCII)


class _Years(NamedTuple):
    first: str | None = None
    second: str | None = None


def content_row(
    cells: Cells, actor: FactRow, attested_on: str, context: ImportContext
) -> FactRow | None:
    """The content of a party's NDC or INDC; None, with a note, if the row has none of its own."""
    if cells["submission_label"].strip() == _NO_DOCUMENT:
        context.leave_out("no document was submitted", value=cells["ISO"])
        return None
    if _JOINT in cells["indc_summary"]:
        context.leave_out(
            "the joint NDC, which the row of the European Union has",
            action=ImportAction.row_merged,
            reason=ImportReason.duplicate,
        )
        return None
    target = _years(cells, "time_target_year", "target_year", context)
    party = str(actor["country_code"] or actor["group_id"]).lower()
    sectors = mapped(cells, "coverage_sectors_label", _SECTORS)
    return {
        "id": f"{party}-ndc-content-{attested_on}",
        **actor,
        "stage": mapped(cells, "submission_label", _STAGES).value,
        "contribution_types": [
            t.value for t in mapped(cells, "mitigation_contribution_type_label", _TYPES)
        ],
        "target_kinds": [k.value for k in mapped(cells, "ghg_target_type_label", _KINDS)],
        "target_year": target.second or target.first,
        "earlier_target_year": target.first if target.second else None,
        "baseline_year": _baseline_year(cells, context),
        "conditionality": mapped(cells, "conditionality_label", _CONDITIONS).value,
        "gases": _gases(cells, context),
        "sector_coverage": sectors.value if sectors else None,
        "attested_on": attested_on,
        "locator": context.locator,
        "source_id": context.source_id,
    }


def _baseline_year(cells: Cells, context: ImportContext) -> str | None:
    return _years(cells, "reference_base_year", "baseline_year", context).first


def _years(cells: Cells, column: str, field: str, context: ImportContext) -> _Years:
    """The years of a label, or of the cell that it classes as another one."""
    label, cell = cells[f"{column}_label"].strip(), cells[column].strip()
    if label in _NONE:
        return _Years()
    if match := _YEARS.fullmatch(label) or _YEARS.fullmatch(cell):
        return _Years(match[1], match[2])
    if cell not in ("", _UNSAID):
        note = "a text about years that is not one or two years"
        _leave_out(cells, column, note, field, context)
    return _Years()


def _gases(cells: Cells, context: ImportContext) -> list[str]:
    """The gases of a list such as `CO2, CH4, N2O`; none, with a note, if it has other words."""
    text = cells["coverage_gas"].strip()
    if text == _UNSAID:
        return []
    gases = [gas.strip() for gas in re.split("[,;]", text)]
    if all(_GAS.fullmatch(gas) for gas in gases):
        return list(dict.fromkeys(gases))
    _leave_out(cells, "coverage_gas", "not a list of gases alone", "gases", context)
    return []


def _leave_out(cells: Cells, column: str, note: str, field: str, context: ImportContext) -> None:
    """Note that a cell is left out, without its text."""
    made = context.leave_out_cell(
        cells, column, note, ImportReason.ambiguous, resource="ndc-contents", field=field
    )
    made.value = None

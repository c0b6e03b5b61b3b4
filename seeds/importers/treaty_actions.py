"""Signatures and consents from lists of the Paris Agreement and of the UNFCCC.

Both are of Open Climate Data: `paris-agreement-entry-into-force.csv`, after the United Nations
Treaty Collection, and `unfccc.csv` of the country groups. A list shows the last consent of each
party: that of the United States to the Paris Agreement is its return of 2021.
"""

from pathlib import Path

from seeds.importers.context import ImportContext
from seeds.importers.country_groups import DATASET as GROUPS
from seeds.importers.editions import Dataset
from seeds.importers.facts_files import FactsFile
from seeds.importers.treaties import ACTION_COLUMNS, TreatyList

PARIS = Dataset(
    "openclimatedata-paris-agreement",
    "Open Climate Data",
    "Entry into force of the Paris Agreement",
    stands_alone=True,
)

_PARIS = TreatyList("paris-agreement", "Ratification", "Date-Of-Effect")
_UNFCCC = TreatyList(
    "unfccc",
    "Ratification-Acceptance-Accession-Approval-Succession",
    no_effect="The list has no dates of effect, and no other open source at hand gives it.",
)


def paris_agreement(source: Path, context: ImportContext) -> list[FactsFile]:
    """The acts in the list of the Paris Agreement."""
    context.begin_edition(PARIS, source)
    return [_import(source, _PARIS, "paris-agreement", context)]


def unfccc(source: Path, context: ImportContext) -> list[FactsFile]:
    """The acts in `unfccc.csv`, a file of the country groups."""
    context.begin_edition(GROUPS, source)
    return [_import(source, _UNFCCC, "unfccc", context)]


def _import(source: Path, listed: TreatyList, origin: str, context: ImportContext) -> FactsFile:
    rows = context.convert_rows(
        source, listed.columns, lambda cells: listed.actions(cells, context)
    )
    return FactsFile(f"treaty-actions/{origin}.csv", ACTION_COLUMNS, rows)

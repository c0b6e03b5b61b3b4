"""Climate Watch's list of NDCs: their content, and consents that the list of consents has no more.

`ndc-content-cait.csv` tells of June 2018, with the day on which each country ratified. Most days
are those of the list of consents, which has the last consent of each party only: that of the
United States is its return of 2021. A consent is imported if the list has a later one of the same
actor, from after the edition. Days that otherwise differ from the list's are left out with a note:
it is the list of the treaty's acts. It is read from the facts, so it has to be imported before.
"""

from collections.abc import Iterator
from pathlib import Path

from schema.import_notes import ImportReason
from schema.treaties import TreatyActionBasis, TreatyActionKind, TreatyAttestationKind
from seeds.importers.cells import collapsed, matching_or_none
from seeds.importers.context import Cells, ImportContext
from seeds.importers.editions import Dataset
from seeds.importers.facts_files import FactRow, FactsFile
from seeds.importers.ndc_content_rows import CONTENT_COLUMNS, FACT_COLUMNS, content_row
from seeds.importers.treaties import (
    ACTION_COLUMNS,
    ATTESTATION_COLUMNS,
    DAY,
    action_id,
    actor_cells,
)
from seeds.loading.files import valid_facts

DATASET = Dataset(
    "climatewatch-ndc-content",
    "Open Climate Data",
    "Climate Watch, NDC content",
    stands_alone=True,
)
LISTED = "treaty-actions/paris-agreement.csv"
INPUT_COLUMNS = ("ISO", "pa_status", "pa_ratified_date", "pa_withdraw_date", *CONTENT_COLUMNS)

_TREATY = "paris-agreement"
_EU_CODE = "EU28"
_NO_EFFECT = "The source has no days of effect, and no other open source at hand has this consent."


def ndc_content(source: Path, context: ImportContext) -> list[FactsFile]:
    """The content of NDCs, consents that the list has no more, and what is said of withdrawals."""
    edition = context.begin_edition(DATASET, source)
    # The consents that the list has from the time of the edition are those of the edition.
    listed = {
        actor: (day, day[: len(edition.date)] > edition.date)
        for actor, day in _listed_consents(context.facts / LISTED).items()
    }
    attestations: list[FactRow] = []
    contents: list[FactRow] = []

    def convert(cells: Cells) -> Iterator[FactRow]:
        code = cells["ISO"].strip()
        actor = actor_cells("EUU" if code == _EU_CODE else code, "ISO")
        if content := content_row(cells, actor, edition.date, context):
            contents.append(content)
        if withdrawn := _day(cells, "pa_withdraw_date", context):
            attestations.append(_announced(actor, withdrawn, cells, context))
        if consented := _day(cells, "pa_ratified_date", context):
            yield from _consent(actor, consented, listed, cells, context)

    actions = context.convert_rows(source, INPUT_COLUMNS, convert)
    return [
        FactsFile("ndc-contents/ndc-content.csv", FACT_COLUMNS, contents),
        FactsFile("treaty-actions/ndc-content.csv", ACTION_COLUMNS, actions),
        FactsFile("treaty-attestations/ndc-content.csv", ATTESTATION_COLUMNS, attestations),
    ]


def _listed_consents(path: Path) -> dict[str, str]:
    """The day of the consent in the list of consents, by actor."""
    dates: dict[str, str] = {}
    for fact in valid_facts(path) if path.is_file() else ():
        cells = {name: str(cell.text) for name, cell in fact.cells.items()}
        if cells["action"] != TreatyActionKind.signature:
            dates[cells.get("country_code") or cells["group_id"]] = cells["date"]
    return dates


def _consent(
    actor: FactRow,
    day: str,
    listed: dict[str, tuple[str, bool]],
    cells: Cells,
    context: ImportContext,
) -> Iterator[FactRow]:
    """The consent, if the list has another from after the edition; else a note."""
    other, is_later = listed.get(str(actor["country_code"] or actor["group_id"]), ("", False))
    if not is_later:
        if other != day:
            note = "another day than in the list of consents"
            context.leave_out_cell(cells, "pa_ratified_date", note, ImportReason.contradiction)
        return
    yield {
        "id": action_id(_TREATY, actor, TreatyActionKind.consent, day),
        "treaty_id": _TREATY,
        **actor,
        "action": TreatyActionKind.consent.value,
        "date": day,
        "effective_on_note": _NO_EFFECT,
        "basis": TreatyActionBasis.stated.value,
        "locator": context.locator,
        "source_id": context.source_id,
    }


def _announced(actor: FactRow, day: str, cells: Cells, context: ImportContext) -> FactRow:
    party = str(actor["country_code"] or actor["group_id"]).lower()
    attests = TreatyAttestationKind.withdrawal_announced
    return {
        "id": f"{_TREATY}-{party}-{attests.value.replace('_', '-')}-{day}",
        "treaty_id": _TREATY,
        **actor,
        "attests": attests.value,
        "first_seen": day,
        "last_seen": day,
        "words": collapsed(cells["pa_status"]),
        "locator": context.locator,
        "source_id": context.source_id,
    }


def _day(cells: Cells, column: str, context: ImportContext) -> str | None:
    return context.value_or_none(cells, lambda: matching_or_none(cells, column, DAY, "a day"))

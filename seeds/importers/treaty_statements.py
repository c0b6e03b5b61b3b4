"""Statements of record about treaties: attestations, and the withdrawals that they imply.

The file has sentences of the White House and of the CIA World Factbook, each with the action that
it is about. An order to withdraw is no withdrawal, and its day no day of effect: no legal date is
derived from it. That an actor is a party *again* implies that it had left: this withdrawal is a row
without dates, because no open source gives them.
"""

from collections.abc import Iterator
from pathlib import Path

from schema.treaties import TreatyActionBasis, TreatyActionKind, TreatyAttestationKind
from seeds.importers.cells import collapsed, matching, url_or_none
from seeds.importers.context import Cells, ImportContext
from seeds.importers.editions import Dataset
from seeds.importers.facts_files import FactRow, FactsFile
from seeds.importers.treaties import (
    ACTION_COLUMNS,
    ATTESTATION_COLUMNS,
    DAY,
    action_id,
    actor_cells,
)

DATASET = Dataset(
    "treaty-statements",
    "The White House",
    "Statements of the White House on the Paris Agreement and the UNFCCC",
    stands_alone=True,
)
INPUT_COLUMNS = ("date", "party", "subject", "action", "words", "url", "repository_path")

_TREATIES = {
    "Paris Agreement": "paris-agreement",
    "UN Framework Convention on Climate Change": "unfccc",
}
_AGAIN = "party again, in force for it"
_ATTESTS = {
    "acceptance signed": TreatyAttestationKind.instrument_signed,
    _AGAIN: TreatyAttestationKind.party,
    "order to notify withdrawal": TreatyAttestationKind.withdrawal_ordered,
    "listed in section 2 among the organizations from which the United States shall withdraw": (
        TreatyAttestationKind.withdrawal_ordered
    ),
}
_NO_DATE = (
    "No open source at hand dates it. It is inferred from the statement that the actor is a party"
    " again: it had left before."
)


def treaty_statements(source: Path, context: ImportContext) -> list[FactsFile]:
    """The statements in `statements.csv` about treaties that the record has."""
    context.begin_edition(DATASET, source)
    actions: list[FactRow] = []

    def convert(cells: Cells) -> Iterator[FactRow]:
        treaty, action = _TREATIES.get(cells["subject"].strip()), cells["action"].strip()
        if treaty is None:
            context.leave_out("not a treaty that the record has", value=cells["subject"])
        elif action not in _ATTESTS:
            context.leave_out("an action that is not known here", value=action, column="action")
        else:
            attestation = _attestation(cells, treaty, _ATTESTS[action], context)
            yield attestation
            if action == _AGAIN:
                actions.append(_withdrawal(attestation))

    attestations = context.convert_rows(source, INPUT_COLUMNS, convert)
    return [
        FactsFile("treaty-actions/treaty-statements.csv", ACTION_COLUMNS, actions),
        FactsFile("treaty-attestations/treaty-statements.csv", ATTESTATION_COLUMNS, attestations),
    ]


def _attestation(
    cells: Cells, treaty: str, attests: TreatyAttestationKind, context: ImportContext
) -> FactRow:
    actor = actor_cells(cells["party"].strip(), "party")
    date = matching(cells, "date", DAY, "a day")
    party = str(actor["country_code"] or actor["group_id"]).lower()
    return {
        "id": f"{treaty}-{party}-{attests.value.replace('_', '-')}-{date}",
        "treaty_id": treaty,
        **actor,
        "attests": attests.value,
        "first_seen": date,
        "last_seen": date,
        "words": collapsed(cells["words"]),
        "url": url_or_none(cells, "url"),
        "locator": f"{context.locator}, {cells['repository_path'].strip()}",
        "source_id": context.source_id,
    }


def _withdrawal(again: FactRow) -> FactRow:
    """The withdrawal that an actor's being a party again implies."""
    treaty = str(again["treaty_id"])
    columns = ("treaty_id", "country_code", "group_id", "words", "locator", "source_id")
    return {
        **{column: again[column] for column in columns},
        "id": action_id(treaty, again, TreatyActionKind.withdrawal)
        + f"-before-{again['first_seen']}",
        "action": TreatyActionKind.withdrawal.value,
        "date_note": _NO_DATE,
        "done_by": again["first_seen"],
        "effective_on_note": _NO_DATE,
        "basis": TreatyActionBasis.inferred.value,
    }

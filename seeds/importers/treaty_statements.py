"""Statements of record about treaties: attestations, and the withdrawals that they imply.

An order to leave an initiative is what the document says of a participation in it. Of organizations
whose members no source at hand lists, and of what others have rows for, there is a note.

The file has sentences of the White House and of the CIA World Factbook, each with the action that
it is about. An order to withdraw is no withdrawal, and its day no day of effect: no legal date is
derived from it. That an actor is a party *again* implies that it had left: this withdrawal is a row
without dates, because no open source gives them.
"""

from collections.abc import Iterator
from pathlib import Path

from schema.import_notes import ImportAction, ImportReason
from schema.initiatives import ParticipationStatus
from schema.treaties import TreatyActionBasis, TreatyActionKind, TreatyAttestationKind
from seeds.importers.cells import collapsed, matching, url_or_none
from seeds.importers.context import Cells, ImportContext
from seeds.importers.country_groups import EU
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

_UNFCCC = "unfccc"
_TREATIES = {
    "Paris Agreement": "paris-agreement",
    "UN Framework Convention on Climate Change": _UNFCCC,
    "UNFCCC finance": _UNFCCC,
}
_INITIATIVES = {
    "24/7 Carbon-Free Energy Compact": "24-7-carbon-free-energy-compact",
    "Renewable Energy Policy Network for the 21st Century": "ren21",
}
_PARTICIPATION_COLUMNS = (
    "id", "initiative_id", "country_code", "group_id", "status", "attested_on", "words", "locator",
    "source_id",
)  # fmt: skip
_AGAIN = "party again, in force for it"
_LISTED = "listed in section 2 among the organizations from which the United States shall withdraw"
_ATTESTS = {
    "acceptance signed": TreatyAttestationKind.instrument_signed,
    _AGAIN: TreatyAttestationKind.party,
    "order to notify withdrawal": TreatyAttestationKind.withdrawal_ordered,
    "order to cease or revoke financial commitments": TreatyAttestationKind.finance_end_ordered,
    _LISTED: TreatyAttestationKind.withdrawal_ordered,
}
_ORDER = "order to withdraw"
_UN_BODIES = ("UN Energy", "UN Oceans")
_NO_MEMBERS = (
    "an organization of whose members no source at hand has a list: a group with one member would"
    " stand for the whole of it"
)
_NO_DATE = (
    "No open source at hand dates it. It is inferred from the statement that the actor is a party"
    " again: it had left before."
)


def treaty_statements(source: Path, context: ImportContext) -> list[FactsFile]:
    """The statements in `statements.csv` about treaties and initiatives that the record has."""
    context.begin_edition(DATASET, source)
    actions: list[FactRow] = []
    participations: list[FactRow] = []

    def convert(cells: Cells) -> Iterator[FactRow]:
        subject, action = cells["subject"].strip(), cells["action"].strip()
        treaty = _TREATIES.get(subject)
        if subject in _INITIATIVES and action == _LISTED:
            participations.append(_participation(cells, _INITIATIVES[subject], context))
        elif treaty is None:
            _leave_out(cells, context)
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
        FactsFile(
            "initiative-participations/treaty-statements.csv",
            _PARTICIPATION_COLUMNS,
            participations,
        ),
    ]


def _leave_out(cells: Cells, context: ImportContext) -> None:
    """Note why a statement about something else than a treaty or an initiative is not a row."""
    subject, action = cells["subject"].strip(), cells["action"].strip()
    if subject in _UN_BODIES:
        context.leave_out(
            "a body of the UN, to which no source at hand says that states belong", value=subject
        )
    elif action == _LISTED:
        context.leave_out(_NO_MEMBERS, value=subject)
    elif action == _ORDER:
        context.leave_out(
            "the order without the names of the organizations, which other statements have",
            value=subject,
            reason=ImportReason.duplicate,
            action=ImportAction.row_merged,
        )
    elif subject == "European Union" and action == "left":
        made = context.leave_out(
            "the end of the membership, with this source, is in the record by hand",
            value=subject,
            reason=ImportReason.entered_by_hand,
            action=ImportAction.row_merged,
        )
        made.resource, made.row_id = "memberships", f"{EU}-{cells['party'].strip().lower()}"
    else:
        context.leave_out("not a treaty or an initiative that the record has", value=subject)


def _participation(cells: Cells, initiative: str, context: ImportContext) -> FactRow:
    actor = actor_cells(cells["party"].strip(), "party")
    date = matching(cells, "date", DAY, "a day")
    party = str(actor["country_code"] or actor["group_id"]).lower()
    return {
        "id": f"{initiative}-{party}-{date}",
        "initiative_id": initiative,
        **actor,
        "status": ParticipationStatus.withdrawal_ordered.value,
        "attested_on": date,
        "words": collapsed(cells["words"]),
        "locator": f"{context.locator}, {cells['repository_path'].strip()}",
        "source_id": context.source_id,
    }


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

"""What the importers of treaties share: columns, ids, and the actors and dates of a list."""

from collections.abc import Iterator
from dataclasses import dataclass

from schema.treaties import TreatyActionBasis, TreatyActionKind
from seeds.importers.cells import checked_alpha3, matching_or_none
from seeds.importers.context import BadCell, Cells, ImportContext
from seeds.importers.country_groups import EU
from seeds.importers.facts_files import FactRow

ACTION_COLUMNS = (
    "id", "treaty_id", "country_code", "group_id", "action", "date", "date_note", "done_by",
    "effective_on", "effective_on_note", "basis", "words", "locator", "source_id",
)  # fmt: skip
ATTESTATION_COLUMNS = (
    "id", "treaty_id", "country_code", "group_id", "attests", "first_seen", "last_seen", "words",
    "url", "locator", "source_id",
)  # fmt: skip
DAY = r"(19|20)\d\d-\d\d-\d\d"

_EU_CODE = "EUU"
_CONSENTS = {
    "Ratification": TreatyActionKind.ratification,
    "Acceptance": TreatyActionKind.acceptance,
    "Approval": TreatyActionKind.approval,
    "Accession": TreatyActionKind.accession,
    "Succession": TreatyActionKind.succession,
}


@dataclass(frozen=True, slots=True)
class TreatyList:
    """A list of a treaty's signatures and consents, and the names of its columns.

    Attributes:
        treaty_id: The treaty.
        consent: The column of the day on which the instrument was deposited.
        effect: The column of the day from which it has effect; empty if the list has none.
        no_effect: Why a date of effect is null.
    """

    treaty_id: str
    consent: str
    effect: str = ""
    no_effect: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read."""
        effect = (self.effect,) if self.effect else ()
        return ("Code", "Signature", self.consent, "Kind", *effect)

    def actions(self, cells: Cells, context: ImportContext) -> Iterator[FactRow]:
        """The acts of one row: the signature and the consent, of which either may be missing."""
        actor = actor_cells(cells["Code"].strip(), "Code")
        if signed := _day(cells, "Signature", context):
            yield self._action(actor, TreatyActionKind.signature, signed, context)
        kind = cells["Kind"].strip()
        consented = _day(cells, self.consent, context)
        if bool(kind) != bool(consented):
            raise BadCell("Kind", f"{kind!r} and the day {consented!r} do not go together")
        if not consented:
            return
        action = self._action(
            actor, _CONSENTS.get(kind, TreatyActionKind.consent), consented, context
        )
        if kind not in _CONSENTS:
            action["words"] = kind
        action["effective_on"] = _day(cells, self.effect, context) if self.effect else None
        if action["effective_on"] is None:
            action["effective_on_note"] = self.no_effect or "The list does not give it."
        yield action

    def _action(
        self, actor: FactRow, action: TreatyActionKind, date: str, context: ImportContext
    ) -> FactRow:
        return {
            "id": action_id(self.treaty_id, actor, action, date),
            "treaty_id": self.treaty_id,
            **actor,
            "action": action.value,
            "date": date,
            "effective_on_note": (
                "A signature binds nobody." if action is TreatyActionKind.signature else None
            ),
            "basis": TreatyActionBasis.stated.value,
            "locator": context.locator,
            "source_id": context.source_id,
        }


def actor_cells(code: str, column: str) -> FactRow:
    """The columns of the actor that has an alpha-3 code; `EUU` is the European Union."""
    checked_alpha3(code, column, "EUU for the EU")
    is_eu = code == _EU_CODE
    return {"country_code": None if is_eu else code, "group_id": EU if is_eu else None}


def action_id(
    treaty_id: str, actor: FactRow, action: TreatyActionKind, date: str | None = None
) -> str:
    """The id of an act: treaty, actor, act and day."""
    party = str(actor["country_code"] or actor["group_id"]).lower()
    return "-".join(part for part in (treaty_id, party, action.value, date) if part)


def _day(cells: Cells, column: str, context: ImportContext) -> str | None:
    return context.value_or_none(
        cells,
        lambda: matching_or_none(cells, column, DAY, "a day"),
        resource="treaty-actions",
    )

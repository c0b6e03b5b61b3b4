"""Treaties, what actors did in them, and what further sources say of their standing."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.actors import Actor
from schema.resource import Query, Resource
from schema.scalars import Inverse
from schema.vocabulary import (
    FACTBOOK_AGREEMENTS,
    PARIS_AGREEMENT_LIST,
    UNFCCC_LIST,
    Vocabulary,
)


class TreatyActionKind(Vocabulary):
    """What an actor did in a treaty."""

    signature = "signature", "Signed the text of the treaty, which does not bind it yet."
    ratification = (
        "ratification",
        "Deposited an instrument of ratification: its consent to be bound, after a signature.",
        PARIS_AGREEMENT_LIST,
    )
    acceptance = (
        "acceptance",
        "Deposited an instrument of acceptance, which binds as a ratification does.",
        PARIS_AGREEMENT_LIST,
    )
    approval = (
        "approval",
        "Deposited an instrument of approval, which binds as a ratification does.",
        PARIS_AGREEMENT_LIST,
    )
    accession = (
        "accession",
        "Deposited its consent to be bound by a treaty that it had not signed.",
        PARIS_AGREEMENT_LIST,
    )
    succession = (
        "succession",
        "Took over the consent of a state that it is a successor of.",
        UNFCCC_LIST,
    )
    consent = (
        "consent",
        "Consented to be bound in a form that the source does not name, or names otherwise.",
    )
    withdrawal = "withdrawal", "Left the treaty: it is no party from the day of effect on."


class TreatyActionBasis(Vocabulary):
    """Whether a source states an act."""

    stated = "stated", "A source states that the actor did so."
    inferred = "inferred", "It follows from what a source states later, whose words are given."


class TreatyAttestationKind(Vocabulary):
    """What a source says of an actor in a treaty, none of which is an act in the treaty."""

    party = "party", "The source says, or prints in a list, that it is bound by the treaty."
    signatory = (
        "signatory",
        "The source prints that it has signed the treaty and not ratified it.",
        FACTBOOK_AGREEMENTS,
    )
    instrument_signed = (
        "instrument_signed",
        "Its government signed the instrument of consent; the deposit is another act.",
    )
    withdrawal_announced = (
        "withdrawal_announced",
        "Its government announced that it intends to leave the treaty.",
    )
    withdrawal_ordered = (
        "withdrawal_ordered",
        "Its government ordered steps to leave the treaty; what they led to is not stated.",
    )
    finance_end_ordered = (
        "finance_end_ordered",
        (
            "Its government ordered that its financial commitments under the treaty cease; what"
            " that led to is not stated."
        ),
    )


class Treaty(SQLModel, table=True):
    """One treaty of the climate regime."""

    id: str = col.key("Stable slug of the treaty.")
    name: str = col.text("Its name in English.", index=True)
    aliases: list[str] = col.texts("Other names of it.")
    done_on: str | None = col.date("When its text was done; null where no source at hand says so.")
    done_on_note: str | None = col.text("What that date rests on, or why it is null.")
    in_force_from: str | None = col.date(
        "When it entered into force; null where no source at hand says so."
    )
    in_force_from_note: str | None = col.text("What that date rests on, or why it is null.")
    source_id: str = col.source()


class TreatyAction(SQLModel, table=True):
    """One act of one actor in a treaty."""

    __tablename__ = "treaty_action"

    id: str = col.key("Stable slug of the act.")
    treaty_id: str = col.reference(
        "The treaty.",
        "treaty.id",
        inverse=Inverse("actions", "What actors did in it, earliest first."),
    )
    country_code: str | None = col.reference(
        "The country that acted.",
        "country.code",
        inverse=Inverse("treaty_actions", "What it did in treaties, earliest first."),
    )
    group_id: str | None = col.reference(
        "The group that acted.",
        "country_group.id",
        inverse=Inverse("treaty_actions", "What the group did in treaties, earliest first."),
    )
    action: TreatyActionKind = col.choice(TreatyActionKind, "What it did.", index=True)
    date: str | None = col.date(
        "When it did so: of a signature the day of signing, else that of the deposit.", index=True
    )
    date_note: str | None = col.text("Why `date` is null.")
    done_by: str | None = col.date("Where `date` is null: a day by which it had done so.")
    effective_on: str | None = col.date("From when the act has effect.", index=True)
    effective_on_note: str | None = col.text("Why `effective_on` is null.")
    basis: TreatyActionBasis = col.choice(
        TreatyActionBasis, "Whether a source states the act, or it is inferred.", index=True
    )
    words: str | None = col.text("The words of the source that it is inferred from.")
    locator: str = col.text("Where in the source: the file and the line.")
    source_id: str = col.source()


class TreatyAttestation(SQLModel, table=True):
    """What a source says of an actor in a treaty, with the dates on which it says so."""

    __tablename__ = "treaty_attestation"

    id: str = col.key("Stable slug of the attestation.")
    treaty_id: str = col.reference(
        "The treaty.",
        "treaty.id",
        inverse=Inverse("attestations", "What sources say of actors in it."),
    )
    country_code: str | None = col.reference(
        "The country.",
        "country.code",
        inverse=Inverse("treaty_attestations", "What sources say of it in treaties."),
    )
    group_id: str | None = col.reference(
        "The group.",
        "country_group.id",
        inverse=Inverse("treaty_attestations", "What sources say of the group in treaties."),
    )
    attests: TreatyAttestationKind = col.choice(
        TreatyAttestationKind, "What the source says.", index=True
    )
    first_seen: str = col.date("The first date or edition in which it says so.", index=True)
    last_seen: str = col.date("The last one, without one in between that does not.", index=True)
    words: str = col.text("The source's words.")
    url: str | None = col.url("The document that states it, as the source gives it.")
    locator: str = col.text("Where in the source: the file and the line.")
    source_id: str = col.source()


TREATIES = Resource(
    name="treaties",
    table=Treaty,
    summary="Treaties of the climate regime.",
    example="paris-agreement",
    query=Query(filter_by=("name", "done_on", "in_force_from"), search=("name", "aliases")),
)

TREATY_ACTIONS = Resource(
    name="treaty-actions",
    table=TreatyAction,
    summary="Signatures, consents to be bound and withdrawals, with their dates of effect.",
    example="paris-agreement-usa-acceptance-2021-01-20",
    actor=Actor(description="The country or group that acted."),
    query=Query(order=("date", "id"), filter_by=("action", "date", "effective_on", "basis")),
)

TREATY_ATTESTATIONS = Resource(
    name="treaty-attestations",
    table=TreatyAttestation,
    summary="What directories and statements say of actors in treaties: a check, no authority.",
    example="paris-agreement-usa-withdrawal-ordered-2025-01-20",
    actor=Actor(description="The country or group that the source speaks of."),
    query=Query(order=("first_seen", "id"), filter_by=("attests", "first_seen", "last_seen")),
)

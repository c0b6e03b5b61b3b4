"""Quotes: statements with speaker, post, date and occasion."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.actors import ACTOR_ID, Actor
from schema.relations import Relation, Then
from schema.resource import Query, Resource
from schema.scalars import Inverse
from schema.vocabulary import Vocabulary


class QuoteKind(Vocabulary):
    """How close a quote is to what was said."""

    verbatim = "verbatim", "Whole sentences, which the source prints in quotation marks."
    partial = "partial", "A few words in quotation marks, within a sentence of the source."
    paraphrase = (
        "paraphrase",
        "What was said in the source's own wording, without quotation marks.",
    )


class SpeakerKind(Vocabulary):
    """Who speaks."""

    official = "official", "Somebody who is named and who, by the source, holds an office."
    person = (
        "person",
        "Somebody whom the source names, and who holds no public office by it.",
    )
    unnamed = (
        "unnamed",
        'A person whom the source does not name: "a State Department spokesperson".',
    )
    body = "body", 'A state or an institution: "the State Department".'
    source = "source", "The source itself: it says so in its own voice."
    not_stated = (
        "not_stated",
        'Somebody of whom the source has not even a word: "talks are said to be".',
    )


class SpeakerMatch(Vocabulary):
    """How sure it is who speaks, surest first. Country and year agree in each."""

    exact_name = "exact_name", "The names are the same, titles apart; country and year agree."
    name_and_post = (
        "name_and_post",
        "One name is within the other, and the post is the same; country and year agree.",
    )
    family_name_and_post = (
        "family_name_and_post",
        "The family name and the post are the same, and the post was surely held that year.",
    )


class Quote(SQLModel, table=True):
    """One statement by one speaker, to the letter as its source prints it."""

    id: str = col.key("Stable slug of the quote.")
    text: str = col.text(
        "The words as the source prints them, quotation marks at the ends removed.", verbatim=True
    )
    context: str | None = col.text(
        "The source's sentence around a partial quote, to the letter, where its sense hangs on it.",
        verbatim=True,
    )
    kind: QuoteKind = col.choice(QuoteKind, "Verbatim, partial or paraphrase.", index=True)
    language: str = col.text("Language of `text` (BCP 47).")
    translated: bool | None = col.flag(
        "Whether `text` is a translation; null if the source is silent."
    )
    speaker_kind: SpeakerKind = col.choice(SpeakerKind, "Who speaks.", index=True)
    speaker_id: str | None = col.reference(
        "The official who speaks.", "official.id", inverse=Inverse("quotes", "What they said.")
    )
    person_id: str | None = col.reference(
        "The person who speaks, where no official stands for a named speaker.",
        "person.id",
        inverse=Inverse("quotes", "What they said."),
    )
    speaker_match: SpeakerMatch | None = col.choice(
        SpeakerMatch,
        "By what the speaker was found among the officials; null if by hand, or if not linked.",
        index=True,
    )
    speaker_name: str | None = col.text(
        "The speaker as the source words it; null if the source itself speaks, or has no word for"
        " who does.",
        index=True,
    )
    speaker_role: str | None = col.text("What the source says the speaker is.")
    tenure_id: str | None = col.reference(
        "The tenure when speaking.",
        "tenure.id",
        inverse=Inverse("quotes", "What was said by the official while in the office."),
    )
    country_code: str | None = col.reference(
        "The country spoken for.",
        "country.code",
        inverse=Inverse("quotes", "Said for it."),
    )
    group_id: str | None = col.reference("The group spoken for.", "country_group.id")
    said_on: str | None = col.date("When it was said, as precisely as is known.", index=True)
    occasion: str | None = col.text("The occasion, as the source words it.")
    topics: list[str] = col.texts("What it is about.")
    speech_id: str | None = col.reference(
        "The speech that it is from.",
        "speech.id",
        inverse=Inverse("quotes", "Sentences of it, in a release with its corpus."),
    )
    locator: str | None = col.text("Where in the source: the paragraph, counted from 1.")
    emissions_share_id: str | None = col.reference(
        "The country's measured share of territorial CO2 in the last year that had ended when it"
        " was said.",
        "emissions_share.id",
    )
    source_id: str = col.source(inverse=Inverse("quotes", "Quotes that rest on this source."))
    former_ids: list[str] = col.former_ids()


QUOTES = Resource(
    name="quotes",
    table=Quote,
    summary="Statements with speaker, office held, date, occasion and source.",
    example="yang-jiechi-mutually-beneficial-cooperation",
    actor=Actor(description="The country or group spoken for.", required=False),
    then=Then(
        date="said_on",
        description="What was the case on the day it was said; null if the day is not known.",
        relations=(
            Relation(
                "pledges",
                "pledges",
                ACTOR_ID,
                ACTOR_ID,
                "Pledges of whom it is said for, as they were on that day.",
                many=True,
            ),
            Relation(
                "emissions_share",
                "emissions-shares",
                "emissions_share_id",
                "id",
                "The measured share of territorial CO2 in the last year that had ended.",
            ),
        ),
    ),
    query=Query(
        order=("said_on", "id"),
        filter_by=(
            "kind",
            "language",
            "translated",
            "speaker_kind",
            "speaker_match",
            "speaker_name",
            "said_on",
            "topics",
            "text",
        ),
        search=("text", "speaker_name", "occasion", "topics"),
    ),
)

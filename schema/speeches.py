"""Speeches: who spoke for whom, when and how much on the climate, as facts without the words."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.actors import Actor
from schema.quotes import SpeakerMatch
from schema.resource import Indexes, Query, Resource
from schema.scalars import Inverse
from schema.vocabulary import Vocabulary


class SpeechKind(Vocabulary):
    """What a speech was, by the section of its source; some are issued in writing only."""

    general_debate = (
        "general_debate",
        "A statement of a country or group in the general debate of the UN General Assembly.",
    )
    remarks = "remarks", "Remarks or an address, spoken at an occasion."
    press_briefing = "press_briefing", "A briefing of the press, with its questions."
    statement = "statement", "A statement, readout or release, issued in writing."
    presidential_action = (
        "presidential_action",
        "An executive order, proclamation, memorandum or nomination of a president.",
    )
    fact_sheet = "fact_sheet", "A fact sheet that its publisher files under this name."
    article = "article", "An article or blog entry of a government."


class Speech(SQLModel, table=True):
    """One speech or document of public record; its words are not here, only facts about it."""

    id: str = col.key("Stable slug of the speech.")
    kind: SpeechKind = col.choice(SpeechKind, "What it was.", index=True)
    title: str | None = col.text("Its title, as the source has it; null if it has none.")
    country_code: str | None = col.reference(
        "The country spoken for.",
        "country.code",
        inverse=Inverse("speeches", "Speeches given for it, earliest first."),
    )
    group_id: str | None = col.reference("The group spoken for.", "country_group.id")
    speaker_name: str | None = col.text(
        "The speaker as the source words it, white space folded; null if it names none.",
        index=True,
    )
    speaker_role: str | None = col.text("What the source says the speaker is.")
    speaker_id: str | None = col.reference(
        "The official who speaks, if one agrees by `speaker_match`.",
        "official.id",
        inverse=Inverse("speeches", "Speeches they gave, as far as their names agree."),
    )
    speaker_match: SpeakerMatch | None = col.choice(
        SpeakerMatch,
        "By what the speaker was found among the officials; null if not linked.",
        index=True,
    )
    tenure_id: str | None = col.reference(
        "The tenure when speaking.",
        "tenure.id",
        inverse=Inverse("speeches", "Speeches given while in the office."),
    )
    occasion: str | None = col.text("The occasion, if the source files speeches by occasion.")
    session: int | None = col.integer("The session of the UN General Assembly.", index=True)
    year: int = col.integer("The year in which it was given.", index=True)
    date: str = col.date(
        "When it was given, as precisely as the source says: of the general debate the year.",
        index=True,
    )
    word_count: int = col.integer("How many words it has.", index=True)
    climate_sentences: int = col.integer(
        "How many of its sentences are on the climate, by a rule of keywords that differs from one"
        " source to another.",
        index=True,
    )
    url: str = col.url("Its address; of the general debate the DOI of the corpus.")
    locator: str | None = col.text("The file of the corpus.")
    source_id: str = col.source(inverse=Inverse("speeches", "Speeches that rest on this source."))
    former_ids: list[str] = col.former_ids()


SPEECHES = Resource(
    name="speeches",
    table=Speech,
    summary="Speeches of countries and groups: speaker, post, date, length, sentences on climate.",
    example="ungd-tuv-74-2019",
    actor=Actor(description="The country or group spoken for."),
    indexes=Indexes(shared=("session", "year", "word_count", "climate_sentences")),
    query=Query(
        order=("date", "id"),
        filter_by=(
            "kind",
            "title",
            "speaker_name",
            "speaker_role",
            "speaker_match",
            "occasion",
            "session",
            "year",
            "date",
            "word_count",
            "climate_sentences",
        ),
        search=("title", "speaker_name", "speaker_role"),
    ),
)

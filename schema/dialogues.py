"""Dialogues: forums, meetings and joint statements of parties."""

from sqlmodel import Field, SQLModel

from schema import scalars as col
from schema.relations import LinkEnd, ManyToMany
from schema.resource import Query, Resource
from schema.scalars import Inverse
from schema.validity import Validity
from schema.vocabulary import Vocabulary


class DialogueStatus(Vocabulary):
    """What became of a dialogue, as its source says."""

    replaced = "replaced", "Another dialogue took its place."
    stalled = "stalled", "Its meetings ceased, and nothing is said of a successor."


class DialogueKind(Vocabulary):
    """What took place between parties, as the document or the article that tells of it says."""

    dialogue = (
        "dialogue",
        "A forum between parties that meets again under its own name, or one meeting of it.",
    )
    summit = (
        "summit",
        "A meeting of leaders of three parties or more, or of a country with a group or grouping.",
    )
    meeting = "meeting", "A meeting of two parties, or a visit of one to the other."
    call = "call", "A conversation of two parties from afar."
    joint_statement = (
        "joint_statement",
        "A text that parties issued together; it does not say that they met for it.",
    )
    announcement = (
        "announcement",
        "A text of one party about its relations with others; it does not say that they met.",
    )


class DialogueDocumentKind(Vocabulary):
    """What the document is that tells of it, by its title."""

    joint_statement = "joint_statement", "A text of several parties."
    fact_sheet = "fact_sheet", "A fact sheet of one party."
    readout = "readout", "One party's report of a meeting or a call."
    other = "other", "Something else, such as remarks or a summary of proceedings."


class Dialogue(SQLModel, table=True):
    """One forum of parties, or one meeting or statement of parties that a document tells of."""

    id: str = col.key("Stable slug of the dialogue.")
    kind: DialogueKind = col.choice(DialogueKind, "What it is, read by eye.", index=True)
    name: str = col.text("Name as the source writes it; of a document its title.", index=True)
    acronym: str | None = col.text("Acronym as the source writes it.")
    participants: list[str] = col.texts("ISO 3166-1 alpha-3 codes of the countries in it.")
    group_participants: list[str] = col.texts(
        "Slugs of the groups in it, each of which takes part as one."
    )
    grouping: str | None = col.text(
        "The grouping that the title names, such as `Quad`; not all of its members are"
        " participants here unless the document names them."
    )
    status: DialogueStatus | None = col.choice(DialogueStatus, "What became of it.", index=True)
    start_date: str | None = col.date(
        "When it began; of a joint statement or an announcement the day of the document.",
        index=True,
    )
    end_date: str | None = col.date("When it ended or stalled.", index=True)
    date_note: str | None = col.text(
        "What the dates rest on, or why there is no day, where the document does not say it."
    )
    document_kind: DialogueDocumentKind | None = col.choice(
        DialogueDocumentKind, "What the document is; null if no document tells of it.", index=True
    )
    published_on: str | None = col.date("The day of the document.", index=True)
    url: str | None = col.url("The address of the document.")
    speech_id: str | None = col.reference(
        "The document, among the speeches.",
        "speech.id",
    )
    parent_id: str | None = col.reference(
        "The dialogue it was held under.",
        "dialogue.id",
        inverse=Inverse("subsidiaries", "Dialogues held under it."),
    )
    successor_id: str | None = col.reference(
        "The dialogue that replaced it.",
        "dialogue.id",
        inverse=Inverse("predecessors", "Dialogues that it replaced."),
    )
    words: str | None = col.text("The source's words, to the letter.", verbatim=True)
    locator: str | None = col.text("Where in the source.")
    source_id: str = col.source()
    certain_from: str | None = col.certain_from()
    certain_until: str | None = col.certain_until()
    former_ids: list[str] = col.former_ids()


class Participation(SQLModel, table=True):
    """One country in one dialogue; written from `Dialogue.participants` at publish."""

    dialogue_id: str = Field(primary_key=True, foreign_key="dialogue.id")
    country_code: str = Field(primary_key=True, foreign_key="country.code", index=True)


PARTICIPATIONS = ManyToMany(
    Participation,
    (
        LinkEnd(
            "country_code",
            Inverse("dialogues", "Dialogues it takes or took part in."),
            "A dialogue it takes or took part in.",
        ),
        LinkEnd(
            "dialogue_id",
            Inverse("countries", "The countries in it."),
            "A country that takes or took part.",
        ),
    ),
)


DIALOGUES = Resource(
    name="dialogues",
    table=Dialogue,
    summary="Forums, meetings and joint statements of parties: kind, participants, dates.",
    example="us-china-strategic-and-economic-dialogue",
    query=Query(
        filter_by=(
            "kind",
            "name",
            "group_participants",
            "grouping",
            "status",
            "start_date",
            "end_date",
            "document_kind",
            "published_on",
        ),
        search=("name", "acronym", "grouping", "words"),
    ),
    many_to_many=(PARTICIPATIONS,),
    validity=Validity(
        start=("start_date",),
        end=("end_date",),
        meaning="Forums, meetings and statements that were held or issued on that day.",
    ),
)

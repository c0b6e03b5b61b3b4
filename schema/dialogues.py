"""Dialogues: forums between parties."""

from sqlmodel import Field, SQLModel

from schema import scalars as col
from schema.relations import LinkEnd, ManyToMany
from schema.resource import Query, Resource
from schema.scalars import Inverse
from schema.vocabulary import Vocabulary


class DialogueStatus(Vocabulary):
    """What became of a dialogue, as its source says."""

    replaced = "replaced", "Another dialogue took its place."
    stalled = "stalled", "Its meetings ceased, and nothing is said of a successor."


class Dialogue(SQLModel, table=True):
    """One forum between parties."""

    id: str = col.key("Stable slug of the dialogue.")
    name: str = col.text("Name as the source writes it.", index=True)
    acronym: str | None = col.text("Acronym as the source writes it.")
    participants: list[str] = col.texts("ISO 3166-1 alpha-3 codes of the countries in it.")
    status: DialogueStatus | None = col.choice(DialogueStatus, "What became of it.", index=True)
    start_date: str | None = col.date("When it began.", index=True)
    end_date: str | None = col.date("When it ended or stalled.", index=True)
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
    summary="Forums between parties: participants, beginning, end, successor.",
    example="us-china-strategic-and-economic-dialogue",
    query=Query(
        filter_by=("name", "status", "start_date", "end_date"), search=("name", "acronym", "words")
    ),
    many_to_many=(PARTICIPATIONS,),
)

"""Events: dated meetings, contacts and scenes, and who took part in them and in dialogues."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.actors import Actor
from schema.resource import Query, Resource
from schema.scalars import Inverse
from schema.vocabulary import Vocabulary


class EventKind(Vocabulary):
    """What an event was."""

    conference_of_the_parties = (
        "conference_of_the_parties",
        "A session of the Conference of the Parties to the UNFCCC.",
    )
    negotiating_committee_session = (
        "negotiating_committee_session",
        (
            "A session of the Intergovernmental Negotiating Committee (INC), before the first"
            " session of the Conference of the Parties."
        ),
    )
    meeting = "meeting", "A meeting of people who act for several countries."
    contact = (
        "contact",
        "People who act for countries spoke with each other; whether they met is not said.",
    )
    scene = "scene", "What a picture shows, on its day and at its place."


class Event(SQLModel, table=True):
    """One event, as a source tells of it or shows it."""

    id: str = col.key("Stable slug of the event.")
    name: str = col.text("What the source calls it, or what took place in its words.", index=True)
    kind: EventKind = col.choice(EventKind, "What it was.", index=True)
    number: int | None = col.integer(
        "Which session of its kind it was, where sessions are counted.", index=True
    )
    date: str | None = col.date("When it was, as precisely as the source says.", index=True)
    date_note: str | None = col.text("Why `date` is null, or no day.")
    place: str | None = col.text("Where it was, as the source words it.", index=True)
    country_code: str | None = col.reference(
        "The country in which it was, where the source names the country or, by `country_note`, a"
        " place in it.",
        "country.code",
        inverse=Inverse("events", "Events in it."),
    )
    country_note: str | None = col.text(
        "What the country is concluded from, or why it is null, where the source names a place"
        " alone."
    )
    parties: int | None = col.integer("How many Parties the source counts among who took part.")
    participants: int | None = col.integer("How many people took part, as the source counts them.")
    participants_note: str | None = col.text("Whom these counts leave out.")
    words: str | None = col.text("The source's words, to the letter.", verbatim=True)
    locator: str | None = col.text("Where in the source.")
    source_id: str = col.source()
    former_ids: list[str] = col.former_ids()


class Representative(SQLModel, table=True):
    """One official who acted for a country or a group in one event or one dialogue."""

    id: str = col.key("Stable slug of the row.")
    official_id: str = col.reference(
        "Who took part.",
        "official.id",
        inverse=Inverse("representations", "Events and dialogues they took part in."),
    )
    country_code: str | None = col.reference(
        "The country acted for.",
        "country.code",
        inverse=Inverse("representatives", "Who acted for it in events and dialogues."),
    )
    group_id: str | None = col.reference("The group acted for.", "country_group.id")
    event_id: str | None = col.reference(
        "The event; null if it is a dialogue.",
        "event.id",
        inverse=Inverse("representatives", "Who took part, and for whom."),
    )
    dialogue_id: str | None = col.reference(
        "The dialogue; null if it is an event.",
        "dialogue.id",
        inverse=Inverse("representatives", "Who took part, and for whom."),
    )
    role: str | None = col.text("As what, in the source's words.")
    tenure_id: str | None = col.reference(
        "The tenure in which they took part.",
        "tenure.id",
        inverse=Inverse("representations", "Events and dialogues that the official took part in."),
    )
    note: str | None = col.text("What is concluded here, and from what; null if nothing is.")
    words: str | None = col.text("The source's words, to the letter.", verbatim=True)
    locator: str | None = col.text("Where in the source.")
    source_id: str = col.source()
    former_ids: list[str] = col.former_ids()


EVENTS = Resource(
    name="events",
    table=Event,
    summary="Dated meetings, contacts and scenes that sources tell of or show.",
    example="unfccc-cop-15",
    actor=Actor(("country_code",), "The country in which it was.", required=False),
    query=Query(
        order=("date", "id"),
        filter_by=("name", "kind", "number", "date", "place"),
        search=("name", "place", "words"),
    ),
)

REPRESENTATIVES = Resource(
    name="representatives",
    table=Representative,
    summary="Who acted for a country in an event or a dialogue, and as what.",
    example="xie-zhenhua-unfccc-cop-21",
    actor=Actor(description="The country or group acted for."),
    query=Query(filter_by=("role",), search=("role", "words")),
)

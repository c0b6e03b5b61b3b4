"""Source records: what one source states of one row, and since when it is known to state it."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.actors import Actor
from schema.deprecation import BEFORE_3
from schema.resource import Query, Resource
from schema.scalars import Inverse
from schema.vocabulary import Vocabulary


class SourceRecordForm(Vocabulary):
    """How a source speaks of time."""

    snapshot = (
        "snapshot",
        "The source speaks of the day on which it was taken, as a tracker's table does.",
    )
    history = "history", "The source speaks of the dates that it states, whenever it was written."


class SourceRecordMatch(Vocabulary):
    """By what a source record was found to be of its row."""

    rules = (
        "rules",
        (
            "By rules of importing and publishing: party, horizon, kind and year of a pledge agree,"
            " or person, office and days of a tenure."
        ),
    )
    reading = (
        "reading",
        (
            "By reading: a person read that the source speaks of the party's own target, and chose"
            " the pledge."
        ),
    )


class SourceRecord(SQLModel, table=True):
    """What one source states of one row."""

    __tablename__ = "source_record"

    id: str = col.key("Stable slug of the source record.")
    resource: str = col.slug("The resource of the row that it states, such as `pledges`.")
    row_id: str | None = col.slug("The row; null where the source states that there is none.")
    pledge_id: str | None = col.reference(
        "The pledge, if it states one.",
        "pledge.id",
        inverse=Inverse("source_records", "What each source states of it."),
    )
    tenure_id: str | None = col.reference(
        "The tenure, if it states one.",
        "tenure.id",
        inverse=Inverse("source_records", "What each source states of it."),
    )
    row_match: SourceRecordMatch | None = col.choice(
        SourceRecordMatch,
        "By what it was found to be of the row; null where it states that there is none.",
        index=True,
    )
    country_code: str | None = col.reference(
        "The country that it is about.",
        "country.code",
        inverse=Inverse(
            "source_records",
            "What sources state of its pledges, and of tenures that several state.",
        ),
    )
    group_id: str | None = col.reference(
        "The group that it is about.",
        "country_group.id",
        inverse=Inverse(
            "source_records",
            "What sources state of the group's pledges, and of tenures that several state.",
        ),
    )
    form: SourceRecordForm = col.choice(
        SourceRecordForm, "Whether it speaks of its own day or of the dates it states.", index=True
    )
    first_seen: str = col.date(
        "The first date on which the source is known to state this.", index=True
    )
    last_seen: str = col.date("The last date on which the source is known to state it.", index=True)
    valid_from: str | None = col.date("Of a history: the first date that it speaks of.")
    values: dict[str, object] = col.json_value(
        "What it states, by the column of the row. An absent key: the source is silent. A null: it"
        " states that there is none."
    )
    words: str | None = col.text(
        "The source's words, to the letter, where they may be repeated.", verbatim=True
    )
    locator: str | None = col.text("Where in the source.")
    speech_id: str | None = col.reference(
        "The speech that states it, with who spoke for the party.",
        "speech.id",
        inverse=Inverse("source_records", "What it states of the party's pledges."),
    )
    source_id: str = col.reference(
        "The source.",
        "source.id",
        inverse=Inverse("source_records", "What this source states of single rows."),
    )
    former_ids: list[str] = col.former_ids()


SOURCE_RECORDS = Resource(
    name="source-records",
    former_names={"pledge-steps": BEFORE_3},
    table=SourceRecord,
    summary="What each source states of a row, with the dates on which it is known to state it.",
    example="chn-carbon-neutrality-2060-nzt-2023-11-05",
    actor=Actor(description="The country or group that it is about."),
    query=Query(
        order=("first_seen", "id"),
        filter_by=("resource", "row_id", "row_match", "form", "first_seen", "last_seen"),
    ),
)

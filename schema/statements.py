"""Statements: one source's value for one cell of a row that several sources state."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.resource import Query, Resource
from schema.scalars import Inverse


class Statement(SQLModel, table=True):
    """One source's value for one cell, whether the row shows it or not."""

    id: str = col.key("Stable slug: the source record and the field.")
    resource: str = col.slug("The resource of the row, such as `pledges`.")
    row_id: str = col.slug("The row.")
    pledge_id: str | None = col.reference(
        "The pledge, if the row is one.",
        "pledge.id",
        inverse=Inverse("statements", "What each source states of each of its cells."),
    )
    tenure_id: str | None = col.reference(
        "The tenure, if the row is one.",
        "tenure.id",
        inverse=Inverse("statements", "What each source states of each of its cells."),
    )
    field: str = col.slug("The column of the row.")
    value: object = col.json_value("The value that the source states.")
    used: bool = col.flag("Whether the row shows this value today.")
    used_on: list[str] = col.texts(
        "The days on which the row shows this value, by what is known today, as intervals (ISO"
        " 8601): `2022-01-01/2022-12-11`, `2023-11-05/..` without an end, or `../..` of a row that"
        " does not change with the date."
    )
    inferred: bool = col.flag("Whether the value is concluded here from the source record.")
    source_record_id: str = col.reference(
        "The source record.",
        "source_record.id",
        inverse=Inverse("statements", "Its statements, one for each cell."),
    )
    source_id: str = col.reference("The source.", "source.id")


STATEMENTS = Resource(
    name="statements",
    table=Statement,
    summary="Each source's value for each cell of the rows that several sources state.",
    example="chn-carbon-neutrality-2060-nzt-2023-11-05-status",
    query=Query(filter_by=("resource", "row_id", "field", "used", "inferred")),
)

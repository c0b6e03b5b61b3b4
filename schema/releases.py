"""Releases of the record and the changes of each, written by publishing."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.resource import Query, Resource
from schema.vocabulary import Vocabulary


class Release(SQLModel, table=True):
    """One immutable state of the record."""

    id: str = col.key("Version and the first 12 hex digits of the hash: `1.0.0-0123456789ab`.")
    version: str = col.text("The version that the facts declare.", index=True)
    released: str = col.date("The date that the facts declare beside their version.")
    content_hash: str = col.text(
        "SHA-256 over every row of the record, by table and key; history is not in it."
    )
    sequence: int = col.integer("1 for the first release of a history, then one more each.")
    previous_id: str | None = col.reference(
        "The release that this one took over from.",
        "release.id",
        relation="The release that it took over from.",
    )
    software: str | None = col.text(
        "The version of the software that wrote it, and that reads it; null before 3.0.0."
    )
    rows: int = col.integer("Rows of all resources together, history apart.")
    added: int = col.integer("Rows that the previous release does not have; 0 in the first.")
    corrected: int = col.integer(
        "Rows that say something else than in the previous release, in columns that both have."
    )
    removed: int = col.integer("Rows that only the previous release has.")
    merged: int = col.integer("Rows of the previous release that others have replaced.")


class ChangeKind(Vocabulary):
    """What became of a row, a column or a resource between two releases."""

    added = "added", "A row that the release before did not have."
    corrected = "corrected", "A value of a row that differs from the release before."
    removed = "removed", "A row that is gone, and that nothing replaces."
    merged = "merged", "A row that is gone, and whose id now leads to another row."
    column_added = "column_added", "A column that the release before did not have."
    column_removed = "column_removed", "A column that is gone, with all of its values."
    digits_changed = (
        "digits_changed",
        "A column whose figures agree with those before and have more digits, or fewer.",
    )
    resource_added = (
        "resource_added",
        "A resource with many rows that the release before did not have.",
    )
    resource_removed = "resource_removed", "A resource with many rows that is gone."


class Change(SQLModel, table=True):
    """One difference between two releases: in a row, in a column, or in a whole resource."""

    id: str = col.key(
        "Resource, row and field, joined by dots: `pledges.chn-net-zero-2060.status`. `*` stands"
        " for all rows: `pledges.*.status`."
    )
    release_id: str = col.reference("The release that says so first.", "release.id", related=False)
    previous_id: str = col.reference(
        "The release that it is compared with.", "release.id", related=False
    )
    resource: str = col.slug("The resource of the row, as in REST's paths.")
    row_id: str | None = col.slug("The key of the row; null for a column or a whole resource.")
    kind: ChangeKind = col.choice(
        ChangeKind, "What changed: a row, a value in it, a column, or a whole resource."
    )
    field: str | None = col.slug("The field that changed; null for whole rows and resources.")
    old: object = col.json_value(
        "The value before, of a removed or merged row all of it; null where it was null, and for an"
        " added row, a column and a resource."
    )
    new: object = col.json_value(
        "The value now; null where it is null, and for all but `corrected`."
    )
    successor: str | None = col.slug(
        "Of a merged row: resource and key of the row that replaces it: `pledges/x`."
    )
    rows: int = col.integer(
        "How many rows it concerns: 1 for a change of a row; for a column those with a value in"
        " it, or whose digits changed; for a resource all of them."
    )
    why: str | None = col.text("The reason, where the facts give one.")
    # No constraints: a change may be about a country whose row was removed.
    country_code: str | None = col.reference(
        "The country that it is about, or whose pledge.",
        "country.code",
        relation="The country, if it is there.",
        may_be_gone=True,
    )
    group_id: str | None = col.reference(
        "The group that it is about, or whose pledge.",
        "country_group.id",
        relation="The group, if it is there.",
        may_be_gone=True,
    )
    source_id: str | None = col.reference("The source of the reason.", "source.id")


RELEASES = Resource(
    name="releases",
    table=Release,
    summary="Every release up to this one: version, date, predecessor, and how much it changed.",
    example="1.0.0-0123456789ab",
    query=Query(order=("-sequence",), filter_by=("version", "released", "sequence")),
)

CHANGES = Resource(
    name="changes",
    table=Change,
    summary=(
        "What this release changed: rows added, merged and removed, values corrected, old and new,"
        " and columns that came or went."
    ),
    example="pledges.chn-carbon-neutrality-2060.status",
    query=Query(filter_by=("resource", "row_id", "kind", "field")),
)

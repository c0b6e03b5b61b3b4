"""Coverage: what each source says about each actor, from when to when, and how completely."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.actors import Actor
from schema.resource import Indexes, Query, Resource
from schema.scalars import Inverse, Kind, hidden
from schema.validity import STATED_FROM
from schema.vocabulary import Vocabulary


class CoverageLevel(Vocabulary):
    """How much of the rows about an actor sources have, within their scope and their dates."""

    none = "none", "The sources have none of the rows; said of a list, and never of an entry."
    full = "full", "The sources have all of the rows."
    partial = (
        "partial",
        "The sources have some of the rows, or it is not known whether they have all.",
    )


class EmptyReason(Vocabulary):
    """Why a list has no rows."""

    not_covered = "not_covered", "No source covers the actor, or the actor on that date."
    source_silent = (
        "source_silent",
        "Sources cover a part of what is asked, and say nothing about this.",
    )
    none_stated = "none_stated", "A source states that there is none."
    not_yet = "not_yet", "Rows match, and none of them had begun by that date."
    ended = "ended", "Rows match, and all of them had ended by that date."
    no_match = "no_match", "Sources cover what is asked, and no row matches."


# The filters that together single out a part of a resource, each way to do so by itself. Joined by
# hyphens they are the scope of entries.
SCOPE_FILTERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "emissions-shares": (("gas", "accounting"), ("series_id",)),
    "indicators": (("indicator",),),
    "pledges": (("horizon",),),
}


class CoverageEntry(SQLModel, table=True):
    """One source's coverage of one actor in one resource. What is in no entry is not covered."""

    __tablename__ = "coverage_entry"

    id: str = col.key("Stable slug of the entry.")
    resource: str = col.text("The resource whose rows are covered, such as `tenures`.", index=True)
    country_code: str | None = col.reference(
        "The country that is covered.",
        "country.code",
        inverse=Inverse("coverage", "What the sources cover of it."),
    )
    group_id: str | None = col.reference(
        "The group that is covered.",
        "country_group.id",
        inverse=Inverse("coverage", "What the sources cover of the group."),
    )
    aggregate_id: str | None = col.reference(
        "The aggregate that is covered.",
        "aggregate.id",
        inverse=Inverse("coverage", "What the sources cover of the aggregate."),
    )
    scope: str | None = col.text(
        "The part of the resource that is covered: a series of emissions, the horizon of pledges,"
        " or the posts in words; null if no part is singled out.",
        index=True,
    )
    level: CoverageLevel = col.choice(
        CoverageLevel, "Whether the source has all of it or a part.", index=True
    )
    covered_from: str | None = col.date(
        "The first day or year that is covered; null if it is not known.", index=True
    )
    covered_to: str | None = col.date(
        "The last day or year that is covered; null if it is not known.", index=True
    )
    states_none: bool = col.flag("Whether the source states that the actor has none.")
    completeness: float | None = col.figure(
        "Percent of the rows of another list that this source has as well; null if not measured.",
        digits=1,
    )
    measured_with_id: str | None = col.reference(
        "The other list.", "source.id", relation="The list that completeness was measured with."
    )
    note: str | None = col.text("What the level and the dates rest on.")
    source_id: str = col.reference(
        "The source that covers it.",
        "source.id",
        inverse=Inverse("coverage", "What the source covers."),
    )


# `known_by` leaves out the entries of sources that had stated nothing of the actor by then.
setattr(CoverageEntry, STATED_FROM, hidden(Kind.bound))

COVERAGE = Resource(
    name="coverage",
    list_name="coverage_entries",
    table=CoverageEntry,
    summary="What each source covers: resource, actor, scope, period, completeness.",
    actor=Actor(
        ("country_code", "group_id", "aggregate_id"),
        "The country, group or aggregate that is covered.",
    ),
    example="documents-ndc-registry-2026-08-19-chn",
    indexes=Indexes(shared=("completeness",)),
    query=Query(
        filter_by=(
            "resource",
            "scope",
            "level",
            "covered_from",
            "covered_to",
            "states_none",
            "completeness",
        )
    ),
)

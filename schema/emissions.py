"""Emissions shares: one party's part of the world's emissions in one year."""

from enum import StrEnum

from sqlmodel import SQLModel

from schema import scalars as col
from schema.actors import Actor
from schema.resource import Indexes, Query, Resource
from schema.scalars import Inverse
from schema.series import Accounting, Gas


class Basis(StrEnum):
    """Where a share comes from."""

    measured = "measured"  # computed here from a stored numerator and denominator
    summed = "summed"  # the sum of a group's present members, over the same denominator
    reported = "reported"  # as a source words it


class ShareQualifier(StrEnum):
    """How a source hedges a reported share."""

    almost = "almost"
    about = "about"


class EmissionsShare(SQLModel, table=True):
    """One share of the world's emissions, measured from data or reported in words."""

    __tablename__ = "emissions_share"

    id: str = col.key("Stable slug of the share.")
    country_code: str | None = col.reference(
        "The country that emits.",
        "country.code",
        inverse=Inverse(
            "emissions_shares", "Its shares of world emissions, latest first.", nested=True
        ),
    )
    group_id: str | None = col.reference(
        "The group that emits.",
        "country_group.id",
        inverse=Inverse("emissions_shares", "The group's shares of world emissions, latest first."),
    )
    series_id: str | None = col.reference(
        "The series that the figure belongs to.",
        "series.id",
        inverse=Inverse("emissions_shares", "Its figures, latest first.", nested=True),
    )
    year: int | None = col.integer("The year of the emissions.")
    gas: Gas | None = col.choice(Gas, "The gases counted.")
    accounting: Accounting | None = col.choice(Accounting, "Whose emissions are counted.")
    basis: Basis = col.choice(
        Basis, "Measured from data, summed over members, or reported in words.", index=True
    )
    emissions_mt: float | None = col.figure("The party's emissions, million tonnes.", digits=3)
    world_mt: float | None = col.figure("The world's emissions, million tonnes.", digits=3)
    share_percent: float = col.figure(
        "The share, percent; measured: 100 × party / world.", digits=3
    )
    members_without_data: list[str] = col.texts(
        "Of a sum: codes of the group's members that have no figure, and so are not in it."
    )
    qualifier: ShareQualifier | None = col.choice(ShareQualifier, "The hedge of a reported share.")
    words: str | None = col.text("The words of a reported share, to the letter.", verbatim=True)
    locator: str | None = col.text("Where in the source.")
    quote_id: str | None = col.reference(
        "The quote that reports it.",
        "quote.id",
        inverse=Inverse("reported_shares", "Shares of emissions that the quote reports."),
    )
    source_id: str = col.reference(
        "The source of this row.",
        "source.id",
        inverse=Inverse("emissions_shares", "Shares of world emissions that rest on this source."),
    )


EMISSIONS_SHARES = Resource(
    name="emissions-shares",
    table=EmissionsShare,
    summary="Shares of the world's emissions by party and year, measured, summed or reported.",
    example="chn-co2-territorial-2019",
    actor=Actor(description="The country or group that emits."),
    query=Query(
        order=("-year", "id"),
        filter_by=(
            "year",
            "gas",
            "accounting",
            "basis",
            "emissions_mt",
            "world_mt",
            "share_percent",
            "qualifier",
        ),
    ),
    indexes=Indexes(
        ranked=(
            ("year", "gas", "accounting", "-share_percent"),
            ("country_code", "gas", "accounting", "-year"),
            ("group_id", "gas", "accounting", "-year"),
        ),
        unindexed=("gas", "accounting", "world_mt", "qualifier"),
    ),
)

"""Comparisons of reported shares with measured ones, computed at publish."""

from enum import StrEnum

from sqlmodel import SQLModel

from schema import scalars as col
from schema.actors import Actor
from schema.emissions import ShareQualifier
from schema.resource import Query, Resource
from schema.scalars import Inverse
from schema.series import Accounting, Gas


class Difference(StrEnum):
    """What a report does not say as the measured share does, so that the two may differ in it."""

    gas = "gas"
    accounting = "accounting"
    year = "year"
    source = "source"


class Comparison(SQLModel, table=True):
    """One reported share, and one measured share that it could mean."""

    id: str = col.key("Stable slug: the reported share, and the series and year measured.")
    share_id: str = col.reference(
        "The reported share.",
        "emissions_share.id",
        inverse=Inverse(
            "comparison",
            "Of a reported share: each measured share that it could mean, with the difference.",
            nested=True,
        ),
    )
    measured_id: str = col.reference(
        "The measured share beside it.", "emissions_share.id", relation="The measured share."
    )
    country_code: str | None = col.reference("The country that emits.", "country.code")
    group_id: str | None = col.reference("The group that emits.", "country_group.id")
    year: int = col.integer("The year of the measured share.")
    gas: Gas = col.choice(Gas, "The gases of the measured share.")
    accounting: Accounting = col.choice(Accounting, "What the measured share counts.")
    reported_percent: float = col.figure("The share as reported, percent.", digits=3)
    measured_percent: float = col.figure("The share as measured, percent.", digits=3)
    difference_points: float = col.figure(
        "Reported minus measured, in percentage points.", digits=3
    )
    qualifier: ShareQualifier | None = col.choice(ShareQualifier, "The hedge of the report.")
    qualifier_fits: bool | None = col.flag(
        "Whether the measured share is what the hedge says: `almost`, below the reported one by no"
        " more than a tenth of it; `about`, within a tenth. Null without a hedge."
    )
    differs_in: list[str] = col.texts(
        "What the report leaves open or says otherwise: gas, accounting, year, source."
    )
    explanation: str = col.text("The same in a sentence.")
    source_id: str = col.reference("The source of the measured share.", "source.id")


COMPARISONS = Resource(
    name="comparisons",
    table=Comparison,
    summary="Reported shares beside each measured share that they could mean, with the difference.",
    example="chn-reported-voa-2021-co2-territorial-2019",
    actor=Actor(description="The country or group that emits."),
    query=Query(
        order=("-year", "id"),
        filter_by=(
            "year",
            "gas",
            "accounting",
            "reported_percent",
            "measured_percent",
            "difference_points",
            "qualifier",
            "qualifier_fits",
            "differs_in",
        ),
    ),
)

"""Indicators: population and gross domestic product of an actor in one year."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.actors import ACTOR_COLUMNS, ACTOR_KIND, Actor, ActorKind
from schema.defaults import DefaultFilter
from schema.editions import Editions
from schema.resource import Indexes, Query, Resource
from schema.scalars import Inverse
from schema.vocabulary import OWID_CODEBOOK, Vocabulary


class IndicatorKind(Vocabulary):
    """What is measured."""

    population = "population", "How many people live there, by various sources.", OWID_CODEBOOK
    gdp = (
        "gdp",
        "Gross domestic product, adjusted for inflation and differences in the cost of living.",
        OWID_CODEBOOK,
    )


class IndicatorValue(SQLModel, table=True):
    """One actor's figure of one indicator and year."""

    __tablename__ = "indicator"

    id: str = col.key("Stable slug of the figure.")
    country_code: str | None = col.reference(
        "The country.",
        "country.code",
        inverse=Inverse("indicators", "Its population and GDP, latest first."),
    )
    group_id: str | None = col.reference("The group.", "country_group.id")
    aggregate_id: str | None = col.reference("The aggregate: the world.", "aggregate.id")
    indicator: IndicatorKind = col.choice(IndicatorKind, "What is measured.")
    year: int = col.integer("The year.")
    value: float = col.figure("The figure, in `unit`.", digits=0)
    unit: str = col.text("The unit: people, or international-$ in 2011 prices.")
    by_default: bool = col.by_default()
    source_id: str = col.source(inverse=Inverse("indicators", "Figures of this source."))


_ACTORS = ("country_code", "group_id", "aggregate_id")

INDICATORS = Resource(
    name="indicators",
    table=IndicatorValue,
    summary="Population and gross domestic product by actor and year.",
    example="chn-population-2020",
    actor=Actor(_ACTORS, "The country, group or aggregate."),
    editions=Editions(("indicator",)),
    defaults=(DefaultFilter(ACTOR_KIND, ActorKind.country, ("id", *ACTOR_COLUMNS, *_ACTORS)),),
    query=Query(
        order=("-year", "id"),
        filter_by=("indicator", "year", "value", "by_default"),
    ),
    indexes=Indexes(
        ranked=(("indicator", "year", "-value"), ("country_code", "indicator", "-year")),
        unindexed=("by_default",),
    ),
)

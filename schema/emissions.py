"""Emissions shares: one party's part of the world's emissions in one year."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.actors import ACTOR_COLUMNS, ACTOR_KIND, Actor, ActorKind
from schema.defaults import DefaultFilter
from schema.editions import Editions
from schema.resource import Indexes, Query, Resource
from schema.scalars import Inverse
from schema.series import SERIES_ROLE, Accounting, Gas, SeriesRole
from schema.vocabulary import Vocabulary


class EmissionsShareBasis(Vocabulary):
    """Where a share comes from."""

    measured = "measured", "Computed here from a stored figure of the actor and one of the world."
    summed = (
        "summed",
        "Computed here from the sum over a group's present members, and the figure of the world.",
    )


class EmissionsShare(SQLModel, table=True):
    """One party's figure of one series and year, and its share of the world's."""

    __tablename__ = "emissions_share"

    id: str = col.key("Stable slug of the share.")
    country_code: str | None = col.reference(
        "The country that emits.",
        "country.code",
        inverse=Inverse("emissions_shares", "Its shares of world emissions, latest first."),
    )
    group_id: str | None = col.reference(
        "The group that emits.",
        "country_group.id",
        inverse=Inverse("emissions_shares", "The group's shares of world emissions, latest first."),
    )
    aggregate_id: str | None = col.reference(
        "The aggregate that emits, such as the world.",
        "aggregate.id",
        inverse=Inverse("emissions_shares", "Its shares of world emissions, latest first."),
    )
    series_id: str = col.reference(
        "The series that the figure belongs to.",
        "series.id",
        inverse=Inverse("emissions_shares", "Its figures, latest first."),
    )
    year: int = col.integer("The year of the emissions.")
    gas: Gas = col.choice(Gas, "The gases counted, as the series has them.")
    accounting: Accounting = col.choice(
        Accounting, "Whose emissions are counted, as the series has it."
    )
    series_role: SeriesRole = col.choice(SeriesRole, "The role of the series.")
    basis: EmissionsShareBasis = col.choice(
        EmissionsShareBasis,
        "Measured from data, or summed over members.",
        index=True,
        moved=(("reported", "/v1/claims?measure=share"),),
    )
    emissions_mt: float = col.figure("The party's emissions, million tonnes.", digits=6)
    world_mt: float = col.figure("The world's emissions, million tonnes.", digits=6)
    share_percent: float = col.figure(
        "The share, percent: 100 × party / world, to five significant digits or three decimals,"
        " whichever is finer. It is 0 only if the emissions are.",
        digits=3,
    )
    rank: int | None = col.integer(
        "The rank of the emissions among countries of the series and year: 1 is the largest, equal"
        " figures share the rank and the next is left out. Null for groups and aggregates."
    )
    per_capita_t: float | None = col.figure(
        "Emissions per head, tonnes: those of the party by its population in the year, of the same"
        " source (`indicators`); of a sum, by that of the members in it. Null where it is not"
        " known, and of cumulative emissions.",
        digits=3,
    )
    per_gdp_kg: float | None = col.figure(
        "Emissions per GDP, kilograms per international-$ in 2011 prices, by the GDP of the same"
        " source (`indicators`). Null as `per_capita_t` is.",
        digits=3,
    )
    members_without_data: list[str] = col.texts(
        "Of a sum: codes of the group's members that have no figure, and so are not in it."
    )
    by_default: bool = col.by_default()
    source_id: str = col.source(
        inverse=Inverse("emissions_shares", "Shares of world emissions that rest on this source.")
    )


_ACTORS = ("country_code", "group_id", "aggregate_id")

# A filter by one of these says which series are meant, and one by an actor which kinds of actors.
_SERIES_NAMED = ("id", "series_id")
_WITH_LAND_USE_ONLY = {"gas": (Gas.ch4, Gas.n2o)}  # gases that have no territorial series
_ACTORS_NAMED = ("id", "basis", *ACTOR_COLUMNS, *_ACTORS)

_YEAR_OF_SERIES = ("year", "gas", "accounting", "series_role")

EMISSIONS_SHARES = Resource(
    name="emissions-shares",
    table=EmissionsShare,
    summary="Shares of the world's emissions by party, series and year, with rank.",
    example="chn-co2-territorial-2019",
    actor=Actor(
        _ACTORS,
        "The country, group or aggregate that emits.",
    ),
    editions=Editions(("series_id",)),
    defaults=(
        DefaultFilter("gas", Gas.co2, _SERIES_NAMED),
        DefaultFilter("accounting", Accounting.territorial, _SERIES_NAMED, _WITH_LAND_USE_ONLY),
        DefaultFilter(SERIES_ROLE, SeriesRole.main, (*_SERIES_NAMED, "source_id")),
        DefaultFilter(ACTOR_KIND, ActorKind.country, _ACTORS_NAMED),
    ),
    query=Query(
        order=("-year", "id"),
        filter_by=(
            "year",
            "gas",
            "accounting",
            "series_role",
            "basis",
            "emissions_mt",
            "world_mt",
            "share_percent",
            "rank",
            "per_capita_t",
            "per_gdp_kg",
            "by_default",
        ),
    ),
    indexes=Indexes(
        ranked=(
            (*_YEAR_OF_SERIES, "-share_percent"),
            (*_YEAR_OF_SERIES, "rank"),
            ("country_code", "gas", "accounting", "series_role", "-year"),
            ("group_id", "gas", "accounting", "series_role", "-year"),
        ),
        unindexed=("by_default",),
        shared=("world_mt", "rank"),
    ),
)

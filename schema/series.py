"""Series: what a line of emissions figures counts, in which unit, and who produced it."""

from enum import StrEnum

from sqlmodel import SQLModel

from schema import scalars as col
from schema.resource import Query, Resource


class Gas(StrEnum):
    """The gases counted, by their IPCC names."""

    co2 = "co2"
    ghg = "ghg"


class Accounting(StrEnum):
    """Whose emissions are counted, and which."""

    territorial = "territorial"  # where they are emitted, from fossil fuels and industry only
    consumption = "consumption"  # of what is consumed: imports counted in, exports out
    including_land_use = "including_land_use"  # where emitted, with land use; sinks below zero
    cumulative = "cumulative"  # territorial, all years of the data up to this one added up


class LandUse(StrEnum):
    """Whether emissions and removals of land use and its change are counted."""

    included = "included"
    excluded = "excluded"


class Series(SQLModel, table=True):
    """One defined line of figures: the same measure for every actor and year."""

    id: str = col.key("Stable slug of the series.")
    name: str = col.text("What is counted, in a few words.")
    definition: str = col.text("What is counted and what is not, in our own words.")
    unit: str = col.text("The unit of the figures.")
    gas: Gas = col.choice(Gas, "The gases counted.")
    accounting: Accounting = col.choice(Accounting, "Whose emissions are counted.")
    land_use: LandUse = col.choice(LandUse, "Whether land use and its change are counted.")
    left_out: list[str] = col.texts("Emissions of these gases that the figures leave out.")
    cumulative: bool = col.flag("Whether a figure is the sum of all years up to its own.")
    gwp: str | None = col.text(
        "The global warming potentials by which gases are added up; null for a single gas."
    )
    producers: list[str] = col.texts("Who produced the figures, as the codebook names them.")
    from_year: int = col.integer("The first year with a figure of the world.")
    to_year: int = col.integer("The last year with a figure of the world.")
    locator: str | None = col.text("Where in the source: the column that it describes.")
    source_id: str = col.reference("The source of the definition.", "source.id")


SERIES = Resource(
    name="series",
    table=Series,
    summary="Series of emissions figures: definition, unit, gases, producers and years.",
    example="co2-territorial",
    query=Query(
        filter_by=("gas", "accounting", "land_use", "cumulative", "from_year", "to_year"),
        search=("name", "definition"),
    ),
)

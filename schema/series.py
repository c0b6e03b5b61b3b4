"""Series: what a line of emissions figures counts, in which unit, and who produced it."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.resource import Query, Resource
from schema.vocabulary import OWID_CODEBOOK, OWID_CONSUMPTION, Vocabulary


class Gas(Vocabulary):
    """The gases counted, by their IPCC names."""

    co2 = "co2", "Carbon dioxide alone, in tonnes of the gas.", OWID_CODEBOOK
    ghg = (
        "ghg",
        "Greenhouse gases together, in tonnes of carbon dioxide equivalents.",
        OWID_CODEBOOK,
    )
    ch4 = "ch4", "Methane alone, in tonnes of carbon dioxide equivalents.", OWID_CODEBOOK
    n2o = "n2o", "Nitrous oxide alone, in tonnes of carbon dioxide equivalents.", OWID_CODEBOOK


class Accounting(Vocabulary):
    """Whose emissions are counted, and which."""

    territorial = (
        "territorial",
        "Emitted in the territory, from fossil fuels and industry only.",
        OWID_CODEBOOK,
    )
    consumption = (
        "consumption",
        "Caused by what is consumed: emissions in imports are counted, those in exports are not.",
        OWID_CONSUMPTION,
    )
    including_land_use = (
        "including_land_use",
        "Emitted in the territory, with those of land use and its change; sinks are below zero.",
        OWID_CODEBOOK,
    )
    cumulative = (
        "cumulative",
        "Territorial emissions of all years of the data up to this one, added up.",
        OWID_CODEBOOK,
    )


class SeriesRole(Vocabulary):
    """Whether lists of shares show the figures of a series where no series is named."""

    main = "main", "The figures that lists show of their gases and accounting."
    comparison = (
        "comparison",
        "Another producer's figures of what a main series counts, to be set beside them.",
    )


SERIES_ROLE = "series_role"  # the column of rows that belong to a series


class LandUse(Vocabulary):
    """Whether emissions and removals of land use and its change are counted."""

    included = (
        "included",
        "Emissions and removals of land use and its change are part of the figures.",
        OWID_CODEBOOK,
    )
    excluded = (
        "excluded",
        "Emissions and removals of land use and its change are left out.",
        OWID_CODEBOOK,
    )


class Series(SQLModel, table=True):
    """One defined line of figures: the same measure for every actor and year."""

    id: str = col.key("Stable slug of the series.")
    name: str = col.text("What is counted, in a few words.")
    definition: str = col.text("What is counted and what is not, in our own words.")
    unit: str = col.text("The unit of the figures.")
    gas: Gas = col.choice(Gas, "The gases counted.")
    accounting: Accounting = col.choice(Accounting, "Whose emissions are counted.")
    role: SeriesRole = col.choice(
        SeriesRole,
        "Whether lists of shares show it where no series is named, or beside another one.",
    )
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
        filter_by=("gas", "accounting", "role", "land_use", "cumulative", "from_year", "to_year"),
        search=("name", "definition"),
    ),
)

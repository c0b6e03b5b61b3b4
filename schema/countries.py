"""Countries and territories of ISO 3166-1, plus Kosovo (XKX)."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.resource import Indexes, Query, Resource


class Country(SQLModel, table=True):
    """One ISO 3166-1 entry, with its M49 region and the other names it goes by."""

    code: str = col.key("ISO 3166-1 alpha-3 code; XKX, user-assigned, for Kosovo.")
    alpha2: str | None = col.text("ISO 3166-1 alpha-2 code.", index=True)
    numeric: str | None = col.text("ISO 3166-1 numeric code, three digits (also the UN M49 code).")
    name: str = col.text(
        "Name in English: Unicode CLDR's, or the UN's where that is an abbreviation.", index=True
    )
    official_name: str | None = col.text("Formal name in English (UNTERM).")
    region: str | None = col.text("UN M49 region.", index=True)
    region_code: str | None = col.text("UN M49 code of the region, three digits.")
    subregion: str | None = col.text("UN M49 sub-region.", index=True)
    subregion_code: str | None = col.text("UN M49 code of the sub-region, three digits.")
    independent: bool | None = col.flag("Whether the source lists it as independent.")
    wikidata_id: str | None = col.text("Wikidata item.")
    aliases: list[str] = col.texts("Other codes and names that resolve to it.")
    source_id: str = col.source()
    former_ids: list[str] = col.former_ids()


COUNTRIES = Resource(
    name="countries",
    table=Country,
    summary="ISO 3166-1 countries and territories, and Kosovo.",
    example="CHN",
    query=Query(
        order=("code",),
        filter_by=(
            "alpha2",
            "numeric",
            "name",
            "region",
            "region_code",
            "subregion",
            "subregion_code",
            "independent",
        ),
        search=("code", "alpha2", "name", "official_name", "aliases"),
    ),
    indexes=Indexes(ranked=(("region", "code"),)),
)

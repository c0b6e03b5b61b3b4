"""Countries and territories of ISO 3166-1, plus Kosovo (XKX)."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.resource import Filter, Indexes, Link, Query, Relation, Resource
from schema.scalars import Kind


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
    aliases: list[str] = col.texts("Other codes and names that resolve to this country.")
    source_id: str = col.reference("The source of this row.", "source.id")
    search_text: str = col.search()


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
    indexes=Indexes(
        ranked=(("region", "code"),),
    ),
    link_filters=(
        Filter(
            "group",
            "group_id",
            Kind.slug,
            False,
            "A group it is a member of.",
            through=Link("membership", "country_code", "group_id"),
            resolves="groups",
        ),
        Filter(
            "official",
            "official_id",
            Kind.slug,
            False,
            "A person who held a post for it.",
            through=Link("position", "country_code", "official_id"),
        ),
        Filter(
            "dialogue",
            "dialogue_id",
            Kind.slug,
            False,
            "A dialogue it takes or took part in.",
            through=Link("participation", "country_code", "dialogue_id"),
        ),
    ),
    relations=(
        Relation("source", "sources", "source_id", "id", "The source of this row."),
        Relation(
            "groups",
            "groups",
            "code",
            "id",
            "Groups it is or was a member of.",
            many=True,
            through=Link("membership", "country_code", "group_id"),
        ),
        Relation(
            "memberships",
            "memberships",
            "code",
            "country_code",
            "Its memberships of groups, dated where known.",
            many=True,
        ),
        Relation("pledges", "pledges", "code", "country_code", "Its pledges.", many=True),
        Relation(
            "documents",
            "documents",
            "code",
            "country_code",
            "Its NDCs with their addenda and translations, earliest first.",
            many=True,
        ),
        Relation(
            "emissions_shares",
            "emissions-shares",
            "code",
            "country_code",
            "Its shares of world emissions, latest first.",
            many=True,
        ),
        Relation(
            "officials",
            "officials",
            "code",
            "id",
            "People who hold or held a post for it.",
            many=True,
            through=Link("position", "country_code", "official_id"),
        ),
        Relation("positions", "positions", "code", "country_code", "Posts held for it.", many=True),
        Relation("quotes", "quotes", "code", "country_code", "Said for it.", many=True),
        Relation(
            "dialogues",
            "dialogues",
            "code",
            "id",
            "Dialogues it takes or took part in.",
            many=True,
            through=Link("participation", "country_code", "dialogue_id"),
        ),
    ),
)

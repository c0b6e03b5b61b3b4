"""Officials and the posts they held (after Popolo's Person and Membership)."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.resource import Filter, Link, Query, Relation, Resource, Validity
from schema.scalars import Kind


class Official(SQLModel, table=True):
    """One person who holds or held a post."""

    id: str = col.key("Stable slug of the person.")
    name: str = col.text("Name as commonly written.", index=True)
    sort_name: str | None = col.text("Name as sorted: family name first.")
    native_name: str | None = col.text("Name in the person's own script.")
    wikidata_id: str | None = col.text("Wikidata item.", index=True)
    aliases: list[str] = col.texts("Other names that sources call the person by.")
    source_id: str = col.reference("The source of this row.", "source.id")
    search_text: str = col.search()


class Position(SQLModel, table=True):
    """One person's holding of one post."""

    id: str = col.key("Stable slug of the holding.")
    official_id: str = col.reference("Who held it.", "official.id")
    title: str = col.text("The post, as the source words it.", index=True)
    organization: str | None = col.text("The body the post belongs to.", index=True)
    country_code: str | None = col.reference("The country it was held for.", "country.code")
    group_id: str | None = col.reference("The group it was held for.", "country_group.id")
    start_date: str | None = col.date("First day in the post.", index=True)
    end_date: str | None = col.date("Last day in the post.", index=True)
    attested_on: str | None = col.date("A day on which the source shows the post held.")
    occasion: str | None = col.text("The occasion on that day, as the source words it.")
    former: bool | None = col.flag("Whether the source calls the post a past one.")
    locator: str | None = col.text("Where in the source.")
    source_id: str = col.reference("The source of this row.", "source.id")
    search_text: str = col.search()
    life_earliest: str = col.bound()
    life_surely_from: str = col.bound()
    life_surely_to: str = col.bound()
    life_latest: str = col.bound()


OFFICIALS = Resource(
    name="officials",
    table=Official,
    summary="People who hold or held a post, with their names and posts.",
    example="john-kerry",
    query=Query(
        filter_by=("name", "wikidata_id"),
        search=("name", "sort_name", "native_name", "aliases"),
    ),
    link_filters=(
        Filter(
            "country",
            "country_code",
            Kind.slug,
            False,
            "A country they hold or held a post for.",
            through=Link("position", "official_id", "country_code"),
            resolves="countries",
        ),
    ),
    relations=(
        Relation("source", "sources", "source_id", "id", "The source of this row."),
        Relation("positions", "positions", "id", "official_id", "The posts they held.", many=True),
        Relation(
            "countries",
            "countries",
            "id",
            "code",
            "Countries they hold or held a post for.",
            many=True,
            through=Link("position", "official_id", "country_code"),
        ),
        Relation("quotes", "quotes", "id", "speaker_id", "What they said.", many=True),
        Relation(
            "pledges_announced",
            "pledges",
            "id",
            "announced_by_id",
            "Pledges they announced.",
            many=True,
        ),
    ),
)

POSITIONS = Resource(
    name="positions",
    table=Position,
    summary="Who held which post for which country, from when to when.",
    example="john-kerry-climate-envoy",
    query=Query(
        order=("start_date", "id"),
        filter_by=("title", "organization", "start_date", "end_date", "attested_on", "former"),
        search=("title", "organization"),
    ),
    relations=(
        Relation("official", "officials", "official_id", "id", "Who held it."),
        Relation("country", "countries", "country_code", "code", "The country it was held for."),
        Relation("group", "groups", "group_id", "id", "The group it was held for."),
        Relation("source", "sources", "source_id", "id", "The source of this row."),
    ),
    validity=Validity(
        start=("start_date",),
        end=("end_date",),
        held=("attested_on",),
        meaning="Posts held on that day.",
    ),
)

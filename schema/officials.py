"""Officials and the posts they held (after Popolo's Person and Membership)."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.actors import Actor
from schema.relations import LinkEnd, ManyToMany
from schema.resource import Query, Resource
from schema.scalars import Inverse
from schema.validity import Validity


class Official(SQLModel, table=True):
    """One person who holds or held a post."""

    id: str = col.key("Stable slug of the person.")
    name: str = col.text("Name as commonly written.", index=True)
    sort_name: str | None = col.text("Name as sorted: family name first.")
    native_name: str | None = col.text("Name in the person's own script.")
    wikidata_id: str | None = col.text("Wikidata item.", index=True)
    aliases: list[str] = col.texts("Other names that sources call the person by.")
    source_id: str = col.source()
    former_ids: list[str] = col.former_ids()


class Position(SQLModel, table=True):
    """One person's holding of one post."""

    id: str = col.key("Stable slug of the holding.")
    official_id: str = col.reference(
        "Who held it.", "official.id", inverse=Inverse("positions", "The posts they held.")
    )
    title: str = col.text("The post, as the source words it.", index=True)
    organization: str | None = col.text("The body the post belongs to.", index=True)
    country_code: str | None = col.reference(
        "The country it was held for.",
        "country.code",
        inverse=Inverse("positions", "Posts held for it.", nested=True),
    )
    group_id: str | None = col.reference("The group it was held for.", "country_group.id")
    start_date: str | None = col.date("First day in the post.", index=True)
    end_date: str | None = col.date("Last day in the post.", index=True)
    attested_on: str | None = col.date("A day on which the source shows the post held.")
    occasion: str | None = col.text("The occasion on that day, as the source words it.")
    former: bool | None = col.flag("Whether the source calls the post a past one.")
    locator: str | None = col.text("Where in the source.")
    source_id: str = col.source()
    certain_from: str | None = col.certain_from()
    certain_until: str | None = col.certain_until()
    former_ids: list[str] = col.former_ids()


OFFICIALS = Resource(
    name="officials",
    table=Official,
    summary="People who hold or held a post, with their names and posts.",
    example="john-kerry",
    relation_order=("source", "positions", "countries", "quotes"),
    query=Query(
        filter_by=("name", "wikidata_id"), search=("name", "sort_name", "native_name", "aliases")
    ),
)

_HOLDERS = ManyToMany(
    Position,
    (
        LinkEnd(
            "country_code",
            Inverse("officials", "People who hold or held a post for it.", nested=True),
            "A person who held a post for it.",
        ),
        LinkEnd(
            "official_id",
            Inverse("countries", "Countries they hold or held a post for."),
            "A country they hold or held a post for.",
        ),
    ),
)

POSITIONS = Resource(
    name="positions",
    table=Position,
    summary="Who held which post for which country, from when to when.",
    example="john-kerry-climate-envoy",
    actor=Actor(description="The country or group it was held for."),
    query=Query(
        order=("start_date", "id"),
        filter_by=("title", "organization", "start_date", "end_date", "attested_on", "former"),
        search=("title", "organization"),
    ),
    many_to_many=(_HOLDERS,),
    validity=Validity(
        start=("start_date",),
        end=("end_date",),
        held=("attested_on",),
        meaning="Posts held on that day.",
    ),
)

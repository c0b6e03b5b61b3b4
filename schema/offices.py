"""Offices, and the tenures in which officials held them (after Popolo's Post and Membership)."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.actors import Actor
from schema.deprecation import BEFORE_3
from schema.relations import LinkEnd, ManyToMany
from schema.resource import Query, Resource
from schema.scalars import Inverse
from schema.validity import Validity, Versions
from schema.vocabulary import Vocabulary


class OfficeLevel(Vocabulary):
    """What an office is an office of."""

    national = "national", "Of the country as a whole."
    subnational = (
        "subnational",
        "Of a state, a province, a territory or a city within the country.",
    )
    supranational = "supranational", "Of a group of countries, or of an organization of states."


class OfficeRole(Vocabulary):
    """What an office is for, within the country or group that it is of."""

    head_of_state = "head_of_state", "The monarch or the president, or who acts as such."
    head_of_government = "head_of_government", "Who leads the government."
    foreign = "foreign", "The minister in charge of foreign affairs."
    environment = "environment", "The minister in charge of the environment."
    climate = "climate", "The minister in charge of climate change."
    energy = "energy", "The minister in charge of energy."
    finance = "finance", "The minister in charge of public finance."
    envoy = "envoy", "A special envoy or special representative."
    ambassador = (
        "ambassador",
        "An ambassador, a high commissioner, or a permanent representative to an organization.",
    )
    legislature = "legislature", "An office of the parliament, such as its speaker."
    other = (
        "other",
        "None of these; deputies, junior ministers and subnational offices are among them.",
    )


class Office(SQLModel, table=True):
    """One office of a country or a group, whoever holds it."""

    id: str = col.key("Stable slug of the office.")
    title: str = col.text("The office, as a source words it.", index=True)
    organization: str | None = col.text("The body, where the title does not tell it.", index=True)
    division: str | None = col.text(
        "The state, province or territory, where the title does not tell it."
    )
    country_code: str | None = col.reference(
        "The country that it is an office of.",
        "country.code",
        inverse=Inverse("offices", "Its offices."),
    )
    group_id: str | None = col.reference("The group that it is an office of.", "country_group.id")
    level: OfficeLevel = col.choice(
        OfficeLevel, "Concluded here from the title and its place in the source.", index=True
    )
    roles: list[OfficeRole] = col.choices(
        OfficeRole,
        "What it is for, concluded here from the title. Subnational offices are `other`: they are"
        " for a part of the country.",
        filter_name="role",
    )
    source_id: str = col.source()
    former_ids: list[str] = col.former_ids()


class Tenure(SQLModel, table=True):
    """One person's holding of one office, without a break, however many sources state it."""

    id: str = col.key("Stable slug of the tenure.")
    official_id: str = col.reference(
        "Who held it.",
        "official.id",
        inverse=Inverse("tenures", "The offices they held."),
    )
    office_id: str = col.reference(
        "The office that was held.",
        "office.id",
        inverse=Inverse("tenures", "Who held it, and when."),
    )
    title: str = col.text("The office, as the source words it.", index=True)
    organization: str | None = col.text("The body the office belongs to.", index=True)
    country_code: str | None = col.reference(
        "The country it was held for.",
        "country.code",
        inverse=Inverse("tenures", "Offices held for it."),
    )
    group_id: str | None = col.reference("The group it was held for.", "country_group.id")
    level: OfficeLevel = col.choice(OfficeLevel, "The level of the office.", index=True)
    roles: list[OfficeRole] = col.choices(
        OfficeRole, "The roles of the office.", filter_name="role"
    )
    start_date: str | None = col.date("First day in the office.", index=True)
    end_date: str | None = col.date("Last day in the office.", index=True)
    attested_on: str | None = col.date("A day on which the source shows the office held.")
    occasion: str | None = col.text("The occasion on that day, as the source words it.")
    former: bool | None = col.flag("Whether the source calls the tenure a past one.")
    begun_after: str | None = col.date(
        "A day after which it began, concluded here from the source's words, or from who held the"
        " office before; null where the tenure has dates."
    )
    locator: str | None = col.text("Where in the source.")
    source_id: str = col.reference(
        "The latest source of it; where several state it, each cell's own is in `statements`.",
        "source.id",
        inverse=Inverse("tenures", "Tenures that rest on this source."),
    )
    certain_from: str | None = col.certain_from()
    certain_until: str | None = col.certain_until()
    former_ids: list[str] = col.former_ids()


OFFICES = Resource(
    name="offices",
    table=Office,
    summary="Offices of countries and groups, with their level and roles.",
    example="usa-president",
    actor=Actor(description="The country or group that it is an office of."),
    query=Query(
        filter_by=("title", "organization", "division", "level", "roles"),
        search=("title", "organization", "division"),
    ),
)

_HOLDERS = ManyToMany(
    Tenure,
    (
        LinkEnd(
            "country_code",
            Inverse("officials", "People who hold or held an office for it."),
            "A person who held an office for it.",
        ),
        LinkEnd(
            "official_id",
            Inverse("countries", "Countries they hold or held an office for."),
            "A country they hold or held an office for.",
        ),
    ),
)

TENURES = Resource(
    name="tenures",
    former_names={"positions": BEFORE_3},
    table=Tenure,
    summary="Who held which office of which country, from when to when.",
    example="john-kerry-climate-envoy",
    actor=Actor(description="The country or group it was held for."),
    query=Query(
        order=("start_date", "id"),
        filter_by=(
            "title", "organization", "level", "roles", "start_date", "end_date", "attested_on",
            "former",
        ),
        search=("title", "organization"),
    ),
    many_to_many=(_HOLDERS,),
    validity=Validity(
        start=("start_date",),
        end=("end_date",),
        held=("attested_on",),
        meaning="Offices held on that day.",
    ),
    versions=Versions.knowledge,
)  # fmt: skip

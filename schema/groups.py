"""Groups of countries (blocs, treaty annexes, UN categories) and their dated members."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.actors import Actor
from schema.relations import LinkEnd, ManyToMany
from schema.resource import Query, Resource
from schema.scalars import Inverse
from schema.validity import Validity
from schema.vocabulary import UN_OHRLLS, UN_REGIONAL_GROUPS, UNFCCC_GROUPINGS, Vocabulary


class GroupKind(Vocabulary):
    """What holds a group together."""

    political_union = (
        "political_union",
        "States joined in a union with institutions of its own, as the European Union.",
    )
    treaty_parties = "treaty_parties", "All parties to one treaty."
    treaty_annex = (
        "treaty_annex",
        (
            "Parties that a treaty lists together, by an annex or an article, for what it asks of"
            " them."
        ),
    )
    negotiating_group = (
        "negotiating_group",
        "Parties that speak or work together in climate negotiations.",
        UNFCCC_GROUPINGS,
    )
    intergovernmental = (
        "intergovernmental",
        "Members of an organization or a forum of governments, such as OPEC or the G20.",
    )
    un_category = (
        "un_category",
        "Countries that the United Nations class by their situation, such as the least developed.",
        UN_OHRLLS,
    )
    regional_group = (
        "regional_group",
        "One of the five regional groups of member states of the United Nations.",
        UN_REGIONAL_GROUPS,
    )
    analytical_region = (
        "analytical_region",
        "Countries that models or reports count as one region, such as those of the IPCC.",
    )


class MembershipBasis(Vocabulary):
    """Whether sources state the interval of a membership."""

    stated = "stated", "The dates of the membership are those of a source, or it has none."
    inferred = (
        "inferred",
        (
            "A source has the member and a list of a later date has not: that it ended in between"
            " follows from both."
        ),
    )


class Group(SQLModel, table=True):
    """One bloc or grouping. The European Union is a party of its own, never a country."""

    __tablename__ = "country_group"

    id: str = col.key("Stable slug of the group.")
    name: str = col.text("Name in English.", index=True)
    acronym: str | None = col.text("Common acronym.")
    kind: GroupKind = col.choice(GroupKind, "What holds the group together.", index=True)
    party: bool = col.flag("Whether the group itself is a Party to the UNFCCC.")
    analytical: bool = col.flag(
        "Whether it is a list for models, reports or the schedules of a treaty, and no body whose"
        " members act together. Such groups come after all others."
    )
    members_note: str | None = col.text(
        "Why no members are listed of a group that exists; null if they are."
    )
    aliases: list[str] = col.texts("Other codes and names that resolve to it.")
    source_id: str = col.source()
    former_ids: list[str] = col.former_ids()


class Membership(SQLModel, table=True):
    """One unbroken interval in which a country, or a group, belongs to a group."""

    id: str = col.key("Stable slug of the membership.")
    group_id: str = col.reference(
        "The group.",
        "country_group.id",
        inverse=Inverse("members", "Its members, countries and groups, dated where known."),
    )
    country_code: str | None = col.reference(
        "The member, if a country.",
        "country.code",
        inverse=Inverse("memberships", "Its memberships of groups, dated where known."),
    )
    member_group_id: str | None = col.reference(
        "The member, if a group.",
        "country_group.id",
        inverse=Inverse("memberships", "Its memberships of groups, dated where known."),
    )
    start_date: str | None = col.date("First day of membership; null where the source is silent.")
    end_date: str | None = col.date("Last day of membership; null if it lasts or is unknown.")
    first_seen: str | None = col.date("First date of a list, with a date of its own, that has it.")
    last_seen: str | None = col.date("Last date of such a list.")
    ended_by: str | None = col.date("Date of the first later list that lacks the member.")
    basis: MembershipBasis = col.choice(
        MembershipBasis, "Whether sources state the interval, or it is inferred.", index=True
    )
    rests_on: list[str] = col.texts("The sources that the interval rests on.")
    source_id: str = col.source()
    certain_from: str | None = col.certain_from()
    certain_until: str | None = col.certain_until()


GROUPS = Resource(
    name="groups",
    table=Group,
    summary="Blocs and groupings: EU, G20, OECD, AOSIS, LDC, Annex I and others.",
    example="eu",
    query=Query(
        order=("analytical", "id"),
        filter_by=("name", "kind", "party", "analytical"),
        search=("id", "name", "acronym", "aliases"),
    ),
)

_MEMBERS = ManyToMany(
    Membership,
    (
        LinkEnd(
            "country_code",
            Inverse("groups", "Groups it is or was a member of."),
            "A group it is a member of.",
        ),
        LinkEnd(
            "group_id",
            Inverse("countries", "Countries that belong or belonged to it; see also `members`."),
            "A country that belongs to it.",
        ),
    ),
)

MEMBERSHIPS = Resource(
    name="memberships",
    table=Membership,
    summary="Who belongs to which group, since when.",
    example="eu-fra",
    actor=Actor(("country_code", "member_group_id"), "The member."),
    query=Query(filter_by=("start_date", "end_date", "basis")),
    many_to_many=(_MEMBERS,),
    validity=Validity(
        start=("start_date",),
        end=("end_date",),
        held=("first_seen", "last_seen"),
        meaning="Memberships on that day.",
        has_one_source=False,
    ),
)

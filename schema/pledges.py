"""Pledges, and their steps: what each source says of one."""

from enum import StrEnum

from sqlmodel import SQLModel

from schema import scalars as col
from schema.actors import Actor
from schema.resource import Indexes, Query, Resource, Validity
from schema.scalars import Inverse


class PledgeKind(StrEnum):
    """What is promised. Goal types follow the GHG Protocol Mitigation Goal Standard."""

    net_zero = "net_zero"
    carbon_neutrality = "carbon_neutrality"
    climate_neutrality = "climate_neutrality"
    zero_carbon = "zero_carbon"
    emissions_peak = "emissions_peak"
    absolute_cut = "absolute_cut"  # against a base year
    relative_to_bau = "relative_to_bau"  # against business as usual
    intensity_cut = "intensity_cut"  # emissions per unit of output
    fixed_level = "fixed_level"  # a stated amount in the target year
    clean_energy = "clean_energy"
    other = "other"
    no_target = "no_target"  # the source says that there is none


class PledgeStatus(StrEnum):
    """The Net Zero Tracker's status ladder; unknown is null, which `no_target` is not."""

    achieved_externally_validated = "achieved_externally_validated"
    achieved_self_declared = "achieved_self_declared"
    in_law = "in_law"
    in_policy_document = "in_policy_document"
    declaration = "declaration"
    proposed = "proposed"
    no_target = "no_target"


class Horizon(StrEnum):
    """Whether a pledge is where a party wants to end or a milestone on the way."""

    end = "end"
    interim = "interim"


class Qualifier(StrEnum):
    """How the target year binds, in the source's words."""

    by = "by"
    before = "before"
    around = "around"
    no_later_than = "no_later_than"


class Gases(StrEnum):
    """Which gases a pledge covers."""

    co2 = "co2"
    ghg = "ghg"  # carbon dioxide and other greenhouse gases
    not_specified = "not_specified"  # the source says that the pledge does not say


class Outcome(StrEnum):
    """What became of a pledge; null while it stands, as far as the sources at hand tell."""

    superseded = "superseded"  # another target took its place
    withdrawn = "withdrawn"  # it is gone, and nothing took its place
    achieved = "achieved"  # it is met, by the party's own word at least; see status


class Pledge(SQLModel, table=True):
    """One commitment by one country or one group, however many sources tell of it."""

    id: str = col.key("Stable slug of the pledge.")
    country_code: str | None = col.reference(
        "The country that pledged.",
        "country.code",
        inverse=Inverse("pledges", "Its pledges.", nested=True),
    )
    group_id: str | None = col.reference(
        "The group that pledged.",
        "country_group.id",
        inverse=Inverse("pledges", "Pledges of the group."),
    )
    kind: PledgeKind = col.choice(PledgeKind, "What is promised.", index=True)
    horizon: Horizon | None = col.choice(Horizon, "End target or interim target.", index=True)
    target_year: int | None = col.integer("The year it is to be met.", index=True)
    target_year_qualifier: Qualifier | None = col.choice(Qualifier, "How the target year binds.")
    gases: Gases | None = col.choice(Gases, "Gases covered.", index=True)
    scope: str | None = col.text("What the promise covers, in the source's word.")
    value: float | None = col.figure("The size of the promise, in `unit`.", digits=3)
    unit: str | None = col.text("Unit of `value`: `percent`, or null where the source gives none.")
    per: str | None = col.text("For intensity goals: the output that emissions are divided by.")
    baseline_year: int | None = col.integer("The base year that `value` is measured against.")
    conditional: bool | None = col.flag("Whether it hangs on conditions such as support.")
    status: PledgeStatus | None = col.choice(
        PledgeStatus, "How firm it is, latest word.", index=True
    )
    status_date: str | None = col.date(
        "The date that the source gives for that status.", index=True
    )
    announced: str | None = col.date("When it was announced.", index=True)
    in_force_from: str | None = col.date("First day in force.")
    in_force_to: str | None = col.date("Last day in force.")
    outcome: Outcome | None = col.choice(
        Outcome, "What became of it; null while it stands.", index=True
    )
    ended_by: str | None = col.date("The day of the source by which it had ended.")
    supersedes_id: str | None = col.reference("The pledge that this one replaced.", "pledge.id")
    superseded_by_id: str | None = col.reference(
        "What took its place: another pledge, or the word that there is none.",
        "pledge.id",
        relation="What took its place.",
    )
    announced_by_id: str | None = col.reference(
        "The official who announced it.",
        "official.id",
        inverse=Inverse("pledges_announced", "Pledges they announced."),
    )
    document_url: str | None = col.url("The document that states it, as the source links it.")
    document_id: str | None = col.reference(
        "The submitted document that its address, or a step's, leads to.",
        "document.id",
        inverse=Inverse("pledges", "Pledges that point at it."),
    )
    source_id: str = col.reference(
        "The source of this row.",
        "source.id",
        inverse=Inverse("pledges", "Pledges that rest on this source."),
    )


class PledgeStep(SQLModel, table=True):
    """One source's telling of a pledge: what it says the pledge is, and how firm, on a date."""

    __tablename__ = "pledge_step"

    id: str = col.key("Stable slug of the step.")
    pledge_id: str = col.reference(
        "The pledge.", "pledge.id", inverse=Inverse("steps", "What each source tells of it, dated.")
    )
    date: str | None = col.date("When the pledge stood so.", index=True)
    status: PledgeStatus | None = col.choice(PledgeStatus, "How firm it was.", index=True)
    kind: PledgeKind = col.choice(PledgeKind, "What this source says was promised.")
    horizon: Horizon | None = col.choice(Horizon, "End or interim target, to this source.")
    target_year: int | None = col.integer("The target year this source gives.")
    gases: Gases | None = col.choice(Gases, "The gases this source says are covered.")
    value: float | None = col.figure("The size this source gives, in `unit`.", digits=3)
    unit: str | None = col.text("Unit of `value`: `percent`, or null where the source gives none.")
    baseline_year: int | None = col.integer("The base year this source gives.")
    words: str | None = col.text(
        "The source's words, to the letter, where they may be repeated.", verbatim=True
    )
    locator: str | None = col.text("Where in the source.")
    url: str | None = col.url("The document this source points to.")
    source_id: str = col.reference(
        "The source that tells so.",
        "source.id",
        inverse=Inverse("pledge_steps", "Steps of pledges that rest on this source."),
    )


PLEDGES = Resource(
    name="pledges",
    table=Pledge,
    summary="Commitments of countries and groups: kind, target year, status, gases, document.",
    example="chn-carbon-neutrality-2060",
    relation_order=("country", "group", "announced_by"),
    actor=Actor(description="The country or group that pledged."),
    query=Query(
        filter_by=(
            "kind",
            "horizon",
            "target_year",
            "target_year_qualifier",
            "gases",
            "value",
            "unit",
            "baseline_year",
            "conditional",
            "status",
            "status_date",
            "announced",
            "in_force_from",
            "in_force_to",
            "outcome",
            "ended_by",
        )
    ),
    indexes=Indexes(ranked=(("status", "target_year"),)),
    validity=Validity(
        start=("in_force_from", "announced"),
        end=("in_force_to",),
        meaning="Pledges in force on that day; rows that say there is no target are none.",
    ),
)

PLEDGE_STEPS = Resource(
    name="pledge-steps",
    table=PledgeStep,
    summary="What each source tells of a pledge, side by side.",
    example="chn-carbon-neutrality-2060-nzt-2023",
    query=Query(
        order=("date", "id"),
        filter_by=("date", "status", "kind", "horizon", "target_year", "gases", "value"),
    ),
)

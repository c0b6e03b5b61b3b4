"""Pledges: the commitments of countries and groups, each merged from what sources state of it."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.actors import Actor
from schema.pledge_terms import (
    Conditionality,
    PledgeGases,
    PledgeKind,
    PledgeOutcome,
    PledgeOutcomeBasis,
    PledgeStatus,
    TargetHorizon,
    TargetYearQualifier,
)
from schema.resource import Indexes, Query, Resource
from schema.scalars import Inverse
from schema.validity import Validity, Versions


class Pledge(SQLModel, table=True):
    """One commitment by one country or one group, however many sources state it."""

    id: str = col.key(
        "Stable slug of the pledge, made once. It may have the words of a kind that was corrected."
    )
    country_code: str | None = col.reference(
        "The country that pledged.",
        "country.code",
        inverse=Inverse("pledges", "Its pledges."),
    )
    group_id: str | None = col.reference(
        "The group that pledged.",
        "country_group.id",
        inverse=Inverse("pledges", "Pledges of the group."),
    )
    kind: PledgeKind | None = col.choice(
        PledgeKind,
        "What is promised; null on a date for which no source states it.",
        index=True,
        moved=(("no_target", "/v1/source-records?row_id__isnull=true"),),
    )
    horizon: TargetHorizon | None = col.choice(
        TargetHorizon, "End target or interim target.", index=True
    )
    target_year: int | None = col.integer("The year it is to be met.", index=True)
    target_year_qualifier: TargetYearQualifier | None = col.choice(
        TargetYearQualifier, "How the target year binds."
    )
    target_year_note: str | None = col.text(
        "Why `target_year` is null although the source has words about a year."
    )
    gases: PledgeGases | None = col.choice(PledgeGases, "Gases covered.", index=True)
    scope: str | None = col.text("What the promise covers, in the source's word.")
    value: float | None = col.figure("The size of the promise, in `unit`.", digits=3)
    unit: str | None = col.text("Unit of `value`: `percent`, or null where the source gives none.")
    per: str | None = col.text("For intensity goals: the output that emissions are divided by.")
    baseline_year: int | None = col.integer("The base year that `value` is measured against.")
    conditionality: Conditionality | None = col.choice(
        Conditionality,
        "Whether it hangs on conditions such as support; null where no source says so.",
        index=True,
    )
    status: PledgeStatus | None = col.choice(
        PledgeStatus, "How firm it is, latest word.", index=True
    )
    status_date: str | None = col.date(
        "The date that the source gives for that status.", index=True
    )
    announced_on: str | None = col.date("When it was announced.", index=True)
    in_force_from: str | None = col.date("First day in force.")
    in_force_to: str | None = col.date("Last day in force.")
    outcome: PledgeOutcome | None = col.choice(
        PledgeOutcome,
        "What became of it: superseded and withdrawn pledges have ended, achieved ones may hold on."
        " Null if the sources tell of none of these.",
        index=True,
    )
    outcome_basis: PledgeOutcomeBasis | None = col.choice(
        PledgeOutcomeBasis,
        "Whether a source states the outcome or it is concluded here.",
        index=True,
    )
    outcome_record_id: str | None = col.reference(
        "The source record that the outcome rests on.", "source_record.id", constrained=False
    )
    ended_by: str | None = col.date("The day of the source by which it had ended.")
    supersedes_id: str | None = col.reference("The pledge that this one replaced.", "pledge.id")
    superseded_by_id: str | None = col.reference("The pledge that took its place.", "pledge.id")
    announced_by_id: str | None = col.reference(
        "The official who announced it.",
        "official.id",
        inverse=Inverse("pledges_announced", "Pledges they announced."),
    )
    document_url: str | None = col.url("The document that states it, as the source links it.")
    document_id: str | None = col.reference(
        "The submitted document that its address, or that of a source record, leads to.",
        "document.id",
        inverse=Inverse("pledges", "Pledges that point at it."),
    )
    source_id: str = col.reference(
        "The source of the latest record of it; each cell's own is in `statements`.",
        "source.id",
        inverse=Inverse("pledges", "Pledges that rest on this source."),
    )
    certain_from: str | None = col.certain_from()
    certain_until: str | None = col.certain_until()
    former_ids: list[str] = col.former_ids()


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
            "conditionality",
            "status",
            "status_date",
            "announced_on",
            "in_force_from",
            "in_force_to",
            "outcome",
            "outcome_basis",
            "ended_by",
        )
    ),
    indexes=Indexes(ranked=(("status", "target_year"),)),
    validity=Validity(
        start=("in_force_from", "announced_on"),
        end=("in_force_to",),
        meaning="Pledges in force on that day, as the sources that count for it state them.",
    ),
    versions=Versions.date,
)

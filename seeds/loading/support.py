"""Columns of the support tables: files whose rows complete other resources' rows.

They have a folder among the facts like a resource, but no table in a release.
"""

from dataclasses import replace
from typing import cast

from schema import RECORD
from schema.country_names import NameKind
from schema.coverage import CoverageLevel
from schema.filters import Field
from schema.pledge_terms import PledgeKind
from schema.scalars import Kind
from schema.source_records import SourceRecordForm, SourceRecordMatch
from schema.vocabulary import Vocabulary

# The columns of a pledge that its source records state.
STATED = (
    "kind",
    "horizon",
    "target_year",
    "target_year_qualifier",
    "target_year_note",
    "gases",
    "scope",
    "value",
    "unit",
    "per",
    "baseline_year",
    "conditionality",
    "status",
    "status_date",
    "announced_on",
    "announced_by_id",
    "document_url",
)
_PLEDGE = RECORD["pledges"].fields


class NoTarget(Vocabulary):
    """What a source record states instead of a kind of target."""

    no_target = "no_target", "The source states that there is no target."


StatedKind = PledgeKind | NoTarget

_STATED_KINDS = cast(
    "type[Vocabulary]",
    Vocabulary(
        "StatedKinds",
        {kind.name: (kind.value, kind.definition) for kind in (*PledgeKind, *NoTarget)},  # type: ignore[arg-type]
    ),
)

SUPPORT_FIELDS: dict[str, dict[str, Field]] = {
    "world-emissions": {
        "series_id": Field("series_id", Kind.slug, False, "The series."),
        "year": Field("year", Kind.integer, False, "The year."),
        "emissions_mt": Field("emissions_mt", Kind.figure, False, "Million tonnes.", digits=6),
        "source_id": Field("source_id", Kind.slug, False, "The source of this row."),
    },
    "pledge-records": {
        "id": Field("id", Kind.slug, False, "Stable slug of the source record."),
        "pledge_id": Field("pledge_id", Kind.slug, True, "The pledge; null where there is none."),
        "row_match": Field(
            "row_match", Kind.choice, True, "By what it is of it; null: rules.", SourceRecordMatch
        ),
        "country_code": Field("country_code", Kind.slug, True, "The country."),
        "group_id": Field("group_id", Kind.slug, True, "The group."),
        "form": Field("form", Kind.choice, False, "Its form.", SourceRecordForm),
        "first_seen": Field("first_seen", Kind.date, False, "First date on which it is stated."),
        "last_seen": Field("last_seen", Kind.date, False, "Last date on which it is stated."),
        "valid_from": Field("valid_from", Kind.date, True, "First date that a history speaks of."),
        **{name: replace(_PLEDGE[name], nullable=True) for name in STATED},
        "kind": replace(_PLEDGE["kind"], vocabulary=_STATED_KINDS),
        "words": Field("words", Kind.text, True, "The source's words."),
        "locator": Field("locator", Kind.text, True, "Where in the source."),
        "speech_id": Field("speech_id", Kind.slug, True, "The speech that states it."),
        "source_id": Field("source_id", Kind.slug, False, "The source."),
    },
    "tenure-records": {
        "id": Field("id", Kind.slug, False, "Stable slug of the source record."),
        "official_id": Field("official_id", Kind.slug, False, "Who held the office."),
        "title": Field("title", Kind.text, False, "The office, as the source words it."),
        "organization": Field("organization", Kind.text, True, "The body it belongs to."),
        "division": Field("division", Kind.text, True, "The state, province or territory."),
        "country_code": Field("country_code", Kind.slug, True, "The country."),
        "group_id": Field("group_id", Kind.slug, True, "The group."),
        "start_date": Field("start_date", Kind.date, True, "First day in the office."),
        "end_date": Field("end_date", Kind.date, True, "Last day in the office."),
        "attested_on": Field("attested_on", Kind.date, True, "A day on which it was held."),
        "occasion": Field("occasion", Kind.text, True, "The occasion on that day."),
        "former": Field("former", Kind.flag, True, "Whether the source calls it a past one."),
        "begun_after": Field("begun_after", Kind.date, True, "A day after which it began."),
        "locator": Field("locator", Kind.text, True, "Where in the source."),
        "source_id": Field("source_id", Kind.slug, False, "The source."),
    },
    "source-coverage": {
        "resource": Field("resource", Kind.slug, False, "The resource that is covered."),
        "country_code": Field("country_code", Kind.slug, True, "One country; all of them if null."),
        "scope": Field("scope", Kind.text, True, "The part of the resource, in words."),
        "level": Field("level", Kind.choice, False, "How much is covered.", CoverageLevel),
        "covered_from": Field("covered_from", Kind.date, True, "The first day covered."),
        "covered_to": Field("covered_to", Kind.date, True, "The last day covered."),
        "completeness": Field("completeness", Kind.figure, True, "Percent of a list.", digits=1),
        "measured_with_id": Field("measured_with_id", Kind.slug, True, "The source of that list."),
        "note": Field("note", Kind.text, True, "What the level and the dates rest on."),
        "source_id": Field("source_id", Kind.slug, False, "The source that covers it."),
    },
    "change-reasons": {
        "version": Field("version", Kind.text, False, "The version that makes the change."),
        "resource": Field("resource", Kind.slug, False, "The resource of the row."),
        "row_id": Field("row_id", Kind.slug, False, "The key of the row."),
        "field": Field("field", Kind.slug, True, "The field; all that changes in the row if null."),
        "why": Field("why", Kind.text, False, "The reason, in a sentence."),
        "source_id": Field("source_id", Kind.slug, True, "The source of the reason."),
    },
    "former-ids": {
        "resource": Field("resource", Kind.slug, False, "The resource that the row was in."),
        "former_id": Field("former_id", Kind.slug, False, "The key that the row had."),
        "successor_resource": Field(
            "successor_resource", Kind.slug, True, "The successor's resource, if it is another."
        ),
        "successor_id": Field("successor_id", Kind.slug, False, "The row that it leads to."),
        "why": Field("why", Kind.text, False, "The reason, in a sentence."),
        "source_id": Field("source_id", Kind.slug, True, "The source of the reason."),
    },
    "country-aliases": {
        "country_code": Field("country_code", Kind.slug, False, "The country."),
        "alias": Field("alias", Kind.text, False, "A name that the source calls it by."),
        "lang": Field("lang", Kind.text, True, "The language of the name, as a tag of BCP 47."),
        "kind": Field("kind", Kind.choice, True, "What the name is; null: an alias.", NameKind),
        "first_seen": Field("first_seen", Kind.date, True, "The first edition with it."),
        "last_seen": Field("last_seen", Kind.date, True, "The last edition with it."),
        "source_id": Field("source_id", Kind.slug, False, "The source of this row."),
    },
    "membership-statements": {
        "group_id": Field("group_id", Kind.slug, False, "The group."),
        "country_code": Field("country_code", Kind.slug, True, "The member, if a country."),
        "member_group_id": Field("member_group_id", Kind.slug, True, "The member, if a group."),
        "list": Field("list", Kind.text, True, "The source's name of the list."),
        "list_from": Field("list_from", Kind.date, True, "The first date that the list is of."),
        "list_to": Field("list_to", Kind.date, True, "The last date that the list is of."),
        "start_date": Field("start_date", Kind.date, True, "The first day, if it is stated."),
        "end_date": Field("end_date", Kind.date, True, "The last day, if it is stated."),
        "source_id": Field("source_id", Kind.slug, False, "The source of this row."),
    },
    "official-aliases": {
        "official_id": Field("official_id", Kind.slug, False, "The official."),
        "alias": Field("alias", Kind.text, False, "A name that the source calls them by."),
        "source_id": Field("source_id", Kind.slug, False, "The source of this row."),
    },
    "unmerged-officials": {
        "official_id": Field("official_id", Kind.slug, False, "The official."),
        "other_id": Field("other_id", Kind.slug, False, "Another, who may be the same person."),
        "why": Field("why", Kind.text, False, "Why they are not taken for one person."),
        "source_id": Field("source_id", Kind.slug, False, "The source of the first."),
    },
}

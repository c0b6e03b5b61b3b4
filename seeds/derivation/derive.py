"""Completes the record: derives every value that follows from the facts and is in no file."""

from collections.abc import Iterable, Iterator
from itertools import chain

from schema import RECORD
from schema.country_names import COUNTRY_NAMES
from schema.coverage import COVERAGE
from schema.documents import DOCUMENTS
from schema.officials import OFFICIALS
from schema.pledges import PLEDGES
from schema.quotes import QUOTES
from schema.resource import Resource
from schema.scalars import FORMER_IDS
from schema.source_records import SOURCE_RECORDS
from schema.speeches import SPEECHES
from schema.statements import STATEMENTS
from seeds.derivation.actors import actor_kinds, set_actor, set_actors
from seeds.derivation.coverage import coverage
from seeds.derivation.derived_shares import derive_indicators, derive_shares
from seeds.derivation.derived_tenures import derive_tenures
from seeds.derivation.documents import link_documents
from seeds.derivation.editions import rename_others, set_editions, shown
from seeds.derivation.former_ids import FormerIds, add_former_ids
from seeds.derivation.memberships import merge_memberships
from seeds.derivation.names import (
    add_country_aliases,
    country_name_rows,
    flat_texts,
    with_aliases,
)
from seeds.derivation.ndc_contents import link_ndc_contents
from seeds.derivation.ndcs import complete_documents
from seeds.derivation.persons import add_persons
from seeds.derivation.pledges import complete_pledges, pledge_bounds, pledge_versions
from seeds.derivation.source_dates import SourceDates
from seeds.derivation.source_records import records_by_pledge, source_record_rows
from seeds.derivation.speakers import copy_speakers, with_speakers
from seeds.derivation.statements import pledge_statements
from seeds.derivation.stored import spooled, spooled_versions, stored_values
from seeds.derivation.treaty_statuses import treaty_statuses
from seeds.derivation.validity import set_validity
from seeds.loading.spool import Spool
from seeds.loading.values import Record, Row
from seeds.processes import Start, here


def derive(record: Record, start: Start = here) -> Record:
    """Complete the rows: shares, statuses, links, aliases, ids, validity, actors, search words.

    The rows are changed in place. The record is returned with two tables more: `participation`, and
    the versions of pledges and of tenures.

    Args:
        record: The rows as typed.
        start: How shares of emissions and tenures are derived beside the rest.
    """
    dates, former = SourceDates(record), FormerIds(record["former-ids"])
    record[COUNTRY_NAMES.name] = country_name_rows(record["countries"], record["country-aliases"])
    add_country_aliases(record["countries"], record["country-aliases"])
    tenures = start(lambda: derive_tenures(record, dates))
    officials = with_aliases(record[OFFICIALS.name], record["official-aliases"])
    record[OFFICIALS.name] = spooled(_completed(officials, OFFICIALS, former), OFFICIALS)
    for group in record["groups"]:  # facts by hand need not say it of a group that is not
        group.values["analytical"] = group.values["analytical"] or False
    merge_memberships(record)
    set_editions(record, DOCUMENTS)
    rename_others(record, DOCUMENTS)
    shares = start(lambda: derive_shares(record, dates))
    records = records_by_pledge(record)
    complete_pledges(record, records)
    record["treaty-statuses"] = treaty_statuses(record, dates)
    linking = link_documents(record["pledges"], records, shown(record["documents"]))
    record["possible-duplicates"] = possible_duplicates(record["unmerged-officials"])
    complete_documents(record)
    link_ndc_contents(record)
    set_validity(record, dates)
    pledge_bounds(record, records, dates)
    of_indicators = derive_indicators(record)
    of_tenures = tenures()
    of_tenures.add_to(record)
    records_of_both = chain(source_record_rows(record), of_tenures.source_records())
    record[SOURCE_RECORDS.name] = spooled(
        _completed(records_of_both, SOURCE_RECORDS, former), SOURCE_RECORDS
    )
    record[QUOTES.name] = [*with_speakers(record[QUOTES.name], QUOTES.name, of_tenures.speakers)]
    speeches = with_speakers(record[SPEECHES.name], SPEECHES.name, of_tenures.speakers)
    record[SPEECHES.name] = spooled(_completed(speeches, SPEECHES, former), SPEECHES)
    copy_speakers(record)
    add_persons(record)
    of_shares = shares()
    of_shares.add_to(record)
    of_both = chain(of_shares.covered.entries(), of_indicators.entries())
    record[COVERAGE.name] = spooled(coverage(record, dates, of_tenures.covered, of_both), COVERAGE)
    set_actors(record)
    add_former_ids(record)
    versions = pledge_versions(record, records, dates, linking)
    record[PLEDGES.version_table_name] = spooled_versions(versions, PLEDGES)
    statements = chain(
        pledge_statements(record, records, linking, versions), of_tenures.statements()
    )
    record[STATEMENTS.name] = spooled(statements, STATEMENTS)
    for resource in RECORD.values():
        if not isinstance(rows := record[resource.name], Spool):
            for row in rows:
                row.values = stored_values(row.values, resource)
    record["participation"] = participations(record["dialogues"])
    return record


def _completed(rows: Iterable[Row], resource: Resource, former: FormerIds) -> Iterator[Row]:
    """The rows of a resource with their actors and former ids."""
    kinds = actor_kinds(resource) if resource.actor else None
    for row in rows:
        if kinds is not None:
            set_actor(row, kinds)
        if FORMER_IDS in resource.fields:
            former.add_to(row, resource)
        yield row


def possible_duplicates(unmerged: Iterable[Row]) -> list[Row]:
    """A row for each official of a pair that was not merged, so that both lead to it."""
    return [
        Row(
            row.place,
            row.values | {"id": f"{official}-{other}", "official_id": official, "other_id": other},
        )
        for row in unmerged
        for official, other in (
            (row.values["official_id"], row.values["other_id"]),
            (row.values["other_id"], row.values["official_id"]),
        )
    ]


def participations(dialogues: Iterable[Row]) -> list[Row]:
    """A row for each country in each dialogue."""
    return [
        Row(row.at("participants"), {"dialogue_id": row.values["id"], "country_code": code})
        for row in dialogues
        for code in flat_texts([row.values["participants"]])
    ]

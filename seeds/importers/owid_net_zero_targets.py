"""National net-zero targets of a scorecard, from Our World in Data's chart data.

A row has a status and a target year (see `net_zero_scores`). It is a source record of the pledge
that the Net Zero Tracker has with this year as the party's end target; a kind of neutrality is
preferred. A row without a year (`Achieved`) is one of the party's only pledge of such a kind; one
that the tracker has as achieved is preferred. A row without such a pledge becomes a pledge of its
own. That the tracker lists another target does not end it: two sources that differ are no
supersession. `Achieved` does not say by whose word, so its status is null, with a note.

Other editions, and the tracker's records, are read from the facts. The tracker's importer repeats
this matching, so they can be imported in any order. A note is about the record that its row
becomes.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from schema.pledge_terms import PledgeKind, TargetHorizon
from schema.source_records import SourceRecordForm
from seeds.importers.commitment_rows import PLEDGE_COLUMNS, RECORD_COLUMNS
from seeds.importers.commitments import NEUTRALITY
from seeds.importers.context import ImportContext
from seeds.importers.country_groups import EU
from seeds.importers.editions import Dataset, date_in
from seeds.importers.facts_files import FactRow, FactsFile, fact_rows
from seeds.importers.net_zero_scores import (
    INPUT_COLUMNS,
    Score,
    scores_in,
    target_column,
    year_of_all,
)
from seeds.importers.notes import NOTE_COLUMNS

Rows = list[FactRow]

DATASET = Dataset(
    "owid-net-zero-targets", "Our World in Data", "National net-zero targets (chart data)"
)
TRACKER_RECORDS = "pledge-records/net-zero-tracker.csv"
_RECORDS = "pledge-records/owid-net-zero-targets.csv"
_PLEDGES = "pledges/owid-net-zero-targets.csv"


def owid_net_zero_targets(source: Path, context: ImportContext) -> list[FactsFile]:
    """Records of the tracker's pledges, and further pledges, from the chart's CSV file.

    Without a date in the command or in the file's name, the edition is that of the year of all
    rows.
    """
    if not (context.given.date or context.given.source_id):
        context.given = replace(context.given, date=_date_of(source))
    edition = context.begin_edition(DATASET, source)
    column, countries = target_column(source), context.known_keys("countries", "code")
    scores = context.convert_rows(
        source,
        (*INPUT_COLUMNS, column),
        lambda cells: scores_in(cells, column, edition, countries, context),
    )
    earlier = [score for score in _recorded_scores(context) if score.source_id != edition.source_id]
    tracker_records = fact_rows(context.facts / TRACKER_RECORDS, RECORD_COLUMNS)
    return match_scores([*earlier, *scores], tracker_records, context.events)


def _date_of(source: Path) -> str | None:
    """The year of all rows, unless the file's name has a date."""
    return None if date_in(source.stem) else year_of_all(source)


def _recorded_scores(context: ImportContext) -> list[Score]:
    """The scores of editions that were imported before."""
    return [
        Score(
            _party(record),
            str(record["first_seen"]),
            str(record["words"]),
            str(record["source_id"]),
            str(record["target_year"]) if record["target_year"] else None,
        )
        for record in fact_rows(context.facts / _RECORDS, RECORD_COLUMNS)
    ]


def rematch(tracker_records: Rows, context: ImportContext) -> list[FactsFile]:
    """The same files from the scorecard's earlier imports, for new records of the tracker."""
    earlier = fact_rows(context.facts / _RECORDS, RECORD_COLUMNS)
    if not earlier:
        return []
    pledges, records = match_scores(_recorded_scores(context), tracker_records, Counter())
    pairs = zip(earlier, records.rows, strict=True)
    new_ids = {before["id"]: record["id"] for before, record in pairs}
    files = [pledges, records]
    for path in sorted(context.facts.glob("import-notes/owid-net-zero-targets-*.csv")):
        notes = [
            note | {"row_id": new_ids.get(note["row_id"], note["row_id"])}
            for note in fact_rows(path, NOTE_COLUMNS)
        ]
        files.append(FactsFile(f"import-notes/{path.name}", NOTE_COLUMNS, notes))
    return files


def match_scores(
    scores: Iterable[Score], tracker_records: Rows, events: Counter[str]
) -> list[FactsFile]:
    """Match each row with a pledge of the tracker, or make a pledge for it."""
    ends: dict[str, Rows] = defaultdict(list)
    for record in tracker_records:
        if record["horizon"] == TargetHorizon.end and record["pledge_id"]:
            ends[_party(record)].append(record)
    pledges: Rows = []
    records: Rows = []
    for score in scores:
        pledge_id = _match(score, ends[score.party])
        if pledge_id is None:
            own = _pledge(score)
            pledge_id = str(own["id"])
            if own not in pledges:
                pledges.append(own)
        records.append(_record(score, pledge_id))
        for note in score.notes:
            note.row_id = str(records[-1]["id"])
    ids = {pledge["id"] for pledge in pledges}
    own_records = sum(record["pledge_id"] in ids for record in records)
    events["rows match a pledge of the tracker"] += len(records) - own_records
    events["rows are a pledge of their own"] += own_records
    return [
        FactsFile(_PLEDGES, PLEDGE_COLUMNS, pledges),
        FactsFile(_RECORDS, RECORD_COLUMNS, records),
    ]


def _party(record: FactRow) -> str:
    """The party of a record."""
    return str(record.get("group_id") or record.get("country_code"))


def _match(score: Score, ends: Rows) -> str | None:
    """The id of the tracker's pledge that a row is about."""
    neutral = [record for record in ends if record["kind"] in NEUTRALITY]
    if score.year is None:
        achieved = [record for record in neutral if str(record["status"]).startswith("achieved")]
        return _only_pledge(achieved) or _only_pledge(neutral)
    for records in (neutral, ends):
        same_year = [record for record in records if record["target_year"] == score.year]
        if pledge_id := _only_pledge(same_year):
            return pledge_id
    return None


def _only_pledge(records: Rows) -> str | None:
    """The id of the pledge if all records are of one."""
    ids = {str(record["pledge_id"]) for record in records}
    return ids.pop() if len(ids) == 1 else None


def _pledge(score: Score) -> FactRow:
    """A pledge that the tracker lacks."""
    parts = [score.party.lower(), "net-zero", *([score.year] if score.year else [])]
    return _owner(score) | {"id": "-".join(parts)}


def _owner(score: Score) -> FactRow:
    return {"group_id" if score.party == EU else "country_code": score.party}


def _record(score: Score, pledge_id: str) -> FactRow:
    return _owner(score) | {
        "id": f"{pledge_id}-owid-{score.source_id.removeprefix(f'{DATASET.id}-')}",
        "pledge_id": pledge_id,
        "form": SourceRecordForm.snapshot,
        "first_seen": score.scored_in,
        "last_seen": score.scored_in,
        "status": score.status,
        "kind": PledgeKind.net_zero,
        "horizon": TargetHorizon.end,
        "target_year": score.year,
        "words": score.words,
        "source_id": score.source_id,
    }

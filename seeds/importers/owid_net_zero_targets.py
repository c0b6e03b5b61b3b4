"""National net-zero targets of the 2021 scorecard, from Our World in Data's chart data.

One cell has status and year: `In law (2050)`. Such a row is a source record of the pledge that the
Net Zero Tracker has with this year as the party's end target; a kind of neutrality is preferred. A
row without a year (`Achieved`) is one of the party's only pledge of such a kind; one that the
tracker has as achieved is preferred. A row without such a pledge becomes a pledge of its own. That
the tracker lists another target does not end it: two sources that differ are no supersession.
`Achieved` does not say by whose word, so its status is null, with a note.

The tracker's records are read from the facts. The tracker's importer repeats this matching, so the
two can be imported in any order. A note is about the record that its row becomes.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from schema.import_notes import ImportReason
from schema.pledge_terms import Horizon, PledgeKind, PledgeStatus
from schema.source_records import RecordForm
from seeds.importers.cells import checked_alpha3
from seeds.importers.commitments import NEUTRALITY, PLEDGE_COLUMNS, RECORD_COLUMNS
from seeds.importers.context import BadCell, Cells, ImportContext
from seeds.importers.country_groups import EU
from seeds.importers.facts_files import FactRow, FactsFile
from seeds.importers.notes import NOTE_COLUMNS, Note
from seeds.loading.files import valid_facts

Rows = list[FactRow]

SOURCE = "owid-net-zero-targets-2021"
TRACKER_RECORDS = "pledge-records/net-zero-tracker.csv"
_RECORDS = "pledge-records/owid-net-zero-targets.csv"
_PLEDGES = "pledges/owid-net-zero-targets.csv"
_NOTES = "import-notes/owid-net-zero-targets.csv"
_TARGET = "National Net-Zero Target"
INPUT_COLUMNS = ("Entity", "Code", "Year", _TARGET)
_WORDS = re.compile(r"([A-Z][a-z ]+?)(?: \((20\d\d)\))?", re.ASCII)

_STATUSES = {
    "In law": PledgeStatus.in_law,
    "In policy document": PledgeStatus.in_policy_document,
    "Proposed legislation": PledgeStatus.proposed,
    "Target under discussion": PledgeStatus.proposed,
    "Achieved": None,
}
# Parties without a code upstream.
_PARTIES = {"European Union": EU, "Micronesia": "FSM", "Vatican City": "VAT"}


@dataclass(frozen=True, slots=True)
class Score:
    """A row of the scorecard: the party, the year of the row and the text of its cell.

    `notes` are of what was left out there.
    """

    party: str
    scored_in: str
    words: str
    notes: Sequence[Note] = ()

    @property
    def status(self) -> PledgeStatus | None:
        """The status; None where the words leave it open."""
        match = _WORDS.fullmatch(self.words)
        return _STATUSES[match[1]] if match else None

    @property
    def year(self) -> str | None:
        """The target year in the words."""
        match = _WORDS.fullmatch(self.words)
        return match[2] if match else None


def owid_net_zero_targets(source: Path, context: ImportContext) -> list[FactsFile]:
    """Records of the tracker's pledges, and further pledges, from the chart's CSV file."""
    context.source_id = SOURCE
    scores = context.convert_rows(source, INPUT_COLUMNS, lambda cells: _score(cells, context))
    tracker_records = _rows(context.facts / TRACKER_RECORDS, RECORD_COLUMNS)
    return match_scores(scores, tracker_records, context.events)


def rematch(tracker_records: Rows, context: ImportContext) -> list[FactsFile]:
    """The same files from the scorecard's earlier import, for new records of the tracker."""
    earlier = [
        record
        for record in _rows(context.facts / _RECORDS, RECORD_COLUMNS)
        if record["source_id"] == SOURCE
    ]
    if not earlier:
        return []
    scores = [
        Score(_party(record), str(record["first_seen"]), str(record["words"])) for record in earlier
    ]
    pledges, records = match_scores(scores, tracker_records, Counter())
    pairs = zip(earlier, records.rows, strict=True)
    new_ids = {before["id"]: record["id"] for before, record in pairs}
    notes = [
        note | {"row_id": new_ids.get(note["row_id"], note["row_id"])}
        for note in _rows(context.facts / _NOTES, NOTE_COLUMNS)
    ]
    return [pledges, records, FactsFile(_NOTES, NOTE_COLUMNS, notes)]


def match_scores(
    scores: Iterable[Score], tracker_records: Rows, events: Counter[str]
) -> list[FactsFile]:
    """Match each row with a pledge of the tracker, or make a pledge for it."""
    ends: dict[str, Rows] = defaultdict(list)
    for record in tracker_records:
        if record["horizon"] == Horizon.end and record["pledge_id"]:
            ends[_party(record)].append(record)
    pledges: Rows = []
    records: Rows = []
    for score in scores:
        pledge_id = _match(score, ends[score.party])
        if pledge_id is None:
            pledges.append(_pledge(score))
            pledge_id = str(pledges[-1]["id"])
        records.append(_record(score, pledge_id))
        for note in score.notes:
            note.row_id = str(records[-1]["id"])
    events["rows match a pledge of the tracker"] += len(records) - len(pledges)
    events["rows are a pledge of their own"] += len(pledges)
    return [
        FactsFile(_PLEDGES, PLEDGE_COLUMNS, pledges),
        FactsFile(_RECORDS, RECORD_COLUMNS, records),
    ]


def _rows(path: Path, columns: Iterable[str]) -> Rows:
    """The rows of a file of facts, with None for null; empty if there is no such file."""
    return [
        {c: str(fact.cells[c].text) if c in fact.cells else None for c in columns}
        for fact in (valid_facts(path) if path.is_file() else ())
    ]


def _party(record: FactRow) -> str:
    """The party of a record: the ids of pledges begin with it."""
    first = str(record["pledge_id"]).split("-")[0]
    return first if first == EU else first.upper()


def _score(cells: Cells, context: ImportContext) -> list[Score]:
    words, year, name = cells[_TARGET].strip(), cells["Year"].strip(), cells["Entity"].strip()
    party = cells["Code"].strip() or _PARTIES.get(name)
    if party is None:
        context.leave_out("no code, and no name that is known", value=name, column="Entity")
        return []
    if party != EU:
        checked_alpha3(party, "Code")
    if not re.fullmatch(r"20\d\d", year, re.ASCII):
        raise BadCell("Year", f"{year!r} is not a year")
    match = _WORDS.fullmatch(words)
    if match is None or match[1] not in _STATUSES:
        raise BadCell(_TARGET, f"{words!r} is new", f"known: {', '.join(_STATUSES)}, (year)")
    notes = []
    if _STATUSES[match[1]] is None:
        note = "does not say by whose word it is achieved"
        reason, row = ImportReason.ambiguous, {"resource": "source-records", "field": "values"}
        notes.append(context.leave_out_cell(cells, _TARGET, note, reason, **row))
    return [Score(party, year, words, notes)]


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
        "id": f"{pledge_id}-owid-{score.scored_in}",
        "pledge_id": pledge_id,
        "form": RecordForm.snapshot,
        "first_seen": score.scored_in,
        "last_seen": score.scored_in,
        "status": score.status,
        "kind": PledgeKind.net_zero,
        "horizon": Horizon.end,
        "target_year": score.year,
        "words": score.words,
        "source_id": SOURCE,
    }

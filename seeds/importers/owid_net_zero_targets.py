"""National net-zero targets of the 2021 scorecard, from Our World in Data's chart data.

One cell has status and year: `In law (2050)`. Such a row is a step of the pledge that the Net Zero
Tracker has with this year as the party's end target; a kind of neutrality is preferred. A row
without a year (`Achieved`) is a step of the party's only pledge of such a kind; one that the
tracker has as achieved is preferred. A row without such a pledge becomes a pledge of its own,
superseded by the end target of the tracker's first snapshot. `Achieved` does not say who verified
it, so its status is null.

The tracker's steps are read from the facts. The tracker's importer repeats this matching, so the
two can be imported in any order.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from schema.pledges import Horizon, Outcome, PledgeKind, PledgeStatus
from seeds.importers.cells import checked_alpha3
from seeds.importers.commitments import NEUTRALITY, PLEDGE_COLUMNS, STEP_COLUMNS
from seeds.importers.context import BadCell, Cells, FactRow, FactsFile, ImportContext
from seeds.importers.country_groups import EU
from seeds.loading.files import valid_facts

Rows = list[FactRow]

SOURCE = "owid-net-zero-targets-2021"
TRACKER_STEPS = "pledge-steps/net-zero-tracker.csv"
_STEPS = "pledge-steps/owid-net-zero-targets.csv"
_PLEDGES = "pledges/owid-net-zero-targets.csv"
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
    """A row of the scorecard: the party, the year of the row and the text of its cell."""

    party: str
    scored_in: str
    words: str

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
    """Steps of the tracker's pledges, and further pledges, from the chart's CSV file."""
    context.source_id = SOURCE
    scores = context.convert_rows(source, INPUT_COLUMNS, lambda cells: _score(cells, context))
    return match_scores(scores, _step_rows(context.facts / TRACKER_STEPS), context.events)


def rematch(tracker_steps: Rows, context: ImportContext) -> list[FactsFile]:
    """The same files from the scorecard's earlier import, for new steps of the tracker."""
    scores = [
        Score(_party(step), str(step["date"]), str(step["words"]))
        for step in _step_rows(context.facts / _STEPS)
        if step["source_id"] == SOURCE
    ]
    return match_scores(scores, tracker_steps, Counter()) if scores else []


def match_scores(
    scores: Iterable[Score], tracker_steps: Rows, events: Counter[str]
) -> list[FactsFile]:
    """Match each row with a pledge of the tracker, or make a pledge for it."""
    ends: dict[str, Rows] = defaultdict(list)
    for step in tracker_steps:
        if step["horizon"] == Horizon.end:
            ends[_party(step)].append(step)
    pledges: Rows = []
    steps: Rows = []
    for score in scores:
        pledge_id = _match(score, ends[score.party])
        if pledge_id is None:
            pledges.append(_pledge(score, ends[score.party]))
            pledge_id = str(pledges[-1]["id"])
        steps.append(_step(score, pledge_id))
    events["rows match a pledge of the tracker"] += len(steps) - len(pledges)
    events["rows are a pledge of their own"] += len(pledges)
    for pledge in pledges:
        events[f"of these {pledge.get('outcome') or 'unknown to the tracker'}"] += 1
    return [
        FactsFile(_PLEDGES, PLEDGE_COLUMNS, pledges),
        FactsFile(_STEPS, STEP_COLUMNS, steps),
    ]


def _step_rows(path: Path) -> Rows:
    """The rows of a file of steps, with None for null; empty if there is no such file."""
    columns = (
        "id", "pledge_id", "horizon", "kind", "target_year", "status", "date", "words",
        "source_id",
    )  # fmt: skip
    return [
        {c: str(fact.cells[c].text) if c in fact.cells else None for c in columns}
        for fact in (valid_facts(path) if path.is_file() else ())
    ]


def _party(step: FactRow) -> str:
    """The party of a step: the ids of pledges begin with it."""
    first = str(step["pledge_id"]).split("-")[0]
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
    return [Score(party, year, words)]


def _match(score: Score, ends: Rows) -> str | None:
    """The id of the tracker's pledge that a row is about."""
    neutral = [step for step in ends if step["kind"] in NEUTRALITY]
    if score.year is None:
        achieved = [step for step in neutral if str(step["status"]).startswith("achieved")]
        return _only_pledge(achieved) or _only_pledge(neutral)
    for steps in (neutral, ends):
        same_year = [step for step in steps if step["target_year"] == score.year]
        if pledge_id := _only_pledge(same_year):
            return pledge_id
    return None


def _only_pledge(steps: Rows) -> str | None:
    """The id of the pledge if all steps are of one."""
    ids = {str(step["pledge_id"]) for step in steps}
    return ids.pop() if len(ids) == 1 else None


def _pledge(score: Score, ends: Rows) -> FactRow:
    """A pledge that the tracker lacks, ended by the end target of its first snapshot if any."""
    parts = [score.party.lower(), "net-zero", *([score.year] if score.year else [])]
    pledge: FactRow = {
        "id": "-".join(parts),
        "group_id" if score.party == EU else "country_code": score.party,
        "kind": PledgeKind.net_zero,
        "horizon": Horizon.end,
        "target_year": score.year,
        "source_id": SOURCE,
    }
    if ends:
        first = min(ends, key=lambda step: str(step["source_id"]))
        no_target = first["kind"] == PledgeKind.no_target
        pledge["outcome"] = Outcome.withdrawn if no_target else Outcome.superseded
        pledge["ended_by"] = str(first["source_id"])[-len("2022-03-30") :]
        pledge["superseded_by_id"] = first["pledge_id"]
    return pledge


def _step(score: Score, pledge_id: str) -> FactRow:
    return {
        "id": f"{pledge_id}-owid-{score.scored_in}",
        "pledge_id": pledge_id,
        "date": score.scored_in,
        "status": score.status,
        "kind": PledgeKind.net_zero,
        "horizon": Horizon.end,
        "target_year": score.year,
        "words": score.words,
        "source_id": SOURCE,
    }

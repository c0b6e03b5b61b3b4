"""National net-zero targets as the scorecard of 2021 has them, in Our World in Data's chart data.

One cell has status and year: `In law (2050)`. Such a row is one more telling of the tracker's end
target that has this year, preferably of one that is a kind of neutrality: a step of that pledge.
Without a year (`Achieved`) it tells of the one pledge of the party that is of such a kind,
preferably of one that the tracker has as achieved. If the tracker has no such pledge, the row is a
pledge of its own, superseded by the end target that the tracker's first snapshot has. `Achieved`
does not say by whose word, so that its status is null.

What the tracker tells is read from the facts, and the tracker's importer does this matching anew,
so that both may be imported in any order.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from schema.pledges import Horizon, Outcome, PledgeKind, PledgeStatus
from seeds.importers.commitments import NEUTRALITY, PLEDGE_COLUMNS, STEP_COLUMNS
from seeds.importers.country_groups import EU
from seeds.importers.frame import BadCell, Cells, Frame, OutCell, Table
from seeds.loading.files import Fact, read_facts

Rows = list[dict[str, OutCell]]

SOURCE = "owid-net-zero-targets-2021"
TRACKER_STEPS = "pledge-steps/net-zero-tracker.csv"
_STEPS = "pledge-steps/owid-net-zero-targets.csv"
_PLEDGES = "pledges/owid-net-zero-targets.csv"
_TARGET = "National Net-Zero Target"
_READ = ("Entity", "Code", "Year", _TARGET)
_WORDS = re.compile(r"([A-Z][a-z ]+?)(?: \((20\d\d)\))?", re.ASCII)

_STATUSES = {
    "In law": PledgeStatus.in_law,
    "In policy document": PledgeStatus.in_policy_document,
    "Proposed legislation": PledgeStatus.proposed,
    "Target under discussion": PledgeStatus.proposed,
    "Achieved": None,
}
# What has no code upstream, by the names of the record.
_PARTIES = {"European Union": EU, "Micronesia": "FSM", "Vatican City": "VAT"}


@dataclass(frozen=True, slots=True)
class Score:
    """One row of the scorecard: a party, the year the row is of, and the words of its cell."""

    party: str
    told_in: str
    words: str

    @property
    def status(self) -> PledgeStatus | None:
        """The rung of the ladder; null where the words do not settle it."""
        found = _WORDS.fullmatch(self.words)
        return _STATUSES[found[1]] if found else None

    @property
    def year(self) -> str | None:
        """The target year in the words."""
        found = _WORDS.fullmatch(self.words)
        return found[2] if found else None


def owid_net_zero_targets(source: Path, frame: Frame) -> list[Table]:
    """Steps of the tracker's pledges, and pledges that it does not have, from the chart's CSV."""
    scores = frame.each(source, _READ, lambda cells: _score(cells, frame))
    return settle(scores, _rows(frame.facts / TRACKER_STEPS), frame.noted)


def resettle(tracker_steps: Rows, frame: Frame) -> list[Table]:
    """The same from the scorecard as it was imported, for steps of the tracker that are new."""
    imported = _rows(frame.facts / _STEPS)
    scores = [
        Score(_party(row), str(row["date"]), str(row["words"]))
        for row in imported
        if row["source_id"] == SOURCE
    ]
    return settle(scores, tracker_steps, Counter()) if scores else []


def settle(scores: Iterable[Score], tracker_steps: Rows, noted: Counter[str]) -> list[Table]:
    """Find each row's pledge among those that the tracker tells of, or make one for it."""
    ends: dict[str, Rows] = defaultdict(list)
    for step in tracker_steps:
        if step["horizon"] == Horizon.end:
            ends[_party(step)].append(step)
    pledges: Rows = []
    steps: Rows = []
    for score in scores:
        key = _match(score, ends[score.party])
        if key is None:
            pledges.append(_pledge(score, ends[score.party]))
            key = str(pledges[-1]["id"])
        steps.append(_step(score, key))
    noted["rows tell of a pledge that the tracker has"] += len(steps) - len(pledges)
    noted["rows are a pledge of their own"] += len(pledges)
    for pledge in pledges:
        noted[f"of these {pledge.get('outcome') or 'not told of since'}"] += 1
    return [Table(_PLEDGES, PLEDGE_COLUMNS, pledges), Table(_STEPS, STEP_COLUMNS, steps)]


def _rows(path: Path) -> Rows:
    """The rows of a file of facts, null where they say nothing; none if there is no such file."""
    found = [fact for fact in read_facts(path) if isinstance(fact, Fact)] if path.is_file() else []
    columns = ("id", "pledge_id", "horizon", "kind", "target_year", "status", "date", "words")
    return [
        {c: str(fact.cells[c].text) if c in fact.cells else None for c in (*columns, "source_id")}
        for fact in found
    ]


def _party(step: dict[str, OutCell]) -> str:
    """Whose a step is, which the ids of pledges begin with."""
    first = str(step["pledge_id"]).split("-")[0]
    return first if first == EU else first.upper()


def _score(cells: Cells, frame: Frame) -> list[Score]:
    words, year, name = cells[_TARGET].strip(), cells["Year"].strip(), cells["Entity"].strip()
    party = cells["Code"].strip() or _PARTIES.get(name)
    if party is None:
        frame.leave_out(f"no code, and no name that is known: {name}")
        return []
    if party != EU and not re.fullmatch(r"[A-Z]{3}", party, re.ASCII):
        raise BadCell("Code", f"{party!r} is not an ISO 3166-1 alpha-3 code")
    if not re.fullmatch(r"20\d\d", year, re.ASCII):
        raise BadCell("Year", f"{year!r} is not a year")
    found = _WORDS.fullmatch(words)
    if found is None or found[1] not in _STATUSES:
        raise BadCell(_TARGET, f"{words!r} is new", f"known: {', '.join(_STATUSES)}, (year)")
    return [Score(party, year, words)]


def _match(score: Score, ends: Rows) -> str | None:
    """The pledge of the tracker that a row tells of."""
    neutral = [step for step in ends if step["kind"] in NEUTRALITY]
    if score.year is None:
        done = [step for step in neutral if str(step["status"]).startswith("achieved")]
        return _only(done) or _only(neutral)
    same = [[step for step in of if step["target_year"] == score.year] for of in (neutral, ends)]
    return _only(same[0]) or _only(same[1])


def _only(steps: Rows) -> str | None:
    """The pledge that all steps are of, if it is one."""
    keys = {str(step["pledge_id"]) for step in steps}
    return keys.pop() if len(keys) == 1 else None


def _pledge(score: Score, ends: Rows) -> dict[str, OutCell]:
    """A pledge that the tracker does not have, and what the tracker's first snapshot has."""
    words = [score.party.lower(), "net-zero", *([score.year] if score.year else [])]
    pledge: dict[str, OutCell] = {
        "id": "-".join(words),
        "group_id" if score.party == EU else "country_code": score.party,
        "kind": PledgeKind.net_zero,
        "horizon": Horizon.end,
        "target_year": score.year,
        "source_id": SOURCE,
    }
    if ends:
        first = min(ends, key=lambda step: str(step["source_id"]))
        none = first["kind"] == PledgeKind.no_target
        pledge["outcome"] = Outcome.withdrawn if none else Outcome.superseded
        pledge["ended_by"] = str(first["source_id"])[-len("2022-03-30") :]
        pledge["superseded_by_id"] = first["pledge_id"]
    return pledge


def _step(score: Score, pledge_id: str) -> dict[str, OutCell]:
    return {
        "id": f"{pledge_id}-owid-{score.told_in}",
        "pledge_id": pledge_id,
        "date": score.told_in,
        "status": score.status,
        "kind": PledgeKind.net_zero,
        "horizon": Horizon.end,
        "target_year": score.year,
        "words": score.words,
        "source_id": SOURCE,
    }

"""From what snapshots tell of a party's targets to commitments: one row each, with its steps.

A commitment is followed from snapshot to snapshot, party by party, by the first of these rules
that fits:

1. the same horizon, kind and target year: it continues, whatever else is told of it;
2. the other horizon, but the same kind and target year: it continues; an end target became a
   milestone when one further off was set, or the other way round;
3. the same horizon and nothing that contradicts: it continues, and is told in other words.

Net zero, carbon neutrality, climate neutrality and zero carbon are one kind here: trackers change
between them without a change of policy. `other` contradicts no kind, an unknown year no year, and
two kinds with one and the same figure and year are one promise. What continues is one pledge: its
row is the latest telling, its steps are all of them, and a figure that changed stands in the steps.

What no snapshot continues has ended: superseded if its horizon has another target now, withdrawn
if there is none. An empty cell says nothing, so what it says nothing of stands as it was.
`ended_by` is the day of the snapshot that tells so. `in_force_to` is the year since when the
successor has its status, if no earlier than the last snapshot that told of the old one; else null.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from schema.pledges import Horizon, Outcome, PledgeKind, PledgeStatus
from seeds.importers.frame import OutCell

PLEDGE_COLUMNS = (
    "id", "country_code", "group_id", "kind", "horizon", "target_year", "gases", "value", "unit",
    "per", "baseline_year", "status", "in_force_to", "outcome", "ended_by", "superseded_by_id",
    "document_url", "source_id",
)  # fmt: skip
STEP_COLUMNS = (
    "id", "pledge_id", "date", "status", "kind", "horizon", "target_year", "gases", "value",
    "unit", "baseline_year", "words", "url", "source_id",
)  # fmt: skip
NEUTRALITY = {
    PledgeKind.net_zero, PledgeKind.carbon_neutrality, PledgeKind.climate_neutrality,
    PledgeKind.zero_carbon,
}  # fmt: skip
_ACHIEVED = (
    PledgeStatus.achieved_self_declared,
    PledgeStatus.achieved_externally_validated,
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of a tracker: the day it is of, its source, and how step ids name it."""

    date: str
    source_id: str
    tag: str


@dataclass(frozen=True, slots=True, eq=False)
class Telling:
    """What one snapshot says of one horizon of one party; `values` are the pledge's cells."""

    snapshot: Snapshot
    party: str
    horizon: Horizon
    kind: PledgeKind
    year: str | None
    values: Mapping[str, OutCell] = field(default_factory=dict)
    status: PledgeStatus | None = None
    date: str | None = None

    def slug(self) -> str:
        """The id that this telling alone would give its pledge: `chn-net-zero-2060`."""
        party = self.party.lower()
        if self.kind is PledgeKind.no_target:
            return f"{party}-no-{self.horizon}-target"
        words = [party, self.kind.replace("_", "-"), *([self.year] if self.year else [])]
        return "-".join(words)


@dataclass(slots=True, eq=False)
class Commitment:
    """One commitment: its id, its tellings from first to last, and how it ended if it did."""

    id: str
    tellings: list[Telling]
    outcome: Outcome | None = None
    ending: Telling | None = None  # what the snapshot tells in its place
    successor: "Commitment | None" = None

    @property
    def last(self) -> Telling:
        """The latest telling."""
        return self.tellings[-1]


Rule = Callable[[Telling, Telling], bool]


def _same_kind(one: Telling, two: Telling) -> bool:
    return one.kind is two.kind or {one.kind, two.kind} <= NEUTRALITY


def _same_target(one: Telling, two: Telling) -> bool:
    return one.horizon is two.horizon and _same_kind(one, two) and one.year == two.year


def _moved(one: Telling, two: Telling) -> bool:
    vague = one.year is None or PledgeKind.other in (one.kind, two.kind)
    return not vague and _same_kind(one, two) and one.year == two.year


def _uncontradicted(one: Telling, two: Telling) -> bool:
    if one.horizon is not two.horizon or PledgeKind.no_target in (one.kind, two.kind):
        return False
    if one.year and two.year and one.year != two.year:
        return False
    figures = one.values.get("value"), two.values.get("value")
    same_figure = None not in figures and figures[0] == figures[1]
    return _same_kind(one, two) or PledgeKind.other in (one.kind, two.kind) or same_figure


_RULES: tuple[Rule, ...] = (_same_target, _moved, _uncontradicted)


def follow(
    snapshots: Sequence[Sequence[Telling]], known_ids: Mapping[str, str], counts: Counter[str]
) -> list[Commitment]:
    """One party's commitments, from its tellings in each snapshot, the oldest snapshot first.

    `known_ids` maps what a first telling would be called, its horizon behind it, to the id that the
    record has for it.
    `counts` is told how many continue, and how they changed.
    """
    commitments: list[Commitment] = []
    for tellings in snapshots:
        standing = [c for c in commitments if c.outcome is None]
        told_now = _continue(standing, tellings, counts)
        taken = {c.id for c in commitments}
        for telling in tellings:
            if telling not in told_now:
                new = Commitment(_id(telling, known_ids, taken), [telling])
                taken.add(new.id)
                commitments.append(new)
                told_now[telling] = new
        for commitment in standing:
            if commitment not in told_now.values():
                _end(commitment, told_now, counts)
    return commitments


def _continue(
    standing: list[Commitment], tellings: Sequence[Telling], counts: Counter[str]
) -> dict[Telling, Commitment]:
    """Give each telling to the commitment that it continues."""
    found: dict[Telling, Commitment] = {}
    for rule in _RULES:
        for telling in tellings:
            left = [c for c in standing if c not in found.values()]
            match = next((c for c in left if rule(c.last, telling)), None)
            if match and telling not in found:
                found[telling] = match
                counts[_change(match.last, telling)] += 1
                match.tellings.append(telling)
    return found


def _change(before: Telling, after: Telling) -> str:
    """In what way a commitment continues."""
    if after.kind is PledgeKind.no_target:
        return "rows continue to say no target"
    if before.horizon is not after.horizon:
        return "commitments continue under the other horizon"
    if before.kind is not after.kind:
        return "commitments continue, reclassified"
    if before.year != after.year or before.values.get("value") != after.values.get("value"):
        return "commitments continue with another figure"
    return "commitments continue as they were"


def _end(
    commitment: Commitment, told_now: Mapping[Telling, Commitment], counts: Counter[str]
) -> None:
    """End a commitment by what its horizon has now; by nothing, if nothing is said of that."""
    horizon = commitment.last.horizon
    ending = next((telling for telling in told_now if telling.horizon is horizon), None)
    if ending is None:
        counts["commitments stand that the next snapshot says nothing of"] += 1
        return
    withdrawn = ending.kind is PledgeKind.no_target
    commitment.ending = ending
    commitment.successor = told_now[ending]
    commitment.outcome = Outcome.withdrawn if withdrawn else Outcome.superseded
    none_before = commitment.last.kind is PledgeKind.no_target
    counts[f"{'rows of no target' if none_before else 'commitments'} {commitment.outcome}"] += 1


def _id(telling: Telling, known_ids: Mapping[str, str], taken: set[str]) -> str:
    plain = telling.slug()
    full = f"{plain}-{telling.horizon}"
    return known_ids.get(full) or (full if plain in taken else plain)


def pledge_row(commitment: Commitment) -> dict[str, OutCell]:
    """The pledge, as its latest telling has it."""
    last = commitment.last
    row: dict[str, OutCell] = {
        **last.values,
        "id": commitment.id,
        "kind": last.kind,
        "horizon": last.horizon,
        "target_year": last.year,
        "outcome": commitment.outcome,
        "source_id": last.snapshot.source_id,
    }
    if last.kind is PledgeKind.no_target:
        row["status"] = PledgeStatus.no_target
    if commitment.outcome is None and last.status in _ACHIEVED:
        row["outcome"] = Outcome.achieved
    if commitment.ending and commitment.successor:
        row["ended_by"] = commitment.ending.snapshot.date
        row["superseded_by_id"] = commitment.successor.id
        row["in_force_to"] = _last_year(commitment, commitment.ending)
    return row


def _last_year(commitment: Commitment, ending: Telling) -> str | None:
    """The year of the successor's status, unless the old one was told of later than that."""
    if ending.kind is PledgeKind.no_target or ending.date is None:
        return None
    return ending.date if ending.date >= commitment.last.snapshot.date[:4] else None


def step_rows(commitment: Commitment) -> list[dict[str, OutCell]]:
    """A step for each telling, and for the one by which a commitment was withdrawn."""
    tellings = list(commitment.tellings)
    if commitment.outcome is Outcome.withdrawn and commitment.ending:
        tellings.append(commitment.ending)
    return [step_row(commitment.id, telling) for telling in tellings]


def step_row(pledge_id: str, telling: Telling) -> dict[str, OutCell]:
    """One telling of a pledge."""
    none = PledgeStatus.no_target if telling.kind is PledgeKind.no_target else None
    return {
        **telling.values,
        "id": f"{pledge_id}-{telling.snapshot.tag}",
        "pledge_id": pledge_id,
        "date": telling.date,
        "status": telling.status or none,
        "kind": telling.kind,
        "horizon": telling.horizon,
        "target_year": telling.year,
        "url": telling.values.get("document_url"),
        "source_id": telling.snapshot.source_id,
    }

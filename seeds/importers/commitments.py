"""Follows commitments through the snapshots of a tracker: one pledge each, with its records.

A `TargetState` is what one snapshot says of one party's target. It continues an open commitment of
the party if one of these rules applies; they are tried in this order:

1. Same horizon, kind and target year, whatever else changed.
2. Other horizon, but same kind and target year: an end target became a milestone when a later one
   was set, or the other way round.
3. The same target as in rule 1, of a commitment that had ended: the snapshots in between lacked it,
   and it is the same commitment again.
4. Same horizon and no contradiction: only the words changed.

Net zero, carbon neutrality, climate neutrality and zero carbon are one kind here, because trackers
change between them without a change of policy. `other` contradicts no kind and an unknown year no
year. Two kinds with the same figure and year are one commitment. A commitment becomes one pledge;
each of its states becomes a source record of the pledge. A party's "No target" is followed as well,
and becomes source records without a pledge.

An open commitment that no state of the next snapshot continues has ended: `superseded` if its
horizon has another target now, `withdrawn` if the state is `no_target`. An empty cell says nothing,
so the commitment stays open then. `ended_by` is the day of that snapshot. `in_force_to` is the year
since when the successor has its status, unless a later snapshot still had the old commitment.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from schema.pledge_terms import PledgeKind, PledgeOutcome, PledgeStatus, TargetHorizon
from seeds.importers.facts_files import FactCell
from seeds.importers.notes import Note
from seeds.loading.support import NoTarget, StatedKind

NEUTRALITY = {
    PledgeKind.net_zero, PledgeKind.carbon_neutrality, PledgeKind.climate_neutrality,
    PledgeKind.zero_carbon,
}  # fmt: skip


# Ids are made once, and these kinds have been renamed since: new ids have the same words.
_ID_WORDS: Mapping[StatedKind, str] = {
    PledgeKind.base_year: "absolute-cut",
    PledgeKind.baseline_scenario: "relative-to-bau",
    PledgeKind.intensity: "intensity-cut",
}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A tracker on one day: the date, and its source."""

    date: str
    source_id: str

    @property
    def tag(self) -> str:
        """What ids of its records end with."""
        return f"nzt-{self.date}"


@dataclass(frozen=True, slots=True, eq=False)
class TargetState:
    """What one snapshot says of one party's target; `values` has further cells of the pledge.

    `first_seen` is the day on which the tracker last edited the row, `locator` its place in the
    snapshot, and `notes` are of what was left out there. `known_id` is the id of its commitment in
    the facts, if they have it already.
    """

    snapshot: Snapshot
    party: str
    horizon: TargetHorizon
    kind: StatedKind
    year: str | None
    values: Mapping[str, FactCell] = field(default_factory=dict)
    status: PledgeStatus | None = None
    status_date: str | None = None
    first_seen: str = ""
    locator: str = ""
    notes: Sequence[Note] = ()
    known_id: str | None = None

    def slug(self) -> str:
        """The id of a pledge that begins with this state: `chn-net-zero-2060`."""
        party = self.party.lower()
        if self.kind is NoTarget.no_target:
            return f"{party}-no-{self.horizon}-target"
        kind = _ID_WORDS.get(self.kind, self.kind.replace("_", "-"))
        words = [party, kind, *([self.year] if self.year else [])]
        return "-".join(words)


@dataclass(slots=True, eq=False)
class Commitment:
    """One commitment with its states, the oldest first.

    `ending` is the state that the snapshot has in its place, once it has ended.
    """

    id: str
    states: list[TargetState]
    outcome: PledgeOutcome | None = None
    ending: TargetState | None = None
    successor: "Commitment | None" = None

    @property
    def last(self) -> TargetState:
        """The latest state."""
        return self.states[-1]


Rule = Callable[[TargetState, TargetState], bool]


def _same_kind(before: TargetState, after: TargetState) -> bool:
    return before.kind is after.kind or {before.kind, after.kind} <= NEUTRALITY


def _is_same_target(before: TargetState, after: TargetState) -> bool:
    """Rule 1: same horizon, kind and target year."""
    same_horizon = before.horizon is after.horizon
    return same_horizon and _same_kind(before, after) and before.year == after.year


def _changed_horizon(before: TargetState, after: TargetState) -> bool:
    """Rule 2: same kind and target year, under either horizon."""
    vague = before.year is None or PledgeKind.other in (before.kind, after.kind)
    return not vague and _same_kind(before, after) and before.year == after.year


def _is_consistent(before: TargetState, after: TargetState) -> bool:
    """Rule 4: same horizon, and neither kind nor year contradict."""
    kinds = before.kind, after.kind
    if before.horizon is not after.horizon or NoTarget.no_target in kinds:
        return False
    if before.year and after.year and before.year != after.year:
        return False
    figures = before.values.get("value"), after.values.get("value")
    same_figure = None not in figures and figures[0] == figures[1]
    return _same_kind(before, after) or PledgeKind.other in kinds or same_figure


def _returns(before: TargetState, after: TargetState) -> bool:
    """Rule 3: the same target, which has a year or is that there is none."""
    is_named = before.year is not None or before.kind is NoTarget.no_target
    return is_named and _is_same_target(before, after)


# Each rule with whether it is of commitments that had ended.
_RULES: tuple[tuple[Rule, bool], ...] = (
    (_is_same_target, False),
    (_changed_horizon, False),
    (_returns, True),
    (_is_consistent, False),
)


def follow(
    snapshots: Sequence[Sequence[TargetState]],
    known_ids: Mapping[str, str],
    events: Counter[str],
) -> list[Commitment]:
    """The commitments of one party.

    Args:
        snapshots: The party's states in each snapshot, the oldest snapshot first.
        known_ids: The ids of pledges whose slug with horizon is another one today.
        events: Counts how commitments continued and ended.
    """
    commitments: list[Commitment] = []
    for states in snapshots:
        open_commitments = [c for c in commitments if c.outcome is None]
        current = _continue(commitments, states, events)
        for state in states:
            if state not in current:
                current[state] = Commitment("", [state])
                commitments.append(current[state])
        for commitment in open_commitments:
            if commitment not in current.values():
                _end(commitment, current, events)
    _set_ids(commitments, known_ids)
    return commitments


def _set_ids(commitments: list[Commitment], known_ids: Mapping[str, str]) -> None:
    """Give each commitment the id that the facts have for its earliest state, or make one."""
    taken: set[str] = set()
    for commitment in commitments:
        known = (s.known_id for s in commitment.states if s.known_id not in (None, *taken))
        commitment.id = next(filter(None, known), "")
        taken.add(commitment.id)
    for commitment in commitments:
        if not commitment.id:
            commitment.id = _id(commitment.states[0], known_ids, taken)
            taken.add(commitment.id)


def _continue(
    commitments: list[Commitment], states: Sequence[TargetState], events: Counter[str]
) -> dict[TargetState, Commitment]:
    """Append each state to the commitment that it continues; states that continue none are new."""
    continued: dict[TargetState, Commitment] = {}
    for rule, is_of_ended in _RULES:
        for state in states:
            left = [
                c
                for c in commitments
                if c not in continued.values() and (c.outcome is not None) is is_of_ended
            ]
            match = next((c for c in left if rule(c.last, state)), None)
            if match and state not in continued:
                continued[state] = match
                events[_change(match, state)] += 1
                match.states.append(state)
                match.outcome, match.ending, match.successor = None, None, None
    return continued


def _change(commitment: Commitment, after: TargetState) -> str:
    """The name of the event that a commitment continues, by what changed."""
    before = commitment.last
    if commitment.outcome is not None:
        return "commitments return that an earlier snapshot lacked"
    if after.kind is NoTarget.no_target:
        return "rows continue to say no target"
    if before.horizon is not after.horizon:
        return "commitments continue under the other horizon"
    if before.kind is not after.kind:
        return "commitments continue, reclassified"
    if before.year != after.year or before.values.get("value") != after.values.get("value"):
        return "commitments continue with another figure"
    return "commitments continue as they were"


def _end(
    commitment: Commitment, current: Mapping[TargetState, Commitment], events: Counter[str]
) -> None:
    """End a commitment by the current state of its horizon; without one it stays open."""
    horizon = commitment.last.horizon
    ending = next((state for state in current if state.horizon is horizon), None)
    if ending is None:
        events["commitments stay open that the next snapshot says nothing of"] += 1
        return
    withdrawn = ending.kind is NoTarget.no_target
    commitment.ending = ending
    commitment.successor = current[ending]
    commitment.outcome = PledgeOutcome.withdrawn if withdrawn else PledgeOutcome.superseded
    had_none = commitment.last.kind is NoTarget.no_target
    events[f"{'rows of no target' if had_none else 'commitments'} {commitment.outcome}"] += 1


def _id(state: TargetState, known_ids: Mapping[str, str], taken: set[str]) -> str:
    slug = state.slug()
    with_horizon = f"{slug}-{state.horizon}"
    return known_ids.get(with_horizon) or (with_horizon if slug in taken else slug)

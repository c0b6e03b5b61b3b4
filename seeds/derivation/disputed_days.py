"""Days on which snapshots of other sources speak against a pledge.

A snapshot states the targets of a party on its days. One that states another target of the same
horizon, or none, and does not have the pledge, speaks against it:

- Between two source records of the pledge, nobody knows whether it stood: the days from one to the
  other are disputed. So are those between its announcement and its first record.
- Before the first day of the pledge, a statement that there is none says that it had not begun.

A source that has the pledge as well does not speak against it, and neither does a history, which
tells of some targets and not of all.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from schema.periods import Period, day_after, day_before
from seeds.derivation.bounds import Bounds
from seeds.derivation.source_records import PledgeRecord
from seeds.loading.values import Record, Value

_SNAPSHOT = "snapshot"


class _Anchor(NamedTuple):
    """Days on which a pledge stood, and its horizon by then."""

    first: str
    last: str
    horizon: Value


class OtherRecords:
    """The snapshots of each party, whatever pledge they are of."""

    def __init__(self, record: Record) -> None:
        self._snapshots: dict[object, list[PledgeRecord]] = defaultdict(list)
        for row in record["pledge-records"]:
            if row.values["form"] == _SNAPSHOT:
                self._snapshots[row.party].append(PledgeRecord(row))

    def without(self, own: Sequence[PledgeRecord]) -> list[PledgeRecord]:
        """The snapshots of the same party, of sources that do not have the pledge."""
        sources = {record.source_id for record in own}
        parties = {record.row.party for record in own}
        others = [record for party in parties for record in self._snapshots[party]]
        return [record for record in others if record.source_id not in sources]


def disputed_days(
    own: Iterable[PledgeRecord], others: Iterable[PledgeRecord], start: Period | None
) -> list[Period]:
    """The days between what is known of a pledge that another snapshot speaks against.

    Args:
        own: The source records of the pledge.
        others: The snapshots of sources that do not have it.
        start: The day on which it began, if that is stated.
    """
    records = sorted(own, key=lambda record: record.first_seen)
    anchors = [_Anchor(r.first_seen, r.last_seen, r.row.values["horizon"]) for r in records]
    if start is not None and anchors:
        anchors.insert(0, _Anchor(start[1], start[1], anchors[0].horizon))
    snapshots, disputed = list(others), []
    for i, following in enumerate(anchors[1:], 1):
        before = max(anchors[:i], key=lambda anchor: anchor.last)
        gap = day_after(before.last), day_before(following.first)
        horizons = {before.horizon, following.horizon}
        if gap[0] <= gap[1] and any(_is_of(r, gap, horizons) for r in snapshots):
            disputed.append(gap)
    return disputed


def _is_of(record: PledgeRecord, days: Period, horizons: set[Value]) -> bool:
    is_on = record.first_seen <= days[1] and record.last_seen >= days[0]
    return is_on and record.row.values["horizon"] in horizons


def last_day_without(
    own: Sequence[PledgeRecord], others: Iterable[PledgeRecord], start: Period | None
) -> str | None:
    """The last day before a pledge on which a source states that there is none of its horizon."""
    if not own:
        return None
    first = min(own, key=lambda record: record.possible_from)
    begun = min(first.possible_from, start[0]) if start else first.possible_from
    horizon = first.row.values["horizon"]
    days = [r.last_seen for r in others if r.states_none and r.row.values["horizon"] == horizon]
    return max((day for day in days if day < begun), default=None)


def bounds_around(bounds: Bounds, disputed: Iterable[Period], day: str) -> Bounds:
    """The bounds with the certain days around a day, which end where disputed ones begin.

    On a disputed day they are crossed: certain up to `certain_to` and again from `certain_from`.
    """
    certain, first = [], bounds.certain_from
    for gap in disputed:
        if gap[0] <= day <= gap[1]:
            return bounds._replace(certain_from=day_after(gap[1]), certain_to=day_before(gap[0]))
        certain.append((first, min(day_before(gap[0]), bounds.certain_to)))
        first = day_after(gap[1])
    certain.append((first, bounds.certain_to))
    certain = [(since, until) for since, until in certain if since <= until]
    around = [days for days in certain if days[0] <= day] or certain[:1]
    return (
        bounds._replace(certain_from=around[-1][0], certain_to=around[-1][1]) if around else bounds
    )

"""Completes pledges: status and status date from their steps, and what they supersede."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from schema.pledges import PledgeKind
from seeds.loading.values import Record, Row, Value

SourceRows = dict[Value, Row]


def steps_by_pledge(record: Record) -> dict[Value, list[Row]]:
    """The steps by pledge id."""
    steps: dict[Value, list[Row]] = defaultdict(list)
    for row in record["pledge-steps"]:
        steps[row.values["pledge_id"]].append(row)
    return steps


def complete_pledges(record: Record, steps: dict[Value, list[Row]]) -> None:
    """Set `status`, `status_date` and `supersedes_id` of pledges that lack them, in place."""
    sources = {row.values["id"]: row for row in record["sources"]}
    superseded = superseded_by(record["pledges"])
    for row in record["pledges"]:
        key = row.values["id"]
        row.values |= latest_status(row.values, steps[key], sources)
        if row.values["supersedes_id"] is None:
            row.values["supersedes_id"] = superseded.get(key)


def superseded_by(pledges: Iterable[Row]) -> dict[Value, str]:
    """The superseded pledge by its successor's id; of several, the one that ended last."""
    ended = sorted(pledges, key=lambda row: (row.text("ended_by") or "", row.text("id") or ""))
    return {by: row.text("id") or "" for row in ended if (by := row.text("superseded_by_id"))}


def latest_status(
    values: dict[str, Value], steps: list[Row], sources: SourceRows
) -> dict[str, Value]:
    """The status of a pledge and its date, by the latest step with a status.

    Empty if the row has a status. The latest step is that of the youngest source. A source without
    a date counts as of the date in its step; steps without a date come first. `no_target` ends a
    pledge and is not its status. If the latest step has no date, the date is that of the latest
    step with the same status.
    """
    if values["status"] is not None:
        return {}
    ranked = sorted(
        (step for step in steps if step.values["status"] is not None and _counts(step, values)),
        key=lambda step: _rank(step, sources),
    )
    if not ranked:
        return {}
    status = ranked[-1].values["status"]
    dates = [s.values["date"] for s in ranked if s.values["status"] == status and s.text("date")]
    own = ranked[-1].values["date"]
    return {"status": status, "status_date": own or (dates[-1] if dates else None)}


def _counts(step: Row, pledge: dict[str, Value]) -> bool:
    """Whether a step describes a target, or the pledge is `no_target` as well."""
    no_target = PledgeKind.no_target
    return step.values["kind"] != no_target or pledge["kind"] == no_target


class _Rank(NamedTuple):
    """The sort key of steps, the latest last."""

    source_date: str
    step_date: str
    id: str


def _rank(step: Row, sources: SourceRows) -> _Rank:
    source = sources.get(step.values["source_id"])
    source_date = source and (source.text("published") or source.text("retrieved"))
    step_date = latest_day_sort_key(step.text("date") or "")
    return _Rank(source_date or step_date, step_date, step.text("id") or "")


def latest_day_sort_key(date: str) -> str:
    """A text that sorts as the last day of a date: `2021` sorts after every day of 2021."""
    return date + "~" * (10 - len(date)) if date else ""

"""What follows for a pledge from its steps and from those that replaced it: pure functions."""

from collections import defaultdict
from collections.abc import Iterable

from schema.pledges import PledgeKind
from seeds.loading.values import Record, Row, Value

Sources = dict[Value, Row]


def steps_by_pledge(record: Record) -> dict[Value, list[Row]]:
    """The steps of each pledge."""
    steps: dict[Value, list[Row]] = defaultdict(list)
    for row in record["pledge-steps"]:
        steps[row.values["pledge_id"]].append(row)
    return steps


def complete_pledges(record: Record, steps: dict[Value, list[Row]]) -> None:
    """Set status, status date and what each pledge supersedes, where its row says nothing."""
    sources = {row.values["id"]: row for row in record["sources"]}
    superseded = superseded_by(record["pledges"])
    for row in record["pledges"]:
        key = row.values["id"]
        row.values |= latest_status(row.values, steps[key], sources)
        if row.values["supersedes_id"] is None:
            row.values["supersedes_id"] = superseded.get(key)


def superseded_by(pledges: Iterable[Row]) -> dict[Value, str]:
    """Which pledge each one superseded; of several, the one that ended last."""
    told = ((row.text("ended_by"), row.text("id"), row.text("superseded_by_id")) for row in pledges)
    ended = sorted((day or "", key or "", by) for day, key, by in told if by)
    return {by: key for _, key, by in ended}


def latest_status(values: dict[str, Value], steps: list[Row], sources: Sources) -> dict[str, Value]:
    """A pledge's status and its date, from the latest telling that has one, if the row gives none.

    The latest telling is that of the youngest source; a source without a day counts as of the day
    that it tells of, and undated ones come first. A date of reduced precision counts as its last
    day. The word that there is no target ends a pledge and is not its status. Where the latest
    telling has no date, the date is that of the latest one which gives the same status.
    """
    if values["status"] is not None:
        return {}
    telling = sorted(
        (step for step in steps if step.values["status"] is not None and _stands(step, values)),
        key=lambda step: _age(step, sources),
    )
    if not telling:
        return {}
    status = telling[-1].values["status"]
    dates = [s.values["date"] for s in telling if s.values["status"] == status and s.text("date")]
    own = telling[-1].values["date"]
    return {"status": status, "status_date": own or (dates[-1] if dates else None)}


def _stands(step: Row, pledge: dict[str, Value]) -> bool:
    none = PledgeKind.no_target
    return step.values["kind"] != none or pledge["kind"] == none


def _age(step: Row, sources: Sources) -> tuple[str, str, str]:
    source = sources.get(step.values["source_id"])
    told = source and (source.text("published") or source.text("retrieved"))
    day = latest_day_sort_key(step.text("date") or "")
    return told or day, day, step.text("id") or ""


def latest_day_sort_key(date: str) -> str:
    """A text that sorts as the last day a date may mean: `2021` after every day of 2021."""
    return date + "~" * (10 - len(date)) if date else ""

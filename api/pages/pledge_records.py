"""What the source records of a pledge show: a ladder, lanes over time, and all side by side."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from api.pages.charts.dates import in_years
from api.pages.charts.lanes import Certainty, Lane, Stretch, lane_chart
from api.pages.citing import named_by
from api.pages.pledge_words import gases, horizon, kind, per, status
from api.pages.reading import Json
from api.pages.wording import UNKNOWN, capital, figure, words

# From the weakest standing to the firmest; the last rung has two.
_RUNGS = (
    ("proposed",),
    ("declaration",),
    ("in_policy_document",),
    ("in_law",),
    ("achieved_self_declared", "achieved_externally_validated"),
)
# The columns that are compared: the label of each, and its values in words.
COLUMNS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "kind": ("Kind", kind),
    "horizon": ("End or interim", horizon),
    "target_year": ("Target year", str),
    "target_year_qualifier": ("By, before, around", words),
    "target_year_note": ("Note on the year", str),
    "value": ("Size", figure),
    "unit": ("Unit of the size", words),
    "per": ("Per", per),
    "baseline_year": ("Base year", str),
    "gases": ("Gases", gases),
    "scope": ("Scope", str),
    "conditionality": ("Conditions", words),
    "status": ("Standing", status),
    "status_date": ("Date of the standing", str),
    "announced_on": ("Announced", str),
    "announced_by_id": ("Announced by", str),
    "document_url": ("Document", str),
}


def in_order(records: Sequence[Json]) -> list[Json]:
    """Source records by the first day on which each is known, those of one source together."""
    first: dict[str, str] = {}
    for record in records:
        day = record["first_seen"]
        first[record["source_id"]] = min(day, first.get(record["source_id"], day))
    return sorted(records, key=lambda each: (first[each["source_id"]], each["first_seen"]))


def ladder(records: Sequence[Json], current: str | None) -> list[Json]:
    """The five rungs of standing, each with the records that state it.

    Args:
        records: The source records, in order.
        current: The standing that the pledge has, or None.
    """
    at = next((i for i, rung in enumerate(_RUNGS) if current in rung), -1)
    rungs = []
    for i, rung in enumerate(_RUNGS):
        stated = [each for each in records if each["values"].get("status") in rung]
        named = current if i == at else next((r["values"]["status"] for r in stated), rung[0])
        rungs.append(
            {
                "name": capital(status(named)),
                "css": _rung_css(i, at, bool(stated)),
                "records": stated,
            }
        )
    return rungs


def _rung_css(i: int, at: int, is_stated: bool) -> str:
    if i == at:
        return "current"
    if not is_stated:
        return ""
    return "stated below" if i < at else "stated"


def side_by_side(records: Sequence[Json], used: Sequence[Json]) -> list[Json]:
    """A row for each column that a source states: what each states, and whether they differ.

    Args:
        records: The source records, in order.
        used: The statements whose values the pledge shows today.
    """
    shown = {(each["field"], each["source_record_id"]) for each in used}
    rows = []
    for column, (label, in_words) in COLUMNS.items():
        stated = [r["values"][column] for r in records if column in r["values"]]
        if not stated:
            continue
        rows.append(
            {
                "label": label,
                "cells": [_cell(record, column, in_words, shown) for record in records],
                "verdict": _verdict(stated),
            }
        )
    return rows


def _cell(
    record: Json, column: str, in_words: Callable[[Any], str], shown: set[tuple[str, str]]
) -> Json:
    """What one record states of a column; an absent key is silence, a null states that none is."""
    is_silent = column not in record["values"]
    value = record["values"].get(column)
    text = "says nothing" if is_silent else "states none" if value is None else in_words(value)
    if column == "document_url" and value is not None:
        text = document(value)
    return {
        "text": text,
        "is_silent": is_silent,
        "is_used": (column, record["id"]) in shown,
        "url": value if column == "document_url" else None,
        "official": value if column == "announced_by_id" else None,
    }


def document(url: str) -> str:
    """A document in words: the last part of its path, and its host."""
    parts = urlsplit(url)
    return f"{unquote(parts.path.rpartition('/')[2]) or parts.path} at {parts.hostname}"


def _verdict(stated: Sequence[Any]) -> str:
    if len(stated) == 1:
        return "one source"
    return "agree" if all(value == stated[0] for value in stated) else "differ"


def lanes(pledge: Json, records: Sequence[Json], sources: dict[str, Json], name: str) -> Any:
    """The chart of what each source states, and when it is known to state it.

    Args:
        pledge: The pledge.
        records: Its source records, in order.
        sources: The sources, by id.
        name: The pledge in words.
    """
    drawn = [
        Lane(short_publisher(sources, record), _edition(record), _stretches(record))
        for record in records
    ]
    if not drawn:
        return None
    return lane_chart(
        drawn, _certainty(pledge), "Known to stand", f"{name}: what each source states"
    )


def short_publisher(sources: dict[str, Json], record: Json) -> str:
    """The publisher of a record's source, or the start of its title."""
    source = sources.get(record["source_id"])
    named = UNKNOWN if source is None else named_by(source)
    return named if len(named) <= 26 else f"{named[:25]}…"


def _edition(record: Json) -> str:
    """What is said under the publisher: the speech, or the day of a snapshot or a text."""
    if (speech := record["speech"]) is not None:
        return f"{speech['occasion'] or words(speech['kind'])}, {speech['date']}"
    is_snapshot = record["form"] == "snapshot"
    return f"{'snapshot' if is_snapshot else 'text'} of {record['last_seen']}"


def _stretches(record: Json) -> list[Stretch]:
    """The dates that a record states, and last the days on which it is known to state this."""
    values = record["values"]
    labels: dict[str, list[str]] = {}
    if values.get("status_date"):
        labels.setdefault(values["status_date"], []).append(status(values.get("status")))
    if values.get("announced_on"):
        labels.setdefault(values["announced_on"], []).append("announced")
    css = values.get("status") if values.get("status_date") else "d-s2"
    stated = [
        Stretch(
            in_years(day, at_end=False),
            in_years(day, at_end=True),
            css or "unknown",
            f"{' and '.join(dict.fromkeys(said))}, {day}",
        )
        for day, said in sorted(labels.items())
    ]
    first, last = record["first_seen"], record["last_seen"]
    undated = (
        f"{status(values['status'])}, no date; " if values.get("status") and not labels else ""
    )
    days = first if first == last else f"{first} to {last}"
    known = Stretch(
        in_years(first, at_end=False),
        in_years(last, at_end=True),
        "seen",
        f"{undated}stated {days}",
    )
    return [*stated, known]


def _certainty(pledge: Json) -> Certainty:
    first, last, stop = pledge["certain_from"], pledge["certain_until"], pledge["ended_by"]
    ended = f"; ended by {stop}" if stop else ""
    days = first if first == last else f"{first} to {last}"
    return Certainty(
        None if first is None else in_years(first, at_end=False),
        None if last is None else in_years(last, at_end=True),
        None if stop is None else in_years(stop, at_end=True),
        f"{days}{ended}" if first else f"on no day{ended}",
    )

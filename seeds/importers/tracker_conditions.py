"""What the text of the Net Zero Tracker says of the conditions of a target.

The tracker has no column for it. Its text says it in many ways, in three languages, and often of
another year or another target of the party. A person has read it: `tracker_conditions.yaml` has the
words of the text, and what they say. Where the text speaks of conditions in other words, nothing is
concluded, and a note says so.
"""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from schema.import_notes import ImportAction, ImportReason
from schema.pledge_terms import Conditionality, TargetHorizon
from seeds.importers.cells import collapsed
from seeds.importers.context import Cells, ImportContext

_TEXTS = ("{}_target_text", "{}_target_other")
TEXT_COLUMNS = tuple(column.format(horizon) for horizon in TargetHorizon for column in _TEXTS)
_CONDITION = re.compile(r"\S*condition\S*", re.IGNORECASE)


class StatedConditions(NamedTuple):
    """What the words of a source say of the conditions of a target, and the words."""

    conditionality: Conditionality | None = None
    words: str | None = None


NOTHING_STATED = StatedConditions()


@cache
def _readings() -> dict[tuple[str, str], list[StatedConditions]]:
    """What the words say that were read, by party and horizon."""
    entries = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    readings: dict[tuple[str, str], list[StatedConditions]] = {}
    for entry in entries:
        stated = StatedConditions(Conditionality(entry["conditionality"]), entry["words"])
        readings.setdefault((entry["party"], entry["horizon"]), []).append(stated)
    return readings


def stated_conditions(
    cells: Cells, horizon: TargetHorizon, party: str, context: ImportContext
) -> StatedConditions:
    """What the text of a target says of its conditions, with a note if it was not read.

    The words are as this row has them, whose letters may be smaller than in the list.
    """
    columns = [column.format(horizon) for column in _TEXTS]
    for column in columns:
        text = collapsed(cells.get(column, ""))
        for reading in _readings().get((party, horizon), ()):
            start = text.lower().find((reading.words or "").lower())
            if start >= 0:
                words = text[start : start + len(reading.words or "")]
                return StatedConditions(reading.conditionality, words)
    for column in columns:
        if match := _CONDITION.search(cells.get(column, "")):
            context.leave_out(
                "speaks of conditions in words that are not read as those of this target",
                value=match[0],
                column=column,
                reason=ImportReason.ambiguous,
                action=ImportAction.cell_left_out,
            ).field = "conditionality"
            break
    return NOTHING_STATED


def note_texts(cells: Cells, horizon: TargetHorizon, context: ImportContext) -> None:
    """Note that the texts of a target are left out, but for what they say of conditions."""
    for column in TEXT_COLUMNS:
        if column.startswith(horizon) and cells.get(column, "").strip():
            context.leave_out(
                "a text of which only what it says of conditions is imported",
                column=column,
                action=ImportAction.cell_left_out,
            )

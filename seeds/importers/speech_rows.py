"""What the importers of speeches share: columns, and texts of cells."""

import re

from seeds.importers.cells import collapsed, matching
from seeds.importers.context import Cells

SPEECH_COLUMNS = (
    "id", "kind", "title", "country_code", "group_id", "speaker_name", "speaker_role", "occasion",
    "session", "year", "date", "word_count", "climate_sentences", "url", "locator", "source_id",
)  # fmt: skip
_C1_CONTROL = re.compile("[\x80-\x9f]")


def printed(text: str) -> str | None:
    """The text with its white space folded; None if it is empty.

    A C1 control character is a byte of Windows-1252 that was read as Latin-1: it is replaced by the
    letter that it stands for.
    """
    repaired = _C1_CONTROL.sub(lambda match: _from_windows_1252(match[0]), text)
    return collapsed(repaired) or None


def _from_windows_1252(character: str) -> str:
    return character.encode("latin-1").decode("cp1252", "replace")


def count(cells: Cells, column: str) -> int:
    """The whole number in a cell."""
    return int(matching(cells, column, r"0|[1-9]\d*", "a number of words or sentences"))

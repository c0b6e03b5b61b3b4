"""A row of OWID's chart of net-zero targets: party, words and years.

Editions differ: that of 2021 has status and target year in one cell (`In law (2050)`) and the year
of the scorecard in `Year`; in later ones the cell has the status, and `Year` is the target year.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from schema.import_notes import ImportReason
from schema.pledge_terms import PledgeStatus
from seeds.importers.cells import checked_alpha3, collapsed
from seeds.importers.context import BadCell, Cells, ImportContext
from seeds.importers.country_groups import EU
from seeds.importers.editions import Edition
from seeds.importers.notes import Note

INPUT_COLUMNS = ("Entity", "Code", "Year")
_TARGET = "National Net-Zero Target"
_WORDS = re.compile(r"(.*?)(?: ?\((20\d\d)\))?", re.ASCII)
_STATUSES = {
    "in law": PledgeStatus.in_law,
    "in policy document": PledgeStatus.in_policy_document,
    "declaration/pledge": PledgeStatus.declaration,
    "proposed legislation": PledgeStatus.proposed,
    "proposed/in discussion": PledgeStatus.proposed,
    "target under discussion": PledgeStatus.proposed,
    "achieved": None,
    "achieved (self-declared)": PledgeStatus.achieved_self_declared,
    "achieved (externally validated)": PledgeStatus.achieved_externally_validated,
}
# Parties without a code upstream. Some editions have codes of their own, such as OWID_EU27.
_PARTIES = {"European Union": EU, "European Union (27)": EU, "Micronesia": "FSM",
            "Micronesia (country)": "FSM", "Vatican City": "VAT", "Vatican": "VAT",
            "Kosovo": "XKX"}  # fmt: skip
_OWN_CODE = "OWID_"


@dataclass(frozen=True, slots=True)
class Score:
    """A row of the scorecard: the party, the date it is of, the text of its cell, and its source.

    `year` is the target year, `notes` are of what was left out there.
    """

    party: str
    scored_in: str
    words: str
    source_id: str
    year: str | None
    notes: Sequence[Note] = ()

    @property
    def status(self) -> PledgeStatus | None:
        """The status; None where the words leave it open."""
        return _STATUSES.get(_status_words(self.words))


def _status_words(words: str) -> str:
    match = _WORDS.fullmatch(words)
    plain = collapsed(match[1] if match else words).casefold()
    return re.sub(r"\s*/\s*", "/", plain)


def year_in(words: str) -> str | None:
    """The target year in the words of a cell."""
    match = _WORDS.fullmatch(words)
    return match[2] if match else None


def target_column(path: Path) -> str:
    """The column of the status: the first that is none of the others."""
    if not path.is_file():
        return _TARGET
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        header = [name.strip() for name in next(csv.reader(stream), [])]
    others = [name for name in header if name and name not in INPUT_COLUMNS]
    return _TARGET if _TARGET in others or not others else others[0]


def year_of_all(path: Path) -> str | None:
    """The year of the scorecard, if all rows are of one year: then it is that of the edition."""
    if not path.is_file():
        return None
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        years = {(row.get("Year") or "").strip() for row in csv.DictReader(stream)}
    year = years.pop() if len(years) == 1 else ""
    return year if re.fullmatch(r"20\d\d", year, re.ASCII) else None


def scores_in(
    cells: Cells, column: str, edition: Edition, countries: set[str], context: ImportContext
) -> list[Score]:
    """The score in a row; none for an entity that is no party."""
    words, name = collapsed(cells[column]), cells["Entity"].strip()
    code = cells["Code"].strip()
    party = _PARTIES.get(name) if not code or code.startswith(_OWN_CODE) else code
    if party is None:
        context.leave_out("no code, and no name that is known", value=name, column="Entity")
        return []
    if party != EU:
        checked_alpha3(party, "Code")
        if countries and party not in countries:
            context.leave_out("no country of the record", value=name, column="Entity")
            return []
    if not words:
        context.events["an empty target"] += 1
        return []
    year = re.fullmatch(r"(20\d\d)(\.0+)?", cells["Year"].strip(), re.ASCII)
    if year is None:
        raise BadCell("Year", f"{cells['Year'].strip()!r} is not a year")
    is_target_year = year[1] > edition.date[:4]
    target_year = year_in(words) or (year[1] if is_target_year else None)
    scored_in = edition.date if is_target_year or len(edition.date) > 4 else year[1]
    notes = _notes(cells, column, words, context)
    return [Score(party, scored_in, words, edition.source_id, target_year, notes)]


def _notes(cells: Cells, column: str, words: str, context: ImportContext) -> list[Note]:
    """A note of a status that the record leaves out."""
    status = _status_words(words)
    if _STATUSES.get(status) is not None:
        return []
    note, reason = "does not say by whose word it is achieved", ImportReason.ambiguous
    if status not in _STATUSES:
        note, reason = "is a word that is new here; the record has it as `words`", _NEW
    row = {"resource": "source-records", "field": "values"}
    return [context.leave_out_cell(cells, column, note, reason, **row)]


_NEW = ImportReason.out_of_scope

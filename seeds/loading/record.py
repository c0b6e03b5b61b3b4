"""Files of facts to a record of typed rows, of which the largest tables are on disk."""

from collections.abc import Iterable

from seeds.loading.files import FactProblem, Facts
from seeds.loading.spool import spool_of
from seeds.loading.values import Record, Rows, ValueCache, fields_of, type_row
from seeds.processes import Start, here

# The tables that are never held as a whole, in the order in which they are derived.
SPOOLED = {
    "emissions-shares": ("series_id", "year", "source_id"),
    "indicators": ("indicator", "year", "source_id"),
    "tenure-records": ("country_code", "group_id"),
    "officials": ("id",),
    "speeches": ("id",),
}
_LARGEST = "emissions-shares"  # two fifths of the bytes of all facts


def type_rows(facts: Facts, start: Start = here) -> tuple[Record, list[FactProblem]]:
    """Read and type every row. A cell that cannot be typed is null and has a problem.

    Each row is typed as it is read, so that the cells of the files are never held together.

    Args:
        facts: The files.
        start: How the largest table is read beside the others.
    """
    largest = start(lambda: _typed(facts, [_LARGEST]))
    others = _typed(facts, [name for name in facts.files if name != _LARGEST])
    typed = largest() | others
    problems = [problem for _, of_table in typed.values() for problem in of_table]
    return {name: typed[name][0] for name in facts.files}, problems


def _typed(facts: Facts, names: Iterable[str]) -> dict[str, tuple[Rows, list[FactProblem]]]:
    """The rows of tables, and the problems of each."""
    typed: dict[str, tuple[Rows, list[FactProblem]]] = {}
    for name in names:
        fields, cache = fields_of(name), ValueCache()
        problems: list[FactProblem] = []
        rows = (type_row(fact, fields, cache, problems) for fact in facts.rows(name, problems))
        typed[name] = spool_of(rows, SPOOLED[name]) if name in SPOOLED else list(rows), problems
    return typed

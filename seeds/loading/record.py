"""Files of facts to a record of typed rows, of which the largest table is on disk."""

from seeds.loading.files import FactProblem, Facts
from seeds.loading.spool import Spool
from seeds.loading.values import Record, ValueCache, fields_of, type_row

# The tables that are never held as a whole, in the order in which they are derived.
SPOOLED = {"emissions-shares": ("series_id", "year", "source_id")}


def type_rows(facts: Facts) -> tuple[Record, list[FactProblem]]:
    """Read and type every row. A cell that cannot be typed is null and has a problem.

    Each row is typed as it is read, so that the cells of the files are never held together.
    """
    problems: list[FactProblem] = []
    record: Record = {}
    for name in facts.files:
        fields, cache = fields_of(name), ValueCache()
        rows = (type_row(fact, fields, cache, problems) for fact in facts.rows(name))
        record[name] = Spool(rows, SPOOLED[name]) if name in SPOOLED else list(rows)
    return record, problems

"""Former ids: those of a support table become a column of the rows that they lead to."""

from collections import defaultdict
from collections.abc import Iterable

from schema import RECORD
from schema.resource import Resource
from schema.scalars import FORMER_IDS
from seeds.loading.spool import Spool
from seeds.loading.values import Record, Row, Value

FOLDER = "former-ids"


def former_id(row: Row) -> str:
    """The former id that a row of the support table declares, as resource and key."""
    return f"{row.values['resource']}/{row.values['former_id']}"


def successor_resource(row: Row) -> str | None:
    """The resource of the successor: by default that of the former id."""
    return row.text("successor_resource") or row.text("resource")


class FormerIds:
    """The former ids that a support table declares, by the rows that they lead to.

    Args:
        declared: The rows of the support table.
    """

    def __init__(self, declared: Iterable[Row]) -> None:
        # With their places in the table: the former ids of a row are in this order.
        self._declared: dict[tuple[str | None, Value], list[tuple[int, str]]] = defaultdict(list)
        for place, row in enumerate(declared):
            key = successor_resource(row), row.values["successor_id"]
            self._declared[key].append((place, former_id(row)))

    def add_to(self, row: Row, resource: Resource, also: Iterable[Value] = ()) -> None:
        """Add to a row what is declared of its key, and of others that stand for it, in place."""
        further = [
            declared
            for key in (row.values[resource.key], *also)
            for declared in self._declared.get((resource.name, key), ())
        ]
        if further:
            ids = row.values[FORMER_IDS]
            listed = ids if isinstance(ids, list) else []
            row.values[FORMER_IDS] = [*listed, *(former for _, former in sorted(further))]


def add_former_ids(record: Record) -> None:
    """Add each former id to its successor; the rules report those that lead nowhere.

    The rows of tables on disk get theirs as they are derived.
    """
    former = FormerIds(record[FOLDER])
    for resource in RECORD.values():
        rows = record[resource.name]
        if FORMER_IDS in resource.fields and not isinstance(rows, Spool):
            for row in rows:
                former.add_to(row, resource)

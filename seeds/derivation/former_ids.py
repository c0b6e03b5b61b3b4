"""Former ids: those of a support table become a column of the rows that they lead to."""

from collections import defaultdict

from schema import RECORD
from schema.scalars import FORMER_IDS
from seeds.loading.values import Record, Row, Value

FOLDER = "former-ids"


def former_id(row: Row) -> str:
    """The former id that a row of the support table declares, as resource and key."""
    return f"{row.values['resource']}/{row.values['former_id']}"


def successor_resource(row: Row) -> str | None:
    """The resource of the successor: by default that of the former id."""
    return row.text("successor_resource") or row.text("resource")


def add_former_ids(record: Record) -> None:
    """Add each former id to its successor; the rules report those that lead nowhere."""
    former: dict[tuple[str | None, Value], list[str]] = defaultdict(list)
    for declared in record[FOLDER]:
        key = successor_resource(declared), declared.values["successor_id"]
        former[key].append(former_id(declared))
    for name in {name for name, _ in former}:
        resource = RECORD.get(name or "")
        if resource is not None and FORMER_IDS in resource.fields:
            for row in record[resource.name]:
                if further := former.get((name, row.values[resource.key])):
                    ids = row.values[FORMER_IDS]
                    listed = ids if isinstance(ids, list) else []
                    row.values[FORMER_IDS] = [*listed, *further]

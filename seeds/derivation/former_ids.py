"""Former ids: those of a support table become a column of the rows that they lead to."""

from schema import RECORD
from schema.scalars import FORMER_IDS
from seeds.loading.values import Record, Row

FOLDER = "former-ids"


def former_id(row: Row) -> str:
    """The former id that a row of the support table declares, as resource and key."""
    return f"{row.values['resource']}/{row.values['former_id']}"


def successor_resource(row: Row) -> str | None:
    """The resource of the successor: by default that of the former id."""
    return row.text("successor_resource") or row.text("resource")


def add_former_ids(record: Record) -> None:
    """Add each former id to its successor; the rules report those that lead nowhere."""
    for declared in record[FOLDER]:
        resource = RECORD.get(successor_resource(declared) or "")
        if resource is not None and FORMER_IDS in resource.fields:
            for row in record[resource.name]:
                if row.values[resource.key] == declared.values["successor_id"]:
                    ids = row.values[FORMER_IDS]
                    listed = ids if isinstance(ids, list) else []
                    row.values[FORMER_IDS] = [*listed, former_id(declared)]

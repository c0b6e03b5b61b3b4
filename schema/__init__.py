"""The resources, one module each, and the published contracts."""

from importlib import import_module

from schema.claims import ReadingDifference
from schema.coverage import EmptyReason
from schema.registry import connect
from schema.releases import CHANGES, RELEASES
from schema.resource import Resource
from schema.vocabulary import Vocabulary

# The modules of resources, in the order of the contracts. References give a resource lists of other
# resources' rows in this order as well.
MODULES = (
    "countries",
    "country_names",
    "groups",
    "aggregates",
    "pledges",
    "source_records",
    "statements",
    "treaties",
    "treaty_statuses",
    "initiatives",
    "documents",
    "ndc_contents",
    "series",
    "emissions",
    "indicators",
    "claims",
    "officials",
    "offices",
    "persons",
    "speeches",
    "quotes",
    "dialogues",
    "events",
    "sources",
    "import_notes",
    "coverage",
    "releases",
)

RESOURCES: dict[str, Resource] = connect(
    value
    for name in MODULES
    for value in vars(import_module(f"schema.{name}")).values()
    if isinstance(value, Resource)
)

# Written by publishing: the releases, and the changes from the previous one to this one.
HISTORY: dict[str, Resource] = {resource.name: resource for resource in (RELEASES, CHANGES)}

# Written by the facts and what is derived from them.
RECORD: dict[str, Resource] = {
    name: resource for name, resource in RESOURCES.items() if name not in HISTORY
}

# By name: the vocabularies of columns, in the order of the contracts, and those answered elsewhere.
_OF_COLUMNS = [field.vocabulary for r in RESOURCES.values() for field in r.fields.values()]
VOCABULARIES: dict[str, type[Vocabulary]] = {
    vocabulary.__name__: vocabulary
    for vocabulary in (*_OF_COLUMNS, ReadingDifference, EmptyReason)
    if vocabulary is not None
}

# By a former name of a resource, its name.
FORMER_NAMES: dict[str, str] = {
    former: name for name, resource in RESOURCES.items() for former in resource.former_names
}

__all__ = [
    "CHANGES",
    "FORMER_NAMES",
    "HISTORY",
    "RECORD",
    "RELEASES",
    "RESOURCES",
    "VOCABULARIES",
    "Resource",
]

"""The resources, one module each, and the published contracts."""

from schema.comparisons import COMPARISONS
from schema.countries import COUNTRIES
from schema.dialogues import DIALOGUES
from schema.documents import DOCUMENTS
from schema.emissions import EMISSIONS_SHARES
from schema.groups import GROUPS, MEMBERSHIPS
from schema.officials import OFFICIALS, POSITIONS
from schema.pledges import PLEDGE_STEPS, PLEDGES
from schema.quotes import QUOTES
from schema.registry import connect
from schema.releases import CHANGES, RELEASES
from schema.resource import Resource
from schema.sources import SOURCES

# In the order of the contracts, and of the lists that references give to other resources.
RESOURCES: dict[str, Resource] = connect(
    (
        COUNTRIES,
        GROUPS,
        MEMBERSHIPS,
        PLEDGES,
        PLEDGE_STEPS,
        DOCUMENTS,
        EMISSIONS_SHARES,
        COMPARISONS,
        OFFICIALS,
        POSITIONS,
        QUOTES,
        DIALOGUES,
        SOURCES,
        RELEASES,
        CHANGES,
    )
)

# Written by publishing: the releases, and the changes from the previous one to this one.
HISTORY: dict[str, Resource] = {resource.name: resource for resource in (RELEASES, CHANGES)}

# Written by the facts and what is derived from them.
RECORD: dict[str, Resource] = {
    name: resource for name, resource in RESOURCES.items() if name not in HISTORY
}

__all__ = ["CHANGES", "HISTORY", "RECORD", "RELEASES", "RESOURCES", "Resource"]

"""What the data is: the table of contents, one module a resource, and the published contracts."""

from schema.comparisons import COMPARISONS
from schema.countries import COUNTRIES
from schema.dialogues import DIALOGUES
from schema.documents import DOCUMENTS
from schema.emissions import EMISSIONS_SHARES
from schema.groups import GROUPS, MEMBERSHIPS
from schema.officials import OFFICIALS, POSITIONS
from schema.pledges import PLEDGE_STEPS, PLEDGES
from schema.quotes import QUOTES
from schema.releases import CHANGES, RELEASES
from schema.resource import Resource
from schema.sources import SOURCES

# What the facts say.
RECORD: dict[str, Resource] = {
    resource.name: resource
    for resource in (
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
    )
}

# What publishing writes: which releases there were, and what this one changed.
HISTORY: dict[str, Resource] = {resource.name: resource for resource in (RELEASES, CHANGES)}

RESOURCES: dict[str, Resource] = {**RECORD, **HISTORY}

__all__ = ["CHANGES", "HISTORY", "RECORD", "RELEASES", "RESOURCES", "Resource"]

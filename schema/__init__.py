"""What the data is: the table of contents, one module a resource, and the published contracts."""

from schema.countries import COUNTRIES
from schema.dialogues import DIALOGUES
from schema.emissions import EMISSIONS_SHARES
from schema.groups import GROUPS, MEMBERSHIPS
from schema.officials import OFFICIALS, POSITIONS
from schema.pledges import PLEDGE_STEPS, PLEDGES
from schema.quotes import QUOTES
from schema.resource import Resource
from schema.sources import SOURCES

RESOURCES: dict[str, Resource] = {
    resource.name: resource
    for resource in (
        COUNTRIES,
        GROUPS,
        MEMBERSHIPS,
        PLEDGES,
        PLEDGE_STEPS,
        EMISSIONS_SHARES,
        OFFICIALS,
        POSITIONS,
        QUOTES,
        DIALOGUES,
        SOURCES,
    )
}

__all__ = ["RESOURCES", "Resource"]

"""The root: one field a row and one a list for each resource, `node`, and the release."""

import strawberry

from api.graphql.schema import types
from api.graphql.schema.fields import list_field, node_field, release_field, row_field
from api.graphql.schema.relay import Connection, Node
from schema import RESOURCES


@strawberry.type(
    description="Climate Record: who emits, who pledged, who held office, who said what."
)
class Query:
    """Every way in."""

    release: types.Release | None = release_field(RESOURCES["releases"])
    node: Node | None = node_field()
    country: types.Country | None = row_field(RESOURCES["countries"])
    group: types.Group | None = row_field(RESOURCES["groups"])
    membership: types.Membership | None = row_field(RESOURCES["memberships"])
    pledge: types.Pledge | None = row_field(RESOURCES["pledges"])
    pledge_step: types.PledgeStep | None = row_field(RESOURCES["pledge-steps"])
    document: types.Document | None = row_field(RESOURCES["documents"])
    emissions_share: types.EmissionsShare | None = row_field(RESOURCES["emissions-shares"])
    comparison: types.Comparison | None = row_field(RESOURCES["comparisons"])
    official: types.Official | None = row_field(RESOURCES["officials"])
    position: types.Position | None = row_field(RESOURCES["positions"])
    quote: types.Quote | None = row_field(RESOURCES["quotes"])
    dialogue: types.Dialogue | None = row_field(RESOURCES["dialogues"])
    source: types.Source | None = row_field(RESOURCES["sources"])
    change: types.Change | None = row_field(RESOURCES["changes"])
    countries: Connection[types.Country] = list_field(RESOURCES["countries"])
    groups: Connection[types.Group] = list_field(RESOURCES["groups"])
    memberships: Connection[types.Membership] = list_field(RESOURCES["memberships"])
    pledges: Connection[types.Pledge] = list_field(RESOURCES["pledges"])
    pledge_steps: Connection[types.PledgeStep] = list_field(RESOURCES["pledge-steps"])
    documents: Connection[types.Document] = list_field(RESOURCES["documents"])
    emissions_shares: Connection[types.EmissionsShare] = list_field(RESOURCES["emissions-shares"])
    comparisons: Connection[types.Comparison] = list_field(RESOURCES["comparisons"])
    officials: Connection[types.Official] = list_field(RESOURCES["officials"])
    positions: Connection[types.Position] = list_field(RESOURCES["positions"])
    quotes: Connection[types.Quote] = list_field(RESOURCES["quotes"])
    dialogues: Connection[types.Dialogue] = list_field(RESOURCES["dialogues"])
    sources: Connection[types.Source] = list_field(RESOURCES["sources"])
    releases: Connection[types.Release] = list_field(RESOURCES["releases"])
    changes: Connection[types.Change] = list_field(RESOURCES["changes"])

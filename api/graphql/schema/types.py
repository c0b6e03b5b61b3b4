"""The types: one class a resource, one line a field. Descriptions come from the tables.

`type_of` checks each class against its resource's declaration when this module is imported.
"""

from api.graphql.schema.enums import PartialDate
from api.graphql.schema.fields import type_of
from api.graphql.schema.relay import Connection, Node
from schema.comparisons import COMPARISONS
from schema.countries import COUNTRIES
from schema.dialogues import DIALOGUES, DialogueStatus
from schema.documents import DOCUMENTS, DocumentKind, DocumentStatus
from schema.emissions import EMISSIONS_SHARES, Accounting, Basis, Gas, ShareQualifier
from schema.groups import GROUPS, MEMBERSHIPS, GroupKind
from schema.officials import OFFICIALS, POSITIONS
from schema.pledges import (
    PLEDGE_STEPS,
    PLEDGES,
    Gases,
    Horizon,
    Outcome,
    PledgeKind,
    PledgeStatus,
    Qualifier,
)
from schema.quotes import QUOTES, QuoteKind, SpeakerKind, SpeakerMatch
from schema.releases import CHANGES, RELEASES, ChangeKind
from schema.sources import SOURCES, SourceKind


@type_of(COUNTRIES)
class Country(Node):
    """One ISO 3166-1 entry, with its M49 region and the other names it goes by."""

    code: str
    alpha2: str | None
    numeric: str | None
    name: str
    official_name: str | None
    region: str | None
    region_code: str | None
    subregion: str | None
    subregion_code: str | None
    independent: bool | None
    wikidata_id: str | None
    aliases: list[str]
    source_id: str
    source: "Source"
    groups: "Connection[Group]"
    memberships: "Connection[Membership]"
    pledges: "Connection[Pledge]"
    documents: "Connection[Document]"
    emissions_shares: "Connection[EmissionsShare]"
    officials: "Connection[Official]"
    positions: "Connection[Position]"
    quotes: "Connection[Quote]"
    dialogues: "Connection[Dialogue]"


@type_of(GROUPS)
class Group(Node):
    """One bloc or grouping. The European Union is a party of its own, never a country."""

    slug: str
    name: str
    acronym: str | None
    kind: GroupKind
    party: bool
    aliases: list[str]
    source_id: str
    source: "Source"
    members: "Connection[Country]"
    memberships: "Connection[Membership]"
    pledges: "Connection[Pledge]"
    documents: "Connection[Document]"
    emissions_shares: "Connection[EmissionsShare]"


@type_of(MEMBERSHIPS)
class Membership(Node):
    """One country's, or one group's, belonging to a group."""

    slug: str
    group_id: str
    country_code: str | None
    member_group_id: str | None
    start_date: PartialDate | None
    end_date: PartialDate | None
    source_id: str
    holds: bool | None
    group: "Group"
    country: "Country | None"
    member_group: "Group | None"
    source: "Source"


@type_of(PLEDGES)
class Pledge(Node):
    """One commitment by one country or one group, however many sources tell of it."""

    slug: str
    country_code: str | None
    group_id: str | None
    kind: PledgeKind
    horizon: Horizon | None
    target_year: int | None
    target_year_qualifier: Qualifier | None
    gases: Gases | None
    scope: str | None
    value: float | None
    unit: str | None
    per: str | None
    baseline_year: int | None
    conditional: bool | None
    status: PledgeStatus | None
    status_date: PartialDate | None
    announced: PartialDate | None
    in_force_from: PartialDate | None
    in_force_to: PartialDate | None
    outcome: Outcome | None
    ended_by: PartialDate | None
    supersedes_id: str | None
    superseded_by_id: str | None
    announced_by_id: str | None
    document_url: str | None
    document_id: str | None
    source_id: str
    holds: bool | None
    country: "Country | None"
    group: "Group | None"
    announced_by: "Official | None"
    supersedes: "Pledge | None"
    superseded_by: "Pledge | None"
    document: "Document | None"
    source: "Source"
    steps: "Connection[PledgeStep]"


@type_of(PLEDGE_STEPS)
class PledgeStep(Node):
    """One source's telling of a pledge: what it says the pledge is, and how firm, on a date."""

    slug: str
    pledge_id: str
    date: PartialDate | None
    status: PledgeStatus | None
    kind: PledgeKind
    horizon: Horizon | None
    target_year: int | None
    gases: Gases | None
    value: float | None
    unit: str | None
    baseline_year: int | None
    words: str | None
    locator: str | None
    url: str | None
    source_id: str
    pledge: "Pledge"
    source: "Source"


@type_of(DOCUMENTS)
class Document(Node):
    """One file in the registry, for one party. A joint submission has a row for each party."""

    slug: str
    kind: DocumentKind
    country_code: str | None
    group_id: str | None
    title: str
    language: str | None
    version: str | None
    status: DocumentStatus
    submitted_on: PartialDate | None
    in_force_from: PartialDate | None
    in_force_to: PartialDate | None
    url: str
    source_id: str
    holds: bool | None
    country: "Country | None"
    group: "Group | None"
    source: "Source"
    pledges: "Connection[Pledge]"


@type_of(EMISSIONS_SHARES)
class EmissionsShare(Node):
    """One share of the world's emissions, measured from data or reported in words."""

    slug: str
    country_code: str | None
    group_id: str | None
    year: int | None
    gas: Gas | None
    accounting: Accounting | None
    basis: Basis
    emissions_mt: float | None
    world_mt: float | None
    share_percent: float
    members_without_data: list[str]
    qualifier: ShareQualifier | None
    words: str | None
    locator: str | None
    quote_id: str | None
    source_id: str
    country: "Country | None"
    group: "Group | None"
    quote: "Quote | None"
    source: "Source"
    comparison: "Connection[Comparison]"


@type_of(COMPARISONS)
class Comparison(Node):
    """One reported share, and one measured share that it could mean."""

    slug: str
    share_id: str
    measured_id: str
    country_code: str | None
    group_id: str | None
    year: int
    gas: Gas
    accounting: Accounting
    reported_percent: float
    measured_percent: float
    difference_points: float
    qualifier: ShareQualifier | None
    qualifier_fits: bool | None
    differs_in: list[str]
    explanation: str
    source_id: str
    share: "EmissionsShare"
    measured: "EmissionsShare"
    country: "Country | None"
    group: "Group | None"
    source: "Source"


@type_of(OFFICIALS)
class Official(Node):
    """One person who holds or held a post."""

    slug: str
    name: str
    sort_name: str | None
    native_name: str | None
    wikidata_id: str | None
    aliases: list[str]
    source_id: str
    source: "Source"
    positions: "Connection[Position]"
    countries: "Connection[Country]"
    quotes: "Connection[Quote]"
    pledges_announced: "Connection[Pledge]"


@type_of(POSITIONS)
class Position(Node):
    """One person's holding of one post."""

    slug: str
    official_id: str
    title: str
    organization: str | None
    country_code: str | None
    group_id: str | None
    start_date: PartialDate | None
    end_date: PartialDate | None
    attested_on: PartialDate | None
    occasion: str | None
    former: bool | None
    locator: str | None
    source_id: str
    holds: bool | None
    official: "Official"
    country: "Country | None"
    group: "Group | None"
    source: "Source"


@type_of(QUOTES)
class Quote(Node):
    """One statement by one speaker, to the letter as its source prints it."""

    slug: str
    text: str
    context: str | None
    kind: QuoteKind
    language: str
    translated: bool | None
    speaker_kind: SpeakerKind
    speaker_id: str | None
    speaker_match: SpeakerMatch | None
    speaker_name: str
    speaker_role: str | None
    position_id: str | None
    country_code: str | None
    group_id: str | None
    said_on: PartialDate | None
    occasion: str | None
    topics: list[str]
    locator: str | None
    emissions_share_id: str | None
    source_id: str
    speaker: "Official | None"
    position: "Position | None"
    country: "Country | None"
    group: "Group | None"
    emissions_share: "EmissionsShare | None"
    source: "Source"
    reported_shares: "Connection[EmissionsShare]"


@type_of(DIALOGUES)
class Dialogue(Node):
    """One forum between parties."""

    slug: str
    name: str
    acronym: str | None
    participants: list[str]
    status: DialogueStatus | None
    start_date: PartialDate | None
    end_date: PartialDate | None
    parent_id: str | None
    successor_id: str | None
    words: str | None
    locator: str | None
    source_id: str
    parent: "Dialogue | None"
    successor: "Dialogue | None"
    source: "Source"
    countries: "Connection[Country]"


@type_of(SOURCES)
class Source(Node):
    """One document or dataset, and the terms under which its facts are here."""

    slug: str
    kind: SourceKind
    publisher: str | None
    title: str | None
    url: str | None
    authors: list[str]
    published: PartialDate | None
    retrieved: PartialDate | None
    version: str | None
    licence: str | None
    licence_note: str | None
    citation: str
    pledges: "Connection[Pledge]"
    pledge_steps: "Connection[PledgeStep]"
    documents: "Connection[Document]"
    emissions_shares: "Connection[EmissionsShare]"
    quotes: "Connection[Quote]"


@type_of(RELEASES)
class Release(Node):
    """One immutable state of the record."""

    slug: str
    version: str
    released: PartialDate
    content_hash: str
    sequence: int
    previous_id: str | None
    rows: int
    added: int
    corrected: int
    removed: int
    previous: "Release | None"


@type_of(CHANGES)
class Change(Node):
    """One difference between this release and the one before it."""

    slug: str
    release_id: str
    previous_id: str
    resource: str
    row_id: str
    kind: ChangeKind
    field: str | None
    old: str | None
    new: str | None
    why: str | None
    country_code: str | None
    group_id: str | None
    source_id: str | None
    country: "Country | None"
    group: "Group | None"
    source: "Source | None"

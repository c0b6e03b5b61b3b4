"""NDC contents: what a list says of the content of each NDC or INDC, as bare facts."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.actors import Actor
from schema.pledge_terms import Conditionality, PledgeKind
from schema.resource import Indexes, Query, Resource
from schema.scalars import Inverse
from schema.vocabulary import CAIT_2018, Vocabulary


class ContributionStage(Vocabulary):
    """What a party had submitted when its contribution was described."""

    ndc = "ndc", "A nationally determined contribution under the Paris Agreement.", CAIT_2018
    indc = (
        "indc",
        "An intended nationally determined contribution, submitted before the party joined.",
        CAIT_2018,
    )


class ContributionType(Vocabulary):
    """What a contribution to mitigation consists of."""

    ghg_target = "ghg_target", "A target that is expressed in greenhouse gas emissions.", CAIT_2018
    non_ghg_target = (
        "non_ghg_target",
        "A target in other terms, such as a share of renewable energy.",
        CAIT_2018,
    )
    actions = "actions", "Policies and projects, without a target that sums them up.", CAIT_2018


class SectorCoverage(Vocabulary):
    """Which sectors of emissions a contribution covers."""

    all_with_lulucf = (
        "all_with_lulucf",
        "All sectors, land use, land-use change and forestry (LULUCF) among them.",
        CAIT_2018,
    )
    all_without_lulucf = (
        "all_without_lulucf",
        "All sectors but land use, land-use change and forestry (LULUCF).",
        CAIT_2018,
    )
    partial = "partial", "Some of the sectors only.", CAIT_2018


class NdcContent(SQLModel, table=True):
    """What one source says of the content of one party's NDC or INDC."""

    __tablename__ = "ndc_content"

    id: str = col.key("Stable slug of the row.")
    country_code: str | None = col.reference(
        "The country whose contribution it is.",
        "country.code",
        inverse=Inverse("ndc_contents", "What lists say of the content of its NDCs."),
    )
    group_id: str | None = col.reference(
        "The group whose contribution it is.",
        "country_group.id",
        inverse=Inverse("ndc_contents", "What lists say of the content of the group's NDCs."),
    )
    stage: ContributionStage = col.choice(
        ContributionStage, "Whether it was an NDC or an INDC.", index=True
    )
    document_id: str | None = col.reference(
        "The NDC that is meant: the party's last one in the registry before the list. Computed.",
        "document.id",
        inverse=Inverse("contents", "What lists say of its content."),
    )
    document_note: str | None = col.text("Why `document_id` is null.")
    contribution_types: list[ContributionType] = col.choices(
        ContributionType,
        "What its contribution to mitigation consists of.",
        filter_name="contribution_type",
    )
    target_kinds: list[PledgeKind] = col.choices(
        PledgeKind,
        "How its target in greenhouse gases is expressed. A trajectory is `other`.",
        filter_name="target_kind",
    )
    target_year: int | None = col.integer(
        "The year of its target, of two the later one; null if it has none.", index=True
    )
    earlier_target_year: int | None = col.integer("The earlier one of two target years.")
    baseline_year: int | None = col.integer(
        "The base year of its target; null if none applies, or there are several.", index=True
    )
    conditionality: Conditionality = col.choice(
        Conditionality, "Whether it hangs on conditions such as support.", index=True
    )
    gases: list[str] = col.texts(
        "The gases that it covers, as the source abbreviates them; empty if it does not say."
    )
    sector_coverage: SectorCoverage | None = col.choice(
        SectorCoverage, "Which sectors it covers; null if the source does not say.", index=True
    )
    attested_on: str = col.date("The date of the list.", index=True)
    locator: str = col.text("Where in the source: the file and the line.")
    source_id: str = col.source()


NDC_CONTENTS = Resource(
    name="ndc-contents",
    table=NdcContent,
    summary="Conditionality, gases, base and target years of NDCs and INDCs, as of a list.",
    example="chn-ndc-content-2018-06",
    actor=Actor(description="The country or group whose contribution it is."),
    indexes=Indexes(shared=("target_year", "baseline_year")),
    query=Query(
        filter_by=(
            "stage",
            "contribution_types",
            "target_kinds",
            "target_year",
            "baseline_year",
            "conditionality",
            "gases",
            "sector_coverage",
            "attested_on",
        )
    ),
)

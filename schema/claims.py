"""Claims: figures as a source words them, and the measured figures that each may mean."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.actors import Actor
from schema.deprecation import BEFORE_3
from schema.quotes import SpeakerMatch
from schema.resource import Query, Resource
from schema.scalars import Inverse
from schema.series import Accounting, Gas
from schema.vocabulary import Vocabulary


class ClaimMeasure(Vocabulary):
    """What the value of a claim measures."""

    share = "share", "Percent of the emissions of the whole world."
    rank = "rank", "Place among countries by their emissions; 1 is the largest emitter."


class Hedge(Vocabulary):
    """How a source hedges a figure."""

    almost = "almost", 'The source says that the figure is not quite reached: "almost 30%".'
    about = (
        "about",
        'The source says that the figure is near the true one, above or below: "about 15%".',
    )
    less_than = (
        "less_than",
        'The source says that the figure is a limit that is not reached: "less than 1 per cent".',
    )
    among = (
        "among",
        'The source says that the rank is the figure or before it: one of "the two largest".',
    )


class Claim(SQLModel, table=True):
    """One figure about an actor, as one source words it."""

    id: str = col.key("Stable slug of the claim.")
    country_code: str | None = col.reference(
        "The country that it is about.",
        "country.code",
        inverse=Inverse("claims", "Figures that sources state about it."),
    )
    group_id: str | None = col.reference(
        "The group that it is about.",
        "country_group.id",
        inverse=Inverse("claims", "Figures that sources state about it."),
    )
    measure: ClaimMeasure = col.choice(ClaimMeasure, "What the value measures.", index=True)
    value: float = col.figure(
        "The figure as stated: percent of a share, the place of a rank.", digits=3
    )
    hedge: Hedge | None = col.choice(Hedge, "How the source hedges it; null if it does not.")
    year: int | None = col.integer("The year it is of; null if the source does not say.")
    gas: Gas | None = col.choice(Gas, "The gases counted; null if the source does not say.")
    accounting: Accounting | None = col.choice(
        Accounting, "Whose emissions are counted; null if the source does not say."
    )
    words: str = col.text(
        "The words of the claim, to the letter; of a speech whose words are not here, those of the"
        " figure alone.",
        verbatim=True,
    )
    said_on: str | None = col.date(
        "When it was said, as precisely as is known; null if the source has one date for all that"
        " it says.",
        index=True,
    )
    speaker_name: str | None = col.text(
        "Who said it, as the source words it; null if it says so in its own voice.", index=True
    )
    speaker_role: str | None = col.text("What the source says the speaker is.")
    speaker_id: str | None = col.reference(
        "The official who said it.",
        "official.id",
        inverse=Inverse("claims", "Figures that they stated in speeches."),
    )
    speaker_match: SpeakerMatch | None = col.choice(
        SpeakerMatch,
        "By what the speaker was found among the officials; null if by hand, or if not linked.",
        index=True,
    )
    speech_id: str | None = col.reference(
        "The speech or document that states it, with its address.",
        "speech.id",
        inverse=Inverse("claims", "Figures that it states."),
    )
    locator: str | None = col.text("Where in the source.")
    quote_id: str | None = col.reference(
        "The quote that states it; null where the source states it in its own voice.",
        "quote.id",
        inverse=Inverse("claims", "Figures that the quote states."),
    )
    source_id: str = col.source(inverse=Inverse("claims", "Figures as this source words them."))
    former_ids: list[str] = col.former_ids()


class ReadingDifference(Vocabulary):
    """What a claim does not say as the measured share does, so that the two may differ in it."""

    gas = "gas", "The claim does not say which gases it counts, or says others."
    accounting = "accounting", "The claim does not say whose emissions it counts, or says others."
    year = "year", "The claim does not say which year it is of, or says another."
    source = "source", "The claim does not say where its figure is from, or names another source."


class Reading(SQLModel, table=True):
    """One claim, and one measured share, or its rank, that the claim could mean."""

    id: str = col.key("Stable slug: the claim, and the series and year measured.")
    claim_id: str = col.reference(
        "The claim.",
        "claim.id",
        inverse=Inverse("readings", "Each measured share that it could mean, with the difference."),
    )
    emissions_share_id: str = col.reference(
        "The measured share beside it.",
        "emissions_share.id",
        inverse=Inverse("readings", "Claims that it was compared with."),
    )
    series_id: str = col.reference(
        "The series of the measured share.",
        "series.id",
        inverse=Inverse("readings", "Claims that its shares were compared with."),
    )
    country_code: str | None = col.reference("The country that emits.", "country.code")
    group_id: str | None = col.reference("The group that emits.", "country_group.id")
    year: int = col.integer("The year of the measured share.")
    gas: Gas = col.choice(Gas, "The gases of the measured share.")
    accounting: Accounting = col.choice(Accounting, "What the measured share counts.")
    measure: ClaimMeasure = col.choice(ClaimMeasure, "What the claim measures.", index=True)
    claimed_percent: float | None = col.figure(
        "The share as claimed, percent; null if the claim is of a rank.", digits=3
    )
    measured_percent: float | None = col.figure(
        "The share as measured, percent; null if the claim is of a rank.", digits=3
    )
    difference_points: float | None = col.figure(
        "Claimed minus measured, in percentage points; null if the claim is of a rank.", digits=3
    )
    claimed_rank: int | None = col.integer(
        "The rank as claimed; null if the claim is of a share.", index=True
    )
    measured_rank: int | None = col.integer(
        "The rank as measured, among countries; null if the claim is of a share.", index=True
    )
    hedge: Hedge | None = col.choice(Hedge, "The hedge of the claim.")
    fits: bool | None = col.flag(
        "Whether the measured figure is what the claim says. A share with `almost`: below the"
        " claimed one by no more than a tenth of it; with `about`: within a tenth; with"
        " `less_than`: below; without a hedge null. A rank: the same, or with `among` no later"
        " place."
    )
    differs_in: list[str] = col.texts(
        "What the claim leaves open or says otherwise: gas, accounting, year, source."
    )
    explanation: str = col.text("The same in a sentence.")
    source_id: str = col.reference("The source of the measured share.", "source.id")


CLAIMS = Resource(
    name="claims",
    table=Claim,
    summary="Shares and ranks of emissions as sources word them, with their readings.",
    example="chn-reported-voa-2021",
    actor=Actor(description="The country or group that it is about."),
    query=Query(
        filter_by=(
            "measure",
            "value",
            "hedge",
            "year",
            "gas",
            "accounting",
            "said_on",
            "speaker_name",
            "speaker_match",
        ),
        search=("words", "speaker_name"),
    ),
)

READINGS = Resource(
    name="readings",
    former_names={"comparisons": BEFORE_3},
    table=Reading,
    summary="Claims beside each measured share that they could mean, with the difference.",
    example="chn-reported-voa-2021-co2-territorial-2019",
    actor=Actor(description="The country or group that emits."),
    query=Query(
        order=("-year", "id"),
        filter_by=(
            "year",
            "gas",
            "accounting",
            "measure",
            "claimed_percent",
            "measured_percent",
            "difference_points",
            "claimed_rank",
            "measured_rank",
            "hedge",
            "fits",
            "differs_in",
        ),
    ),
)

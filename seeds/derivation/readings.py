"""The claim check: sets beside each claimed figure the measured ones that it may mean.

A claimed share, or a rank, is read as measured shares, or their ranks, of the gas, accounting and
year that it names; if it does not name one of them, as all. Only a claim that names methane or
nitrous oxide means it alone. Without a year these are the last three full years before it was said
or, if it has no date of its own, before its source was published, because figures of the current
year do not exist yet. Without either date there is no reading.
"""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from schema.claims import READINGS, ClaimMeasure, Hedge, ReadingDifference
from schema.editions import BY_DEFAULT
from schema.figures import rounded
from schema.periods import period
from schema.series import Gas, SeriesRole
from seeds.derivation.source_dates import SourceDates
from seeds.loading.values import Record, Row, Value

_YEARS_BACK = 3
_SHARE = "The measured share counts"
_COPIED = ("country_code", "group_id", "series_id", "year", "gas", "accounting", "source_id")
_MEASURED: dict[Value, str] = {ClaimMeasure.share: "share_percent", ClaimMeasure.rank: "rank"}
COUNTED = {
    "co2-territorial": "CO2 from fossil fuels and industry, where it is emitted",
    "co2-consumption": "CO2 of what is consumed, trade included",
    "co2-including-land-use": "CO2 with land-use change",
    "co2-cumulative": "CO2 of all years up to then",
    "cdiac-co2-territorial": "CO2 from fossil fuels and cement by CDIAC, where it is emitted",
    "ghg-territorial": "greenhouse gases from fossil fuels and industry, where they are emitted",
    "ghg-including-land-use": "greenhouse gases with agriculture and land use",
    "ch4-including-land-use": "methane with agriculture and land use",
    "n2o-including-land-use": "nitrous oxide with agriculture and land use",
}
# What a claim that names no gas may mean: who speaks of methane alone names it.
_GASES_MEANT = (Gas.co2, Gas.ghg)
_UNNAMED = {
    ReadingDifference.gas: "which gases",
    ReadingDifference.accounting: "whose emissions",
    ReadingDifference.year: "which year",
}


class Readings:
    """A row for each claim and each measured share, or its rank, that it may mean.

    Args:
        record: The claims.
        dates: The dates of the sources.
    """

    def __init__(self, record: Record, dates: SourceDates) -> None:
        self.rows: list[Row] = []
        self._claims: dict[Value, list[tuple[Row, range]]] = defaultdict(list)
        for claim in record["claims"]:
            if isinstance(claim.values["value"], Decimal):
                self._claims[claim.party].append((claim, _years(claim, dates)))

    def note(self, share: Row) -> None:
        """Add a row for each claim that a share of emissions does not contradict."""
        for claim, years in self._claims.get(share.party, ()):
            is_shown = share.values[BY_DEFAULT] and share.values["series_role"] == SeriesRole.main
            if is_shown and share.values["year"] in years and _agrees(claim, share):
                self.rows.append(_reading(claim, share))


def _agrees(claim: Row, share: Row) -> bool:
    """Whether the share is of what the claim names, or may mean, and has what is claimed."""
    if claim.values["gas"] is None and share.values["gas"] not in _GASES_MEANT:
        return False
    named = {name: claim.values[name] for name in ("gas", "accounting")}
    agrees = all(value in (None, share.values[name]) for name, value in named.items())
    return agrees and share.values[_MEASURED[claim.values["measure"]]] is not None


def _years(claim: Row, dates: SourceDates) -> range:
    if isinstance(year := claim.values["year"], int):
        return range(year, year + 1)
    said_on = claim.text("said_on")
    dated = period(said_on) if said_on else dates.period(claim.text("source_id"))
    if dated is None or not dated[0]:
        return range(0)
    stated = int(dated[0][:4])
    return range(stated - _YEARS_BACK, stated)


def _reading(claim: Row, row: Row) -> Row:
    stated, figure = claim.values, row.values
    unnamed: list[ReadingDifference] = [
        d
        for d in ReadingDifference
        if d is not ReadingDifference.source and stated[d.value] is None
    ]
    differs = [d.value for d in unnamed]
    if stated["source_id"] != figure["source_id"]:
        differs.append(ReadingDifference.source.value)
    values: dict[str, Value] = dict.fromkeys(READINGS.fields)
    values |= {name: figure[name] for name in _COPIED}
    values |= {
        "id": f"{stated['id']}-{figure['series_id']}-{figure['year']}",
        "claim_id": stated["id"],
        "emissions_share_id": figure["id"],
        "measure": stated["measure"],
        "hedge": stated["hedge"],
        "differs_in": differs,
        "explanation": _explanation(unnamed, stated["measure"], figure),
    }
    is_rank = stated["measure"] == ClaimMeasure.rank
    values |= (_compared_ranks if is_rank else _compared_shares)(stated, figure)
    return Row(claim.place, values)


def _compared_shares(stated: Mapping[str, Value], figure: Mapping[str, Value]) -> dict[str, Value]:
    """The claimed and the measured share, and how they compare."""
    claimed, measured = stated["value"], figure["share_percent"]
    assert isinstance(claimed, Decimal)
    assert isinstance(measured, Decimal)
    return {
        "claimed_percent": claimed,
        "measured_percent": measured,
        "difference_points": rounded(claimed - measured, 3),
        "fits": fits(stated["hedge"], claimed, measured),
    }


def _compared_ranks(stated: Mapping[str, Value], figure: Mapping[str, Value]) -> dict[str, Value]:
    """The claimed and the measured rank, and whether they agree."""
    claimed, measured = stated["value"], figure["rank"]
    assert isinstance(claimed, Decimal)
    assert isinstance(measured, int)
    return {
        "claimed_rank": int(claimed),
        "measured_rank": measured,
        "fits": measured <= claimed if stated["hedge"] == Hedge.among else measured == claimed,
    }


def fits(hedge: Value, claimed: Decimal, measured: Decimal) -> bool | None:
    """Whether the measured share agrees with a claim of some percentage that is hedged.

    The tolerance of `almost` and `about` is a tenth of the claimed share. None without a hedge.
    """
    if hedge == Hedge.less_than:
        return measured < claimed
    tolerance = claimed / 10
    if hedge == Hedge.almost:
        return claimed - tolerance <= measured < claimed
    if hedge == Hedge.about:
        return abs(claimed - measured) <= tolerance
    return None


def _explanation(unnamed: list[ReadingDifference], measure: Value, figure: dict[str, Value]) -> str:
    counted = COUNTED[str(figure["series_id"])]
    begin = "The measured rank is among countries by" if measure == ClaimMeasure.rank else _SHARE
    sentence = f"{begin} {counted}, in {figure['year']}"
    if not unnamed:
        return f"{sentence}, as the claim does."
    *others, last = (_UNNAMED[difference] for difference in unnamed)
    missing = f"{', '.join(others)} and {last}" if others else last
    return f"{sentence}; the claim does not say {missing}."

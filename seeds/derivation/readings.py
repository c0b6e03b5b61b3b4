"""The claim check: sets beside each claimed share the measured shares that it may mean.

A claimed share is read as measured shares of the gas, accounting and year that it names; if it does
not name one of them, as all. Without a year these are the last three full years before its source
was published, because figures of the current year do not exist yet. Without a date of the source
there is no reading.
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from schema.claims import READINGS, Difference, Hedge, Measure
from schema.figures import rounded
from seeds.derivation.editions import shown
from seeds.derivation.source_dates import SourceDates
from seeds.loading.values import Record, Row, Value

_YEARS_BACK = 3
_COPIED = ("country_code", "group_id", "series_id", "year", "gas", "accounting", "source_id")
_COUNTED = {
    "co2-territorial": "CO2 from fossil fuels and industry, where it is emitted",
    "co2-consumption": "CO2 of what is consumed, trade included",
    "co2-including-land-use": "CO2 with land-use change",
    "co2-cumulative": "CO2 of all years up to then",
    "ghg-territorial": "greenhouse gases from fossil fuels and industry, where they are emitted",
    "ghg-including-land-use": "greenhouse gases with agriculture and land use",
}
_UNNAMED = {
    Difference.gas: "which gases",
    Difference.accounting: "whose emissions",
    Difference.year: "which year",
}


def readings(record: Record) -> list[Row]:
    """A row for each claimed share and each measured share that it may mean."""
    claims = [row for row in record["claims"] if row.values["measure"] == Measure.share]
    parties = {row.party for row in claims}
    measured: dict[Value, list[Row]] = defaultdict(list)
    for row in shown(record["emissions-shares"]):
        if row.party in parties:
            measured[row.party].append(row)
    dates = SourceDates(record)
    return [
        _reading(claim, row)
        for claim in claims
        if isinstance(claim.values["value"], Decimal)
        for row in _candidates(claim, measured[claim.party], dates)
    ]


def _candidates(claim: Row, measured: list[Row], dates: SourceDates) -> Iterator[Row]:
    """The measured shares that do not contradict the claim, of the years in question."""
    years = _years(claim, dates)
    named = {name: claim.values[name] for name in ("gas", "accounting")}
    for row in measured:
        agrees = all(value in (None, row.values[name]) for name, value in named.items())
        if agrees and row.values["year"] in years and row.values["share_percent"] is not None:
            yield row


def _years(claim: Row, dates: SourceDates) -> range:
    if isinstance(year := claim.values["year"], int):
        return range(year, year + 1)
    dated = dates.period(claim.text("source_id"))
    if dated is None or not dated[0]:
        return range(0)
    published = int(dated[0][:4])
    return range(published - _YEARS_BACK, published)


def _reading(claim: Row, row: Row) -> Row:
    stated, figure = claim.values, row.values
    claimed, measured = stated["value"], figure["share_percent"]
    assert isinstance(claimed, Decimal)
    assert isinstance(measured, Decimal)
    unnamed: list[Difference] = [
        d for d in Difference if d is not Difference.source and stated[d.value] is None
    ]
    differs = [d.value for d in unnamed]
    if stated["source_id"] != figure["source_id"]:
        differs.append(Difference.source.value)
    values: dict[str, Value] = dict.fromkeys(READINGS.fields)
    values |= {name: figure[name] for name in _COPIED}
    values |= {
        "id": f"{stated['id']}-{figure['series_id']}-{figure['year']}",
        "claim_id": stated["id"],
        "emissions_share_id": figure["id"],
        "claimed_percent": claimed,
        "measured_percent": measured,
        "difference_points": rounded(claimed - measured, 3),
        "hedge": stated["hedge"],
        "fits": fits(stated["hedge"], claimed, measured),
        "differs_in": differs,
        "explanation": _explanation(unnamed, figure),
    }
    return Row(claim.place, values)


def fits(hedge: Value, claimed: Decimal, measured: Decimal) -> bool | None:
    """Whether the measured share agrees with a claim of `almost` or `about` some percentage.

    The tolerance is a tenth of the claimed share. None for a claim without such a hedge.
    """
    tolerance = claimed / 10
    if hedge == Hedge.almost:
        return claimed - tolerance <= measured < claimed
    if hedge == Hedge.about:
        return abs(claimed - measured) <= tolerance
    return None


def _explanation(unnamed: list[Difference], figure: dict[str, Value]) -> str:
    counted = _COUNTED[str(figure["series_id"])]
    sentence = f"The measured share counts {counted}, in {figure['year']}"
    if not unnamed:
        return f"{sentence}, as the claim does."
    *others, last = (_UNNAMED[difference] for difference in unnamed)
    missing = f"{', '.join(others)} and {last}" if others else last
    return f"{sentence}; the claim does not say {missing}."

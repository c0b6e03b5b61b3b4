"""The claim check: compares each reported share with the measured shares that it may mean.

A reported share is compared with measured shares of the gas, accounting and year that it names; if
it does not name one of them, with all. Without a year these are the last three full years before
its source was published, because figures of the current year do not exist yet. Without a date of
the source there is no comparison.
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from schema.comparisons import COMPARISONS, Difference
from schema.emissions import Basis, ShareQualifier
from seeds.derivation.shares import rounded
from seeds.derivation.source_dates import SourceDates
from seeds.loading.values import Record, Row, Value

_YEARS_BACK = 3
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


def comparisons(record: Record) -> list[Row]:
    """A row for each reported share and each measured share that it may mean."""
    reported = [r for r in record["emissions-shares"] if r.values["basis"] == Basis.reported]
    parties = {row.party for row in reported}
    measured: dict[Value, list[Row]] = defaultdict(list)
    for row in record["emissions-shares"]:
        if row.party in parties and row.values["basis"] != Basis.reported:
            measured[row.party].append(row)
    dates = SourceDates(record)
    return [
        _comparison(claim, row)
        for claim in reported
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


def _comparison(claim: Row, row: Row) -> Row:
    claimed, figure = claim.values, row.values
    reported, measured = claimed["share_percent"], figure["share_percent"]
    assert isinstance(reported, Decimal)
    assert isinstance(measured, Decimal)
    unnamed: list[Difference] = [
        d for d in Difference if d is not Difference.source and claimed[d.value] is None
    ]
    differs = [d.value for d in unnamed]
    if claimed["source_id"] != figure["source_id"]:
        differs.append(Difference.source.value)
    series = f"{figure['series_id']}-{figure['year']}"
    values: dict[str, Value] = dict.fromkeys(COMPARISONS.fields)
    values |= {name: figure[name] for name in ("country_code", "group_id", "year", "gas")}
    values |= {
        "id": f"{claimed['id']}-{series}",
        "share_id": claimed["id"],
        "measured_id": figure["id"],
        "accounting": figure["accounting"],
        "reported_percent": reported,
        "measured_percent": measured,
        "difference_points": rounded(reported - measured, 3),
        "qualifier": claimed["qualifier"],
        "qualifier_fits": fits(claimed["qualifier"], reported, measured),
        "differs_in": differs,
        "explanation": _explanation(unnamed, figure),
        "source_id": figure["source_id"],
    }
    return Row(claim.place, values)


def fits(qualifier: Value, reported: Decimal, measured: Decimal) -> bool | None:
    """Whether the measured share agrees with a report of `almost` or `about` some percentage.

    The tolerance is a tenth of the reported share. None for a report without such a qualifier.
    """
    tolerance = reported / 10
    if qualifier == ShareQualifier.almost:
        return reported - tolerance <= measured < reported
    if qualifier == ShareQualifier.about:
        return abs(reported - measured) <= tolerance
    return None


def _explanation(unnamed: list[Difference], figure: dict[str, Value]) -> str:
    counted = _COUNTED[str(figure["series_id"])]
    sentence = f"The measured share counts {counted}, in {figure['year']}"
    if not unnamed:
        return f"{sentence}, as the report does."
    *others, last = (_UNNAMED[difference] for difference in unnamed)
    missing = f"{', '.join(others)} and {last}" if others else last
    return f"{sentence}; the report does not say {missing}."

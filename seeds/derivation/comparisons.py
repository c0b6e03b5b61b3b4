"""The claim check: each reported share beside the measured shares that it could mean.

A report that names a gas, an accounting or a year is compared with what it names, one that does
not with every one of them. Of years: the last three that had ended when its source was published,
for figures of the year itself are not there yet. Where nothing tells when, nothing is compared.
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from schema.comparisons import COMPARISONS, Difference
from schema.emissions import Basis, ShareQualifier
from seeds.derivation.shares import rounded
from seeds.derivation.validity import Sources
from seeds.loading.values import Record, Row, Value

_YEARS_BACK = 3
_COUNTED = {
    ("co2", "territorial"): "CO2 from fossil fuels and industry, where it is emitted",
    ("co2", "consumption"): "CO2 of what is consumed, trade included",
    ("co2", "including_land_use"): "CO2 with land-use change",
    ("co2", "cumulative"): "CO2 of all years up to then",
    ("ghg", "territorial"): "all greenhouse gases, where they are emitted",
    ("ghg", "including_land_use"): "all greenhouse gases with land-use change",
}
_OPEN = {
    Difference.gas: "which gases",
    Difference.accounting: "whose emissions",
    Difference.year: "which year",
}


def comparisons(record: Record) -> list[Row]:
    """A row for each reported share and each measured one that it could mean."""
    reported = [r for r in record["emissions-shares"] if r.values["basis"] == Basis.reported]
    parties = {_party(row) for row in reported}
    measured: dict[tuple[Value, Value], list[Row]] = defaultdict(list)
    for row in record["emissions-shares"]:
        if _party(row) in parties and row.values["basis"] != Basis.reported:
            measured[_party(row)].append(row)
    sources = Sources(record)
    return [
        _comparison(claim, row)
        for claim in reported
        for row in _meant(claim, measured[_party(claim)], sources)
    ]


def _party(row: Row) -> tuple[Value, Value]:
    return row.values["country_code"], row.values["group_id"]


def _meant(claim: Row, measured: list[Row], sources: Sources) -> Iterator[Row]:
    """The measured shares that say nothing else than the claim does, of years that fit."""
    years = _years(claim, sources)
    said = {name: claim.values[name] for name in ("gas", "accounting")}
    for row in measured:
        fits = all(value in (None, row.values[name]) for name, value in said.items())
        if fits and row.values["year"] in years and row.values["share_percent"] is not None:
            yield row


def _years(claim: Row, sources: Sources) -> range:
    if isinstance(year := claim.values["year"], int):
        return range(year, year + 1)
    day = sources.day(claim.text("source_id"))
    if day is None or not day[0]:
        return range(0)
    published = int(day[0][:4])
    return range(published - _YEARS_BACK, published)


def _comparison(claim: Row, row: Row) -> Row:
    said, seen = claim.values, row.values
    reported, measured = said["share_percent"], seen["share_percent"]
    assert isinstance(reported, Decimal)
    assert isinstance(measured, Decimal)
    open_: list[Difference] = [
        d for d in Difference if d is not Difference.source and said[d.value] is None
    ]
    differs = [d.value for d in open_]
    if said["source_id"] != seen["source_id"]:
        differs.append(Difference.source.value)
    series = f"{seen['gas']}-{seen['accounting']}-{seen['year']}".replace("_", "-")
    values: dict[str, Value] = dict.fromkeys(COMPARISONS.fields)
    values |= {name: seen[name] for name in ("country_code", "group_id", "year", "gas")}
    values |= {
        "id": f"{said['id']}-{series}",
        "share_id": said["id"],
        "measured_id": seen["id"],
        "accounting": seen["accounting"],
        "reported_percent": reported,
        "measured_percent": measured,
        "difference_points": rounded(reported - measured, 3),
        "qualifier": said["qualifier"],
        "qualifier_fits": fits(said["qualifier"], reported, measured),
        "differs_in": differs,
        "explanation": _explanation(open_, seen),
        "source_id": seen["source_id"],
    }
    return Row(claim.place, values)


def fits(qualifier: Value, reported: Decimal, measured: Decimal) -> bool | None:
    """Whether a measured share is what a hedged report says; None for one without a hedge."""
    room = reported / 10
    if qualifier == ShareQualifier.almost:
        return reported - room <= measured < reported
    if qualifier == ShareQualifier.about:
        return abs(reported - measured) <= room
    return None


def _explanation(open_: list[Difference], seen: dict[str, Value]) -> str:
    counted = _COUNTED[str(seen["gas"]), str(seen["accounting"])]
    what = f"The measured share counts {counted}, in {seen['year']}"
    if not open_:
        return f"{what}, as the report does."
    *firsts, last = (_OPEN[difference] for difference in open_)
    left = f"{', '.join(firsts)} and {last}" if firsts else last
    return f"{what}; the report does not say {left}."

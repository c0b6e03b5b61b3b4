"""How a claim is put beside measured figures, in words. Whether one fits, the record says."""

from collections.abc import Sequence, Set

from api.pages.charts.dots import Range
from api.pages.reading import Json
from api.pages.wording import count, figure, listed, percent

_TENTH = 0.1  # of the claimed share: the tolerance of `almost` and `about`
_EDGE = 0.01  # of the claimed share: so near to its limit, the rule alone decides
_HEDGES = {
    "almost": "not quite reached: below it, by a tenth of it at most",
    "about": "near it: within a tenth of it, above or below",
    "less_than": "a limit that is not reached: below it",
    "among": "this place or one before it",
}
_RULES = {
    "almost": "“Almost” fits a share below the claimed one, by no more than a tenth of it.",
    "about": "“About” fits within a tenth of the claimed share, above or below.",
    "less_than": "“Less than” fits every share below the claimed one.",
    "among": "A place among the largest fits the one that is named and those before it.",
}
_OPEN = {"year": "year", "gas": "gases", "accounting": "way of counting"}


def hedge(claim: Json) -> str:
    """How the source hedges the figure."""
    return _HEDGES.get(claim["hedge"] or "", "the source does not hedge it")


def rule(claim: Json) -> str:
    """How it is decided whether a measured figure fits."""
    if claim["hedge"] in _RULES:
        return _RULES[claim["hedge"]]
    if claim["measure"] == "rank":
        return "Without a hedge, a rank fits that is the same."
    return (
        "Without a hedge, the words do not say how near a share must be. So the record gives the"
        " difference of each, and decides of none."
    )


def left_open(claim: Json) -> list[str]:
    """What the claim does not name."""
    return [words for name, words in _OPEN.items() if claim[name] is None]


def value(claim: Json) -> str:
    """The claimed figure."""
    return (
        f"rank {figure(claim['value'])}" if claim["measure"] == "rank" else percent(claim["value"])
    )


def claimed_range(claim: Json) -> Range:
    """The range that the words of a claim name, by the rule of its hedge."""
    named = claim["value"]
    low, high, note = named, named, value(claim)
    if claim["hedge"] == "almost":
        low, note = named * (1 - _TENTH), f"{figure(named * (1 - _TENTH))} to under {value(claim)}"
    elif claim["hedge"] == "about":
        low, high = named * (1 - _TENTH), named * (1 + _TENTH)
        note = f"{figure(low)} to {percent(high)}"
    elif claim["hedge"] == "less_than":
        low, note = 0.0, f"under {value(claim)}"
    elif claim["hedge"] == "among":
        low, note = 1.0, f"rank 1 to {figure(named)}"
    return Range(low, high, f"“{claim['words']}”", note)


def verdict(claim: Json, readings: Sequence[Json]) -> tuple[str, str]:
    """What the comparison comes to: a sentence, and the reason for it.

    Args:
        claim: The claim.
        readings: Its readings, each with the `name` of its series.
    """
    of = "measured rank" if claim["measure"] == "rank" else "measured share"
    if not readings:
        return (
            "There is nothing to compare it with.",
            f"The record has no {of} of the years and gases that it may mean.",
        )
    if all(reading["fits"] is None for reading in readings):
        return _undecided(readings)
    fitting = [reading for reading in readings if reading["fits"]]
    number, total = len(fitting), count(len(readings), of)
    if not fitting:
        return f"None of {total} fits.", _nearest(readings)
    if number == len(readings):
        years = _span({reading["year"] for reading in readings})
        series = len({reading["name"] for reading in readings})
        said = f"All {total} fit." if number > 1 else f"The {total} fits."
        beside = f"{series} series" if series > 1 else readings[0]["name"]
        return said, f"It is compared with {beside}, {years}."
    fits = "fits" if number == 1 else "fit"
    where = f"What fits: {'; '.join(_by_series(fitting))}."
    return f"It depends on what is counted: {number} of {total} {fits}.", where


def _by_series(readings: Sequence[Json]) -> list[str]:
    """Each series with its years."""
    years: dict[str, set[int]] = {}
    for reading in readings:
        years.setdefault(reading["name"], set()).add(reading["year"])
    return [f"{name} in {_span(of)}" for name, of in years.items()]


def _span(years: Set[int]) -> str:
    """Years in words: those that follow each other as from and to."""
    first, last = min(years), max(years)
    if last - first > 1 and len(years) == last - first + 1:
        return f"{first} to {last}"
    return listed([str(year) for year in sorted(years)])


def _undecided(readings: Sequence[Json]) -> tuple[str, str]:
    shares = sorted(reading["measured_percent"] for reading in readings)
    span = f"The measured shares are from {percent(shares[0])} to {percent(shares[-1])}."
    return "The words do not say how near is near enough.", f"{span} {_nearest(readings)}"


def _nearest(readings: Sequence[Json]) -> str:
    """The measured figure that is nearest to the claimed one."""
    if readings[0]["measure"] == "rank":
        near = min(readings, key=lambda each: abs(each["claimed_rank"] - each["measured_rank"]))
        return f"The nearest is rank {near['measured_rank']}: {near['name']} in {near['year']}."
    near = min(readings, key=lambda each: abs(each["difference_points"]))
    points = near["difference_points"]
    side = "below" if points > 0 else "above"
    distance = f"{figure(abs(points))} points {side} the claim" if points else "the same"
    measured = percent(near["measured_percent"])
    return f"The nearest is {measured}, {distance}: {near['name']} in {near['year']}."


def why(claim: Json, reading: Json) -> str:
    """Why a measured figure fits, or does not."""
    if claim["measure"] == "rank":
        return f"measured rank {reading['measured_rank']}, claimed {value(claim)}"
    if reading["fits"] is None:
        return "no hedge to decide it by"
    is_below = reading["difference_points"] > 0
    if reading["fits"]:
        return "below the claim" if is_below else "within a tenth"
    if claim["hedge"] in ("almost", "about") and is_below:
        said = "more than a tenth too low"
    else:
        said = "not below the claim" if claim["hedge"] != "about" else "more than a tenth too high"
    return f"{said}{_at_edge(claim, reading['measured_percent'])}"


def _at_edge(claim: Json, measured: float) -> str:
    """Words on a share that misses the limit of the rule by little; "" for others."""
    limits = claimed_range(claim)
    missed = round(min(abs(measured - limit) for limit in (limits.low, limits.high)), 6)
    if missed > claim["value"] * _EDGE:
        return ""
    return f", by {figure(missed)} points: at the edge of the rule"


def years_compared(claim: Json) -> str:
    """With which years a claim is compared that names none; "" for one that names its year."""
    if claim["year"] is not None:
        return ""
    since = "it was said" if claim["said_on"] else "its text was published, or at least written"
    years = f"the last three full years before {since}"
    return f"The words name no year, so they are compared with {years}."

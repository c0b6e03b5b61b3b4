"""How a pledge is put in words."""

from api.pages.reading import Json
from api.pages.wording import NO_BREAK, capital, figure, gas, words

_KINDS = {
    "base_year": "cut against a base year",
    "baseline_scenario": "cut against a scenario",
    "intensity": "intensity cut",
    "emissions_peak": "peak of emissions",
    "fixed_level": "fixed level of emissions",
    "other": "target of another kind",
}
STATUSES = {
    "in_law": "in law",
    "achieved_externally_validated": "met, as others confirm",
    "achieved_self_declared": "met, by its own account",
    "in_policy_document": "in a policy document",
    "declaration": "declared",
    "proposed": "proposed",
}
_LEVELS = ("fixed_level", "emissions_peak")  # kinds whose size is a level, not a part
_GONE = ("superseded", "withdrawn")  # outcomes
_UNITS = {"percent": "%", "mt_co2e": "Mt CO₂e"}


def kind(value: str | None) -> str:
    """A kind of pledge in words."""
    return _KINDS.get(value or "", words(value))


def size(pledge: Json) -> str:
    """How much a pledge is of: "65 %"; "" where no source states it."""
    if pledge["value"] is None:
        return ""
    unit = _UNITS.get(pledge["unit"] or "", words(pledge["unit"]) if pledge["unit"] else "")
    return f"{figure(pledge['value'])} {unit}".rstrip().replace(" %", f"{NO_BREAK}%")


def promise(pledge: Json) -> str:
    """A pledge in a few words: "cut of 65 % against 2005 for 2030".

    The word "by" or "before" is there only where a source states it.
    """
    named, of_size = kind(pledge["kind"]), size(pledge)
    if of_size:
        of = "at" if pledge["kind"] in _LEVELS else "of"
        first, against, rest = named.partition(" against ")
        named = f"{first} {of} {of_size}{against}{rest}"
    if pledge["kind"] == "base_year" and pledge["baseline_year"] is not None:
        named = named.replace("a base year", str(pledge["baseline_year"]))
    if pledge["target_year"] is None:
        return f"{named}, with no year known"
    qualifier = words(pledge["target_year_qualifier"] or "for")
    return f"{named} {qualifier} {pledge['target_year']}"


def details(pledge: Json) -> str:
    """What a pledge is, besides its kind and its year."""
    parts = [horizon(pledge["horizon"])]
    if pledge["gases"] is not None:
        parts.append(gases(pledge["gases"]))
    if pledge["per"] is not None:
        parts.append(f"per {per(pledge['per'])}")
    if pledge["baseline_year"] is not None and pledge["kind"] != "base_year":
        parts.append(f"from {pledge['baseline_year']}")
    if pledge["announced_on"] is not None:
        parts.append(f"announced {pledge['announced_on']}")
    return capital(", ".join(parts))


def horizon(value: str | None) -> str:
    """Whether a pledge is the end target or one on the way."""
    return {"end": "end target", "interim": "interim target"}.get(value or "", "target")


def gases(value: str | None) -> str:
    """The gases of a pledge."""
    return "gases not specified" if value == "not_specified" else gas(value)


def per(value: str | None) -> str:
    """What emissions are divided by."""
    return words(value).replace("gdp", "unit of GDP")


def status(value: str | None) -> str:
    """How firmly a pledge stands, in words."""
    return STATUSES.get(value or "", words(value))


def outcome(pledge: Json) -> str:
    """What became of a pledge, in words; "" where its standing says so already, or nothing does."""
    is_met = (pledge["status"] or "").startswith("achieved")
    if pledge["outcome"] is None or (pledge["outcome"] == "achieved" and is_met):
        return ""
    return words(pledge["outcome"])


def stands(pledge: Json) -> bool:
    """Whether no other pledge took the place of this one and it was not withdrawn."""
    return pledge["superseded_by_id"] is None and pledge["outcome"] not in _GONE


def main_pledge(pledges: list[Json]) -> Json | None:
    """The end target that is named first: the one of the latest year among those that stand."""
    ends = [p for p in pledges if p["horizon"] == "end" and p["target_year"] is not None]
    return max(filter(stands, ends), key=lambda pledge: pledge["target_year"], default=None)


def main_sentence(pledge: Json) -> str:
    """An end target with how firmly it stands, since one that is proposed was not promised."""
    standing = status(pledge["status"]) if pledge["status"] else "how firmly it stands is unknown"
    return f"Its end target: {promise(pledge)}, {standing}."

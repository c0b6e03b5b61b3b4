"""How a pledge is put in words."""

from api.pages.reading import Json
from api.pages.wording import capital, figure, words

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
    "achieved_self_declared": "declared met",
    "in_policy_document": "in a policy document",
    "declaration": "declared",
    "proposed": "proposed",
}
_GONE = ("superseded", "withdrawn")  # outcomes
_UNITS = {"percent": "%", "mt_co2e": "Mt CO₂e"}


def promise(pledge: Json) -> str:
    """A pledge in a few words: "carbon neutrality before 2060"."""
    kind = _KINDS.get(pledge["kind"], words(pledge["kind"]))
    value = ""
    if pledge["value"] is not None:
        unit = _UNITS.get(pledge["unit"] or "", words(pledge["unit"]) if pledge["unit"] else "")
        value = f" of {figure(pledge['value'])} {unit}".rstrip()
    if pledge["target_year"] is None:
        return f"{kind}{value}, with no year known"
    qualifier = words(pledge["target_year_qualifier"] or "by")
    return f"{kind}{value} {qualifier} {pledge['target_year']}"


def details(pledge: Json) -> str:
    """What a pledge is, besides its kind and its year."""
    parts = ["end target" if pledge["horizon"] == "end" else "interim target"]
    if pledge["gases"] is not None:
        gases = {"co2": "CO₂", "ghg": "greenhouse gases"}
        parts.append(gases.get(pledge["gases"], f"gases {words(pledge['gases'])}"))
    if pledge["per"] is not None:
        parts.append(f"per {words(pledge['per']).replace('gdp', 'unit of GDP')}")
    if pledge["baseline_year"] is not None:
        parts.append(f"from {pledge['baseline_year']}")
    if pledge["announced_on"] is not None:
        parts.append(f"announced {pledge['announced_on']}")
    return capital(", ".join(parts))


def status(value: str | None) -> str:
    """How firmly a pledge stands, in words."""
    return STATUSES.get(value or "", words(value))


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
    return f"Its end target is {promise(pledge)}, {standing}."

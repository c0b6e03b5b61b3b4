"""The level and the roles of an office, concluded from its title.

Titles are free text, so the rules are words. They are made for the titles of the sources at hand
and are tested with them (`tests/seeds/test_office_roles.py`); a title that no rule knows is a
national office with the role `other`. What the rules decide:

- A minister in charge has the role of each subject in the title. Deputies, junior ministers and
  civil servants have `other`: of a British "Minister for Energy", who serves under a Secretary of
  State, the title does not tell that, so the United Kingdom has a rule of its own.
- A president is the head of state, and the head of government as well in the countries for which
  every edition of the CIA World Factbook since 2015 says so (`_PRESIDENTIAL`). The role of an
  office does not change with time: of Turkey, where it did in 2018, no office has both.
- A governor-general represents the monarch and has `other`.
"""

import re
from typing import NamedTuple

from schema.offices import OfficeLevel, OfficeRole

# The head of government is the president, in all snapshots of cia-world-factbook-governments.
_PRESIDENTIAL = frozenset({
    "AGO", "ARG", "BEN", "BRA", "BWA", "CHL", "COL", "COM", "CRI", "CYP", "DOM", "ECU", "ERI",
    "FSM", "GHA", "GTM", "HND", "IDN", "IRN", "KEN", "KIR", "LBR", "MDV", "MEX", "MHL", "MWI",
    "NAM", "NGA", "NIC", "NRU", "PAN", "PER", "PHL", "PLW", "PRY", "SLE", "SSD", "SUR", "SYC",
    "TKM", "TZA", "URY", "USA", "VEN", "ZAF", "ZMB", "ZWE",
})  # fmt: skip


def _any_of(*patterns: str) -> re.Pattern[str]:
    """A pattern of alternatives. Titles are in normal form, without the country's name."""
    return re.compile("|".join(patterns))


_HEAD_OF_STATE = _any_of(
    "(acting )?president",
    "monarch|king|queen|emperor|emir|sultan|prince|grand duke",
    "captain regent",
    "supreme leader",
    "chairman of the presidential council",
)
_HEAD_OF_GOVERNMENT = _any_of(
    "(acting )?prime minister",
    "premier( of the state council)?",
    "(federal )?chancellor",
    "taoiseach",
    "chairman of the council of ministers( of .*)?",
    "president of the (government|executive yuan)",
)
# Seven members are the head of state and of government together.
_COUNCIL = re.compile(r"member of the( swiss)? federal council")

_SUBJECTS = {
    OfficeRole.foreign: _any_of(
        r"\bforeign (and )?(commonwealth|affairs)\b",
        r"\bforeign commonwealth\b",
        r"\bexternal (affairs|relations)\b",
        r"\binternational relations and cooperation\b",
    ),
    OfficeRole.environment: _any_of(r"\benvironment(al protection)?\b", r"\becolog"),
    OfficeRole.climate: _any_of(r"\bclimate\b(?! change conference)", r"\bnet zero\b"),
    OfficeRole.energy: _any_of(r"\benergy\b"),
    OfficeRole.finance: _any_of(
        r"\bfinances?\b",
        r"\btreasurer\b",
        r"\bsecretary of the treasury\b",
        r"\bchancellor of the exchequer\b",
        r"\bnational treasury\b",
    ),
}
_EPA = "administrator of the environmental protection agency"  # of cabinet rank
_IN_CHARGE = _any_of(
    r"(federal |cabinet |union )?(minister|secretary)( responsible)? (of|for)\b(?! state\b)",
    "treasurer$",
)
_IN_CHARGE_BY_COUNTRY = {
    "GBR": _any_of(r"secretary of state for\b", "chancellor of the exchequer"),
    "USA": _any_of(r"secretary of\b", _EPA),
}
_FOREIGN_BY_COUNTRY = {"USA": re.compile("secretary of state")}

_ENVOY = _any_of(
    r"\benvoy\b(?! to the .* federal district)",
    r"\bspecial representative\b",
    r"\brepresentative on climate\b",
)
_AMBASSADOR = _any_of(
    r"\bambassador\b", r"\bperma[mn]ent representative\b", r"\bhigh commissioner to\b"
)
_CHAMBER = (
    "(house|senate|federal senate|chamber of deputies|national assembly|storting|state duma"
    "|federation council|legislative council|house of councillors)"
)
_LEGISLATURE = _any_of(
    r"\bspeaker\b",
    rf"\b(president|chairman|leader) of( the)? {_CHAMBER}",
    rf"\bleader of( the)? government( business)? in( the)? {_CHAMBER}",
    r"\bhouse of (lords|commons|representatives)\b",
    r"\b(in|for) the senate\b",
    r"\bpresident of the national people s congress\b",
)

_BANK = r"(?!.*\b(bank|banka|banken|banque|nationalbank|riksbank)\b)"
_OF_A_PART = _any_of(
    rf"(deputy |vice |lieutenant )?(governor|ruler)\b(?! general){_BANK}.+",
    r"lieutenant governor",
    r"(lord |governing )?mayor\b.*",
    r"(deputy )?premier of .+",
    r"deputy premier",
    r"(deputy )?chief minister of .+",
    r"emir of .+",
    r"head of (government of buenos aires city|mexico city government)",
    r"administrator of (the northern territory|norfolk island|the indian ocean territories)",
    r"president of the regional council",
    r"(president|speaker) of the (legislative|national|house of) assembly of .+",
    r"speaker of the (house of assembly of .+|provincial assembly.*|yukon legislative assembly)",
    r"president of the sami parliament",
)
_OF_A_PART_BY_COUNTRY = {
    "CHN": re.compile("chairman of the people s government of .+"),
    "GBR": re.compile("chief executive of the falkland islands"),
    "NZL": re.compile("prime minister of the cook islands|premier of niue"),
    "PAK": re.compile("(president|prime minister) of azad kashmir"),
    "RUS": _any_of(
        "head of (chelyabinsk|izhevsk|kalmykia|the samara region|the .* republic)",
        "head of the (republic|respublic) of .*",
        "president of (the sakha republic|bashkortostan)",
        "prime minister of crimea",
    ),
    "USA": re.compile("secretary of state of .+"),
}
_NATIONAL = re.compile("(vice )?premier of the state council")


class OfficeKind(NamedTuple):
    """What is concluded from a title."""

    level: OfficeLevel
    roles: list[OfficeRole]


def office_kind(title: str, country: str | None, *, has_division: bool) -> OfficeKind:
    """The level and the roles of an office.

    Args:
        title: In normal form, without the country's name (`office_titles.without_country`).
        country: The country's code; None for an office of a group.
        has_division: Whether the office is known to be of a part of the country.
    """
    if country is None:
        return OfficeKind(OfficeLevel.supranational, _roles(title, None))
    if has_division or _is_of_a_part(title, country):
        return OfficeKind(OfficeLevel.subnational, [OfficeRole.other])
    return OfficeKind(OfficeLevel.national, _roles(title, country))


def _is_of_a_part(title: str, country: str) -> bool:
    own = _OF_A_PART_BY_COUNTRY.get(country)
    if _NATIONAL.fullmatch(title):
        return False
    return bool(_OF_A_PART.fullmatch(title) or (own and own.fullmatch(title)))


def _roles(title: str, country: str | None) -> list[OfficeRole]:
    """The roles, in the order of the vocabulary."""
    roles = {role for role, pattern in _POSTS.items() if pattern.search(title)}
    if _AMBASSADOR.search(title):
        roles = {OfficeRole.ambassador}
    elif not roles:
        roles = _head_roles(title, country) | _subjects(title, country)
    return [role for role in OfficeRole if role in roles] or [OfficeRole.other]


_POSTS = {OfficeRole.envoy: _ENVOY, OfficeRole.legislature: _LEGISLATURE}


def _head_roles(title: str, country: str | None) -> set[OfficeRole]:
    if country == "CHE" and _COUNCIL.fullmatch(title):
        return {OfficeRole.head_of_state, OfficeRole.head_of_government}
    roles = set()
    if _HEAD_OF_STATE.fullmatch(title) and not (country == "IRN" and title == "president"):
        roles.add(OfficeRole.head_of_state)
    is_president = title in ("president", "acting president")
    if _HEAD_OF_GOVERNMENT.fullmatch(title) or (is_president and country in _PRESIDENTIAL):
        roles.add(OfficeRole.head_of_government)
    return roles


def _subjects(title: str, country: str | None) -> set[OfficeRole]:
    """The subjects of a minister in charge; none for any other office."""
    foreign = _FOREIGN_BY_COUNTRY.get(country or "")
    if foreign and foreign.fullmatch(title):
        return {OfficeRole.foreign}
    if not _IN_CHARGE_BY_COUNTRY.get(country or "", _IN_CHARGE).match(title):
        return set()
    return {role for role, pattern in _SUBJECTS.items() if pattern.search(title)}

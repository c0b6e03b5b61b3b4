"""The level and the roles of an office, concluded from its title.

Titles are free text, so the rules are words. They are made for the titles of the sources at hand
and are tested with them (`tests/seeds/test_office_roles.py`); a title that no rule knows is a
national office with the role `other`. What the rules decide:

- A minister in charge has the role of each subject in the title. Deputies, junior ministers and
  civil servants have `other`: of a British "Minister for Energy", who serves under a Secretary of
  State, the title does not tell that, so the United Kingdom has a rule of its own.
- A president is the head of state, and the head of government as well in the countries for which
  every edition of the CIA World Factbook since 2015 says so (`_PRESIDENTIAL`); a prime minister of
  these has `other`. The role of an office does not change with time: of Turkey, where it did in
  2018, no office has both.
- A governor-general represents the monarch and has `other`.
"""

import re
from typing import NamedTuple

from schema.offices import OfficeLevel, OfficeRole

# The head of government is the president, in all snapshots of cia-world-factbook-governments.
_PRESIDENTIAL = frozenset({
    "AGO", "ARG", "BEN", "BOL", "BRA", "BWA", "CHE", "CHL", "COL", "COM", "CRI", "CYP", "DOM",
    "ECU", "ERI", "FSM", "GHA", "GMB", "GTM", "HND", "IDN", "IRN", "KEN", "KIR", "LBR", "MDV",
    "MEX", "MHL", "MWI", "NAM", "NGA", "NIC", "NRU", "PAN", "PER", "PHL", "PLW", "PRY", "SLE",
    "SLV", "SSD", "SUR", "SYC", "TKM", "TZA", "URY", "USA", "VEN", "ZAF", "ZMB", "ZWE",
})  # fmt: skip


def _any_of(*patterns: str) -> re.Pattern[str]:
    """A pattern of alternatives. Titles are in normal form, without the country's name."""
    return re.compile("|".join(patterns))


_HEAD_OF_STATE = _any_of(
    "(acting |interim |transitional |federal )?president( (and )?minister (of|for)\\b.*)?",
    "monarch|king|queen|emperor|emir|amir|sultan|prince|grand duke|pope",
    "(king|sultan) (and )?prime minister",
    "captain regent( co head of state)?",
    "chairman of the (presidential council|presidency)|presidency chairman( .*)?",
    "(french|episcopal) co prince|(head|chief) of state( co prince)?|supreme pontiff( .*)?",
    # With the title of the country in front, such as "Ngwenyama (King)".
    "(druk gyalpo|ngwenyama) king|yang di pertuan agong monarch|beretitenti president",
    "o le ao o le malo|(.* )?chief of state",
)
_HEAD_OF_STATE_BY_COUNTRY = {
    "CUB": re.compile("president of (the )?council of state( and .*)?"),  # until 2019
    "IRN": re.compile("supreme leader"),  # the president leads the government
    "PRK": re.compile("supreme leader"),
}
_HEAD_OF_GOVERNMENT = _any_of(
    "(acting |interim |transitional )?prime minister( (and )?(first lord|minister)\\b.*)?",
    "(king|sultan|crown prince) (and )?prime minister|(.* )?head of (govt|government)",
    "premier( of( the)? (state council|cabinet))?",
    "taoiseach( prime minister)?",
    "chairman of (the )?(council|cabinet) of ministers( of .*| prime minister)?",
    "president of (the )?(government|govt|executive yuan)( premier)?",
)
_HEAD_OF_GOVERNMENT_BY_COUNTRY = {
    "AUT": re.compile("(federal )?chancellor"),  # that of Switzerland leads an office
    "CUB": re.compile("president of (the )?council of ministers|.* and president of .*"),
    "MCO": re.compile("minister of state( .*)?"),
    "VAT": re.compile("secretary of state"),
    "DEU": re.compile("(federal )?chancellor"),
}
# Seven members are the head of state and of government together.
_COUNCIL = re.compile(r"member of the( swiss)? federal council")
_PRESIDENT = re.compile(
    "(acting |interim |transitional )?president( (and )?minister .*)?|beretitenti president"
)
_PRIME_MINISTER = re.compile(
    "(acting |interim |transitional )?prime minister( (and )?minister .*)?"
)

_SUBJECTS = {
    OfficeRole.foreign: _any_of(
        r"\bforeign (?!trade\b|economic\b|investment)(\w+ ){0,2}?(affairs|relations)\b",
        r"\bforeign (and )?commonwealth\b",
        r"\bexternal (affairs|relations)\b",
        r"\binternational relations and cooperation\b",
        r"\beuropean and international affairs\b",
    ),
    OfficeRole.environment: _any_of(
        r"(?<!business )(?<!living )\benvironment(al)?\b",
        r"\becolog(?!ical mining)",
        r"\bnature protection\b",
        r"\bsustainability\b",
    ),
    OfficeRole.climate: _any_of(
        r"(?<!business )(?<!investment )\bclimate\b(?! change conference)", r"\bnet zero\b"
    ),
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
    r"((first |second |third |vice |deputy |senior )*(prime minister|president|premier) (and )?)?"
    r"(federal |cabinet |union )?(minister|ministry|secretary)( (with )?responsib(le|ility))?"
    r" (of|for)\b(?! state\b)(?!.* supporting the minister\b)",
    "treasurer$",
)
_IN_CHARGE_BY_COUNTRY = {
    "CHE": _any_of("(chief|head) of the federal department of", "minister of"),
    "FSM": _any_of("secretary of", "director of( the)? office of"),
    "GBR": _any_of(r"secretary of state for\b", "chancellor of the exchequer"),
    "IRN": _any_of(
        "minister of", "vice president (and )?head of the (environment|department of env)"
    ),
    "SMR": _any_of(r"secretary( of state)? (of|for)\b"),
    "TWN": _any_of(r"minister (of |for )?(?!without)"),
    "USA": _any_of(r"secretary of\b", _EPA),
}
_FOREIGN = re.compile(
    "foreign (affairs )?minister|(cypriot|egyptian|italian|ukrainian) minister of foreign affairs"
)
_FOREIGN_BY_COUNTRY = {
    "USA": re.compile("secretary of state"),
    "VAT": re.compile("secretary for relations with states"),
}

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
    "|federation council|legislative council|house of councillors|national council|federal council"
    "|council of states|chamber of representatives|congress( of deputies)?|legislative assembly"
    "|national congress|riigikogu|landtag|dewan negara|legislative yuan|assembly of the republic"
    "|national people s assembly|people s national assembly|parliament)"
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
    r"(lord |governing )?mayor\b.*|akim of .+|prefect of .+ county",
    r"minister president of .+|flemish minister .+|speaker of the flemish parliament",
    r"member of the provincial executive of .+",
    r"president of the (autonomous province|regional government) .+",
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
    "BIH": _any_of(
        "(vice )?president of (republika srpska|the federation)",
        "prime minister of (republika srpska|the federation)",
        "president of the national assembly of republika srpska",
    ),
    "CHN": re.compile("chairman of the people s government of .+"),
    "COM": re.compile("president of (anjouan|grande comore|moheli)"),
    "ESP": re.compile(
        "president of (the )?(generalitat|junta|government of aragon|principality|xunta|community"
        "|region|metropolitan area|balearic islands|basque autonomous community|canary islands"
        "|cantabria|castile la mancha|extremadura|la rioja|navarre)( .*)?"
    ),
    "GBR": re.compile("chief executive of the falkland islands"),
    "IRQ": _any_of(
        "(president|prime minister) of iraqi kurdistan",
        "president of the kurdistan national council",
    ),
    "ITA": re.compile("president of (?!(the )?(republic|senate|chamber|council|constitutional)).+"),
    "NZL": re.compile("prime minister of the cook islands|premier of niue"),
    "PAK": re.compile("(president|prime minister) of azad kashmir"),
    "PNG": re.compile("(vice )?president of bougainville"),
    "RUS": _any_of(
        "head of (chelyabinsk|izhevsk|kalmykia|the samara region|the .* republic)",
        "head of the (republic|respublic) of .*",
        "president of (the sakha republic|bashkortostan)",
        "prime minister of crimea",
    ),
    "SDN": re.compile("president of southern sudan|chair of the darfur regional authority"),
    "TZA": re.compile("president of zanzibar"),
    "UKR": re.compile("(chairman|head) of (the )?.+ state administration"),
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
    is_second = country == "IRN" and title == "president"  # under the supreme leader
    leads_state = _HEAD_OF_STATE.fullmatch(title) and not is_second
    if leads_state or _matches(_HEAD_OF_STATE_BY_COUNTRY, title, country):
        roles.add(OfficeRole.head_of_state)
    leads_government = _HEAD_OF_GOVERNMENT.fullmatch(title) or _matches(
        _HEAD_OF_GOVERNMENT_BY_COUNTRY, title, country
    )
    if country in _PRESIDENTIAL:
        leads_government = _PRESIDENT.fullmatch(title) or (
            leads_government and not _PRIME_MINISTER.fullmatch(title)
        )
    if leads_government:
        roles.add(OfficeRole.head_of_government)
    return roles


def _matches(by_country: dict[str, re.Pattern[str]], title: str, country: str | None) -> bool:
    pattern = by_country.get(country or "")
    return bool(pattern and pattern.fullmatch(title))


def _subjects(title: str, country: str | None) -> set[OfficeRole]:
    """The subjects of a minister in charge; none for any other office."""
    foreign = _FOREIGN_BY_COUNTRY.get(country or "")
    if _FOREIGN.fullmatch(title) or (foreign and foreign.fullmatch(title)):
        return {OfficeRole.foreign}
    if not _IN_CHARGE_BY_COUNTRY.get(country or "", _IN_CHARGE).match(title):
        return set()
    return {role for role, pattern in _SUBJECTS.items() if pattern.search(title)}

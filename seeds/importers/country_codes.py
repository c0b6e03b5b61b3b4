"""ISO 3166-1 countries and territories, M49 regions and names in six languages."""

import re
from collections import defaultdict
from pathlib import Path

from schema.words import normalise
from seeds.importers.frame import BadCell, Cells, Frame, OutCell, Table

SOURCE = "iso-country-codes-2026"

_COLUMNS = (
    "code", "alpha2", "numeric", "name", "official_name", "region", "region_code", "subregion",
    "subregion_code", "independent", "wikidata_id", "aliases", "source_id",
)  # fmt: skip
_LANGUAGES = ("English", "French", "Spanish", "Russian", "Chinese", "Arabic")
_FORMAL = tuple(f"UNTERM {language} Formal" for language in _LANGUAGES)
_SHORT = tuple(f"UNTERM {language} Short" for language in _LANGUAGES)
_OFFICIAL = tuple(f"official_name_{code}" for code in ("en", "fr", "es", "ru", "cn", "ar"))
_READ = (
    "ISO3166-1-Alpha-3", "ISO3166-1-Alpha-2", "ISO3166-1-numeric", "CLDR display name",
    "Region Name", "Region Code", "Sub-region Name", "Sub-region Code", "is_independent",
    "wikidata_id", *_FORMAL, *_SHORT, *_OFFICIAL,
)  # fmt: skip
# "Chine (la)", "State of Palestine (the) *": how UNTERM notes an article, and a footnote.
_ARTICLE_BEHIND = re.compile(r"\s*\((the|le|la|les|l'|el|los|las)\)$", re.IGNORECASE)
_ARTICLE_BEFORE = re.compile(r"^(the|le|la|les|el|los|las)\s+|^l['’]", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\s*\*+$")
_WIKIDATA = re.compile(r"https?://www\.wikidata\.org/wiki/(Q[1-9]\d*)", re.ASCII)
_DEPENDENT = re.compile(
    r"((Territory|Territories|Part|Crown dependency|Commonwealth) of|Associated with) [A-Z]{2}"
)
_UNDECIDED = ("In contention", "International")


def country_codes(source: Path, frame: Frame) -> list[Table]:
    """Rows for every ISO 3166-1 entry from `country-codes.csv` of datasets/country-codes."""
    rows = frame.each(source, _READ, lambda cells: [_country(cells)])
    _drop_shared_names(rows, frame)
    return [Table("countries/country-codes.csv", _COLUMNS, rows, key="code")]


def _country(cells: Cells) -> dict[str, OutCell]:
    row: dict[str, OutCell] = {
        "code": _match(cells, "ISO3166-1-Alpha-3", r"[A-Z]{3}"),
        "alpha2": _match(cells, "ISO3166-1-Alpha-2", r"[A-Z]{2}"),
        "numeric": _m49(cells, "ISO3166-1-numeric"),
        "name": _name(cells),
        "official_name": _FOOTNOTE.sub("", cells["UNTERM English Formal"].strip()) or None,
        "region": cells["Region Name"].strip() or None,
        "region_code": _m49(cells, "Region Code") if cells["Region Code"].strip() else None,
        "subregion": cells["Sub-region Name"].strip() or None,
        "subregion_code": (
            _m49(cells, "Sub-region Code") if cells["Sub-region Code"].strip() else None
        ),
        "independent": _independent(cells["is_independent"].strip()),
        "wikidata_id": _wikidata(cells["wikidata_id"].strip()),
        "source_id": SOURCE,
    }
    known = {normalise(str(row[column])) for column in ("code", "alpha2", "numeric", "name")}
    row["aliases"] = _aliases(cells, known)
    return row


def _name(cells: Cells) -> str:
    """CLDR's name, or where that is an abbreviation (US, UK) the one that the UN writes out."""
    name = cells["CLDR display name"].strip()
    if not name:
        raise BadCell("CLDR display name", "a country needs a name")
    return cells["official_name_en"].strip() or name if name.isupper() else name


def _match(cells: Cells, column: str, pattern: str) -> str:
    value = cells[column].strip()
    if not re.fullmatch(pattern, value, re.ASCII):
        raise BadCell(column, f"{value!r} is not a code", f"it should match {pattern}")
    return value


def _m49(cells: Cells, column: str) -> str:
    return _match(cells, column, r"\d{1,3}").zfill(3)


def _independent(value: str) -> bool | None:
    """True or false as the source lists it; null where it says neither."""
    if value in _UNDECIDED:
        return None
    if value != "Yes" and not _DEPENDENT.fullmatch(value):
        hint = "Yes, In contention, International, or part or territory of a country"
        raise BadCell("is_independent", f"{value!r} is new", hint)
    return value == "Yes"


def _wikidata(url: str) -> str | None:
    found = _WIKIDATA.fullmatch(url)
    if url and not found:
        raise BadCell("wikidata_id", f"{url!r} is not the address of a Wikidata item")
    return found[1] if found else None


def _aliases(cells: Cells, known: set[str]) -> list[str]:
    """CLDR's, short and formal names in six languages, bare of articles, each normal form once."""
    aliases: list[str] = []
    for column in ("CLDR display name", *_OFFICIAL, *_SHORT, *_FORMAL):
        name = _FOOTNOTE.sub("", cells[column].strip())
        name = _ARTICLE_BEFORE.sub("", _ARTICLE_BEHIND.sub("", name))
        if name and normalise(name) not in known:
            known.add(normalise(name))
            aliases.append(name)
    return aliases


def _drop_shared_names(rows: list[dict[str, OutCell]], frame: Frame) -> None:
    """Take away aliases that would name two countries."""
    holders: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        fixed = [str(row[column]) for column in ("code", "alpha2", "numeric", "name")]
        for name in (*fixed, *_as_list(row["aliases"])):
            holders[normalise(name)].add(str(row["code"]))
    for row in rows:
        kept = []
        for alias in _as_list(row["aliases"]):
            if len(codes := holders[normalise(alias)]) == 1:
                kept.append(alias)
            else:
                frame.leave_out(f"alias {alias!r}: names {' and '.join(sorted(codes))}")
        row["aliases"] = kept


def _as_list(value: OutCell) -> list[str]:
    return value if isinstance(value, list) else []

"""Countries and territories of ISO 3166-1, with UN M49 regions and names in six languages."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from schema.country_names import NameKind
from schema.import_notes import ImportAction, ImportReason
from schema.words import normalise
from seeds.importers.cells import matching
from seeds.importers.context import BadCell, Cells, ImportContext
from seeds.importers.editions import Dataset
from seeds.importers.facts_files import FactCell, FactRow, FactsFile

DATASET = Dataset(
    "iso-country-codes",
    "datasets/country-codes",
    "Country codes (ISO 3166, M49 regions, names in six languages)",
    stands_alone=True,
)

_COLUMNS = (
    "code", "alpha2", "numeric", "name", "official_name", "region", "region_code", "subregion",
    "subregion_code", "independent", "wikidata_id", "aliases", "source_id",
)  # fmt: skip
_LANGUAGES = ("English", "French", "Spanish", "Russian", "Chinese", "Arabic")
_FORMAL = tuple(f"UNTERM {language} Formal" for language in _LANGUAGES)
_SHORT = tuple(f"UNTERM {language} Short" for language in _LANGUAGES)
_OFFICIAL = tuple(f"official_name_{code}" for code in ("en", "fr", "es", "ru", "cn", "ar"))
_LANGUAGE_OF_COLUMN = {
    column: lang
    for columns in (_FORMAL, _SHORT, _OFFICIAL)
    for column, lang in zip(columns, ("en", "fr", "es", "ru", "zh", "ar"), strict=True)
}
_ALIASES = ("country_code", "alias", "lang", "kind", "source_id")
INPUT_COLUMNS = (
    "ISO3166-1-Alpha-3", "ISO3166-1-Alpha-2", "ISO3166-1-numeric", "CLDR display name",
    "Region Name", "Region Code", "Sub-region Name", "Sub-region Code", "is_independent",
    "wikidata_id", *_FORMAL, *_SHORT, *_OFFICIAL,
)  # fmt: skip
# UNTERM puts articles in brackets and marks footnotes: "Chine (la)", "State of Palestine (the) *".
_ARTICLE_SUFFIX = re.compile(r"\s*\((the|le|la|les|l'|el|los|las)\)$", re.IGNORECASE)
_ARTICLE_PREFIX = re.compile(r"^(the|le|la|les|el|los|las)\s+|^l['’]", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\s*\*+$")
_WIKIDATA = re.compile(r"https?://www\.wikidata\.org/wiki/(Q[1-9]\d*)", re.ASCII)
_DEPENDENT = re.compile(
    r"((Territory|Territories|Part|Crown dependency|Commonwealth) of|Associated with) [A-Z]{2}"
)
_UNDECIDED = ("In contention", "International")


def country_codes(source: Path, context: ImportContext) -> list[FactsFile]:
    """The countries in `country-codes.csv` of datasets/country-codes."""
    context.begin_edition(DATASET, source)
    rows = context.convert_rows(source, INPUT_COLUMNS, lambda cells: [_country(cells, context)])
    _drop_shared_names(rows, context)
    names = [name for row in rows for name in _names(row)]
    return [
        FactsFile("countries/country-codes.csv", _COLUMNS, rows, key="code"),
        FactsFile("country-aliases/country-codes.csv", _ALIASES, names, key=""),
    ]


def _country(cells: Cells, context: ImportContext) -> FactRow:
    """The row, with the columns of its aliases and the line for notes about them."""
    first_note = len(context.notes)
    row: FactRow = {
        "code": matching(cells, "ISO3166-1-Alpha-3", r"[A-Z]{3}", "a code"),
        "alpha2": matching(cells, "ISO3166-1-Alpha-2", r"[A-Z]{2}", "a code"),
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
        "wikidata_id": context.value_or_none(
            cells,
            lambda: _wikidata(cells["wikidata_id"].strip()),
            resource="countries",
            field="wikidata_id",
        ),
        "source_id": context.source_id,
    }
    for note in context.notes[first_note:]:
        note.row_id = str(row["code"])
    aliases = _aliases(cells, {normalise(name) for name in _own_names(row)})
    row |= {"aliases": list(aliases), "alias_columns": list(aliases.values())}
    row["locator"] = context.locator
    return row


def _names(row: FactRow) -> Iterator[FactRow]:
    """The aliases of a country with their languages, which their columns tell."""
    for alias, column in zip(_as_list(row["aliases"]), _as_list(row["alias_columns"]), strict=True):
        yield {
            "country_code": row["code"],
            "alias": alias,
            "lang": _LANGUAGE_OF_COLUMN.get(column, "en"),
            "kind": (NameKind.official_name if column in _FORMAL else NameKind.short_name).value,
            "source_id": row["source_id"],
        }


def _own_names(row: FactRow) -> list[str]:
    """What the row itself is resolved by, apart from aliases."""
    return [str(row[column]) for column in ("code", "alpha2", "numeric", "name")]


def _name(cells: Cells) -> str:
    """The CLDR name; where that is an abbreviation (US, UK), the UN's English name."""
    name = cells["CLDR display name"].strip()
    if not name:
        raise BadCell("CLDR display name", "a country needs a name")
    return cells["official_name_en"].strip() or name if name.isupper() else name


def _m49(cells: Cells, column: str) -> str:
    return matching(cells, column, r"\d{1,3}", "a code").zfill(3)


def _independent(value: str) -> bool | None:
    """Whether the country is independent; None where the source leaves it open."""
    if value in _UNDECIDED:
        return None
    if value != "Yes" and not _DEPENDENT.fullmatch(value):
        hint = "Yes, In contention, International, or part or territory of a country"
        raise BadCell("is_independent", f"{value!r} is new", hint)
    return value == "Yes"


def _wikidata(url: str) -> str | None:
    match = _WIKIDATA.fullmatch(url)
    if url and not match:
        raise BadCell("wikidata_id", f"{url!r} is not the address of a Wikidata item")
    return match[1] if match else None


def _aliases(cells: Cells, taken: set[str]) -> dict[str, str]:
    """CLDR, short and formal names in six languages, without articles, each with its column.

    Each normal form occurs once. `taken` has the normal forms of the row's other names.
    """
    aliases: dict[str, str] = {}
    for column in ("CLDR display name", *_OFFICIAL, *_SHORT, *_FORMAL):
        name = _FOOTNOTE.sub("", cells[column].strip())
        name = _ARTICLE_PREFIX.sub("", _ARTICLE_SUFFIX.sub("", name))
        if name and normalise(name) not in taken:
            taken.add(normalise(name))
            aliases[name] = column
    return aliases


def _drop_shared_names(rows: list[FactRow], context: ImportContext) -> None:
    """Remove the aliases that several countries share."""
    holders: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for name in (*_own_names(row), *_as_list(row["aliases"])):
            holders[normalise(name)].add(str(row["code"]))
    for row in rows:
        unique, unique_columns = [], []
        context.locator = str(row["locator"])
        columns = _as_list(row["alias_columns"])
        for alias, column in zip(_as_list(row["aliases"]), columns, strict=True):
            if len(codes := holders[normalise(alias)]) == 1:
                unique.append(alias)
                unique_columns.append(column)
            else:
                note = context.leave_out(
                    f"names {' and '.join(sorted(codes))}",
                    value=alias,
                    column=column,
                    reason=ImportReason.ambiguous,
                    action=ImportAction.cell_left_out,
                )
                note.resource, note.row_id, note.field = "countries", str(row["code"]), "aliases"
        row |= {"aliases": unique, "alias_columns": unique_columns}


def _as_list(value: FactCell) -> list[str]:
    return value if isinstance(value, list) else []

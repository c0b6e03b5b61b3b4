"""Further names of countries: from Wikidata, and from the regions of Our World in Data.

A name that several countries of a file share is left out, and so is one that `country_names.yaml`
says is no name. The reader of names (`schema.names`) sees to spellings that differ in form alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from schema.country_names import NameKind
from schema.import_notes import ImportReason
from schema.words import normalise
from seeds.importers.cells import is_alpha3
from seeds.importers.context import Cells, ImportContext, ImportFailed
from seeds.importers.editions import Dataset
from seeds.importers.facts_files import FactRow, FactsFile
from seeds.loading.files import display_path

_WIKIDATA = Dataset(
    "wikidata-country-aliases",
    "Wikidata",
    "Names and aliases of countries",
    stands_alone=True,
)
_REGIONS = Dataset("owid-regions", "Our World in Data", "Regions", stands_alone=True)

_ALIASES = ("country_code", "alias", "lang", "kind", "source_id")
_WIKIDATA_COLUMNS = ("iso3c", "language", "is_official_language", "label", "label_type")
_KINDS = {"official": NameKind.short_name, "alias": NameKind.alias}
_KOSOVO = {"OWID_KOS": "XKX"}
_LETTERS_MIN = 3  # shorter ones of ASCII are codes, and mean other countries elsewhere
_GARBLED = "Ã<�"  # what UTF-8 becomes when it is read as another coding


class _Name(NamedTuple):
    """A name of a country, its language and kind, and where it stands."""

    code: str
    name: str
    lang: str | None
    kind: NameKind
    locator: str


def wikidata_country_aliases(source: Path, context: ImportContext) -> list[FactsFile]:
    """The labels in `country_aliases.csv` that are English, or of an official language."""
    edition = context.begin_edition(_WIKIDATA, source)
    labels = context.convert_rows(source, _WIKIDATA_COLUMNS, lambda cells: _labels(cells, context))
    spoken = {name for name, is_spoken in labels if is_spoken}
    rows = _rows([name for name, _ in labels], spoken, context)
    return [FactsFile(f"country-aliases/wikidata-{edition.suffix}.csv", _ALIASES, rows, key="")]


def owid_regions(source: Path, context: ImportContext) -> list[FactsFile]:
    """The names and aliases of countries in `regions.yml`."""
    edition = context.begin_edition(_REGIONS, source)
    entries = yaml.safe_load(source.read_text("utf-8"))
    if not isinstance(entries, list):
        raise ImportFailed([f"{display_path(source)}:1:1: no list of regions"])
    context.rows_read = len(entries)
    names = [name for entry in entries for name in _names_of_region(entry, source)]
    rows = _rows(names, set(names), context)
    return [FactsFile(f"country-aliases/owid-regions-{edition.suffix}.csv", _ALIASES, rows, key="")]


def _labels(cells: Cells, context: ImportContext) -> Iterator[tuple[_Name, bool]]:
    """The name, and whether it is English or of an official language of the country."""
    is_official = cells["is_official_language"] == "true"
    is_spoken = is_official or cells["language"] == "en"
    kind, lang = _KINDS[cells["label_type"]], cells["language"]
    yield _Name(cells["iso3c"], cells["label"].strip(), lang, kind, context.locator), is_spoken


def _names_of_region(entry: dict[str, Any], source: Path) -> Iterator[_Name]:
    code = _KOSOVO.get(entry["code"], entry["code"])
    if is_alpha3(code) and entry.get("region_type", "country") == "country":
        locator = f"{source.name}: {entry['code']}"
        yield _Name(code, entry["name"].strip(), None, NameKind.short_name, locator)
        for alias in (entry.get("short_name"), *entry.get("aliases", ())):
            if alias:
                yield _Name(code, str(alias).strip(), None, NameKind.alias, locator)


def _rows(names: Iterable[_Name], wanted: set[_Name], context: ImportContext) -> list[FactRow]:
    """One row for each name in one language that is wanted and of one country alone."""
    left_out: dict[str, str] = yaml.safe_load(
        Path(__file__).with_suffix(".yaml").read_text("utf-8")
    )
    countries = context.known_keys("countries", "code")
    holders = defaultdict(set)
    for name in names:
        holders[normalise(name.name)].add(name.code)
    rows: dict[tuple[str, str | None], FactRow] = {}
    for name in names:
        key = normalise(name.name), name.lang
        if name not in wanted or name.code not in countries or key in rows:
            continue
        context.locator = name.locator
        if name.name in left_out:
            context.leave_out(left_out[name.name], value=name.name)
        elif _is_garbled_or_code(name.name):
            context.leave_out("no name, or too short for one")
        elif len(codes := holders[normalise(name.name)]) > 1:
            note = f"names {' and '.join(sorted(codes))}"
            context.leave_out(note, value=name.name, reason=ImportReason.ambiguous)
        else:
            rows[key] = {
                "country_code": name.code,
                "alias": name.name,
                "lang": name.lang,
                "kind": name.kind.value,
                "source_id": context.source_id,
            }
    return list(rows.values())


def _is_garbled_or_code(name: str) -> bool:
    is_code = name.isascii() and len(normalise(name)) < _LETTERS_MIN
    return is_code or not normalise(name) or bool(set(name) & set(_GARBLED))

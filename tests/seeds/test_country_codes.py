"""Countries from the list of ISO codes."""

import pytest

from seeds.importers.country_codes import INPUT_COLUMNS
from tests.seeds.conftest import table, written

NAMIBIA = {
    "ISO3166-1-Alpha-3": "NAM", "ISO3166-1-Alpha-2": "NA", "ISO3166-1-numeric": "516",
    "CLDR display name": "Namibia", "UNTERM English Formal": "the Republic of Namibia",
    "UNTERM French Short": "Namibie (la)", "official_name_fr": "Namibie", "Region Name": "Africa",
    "Region Code": "2", "Sub-region Name": "Sub-Saharan Africa", "Sub-region Code": "202",
    "is_independent": "Yes", "UNTERM Spanish Short": "Namibia",
}  # fmt: skip
ALAND = {
    "ISO3166-1-Alpha-3": "ALA", "ISO3166-1-Alpha-2": "AX", "ISO3166-1-numeric": "8",
    "CLDR display name": "Åland", "UNTERM English Formal": " ",
    "official_name_en": "Åland Islands *", "is_independent": "Part of FI", "wikidata_id": "https://www.wikidata.org/wiki/Q5689",
}  # fmt: skip


def test_country_codes(folder, out, seeds):
    """Codes are zero-padded, NA is Namibia, aliases are bare of articles and given once."""
    path = folder.write("codes.csv", table(INPUT_COLUMNS, NAMIBIA, ALAND))
    assert seeds("import", "country-codes", path, "--facts", out).exit_code == 0
    aland, namibia = written(out, "countries/country-codes.csv")
    assert namibia == {
        "code": "NAM", "alpha2": "NA", "numeric": "516", "name": "Namibia",
        "official_name": "the Republic of Namibia", "region": "Africa", "region_code": "002",
        "subregion": "Sub-Saharan Africa", "subregion_code": "202", "independent": "true",
        "aliases": "Namibie|Republic of Namibia", "source_id": "iso-country-codes-2026",
    }  # fmt: skip
    assert aland == {
        "code": "ALA", "alpha2": "AX", "numeric": "008", "name": "Åland", "independent": "false",
        "wikidata_id": "Q5689", "aliases": "Åland Islands", "source_id": "iso-country-codes-2026",
    }  # fmt: skip


def test_an_alias_of_two_countries_is_left_out(folder, out, seeds):
    """It would resolve to neither; the summary names it."""
    rows = NAMIBIA | {"official_name_es": "Ambos"}, ALAND | {"official_name_es": "ambos"}
    path = folder.write("codes.csv", table(INPUT_COLUMNS, *rows))
    result = seeds("import", "country-codes", path, "--facts", out)
    told = "left out codes.csv:2:official_name_es: 'Ambos' names ALA and NAM"
    assert told in result.output.splitlines()
    assert "mbos" not in (out / "countries/country-codes.csv").read_text()
    first = written(out, "import-notes/country-codes.csv")[0]
    assert (first["row_id"], first["field"], first["reason"]) == ("NAM", "aliases", "ambiguous")


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("ISO3166-1-Alpha-2", "", "ISO3166-1-Alpha-2: '' is not a code"),
        ("is_independent", "Perhaps", "is_independent: 'Perhaps' is new"),
        ("CLDR display name", "", "CLDR display name: a country needs a name"),
    ],
)
def test_a_bad_country_is_named(folder, out, seeds, column, value, told):
    """Values that were never seen are refused rather than guessed at."""
    path = folder.write("codes.csv", table(INPUT_COLUMNS, NAMIBIA | {column: value}))
    result = seeds("import", "country-codes", path, "--facts", out)
    assert result.exit_code == 1
    assert f"{path}:2:{told}" in result.output


def test_a_country_without_a_good_item_is_a_country(folder, out, seeds):
    """Its other cells are here, and a note is about the item."""
    path = folder.write("codes.csv", table(INPUT_COLUMNS, NAMIBIA | {"wikidata_id": "Q1"}))
    result = seeds("import", "country-codes", path, "--facts", out)
    fault = "'Q1' is not the address of a Wikidata item"
    assert f"left out codes.csv:2:wikidata_id: {fault}" in result.output
    (namibia,) = written(out, "countries/country-codes.csv")
    assert (namibia["code"], "wikidata_id" in namibia) == ("NAM", False)
    (note,) = written(out, "import-notes/country-codes.csv")
    assert (note["resource"], note["row_id"], note["field"]) == (
        "countries", "NAM", "wikidata_id",
    )  # fmt: skip

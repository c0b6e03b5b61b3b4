"""Names of countries from Wikidata and from the regions of Our World in Data."""

import pytest

from tests.seeds.conftest import written

LABELS = """\
iso3c,iso2c,language,is_official_language,label,label_type
CHN,CN,en,false,PRC,alias
CHN,CN,zh,true,中华,alias
CHN,CN,de,false,Reich der Mitte,alias
CHN,CN,en,false,CN,alias
USA,US,en,false,the States,alias
USA,US,en,false,Union,alias
CHN,CN,fr,false,union,alias
XYZ,XY,en,false,Nowhere,official
"""

REGIONS = """
- {code: CHN, name: China, aliases: ["China, mainland", "ChinÃ©"]}
- {code: OWID_KOS, name: Kosovo, aliases: ["Kosovo (under UN resolution 1244)"]}
- {code: WRL, name: World, region_type: aggregate}
"""


@pytest.fixture(autouse=True)
def countries(out):
    """The countries that the facts have."""
    (out / "countries").mkdir(parents=True)
    (out / "countries" / "codes.csv").write_text("code\nCHN\nUSA\nXKX\n")


def test_wikidata(folder, out, seeds):
    """English labels and those of official languages, of one country alone; codes are none."""
    path = folder.write("country_aliases-2017.csv", LABELS)
    result = seeds("import", "wikidata-country-aliases", path, "--facts", out)
    assert result.exit_code == 0, result.output
    rows = written(out, "country-aliases/wikidata-2017.csv")
    assert {(row["country_code"], row["alias"]) for row in rows} == {
        ("CHN", "PRC"), ("CHN", "中华"),
    }  # fmt: skip
    assert {row["source_id"] for row in rows} == {"wikidata-country-aliases-2017"}
    assert "left out 1: names CHN and USA: Union" in result.output
    assert "left out 1: any states: the States" in result.output


def test_regions(folder, out, seeds):
    """Names and aliases of countries, Kosovo under its code; garbled ones are left out."""
    path = folder.write("regions-2026-08.yml", REGIONS)
    result = seeds("import", "owid-regions", path, "--facts", out)
    assert result.exit_code == 0, result.output
    rows = written(out, "country-aliases/owid-regions-2026-08.csv")
    assert {(row["country_code"], row["alias"]) for row in rows} == {
        ("CHN", "China"), ("CHN", "China, mainland"), ("XKX", "Kosovo"),
        ("XKX", "Kosovo (under UN resolution 1244)"),
    }  # fmt: skip


def test_a_file_of_another_form_is_refused(folder, out, seeds):
    """With the file's name."""
    path = folder.write("regions-2026-08.yml", "code: CHN\n")
    result = seeds("import", "owid-regions", path, "--facts", out)
    assert result.exit_code == 1
    assert "regions-2026-08.yml:1:1: no list of regions" in result.output

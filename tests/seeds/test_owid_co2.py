"""Emissions of Our World in Data as shares, world totals and aggregates."""

from tests.seeds.conftest import written
from tests.seeds.test_importers import OWID


def test_owid_takes_countries_kosovo_and_the_eu(folder, out, seeds):
    """The world is a denominator; other aggregates and years without a figure are left out."""
    result = seeds("import", "owid-co2", folder.write("co2-2024.csv", OWID), "--facts", out)
    assert result.exit_code == 0
    assert (out / "emissions-shares/owid-co2-territorial-2024.csv").read_text() == (
        "country_code,group_id,series_id,year,emissions_mt,source_id\n"
        ",eu,co2-territorial,2019,20,owid-co2-data-2024\n"
        "CHN,,co2-territorial,2019,100.5,owid-co2-data-2024\n"
        "XKX,,co2-territorial,2019,5,owid-co2-data-2024\n"
    )
    assert (out / "world-emissions/owid-co2-territorial-2024.csv").read_text() == (
        "series_id,year,emissions_mt,source_id\n"
        "co2-territorial,2018,200,owid-co2-data-2024\n"
        "co2-territorial,2019,300.125,owid-co2-data-2024\n"
    )


def test_owid_has_a_file_for_each_series(folder, out, seeds):
    """Land use may take up more than a country emits; no other figure is below zero."""
    seeds("import", "owid-co2", folder.write("co2-2024.csv", OWID), "--facts", out)
    assert (out / "emissions-shares/owid-co2-including-land-use-2024.csv").read_text() == (
        "country_code,group_id,series_id,year,emissions_mt,source_id\n"
        "CHN,,co2-including-land-use,2019,120,owid-co2-data-2024\n"
        "XKX,,co2-including-land-use,2019,-1.5,owid-co2-data-2024\n"
    )
    told = {}
    for path in sorted((out / "emissions-shares").iterdir()):
        rows = written(out, f"emissions-shares/{path.name}")
        told[path.stem.removesuffix("-2024")] = [
            (r.get("country_code"), r["series_id"]) for r in rows
        ][-1:]
    assert told.pop("owid-co2-aggregates")
    assert told == {
        "owid-co2-ch4-including-land-use": [],
        "owid-co2-consumption": [("CHN", "co2-consumption")],
        "owid-co2-cumulative": [("XKX", "co2-cumulative")],
        "owid-co2-ghg": [],
        "owid-co2-ghg-including-land-use": [],
        "owid-co2-including-land-use": [("XKX", "co2-including-land-use")],
        "owid-co2-n2o-including-land-use": [],
        "owid-co2-territorial": [("XKX", "co2-territorial")],
    }


def test_owid_has_the_world_and_international_transport(folder, out, seeds):
    """The world is a denominator and an aggregate with a share of its own; so is transport."""
    text = OWID.rstrip() + "\n    International transport,2019,,,3,,,,\n"
    seeds("import", "owid-co2", folder.write("co2-2024.csv", text), "--facts", out)
    rows = written(out, "emissions-shares/owid-co2-aggregates-2024.csv")
    figures = {(row["aggregate_id"], row["year"], row["emissions_mt"]) for row in rows}
    assert {
        ("world", "2018", "200"),
        ("world", "2019", "300.125"),
        ("international-transport", "2019", "3"),
    } <= figures
    assert {row["aggregate_id"] for row in rows} == {"world", "international-transport"}


def test_owid_has_population_and_gdp(folder, out, seeds):
    """As whole numbers, whatever tool wrote them; what is none is left out, with a note."""
    text = """
        country,year,iso_code,population,gdp,co2
        World,2019,,7776892015,,300
        China,2018,CHN,1400000000.0,nan,
        China,2019,CHN,1421864031.0,17783522394112.0,100
        Kosovo,2019,,1788.5,,5
        Africa,2019,,1300000000,,10
        """
    path = folder.write("co2-2024.csv", text)
    assert seeds("import", "owid-co2", path, "--facts", out).exit_code == 0
    assert (out / "indicators/owid-co2-2024.csv").read_text() == (
        "country_code,group_id,aggregate_id,indicator,year,value,source_id\n"
        ",,world,population,2019,7776892015,owid-co2-data-2024\n"
        "CHN,,,gdp,2019,17783522394112,owid-co2-data-2024\n"
        "CHN,,,population,2018,1400000000,owid-co2-data-2024\n"
        "CHN,,,population,2019,1421864031,owid-co2-data-2024\n"
    )
    notes = written(out, "import-notes/owid-co2-2024.csv")
    about = [(n["source_column"], n["value"]) for n in notes if n.get("resource") == "indicators"]
    assert about == [("population", "1788.5")]

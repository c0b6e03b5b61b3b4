"""The importers over the upstream files, where those are at hand: what they write is committed."""

import csv
import shutil
from pathlib import Path

import pytest

from seeds.loading.files import FACTS
from tests.seeds.conftest import upstream
from tests.small_record import write_small_facts

IMPORTS = {
    "cop26-pledges": "klimadashboard-cop26-pledges/klimadashboard_COP26_agreements.csv",
    "cdiac-co2": "cdiac-fossil-co2-by-nation/fossil-fuel-co2-emissions-by-nation.csv",
    "country-codes": "datasets-country-codes/country-codes.csv",
    "country-groups": "openclimatedata-countrygroups",
    "general-debate-speeches": "un-general-debate",
    "ndc-registry": "openclimatedata-ndcs/ndcs.csv",
    "factbook-organizations": "cia-world-factbook-governments",
    "factbook-treaties": "cia-world-factbook-governments",
    "net-zero-tracker": "net-zero-tracker",
    "owid-co2": "owid-co2-data/owid-co2-data.csv",
    "paris-agreement": "openclimatedata-paris-agreement/paris-agreement-entry-into-force.csv",
    "treaty-statements": "treaty-and-membership-statements/statements.csv",
    "unfccc": "openclimatedata-countrygroups/unfccc.csv",
    "unfccc-sessions": "unfccc-cop-participation/Participation_Statistics.csv",
    "white-house-speeches": "whitehouse-climate-2021-2026",
}
NAMES = {
    "wikidata-country-aliases": "wikidata-country-aliases-2017/country_aliases.csv",
    "owid-regions": "owid-regions/regions.yml",
}
# Those that read the facts of another importer.
AFTER = {"white-house-dialogues": ("whitehouse-climate-2021-2026", "speeches")}
SOURCES = {
    "cdiac-co2": "cdiac-fossil-co2-by-nation-2023",
    "owid-co2": "owid-co2-data-2024",
}  # of files whose names have no date
OFFICIALS = {
    "everypolitician-cabinets": "everypolitician-cabinets",
    "everypolitician-world-leaders": "everypolitician-world-leaders-2021/wikidata.csv",
    "us-executive": "unitedstates-congress-legislators/executive.yaml",
    "ifg-ministers": "ifg-ministers-database",
    "everypolitician-cabinets-more": "everypolitician-cabinets-more",
    "cia-world-leaders": "cia-world-leaders-2019/cabinets-2019-06-04.csv",
    "cia-world-factbook-heads": "cia-world-factbook-governments",
    "everypolitician-world": "everypolitician-un-and-foreign-ministers",
}


def as_committed(folder: Path, name: str = "*") -> int:
    """The number of CSV files of that name below a folder, all of which are as committed."""
    made = [path.relative_to(folder) for path in folder.rglob(f"{name}.csv")]
    for path in made:
        assert (folder / path).read_bytes() == (FACTS / path).read_bytes(), path
    return len(made)


@pytest.mark.parametrize("name", IMPORTS)
def test_importing_the_real_files_gives_the_committed_facts(name, tmp_path, seeds):
    """Byte for byte: what is committed is what the importer writes."""
    source = upstream(IMPORTS[name])
    for path in FACTS.glob("pledges/*.yaml"):  # what is held by hand is not written
        (tmp_path / "pledges").mkdir(exist_ok=True)
        (tmp_path / "pledges" / path.name).write_bytes(path.read_bytes())
    for folder in ("countries", "sources"):
        shutil.copytree(FACTS / folder, tmp_path / folder)
    edition = ("--source", SOURCES[name]) if name in SOURCES else ()
    assert seeds("import", name, source, *edition, "--facts", tmp_path).exit_code == 0
    assert as_committed(tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_importing_names_gives_the_committed_facts(name, tmp_path, seeds):
    """Byte for byte, beside the countries."""
    source = upstream(NAMES[name])
    for folder in ("countries", "sources"):
        shutil.copytree(FACTS / folder, tmp_path / folder)
    edition = {"wikidata-country-aliases": "2017", "owid-regions": "2026"}[name]
    result = seeds("import", name, source, "--date", edition, "--facts", tmp_path)
    assert result.exit_code == 0, result.output
    assert as_committed(tmp_path)


def test_importing_consents_that_the_list_has_no_more(tmp_path, seeds):
    """Byte for byte, beside the list of consents."""
    source = upstream("climatewatch-ndc-content-2018/ndc-content-cait.csv")
    for folder in ("treaty-actions", "sources"):
        shutil.copytree(FACTS / folder, tmp_path / folder)
    edition = "--source", "climatewatch-ndc-content-2018", "--date", "2018-06"
    assert seeds("import", "ndc-content", source, *edition, "--facts", tmp_path).exit_code == 0
    assert as_committed(tmp_path, "ndc-content") == 4


@pytest.mark.parametrize("name", AFTER)
def test_importing_after_another_importer_gives_the_committed_facts(name, tmp_path, seeds):
    """Byte for byte, beside what the other one wrote."""
    file, resource = AFTER[name]
    shutil.copytree(FACTS / resource, tmp_path / resource)
    assert seeds("import", name, upstream(file), "--facts", tmp_path).exit_code == 0
    assert as_committed(tmp_path, name.removesuffix("-dialogues")) == 2
    assert as_committed(tmp_path, name) == 1


@pytest.mark.parametrize("name", OFFICIALS)
def test_importing_real_officials_gives_the_committed_facts(name, tmp_path, seeds):
    """Byte for byte, in whatever order, and again: earlier origins are read, later ones never."""
    source = upstream(OFFICIALS[name])
    for folder in ("countries", "country-aliases", "officials", "tenure-records"):
        shutil.copytree(FACTS / folder, tmp_path / folder)
    assert seeds("import", name, source, "--facts", tmp_path).exit_code == 0
    assert as_committed(tmp_path, name) == (6 if name == "cia-world-leaders" else 5)


@pytest.mark.parametrize("first", ["net-zero-tracker", "owid-net-zero-targets"])
def test_pledges_are_merged_alike_in_any_order(first, tmp_path, seeds):
    """The scorecard's rows find the tracker's pledges, whichever is imported first."""
    scorecard = upstream("owid-net-zero-targets-2021/net-zero-targets.csv")
    sources = {"net-zero-tracker": upstream("net-zero-tracker"), "owid-net-zero-targets": scorecard}
    (tmp_path / "pledges").mkdir()
    shutil.copytree(FACTS / "sources", tmp_path / "sources")
    for path in FACTS.glob("pledges/*.yaml"):
        (tmp_path / "pledges" / path.name).write_bytes(path.read_bytes())
    for name in sorted(sources, reverse=first != "net-zero-tracker"):
        assert seeds("import", name, sources[name], "--facts", tmp_path).exit_code == 0
    assert as_committed(tmp_path) == 8


def test_an_older_snapshot_alone_calls_pledges_by_the_record_s_ids(tmp_path, seeds):
    """So that publishing it instead would correct rows, and not rename them."""
    path = upstream("net-zero-tracker/net-zero-tracker-countries-2022-03-30.csv")
    assert seeds("import", "net-zero-tracker", path, "--facts", tmp_path).exit_code == 0
    ids = {}
    for folder in (FACTS, tmp_path):
        with (folder / "pledge-records/net-zero-tracker.csv").open(encoding="utf-8") as stream:
            ids[folder] = {row["pledge_id"] for row in csv.DictReader(stream)} - {""}
    assert len(ids[tmp_path]) == 332
    assert ids[tmp_path] < ids[FACTS]


def test_a_further_snapshot_drops_nothing(tmp_path, seeds):
    """The older one beside the younger: pledges keep their ids, and those that it has more come."""
    facts, address = tmp_path / "facts", f"sqlite:///{tmp_path}/record.sqlite"
    for path in write_small_facts(facts).glob("*/owid-*.csv"):
        path.unlink()
    (facts / "series" / "owid-co2.yaml").unlink()  # its years are those of the figures
    (facts / "former-ids" / "hand.csv").unlink()  # they lead to records of both snapshots
    for path in facts.glob("*/net-zero-tracker*.csv"):
        path.unlink()
    for day in ("2023-11-05", "2022-03-30"):
        path = upstream(f"net-zero-tracker/net-zero-tracker-countries-{day}.csv")
        assert seeds("import", "net-zero-tracker", path, "--facts", facts).exit_code == 0
        if day == "2023-11-05":
            asked = "--facts", facts, "--database-url", address
            published = seeds("publish", *asked)
            assert published.exit_code == 0, published.output
    told = seeds("plan", *asked, "--limit", 0)
    assert told.exit_code == 0, told.output
    lines = told.output.splitlines()
    assert "+ pledges/aut-climate-neutrality-2050" in lines
    assert "+ source-records/jpn-carbon-neutrality-2050-nzt-2022-03-30" in lines
    of_tracker = ("- pledges/", "- source-records/")
    assert [line for line in lines if line.startswith(of_tracker)] == []

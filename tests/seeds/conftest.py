"""Fixtures: a small record that tests write themselves, and the command as a user runs it."""

import csv
import io
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from seeds.__main__ import app
from seeds.publishing.publish import publish
from tests.conftest import empty_database
from tests.seeds.prepared import Prepared

UPSTREAM = Path(__file__).parents[3] / "shared" / "data"

SMALL_RECORD = {
    "VERSION": "0.1.0 2026-01-01\n",
    "sources/hand.yaml": """
        - id: the-paper
          kind: article
          url_note: it is printed
          licence_note: no licence is stated
          citation: The Paper.
        - id: the-data
          kind: dataset
          url: https://example.org/data
          licence: CC0-1.0
          citation: The Data.
          retrieved_on: "2023-11-05"
        """,
    "countries/hand.yaml": """
        - {code: CHN, alpha2: CN, numeric: "156", name: China, source_id: the-data}
        - {code: NOR, alpha2: "NO", name: Norway, aliases: [Noreg], source_id: the-data}
        """,
    "groups/hand.csv": """
        id,name,kind,party,analytical,source_id
        eu,European Union,political_union,true,false,the-data
        """,
    "series/hand.yaml": """
        - id: co2-territorial
          name: CO2
          definition: CO2 from fossil fuels and industry.
          unit: million tonnes of CO2
          gas: co2
          accounting: territorial
          land_use: excluded
          cumulative: false
          source_id: the-data
        """,
    "world-emissions/data.csv": """
        series_id,year,emissions_mt,source_id
        co2-territorial,2019,300,the-data
        """,
    "emissions-shares/data.csv": """
        country_code,group_id,series_id,year,emissions_mt,source_id
        CHN,,co2-territorial,2019,100.5,the-data
        ,eu,co2-territorial,2019,20,the-data
        """,
    "pledges/hand.yaml": """
        - id: chn-net-zero-2060
          country_code: CHN
        """,
    "pledge-records/data.csv": """
        id,pledge_id,country_code,form,first_seen,last_seen,status,status_date,kind,target_year,source_id
        a,chn-net-zero-2060,CHN,snapshot,2020-09,2020-09,declaration,2020-09,net_zero,2060,the-paper
        b,chn-net-zero-2060,CHN,snapshot,2021,2021,in_law,2021,net_zero,2060,the-data
        c,chn-net-zero-2060,CHN,snapshot,2020-10,2020-10,proposed,,net_zero,2060,the-data
        """,
    "officials/hand.yaml": """
        - {id: li-wei, name: Li Wei, source_id: the-paper}
        """,
    "tenure-records/hand.yaml": """
        - id: li-wei-envoy
          official_id: li-wei
          title: envoy
          country_code: CHN
          source_id: the-paper
        """,
    "quotes/hand.yaml": """
        - id: we-will-act
          text: We will act.
          kind: verbatim
          language: en
          speaker_kind: official
          speaker_id: li-wei
          speaker_name: Li Wei
          tenure_id: li-wei-envoy
          country_code: CHN
          said_on: "2020-03"
          source_id: the-paper
        """,
    "dialogues/hand.yaml": """
        - {id: talks, kind: call, name: Talks, participants: [CHN, NOR], source_id: the-paper}
        """,
}


@pytest.hookimpl(tryfirst=True)  # before tests are left out by their marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is the same on any store is tried on PostgreSQL by `make test-long`.

    Publishing there takes three times the CPU, most of it for a hundred tables and indexes. What
    each module is about is tried on both.
    """
    for item in items:
        if item.get_closest_marker("any_store") and "postgresql" in item.name:
            item.add_marker(pytest.mark.long)


@dataclass
class Folder:
    """A folder of facts that a test writes."""

    path: Path

    def write(self, name: str, text: str) -> Path:
        """Write a file below the folder, bare of the indent that the test's source has."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip("\n"), "utf-8")
        return path


@pytest.fixture
def facts(tmp_path: Path) -> Folder:
    """The small record, which nothing is wrong with."""
    return small_record(tmp_path / "facts")


def small_record(path: Path) -> Folder:
    """The small record, written into a new folder."""
    folder = Folder(path)
    for name, text in SMALL_RECORD.items():
        folder.write(name, text)
    return folder


# Which edition the small files of tests are, where their names have no date.
_EDITIONS = {
    name: ("--source", source)
    for name, source in {
        "country-codes": "iso-country-codes-2026",
        "cop26-pledges": "klimadashboard-cop26-pledges-2021-11",
        "country-groups": "openclimatedata-countrygroups-2024",
        "cia-world-factbook-heads": "cia-world-factbook-heads-2026",
        "cia-world-leaders": "cia-world-leaders-2019",
        "everypolitician-cabinets": "everypolitician-cabinets-2022",
        "everypolitician-cabinets-more": "everypolitician-cabinets-more-2023",
        "everypolitician-world": "everypolitician-world-2022",
        "everypolitician-world-leaders": "everypolitician-world-leaders-2021",
        "factbook-organizations": "cia-world-factbook-organizations-2026",
        "factbook-treaties": "cia-world-factbook-agreements-2026",
        "ifg-ministers": "ifg-ministers-2026",
        "ndc-content": "climatewatch-ndc-content-2018",
        "ndc-registry": "ndc-registry-2026-08-19",
        "paris-agreement": "openclimatedata-paris-agreement-2023",
        "treaty-statements": "treaty-statements-2026",
        "unfccc": "openclimatedata-countrygroups-2024",
        "unfccc-sessions": "unfccc-sessions-2024",
        "us-executive": "congress-legislators-executive-2026",
    }.items()
}


@pytest.fixture
def seeds(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """`python -m seeds ...`, off a terminal."""
    monkeypatch.setenv("COLUMNS", "300")

    def run(*arguments: object) -> Result:
        if arguments[:1] == ("import",) and not {"--source", "--date"} & {*map(str, arguments)}:
            arguments += _EDITIONS.get(str(arguments[1]), ())
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Where a test writes upstream files."""
    return Folder(tmp_path / "upstream")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The folder of facts that is imported into."""
    return tmp_path / "facts"


def table(columns: Iterable[str], *rows: dict[str, str]) -> str:
    """CSV with the given columns, empty where a row says nothing."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def written(out: Path, name: str) -> list[dict[str, str]]:
    """The rows of a file of facts, empty cells left out."""
    with (out / name).open(encoding="utf-8", newline="") as stream:
        return [{k: v for k, v in row.items() if v} for row in csv.DictReader(stream)]


def everything(out: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()}


def upstream(name: str) -> Path:
    """A file or folder of upstream data; the test is skipped where it is not at hand."""
    path = UPSTREAM / name
    if not path.exists():
        pytest.skip(f"upstream data are not at hand: {name}")
    return path


def upstream_rows(name: str) -> list[dict[str, str]]:
    """The rows of an upstream file; the test is skipped where it is not at hand."""
    with upstream(name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where releases are published, on either engine; nothing is there yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'var' / 'record.sqlite'}"
    return empty_database(str(request.getfixturevalue("address")), "store")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Stores that hold releases already."""
    return Prepared(tmp_path_factory.mktemp("prepared"))


def publish_version(facts: Folder, url: str, number: int, keep: int = 20) -> str:
    """Publish the facts under version 0.<number>.0; the id of the release."""
    write_version(facts, number)
    return publish(facts.path, url, keep=keep).release_id


def write_version(facts: Folder, number: int) -> None:
    """Let the facts be version 0.<number>.0; the small record is the first."""
    facts.write("VERSION", f"0.{number}.0 2026-01-{number:02}\n")


@pytest.fixture
def versions(facts: Folder, store: str, prepared: Prepared) -> Callable[[int], list[str]]:
    """Let the store hold so many versions of the small record, and the facts be the last; ids."""

    def publish_up_to(count: int) -> list[str]:
        def add() -> list[str]:
            earlier = publish_up_to(count - 1) if count > 1 else []
            return [*earlier, publish_version(facts, store, count)]

        ids = prepared.fill(store, f"versions_{count}", add)
        write_version(facts, count)
        return ids

    return publish_up_to


@pytest.fixture
def first(versions: Callable[[int], list[str]]) -> str:
    """The id of the small record's release, which the store holds and serves."""
    (id_,) = versions(1)
    return id_


@pytest.fixture
def corrected(first: str, facts: Folder, store: str, prepared: Prepared) -> str:
    """The id of the release after `first`; the facts are those of it."""
    correct(facts)
    return prepared.fill(store, "corrected", lambda: publish(facts.path, store).release_id)


def correct(facts: Folder, version: str = "0.2.0") -> None:
    """Another name, a post less, a country more; under another version."""
    facts.write("VERSION", f"{version} 2026-02-01\n")
    facts.write("officials/hand.yaml", "- {id: li-wei, name: Li Wei Jr, source_id: the-paper}\n")
    header, first, *_ = SMALL_RECORD["pledge-records/data.csv"].split()
    facts.write("pledge-records/data.csv", f"{header}\n{first}\n")
    facts.write("countries/more.yaml", "- {code: FRA, name: France, source_id: the-data}\n")

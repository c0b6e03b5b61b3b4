"""README and docs/ agree with the code and with the record: settings, sources, counts, links."""

import csv
import re
from pathlib import Path

import pytest
from typer.main import get_command

from api.__main__ import cli as api_cli
from api.settings import Settings
from schema import HISTORY, RECORD
from seeds.__main__ import app as seeds_cli
from seeds.loading.files import FACTS, valid_facts
from tests.asking import whole
from tests.client import TestClient
from tests.docs.examples import ROOT

DOCS = ROOT / "docs"
DECISIONS = sorted((DOCS / "decisions").glob("[0-9]*.md"))
PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted(DOCS.glob("*.md")),
    *sorted((DOCS / "decisions").glob("*.md")),
    *sorted((DOCS / "guides").glob("*.md")),
]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
COMMANDS = {"api": get_command(api_cli), "seeds": get_command(seeds_cli)}
SECTIONS = ["## Context", "## Decision", "## Alternatives", "## Consequences"]


def rows_starting(page: Path, start: str) -> list[str]:
    """The lines of a page that start so."""
    return [line for line in page.read_text().splitlines() if line.startswith(start)]


def test_every_setting_is_in_the_table_of_settings() -> None:
    """With the default that the code has."""
    lines = (DOCS / "running.md").read_text().splitlines()
    for name, field in Settings.model_fields.items():
        row = next(
            line for line in lines if line[:1] == "|" and f"`{name.upper()}`" in line.split("|")[1]
        )
        assert f"`{field.default}`" in row


def test_every_metric_is_in_the_table_of_settings(client: TestClient) -> None:
    """And the table names none that is not there."""
    client.get("/v1/countries")
    exposed = set(re.findall(r"^# TYPE (\w+) ", client.get("/metrics").text, re.MULTILINE))
    documented = set(
        re.findall(r"`((?:climate_record|process)_\w+)`", (DOCS / "running.md").read_text())
    )
    assert len(exposed) >= 8
    assert documented == {re.sub("_created$", "", name) for name in exposed}


def test_every_source_is_listed_with_its_licence(client: TestClient) -> None:
    """The table of licences is that of /v1/sources."""
    sources = client.get("/v1/sources").json()["data"]
    assert len(sources) >= 10
    for source in sources:
        (row,) = rows_starting(DOCS / "data.md", f"| `{source['id']}`: ")
        assert (source["licence"] or "none") in row


def sources_in(path: Path) -> set[str]:
    """The sources that the rows of a file of facts name."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return {row["source_id"] for row in csv.DictReader(file) if row.get("source_id")}
    cells = [fact.cells.get("source_id") for fact in valid_facts(path)]
    return {str(cell.text) for cell in cells if cell is not None}


def test_a_file_of_facts_is_of_one_source() -> None:
    """Only the snapshots of the Net Zero Tracker share files, as docs/data.md says."""
    files = [path for name in RECORD for path in (FACTS / name).glob("[!.]*")]
    assert len(files) >= 50
    for path in files:
        assert len(sources_in(path)) <= 1 or path.stem == "net-zero-tracker", path


def test_the_page_about_officials_names_every_column_and_source(client: TestClient) -> None:
    """What is held about people is on one page, whatever resource holds it."""
    text = (DOCS / "officials.md").read_text()
    for name in ("officials", "tenures"):
        relations = {relation.local for relation in RECORD[name].relations}
        for column in RECORD[name].fields:
            is_key = column == "id" or column in relations - {"country_code", "group_id"}
            assert is_key or f"`{column}`" in text or f".{column}`" in text, column
        for source in {row["source_id"] for row in whole(client, f"/v1/{name}")}:
            assert f"| `{source}` |" in text


def test_every_resource_and_nested_list_is_named() -> None:
    """By the table of counts, and in docs/rest.md the history; nested lists by the index."""
    text = (DOCS / "rest.md").read_text()
    for name in HISTORY:
        assert f"`{name}`" in text
    for name in RECORD:
        assert rows_starting(DOCS / "data.md", f"| {name} | ")
    # `/v1` names the lists below rows (tests/rest/test_lists.py).
    assert "| `/v1/{resource}/{id}/{list}` | " in text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file(page: Path) -> None:
    """Also to a heading, where a link names one."""
    for target in LINK.findall(page.read_text()):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, heading = target.partition("#")
        linked = page.parent / path if path else page
        assert linked.exists(), f"{page.name} links {target}"
        if heading:
            headings = [re.sub(r"[^\w -]", "", line).strip().lower().replace(" ", "-")
                        for line in rows_starting(linked, "#")]  # fmt: skip
            assert heading in headings, f"{page.name} links {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_of_a_page_is_there(page: Path) -> None:
    """Commands of `python -m api` and `python -m seeds` with their options, and make targets."""
    text = page.read_text()
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for target in re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE):
        assert target in targets
    for package, line in re.findall(r"python -m (api|seeds) ([a-z][^`\n]*)", text):
        name, *words = line.partition("#")[0].split()
        command = COMMANDS[package].commands[name]
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= {*options, "--help"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_path_that_a_page_names_is_there(page: Path) -> None:
    """Files and folders in backquotes, but for facts that are yet to come, and the changelog."""
    if page.name == "CHANGELOG.md":
        return
    for path in re.findall(
        r"`((?:api|schema|seeds(?!/facts/)|tests|docs)/[\w./-]+)`", page.read_text()
    ):
        assert (ROOT / path).exists(), f"{page.name} names {path}"


def test_readme_is_short() -> None:
    """At most 180 lines, of readable length; a sixth of them is the table of counts."""
    lines = (ROOT / "README.md").read_text().splitlines()
    assert len(lines) <= 180
    assert [
        line for line in lines if len(line) > 140 and not line.startswith(("|", "curl", " "))
    ] == []


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_is_one_page_of_four_sections(page: Path) -> None:
    """Context, decision, alternatives, consequences; its title has its number."""
    lines = page.read_text().splitlines()
    assert lines[0].startswith(f"# {int(page.name[:4])}. ")
    assert [line for line in lines if line.startswith("## ")] == SECTIONS
    assert len(lines) <= 60


def test_decisions_are_numbered_and_linked() -> None:
    """Without a gap; each is linked by the index and by ARCHITECTURE."""
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    index = (DOCS / "decisions" / "README.md").read_text()
    architecture = (ROOT / "ARCHITECTURE.md").read_text()
    for page in DECISIONS:
        assert f"]({page.name})" in index
        assert f"](docs/decisions/{page.name})" in architecture

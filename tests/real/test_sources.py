"""The sources of the real record, beside the upstream files where those are at hand."""

import re
from typing import Any

import pytest

from tests.client import TestClient
from tests.seeds.conftest import UPSTREAM, upstream, upstream_rows

PERMALINK = re.compile(r"https://github\.com/([^/]+/[^/]+)/(?:blob|tree)/([0-9a-f]{40})/(\S+)")
# Sources whose files are not among the upstream files beside the checkout.
UNDESCRIBED = {"openclimatedata-countrygroups-2019", "climate-categories-0-11-1"}
# The columns of the codebook that the record takes figures from.
FIGURES = (
    "co2", "consumption_co2", "co2_including_luc", "cumulative_co2", "total_ghg",
    "total_ghg_excluding_lucf", "methane", "nitrous_oxide",
)  # fmt: skip


@pytest.fixture(scope="module")
def sources(client: TestClient) -> list[dict[str, Any]]:
    """Every source, as REST answers it."""
    rows: list[dict[str, Any]] = client.get("/v1/sources?limit=1000").json()["data"]
    return rows


def test_a_dataset_says_who_made_it_and_what_was_done_with_it(sources) -> None:
    """Producers, dates of the copy and of the data, changes, and the address of its licence."""
    datasets = [source for source in sources if source["kind"] == "dataset"]
    assert len(datasets) >= 12
    for source in datasets:
        for column in (
            "producers",
            "title",
            "retrieved_on",
            "accessed_on",
            "data_through",
            "modified",
        ):
            assert source[column], (source["id"], column)
        assert bool(source["licence_url"]) == bool(source["licence"]), source["id"]
        assert source["url"] or source["files"], source["id"]


def test_each_source_says_until_when_its_data_go(sources) -> None:
    """Or why no date can be given."""
    assert [
        s["id"] for s in sources if bool(s["data_through"]) == bool(s["data_through_note"])
    ] == []


def test_both_faces_agree(client: TestClient, sources) -> None:
    """Addresses, licences, producers and citations are the same in GraphQL."""
    query = """{ sources(first: 100) { nodes {
        slug url urlNote files producers contributors licence licenceUrl citation citationRequest
        modified accessedOn dataThrough derivedFrom } } }"""
    answer = client.post("/graphql", json={"query": query}).json()
    nodes = {node.pop("slug"): node for node in answer["data"]["sources"]["nodes"]}
    assert set(nodes) == {source["id"] for source in sources}
    for source in sources:
        for name, value in nodes[source["id"]].items():
            column = re.sub("[A-Z]", lambda capital: f"_{capital[0].lower()}", name)
            assert source[column] == value, (source["id"], column)


def test_a_permalink_names_a_repository_and_a_commit_of_the_upstream_files(sources) -> None:
    """Both are in the description that lies beside the files that were read."""
    upstream("owid-co2-data/SOURCE.md")
    described = " ".join(path.read_text("utf-8") for path in UPSTREAM.glob("*/SOURCE.md"))
    permalinks = [
        (source["id"], match)
        for source in sources
        for link in (source["url"], *source["files"])
        if link and (match := PERMALINK.fullmatch(link))
    ]
    assert len(permalinks) >= 35
    for id_, match in permalinks:
        if id_ not in UNDESCRIBED:
            repository, commit, _ = match.groups()
            assert repository.split("/")[1] in described, match[0]
            assert commit in described, match[0]


def test_the_producers_of_emissions_are_those_of_the_codebook(client: TestClient) -> None:
    """The dataset names the producer of each column that is taken, and cites all of them."""
    rows = upstream_rows("owid-co2-codebook-2024-11/owid-co2-codebook.csv")
    books = {row["column"]: row["source"] for row in rows}
    named = {re.sub(r" \[.*", "", name) for c in FIGURES for name in books[c].split("; ")}
    source = client.get("/v1/sources/owid-co2-data-2024").json()["data"]
    assert set(source["producers"]) == named
    assert "Global Carbon Budget (2024)" in source["citation"]
    assert "Jones et al." in source["citation"]


def test_the_dataset_names_the_producers_of_all_its_series(client: TestClient) -> None:
    """The union of the producers of the main series is that of the dataset."""
    series = client.get("/v1/series?role=main").json()["data"]
    assert len(series) >= 8
    source = client.get("/v1/sources/owid-co2-data-2024").json()["data"]
    assert {name for row in series for name in row["producers"]} == set(source["producers"])


@pytest.mark.parametrize(
    ("resource", "column"),
    [("emissions-shares", "year"), ("documents", "submitted_on"), ("tenures", "start_date")],
)
def test_no_row_begins_after_what_its_source_covers(
    client: TestClient, sources, resource: str, column: str
) -> None:
    """The latest row of each source is at most of the day or year in `data_through`."""
    compared = 0
    for source in sources:
        query = f"source={source['id']}&sort=-{column}&limit=1&{column}__isnull=false"
        query = query if resource != "emissions-shares" else query.replace("isnull=false", "gte=0")
        for row in client.get(f"/v1/{resource}?{query}").json()["data"]:
            latest, through = str(row[column]), source["data_through"]
            precision = min(len(latest), len(through))
            assert latest[:precision] <= through[:precision], row["id"]
            compared += 1
    assert compared

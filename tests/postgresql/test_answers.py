"""PostgreSQL and SQLite give the same responses, byte for byte."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import strategies as st

from api.app import create_app
from api.rest.include import include_paths
from api.settings import Settings
from schema import RECORD, RESOURCES
from seeds.loading.spool import in_batches
from tests.asking import Tables, as_query, walk
from tests.client import TestClient
from tests.drawing import drawn_briefly, sampled
from tests.graphql.test_oracle import check_one, some_values
from tests.oracle import samples, values_of
from tests.rest.test_words import check_words, check_words_in_graphql

NAMES = list(RESOURCES)


@pytest.fixture(scope="module")
def executor(database_url: str) -> Iterator[TestClient]:
    """The record on SQLite, with GraphQL executed by the reference executor."""
    app = create_app(Settings(database_url=database_url, graphql_compile=False))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def values(client: TestClient) -> Any:
    """Values that occur, for the oracle's operations."""
    return some_values(client)


class Both:
    """Sends each request to both engines and compares status, body and headers."""

    def __init__(self, here: TestClient, there: TestClient) -> None:
        self.here, self.there = here, there

    def get(self, address: str, **more: Any) -> Any:
        ours, theirs = (client.get(address, **more) for client in (self.here, self.there))
        assert ours.status_code == theirs.status_code, (address, more, theirs.text)
        assert ours.content == theirs.content, (address, more)
        kept = [name for name in ours.headers if name != "server-timing"]
        assert {n: theirs.headers[n] for n in kept} == {n: ours.headers[n] for n in kept}
        return theirs

    def post(self, query: str, **more: Any) -> Any:
        body = {"query": query, **more}
        ours, theirs = (c.post("/graphql", json=body) for c in (self.here, self.there))
        assert ours.content == theirs.content, query
        return theirs


@pytest.fixture(scope="module")
def both(client: TestClient, there: TestClient) -> Both:
    return Both(client, there)


@pytest.mark.parametrize(
    "path", ["/coverage", "/coverage?as_of=2019-06-04", "/sources", "/changes"]
)
def test_pages_with_statements_of_their_own(both: Both, path: str) -> None:
    """What a page groups over whole tables is the same on both engines."""
    assert both.get(path).status_code == 200


@pytest.mark.parametrize("ending", ["", ".csv", ".ndjson"])
@pytest.mark.parametrize("name", NAMES)
def test_every_list_is_the_same(both: Both, name: str, ending: str) -> None:
    """In every format, with all columns and with chosen ones, prepared or not."""
    assert both.get(f"/v1/{name}{ending}?limit=all").status_code == 200
    columns = ",".join(RESOURCES[name].fields)
    assert both.get(f"/v1/{name}{ending}?limit=100&fields={columns}").status_code == 200
    if not ending:
        assert both.get(f"/v1/{name}?limit=1000").status_code == 200
        key = RESOURCES[name].key
        assert both.get(f"/v1/{name}?limit=all&sort=-{key}").status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_every_detail_is_the_same(both: Both, tables: Tables, name: str) -> None:
    """Rows by their keys, with all relations embedded; and refusals of invalid keys."""
    resource = RESOURCES[name]
    keys = [row[resource.key] for row in tables[resource.table_name]]
    include = ",".join(relation.name for relation in resource.relations)
    examples = [resource.example] if name in RECORD else []
    for key in [*examples, *keys[:: max(len(keys) // 25, 1)]]:
        assert both.get(f"/v1/{name}/{key}?include={include}").status_code == 200
        assert both.get(f"/v1/{name}/{key}").status_code == 200
    for key in ("no-such-row", "%00", "%ED%A0%80", "%F0%9F%8C%8D", "'"):
        assert both.get(f"/v1/{name}/{key}").status_code in (400, 404)


@sampled("name", NAMES)
def test_embedded_rows_are_the_same(both: Both, name: str) -> None:
    """Relations and their relations: all of those that are reached by one together."""
    steps: dict[str, list[str]] = {}
    for path in include_paths(RESOURCES[name]):
        steps.setdefault(path.split(".")[0], []).append(path)
    for paths in steps.values():
        for some in in_batches(paths, 3):
            address = f"/v1/{name}?limit=3&include={','.join(some)}"
            assert both.get(address).status_code == 200, address


@sampled("path", [f"{r.name}.{name}" for r in RESOURCES.values() for name in r.filters])
def test_every_filter_is_the_same(both: Both, tables: Tables, path: str) -> None:
    """Every operator, for values that occur: total, rows and their order."""
    resource_name, _, name = path.partition(".")
    resource = RESOURCES[resource_name]
    filter_ = resource.filters[name]
    page = {"limit": "50", "fields": resource.key}
    for operator, operand in samples(filter_, values_of(resource, filter_, tables)):
        params = as_query(filter_.name, operator, operand) | page
        assert both.get(f"/v1/{resource.name}", params=params).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "emissions-shares?share_percent=28.875",
        "emissions-shares?share_percent__lt=28.875000000000004&share_percent__gte=28.875",
        "emissions-shares?share_percent__lt=1e15",
        "emissions-shares?share_percent__lt=1e-4&share_percent__gt=0&sort=share_percent",
        "emissions-shares.csv?share_percent__lt=0&sort=-share_percent&limit=500",
        "emissions-shares?country=TUV&share_percent=0.000031753&fields=share_percent",
        "emissions-shares?year__lt=9007199254740991&limit=1",
        "emissions-shares?year__in=2019,99999999999&limit=1",
        "pledges?target_year__gte=-9007199254740991&limit=1",
        "quotes?q=climate%20cooper",
        "quotes?text__contains=%25",
        "quotes?text__contains=%5C",
        "countries?q=%C3%B4te",
        "pledges?source=no-such",
    ],
)
def test_odd_values_are_the_same(both: Both, query: str) -> None:
    """Numbers beyond a column's range, exact decimals, and wildcard characters of patterns."""
    assert both.get(f"/v1/{query}").status_code == 200


@pytest.mark.parametrize("date", ["2019-06-01", "2021-03", "2004", "1800"])
@pytest.mark.parametrize(
    "question",
    [
        "pledges?limit=50",
        "pledges?limit=all&country=CHN",
        "pledges.csv?limit=all&fields=id,holds",
        "pledges/chn-carbon-neutrality-2060?include=source",
        "tenures?q=climate&include=official",
        "memberships?group=eu",
        "countries?group__in=eu,g20&fields=code,holds",
        "countries?official=john-kerry",
        "countries/FRA?include=groups,memberships,pledges",
        "groups/eu?include=countries.pledges",
        "groups?country=FRA&limit=3",
        "officials?country=USA&include=tenures,pledges_announced",
        "quotes?include=tenure&limit=20",
        "source-records?include=pledge.source_records&limit=20",
    ],
)
def test_every_date_is_the_same(both: Both, question: str, date: str) -> None:
    """Rows that hold for certain, rows that may hold, and the counts of both."""
    sign = "&" if "?" in question else "?"
    assert both.get(f"/v1/{question}{sign}as_of={date}").status_code == 200


@sampled("name", NAMES)
def test_every_order_is_the_same_page_by_page(
    client: TestClient, there: TestClient, tables: Tables, name: str
) -> None:
    """By every sortable column in both directions, cursors included."""
    resource = RESOURCES[name]
    size = len(tables[resource.table_name])
    columns = resource.sortable if size <= 4000 else resource.sortable[1:2]
    for column in (sign + name for name in columns for sign in ("", "-")):
        address = f"/v1/{name}?sort={column}&limit={min(max(size // 3, 1), 1000)}"
        address += f"&fields={','.join({resource.key, column.lstrip('-')})}"
        assert walk(there, address) == walk(client, address)


def test_graphql_pages_are_the_same_both_ways(both: Both) -> None:
    """Forward and backward by cursor, with everything that a page tells."""
    page = "totalCount pageInfo { startCursor endCursor hasNextPage hasPreviousPage }"
    ways = ("first: 7, after", "last: 7, before")
    for arguments, end in zip(ways, ("endCursor", "startCursor"), strict=True):
        cursor = "null"
        for _ in range(4):
            found = both.post(
                f"{{ pledges({arguments}: {cursor}, orderBy: [TARGET_YEAR_DESC])"
                f" {{ {page} edges {{ cursor node {{ slug targetYear }} }} }} }}"
            ).json()["data"]["pledges"]
            assert len(found["edges"]) == 7
            cursor = f'"{found["pageInfo"][end]}"'


@pytest.mark.parametrize(("words", "total"), [("norw", 1), ("orway", 0), ("korea re", 2)])
def test_q_matches_the_beginnings_of_words(both: Both, words: str, total: int) -> None:
    """Not the middle of one: on both faces, on both engines."""
    assert both.get("/v1/countries", params={"q": words}).json()["meta"]["total"] == total
    query = f'{{ countries(where: {{q: "{words}"}}) {{ totalCount }} }}'
    assert both.post(query).json()["data"]["countries"]["totalCount"] == total


def test_coverage_is_the_same(both: Both) -> None:
    """Of lists with rows and of empty ones, on both faces."""
    for date, level in (("2019-07-01", "NONE"), ("2021-12-31", "PARTIAL")):
        both.get(f"/v1/tenures?country=DEU&q=environment&as_of={date}")
        both.get(f"/v1/documents?country=CHN&as_of={date}")
        answer = both.post(
            f'{{ tenures(where: {{country: {{eq: "DEU"}}}}, asOf: "{date}") {{'
            " coverage { level emptyReason sources from to } totalCount } }"
        ).json()["data"]["tenures"]
        assert answer["coverage"]["level"] == level


def test_a_deep_operation_is_one_statement(both: Both, there: TestClient) -> None:
    """However deep: the number of statements is the number of requests."""
    query = """{ countries(first: 3) { nodes { pledges { nodes { source { id }
        country { quotes(first: 2) { nodes { speaker { tenures { nodes { title } } } } } } } } } }
        quotes(first: 2) { totalCount } }"""
    assert there.get("/readyz").status_code == 200
    snapshot = there.portal.call(there.app.state.store.current)
    before = snapshot.work.statements
    assert "errors" not in both.post(query).json()
    both.get("/v1/countries?limit=2&include=pledges.source")
    assert snapshot.work.statements == before + 2


@drawn_briefly
def test_the_oracle_agrees(
    there: TestClient, executor: TestClient, values: Any, data: st.DataObject
) -> None:
    """Generated operations, compiled for PostgreSQL and executed over SQLite.

    Of large tables PostgreSQL's statistics are estimates.
    """
    check_one(there, executor, values, data, has_own_statistics=True)


@drawn_briefly
def test_q_finds_what_a_scan_finds(there: TestClient, data: st.DataObject) -> None:
    """On both faces: the answer of the index is that of plain Python over all rows."""
    check_words(there, data)
    check_words_in_graphql(there, there, data)

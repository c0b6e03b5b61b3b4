"""Ids that were merged into others or renamed: they lead to their successors on both faces."""

from collections.abc import Iterator

import pytest

from api.app import create_app
from api.settings import Settings
from seeds.check import check_facts
from seeds.publishing.publish import publish
from tests.client import TestClient
from tests.conftest import empty_database
from tests.seeds.conftest import SMALL_RECORD, Folder, small_record

OLD, NEW = "chn-neutral-2060", "chn-net-zero-2060"
HEADER = "resource,former_id,successor_resource,successor_id,why,source_id\n"
FORMER = f"""{HEADER}pledges,{OLD},,{NEW},It is the same commitment.,the-paper
officials,li-we,,li-wei,The name was misspelt.,
groups,ec,,eu,The group was renamed.,
countries,CNX,,CHN,The code was another.,
documents,the-speech,quotes,we-will-act,It is a quote.,
"""


def publish_both(facts: Folder, url: str) -> tuple[str, str]:
    """A release with two pledges, and one in which the one is merged into the other."""
    pledges = SMALL_RECORD["pledges/hand.yaml"]
    facts.write("pledges/more.yaml", pledges.replace(NEW, OLD))
    facts.write(
        "pledge-records/more.csv",
        "id,pledge_id,country_code,form,first_seen,last_seen,status,kind,source_id\n"
        f"d,{OLD},CHN,snapshot,2020,2020,declaration,net_zero,the-data\n",
    )
    first = publish(facts.path, url).release_id
    for name in ("pledges/more.yaml", "pledge-records/more.csv"):
        (facts.path / name).unlink()
    facts.write("former-ids/hand.csv", FORMER)
    facts.write("VERSION", "0.2.0 2026-02-01\n")
    return first, publish(facts.path, url).release_id


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the releases of this module are published, on either engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('store') / 'record.sqlite'}"
    return empty_database(str(request.getfixturevalue("address")), "former_ids")


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory, store: str) -> tuple[str, str]:
    """Both releases; the second is served. No test changes them."""
    return publish_both(small_record(tmp_path_factory.mktemp("facts")), store)


@pytest.fixture(scope="module")
def client(releases: tuple[str, str], store: str) -> Iterator[TestClient]:
    """A client that follows no redirect."""
    with TestClient(create_app(Settings(database_url=store)), follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "location"),
    [
        (f"/v1/pledges/{OLD}", f"/v1/pledges/{NEW}"),
        (f"/v1/pledges/{OLD}.json", f"/v1/pledges/{NEW}.json"),
        (f"/v1/pledges/{OLD}.csv?fields=id,status", f"/v1/pledges/{NEW}.csv?fields=id,status"),
        (f"/v1/pledges/{OLD}?include=country", f"/v1/pledges/{NEW}?include=country"),
        ("/v1/officials/li-we?fields=name", "/v1/officials/li-wei?fields=name"),
        ("/v1/countries/CNX/pledges", "/v1/countries/CHN/pledges"),
        ("/v1/countries/CNX/pledges.csv?limit=1", "/v1/countries/CHN/pledges.csv?limit=1"),
        ("/v1/groups/ec", "/v1/groups/eu"),
        ("/v1/documents/the-speech", "/v1/quotes/we-will-act"),
    ],
)  # fmt: skip
def test_rest_redirects_permanently(client: TestClient, path: str, location: str) -> None:
    """308 with suffix and query string kept, for GET and HEAD, with the headers all have."""
    for method in ("GET", "HEAD"):
        answer = client.request(method, path)
        assert (answer.status_code, answer.headers["location"]) == (308, location)
        assert answer.content == b""
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cache-control"] == "public, max-age=60"
        assert "etag" not in answer.headers
    assert client.get(location).status_code == 200


def test_a_redirect_stays_in_the_named_release(
    client: TestClient, releases: tuple[str, str]
) -> None:
    """The older one still has the row; in the newer one the redirect is immutable."""
    first, second = releases
    older = client.get(f"/v1/pledges/{OLD}?release={first}")
    assert (older.status_code, older.json()["data"]["id"]) == (200, OLD)
    newer = client.get(f"/v1/pledges/{OLD}?release={second}")
    assert newer.status_code == 308
    assert newer.headers["location"] == f"/v1/pledges/{NEW}?release={second}"
    assert newer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert newer.headers["climate-record-release"] == second


def test_rows_name_their_former_ids(client: TestClient) -> None:
    """With the resource, as `node` takes them."""
    assert client.get(f"/v1/pledges/{NEW}").json()["data"]["former_ids"] == [f"pledges/{OLD}"]
    quote = client.get("/v1/quotes/we-will-act").json()["data"]
    assert quote["former_ids"] == ["documents/the-speech"]
    assert client.get("/v1/countries/NOR").json()["data"]["former_ids"] == []


@pytest.mark.parametrize(
    ("path", "parameter", "former", "current"),
    [
        (f"/v1/pledges?id={OLD}", "id", OLD, NEW),
        (f"/v1/pledges?id__in={OLD},x", "id__in", OLD, NEW),
        ("/v1/tenures?official=li-we", "official", "li-we", "li-wei"),
        ("/v1/emissions-shares?group=ec", "group", "ec", "eu"),
        ("/v1/emissions-shares?actor=ec", "actor", "ec", "eu"),
    ],
)
def test_rest_filters_take_former_ids(
    client: TestClient, path: str, parameter: str, former: str, current: str
) -> None:
    """As they take the aliases of countries; `meta.resolved` says so."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.json()["meta"]["resolved"] == {parameter: {former: current}}
    assert answer.json()["meta"]["total"] == 1


@pytest.mark.parametrize("compiles", [True, False])
def test_graphql_resolves_former_ids(releases: tuple[str, str], store: str, compiles: bool) -> None:
    """By slug, by node id and in filters, as literals and as variables."""
    query = """query ($old: String!, $node: ID!) {
      literal: pledge(slug: "chn-neutral-2060") { id slug formerIds }
      variable: pledge(slug: $old) { slug }
      node(id: $node) { id }
      quote: node(id: "documents/the-speech") { id __typename }
      posts: tenures(where: {official: {eq: "li-we"}}) { totalCount }
      pledges(where: {slug: {in: [$old]}}) { nodes { slug } }
      group(slug: "ec") { slug }
    }"""
    variables = {"old": OLD, "node": f"pledges/{OLD}"}
    app = create_app(Settings(database_url=store, graphql_compile=compiles))
    with TestClient(app) as client:
        body = client.post("/graphql", json={"query": query, "variables": variables}).json()
    assert "errors" not in body, body
    node = {"id": f"pledges/{NEW}", "slug": NEW, "formerIds": [f"pledges/{OLD}"]}
    assert body["data"] == {
        "literal": node,
        "variable": {"slug": NEW},
        "node": {"id": f"pledges/{NEW}"},
        "quote": {"id": "quotes/we-will-act", "__typename": "Quote"},
        "posts": {"totalCount": 1},
        "pledges": {"nodes": [{"slug": NEW}]},
        "group": {"slug": "eu"},
    }


def test_a_merged_row_is_no_removed_one(client: TestClient, releases: tuple[str, str]) -> None:
    """Its change names the successor and the reason, at publish and between any two releases."""
    own = client.get("/v1/changes?kind=merged").json()["data"]
    (change,) = own
    assert (change["row_id"], change["successor"]) == (OLD, f"pledges/{NEW}")
    assert (change["why"], change["source_id"]) == ("It is the same commitment.", "the-paper")
    assert change["old"]["id"] == OLD
    first, second = releases
    between = client.get(f"/v1/releases/{first}...{second}/changes?kind=merged").json()["data"]
    assert between == own
    release = client.get("/v1/releases?limit=1").json()["data"][0]
    # Its source record and the statements of that are gone.
    assert (release["merged"], release["removed"]) == (1, 3)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("pledges,a,,chn-net-zero-2061,So.,", "successor_id: no 'chn-net-zero-2061' among pledges"),
        ("pledges,chn-net-zero-2060,,chn-net-zero-2060,So.,", "is the id of a row"),
        ("pledge,a,,chn-net-zero-2060,So.,", "no resource 'pledge' (did you mean pledges?)"),
        ("pledges,a,memberships,x,So.,", "memberships have no column former_ids"),
        ("pledges,a,,chn-net-zero-2060,,", "why is missing"),
        ("officials,li-we,,li-wei,Twice.,", "officials/li-we is a former id already"),
    ],
)
def test_former_ids_are_checked(facts: Folder, row: str, problem: str) -> None:
    """Each leads to a row that exists, once, and is the id of no row."""
    facts.write("former-ids/hand.csv", f"{FORMER}{row}\n")
    problems = [str(found) for found in check_facts(facts.path).problems]
    assert any("former-ids/hand.csv:7" in text and problem in text for text in problems), problems

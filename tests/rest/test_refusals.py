"""Refusals: each is a problem document (RFC 9457) that names the fault and a way out."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from api.problems import PROBLEMS
from tests.client import TestClient

REFUSED = [
    # address, problem, a word of the way out
    ("/v1/pledges?target_yaer=2050", "unknown-parameter", "target_year"),
    ("/v1/pledges?target_year__le=2050", "unknown-parameter", "target_year__lte"),
    (
        "/v1/pledges?target_year__gte=2030&target_year__gte=2040",
        "duplicate-parameter",
        "target_year__gte",
    ),
    (
        "/v1/pledges?country=CHN&country_code=USA",
        "duplicate-parameter",
        "once as country_code: repeat",
    ),
    ("/v1/pledges?limit=1&limit=2", "duplicate-parameter", "limit"),
    ("/v1/pledges?status=in_lw", "invalid-value", "in_law"),
    ("/v1/pledges?target_year=2_050", "invalid-value", "target_year"),
    ("/v1/pledges?target_year=%2B2050", "invalid-value", "target_year"),
    ("/v1/pledges?target_year=２０５０", "invalid-value", "target_year"),
    ("/v1/pledges?target_year=", "invalid-value", "target_year"),
    ("/v1/pledges?announced_on=2020-13", "invalid-value", "2021-03-01"),
    ("/v1/pledges?announced_on=2021-02-29", "invalid-value", "2021-03-01"),
    ("/v1/readings?fits=yes", "invalid-value", "true"),
    ("/v1/pledges?conditional=true", "unknown-parameter", "conditionality"),
    ("/v1/pledges?conditionality=true", "invalid-value", "unconditional"),
    ("/v1/pledges?fields=id,conditional", "unknown-name", "conditionality"),
    ("/v1/pledges?sort=conditional", "unknown-name", "conditionality"),
    ("/v1/pledges?kind=absolute_cut", "invalid-value", "base_year"),
    ("/v1/pledges?kind__in=net_zero,relative_to_bau", "invalid-value", "baseline_scenario"),
    ("/v1/pledges?kind=intensity_cut", "invalid-value", "intensity"),
    ("/v1/pledges?country=Chnia", "unknown-code", "china (CHN)"),
    ("/v1/pledges?country__in=CHN,Narnia", "unknown-code", "Narnia"),
    ("/v1/pledges?group=G21", "unknown-code", "g20"),
    ("/v1/pledges?country=!CHN", "unknown-code", "country__not=CHN"),
    ("/v1/pledges?sort=target", "unknown-name", "target_year"),
    ("/v1/pledges?sort=status,-status", "no-effect", "twice"),
    ("/v1/pledges?fields=id,statu", "unknown-name", "status"),
    ("/v1/pledges?include=sorce", "unknown-name", "source"),
    ("/v1/countries?include=positions", "unknown-name", "did you mean tenures"),
    ("/v1/pledges?include=source,source", "invalid-value", "twice"),
    ("/v1/pledges?include=country.pledges.country", "too-costly", "2"),
    ("/v1/countries?include=pledges,quotes&limit=1000", "too-costly", "502"),
    ("/v1/pledges?limit=0", "invalid-value", "1000"),
    ("/v1/pledges?limit=1001", "invalid-value", "1000"),
    ("/v1/pledges?limit=ten", "invalid-value", "1000"),
    ("/v1/pledges?after=nonsense", "invalid-cursor", "after"),
    ("/v1/pledges?after=1.0~chn-net-zero", "invalid-cursor", "after"),
    ("/v1/pledges?after=0.0.0-000000000000~chn-net-zero", "release-gone", "first page"),
    ("/v1/pledges?release=0.0.0-000000000000", "unknown-release", "/v1/releases"),
    ("/v1/countries/CHN?relase=0.0.0-000000000000", "unknown-parameter", "release"),
    ("/v1/quotes?q=%20", "no-effect", "q"),
    (f"/v1/quotes?{'&'.join(f'a{n}=' for n in range(201))}", "too-costly", "200"),
    (f"/v1/quotes?{'&'.join(f'a{n}=' for n in range(200))}", "unknown-parameter", "a0"),
    ("/v1/quotes?q=%FF", "invalid-value", "UTF-8"),
    ("/v1/quotes?text=%00", "invalid-value", "text"),
    ("/v1/pledges?q=solar", "unknown-parameter", "q"),
    ("/v1/countries/CHN/pledges?country=USA", "unknown-parameter", "country"),
    ("/v1/countries/CHN?limit=1", "unknown-parameter", "limit"),
    ("/v1/countries.csv?include=pledges", "invalid-value", "JSON"),
    ("/v1/pledgs", "not-found", "pledges"),
    ("/v1/pledges/nothing-of-the-kind", "not-found", "/v1/pledges"),
    ("/v1/countries/Frnace", "not-found", "FRA"),
    ("/v1/countries/Narnia/pledges", "not-found", "Narnia"),
    ("/v1/countries/CHN/pledgse", "not-found", "pledges"),
    ("/v1/pledges/chn-carbon-neutrality-2060/steps", "not-found", "source-records, statements"),
    ("/v1/claims/nothing-of-the-kind/readings", "not-found", "/v1/claims"),
    ("/v1/pledges?country=EU", "unknown-code", "group_id=eu or actor_id=eu"),
    ("/v1/pledges?country__in=CHN,EU", "unknown-code", "group_id=eu"),
    ("/v1/pledges?group=CHN", "unknown-code", "country_code=CHN"),
    ("/v1/pledges?group=World", "unknown-code", "actor_id=world"),
    ("/v1/dialogues?country=EU", "unknown-code", "/v1/groups/eu"),
    ("/v1/countries/EU", "not-found", "/v1/groups/eu"),
    ("/v1/countries/EU/pledges", "not-found", "/v1/groups/eu/pledges"),
    ("/v1/groups/CHN/members", "not-found", "/v1/countries/CHN"),
    ("/v1/groups/CHN/pledges", "not-found", "/v1/countries/CHN/pledges"),
    ("/v1/groups/nothing/pledges", "not-found", "/v1/groups"),
    (
        "/v1/pledges/usa-net-zero-2050/country",
        "not-found",
        "/v1/pledges/usa-net-zero-2050?include=country",
    ),
    ("/v1/pledges/usa-net-zero-2050?known_by=2020", "not-found", "a later known_by, or leave"),
    ("/v1/pledges/usa-net-zero-2050.csv?known_by=2020", "not-found", "a later known_by"),
    ("/v1/pledges/nothing-of-the-kind?known_by=2020", "not-found", "no row"),
    ("/v1/pledges?limit=all&include=source", "too-costly", "takes no include"),
    ("/v1/pledges?id=chn-net-zero,", "invalid-value", "id"),
    ("/v1/pledges?fields=holds", "invalid-value", "as_of=YYYY-MM-DD"),
    ("/v1/pledges/usa-net-zero-2050?fields=holds_reason", "invalid-value", "as_of=YYYY-MM-DD"),
    ("/v1/countries?fields=holds", "invalid-value", "as_of and group_id="),
    ("/v1/sources?fields=holds", "unknown-name", "publisher"),
    ("/v1/quotes?known_by=2020", "no-effect", "include=then.pledges"),
    ("/v1/quotes?as_of=2020", "no-effect", "include=then.pledges"),
    ("/v1/", "not-found", "/v1"),
    ("/v1?limit=1", "unknown-parameter", "limit"),
    ("/v2/pledges", "not-found", "/v2/pledges"),
    ("/v1/pledges/", "not-found", "/v1/pledges/"),
    ("/v1/pledges/chn-carbon-neutrality-2061", "not-found", "chn-carbon-neutrality-2060"),
    ("/v1/pledges/chn-emisions-peak-2030/statements", "not-found", "chn-emissions-peak-2030"),
    ("/openapi.jsn", "not-found", "/openapi.json"),
]


@pytest.fixture
def client(every_transport: TestClient) -> TestClient:
    """Each test runs by every transport."""
    return every_transport


@pytest.mark.parametrize(("address", "slug", "way_out"), REFUSED, ids=[r[0][:60] for r in REFUSED])
def test_a_fault_is_named_with_a_way_out(
    client: TestClient, address: str, slug: str, way_out: str
) -> None:
    """The status, type and title are the table's; the detail or suggestions show the way."""
    answer = client.get(address)
    problem = PROBLEMS[slug]
    assert answer.status_code == problem.status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["type"] == f"/problems/{slug}"
    assert body["title"] == problem.title
    assert way_out in body["detail"] or way_out in body.get("suggestions", [])
    assert client.get(body["type"]).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        address
        for address, slug, way_out in REFUSED
        if PROBLEMS[slug].status == 400 and way_out not in ("UTF-8", "200")
    ],
    ids=lambda address: address[:60],
)
def test_a_refusal_names_its_parameter(client: TestClient, address: str) -> None:
    """As a member of the problem: the parameter that the fault is in."""
    query = parse_qs(urlsplit(address).query, keep_blank_values=True, errors="replace")
    assert client.get(address).json()["parameter"] in query


def test_a_misspelt_parameter_suggests_the_right_one(client: TestClient) -> None:
    """`target_yaer` is refused and `target_year` offered, for programs too."""
    body = client.get("/v1/pledges?target_yaer=2050").json()
    assert body["parameter"] == "target_yaer"
    assert body["suggestions"][0] == "target_year"


@pytest.mark.parametrize(
    ("address", "suggestion"),
    [
        ("/v1/countries/Frnace", "FRA"),
        ("/v1/countries/Frnace/pledges", "FRA"),
        ("/v1/groups/g21", "g20"),
        ("/v1/pledgs", "/v1/pledges"),
        ("/v1/countries/CHN/pledgse", "pledges"),
    ],
)
def test_a_misspelt_path_suggests_the_right_one(
    client: TestClient, address: str, suggestion: str
) -> None:
    """As a member of the problem, for programs; the detail tells people."""
    body = client.get(address).json()
    assert body["status"] == 404
    assert suggestion in body["suggestions"]
    assert suggestion in body["detail"]


@pytest.mark.parametrize(
    "address",
    [
        "/v1/pledges?limit=all&include=source",
        "/v1/countries?limit=all&include=pledges,quotes",
        "/v1/countries?limit=1000&include=pledges,quotes",
    ],
)
def test_the_limit_of_a_hint_is_taken(client: TestClient, address: str) -> None:
    """What is named as a way out is no refusal again."""
    detail = client.get(address).json()["detail"]
    (limit,) = re.findall(r"use limit=(\d+)", detail)
    assert client.get(re.sub(r"limit=\w+", f"limit={limit}", address)).status_code == 200


def test_no_limit_is_named_where_none_fits(client: TestClient) -> None:
    """A single row may lead to too many already."""
    lists = ("source_records.statements", "officials.tenures", "officials.quotes")
    lists += ("officials.countries", "officials.pledges_announced", "quotes.claims")
    lists += ("pledges.source_records", "pledges.statements", "documents.pledges")
    lists += ("groups.pledges", "groups.members", "groups.quotes")
    answer = client.get(f"/v1/countries?include={','.join(lists)}")
    assert answer.json()["type"] == "/problems/too-costly"
    assert answer.json()["detail"].endswith(": include less")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_there_are_no_writes(client: TestClient, method: str) -> None:
    """Other methods get 405 and are told which there are."""
    answer = client.request(method, "/v1/pledges")
    assert answer.status_code == 405
    assert answer.json()["type"] == "/problems/method-not-allowed"
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}


def test_a_cursor_of_a_row_that_is_not_there_is_refused(client: TestClient) -> None:
    """A well-formed cursor must name a row."""
    release = client.get("/v1/pledges?limit=1").json()["meta"]["release"]
    answer = client.get(f"/v1/pledges?after={release}~no-such-pledge")
    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/invalid-cursor"


def test_every_problem_has_its_page(client: TestClient) -> None:
    """The page at the address in `type` explains the problem."""
    for slug, problem in PROBLEMS.items():
        page = client.get(f"/problems/{slug}")
        assert page.status_code == 200
        assert problem.title in page.text

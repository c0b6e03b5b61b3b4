"""Redirects: to the rows that former ids lead to, and to the present names of resources."""

from datetime import date

import pytest

from schema import FORMER_NAMES, RESOURCES
from schema.deprecation import Deprecation
from tests.client import TestClient

GONE = "/v1/pledges/alb-no-interim-target"
NOW = "/v1/source-records/alb-no-interim-target-nzt-2023-11-05"
READING = "chn-reported-voa-2021-co2-territorial-2019"


@pytest.fixture
def client(every_transport: TestClient) -> TestClient:
    """Each test runs by every transport."""
    return every_transport


@pytest.mark.parametrize(
    ("address", "location"),
    [
        (GONE, NOW),
        (f"{GONE}?fields=id,words&include=pledge", f"{NOW}?fields=id,words&include=pledge"),
        (f"{GONE}.csv", f"{NOW}.csv"),
        (f"{GONE}/statements", f"{NOW}/statements"),
        (
            "/v1/emissions-shares/chn-reported-voa-2021/readings?limit=1",
            "/v1/claims/chn-reported-voa-2021/readings?limit=1",
        ),
        (
            "/v1/tenures/xie-zhenhua-representative-in-us-china-dialogues?include=dialogue",
            "/v1/representatives/xie-zhenhua-us-china-annual-dialogues?include=dialogue",
        ),
        ("/v1/comparisons", "/v1/readings"),
        ("/v1/comparisons.csv?year=2019", "/v1/readings.csv?year=2019"),
        (f"/v1/comparisons/{READING}?fields=id", f"/v1/readings/{READING}?fields=id"),
        (
            "/v1/pledge-steps?pledge=usa-net-zero-2050",
            "/v1/source-records?pledge=usa-net-zero-2050",
        ),
        ("/v1/pledge-steps.ndjson?limit=all", "/v1/source-records.ndjson?limit=all"),
        (
            "/v1/positions/joe-biden-president?as_of=2021-03-02",
            "/v1/tenures/joe-biden-president-of-the-united-states-2021?as_of=2021-03-02",
        ),
        (
            "/v1/countries/CHN/positions.csv?as_of=2021-03-02",
            "/v1/countries/CHN/tenures.csv?as_of=2021-03-02",
        ),
    ],
)
def test_a_former_address_leads_to_an_answer(
    client: TestClient, address: str, location: str
) -> None:
    """308, suffix and query string kept, and the new address answers."""
    for method in ("GET", "HEAD"):
        answer = client.request(method, address, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (308, location)
    assert client.get(location).status_code == 200


@pytest.mark.parametrize(
    ("address", "status", "now", "way_out"),
    [
        (f"{GONE}/nothing", 404, f"{NOW}/nothing", "/v1/source-records"),
        (f"{GONE}?as_of=2022", 400, NOW, "include=pledge"),
        (f"{GONE}?include=document", 400, NOW, "include takes"),
        (f"{GONE}.csv?include=source", 400, f"{NOW}.csv", "JSON"),
        ("/v1/pledge-steps?status=in_law", 400, "/v1/source-records", "'status'"),
        (f"{GONE}?include=pledge&known_by=x", 400, NOW, "known_by is not a date"),
        ("/v1/pledge-steps/x", 404, "/v1/source-records/x", "/v1/source-records"),
        ("/v1/comparisons/x/statements", 404, "/v1/readings/x/statements", "/v1/readings"),
    ],
)
def test_no_redirect_leads_to_a_refusal(
    client: TestClient, address: str, status: int, now: str, way_out: str
) -> None:
    """The former address refuses itself what the new one would, and names the new one."""
    answer = client.get(address, follow_redirects=False)
    assert answer.status_code == status
    detail = answer.json()["detail"]
    assert detail.startswith(f"{address.partition('?')[0]} is {now} now: ")
    assert way_out in detail
    assert answer.json()["instance"] == address.partition("?")[0]


def test_a_filter_names_the_successor(client: TestClient) -> None:
    """A former id whose row is of another resource is no value of a filter."""
    for address in (
        "/v1/pledges?id=alb-no-interim-target",
        "/v1/pledges?id__in=usa-net-zero-2050,alb-no-interim-target",
        "/v1/statements?pledge=alb-no-interim-target",
    ):
        body = client.get(address).json()
        assert (body["status"], body["suggestions"]) == (400, [NOW])


@pytest.mark.parametrize(
    ("address", "is_deprecated"),
    [
        ("/v1/positions?limit=1", True),
        ("/v1/comparisons.csv", True),
        ("/v1/countries/CHN/positions", True),
        (f"/v1/comparisons/{READING}", False),
        ("/v1/positions/joe-biden-president", False),
        (f"{GONE}/statements", False),
    ],
)
def test_a_redirect_says_until_when_it_stays(
    client: TestClient, address: str, is_deprecated: bool
) -> None:
    """Lists by a former name for a year, ids for good; pages of other origins may read it."""
    for _ in range(2):  # the second is cached by some transports
        answer = client.get(address, follow_redirects=False)
        assert answer.status_code == 308
        said = (answer.headers.get("deprecation"), answer.headers.get("sunset"))
        declared = ("@1795737600", "Sat, 27 Nov 2027 00:00:00 GMT")
        assert said == (declared if is_deprecated else (None, None))
        exposed = answer.headers["access-control-expose-headers"].split(", ")
        assert {"Deprecation", "Sunset", "Link"} <= set(exposed)


def test_what_is_deprecated_stays_for_a_year() -> None:
    """A declaration of less is refused."""
    Deprecation(date(2027, 1, 1), date(2028, 1, 1))
    with pytest.raises(ValueError, match="for a year at least"):
        Deprecation(date(2027, 1, 1), date(2027, 12, 31))


def test_a_former_name_is_no_name() -> None:
    """It cannot hide a resource, and leads to one."""
    assert not FORMER_NAMES.keys() & RESOURCES.keys()
    assert set(FORMER_NAMES.values()) <= RESOURCES.keys()

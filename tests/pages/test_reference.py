"""The REST reference, beside the contract and what REST answers."""

import json
import re
from html import unescape
from typing import Any

import pytest

from api.app import ROUTES
from api.http.router import Router
from api.pages.operation_problems import _OF_OPERATIONS, problems_of
from api.pages.operations import column_rows, operations_of
from api.problems import PROBLEMS
from api.rest.plans import filter_parameters
from schema import RESOURCES
from tests.client import TestClient
from tests.pages.test_frame import BROWSER

OPERATIONS = operations_of(Router(ROUTES))


def _text(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def _answer(page: str) -> str:
    shown = re.search(r'<pre class="answer"[^>]*><code[^>]*>(.*?)</code>', page, re.DOTALL)
    assert shown is not None
    return _text(shown[1])


def _opened(page: str) -> str:
    link = re.search(r'href="([^"]+)">Open the answer', page)
    assert link is not None
    return unescape(link[1])


def test_the_index_has_every_operation_of_the_contract(client: TestClient) -> None:
    """Each operationId once, with its path."""
    contract = client.get("/openapi.json").json()
    declared = {each["get"]["operationId"] for each in contract["paths"].values()}
    listed = re.findall(r'<li><a href="/reference/(\w+)"', client.get("/reference").text)
    assert sorted(listed) == sorted(declared)
    assert declared == set(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_page_has_each_parameter_of_its_operation(client: TestClient, name: str) -> None:
    """Each declared parameter is a chip of a column or a row of its own, and has a description."""
    page = client.get(f"/reference/{name}").text
    chips = re.findall(r'<span title="(\w+)">', page)
    rows = re.findall(r'<th scope="row"><code>(\w+)</code></th>', page)
    assert {each["name"] for each in OPERATIONS[name].parameters} <= {*chips, *rows}
    assert len(chips) == len(set(chips))
    fields = re.findall(r'<(?:input|select) name="(\w+)"', page.partition("<form")[2])
    assert len(fields) == len(set(fields))


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_shown_answer_is_what_the_address_gives(client: TestClient, name: str) -> None:
    """The example of each operation is answered with 200, but for a history without a change."""
    page = client.get(f"/reference/{name}")
    assert page.status_code == 200
    answer = client.get(_opened(page.text))
    assert f"The service answers {answer.status_code}," in page.text
    assert answer.status_code == 200
    if "application/json" in answer.headers["Content-Type"] and "lines are left" not in page.text:
        assert json.loads(_answer(page.text)) == answer.json()


@pytest.mark.parametrize("resource", RESOURCES.values(), ids=lambda resource: resource.name)
def test_every_column_and_operator_is_in_the_table(resource: Any) -> None:
    """All columns in their order, and each filter parameter that a list takes, once."""
    rows = column_rows(resource.name, with_filters=True)
    assert [row.name for row in rows if row.nullable is not None] == list(resource.fields)
    operators = [name for row in rows for _sign, name in row.operators]
    assert sorted(operators) == sorted(filter_parameters(resource))
    assert all(row.description for row in rows)


def test_empty_fields_of_the_form_are_dropped(client: TestClient) -> None:
    """The form sends all its fields; what is empty comes into neither address."""
    sent = client.get(
        "/reference/listPledges?status=in_law&kind=&limit=2&q=", follow_redirects=False
    )
    assert sent.status_code == 303
    assert sent.headers["Location"] == "/reference/listPledges?status=in_law&limit=2#request"
    page = client.get("/reference/listPledges?status=in_law&limit=2").text
    assert _opened(page) == "/v1/pledges?status=in_law&limit=2"
    assert '<option value="in_law" selected>' in page
    cleared = client.get("/reference/listPledges?status=", follow_redirects=False)
    assert cleared.headers["Location"] == "/reference/listPledges#request"


def test_a_refused_request_is_shown_as_it_is_answered(client: TestClient) -> None:
    """A misspelt filter is not ignored: the page shows the problem that REST answers."""
    page = client.get("/reference/listPledges?statuss=in_law").text
    refusal = client.get("/v1/pledges?statuss=in_law")
    assert f"The service answers {refusal.status_code}, " in page
    assert json.loads(_answer(page)) == refusal.json()


def test_a_row_is_shown_by_any_of_its_names(client: TestClient) -> None:
    """A part of the path is a field of the form; words of a request are text on the page."""
    page = client.get("/reference/getCountry?code=prc&fields=code,name").text
    assert json.loads(_answer(page))["data"] == {"code": "CHN", "name": "China"}
    page = client.get("/reference/getCountry?code=<script>alert(1)</script>").text
    assert "<script>alert" not in page
    assert "The service answers 404," in page


@pytest.mark.parametrize("name", ["getCountry", "listPledges", "listPledgesOfRow", "healthz"])
def test_the_permanent_link_of_a_page_shows_the_same(client: TestClient, name: str) -> None:
    """With the release it is the example of that release; of a request it is that request."""
    page = client.get(f"/reference/{name}").text
    link = re.search(r'href="([^"]+)">Permanent link', page)
    assert link is not None
    pinned = client.get(unescape(link[1]))
    assert pinned.status_code == 200
    assert "<h2>Example</h2>" in pinned.text
    assert ("release=" in _opened(pinned.text)) == (name != "healthz")
    tried = client.get("/reference/getCountry?code=prc&fields=code").text
    link = re.search(r'href="([^"]+)">Permanent link', tried)
    assert link is not None
    assert "/reference/getCountry?code=prc&fields=code&release=" in unescape(link[1])


def test_a_request_for_many_rows_is_an_address_only(client: TestClient) -> None:
    """The page does not grow with the answer."""
    page = client.get("/reference/listEmissionsShares?limit=1000").text
    assert "The service answers" not in page
    assert _opened(page) == "/v1/emissions-shares?limit=1000"
    assert "The service answers" not in client.get("/reference/listPledges?limit=all").text
    assert "The service answers 400" in client.get("/reference/listPledges?limit=²").text


def test_a_request_without_its_row_is_refused(client: TestClient) -> None:
    """Of an operation below a row the path has to be complete."""
    answer = client.get("/reference/getCountry?fields=code", headers=BROWSER)
    assert answer.status_code == 400
    assert "needs code" in answer.text


def test_an_unknown_operation_suggests_near_ones(client: TestClient) -> None:
    """A misspelt operation is a 404 with links."""
    answer = client.get("/reference/listPledgs", headers=BROWSER)
    assert answer.status_code == 404
    assert '<a href="/reference/listPledges">' in answer.text


def test_former_addresses_lead_to_the_reference(client: TestClient) -> None:
    """/docs is redirected for good; Swagger UI is at /docs/try."""
    answer = client.get("/docs", follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (308, "/reference")


def test_numbers_stay_as_they_are_written(client: TestClient) -> None:
    """A small figure is not shown in another notation than the service gives it in."""
    query = "fields=share_percent&share_percent__lte=0.01&sort=share_percent&limit=20"
    numbers = re.findall(
        r'"share_percent":([^,}]+)', client.get(f"/v1/emissions-shares?{query}").text
    )
    page = client.get(f"/reference/listEmissionsShares?{query}").text
    assert numbers
    assert re.findall(r'"share_percent": (\S+)', _answer(page)) == numbers


def test_each_problem_of_rest_is_named_by_an_operation() -> None:
    """Of the table of problems only those of GraphQL and of the connection are left out."""
    named = {each.slug for operation in OPERATIONS.values() for each in problems_of(operation)}
    assert named == set(_OF_OPERATIONS)
    others = set(PROBLEMS) - named
    assert {PROBLEMS[slug].slug for slug in others} == {
        "invalid-document",
        "invalid-request",
        "persisted-query-not-found",
        "persisted-query-not-supported",
        "malformed-request",
        "invalid-host",
        "content-too-large",
        "request-timeout",
        "address-too-long",
        "header-too-large",
        "unsupported-media-type",
        "unsupported-version",
    }


def test_a_filter_without_a_field_stays_in_the_form(client: TestClient) -> None:
    """What an address names is kept when the form is sent again; an unknown one is not."""
    page = client.get("/reference/listPledges?status__not=in_law&target_year__lt=2040&x=1").text
    assert '<input type="hidden" name="status__not" value="in_law">' in page
    assert '<input type="hidden" name="target_year__lt" value="2040">' in page
    assert 'name="x"' not in page


def test_the_chosen_language_stays_and_is_no_part_of_the_request(client: TestClient) -> None:
    """The form sends it; curl, which is chosen first, is left out of the address."""
    page = client.get("/reference/listPledges?limit=2&in=r").text
    assert _opened(page) == "/v1/pledges?limit=2"
    assert 'value="r" form="try" checked' in page
    sent = client.get("/reference/listPledges?limit=2&in=sh", follow_redirects=False)
    assert sent.headers["Location"] == "/reference/listPledges?limit=2#request"


def test_the_page_says_how_many_rows_there_are(client: TestClient) -> None:
    """Of a page of a list; all rows of a short list are shown, also where all are asked for."""
    total = client.get("/v1/series?limit=1").json()["meta"]["total"]
    assert f": 1 of {total} rows" in client.get("/reference/listSeries?limit=1").text
    page = client.get("/reference/listSeries?limit=all&fields=id").text
    assert "The service answers 200" in page
    assert len(json.loads(_answer(page))["data"]) == total


def test_the_type_of_a_problem_is_a_link(client: TestClient) -> None:
    """From a request that was refused to what to do about it."""
    page = client.get("/reference/listPledges?statuss=in_law").text
    assert '<a href="/problems/unknown-parameter">/problems/unknown-parameter</a>' in page


def test_titles_say_what_an_operation_answers() -> None:
    """One row, a list, and the rows below a row, with what it may be."""
    names = ("getSourceRecord", "listNdcContents", "listQuotesOfRow", "listMembersOfGroup")
    assert [OPERATIONS[name].title for name in names] == [
        "One source record",
        "List NDC contents",
        "Quotes of a country, group, aggregate, official, tenure, person, speech or source",
        "Members of a group",
    ]

"""The GraphQL reference, beside the schema that the service answers by."""

import re
from html import unescape

import pytest

from api.pages.graphql_types import type_pages
from schema import RESOURCES
from schema.resource import Resource
from tests.client import TestClient
from tests.pages.test_frame import BROWSER

_TYPES = type_pages()


def test_the_index_leads_to_every_type(client: TestClient) -> None:
    """And says how many fields `Query` has; the header shows that this is GraphQL."""
    page = client.get("/reference/graphql").text
    assert re.findall(r'href="/reference/graphql/(\w+)"', page) == list(_TYPES)
    schema = client.get("/schema.graphql").text
    query = re.search(r"^type Query \{.*?^\}", schema, re.M | re.S)
    assert query is not None
    fields = re.findall(r"^  (\w+)[(:]", query[0], re.M)
    assert f"</code> has {len(fields)} fields." in page
    assert '<a href="/graphql" aria-current="true">' in page
    assert '<a href="/reference">REST</a>' in page


@pytest.mark.parametrize("resource", RESOURCES.values(), ids=lambda resource: resource.name)
def test_the_example_of_a_type_is_answered(client: TestClient, resource: Resource) -> None:
    """With rows, by the query that the page shows and that its link opens."""
    shown = _TYPES[resource.type_name]
    page = client.get(f"/reference/graphql/{shown.name}").text
    code = re.search(r"<h2>Example</h2>\s*<pre[^>]*><code>(.*?)</code>", page, re.S)
    assert code is not None
    assert unescape(re.sub("<[^>]+>", "", code[1])).strip() == shown.example
    link = re.search(r'href="(/graphql\?[^"]+)"', page)
    assert link is not None
    (rows,) = client.get(unescape(link[1])).json()["data"].values()
    assert len(rows["nodes"]) == min(2, rows["totalCount"])


def test_links_of_a_type_lead_to_pages(client: TestClient) -> None:
    """To types, vocabularies, the resource in REST."""
    page = client.get("/reference/graphql/Pledge").text
    for link in set(re.findall(r'href="(/(?:reference|dictionary)/[^"#]+)"', page)):
        assert client.get(link).status_code == 200, link
    assert 'href="/dictionary/PledgeStatus"' in page
    assert 'href="/v1/pledges"' in page


def test_a_misspelt_type_suggests_near_ones(client: TestClient) -> None:
    """A 404 with links."""
    answer = client.get("/reference/graphql/Pledg", headers=BROWSER)
    assert answer.status_code == 404
    assert '<a href="/reference/graphql/Pledge">' in answer.text

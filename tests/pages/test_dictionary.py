"""The data dictionary, beside the declarations."""

import re
from html import unescape

import pytest

from api.pages.charts.arcs import arc_diagram
from api.pages.dictionary import DICTIONARY, references
from schema import RESOURCES
from schema.resource import Resource
from schema.scalars import OPERATOR_MEANINGS
from tests.client import TestClient
from tests.pages.test_frame import BROWSER


def _text(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html)))


@pytest.mark.parametrize("resource", RESOURCES.values(), ids=lambda resource: resource.name)
def test_a_resource_has_its_columns_relations_and_values(
    client: TestClient, resource: Resource
) -> None:
    """Each column with its description, each relation, and each value that a column may have."""
    page = client.get(f"/dictionary/{resource.name}")
    assert page.status_code == 200
    text = _text(page.text)
    assert resource.summary in text
    whole = page.text.replace("<wbr>", "")
    columns = re.findall(r'<tr><th scope="row"><code>(\w+)</code><small>', whole)
    assert columns == list(resource.fields)
    for field in resource.fields.values():
        assert field.description.replace("`", "") in text
        for member in field.vocabulary or ():
            assert member.definition.replace("`", "") in text
    for relation in resource.relations:
        assert f"<code>{relation.name}</code>" in page.text
    for link in set(re.findall(r'href="(/(?:reference|dictionary|v1)[^"#]*)"', page.text)):
        assert client.get(f"{link}?limit=1" if link.startswith("/v1") else link).status_code == 200


@pytest.mark.parametrize("name", DICTIONARY)
def test_a_vocabulary_has_each_value_with_its_definition(client: TestClient, name: str) -> None:
    """And the source of its term, if it has one."""
    page = client.get(f"/dictionary/{name}").text
    for member in DICTIONARY[name]:
        assert f"<code>{member.value.replace('_', '_<wbr>')}</code>" in page
        assert member.definition.replace("`", "") in _text(page)
        assert member.term_source is None or member.term_source.url in unescape(page)


def test_the_index_leads_to_everything(client: TestClient) -> None:
    """To each resource and vocabulary; with each operator, and the references as a table."""
    page = client.get("/dictionary").text
    links = set(re.findall(r'href="/dictionary/([^"]+)"', page))
    assert links == {*RESOURCES, *DICTIONARY}
    for operator in OPERATOR_MEANINGS:
        assert f"<code>{operator}</code>" in page
    rows = re.findall(r'data-label="refers to">([^<]*)<', page)
    named = [
        name for row in rows for name in row.split(", ") if name not in ("none", "sources", "")
    ]
    assert len(named) == len(references())
    with_source = [each for each in RESOURCES.values() if "source_id" in each.fields]
    assert sum(row.endswith("sources") for row in rows) == len(with_source)


def test_a_value_has_the_words_of_the_pages(client: TestClient) -> None:
    """Where they are not the value itself; on the page of the vocabulary and of the resource."""
    for path in ("/dictionary/PledgeStatus", "/dictionary/pledges"):
        page = client.get(path).text.replace("<wbr>", "")
        assert "<small>On pages: declared.</small>" in page
        assert "On pages: in law." not in page
    page = client.get("/dictionary").text
    assert re.search(r"<span>sources that it is derived from</span>.*source_id</td>", page)
    assert page.count("a row of any resource") == 2


def test_the_picture_has_a_line_for_each_reference_that_it_shows(client: TestClient) -> None:
    """Those to countries, groups and aggregates are squares; both drawings have the same."""
    page = client.get("/dictionary").text
    actors = {resource.name for resource in RESOURCES.values() if resource.actor}
    hubs = ("countries", "groups", "aggregates")
    drawn = [(a, b) for a, b in references() if b not in hubs or a not in actors]
    assert page.count('class="arc"') == 2 * len(drawn)
    assert page.count('class="now"') == 2 * len(actors)
    for start, end in drawn:
        assert page.count(f"<title>{start} → {end}</title>") == 2


def test_a_name_that_leads_to_itself_has_a_loop() -> None:
    """One arc for each pair, escaped."""
    drawn = str(arc_diagram(["a", "<b>"], {("a", "a"), ("<b>", "a")}, (), "/", "x"))
    assert drawn.count('class="arc"') == 4
    assert "<b>" not in drawn


def test_names_are_resolved_and_others_refused(client: TestClient) -> None:
    """The anchors of the Markdown dictionary lead here; a misspelt name gets near ones."""
    answer = client.get("/dictionary/pledgestatus", follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (308, "/dictionary/PledgeStatus")
    answer = client.get("/dictionary/pledgs", headers=BROWSER)
    assert answer.status_code == 404
    assert '<a href="/dictionary/pledges">' in answer.text


@pytest.mark.parametrize("resource", RESOURCES.values(), ids=lambda resource: resource.name)
def test_each_column_has_its_field_of_graphql(client: TestClient, resource: Resource) -> None:
    """The schema has a field of that name on the type of the resource."""
    page = client.get(f"/dictionary/{resource.name}").text
    fields = re.findall(r"<small>GraphQL <code>(\w+)</code>", page)
    assert len(fields) == len(resource.fields)
    schema = client.get("/schema.graphql").text
    declared = re.search(rf"^type {resource.type_name}\b.*?^}}", schema, re.M | re.S)
    assert declared is not None
    assert set(fields) <= set(re.findall(r"^  (\w+)[(:]", declared[0], re.M))


def test_operators_are_spelt_as_each_face_takes_them(client: TestClient) -> None:
    """A bare name in REST for `eq` and `in`; the page has both spellings of each operator."""
    page = client.get("/dictionary").text.replace("<wbr>", "")
    for rest, graphql in (("column=value", "eq"), ("column__not=value", "notIn")):
        assert f'<code>{rest}</code></th><td data-label="GraphQL"><code>{graphql}</code>' in page
    assert client.get("/v1/emissions-shares?year__eq=2019").status_code == 400
    assert "column__eq" not in page

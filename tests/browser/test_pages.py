"""The pages in a real browser, with every other host blocked."""

import re
from collections import Counter

import httpx2
import pytest
from playwright.sync_api import Page, expect

from api.pages.examples import TABS
from tests.browser.conftest import Visit

# What a browser says it takes.
_ACCEPT = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
_METHODS = {"get", "head", "post", "put", "patch", "delete", "options"}


def test_home_links_only_to_what_answers(visit: Visit, server: str) -> None:
    """Every link on the home page leads to something that this server answers."""
    visit.page.goto("/")
    expect(visit.page.get_by_role("heading", level=1)).to_be_visible()
    links = visit.page.locator("a[href^='/']")
    addresses = {links.nth(i).get_attribute("href") for i in range(links.count())}
    assert {"/reference", "/problems", "/openapi.json", "/schema.graphql", "/status"} <= addresses
    with httpx2.Client(base_url=server, headers=_ACCEPT) as client:
        refused = {
            address: status
            for address in addresses
            if address and (status := client.get(address).status_code) != 200
        }
    assert refused == {}


@pytest.mark.long
def test_docs_shows_every_operation(visit: Visit, server: str) -> None:
    """/docs/try draws each operation of the contract."""
    contract = httpx2.get(f"{server}/openapi.json").json()
    operations = Counter(
        tag
        for path in contract["paths"].values()
        for method in _METHODS & set(path)
        for tag in path[method]["tags"]
    )
    page = visit.page
    page.goto("/docs/try")
    tags = page.locator("h3.opblock-tag")
    expect(tags).to_have_count(len(operations))
    for tag, count in operations.items():
        heading = page.locator(f"h3.opblock-tag[data-tag='{tag}']")
        heading.click()
        expect(page.locator(".opblock")).to_have_count(count)
        heading.click()
        expect(page.locator(".opblock")).to_have_count(0)


def _has_our_heading(page: Page) -> None:
    """Asserts that one heading stands above a tool, with a link to our own reference."""
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.locator("main .top a[href^='/reference']")).to_be_visible()


def test_docs_tries_an_operation_out(visit: Visit) -> None:
    """An operation that is tried out at /docs/try is answered."""
    page = visit.page
    page.goto("/docs/try")
    page.locator("h3.opblock-tag[data-tag='sources']").click()
    _has_our_heading(page)
    sources = page.locator(".opblock").filter(has=page.locator("[data-path='/v1/sources']"))
    sources.locator(".opblock-summary-control").click()
    with page.expect_response("**/v1/sources*") as answered:
        sources.get_by_role("button", name="Execute").click()
    assert answered.value.status == 200
    expect(sources.locator("tr.response .response-col_status").first).to_contain_text("200")


def test_graphiql_runs_its_first_query(visit: Visit) -> None:
    """GraphiQL opens with a query that runs as it stands and answers with the record."""
    page = visit.page
    page.goto("/graphql")
    expect(page.get_by_label("Query Editor").first).to_contain_text("query WhoSaidIt")
    with page.expect_response(
        lambda response: "WhoSaidIt" in (response.request.post_data or "")
    ) as answered:
        page.get_by_label("Execute query").click()
    answer = answered.value.json()
    assert "errors" not in answer
    quotes = answer["data"]["quotes"]["nodes"]
    assert quotes
    assert all(quote["source"]["citation"] for quote in quotes)
    expect(page.locator(".result-window")).to_contain_text(quotes[0]["text"][:20])


def test_graphiql_opens_the_query_in_its_address_and_keeps_it_there(visit: Visit) -> None:
    """A link with `?query=` opens with that query; an edit goes into the address."""
    page = visit.page
    page.goto("/graphql?query={__typename}")
    editor = page.get_by_label("Query Editor").first
    expect(editor).to_contain_text("{__typename}")
    page.get_by_label("Execute query").click()
    expect(page.locator(".result-window")).to_contain_text('"__typename": "Query"')
    editor.locator(".CodeMirror").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("{ kept: __typename }")
    page.wait_for_url("**/graphql?query=*kept*")


def test_graphiql_has_a_tab_for_each_example(visit: Visit) -> None:
    """A tab is named by its operation; its query runs, and the address stays without a query.

    The fields have names, and Tab leaves an editor.
    """
    page = visit.page
    page.goto("/graphql")
    names = [re.findall(r"^query (\w+)", text, re.MULTILINE)[0] for text in TABS]
    tabs = page.get_by_role("tab")
    expect(tabs).to_have_text([re.compile(f"^{name}\\b") for name in names])
    tabs.nth(3).get_by_role("button").first.click()
    expect(page.get_by_role("region", name="Query Editor")).to_contain_text(names[3])
    page.get_by_label("Execute query").click()
    expect(page.locator(".result-window")).to_contain_text('"fits": true')
    assert "?" not in page.url
    field = page.get_by_role("textbox", name="Query Editor")
    field.focus()
    page.keyboard.press("Tab")
    expect(field).not_to_be_focused()
    expect(page.locator("textarea:not([aria-label])")).to_have_count(0)


def test_problem_pages_say_what_to_do(visit: Visit) -> None:
    """From the list of errors one gets to what each means and what to do about it."""
    page = visit.page
    page.goto("/problems")
    page.get_by_role("link", name="unknown-parameter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Unknown parameter")
    expect(page.get_by_text("What to do")).to_be_visible()


def test_graphiql_has_its_answer_below_the_editor_on_a_phone(visit: Visit) -> None:
    """At 390 px the editor has the width of the page, no line of it is cut, all tabs are seen."""
    page = visit.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/graphql")
    expect(page.get_by_label("Execute query")).to_be_visible()
    _has_our_heading(page)
    parts = (".graphiql-toolbar", ".graphiql-query-editor .CodeMirror", ".graphiql-response")
    boxes = [page.locator(each).first.bounding_box() for each in parts]
    tools, editor, answer = (box for box in boxes if box)
    assert tools["y"] + tools["height"] <= editor["y"] + 1
    assert editor["y"] + editor["height"] <= answer["y"]
    assert editor["width"] > 300
    lines = page.locator(".graphiql-query-editor .CodeMirror-scroll")
    assert lines.evaluate("each => each.scrollWidth - each.clientWidth") <= 0
    tabs = [tab.bounding_box() for tab in page.get_by_role("tab").all()]
    assert all(tab and tab["x"] + tab["width"] <= 390 for tab in tabs)

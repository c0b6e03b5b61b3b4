"""The frame of the site: style sheets with their fonts, and problems as pages."""

import gc
import re

import pytest

from api.app import create_app
from api.pages.styles import without_blanks
from api.settings import Settings
from tests.client import TestClient

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def test_fonts_are_served_from_here_and_split_by_characters(client: TestClient) -> None:
    """A style sheet names fonts of this host, each at an address that changes with its bytes."""
    sheet = client.get("/assets/style.css").text
    faces = re.findall(r'src:url\("(fonts/[^"]+)"\) format\("woff2"\);unicode-range:U', sheet)
    if not faces:
        pytest.skip("no fonts are installed: `make bundles` gets them")
    assert len(faces) == 4  # two families, each in latin and latin-ext
    for face in faces:
        answer = client.get(f"/assets/{face}")
        assert answer.headers["Content-Type"] == "font/woff2"
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_page_asks_for_the_two_fonts_that_it_needs(client: TestClient) -> None:
    """The latin subsets are loaded with the page, the others only for letters that need them."""
    fonts = re.findall(r'rel="preload" href="/assets/fonts/([^?"]+)', client.get("/problems").text)
    assert fonts in ([], ["inter-latin.woff2", "source-serif-4-latin.woff2"])


def test_the_two_references_have_no_type_of_ours(client: TestClient) -> None:
    """A reference brings styles of its own, which the rules of text would change."""
    assert "/assets/tool.css" in client.get("/docs/try").text
    assert "}h1,h2" in client.get("/assets/style.css").text
    assert "}h1,h2" not in client.get("/assets/tool.css").text


def test_a_style_sheet_has_the_rules_of_its_parts() -> None:
    """As a browser reads them; comments and blanks are left out, but those that have a meaning."""
    rules = """/* a */
.a .b, a > b { margin: 0 1px; content: "● "; }
@media (min-width: 1px) { .c:has(d) e::before { x: y; } }
"""
    assert without_blanks(rules) == (
        '.a .b,a > b{margin:0 1px;content:"● "}@media (min-width:1px){.c:has(d) e::before{x:y}}'
    )


def test_a_refusal_is_a_page_for_a_browser(client: TestClient) -> None:
    """A browser reads a 404 as a page with links to what is near; a program as problem+json."""
    page = client.get("/problems/not-fuond", headers=BROWSER)
    assert page.status_code == 404
    assert page.headers["Content-Type"].startswith("text/html")
    assert page.headers["Cache-Control"] == "no-store"
    assert '<a href="/problems/not-found">not-found</a>' in page.text
    told = client.get("/problems/not-fuond", headers={"Accept": "*/*"})
    assert told.headers["Content-Type"] == "application/problem+json"


def test_what_a_request_says_is_escaped(client: TestClient) -> None:
    """Words from the address are text on the page, never markup."""
    page = client.get("/problems/<script>alert(1)<script>", headers=BROWSER)
    assert page.status_code == 404
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


def test_an_address_without_a_route_is_a_page_for_a_browser(client: TestClient) -> None:
    """With what is near it; below `/v1`, and for a program, it is problem+json."""
    page = client.get("/contries", headers=BROWSER)
    assert (page.status_code, '<a href="/countries">' in page.text) == (404, True)
    for path, headers in (("/contries", {"Accept": "*/*"}), ("/v1/contries/a/b/c", BROWSER)):
        answer = client.get(path, headers=headers)
        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/", "/countries/CHN", "/quotes", "/guides/start", "/problems"])
def test_a_search_engine_is_told_what_a_page_is(client: TestClient, path: str) -> None:
    """One description, in the same words as for who shares the page."""
    head = client.get(path, headers=BROWSER).text.partition("</head>")[0]
    (described,) = re.findall(r'<meta name="description" content="([^"]{20,})">', head)
    assert re.findall(r'<meta property="og:description" content="([^"]+)">', head) == [described]
    assert 'rel="canonical"' not in head


def test_a_canonical_address_has_a_host(database_url: str) -> None:
    """A page names one where the server knows its own address, without the query string."""
    settings = Settings(database_url=database_url, public_url="https://example.org/record")
    with TestClient(create_app(settings)) as client:
        page = client.get("/countries/CHN?as_of=2021-03-01", headers=BROWSER).text
        guide = client.get("/guides/start", headers=BROWSER).text
    assert '<link rel="canonical" href="https://example.org/record/countries/CHN">' in page
    assert "https://example.org/record/v1/" in guide
    assert "PUBLIC_URL" not in guide


def test_a_page_says_what_names_the_host_of_its_examples(client: TestClient) -> None:
    """Where the server does not know its own address, the examples ask the machine itself."""
    for path in ("/guides/start", "/reference/listPledges", "/countries/CHN"):
        page = client.get(path).text
        assert "Examples ask http://127.0.0.1:8000: whoever" in page
        assert '<a href="/guides/running#settings">PUBLIC_URL</a>' in page


def test_what_a_page_shows_goes_with_it(client: TestClient) -> None:
    """Macros and what they see name each other: the rows of a page would wait to be collected."""
    day = "/countries/CHN?as_of=2015-01-{}"
    client.get(day.format("01"), headers=BROWSER)  # reads what all pages of a release share
    gc.collect()
    gc.disable()
    try:
        assert client.get(day.format("02"), headers=BROWSER).status_code == 200
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        assert not [each for each in gc.garbage if isinstance(each, dict) and "source_id" in each]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()

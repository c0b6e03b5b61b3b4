"""The guides and the pages of problems."""

import re
from html import unescape

import pytest

from api import limits
from api.pages.guides import _BY_SLUG, ROOT, document
from api.pages.markdown import render
from api.pages.problem_examples import EXAMPLES
from api.problems import PROBLEMS
from api.settings import Settings
from tests.client import TestClient
from tests.pages.test_frame import BROWSER


def test_every_guide_is_listed(client: TestClient) -> None:
    """The index leads to each of them, and each document of docs/ is one."""
    listed = re.findall(r'<h3><a href="/guides/([\w-]+)">', client.get("/guides").text)
    assert listed == list(_BY_SLUG)
    files = {each.file for each in _BY_SLUG.values()}
    documents = [*(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "guides").glob("*.md")]
    assert {str(path.relative_to(ROOT)) for path in documents} <= files


@pytest.mark.parametrize("slug", _BY_SLUG)
def test_a_guide_is_its_document(client: TestClient, slug: str) -> None:
    """Its title, its sections, its blocks of code; its links to this site lead somewhere."""
    page = client.get(f"/guides/{slug}")
    assert page.status_code == 200
    text = (ROOT / _BY_SLUG[slug].file).read_text()
    assert f'<h1 class="long">{text.splitlines()[0].removeprefix("# ")}</h1>' in unescape(page.text)
    sections = re.findall(r"^## ", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S), re.M)
    article = page.text[page.text.index("<article") : page.text.index("</article>")]
    assert article.count("<h2 id=") == len(sections)
    written = len(re.findall(r"^ *```", text, re.M)) // 2
    assert article.count('<div class="code"') >= written
    assert "style=" not in re.sub("<pre.*?</pre>", "", article, flags=re.S)
    for link in set(re.findall(r'href="(/[^"#]*)', article)):
        assert client.get(link).status_code == 200, link


def _boxes(article: str, language: str) -> int:
    """How many requests and programs are shown for a language."""
    shown = [each.split() for each in re.findall(r'data-in="([^"]+)"', article)]
    return sum(language in languages for languages in shown)


@pytest.mark.parametrize("slug", _BY_SLUG)
def test_each_language_has_all_requests_of_a_guide(slug: str) -> None:
    """A request without a program in the chosen language is shown as the command."""
    shown = document(_BY_SLUG[slug], "", "")
    assert {_boxes(shown.body, name) for name, _title in shown.languages} <= {
        _boxes(shown.body, "sh")
    }
    assert bool(shown.languages) == ("data-in" in shown.body)


def test_a_command_stands_where_a_language_has_no_program() -> None:
    """Of a POST with a program in Python alone, the command is shown for all other languages."""
    text = "# T\n\n```sh\ncurl -s x -d y\n```\n\n```python\nprint()\n```\n"
    assert render(text, _no_or_b).languages == [("sh", "curl"), ("python", "Python")]
    text += "\n```sh\ncurl -s 'http://h/v1/pledges'\n```\n"
    shown = re.findall(r'data-in="([^"]+)"', render(text, _no_or_b).body)
    assert shown == ["sh r javascript", "python", "sh", "python", "r", "javascript"]


def test_cells_are_aligned_by_a_class() -> None:
    """The policy of the pages refuses inline styles."""
    body = render("# T\n\n| a |\n|--:|\n| 1 |\n", _no_or_b).body
    assert '<td class="n all">1</td>' in body
    assert "style" not in body


def test_rows_are_cards_on_a_narrow_screen() -> None:
    """Of three columns and more each cell but the first names its column, if it has words."""
    body = render("# T\n\n| a | `b` | c |\n|---|---|--:|\n| 1 | 2 | |\n", _no_or_b).body
    assert '<table class="cards">' in body
    assert '<td class="all">1</td>\n<td class="all" data-label="b:">2</td>' in body
    assert '<td class="n all"></td>' in body
    assert "data-label" not in render("# T\n\n| a | b |\n|--|--|\n| 1 | 2 |\n", _no_or_b).body


def test_a_guide_for_components_has_no_other_languages() -> None:
    """Its programs are the ones of the document."""
    text = "# T\n\n```sh\ncurl -s 'http://h/v1/pledges'\n```\n\n```jsx\nA\n```\n"
    shown = render(text, _no_or_b)
    assert (shown.languages, "data-in" in shown.body) == ([], False)


@pytest.mark.parametrize("slug", ["start", "releases"])
def test_a_guide_shows_the_release_that_is_served(client: TestClient, slug: str) -> None:
    """In the place of its name, in addresses that can be copied as they are."""
    release = client.get("/readyz").json()["release"]
    page = client.get(f"/guides/{slug}").text
    assert f"?release={release}" in page
    assert not re.search(r"\bRELEASE\b", page)


@pytest.mark.parametrize("slug", _BY_SLUG)
def test_links_between_guides_lead_to_their_sections(slug: str) -> None:
    """A heading that a link names is there, on the page that it leads to."""
    shown = document(_BY_SLUG[slug], "", "")
    for target, heading in re.findall(r'href="/guides/([\w-]+)#([^"]+)"', shown.body):
        assert f'id="{heading}"' in document(_BY_SLUG[target], "", "").body, (target, heading)


def test_a_decision_without_a_page_is_named_as_one() -> None:
    """The site has no pages of decisions, whose names begin with a number."""
    text = "# Time\n\nSee [11. Validity is four days](decisions/0011-validity-as-four-days.md)."
    shown = render(text, lambda _: None)
    assert "See decision 11. Validity is four days." in shown.lede + shown.body


def test_words_of_a_document_are_no_markup() -> None:
    """HTML in a document is text; links to what has no page are their words."""
    shown = render("# T\n\nLede.\n\n<b>x</b> [code](../api/app.py) [a](b.md#c)\n", _no_or_b)
    assert (shown.title, shown.lede) == ("T", "Lede.")
    assert shown.body == '<p>&lt;b&gt;x&lt;/b&gt; code <a href="/b#c">a</a></p>\n'


def _no_or_b(target: str) -> str | None:
    return "/b#c" if target.startswith("b.md") else None


def test_a_misspelt_guide_suggests_near_ones(client: TestClient) -> None:
    """A 404 with links."""
    answer = client.get("/guides/strat", headers=BROWSER)
    assert answer.status_code == 404
    assert '<a href="/guides/start">' in answer.text


def test_examples_are_for_the_server_that_shows_them(client: TestClient) -> None:
    """A command can be copied as it is."""
    page = client.get("/guides/start").text
    assert "curl -s" in page
    assert f"http://127.0.0.1:{Settings().port}/v1/countries" in unescape(page)


def test_every_limit_is_on_the_page_of_limits() -> None:
    """Of the limits that both faces hold to, and of the settings that are limits."""
    rows = (ROOT / "docs/guides/errors.md").read_text().splitlines()
    named = {name: value for name, value in vars(limits).items() if name.isupper()}
    settings = Settings.model_fields
    named |= {
        name.upper(): settings[name].default
        for name in settings
        if name.startswith("graphql_max") or name in _LIMITING
    }
    for name, value in named.items():
        (row,) = [line for line in rows if f"`{name}`" in line]
        assert f"| {value:,}" in row, name


_LIMITING = ("max_body_bytes", "max_header_bytes", "answer_bytes", "statement_steps", "rate_limit")


@pytest.mark.parametrize("slug", PROBLEMS)
def test_every_problem_has_an_example_that_is_answered_with_it(
    client: TestClient, slug: str
) -> None:
    """The page of each shows a request, and that request gets the problem; or it says how."""
    example, page = EXAMPLES[slug], client.get(f"/problems/{slug}").text
    assert bool(example.address) != bool(example.how)
    if example.how:
        assert example.how in unescape(page)
        return
    answer = client.request(
        example.method, example.address, headers=dict(example.headers), content=example.body
    )
    if "errors" in answer.json():
        (error,) = answer.json()["errors"]
        assert error["extensions"]["type"] == f"/problems/{slug}"
    else:
        assert answer.json()["type"] == f"/problems/{slug}"
    assert answer.status_code == PROBLEMS[slug].status
    if example.is_plain:
        assert f"The service answers {answer.status_code}" in page
    assert f"/problems/{slug}" in unescape(re.sub("<[^>]+>", "", page))


@pytest.mark.parametrize("slug", [slug for slug, each in EXAMPLES.items() if each.mended])
def test_a_mended_request_is_answered(client: TestClient, slug: str) -> None:
    """With what the answer suggests first in the place of what was wrong."""
    example = EXAMPLES[slug]
    refused = client.get(example.address).json()
    assert refused["suggestions"][0] == example.suggestion
    assert client.get(example.mended).status_code == 200
    assert f'href="{example.mended}"' in client.get(f"/problems/{slug}").text

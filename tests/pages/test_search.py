"""The search page, beside what REST finds."""

import pytest

from tests.client import TestClient
from tests.pages.test_country import text_of
from tests.pages.test_frame import BROWSER


def test_what_matches_is_that_of_rest(client: TestClient) -> None:
    """Each kind has the number that REST counts for `q`, and links to its rows."""
    page = client.get("/search?q=kerry").text
    text = text_of(page)
    for name, title in (("officials", "People"), ("quotes", "Quotes")):
        answer = client.get(f"/v1/{name}?q=kerry&limit=1").json()
        total = answer["meta"]["total"]
        assert total > 0
        assert f"{title} {total} result" in text
        assert f'href="/{name}/{answer["data"][0]["id"]}"' in page
        assert f'href="/v1/{name}?q=kerry"' in page


@pytest.mark.parametrize("words", ["Holland", "NLD", "Netherlands"])
def test_any_name_of_a_country_finds_it(client: TestClient, words: str) -> None:
    """As filters understand it, though `q` has other words."""
    page = client.get(f"/search?q={words}").text
    assert page.count('href="/countries/NLD"') == 1


def test_one_kind_has_more_results(client: TestClient) -> None:
    """`kind` shows it alone; with all kinds, each has a few."""
    total = client.get("/v1/officials?q=john&limit=1").json()["meta"]["total"]
    everything = client.get("/search?q=john").text
    alone = client.get("/search?q=john&kind=officials").text
    assert total > everything.count('href="/officials/')
    assert alone.count('href="/officials/') == min(total, 50)
    assert "/quotes/" not in alone


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ("listPledges", "/reference/listPledges"),
        ("spreadsheet", "/guides/start"),
        ("cursor", "/guides/filtering"),
        ("share_percent", "/dictionary/emissions-shares"),
        ("invalid-value", "/problems/invalid-value"),
        ("knownBy", "/reference/graphql/Pledge"),
    ],
)
def test_the_documentation_is_searched(client: TestClient, words: str, path: str) -> None:
    """Operations, guides, columns, types of GraphQL and problems."""
    assert f'href="{path}"' in client.get(f"/search?q={words}&kind=documentation").text


def test_what_matches_nothing_is_no_denial(client: TestClient) -> None:
    """The page says so, and offers the form again."""
    page = client.get("/search?q=xyzzy").text
    assert "A missing row is not a no." in text_of(page)
    assert 'value="xyzzy"' in page
    assert client.get("/search?q=").status_code == client.get("/search").status_code == 200


def test_a_kind_that_there_is_not_is_refused(client: TestClient) -> None:
    """With the kinds that there are; words are shown as text."""
    answer = client.get("/search?q=a&kind=people", headers=BROWSER)
    assert (answer.status_code, "officials" in answer.text) == (400, True)
    assert "<b>" not in client.get("/search?q=%3Cb%3Ex").text


@pytest.mark.parametrize(
    ("words", "href", "title"),
    [
        ("net zero", "/pledges?kind=net_zero", "net zero"),
        ("India net zero", "/pledges?actor=IND&amp;kind=net_zero", "India"),
        (
            "premier of China",
            "/officials?country=CHN&amp;role=head_of_government",
            "head of government",
        ),
    ],
)
def test_words_of_a_form_lead_to_its_list(
    client: TestClient, words: str, href: str, title: str
) -> None:
    """A country, a kind of pledge or a role among the words; the list takes the parameters."""
    page = client.get(f"/search?q={words}").text
    assert f'<a href="{href}">' in page
    assert title in text_of(page)
    assert client.get(href.replace("&amp;", "&")).status_code == 200


def test_each_result_has_a_name_and_the_very_name_is_first(client: TestClient) -> None:
    """A speech or a source without a title is named by what it has. A family name is one, too."""
    for words in ("debate", "kerry", "voice of america"):
        assert ">None<" not in client.get(f"/search?q={words}").text
    for words in ("john kerry", "kerry"):
        found = client.get(f"/search?q={words}&kind=officials").text
        assert found.index('href="/officials/') == found.index('href="/officials/john-kerry"')

"""The page of a quote, beside what REST answers."""

import re
from html import unescape

import pytest

from tests.client import TestClient
from tests.pages.test_country import text_of
from tests.pages.test_frame import BROWSER

_QUOTE = "yang-jiechi-mutually-beneficial-cooperation"
_CHECKED = "state-department-spokesperson-climate-challenge"


def _section(page: str, name: str) -> str:
    return page[page.index(f'<section id="{name}">') :].split("</section>")[0]


def _quotes(client: TestClient) -> list[dict]:
    return client.get("/v1/quotes?source_id=voa-us-china-climate-2021&limit=100").json()["data"]


def test_the_words_are_to_the_letter(client: TestClient) -> None:
    """The heading of each quote has its words, in quotation marks unless they are a paraphrase."""
    for quote in _quotes(client):
        page = client.get(f"/quotes/{quote['id']}")
        assert page.status_code == 200
        heading = re.search(r"<h1[^>]*><span>(.*?)</span></h1>", page.text)
        assert heading is not None
        is_paraphrase = quote["kind"] == "paraphrase"
        words = quote["text"] if is_paraphrase else f"“{quote['text']}”"
        assert unescape(heading[1]) == words
        assert "None" not in text_of(page.text)


def test_the_sentence_says_who_when_and_by_whom(client: TestClient) -> None:
    """It is made from the row, and says what is not known."""

    def sentence(key: str) -> str:
        page = client.get(f"/quotes/{key}").text
        return unescape(re.findall(r'<p class="lede">(.*?)</p>', page)[0])

    assert sentence(_QUOTE) == (
        "Yang Jiechi, China’s top foreign policy official, said these words in February 2021,"
        " as Voice of America prints them."
    )
    assert "on a day that is not known" in sentence(_CHECKED)
    assert "does not state who said it" in sentence(
        "future-talks-likely-bilateral-and-multilateral"
    )
    assert "in its own voice" in sentence("us-china-relationship-at-its-worst")


def test_a_paraphrase_is_not_told_as_words_that_were_said(client: TestClient) -> None:
    """Of a paraphrase the source has the words; what nobody said is the source's own."""
    for quote in _quotes(client):
        page = client.get(f"/quotes/{quote['id']}").text
        lede = unescape(re.findall(r'<p class="lede">(.*?)</p>', page)[0])
        badges = page.split('<p class="badges">')[1].split("</p>")[0]
        if quote["kind"] == "paraphrase":
            assert "these words" not in lede
            assert lede.startswith("What ") == bool(quote["speaker_name"])
        assert ("the source’s own words" in badges) == (quote["speaker_kind"] == "source")


def test_a_pledge_that_no_source_of_the_day_covers_has_its_promise(client: TestClient) -> None:
    """It is worded as later sources state it, which is said, and never by its id."""
    of_day = client.get("/v1/pledges?actor_id=USA&as_of=2021-03-01&limit=100").json()["data"]
    without = [row["id"] for row in of_day if row["kind"] is None]
    key = "linda-thomas-greenfield-work-in-a-cooperative-way"
    day = _section(client.get(f"/quotes/{key}").text, "day")
    assert len(without) > 0
    assert day.count("covers this pledge; its words here are those of later sources") == len(
        without
    )
    for pledge in without:
        assert f">{pledge}</a>" not in day


def test_the_post_on_the_day_is_as_certain_as_rest_says(client: TestClient) -> None:
    """Beside the kind of the quote stands the post, certain where REST says that it holds."""
    for key, day, official in (
        (_QUOTE, "2021-02", "yang-jiechi"),
        (
            "linda-thomas-greenfield-work-in-a-cooperative-way",
            "2021-03-01",
            "linda-thomas-greenfield",
        ),
    ):
        row = client.get(f"/v1/quotes/{key}").json()["data"]
        posts = client.get(f"/v1/tenures?official_id={official}&as_of={day}").json()["data"]
        holds = next(post["holds"] for post in posts if post["id"] == row["tenure_id"])
        badges = client.get(f"/quotes/{key}").text.split('<p class="badges">')[1].split("</p>")[0]
        assert "their words" in badges
        assert ("chip yes" in badges) == (holds is True)
        assert ("chip open" in badges) == (holds is None)


def test_what_stood_on_the_day_is_what_rest_says(client: TestClient) -> None:
    """As many posts and pledges as REST has, certain where it says that they hold."""
    day = _section(client.get(f"/quotes/{_QUOTE}").text, "day")
    row = client.get(f"/v1/quotes/{_QUOTE}?include=then.pledges,then.emissions_share").json()
    then = row["data"]["then"]
    posts = client.get("/v1/tenures?official_id=yang-jiechi&as_of=2021-02").json()["data"]
    pledges = then["pledges"]["data"]
    assert day.count('<div class="item">') == len(posts) + len(pledges)
    certain = sum(each["holds"] is True for each in (*posts, *pledges))
    assert 0 < day.count("chip yes") == certain
    assert day.count("chip open") == len(posts) + len(pledges) - certain
    assert all(f'href="/pledges/{pledge["id"]}"' in day for pledge in pledges)
    assert f"{then['emissions_share']['share_percent']}\u00a0%" in day
    assert day.count('<circle class="d-this"') == day.count('class="day"') == 1


def test_without_a_day_nothing_is_said_of_the_day(client: TestClient) -> None:
    """A quote without a day has neither pledges nor a share beside it, and says why."""
    day = _section(client.get("/quotes/ned-price-formats-or-engagements").text, "day")
    assert "No source states the day" in day
    assert "/pledges/" not in day
    assert "<svg" not in day
    assert day.count("chip open") == 1  # the post that the source names


def test_the_thread_is_in_the_order_of_the_paragraphs(client: TestClient) -> None:
    """The quotes around it are in the order of their paragraphs, with this one shaded."""
    page = client.get(f"/quotes/{_QUOTE}").text
    thread = page[page.index('<dl class="thread">') :].split("</dl>")[0]
    numbers = [int(each) for each in re.findall(r"<dt>paragraph (\d+)</dt>", thread)]
    assert numbers == sorted(numbers)
    assert len(numbers) == 9
    assert thread.count('class="here"') == 1
    links = re.findall(r'href="(/quotes/[^"]+)"', thread)
    assert len(links) == 8
    assert all(client.get(link).status_code == 200 for link in links)


def test_the_check_of_its_figure_is_that_of_rest(client: TestClient) -> None:
    """A quote with a reported share has each measured one beside it; another has no such part."""
    figures = _section(client.get(f"/quotes/{_CHECKED}").text, "figures")
    readings = client.get("/v1/claims/chn-reported-voa-2021/readings?limit=100").json()["data"]
    assert figures.count("<tr") == 1 + len(readings)
    assert figures.count('class="fits"') == sum(row["fits"] is True for row in readings) > 0
    assert 'href="/claims/chn-reported-voa-2021"' in figures
    without = client.get(f"/quotes/{_QUOTE}").text
    assert '<section id="figures">' not in without
    assert "no claim from it" in without


def test_a_quote_and_its_data_lead_to_each_other(client: TestClient) -> None:
    """Page and data name each other, every link to data answers, and the release is kept."""
    link = client.get(f"/v1/quotes/{_QUOTE}").headers["Link"]
    assert link == f'</quotes/{_QUOTE}>; rel="alternate"; type="text/html"'
    release = client.get("/v1/releases?limit=1").json()["meta"]["release"]
    page = client.get(f"/quotes/{_QUOTE}?release={release}").text
    assert f'type="application/json" href="/v1/quotes/{_QUOTE}?release={release}"' in page
    links = {unescape(each) for each in re.findall(r'href="(/v1[^"]*)"', page)}
    assert links
    assert {each for each in links if client.get(each).status_code != 200} == set()


@pytest.mark.parametrize("key", [f"{_QUOTE}s", f"{_QUOTE},{_CHECKED}", "%00", "é"])
def test_an_unknown_quote_is_a_page(client: TestClient, key: str) -> None:
    """A key that no quote has is a 404 for a browser too, with a link to the one that is near."""
    page = client.get(f"/quotes/{key}", headers=BROWSER)
    assert page.status_code == 404
    assert page.headers["Content-Type"].startswith("text/html")
    if key == f"{_QUOTE}s":
        assert f'<a href="/quotes/{_QUOTE}">' in page.text


def test_a_quote_takes_no_other_parameter(client: TestClient) -> None:
    """A quote has its own day: `as_of` is refused, and not ignored."""
    assert client.get(f"/quotes/{_QUOTE}?as_of=2021-03-01").json()["parameter"] == "as_of"


def test_the_query_of_the_page_runs(client: TestClient) -> None:
    """The GraphQL that the page shows answers without an error."""
    page = client.get(f"/quotes/{_QUOTE}").text
    (query,) = re.findall(r'<code class="wrap">(\{.*?)</code>', page)
    answer = client.post("/graphql", json={"query": unescape(query)}).json()
    assert "errors" not in answer
    assert answer["data"]["quote"] is not None

"""The page of an official, beside what REST answers."""

import re
from html import unescape

import pytest

from api.pages.charts.career import Axis, Post, Share, career_chart
from tests.client import TestClient
from tests.pages.test_country import _rows, text_of
from tests.pages.test_frame import BROWSER


def _sentence(client: TestClient, path: str) -> str:
    lede = re.search(r'<p class="lede">(.*?)</p>', client.get(path).text)
    assert lede is not None
    return unescape(lede[1])


def _section(page: str, name: str) -> str:
    return page[page.index(f'id="{name}"') :].split("</section>")[0]


def test_the_sentence_says_which_posts_and_what_is_not_known(client: TestClient) -> None:
    """It counts the posts, and says of the last one when it ended, or that this is not known."""
    assert _sentence(client, "/officials/john-kerry") == (
        "John Kerry is in the record as Special Presidential Envoy for Climate (United States of"
        " America). The post began on a day that is not known; a source shows it held up to"
        " 1 March 2021, and whether it is held still is not known."
    )
    several = _sentence(client, "/officials/xie-zhenhua")
    assert several.startswith("Xie Zhenhua has 3 posts in the record (China). The latest, China")
    assert "ended on 20 January 2025." in _sentence(client, "/officials/joe-biden")


def test_the_sentence_of_a_day_is_what_rest_says(client: TestClient) -> None:
    """With as_of it says what is certain, what is unknown, and that no post may have been held."""
    path = "/officials/john-kerry?as_of="
    assert _sentence(client, f"{path}2021-03-01") == (
        "John Kerry was Special Presidential Envoy for Climate on 1 March 2021; Voice of America"
        " shows it."
    )
    assert "Climate on 2 March 2021 is unknown." in _sentence(client, f"{path}2021-03-02")
    assert _sentence(client, f"{path}1990").endswith("may have held in 1990.")
    monarch = _sentence(client, "/officials/elizabeth-ii?as_of=2021-03-01")
    held = _rows(client, "/v1/officials/elizabeth-ii/tenures?as_of=2021-03-01&holds=true&limit=100")
    assert f"held {len(held)} posts (among them" in monarch


@pytest.mark.parametrize("key", ["john-kerry", "xi-jinping", "xie-zhenhua"])
def test_a_bar_for_each_post_and_dashes_where_no_source_says(client: TestClient, key: str) -> None:
    """Each post that a source shows has a solid bar; each unknown start and end is dashed."""
    page = client.get(f"/officials/{key}").text
    drawing = page[page.index('aria-label="Posts by years') :].split("</svg>")[0]
    posts = _rows(client, f"/v1/officials/{key}/tenures?limit=100")
    shown = [
        post for post in posts if post["start_date"] or post["attested_on"] or post["end_date"]
    ]
    assert drawing.count('<rect class="held"') == len(shown)
    dashed = sum((not post["start_date"]) + (not post["end_date"]) for post in posts)
    assert drawing.count(">?<") == dashed
    assert drawing.count('<path class="ln this"') == 1


def test_dashes_end_where_a_successor_begins(client: TestClient) -> None:
    """A later holder of the same office is named, and the end is said to be unknown."""
    sentence = _sentence(client, "/officials/li-keqiang")
    later = _rows(client, "/v1/tenures?office_id=chn-premier&sort=-start_date&limit=1")[0]
    assert later["official_id"] == "li-qiang"
    assert "when it ended is not known. Li Qiang is in the record in the same office" in sentence
    page = client.get("/officials/li-keqiang").text
    assert f'<a href="/officials/li-qiang">Li Qiang</a> ({later["start_date"]})' in page
    assert "no source here states that the post ended then" in page
    assert "followed by" not in client.get("/officials/john-kerry").text


def test_the_days_on_which_it_is_shown_are_one_statement(client: TestClient) -> None:
    """A post without start and end has the first and the last day on which sources show it."""
    page = client.get("/officials/john-kerry?as_of=2021-03-01").text
    assert "Start and end unknown, shown 2021-01-27 to 2021-03-01." in page
    assert "shown on 2021-01-27" not in page


def test_each_record_of_a_source_is_listed(client: TestClient) -> None:
    """The table has a row for each post, with as many records as the post has."""
    page = client.get("/officials/joe-biden").text
    table = _section(page, "sources").split("</table>")[0]
    posts = _rows(client, "/v1/officials/joe-biden/tenures?include=source_records")
    assert table.count('<th scope="row">') == len(posts)
    assert table.count("<dt>") == sum(len(post["source_records"]["data"]) for post in posts) > 0


def test_quotes_and_figures_are_those_of_rest(client: TestClient) -> None:
    """Quotes have their words, and figures lead to the check of each."""
    page = client.get("/officials/john-kerry").text
    part = _section(page, "quotes")
    quotes = _rows(client, "/v1/officials/john-kerry/quotes")
    claims = _rows(client, "/v1/officials/john-kerry/claims")
    assert part.count("<blockquote") == len(quotes) == 1
    assert quotes[0]["text"] in unescape(part)
    assert len(re.findall('href="/claims/', part)) == len(claims)


def test_an_official_and_its_data_lead_to_each_other(client: TestClient) -> None:
    """Page and data name each other, and every link to data answers, also with a release."""
    link = client.get("/v1/officials/john-kerry").headers["Link"]
    assert link == '</officials/john-kerry>; rel="alternate"; type="text/html"'
    release = client.get("/v1/releases?limit=1").json()["meta"]["release"]
    page = client.get(f"/officials/john-kerry?release={release}&as_of=2021-03-01").text
    assert f'name="release" value="{release}"' in page
    assert f'type="application/json" href="/v1/officials/john-kerry?release={release}"' in page
    links = {unescape(each) for each in re.findall(r'href="(/v1[^"]*)"', page)}
    assert links
    assert {each for each in links if client.get(each).status_code != 200} == set()
    assert "None" not in text_of(page)


def test_what_is_wrong_is_refused(client: TestClient) -> None:
    """A misspelt id is a 404 with the id that is near; a wrong date or parameter is told."""
    page = client.get("/officials/jon-kerry", headers=BROWSER)
    assert page.status_code == 404
    assert client.get("/officials/john-kerri").json()["suggestions"]
    assert client.get("/officials/john-kerry?as_of=then").json()["parameter"] == "as_of"
    assert client.get("/officials/john-kerry?country=USA").json()["parameter"] == "country"


def test_an_unknown_start_is_dashed_from_where_it_may_have_begun() -> None:
    """A post without a start goes dashed from the earliest day, one without an end to the edge."""
    post = Post("<Envoy>", "x", 2021.1, 2021.2, 2020.5, 2027.0, True, "x")
    axis = Axis(2010, 2027, 2021.15, "2021-02")
    share = Share("Share", "of all", [(2010, 15.0), (2011, 14.0), (2020, 13.0)])
    wide = str(career_chart([post], share, axis, "x")).split("</svg>")[0]
    assert wide.count('class="beyond"') == wide.count(">?<") == 2
    assert "<Envoy>" not in wide
    assert wide.count('class="now"') == wide.count('class="day"') == 1
    path = re.findall(r'd="([^"]+)"', wide)[0]
    assert re.findall("[ML]", path) == ["M", "L", "M"]  # nine years are missing


def test_the_query_of_the_page_runs(client: TestClient) -> None:
    """The GraphQL that the page shows answers without an error."""
    page = client.get("/officials/john-kerry").text
    (query,) = re.findall(r'<code class="wrap">(\{.*?)</code>', page)
    answer = client.post("/graphql", json={"query": unescape(query)}).json()
    assert "errors" not in answer
    assert answer["data"]["official"] is not None

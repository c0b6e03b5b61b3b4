"""The home page and the table of countries, beside what REST answers."""

import re
from html import unescape
from urllib.parse import unquote

from api.pages.wording import day
from tests.client import TestClient


def test_home_counts_what_rest_counts(client: TestClient) -> None:
    """The counts on the home page are the totals of the lists."""
    page = client.get("/").text
    facts = dict(re.findall(r"<dt>([^<]+)</dt><dd>([\d,]+)<small>", page))
    for words, path in (
        ("Countries", "/v1/countries?limit=1"),
        ("Pledges", "/v1/pledges?limit=1"),
        ("Quotes", "/v1/quotes?limit=1"),
        ("Shares of emissions", "/v1/emissions-shares?defaults=false&limit=1"),
    ):
        total = client.get(path).json()["meta"]["total"]
        assert facts[words] == f"{total:,}"


def test_home_draws_a_square_for_each_end_target(client: TestClient) -> None:
    """As many squares as end targets with a year to come, in each of both drawings."""
    page = client.get("/").text
    release = client.get("/v1/releases?limit=1").json()["data"][0]
    rows = client.get("/v1/pledges?horizon=end&limit=500").json()["data"]
    drawn = [
        row
        for row in rows
        if row["target_year"] is not None
        and str(row["target_year"]) >= release["released"][:4]
        and row["outcome"] not in ("superseded", "withdrawn")
    ]
    matrix = page[page.index("End targets by year and standing") :].split("</svg>")[0]
    assert matrix.count("<rect") == len(drawn) > 0
    assert f"{len(drawn)} end targets name a year still to come" in page


def test_the_query_of_the_thread_runs(client: TestClient) -> None:
    """The GraphQL that the home page shows answers, with the words that stand beside it."""
    page = client.get("/").text
    (query,) = {
        unquote(link) for link in re.findall(r'href="/graphql\?query=([^"]*quote%28[^"]*)"', page)
    }
    answer = client.post("/graphql", json={"query": query}).json()
    assert "errors" not in answer
    assert answer["data"]["quote"]["text"] in unescape(page)


def test_every_country_has_a_row_that_leads_to_its_page(client: TestClient) -> None:
    """All countries are in the pages of the table, each with a link to its page."""
    codes: list[str] = []
    path: str | None = "/countries"
    while path:
        page = client.get(path).text
        codes += re.findall(r'<th scope="row"><a href="/countries/([A-Z]{3})">', page)
        following = re.search(r'rel="next" href="([^"#]+)', page)
        path = unescape(following[1]) if following else None
    rows = client.get("/v1/countries?limit=500").json()["data"]
    assert sorted(codes) == sorted(row["code"] for row in rows)


def test_fields_select_and_order_countries(client: TestClient) -> None:
    """Region, name and order are parameters; what no country has is said."""

    def codes(query: str) -> list[str]:
        pages = [client.get(f"/countries?{query}").text]
        if 'rel="next"' in pages[0]:
            pages.append(client.get(f"/countries?{query}&page=2").text)
        return re.findall(r'<th scope="row"><a href="/countries/([A-Z]{3})">', "".join(pages))

    africa = client.get("/v1/countries?region=Africa&limit=500").json()["data"]
    assert sorted(codes("region=Africa&name=&sort=")) == sorted(row["code"] for row in africa)
    assert codes("name=PRC") == ["CHN"]
    assert codes("name=tuv") == ["TUV"]
    assert codes("sort=name")[:2] == ["AFG", "ALA"]
    assert codes("name=atlantis") == []
    assert "No country in the record has this name" in client.get("/countries?name=atlantis").text
    assert client.get("/countries?region=Ocenia").json()["parameter"] == "region"


def test_a_name_in_the_form_is_escaped(client: TestClient) -> None:
    """What somebody types comes back as text."""
    page = client.get("/countries", params={"name": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page


def test_home_names_who_stated_each_figure(client: TestClient) -> None:
    """A figure within a quote is of its speaker, one without is of the article."""
    lede = client.get("/").text.split('<p class="lede">')[1].split("</p>")[0]
    assert "A State Department spokesperson said of China: “almost 30%" in lede
    assert "Voice of America itself wrote of the United States of America: “about 15%" in lede


def test_home_shows_the_pledge_as_it_stood_on_the_day_of_the_quote(client: TestClient) -> None:
    """The thread has the standing of then, and says how sure the post is."""
    thread = client.get("/").text.split('<dl class="thread">')[1].split("</dl>")[0]
    assert "declared, as it stood in February 2021" in thread
    assert "whether it was held then is unknown" in thread


def test_home_says_when_a_text_without_a_date_was_written(client: TestClient) -> None:
    """Its ring stands at the last year that it speaks of, which is not said to be its date."""
    source = client.get("/v1/sources/voa-us-china-climate-2021").json()["data"]
    assert source["published_on"] is None
    assert f"({day(source['data_through'])}): it was written then or later" in client.get("/").text


def test_each_large_emitter_has_one_colour_on_all_pages(client: TestClient) -> None:
    """The line of the European Union is the same on its page as beside others; so is China's."""
    for path, css in (
        ("/groups/eu", "s3"),
        ("/countries/CHN", "this"),
        ("/countries/USA", "s2"),
    ):
        page = client.get(path).text
        assert page.count(f'<path class="ln {css}"') == 2, path
    assert client.get("/countries/USA").text.count('<path class="ln this"') == 2  # China's


def test_a_citation_names_producers_date_and_a_whole_address(client: TestClient) -> None:
    """What is copied has who made the data, when, and an address with its host."""
    page = unescape(client.get("/countries/CHN").text)
    cited = page[page.index("<h2>Cite</h2>") :].split("</details>")[0]
    release = client.get("/v1/releases?limit=1").json()["data"][0]
    assert "Global Carbon Budget (2024)" in cited
    assert "published by Our World in Data" in cited
    assert f"@misc{{climate-record-countries-CHN-{release['id']}," in cited
    assert f"release {release['id']}, {release['released']}" in cited
    assert re.search(r"<code>https?://[^<]+/countries/CHN\?release=", cited)
    assert re.search(r"@misc{.*url = {https?://", cited, re.DOTALL)


def test_captions_lead_to_the_page_of_the_source(client: TestClient) -> None:
    """No caption leads to a copy that the record was read from."""
    page = client.get("/countries/CHN").text
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", page, re.DOTALL)
    assert any('href="/sources/owid-co2-data-2024"' in caption for caption in captions)
    assert not any("github.com" in caption for caption in captions)


def test_an_empty_list_is_worded_alike_on_all_pages(client: TestClient) -> None:
    """What no source states is no negative answer, in the same words everywhere."""
    for path in (
        "/pledges?kind=net_zero&target_year__gte=2999",
        "/quotes?q=zzzz",
        "/officials?q=zzzz",
        "/dialogues?country=ATA",
    ):
        assert "An empty list is not a no." in client.get(path).text, path


def test_a_list_of_some_countries_counts_the_figures_of_those(client: TestClient) -> None:
    """The number is of the listed ones; the map stays that of the world, and it is said."""
    page = client.get("/countries?region=Oceania").text
    listed = client.get("/v1/countries?region=Oceania&fields=code&limit=500").json()["data"]
    found = re.search(r"(\d+) of the (\d+) listed ha(?:s|ve) a figure for (\d+)", page)
    assert found is not None
    codes = ",".join(row["code"] for row in listed)
    query = f"country_code={codes}&year={found[3]}&series_id=co2-territorial&limit=500"
    shares = client.get(f"/v1/emissions-shares?{query}").json()["data"]
    assert (int(found[1]), int(found[2])) == (len(shares), len(listed))
    assert "The map and the sentence at the top are of all countries" in page
    assert "are of all countries" not in client.get("/countries").text

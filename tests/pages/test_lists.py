"""The home page and the table of countries, beside what REST answers."""

import re
from html import unescape
from urllib.parse import unquote

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
    """All countries are in the table, each with a link to its page."""
    page = client.get("/countries").text
    codes = re.findall(r'<th scope="row"><a href="/countries/([A-Z]{3})">', page)
    rows = client.get("/v1/countries?limit=500").json()["data"]
    assert sorted(codes) == sorted(row["code"] for row in rows)


def test_fields_select_and_order_countries(client: TestClient) -> None:
    """Region, name and order are parameters; what no country has is said."""

    def codes(query: str) -> list[str]:
        page = client.get(f"/countries?{query}").text
        return re.findall(r'<th scope="row"><a href="/countries/([A-Z]{3})">', page)

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

"""The pages of initiatives, beside what REST answers."""

import re
from html import unescape

from tests.client import TestClient
from tests.pages.test_country import text_of
from tests.pages.test_frame import BROWSER
from tests.pages.test_pledge import rows_of, section_of

_METHANE = "/initiatives/global-methane-pledge"


def _linked(part: str) -> set[str]:
    return set(re.findall(r'href="/countries/([A-Z]{3})"', part))


def test_who_has_joined_is_what_rest_says(client: TestClient) -> None:
    """Those who had joined, those who had not and those of whom nothing is stated stand apart."""
    rows = rows_of(client, f"/v1{_METHANE}/participations?limit=500")
    page = client.get(_METHANE).text
    parts = section_of(page, "members").split("<details><summary>Show as a table")[0].split("<h3>")
    shown = {heading[: heading.index(":")]: _linked(heading) for heading in parts[1:]}

    def stated(status: str) -> set[str]:
        return {row["country_code"] for row in rows if row["status"] == status}

    assert shown["Joined"] == stated("joined") != set()
    assert shown.get("Joined as part of the European Union", set()) == stated("joined_through_eu")
    assert shown["Not joined"] == stated("not_joined")
    everywhere = {row["code"] for row in rows_of(client, "/v1/countries?limit=500&fields=code")}
    assert shown["Unknown"] == everywhere - {row["country_code"] for row in rows}


def test_the_source_of_a_list_is_there_with_its_licence(client: TestClient) -> None:
    """And with the address of what was read."""
    (row,) = rows_of(client, f"/v1{_METHANE}/participations?limit=1&include=source")
    source, page = row["source"], client.get(_METHANE).text
    stated = page[page.index('after">Source:') :].split("</p>")[0]
    assert f"({source['licence']})" in stated
    assert f'href="{source["url"]}"' in unescape(stated)


def test_the_sentence_counts_them_by_the_date_of_the_list(client: TestClient) -> None:
    """It says of when the list is, and of how many nothing is known."""
    rows = rows_of(client, f"/v1{_METHANE}/participations?limit=500")
    joined = sum(row["status"] == "joined" for row in rows)
    lede = unescape(re.findall(r'<p class="lede">(.*?)</p>', client.get(_METHANE).text)[0])
    assert lede.startswith(
        f"Global Methane Pledge: by a list of November 2021, {joined} countries had joined"
    )
    countries = client.get("/v1/countries?limit=1").json()["meta"]["total"]
    assert f"Of {countries - len(rows)} other countries and territories it is unknown." in lede


def test_each_initiative_has_a_page_and_leads_to_its_data(client: TestClient) -> None:
    """The list has all of them; page and data name each other, and links to data answer."""
    ids = [row["id"] for row in rows_of(client, "/v1/initiatives?limit=100&sort=name")]
    listed = client.get("/initiatives").text
    assert re.findall(r'<th scope="row"><a href="/initiatives/([^"]+)', listed) == ids
    for key in ids:
        page = client.get(f"/initiatives/{key}")
        assert page.status_code == 200
        assert "None" not in text_of(page.text)
        link = client.get(f"/v1/initiatives/{key}").headers["Link"]
        assert link == f'</initiatives/{key}>; rel="alternate"; type="text/html"'
    release = client.get("/v1/releases?limit=1").json()["meta"]["release"]
    page_text = client.get(f"{_METHANE}?release={release}").text
    links = {unescape(each) for each in re.findall(r'href="(/v1[^"]*)"', page_text)}
    assert {each for each in links if client.get(each).status_code != 200} == set()


def test_the_queries_of_the_pages_run(client: TestClient) -> None:
    """The GraphQL that a page shows answers without an error."""
    for path in ("/initiatives", _METHANE):
        (query,) = re.findall(r'<code class="wrap">(\{.*?)</code>', client.get(path).text)
        answer = client.post("/graphql", json={"query": unescape(query)}).json()
        assert "errors" not in answer


def test_what_is_wrong_is_refused(client: TestClient) -> None:
    """A misspelt id is a 404 with the id that is near; a parameter is not ignored."""
    page = client.get(f"{_METHANE}s", headers=BROWSER)
    assert page.status_code == 404
    assert f'<a href="{_METHANE}">' in page.text
    assert client.get("/initiatives?subject=coal").json()["parameter"] == "subject"
    assert client.get(f"{_METHANE}?as_of=2021").json()["parameter"] == "as_of"

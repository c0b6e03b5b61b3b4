"""The page of an emissions share: how the figure of one year is cited."""

import re
from html import unescape

from api.pages.wording import figure, percent
from tests.client import TestClient
from tests.pages.test_country import text_of

_KEY = "chn-co2-territorial-2019"


def _cited(page: str) -> str:
    return text_of(page[page.index('<section id="cite">') :].split("<details>")[0])


def test_the_figure_of_a_year_is_cited(client: TestClient) -> None:
    """With figure, country, year, producers of the series, publisher, and a pinned address."""
    page = client.get(f"/emissions-shares/{_KEY}").text
    row = client.get(f"/v1/emissions-shares/{_KEY}?include=series,source").json()
    release, share = row["meta"]["release"], row["data"]
    cited = _cited(page)
    assert f"“China, 2019: {percent(share['share_percent'])} of the world’s CO₂".replace(
        "\u00a0", " "
    ) in cited.replace("\u00a0", " ")
    assert f"({figure(share['emissions_mt'])} million tonnes of CO₂)”" in cited
    for producer in share["series"]["producers"]:
        assert producer in cited
    assert f"published by {share['source']['publisher']}" in cited
    (address,) = re.findall(rf"(/emissions-shares/{_KEY}\?release={release})</code>", page)
    pinned = client.get(address)
    assert "immutable" in pinned.headers["Cache-Control"]
    assert f'href="/v1/emissions-shares/{_KEY}?release={release}"' in pinned.text


def test_the_year_of_a_country_leads_to_its_citation(client: TestClient) -> None:
    """Each year of the table, and the measured figures beside a claim."""
    page = client.get("/countries/CHN").text
    table = page[page.index('aria-label="Shares by year"') :].split("</table>")[0]
    shares = client.get("/v1/countries/CHN/emissions-shares?sort=-year&limit=500").json()["data"]
    assert re.findall(r'href="/emissions-shares/([^"?]+)">', table) == [row["id"] for row in shares]
    readings = client.get("/v1/claims/chn-reported-voa-2021/readings?limit=100").json()["data"]
    claim = client.get("/claims/chn-reported-voa-2021").text
    for reading in readings:
        assert f'href="/emissions-shares/{reading["emissions_share_id"]}"' in claim


def test_every_kind_of_share_has_a_page(client: TestClient) -> None:
    """Of groups too; what has no rank says so, and each link to data answers."""
    for kind in ("group", "aggregate"):
        rows = client.get(f"/v1/emissions-shares?actor_kind={kind}&limit=1").json()["data"]
        for row in rows:
            page = client.get(f"/emissions-shares/{row['id']}").text
            assert ("the sum of the present members" in page) == (row["basis"] == "summed")
            assert "countries alone have ranks" in page
            links = {unescape(link) for link in re.findall(r'href="(/v1[^"]*)"', page)}
            assert {client.get(link).status_code for link in links} == {200}


def test_page_and_data_lead_to_each_other(client: TestClient) -> None:
    """A key that there is not is a 404, a wrong parameter is refused."""
    path = f"/emissions-shares/{_KEY}"
    assert client.get(f"/v1{path}").headers["Link"] == (
        f'<{path}>; rel="alternate"; type="text/html"'
    )
    assert f'type="application/json" href="/v1{path}"' in client.get(path).text
    assert client.get("/emissions-shares/chn-co2-territorial-1").status_code == 404
    assert client.get(f"{path}?as_of=2021").json()["parameter"] == "as_of"

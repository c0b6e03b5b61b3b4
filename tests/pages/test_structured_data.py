"""What pages say in the terms of schema.org, beside what `/v1` says."""

import json
import re
from typing import Any

import pytest

from api.pages.structured_data import data_block
from tests.client import TestClient

_BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def _things(client: TestClient, path: str) -> dict[str, dict[str, Any]]:
    """The things of a page, by type."""
    (block,) = _BLOCK.findall(client.get(path).text)
    data = json.loads(block)
    assert data["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in data["@graph"]}


def test_an_official_is_a_person_with_posts(client: TestClient) -> None:
    """Name, Wikidata item and posts as in the data; a day that is not known is not there."""
    row = client.get("/v1/officials/john-kerry").json()["data"]
    posts = client.get("/v1/officials/john-kerry/tenures?limit=60").json()["data"]
    person = _things(client, "/officials/john-kerry")["Person"]
    assert (person["name"], person["identifier"]["value"]) == (row["name"], row["wikidata_id"])
    stated = [
        (role["hasOccupation"]["name"], role.get("startDate"), role.get("endDate"))
        for role in person["hasOccupation"]
    ]
    assert sorted(map(str, stated)) == sorted(
        str((post["title"], post["start_date"], post["end_date"])) for post in posts
    )


def test_a_quote_is_a_quotation(client: TestClient) -> None:
    """To the letter, with its speaker and day; a paraphrase is none."""
    key = "yang-jiechi-mutually-beneficial-cooperation"
    row = client.get(f"/v1/quotes/{key}").json()["data"]
    quotation = _things(client, f"/quotes/{key}")["Quotation"]
    assert quotation["text"] == row["text"]
    assert quotation["spokenByCharacter"] == {"@type": "Person", "name": row["speaker_name"]}
    assert (quotation["dateCreated"], quotation["inLanguage"]) == (row["said_on"], row["language"])
    reported = client.get("/v1/quotes?kind=paraphrase&limit=1").json()["data"][0]["id"]
    assert "Quotation" not in _things(client, f"/quotes/{reported}")


def test_a_source_is_a_dataset_or_another_work(client: TestClient) -> None:
    """With its licence and citation where the record has them."""
    for kind, type_ in (("dataset", "Dataset"), ("article", "CreativeWork")):
        row = client.get(f"/v1/sources?kind={kind}&limit=1").json()["data"][0]
        work = _things(client, f"/sources/{row['id']}")[type_]
        pairs = (("license", "licence_url"), ("url", "url"), ("datePublished", "published_on"))
        for member, column in pairs:
            assert work.get(member) == row[column]
        assert work.get("publisher", {}).get("name") == row["publisher"]


def test_the_record_is_a_dataset_with_downloads(client: TestClient) -> None:
    """Of the release that answers; each file of a list is there with its length."""
    page = client.get("/downloads")
    dataset = _things(client, "/downloads")["Dataset"]
    assert dataset["version"] == page.headers["Climate-Record-Release"]
    for file in dataset["distribution"]:
        assert f'href="{file["contentUrl"]}"'.replace("&", "&amp;") in page.text
    first = dataset["distribution"][0]
    answer = client.get(first["contentUrl"])
    assert answer.headers["Content-Type"].startswith(first["encodingFormat"])
    assert first["contentSize"] == f"{len(answer.content)} B"
    assert _things(client, "/")["Dataset"]["version"] == dataset["version"]


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/countries/CHN", ["Countries", "China"]),
        ("/guides/start", ["Guides", "Five-minute start"]),
        ("/initiatives/global-methane-pledge", ["Initiatives", "Global Methane Pledge"]),
    ],
)
def test_the_way_to_a_page_is_said(client: TestClient, path: str, names: list[str]) -> None:
    """From the list to the row; both addresses answer."""
    ways = _things(client, path)["BreadcrumbList"]["itemListElement"]
    assert [way["name"] for way in ways] == names
    assert [client.get(way["item"]).status_code for way in ways] == [200, 200]
    assert ways[-1]["item"] == path


def test_words_of_others_cannot_leave_the_block() -> None:
    """A text with markup is data: no tag in it begins or ends."""
    hostile = "</script><script>alert(1)</script><!-- & \u2028"
    block = str(data_block([{"text": hostile}], "", "/", "x"))
    (inner,) = _BLOCK.findall(block)
    assert not re.search("[<>&\u2028]", inner)
    assert json.loads(inner)["@graph"] == [{"text": hostile}]


def test_a_page_about_nothing_in_particular_has_no_block(client: TestClient) -> None:
    """A list is no thing of its own; a refusal neither."""
    for path in ("/countries", "/search", "/countries/no-such-country"):
        assert "ld+json" not in client.get(path, headers={"Accept": "text/html"}).text

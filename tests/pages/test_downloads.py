"""The downloads, beside what is sent."""

import re
from html import unescape
from pathlib import Path

import pytest

from api.pages.wording import size
from schema import RESOURCES
from schema.checksums import sha256_of
from tests.client import TestClient


def test_each_list_has_its_rows_and_its_files(client: TestClient) -> None:
    """As many rows as the list has, without the filters that it has by default."""
    page = client.get("/downloads").text
    rows = re.findall(
        r'<tr><th scope="row"><a href="/dictionary/([\w-]+)">.*?data-label="rows">([\d,]+)<', page
    )
    assert [name for name, _rows in rows] == list(RESOURCES)
    for name, shown in rows[::6]:
        defaults = "&defaults=false" if RESOURCES[name].defaults else ""
        total = client.get(f"/v1/{name}?limit=1{defaults}").json()["meta"]["total"]
        assert int(shown.replace(",", "")) == total


def test_a_file_has_the_size_that_the_page_says(client: TestClient) -> None:
    """As it is and in the coding zstd; the latter of CSV but for the line of its header."""
    page = client.get("/downloads").text
    for name in ("sources", "emissions-shares"):
        link = re.search(
            rf'href="([^"]*/{name}\.ndjson[^"]*)"><data value="(\d+)".*?<data value="(\d+)"', page
        )
        assert link is not None
        answer = client.head(unescape(link[1]), headers={"Accept-Encoding": "zstd"})
        assert answer.headers["Content-Encoding"] == "zstd"
        assert answer.headers["Content-Length"] == link[3]
        plain = client.get(unescape(link[1]), headers={"Accept-Encoding": "identity"})
        assert len(plain.content) == int(link[2])


def test_the_rows_are_those_that_the_release_counts(client: TestClient) -> None:
    """The same number as on the home page: rows of the record, without those of its history."""
    rows = client.get("/v1/releases?limit=1&sort=-sequence").json()["data"][0]["rows"]
    assert f"has {rows:,} rows. They and their history" in client.get("/downloads").text


def test_each_list_has_the_licences_of_its_sources(client: TestClient) -> None:
    """Each licence that a source of its rows has."""
    page = client.get("/downloads").text
    ids = {row["source_id"] for row in client.get("/v1/pledges?limit=1000").json()["data"]}
    sources = client.get(f"/v1/sources?id={','.join(ids)}").json()["data"]
    row = page[page.index('<a href="/dictionary/pledges">') :].partition("</tr>")[0]
    for source in sources:
        assert (source["licence"] or "none stated") in row


def test_the_file_of_the_release_is_that_on_the_disk(client: TestClient, database_url: str) -> None:
    """Its name, its length, and a checksum that is right."""
    page = client.get("/downloads").text
    release = client.get("/v1/releases?limit=1").json()["meta"]["release"]
    link = Path(database_url.removeprefix("sqlite:///"))
    file = next((link.parent / "releases").glob(f"{release}.sqlite*"))
    assert f"<code>{file.name}</code>" in page
    assert f"{file.stat().st_size:,} bytes" in page
    assert f"<code>{sha256_of(file)}</code>" in page


def test_another_release_is_a_field_of_the_form(client: TestClient) -> None:
    """Links name it; one that is not stored is refused; an empty field changes nothing."""
    releases = client.get("/v1/releases").json()["data"]
    oldest = releases[-1]["id"]
    page = client.get(f"/downloads?release={oldest}").text
    assert f"Release {oldest} of {releases[-1]['released']}" in page
    assert f'href="/v1/sources.csv?release={oldest}"' in page
    assert client.get("/downloads?release=9.9.9-000000000000").status_code == 404
    assert client.get("/downloads?release=").text == client.get("/downloads").text


@pytest.mark.parametrize(
    ("number_bytes", "words"),
    [(999, "999 bytes"), (1_234, "1.23 kB"), (45_600_000, "45.6 MB"), (1_000_000_000, "1 GB")],
)
def test_sizes_have_three_digits(number_bytes: int, words: str) -> None:
    """In the unit that fits."""
    assert size(number_bytes).replace("\u00a0", " ") == words

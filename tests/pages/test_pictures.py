"""Figures as files: complete in themselves, with the marks of the page, and text in the pixels."""

import re
import struct
import zlib
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from api.pages import pictures
from api.pages.rasterize import draw
from api.pages.styles import DRAWN_FONTS
from tests.client import TestClient
from tests.pages.test_frame import BROWSER

_PAGES = (
    "/",
    "/countries?year=2019",
    "/countries/CHN?as_of=2021-03-01",
    "/groups/eu?as_of=2019-06-01",
    "/pledges",
    "/pledges/chn-carbon-neutrality-2060",
    "/claims/chn-reported-voa-2021",
    "/officials/john-kerry",
    "/quotes/yang-jiechi-mutually-beneficial-cooperation",
    "/compare/CHN...USA",
)
_DIFFERENT_MIN = 2_000  # bytes of pixels that the words of a chart take at least


@pytest.fixture
def fonts() -> Path:
    """The folder of the fonts that pictures are drawn with."""
    if not list(DRAWN_FONTS.glob("*.ttf")):
        pytest.skip("no fonts to draw with: `make bundles` makes them")
    return DRAWN_FONTS


def _size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def _pixels(png: bytes) -> bytes:
    """The rows of pixels of a PNG, as its filters left them."""
    at, data = 8, b""
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        data += png[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += 12 + length
    return zlib.decompress(data)


@pytest.mark.parametrize("path", _PAGES)
def test_each_figure_is_a_file_that_needs_no_other(client: TestClient, path: str) -> None:
    """Its SVG is well formed, names no other file and no variable, and has the page's marks."""
    page = client.get(path).text
    links = {unescape(link) for link in re.findall(r'href="(/pictures/[^"]+\.svg[^"]*)"', page)}
    assert links
    for link in links:
        answer = client.get(link)
        assert answer.headers["Content-Type"] == "image/svg+xml"
        ET.fromstring(answer.text)  # noqa: S314  # our own
        assert "var(" not in answer.text
        assert not re.search(r'(?:href="|url\()(?!#)|<a ', answer.text)
        name = re.search(r"(\w+)\.svg", link)
        assert name is not None
        figure = page[page.index(f'id="figure-{name[1]}"') :].split("</svg>")[0]
        for mark in ("<path", "<rect", "<circle", "<use", "<line"):
            assert answer.text.count(mark) >= figure.count(mark)


def test_a_picture_is_drawn_with_its_fonts(client: TestClient, fonts: Path) -> None:
    """Without its words a chart has other pixels: the fonts are found, for both scripts."""
    svg = client.get("/pictures/countries/CHN/share.svg").text
    wordless = re.sub(r"<text.*?</text>", "", svg)
    pixels, others = _pixels(draw(svg, fonts, 1)), _pixels(draw(wordless, fonts, 1))
    assert sum(a != b for a, b in zip(pixels, others, strict=True)) > _DIFFERENT_MIN
    letters = [draw(svg.replace("China", word), fonts, 1) for word in ("Žšč", "Şğı")]
    assert letters[0] != letters[1]  # what no font has is one and the same box


def test_a_card_is_named_in_the_head_and_has_its_size(client: TestClient, fonts: Path) -> None:
    """Links to a page show a picture of 1200 by 630 pixels, at a whole address."""
    for path in ("/", "/countries/CHN", "/quotes/yang-jiechi-mutually-beneficial-cooperation"):
        page = client.get(path).text
        image = re.search(r'property="og:image" content="https?://[^/]+(/pictures/[^"]+)"', page)
        assert image is not None, path
        assert 'name="twitter:card" content="summary_large_image"' in page
    answer = client.get(image[1])
    assert (answer.headers["Content-Type"], _size(answer.content)) == ("image/png", (1200, 630))


def test_pictures_are_stored_by_the_answer_cache(cached: TestClient, fonts: Path) -> None:
    """Asked twice, a picture is drawn once."""
    cached.get("/pictures/countries/CHN/share.png")
    answer = cached.get("/pictures/countries/CHN/share.png")
    assert "hit" in answer.headers["Server-Timing"]
    assert answer.headers["Cache-Control"] == "public, max-age=60"


def test_a_name_leads_to_the_picture_of_the_code(client: TestClient) -> None:
    """The redirect of the page, with its query string."""
    answer = client.get("/pictures/countries/china/share.svg?as_of=2021", follow_redirects=False)
    location = "/pictures/countries/CHN/share.svg?as_of=2021"
    assert (answer.status_code, answer.headers["Location"]) == (308, location)


@pytest.mark.parametrize(
    "path",
    [
        "countries/CHN/share.gif",
        "countries/CHN/shares.svg",
        "countries/CHM/share.svg",
        "countries/ATA/offices.png",
        "guides/start/share.svg",
        "nothing/share.svg",
        "v1/countries.svg",
        "pictures/card.png/share.svg",
    ],
)
def test_what_is_no_picture_is_refused(client: TestClient, path: str) -> None:
    """A misspelt figure has a suggestion; a wrong parameter is that of the page."""
    answer = client.get(f"/pictures/{path}", headers=BROWSER)
    assert answer.status_code == 404
    assert client.get("/pictures/countries/CHN/share.svg?as_of=x").json()["parameter"] == "as_of"
    near = client.get("/pictures/countries/CHN/shares.svg").json()["suggestions"]
    assert near[0] == "share.svg"


def test_without_fonts_there_is_svg(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A PNG is refused until `make bundles` has made them, with the way out."""
    monkeypatch.setattr(pictures, "DRAWN_FONTS", tmp_path)
    answer = client.get("/pictures/countries/CHN/offices.png")
    assert answer.status_code == 503
    assert "SVG" in answer.json()["detail"]
    assert client.get("/pictures/countries/CHN/offices.svg").status_code == 200

"""Pictures to take away: each figure of a page as SVG and PNG, and the card that links show.

A picture is made of the page itself, so that it shows the same marks, title and source.
"""

import asyncio
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

from api.http.caching import body_tag
from api.http.request import Request
from api.http.response import Response
from api.pages.atlas import read_atlas
from api.pages.charts.standalone import Figure, card, standalone
from api.pages.charts.world_map import HATCH
from api.pages.exchange import respond_to
from api.pages.files import WORLD_SVG
from api.pages.site import service_address
from api.pages.styles import DRAWN_FONTS, drawing_rules
from api.problems import Problem
from api.releases.gate import Gate
from schema.suggestions import did_you_mean, nearest

PICTURES = "/pictures"
_CARD = "card"
_OF_THE_WORLD = ("largest",)  # figures on the page of a row that are not about the row
_FORMATS = ("svg", "png")
_HEADERS = {
    "svg": (b"image/svg+xml", b"default-src 'none'; style-src 'unsafe-inline'"),
    "png": (b"image/png", b"default-src 'none'"),
}
_SAME_HEADERS = (b"cache-control", b"climate-record-release")
_RASTERIZE = Path(__file__).parent / "rasterize.py"
# PNGs are drawn one at a time: each takes a core for tenths of a second.
_WAITING_MAX, _WAIT_S, _TIMEOUT_S = 20, 10, 20

_FIGURE = re.compile(r'<figure[^>]* id="figure-(\w+)"[^>]*>(.*?)</figure>', re.DOTALL)
# The drawing for wide screens, or the one that a figure has for all.
_SVG = re.compile(r'<svg class="(?:wide|bars|moment)[^"]*".*?</svg>', re.DOTALL)
_NARROW_SVG = re.compile(r'<svg class="narrow[^"]*".*?</svg>', re.DOTALL)
_PERMANENT = re.compile(r'<a href="([^"]+)">Permanent link</a>')
_KEY = re.compile(
    r'<li><svg[^>]*>(?:<pattern.*?</pattern>)?<rect class="([^"]+)"[^>]*/></svg>(.*?)</li>',
    re.DOTALL,
)
_BORDER = re.compile(rf'href="[^"#]*{re.escape(WORLD_SVG)}[^"#]*#')
_SUBSCRIPT = re.compile(r"(<text[^>]*>)([^<]*₂[^<]*)(</text>)")


async def picture(request: Request) -> Response:
    """GET /pictures/…/{file}: a figure of the page, or its card, as SVG or PNG.

    The query string is that of the page.
    """
    parts = request.parameters
    name, _, suffix = parts["file"].rpartition(".")
    path = "/" + "/".join(parts[each] for each in ("page", "key") if each in parts)
    if suffix not in _FORMATS:
        raise Problem("not-found", f"a picture ends in .svg or .png, not {parts['file']!r}")
    query = request.query_string.decode("latin-1")
    page = await respond_to(request, f"{path}?{query}" if query else path)
    headers = {} if page is None else dict(page.headers)
    if page is not None and b"location" in headers:
        return _redirect(request, page, parts["file"])
    if page is None or not headers.get(b"content-type", b"").startswith(b"text/html"):
        raise Problem("not-found", f"there is no page at {path}")
    svg = _picture(page.body.decode(), name, _origin(request, page), is_of_row="key" in parts)
    is_card = name == _CARD
    body = await _rasterized(request, svg, 1 if is_card else 2) if suffix == "png" else svg.encode()
    media_type, policy = _HEADERS[suffix]
    sent = [(each, headers[each]) for each in _SAME_HEADERS if each in headers]
    sent += [(b"content-type", media_type), (b"content-security-policy", policy)]
    return Response(200, body, sent, body_tag(body), page.release)


def _redirect(request: Request, page: Response, file: str) -> Response:
    """The redirect to the picture of the page that a name leads to."""
    root = request.app.root
    location = dict(page.headers)[b"location"].decode("latin-1").removeprefix(root)
    path, sign, query = location.partition("?")
    to = f"{root}{PICTURES}{path}/{file}{sign}{query}".encode("latin-1")
    headers = [(b"location", to), (b"cache-control", b"public, max-age=60")]
    return Response(page.status, b"", headers, body_tag(to), page.release)


def _origin(request: Request, page: Response) -> str:
    """The address that gives the page for good."""
    match = _PERMANENT.search(page.body.decode())
    address = unescape(match[1]).removeprefix(request.app.root) if match else ""
    return f"{service_address(request)}{address}"


def _picture(page: str, name: str, origin: str, *, is_of_row: bool) -> str:
    """The picture as an SVG that needs no other file.

    Args:
        page: The HTML of the page.
        name: The name of the figure, or that of the card.
        origin: The address that gives the page for good.
        is_of_row: Whether the page is about one row, which a title then names.

    Raises:
        Problem: The page has no such figure.
    """
    figures = {key: _figure(html) for key, html in _FIGURE.findall(page) if _SVG.search(html)}
    if name == _CARD:
        return _card(page, next(iter(figures), None), origin)
    if name not in figures:
        near = nearest(name, figures)
        detail = f"the page has no figure {name!r}{did_you_mean(near)}"
        raise Problem("not-found", detail, suggestions=[f"{each}.svg" for each in near])
    drawn, definitions = _with_borders(figures[name])
    if is_of_row and name not in _OF_THE_WORLD:
        drawn = drawn._replace(title=f"{_text(page, '<h1')}: {drawn.title}")
    classes = f'{drawn.drawing}<g class="{" ".join(css for css, _ in drawn.key)}"/>'
    return standalone(drawn, origin, drawing_rules(classes), definitions)


def _card(page: str, name: str | None, origin: str) -> str:
    """The card, with a figure of the page: in the drawing for narrow screens, if it is one."""
    drawn, definitions = None, ""
    for key, html in _FIGURE.findall(page):
        if key == name:
            drawn, definitions = _with_borders(_figure(html))
            if len(narrow := _NARROW_SVG.findall(html)) == 1:
                drawn = drawn._replace(drawing=narrow[0])
    rules = drawing_rules(drawn.drawing) if drawn else ""
    title, sentence = _text(page, "<h1"), _text(page, '<p class="lede"')
    return card(title, sentence, origin, drawn, rules, definitions)


def _figure(html: str) -> Figure:
    svg = _SVG.search(html)
    assert svg is not None
    named = re.search(r'aria-label="([^"]*)"', svg[0])
    title = _text(html, "<h2") or (unescape(named[1]) if named else "")
    key = [(css, unescape(words)) for css, words in _KEY.findall(html)]
    return Figure(title, _text(html[: svg.start()], "<p"), svg[0], key, _text(html, "<figcaption"))


def _with_borders(figure: Figure) -> tuple[Figure, str]:
    """The figure with the borders that it names inside it; others stay as they are."""
    atlas = read_atlas()
    if atlas is None or WORLD_SVG not in figure.drawing:
        return figure, ""
    inside = atlas.svg.decode().partition(">")[2].removesuffix("</svg>")
    inside += str(HATCH).replace("currentColor", "#5c6871")
    return figure._replace(drawing=_BORDER.sub('href="#', figure.drawing)), inside


def _text(html: str, start: str) -> str:
    """The text of the first element that begins so, in one line; "" without one."""
    tag = start.partition(" ")[0].removeprefix("<")
    match = re.search(rf"{re.escape(start)}[^>]*>(.*?)</{tag}>", html, re.DOTALL)
    plain = unescape(re.sub(r"<[^>]+>", "", match[1])) if match else ""
    return re.sub(r"[ \n]+", " ", plain).strip(" ")


async def _rasterized(request: Request, svg: str, zoom: int) -> bytes:
    """The PNG of an SVG.

    Raises:
        Problem: The fonts are not made, it could not be drawn, or too many pictures wait.
    """
    if not any(DRAWN_FONTS.glob("*.ttf")):
        detail = "this server has no fonts to draw pictures with; the same picture is there as SVG"
        raise Problem("not-ready", detail)
    gate: Gate = request.app.caches.setdefault(
        "pictures.gate", Gate(1, _WAITING_MAX, _WAIT_S, "place to draw a picture")
    )
    # The fonts lack the sign.
    lowered = r'<tspan font-size="70%" baseline-shift="-20%">2</tspan>'
    svg = _SUBSCRIPT.sub(lambda text: text[1] + text[2].replace("₂", lowered) + text[3], svg)
    await gate.enter()
    try:
        drawn = await asyncio.to_thread(_run, svg.encode(), zoom)
    except subprocess.SubprocessError as error:
        detail = "this server could not draw the picture; it is there as SVG"
        raise Problem("not-ready", detail) from error
    finally:
        gate.leave()
    return drawn


def _run(svg: bytes, zoom: int) -> bytes:
    command = [sys.executable, str(_RASTERIZE), str(DRAWN_FONTS), str(zoom)]
    return subprocess.run(  # noqa: S603  # our own program, which reads its input alone
        command, input=svg, capture_output=True, check=True, timeout=_TIMEOUT_S
    ).stdout

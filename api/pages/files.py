"""What the pages load: our own small files, and named files of the installed front-end bundles."""

import asyncio
import mimetypes
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs

from api.http.caching import body_tag
from api.http.request import Request
from api.http.response import Response
from api.pages.atlas import read_atlas
from api.pages.styles import FIRST_FONTS, FONTS, SHEETS, font_face, without_blanks
from api.problems import Problem

_HERE = Path(__file__).parent
_OWN = _HERE / "static"
_OWN_FILES = {file.name: file for file in _OWN.iterdir()}
_INSTALLED = _HERE / "node_modules"

# Named one by one: nothing else in a package is served, such as its demo page.
_BUNDLES = {
    "graphiql/graphiql.css": _INSTALLED / "graphiql/graphiql.min.css",
    "graphiql/graphiql.js": _INSTALLED / "graphiql/graphiql.min.js",
    "react/react.js": _INSTALLED / "react/umd/react.production.min.js",
    "react/react-dom.js": _INSTALLED / "react-dom/umd/react-dom.production.min.js",
    "swagger-ui/swagger-ui.css": _INSTALLED / "swagger-ui-dist/swagger-ui.css",
    "swagger-ui/swagger-ui.js": _INSTALLED / "swagger-ui-dist/swagger-ui-bundle.js",
    **{name: font.file for name, font in FONTS.items()},
}

WORLD_SVG = "world.svg"  # the borders of countries, which are drawn from a file of a bundle

_IMMUTABLE = b"public, max-age=31536000, immutable"
_MEDIA_TYPES = {".woff2": "font/woff2"}  # which Python 3.11 does not know everywhere


def read_installed() -> None:
    """Read the versions of the assets, to be shared by the processes that are forked then."""
    for name in (*_OWN_FILES, *SHEETS, *_BUNDLES):
        _content(name)


def missing(*prefixes: str) -> list[str]:
    """The bundled files under these prefixes that are not installed."""
    return [
        name for name, file in _BUNDLES.items() if name.startswith(prefixes) and not file.is_file()
    ]


def address(name: str) -> str:
    """An asset's URL, which changes when its bytes do: a browser may store it for good."""
    url = _address(name)
    assert url is not None, f"there is no asset {name}"
    return url


def _address(name: str) -> str | None:
    """An asset's URL; None if there is no such asset."""
    content = _content(name)
    return None if content is None else f"/assets/{name}?v={content.version}"


def first_fonts() -> list[str]:
    """The URLs of the fonts that every page needs, if they are installed."""
    return list(filter(None, map(_address, FIRST_FONTS)))


async def asset(request: Request) -> Response:
    """GET /assets/{name} and /assets/{package}/{name}: a file of ours, or of a bundle."""
    parameters = request.parameters
    name = "/".join(filter(None, (parameters.get("package"), parameters["name"])))
    content = _content(name)
    if content is None:
        raise Problem("not-found", f"there is no file at {request.path}")
    query = parse_qs(request.query_string.decode("latin-1"))
    is_versioned = query.get("v") == [content.version]
    suffix = Path(name).suffix
    media_type = _MEDIA_TYPES.get(suffix) or mimetypes.guess_type(name)[0]
    media_type = media_type or "application/octet-stream"
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    headers = [
        (b"content-type", f"{media_type}{charset}".encode()),
        (b"cache-control", _IMMUTABLE if is_versioned else b"no-cache"),
    ]
    try:
        body = await asyncio.to_thread(content.read)
    except OSError:  # it has just been removed
        raise Problem("not-found", f"there is no file at {request.path}") from None
    return Response(200, body, headers, content.version, is_static=True)


class _Content(NamedTuple):
    """What reads the bytes of an asset, and a digest of them.

    The bundles take four megabytes and are seldom sent: they are not held.
    """

    read: Callable[[], bytes]
    version: str


def _content(name: str) -> _Content | None:
    """An asset's content; None if there is no such asset."""
    if (parts := SHEETS.get(name)) is not None:
        return _sheet(tuple(map(_stamp, (*parts, *(font.file for font in FONTS.values())))), name)
    if name == WORLD_SVG:
        return None if (atlas := read_atlas()) is None else _drawn(atlas.svg)
    file = _BUNDLES.get(name) or _OWN_FILES.get(name)
    stamp = None if file is None else _stamp(file)
    if stamp is None or stamp[1:] == _ABSENT:
        return None
    return _Content(stamp[0].read_bytes, _version(*stamp))


_Stamp = tuple[Path, int, int]
_ABSENT = (0, 0)


def _stamp(file: Path) -> _Stamp:
    """A file, and what changes when its content does."""
    try:
        stat = file.stat()
    except OSError:
        return file, *_ABSENT
    return file, stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=64)
def _version(file: Path, _mtime_ns: int, _size_bytes: int) -> str:
    """The digest of a file's bytes, made again when the file changes."""
    return body_tag(file.read_bytes())


@lru_cache(maxsize=1)
def _drawn(body: bytes) -> _Content:
    return _of(body)


def _of(body: bytes) -> _Content:
    return _Content(lambda: body, body_tag(body))


@lru_cache(maxsize=8)
def _sheet(_stamps: tuple[_Stamp, ...], name: str) -> _Content:
    """A style sheet: the fonts that are installed, and its parts; made again when one changes."""
    fonts = {font: content for font in FONTS if (content := _content(font)) is not None}
    faces = "".join(font_face(font, content.version) for font, content in fonts.items())
    rules = "".join(part.read_text(encoding="utf-8") for part in SHEETS[name])
    return _of(f"{faces}{without_blanks(rules)}".encode())

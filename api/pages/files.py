"""What the pages load: our own small files, and named files of the installed front-end bundles."""

import mimetypes
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs

from api.http.caching import body_tag
from api.http.request import Request
from api.http.response import Response
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
}

_IMMUTABLE = b"public, max-age=31536000, immutable"


def missing(*prefixes: str) -> list[str]:
    """The bundled files under these prefixes that are not installed."""
    return [
        name for name, file in _BUNDLES.items() if name.startswith(prefixes) and not file.is_file()
    ]


def address(name: str) -> str:
    """An asset's URL, which changes when its bytes do: a browser may store it for good."""
    return f"/assets/{name}?v={_content(_BUNDLES.get(name, _OWN / name)).version}"


async def asset(request: Request) -> Response:
    """GET /assets/{name} and /assets/{package}/{name}: a file of ours, or of a bundle."""
    parameters = request.parameters
    name = "/".join(filter(None, (parameters.get("package"), parameters["name"])))
    file = _BUNDLES.get(name) or _OWN_FILES.get(name)
    if file is None or not file.is_file():
        raise Problem("not-found", f"there is no file at {request.path}")
    content = _content(file)
    query = parse_qs(request.query_string.decode("latin-1"))
    is_versioned = query.get("v") == [content.version]
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    headers = [
        (b"content-type", f"{media_type}{charset}".encode()),
        (b"cache-control", _IMMUTABLE if is_versioned else b"no-cache"),
    ]
    return Response(200, content.body, headers, content.version, is_static=True)


class _Content(NamedTuple):
    body: bytes
    version: str


def _content(file: Path) -> _Content:
    stat = file.stat()
    return _read(file, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=64)
def _read(file: Path, _mtime_ns: int, _size_bytes: int) -> _Content:
    """A file's bytes and a digest of them, read again when the file changes."""
    body = file.read_bytes()
    return _Content(body, body_tag(body))

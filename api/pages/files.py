"""What the pages load: our own small files, and named files of the installed front-end bundles."""

import os
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from api.http.caching import entity_tag

_HERE = Path(__file__).parent
_OWN = _HERE / "static"
_INSTALLED = _HERE / "node_modules"

# Named one by one: whatever else lies in a package (its demo page, say) is not served.
_BUNDLES = {
    "graphiql/graphiql.css": _INSTALLED / "graphiql/graphiql.min.css",
    "graphiql/graphiql.js": _INSTALLED / "graphiql/graphiql.min.js",
    "react/react.js": _INSTALLED / "react/umd/react.production.min.js",
    "react/react-dom.js": _INSTALLED / "react-dom/umd/react-dom.production.min.js",
    "swagger-ui/swagger-ui.css": _INSTALLED / "swagger-ui-dist/swagger-ui.css",
    "swagger-ui/swagger-ui.js": _INSTALLED / "swagger-ui-dist/swagger-ui-bundle.js",
}

_FOR_EVER = "public, max-age=31536000, immutable"


def missing(*prefixes: str) -> list[str]:
    """The bundled files under these prefixes that are not installed."""
    return [
        name for name, file in _BUNDLES.items() if name.startswith(prefixes) and not file.is_file()
    ]


def address(name: str) -> str:
    """An asset's URL, which changes when its bytes do, so that a browser may keep it for ever."""
    return f"/assets/{name}?v={_version(_BUNDLES.get(name, _OWN / name))}"


def _version(file: Path) -> str:
    stat = file.stat()
    return _digest(str(file), stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=64)
def _digest(file: str, _mtime: int, _size: int) -> str:
    """A digest of the bytes, so that every machine that serves the file calls it the same."""
    return entity_tag(Path(file).read_bytes()).strip('"')


class Assets(StaticFiles):
    """The ASGI app under /assets: strong tags by content, kept for ever where the URL has one."""

    def __init__(self) -> None:
        super().__init__(directory=_OWN)

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """A named file of a bundle, or one of our own."""
        file = _BUNDLES.get(path)
        if file is None:
            return super().lookup_path(path)
        return (str(file), file.stat()) if file.is_file() else ("", None)

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """The file, or 304, with a tag and a lifetime that follow from its content."""
        version = _version(Path(full_path))
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("v")
        headers = {
            "ETag": f'"{version}"',
            "Cache-Control": _FOR_EVER if asked == [version] else "no-cache",
        }
        response = FileResponse(full_path, status_code, headers, stat_result=stat_result)
        if self.is_not_modified(response.headers, Headers(scope=scope)):
            return NotModifiedResponse(response.headers)
        return response

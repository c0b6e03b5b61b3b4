"""What the pages of one row have in common: the row by its id, and where a former id leads."""

from typing import Any

from api.http.caching import body_tag
from api.http.response import Response, cache_control
from api.pages.reading import Json, Reader
from api.query.filters import is_possible_key
from api.rest.not_found import no_row
from schema import RESOURCES


def redirect(reader: Reader, path: str, query: bytes) -> Response:
    """The permanent redirect to another path of this site, with the same query string."""
    location = f"{reader.root}{path}".encode() + (b"?" + query if query else b"")
    caching = cache_control(names_release=reader.rest.names_release)
    headers = [(b"location", location), (b"cache-control", caching)]
    return Response(308, b"", headers, body_tag(location), reader.snapshot.release)


def moved(reader: Reader, name: str, key: str) -> Response | None:
    """The redirect from a former id of a resource to the page of its row; None for other keys."""
    successor = reader.snapshot.aliases.successor(name, key)
    if successor is None:
        return None
    query = reader.rest.request.query_string
    return redirect(reader, f"/{successor.resource}/{successor.key}", query)


async def read_row(reader: Reader, name: str, key: str, **query: str | None) -> Json:
    """The row with a key.

    Args:
        reader: Reads the page's rows.
        name: The resource.
        key: The key.
        query: The parameters of REST, such as `include`.

    Raises:
        Problem: No row has the key; it names keys near it.
    """
    resource = RESOURCES[name]
    # A list takes several keys apart at commas, which no key has.
    if is_possible_key(key) and "," not in key:
        given: dict[str, Any] = {resource.key: key, **query}
        rows = (await reader.rows(name, 1, **given)).rows
        if rows:
            return rows[0]
    raise await no_row(resource, key, reader.snapshot)

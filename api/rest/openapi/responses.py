"""The responses of operations and their headers, each as a component of the document."""

from api.rest.formats import CSV, JSON, NDJSON, Format
from api.rest.openapi.schemas import item_name, list_name
from api.rest.openapi.values import Json, reference
from schema import RESOURCES
from schema.resource import Resource

_TEXT: Json = {"type": "string"}
_SECONDS: Json = {"type": "integer", "minimum": 0}

_HEADERS: dict[str, tuple[str, Json]] = {
    "ETag": ("Tag of these very bytes.", _TEXT),
    "Climate-Record-Release": ("The release that answers.", _TEXT),
    "X-Total-Count": ("Rows that match.", _SECONDS),
    "Link": ("The next page, `rel=next`.", _TEXT),
    "Location": ("The address of what the id leads to.", _TEXT),
    "Content-Range": ("Where the part is, and the length of the whole.", _TEXT),
    "Allow": ("The methods of this address.", _TEXT),
    "Retry-After": ("Seconds to wait, if known.", _SECONDS),
}

_REFUSED = """\
Refused (RFC 9457).
- 400: a parameter is unknown, malformed or without effect, or asks for too much.
- 404: there is no such row or release.
- 405: the record is read-only; `Allow` has the methods.
- 406: `Accept` has no JSON. The path of another format ends in its name.
- 410: the release is no longer stored.
- 416: the range begins beyond the end, which is in `Content-Range`.
- 429: this client has asked too much; `Retry-After` says when to come again.
"""
_FAILED = """\
- 500: the fault is on this side.
- 503: busy, or there is no release yet; `Retry-After` says when to come again.
"""

# The responses other than those with data, by status or by range of statuses, which is the name of
# the component: what it means, and its own headers. Every operation has the ranges: their bodies
# are of one type, and status by status they would be a tenth of the document.
_OTHERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "206": ("The part that the header `Range: bytes=START-END` asks for.", ("Content-Range",)),
    "304": ("`If-None-Match` has the `ETag` of the answer.", ("ETag",)),
    "308": ("The id was merged into another or renamed: see `Location`.", ("Location",)),
    "4XX": (_REFUSED, ("Allow", "Content-Range", "Retry-After")),
    "5XX": (_FAILED, ("Retry-After",)),
}


def component_headers() -> Json:
    """All headers of the document, by name."""
    return {
        name: {"description": described, "schema": schema}
        for name, (described, schema) in _HEADERS.items()
    }


def component_responses() -> Json:
    """All responses of the document but those of health, by component name."""
    others = {status: _other(status, *what) for status, what in _OTHERS.items()}
    lists = {list_name(resource): _list_response(resource) for resource in RESOURCES.values()}
    items = {item_name(resource): _item_response(resource) for resource in RESOURCES.values()}
    files = {file_name(format_): _file_response(format_) for format_ in (CSV, NDJSON)}
    return others | files | lists | items


def response(name: str) -> Json:
    """A reference to a shared response."""
    return {"$ref": f"#/components/responses/{name}"}


def file_name(format_: Format) -> str:
    """The component of a list in a format of lines."""
    return f"{format_.name.capitalize()}File"


def _file_response(format_: Format) -> Json:
    return {
        "description": "The rows.",
        "headers": _headers("ETag", "X-Total-Count", "Climate-Record-Release"),
        "content": {format_.media_type: {"schema": _TEXT}},
    }


def index_response() -> Json:
    """The 200 of the index."""
    return {
        "description": "The resources. `row` and `lists` are templates of addresses.",
        "headers": _headers("ETag"),
        "content": _content(reference("Index")),
    }


def _item_response(resource: Resource) -> Json:
    return {
        "description": "One row.",
        "headers": _headers("ETag"),
        "content": _content(reference(item_name(resource))),
    }


def _list_response(resource: Resource) -> Json:
    return {
        "description": "One page.",
        "headers": _headers("ETag", "Link"),
        "content": _content(reference(list_name(resource))),
    }


def others(*statuses: str) -> Json:
    """References to responses without data, by status."""
    return {status: response(status) for status in statuses}


def _headers(*names: str) -> Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _content(body: Json) -> Json:
    return {JSON.media_type: {"schema": body}}


def _other(status: str, described: str, headers: tuple[str, ...]) -> Json:
    content = {"application/problem+json": {"schema": reference("Problem")}}
    problem = {"content": content} if status[0] in "45" else {}
    return {"description": described, "headers": _headers(*headers), **problem}

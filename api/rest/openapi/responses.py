"""The responses of operations: lists, rows and problems."""

from api.rest.formats import FORMATS
from api.rest.openapi.schemas import META, Json, object_schema
from schema.resource import Resource


def list_response(resource: Resource) -> Json:
    """The 200 of a page of a list."""
    body = {"$ref": f"#/components/schemas/{resource.type_name}List"}
    headers = {
        "X-Total-Count": {"description": "Rows that match.", "schema": {"type": "integer"}},
        "Link": {"description": "The next page, `rel=next`.", "schema": {"type": "string"}},
    }
    return {
        "description": "One page.",
        "headers": headers | _headers(),
        "content": _content(body, *FORMATS),
    }


def export_responses() -> Json:
    """The 206 of a part of a whole list (`limit=all`)."""
    content = {format_.media_type: {"schema": {"type": "string"}} for format_ in FORMATS.values()}
    return {
        "206": {
            "description": "With `limit=all` and the header `Range: bytes=START-END`: that part.",
            "headers": {
                "Content-Range": {
                    "description": "Where the part is, and the length of the whole.",
                    "schema": {"type": "string"},
                }
            },
            "content": content,
        }
    }


def item_response(resource: Resource) -> Json:
    """The 200 of one row."""
    body = object_schema(
        {
            "data": {"$ref": f"#/components/schemas/{resource.type_name}"},
            "meta": object_schema(META, required=["release"]),
            "links": object_schema({"self": {"type": "string"}}, required=["self"]),
        }
    )
    return {
        "description": "One row.",
        "headers": _headers(),
        "content": _content(body, *FORMATS),
    }


def index_response() -> Json:
    """The 200 of the index."""
    text, texts = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
    names = ("name", "description", "href", "row")
    entry = object_schema({**dict.fromkeys(names, text), "lists": texts})
    body = object_schema(
        {
            "data": {"type": "array", "items": entry},
            "meta": object_schema({"release": META["release"]}),
            "links": object_schema(dict.fromkeys(("self", "openapi", "graphql"), text)),
        }
    )
    return {
        "description": "The resources. `row` and `lists` are templates of addresses.",
        "headers": _headers(),
        "content": _content(body, "json"),
    }


def redirect_response() -> Json:
    """The 308 of a former id."""
    return {
        "description": "The id was merged into another or renamed: the row is at `Location`.",
        "headers": {
            "Location": {
                "description": "The same address of the row that the id leads to.",
                "schema": {"type": "string"},
            }
        },
    }


def _content(body: Json, *formats: str) -> Json:
    text: Json = {"schema": {"type": "string"}}
    return {FORMATS[f].media_type: {"schema": body} if f == "json" else text for f in formats}


def _headers() -> Json:
    return {
        "ETag": {"description": "Tag of these very bytes.", "schema": {"type": "string"}},
        "Climate-Record-Release": {
            "description": "The release that answers.",
            "schema": {"type": "string"},
        },
    }


_WAIT = (429, 503)  # too many requests of one client, or of all; or no release yet


def problem_responses(*statuses: int) -> Json:
    """References to the response of a problem, by status."""
    return {
        str(status): {"$ref": f"#/components/responses/{'Wait' if status in _WAIT else 'Problem'}"}
        for status in statuses
    }


def wait_response() -> Json:
    """The response of a problem that passes by itself."""
    seconds = {"description": "Seconds to wait, if known.", "schema": {"type": "integer"}}
    return problem_response() | {"headers": {"Retry-After": seconds}}


def problem_response() -> Json:
    """The response of every problem (RFC 9457)."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": "A refusal (RFC 9457); `type` is one of /problems.",
        "content": {"application/problem+json": {"schema": schema}},
    }

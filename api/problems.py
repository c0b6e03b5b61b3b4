"""Everything that can be refused or go wrong, as one table (RFC 9457 problem types).

Both faces speak from it: REST answers `application/problem+json` with `type` `/problems/{slug}`,
GraphQL puts `code` and the same detail into an error's `extensions`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One kind of problem: its stable slug, HTTP status, GraphQL code, and the way out."""

    slug: str
    status: int
    code: str
    title: str
    explanation: str
    remedy: str


_BAD = "BAD_USER_INPUT"

_TABLE = (
    ProblemType(
        "unknown-parameter",
        400,
        _BAD,
        "Unknown parameter",
        "The query string has a parameter that this route does not take.",
        "Use the suggested name, or see the route's parameters in /reference.",
    ),
    ProblemType(
        "duplicate-parameter",
        400,
        _BAD,
        "Parameter given twice",
        "A parameter that takes one value, or a filter under two of its names, is given twice.",
        "Give it once. A filter by values may be repeated under one name.",
    ),
    ProblemType(
        "invalid-value",
        400,
        _BAD,
        "Value not understood",
        "A parameter's or an argument's value has the wrong form, or is not in its vocabulary.",
        "The detail names the value and what is taken instead.",
    ),
    ProblemType(
        "no-effect",
        400,
        _BAD,
        "Parameter without effect",
        "A parameter or an argument is right by itself, and this request has nothing that it could"
        " apply to: a date where nothing has a validity, a search for no word.",
        "Leave it out, or add what the detail names.",
    ),
    ProblemType(
        "unknown-name",
        400,
        _BAD,
        "No such column or relation",
        "`sort`, `fields` or `include` has a name that the rows of this address do not have.",
        "Use the suggested name, or one of those in `offered`, which are all that there are.",
    ),
    ProblemType(
        "unknown-code",
        400,
        _BAD,
        "No such country or group",
        "A filter names a country or a group that is not in the record, or is of another kind.",
        "Use an ISO 3166-1 code, a common English name or a group's id; see /v1/countries. `actor`"
        " takes every kind.",
    ),
    ProblemType(
        "invalid-cursor",
        400,
        _BAD,
        "Cursor not usable",
        "`after` or `before` is no cursor of this list, or not of the release that answers.",
        "Start from the first page again and follow `links.next`; a cursor names its release.",
    ),
    ProblemType(
        "too-costly",
        400,
        "TOO_COSTLY",
        "Request over a limit",
        "The answer could be larger, or the question is longer, than a limit allows.",
        "The detail names the limit and the cost: ask for less at a time, page by page.",
    ),
    ProblemType(
        "invalid-document",
        400,
        "GRAPHQL_VALIDATION_FAILED",
        "GraphQL document not valid",
        "The GraphQL document does not parse or does not fit the schema.",
        "Check the query against /schema.graphql; GraphiQL at /graphql completes names.",
    ),
    ProblemType(
        "invalid-request",
        400,
        _BAD,
        "GraphQL request not well formed",
        "The HTTP request is not a GraphQL request as the GraphQL-over-HTTP specification has it.",
        'POST JSON such as {"query": "{ release { slug } }"}, or GET with `?query=`.',
    ),
    ProblemType(
        "persisted-query-not-found",
        200,
        "PERSISTED_QUERY_NOT_FOUND",
        "No query with this hash",
        "A GraphQL request has the hash of a query that this process does not have, or no more.",
        "Send the query with its hash, as clients of automatic persisted queries do by themselves.",
    ),
    ProblemType(
        "persisted-query-not-supported",
        200,
        "PERSISTED_QUERY_NOT_SUPPORTED",
        "No persisted queries",
        "A GraphQL request has the hash of a query alone, and this server keeps no queries.",
        "Send the query, as clients of automatic persisted queries do by themselves.",
    ),
    ProblemType(
        "malformed-request",
        400,
        _BAD,
        "Not an HTTP request",
        "What came over the connection is not a request of HTTP/1.1 or 1.0 (RFC 9112).",
        "Encode spaces and letters beyond ASCII in the address as percent signs and digits.",
    ),
    ProblemType(
        "invalid-host",
        400,
        _BAD,
        "Host missing or given twice",
        "An HTTP/1.1 request has to have exactly one Host header (RFC 9112, section 3.2).",
        "Send one Host header with the authority of the address.",
    ),
    ProblemType(
        "not-found",
        404,
        "NOT_FOUND",
        "Nothing here",
        "No route or no row has this address.",
        "See / for the addresses there are; the detail suggests near names.",
    ),
    ProblemType(
        "unknown-release",
        404,
        "NOT_FOUND",
        "No such release",
        "No release of this id is stored here.",
        "Leave `release` out, or name one of those in `offered`; see /v1/releases.",
    ),
    ProblemType(
        "release-gone",
        410,
        "GONE",
        "Release no longer readable",
        "The release was deleted here; or it is stored, and another version of the software laid"
        " out its tables, which this one cannot read.",
        "Leave `release` and cursors out. For a stored release, run the version that `software`"
        " names, or compare it at `/v1/releases/{old}...{new}/changes`; else publish it again.",
    ),
    ProblemType(
        "method-not-allowed",
        405,
        "METHOD_NOT_ALLOWED",
        "Method not allowed",
        "The record is read-only over HTTP; this address takes only the methods in `Allow`.",
        "Use GET or HEAD (for /graphql also POST).",
    ),
    ProblemType(
        "not-acceptable",
        406,
        "NOT_ACCEPTABLE",
        "No such format",
        "None of the media types in `Accept` can be given at this address.",
        "Accept application/json; for other formats end the path in .csv or .ndjson.",
    ),
    ProblemType(
        "content-too-large",
        413,
        "TOO_COSTLY",
        "Request too large",
        "The request's body or address is longer than the limit.",
        "Shorten it; long GraphQL texts can be split into several requests.",
    ),
    ProblemType(
        "request-timeout",
        408,
        "REQUEST_TIMEOUT",
        "Request too slow",
        "The request did not arrive as a whole within the time that this server waits.",
        "Send it again, on a new connection.",
    ),
    ProblemType(
        "address-too-long",
        414,
        "TOO_COSTLY",
        "Address too long",
        "The request line is longer than the limit.",
        "Send a GraphQL operation by POST; ask REST for fewer values at a time.",
    ),
    ProblemType(
        "header-too-large",
        431,
        "TOO_COSTLY",
        "Header too large",
        "The request line and the header fields are longer, or more, than the limit.",
        "Leave out fields that this server does not read, such as cookies.",
    ),
    ProblemType(
        "range-not-satisfiable",
        416,
        _BAD,
        "No such range",
        "The range that the header `Range` asks for begins beyond the end of the answer.",
        "`Content-Range` has the length: ask for a range within it, or for the whole.",
    ),
    ProblemType(
        "unsupported-media-type",
        415,
        _BAD,
        "Unsupported media type",
        "The body's Content-Type is not one that is read here.",
        "Send application/json, encoded in UTF-8.",
    ),
    ProblemType(
        "quota-exceeded",
        429,
        "QUOTA_EXCEEDED",
        "Too many requests",
        "The requests of this client have cost more than the limit of this server.",
        "Ask again after the seconds that `Retry-After` says. `RateLimit` in each answer says what"
        " is left; ask for less at a time, or store answers.",
    ),
    ProblemType(
        "internal-error",
        500,
        "INTERNAL_SERVER_ERROR",
        "Something broke here",
        "The fault is on this side.",
        "Try again; if it persists, report the request that caused it.",
    ),
    ProblemType(
        "busy",
        503,
        "UNAVAILABLE",
        "Too many requests at once",
        "Too many expensive requests wait already, or this one has waited too long for its turn.",
        "Ask again after the seconds that `Retry-After` says.",
    ),
    ProblemType(
        "unsupported-version",
        505,
        _BAD,
        "HTTP version not supported",
        "The request line names a version of HTTP other than 1.1 and 1.0, or none.",
        "Send HTTP/1.1; a proxy in front of this server may speak others to its clients.",
    ),
    ProblemType(
        "overloaded",
        503,
        "UNAVAILABLE",
        "Too many connections",
        "As many connections are open as this server takes, and all of them are being answered.",
        "Try again after the seconds that `Retry-After` names; keep connections open to ask more.",
    ),
    ProblemType(
        "not-ready",
        503,
        "UNAVAILABLE",
        "No release to serve",
        "No release of the record is published where this server looks, or it cannot be read.",
        "Ask again later. Whoever runs the server: run `python -m seeds publish`, or look at"
        " DATABASE_URL.",
    ),
)

PROBLEMS: dict[str, ProblemType] = {problem.slug: problem for problem in _TABLE}


class Problem(Exception):
    """A refusal: raised anywhere below the faces, worded once, rendered by each face.

    `slug` is a row of the table; `detail` says what was wrong with this request; `members` are
    the problem's own extra members (`parameter`, `suggestions`, `limit`, `cost` ...).
    """

    def __init__(
        self, slug: str, detail: str, *, headers: Mapping[str, str] | None = None, **members: Any
    ) -> None:
        super().__init__(detail)
        self.type = PROBLEMS[slug]
        self.detail = detail
        self.headers = dict(headers or {})
        self.members = {name: value for name, value in members.items() if value not in (None, [])}

    def as_json(self, instance: str | None = None) -> dict[str, Any]:
        """The RFC 9457 object, without nulls."""
        body: dict[str, Any] = {
            "type": f"/problems/{self.type.slug}",
            "title": self.type.title,
            "status": self.type.status,
            "detail": self.detail,
        }
        if instance is not None:
            body["instance"] = instance
        return body | self.members

    def as_extensions(self) -> dict[str, Any]:
        """What a GraphQL error's `extensions` say of it."""
        return {"code": self.type.code, "type": f"/problems/{self.type.slug}", **self.members}

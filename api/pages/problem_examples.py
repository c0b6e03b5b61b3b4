"""An example of each type of problem: a request that is answered with it, or how it comes about."""

import json
from typing import NamedTuple
from urllib.parse import quote

_HASH = "0" * 64
_PERSISTED = json.dumps({"persistedQuery": {"version": 1, "sha256Hash": _HASH}})


class ProblemExample(NamedTuple):
    """A request that is answered with a problem.

    Args:
        address: Path and query; "" where no single request is to blame.
        method: The method.
        headers: The header fields.
        body: The body.
        how: When it comes about, for what depends on more than the request.
        wrong: What in the address is wrong, "" where that is not one word.
        suggestion: The first of the suggestions that the answer has.
    """

    address: str = ""
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    how: str = ""
    wrong: str = ""
    suggestion: str = ""

    @property
    def mended(self) -> str:
        """The address with what is suggested; "" where nothing is."""
        return self.address.replace(self.wrong, self.suggestion) if self.wrong else ""

    @property
    def is_plain(self) -> bool:
        """Whether it is a GET without header fields, which a page can make by itself."""
        return bool(self.address) and self.method == "GET" and not self.headers and not self.how

    def command(self, service: str) -> str:
        """The request for curl."""
        parts = [f"curl -X {self.method}" if self.method not in ("GET", "POST") else "curl"]
        parts += [f"-H '{name}: {value}'" for name, value in self.headers]
        parts += [f"-d '{self.body}'"] if self.body else []
        return " ".join([*parts, f"'{service}{self.address}'"])


def _graphql(query: str) -> str:
    return f"/graphql?query={quote(query)}"


EXAMPLES = {
    "unknown-parameter": ProblemExample(
        "/v1/pledges?statuss=in_law", wrong="statuss", suggestion="status"
    ),
    "duplicate-parameter": ProblemExample("/v1/pledges?limit=1&limit=2"),
    "invalid-value": ProblemExample(
        "/v1/pledges?status=in_lwa", wrong="in_lwa", suggestion="in_law"
    ),
    "no-effect": ProblemExample("/v1/pledges?holds=true"),
    "unknown-name": ProblemExample(
        "/v1/pledges?fields=target_yaer", wrong="target_yaer", suggestion="target_year"
    ),
    "unknown-code": ProblemExample("/v1/pledges?country_code=atlantis"),
    "invalid-cursor": ProblemExample("/v1/pledges?after=page2"),
    "too-costly": ProblemExample("/v1/countries?limit=1000&include=pledges.source_records,quotes"),
    "invalid-document": ProblemExample(_graphql("{ country { name }")),
    "invalid-request": ProblemExample("/graphql?operationName=Pledges"),
    "persisted-query-not-found": ProblemExample(f"/graphql?extensions={quote(_PERSISTED)}"),
    "persisted-query-not-supported": ProblemExample(
        how="A request has the hash of a query alone, and GRAPHQL_PERSISTED_BYTES is 0."
    ),
    "malformed-request": ProblemExample(how="The address has a blank that is not escaped."),
    "invalid-host": ProblemExample(how="A request of HTTP/1.1 has no Host header, or two."),
    "not-found": ProblemExample("/v1/countries/atlantis"),
    "unknown-release": ProblemExample("/v1/pledges?release=9.9.9-000000000000"),
    "release-gone": ProblemExample(
        how="The parameter release names a stored release with tables of another layout, or a"
        " cursor is of a release that was deleted after it had been made."
    ),
    "method-not-allowed": ProblemExample("/v1/pledges", "DELETE"),
    "not-acceptable": ProblemExample("/v1/pledges", headers=(("Accept", "text/csv"),)),
    "content-too-large": ProblemExample(how="The body of a POST is longer than MAX_BODY_BYTES."),
    "request-timeout": ProblemExample(how="The header fields take longer than HEADER_TIMEOUT_S."),
    "address-too-long": ProblemExample(how="The request line is longer than MAX_HEADER_BYTES."),
    "header-too-large": ProblemExample(how="A request has more than 100 header fields."),
    "range-not-satisfiable": ProblemExample(
        "/v1/sources.csv", headers=(("Range", "bytes=999999999-"),)
    ),
    "unsupported-media-type": ProblemExample(
        "/graphql", "POST", (("Content-Type", "text/plain"),), "{ release { slug } }"
    ),
    "quota-exceeded": ProblemExample(how="A client has used up RATE_LIMIT in one window."),
    "internal-error": ProblemExample(how="A fault of the program. Its log has the request_id."),
    "busy": ProblemExample(how="QUEUE_MAX expensive requests wait already."),
    "unsupported-version": ProblemExample(how="The request line names HTTP/0.9."),
    "overloaded": ProblemExample(how="MAX_CONNECTIONS are open, and all are being answered."),
    "not-ready": ProblemExample(how="Nothing has been published yet."),
}

"""The pages: home, the two API references, and what each problem type means.

They work with no network: every asset is served from here, and each page's Content-Security-Policy
says so to the browser.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.http.caching import body_tag
from api.http.request import Request
from api.http.response import Response
from api.pages.examples import QUERIES, WELCOME, address_of_query
from api.pages.files import address, asset, missing
from api.problems import PROBLEMS, Problem
from schema import RECORD, RESOURCES
from schema.suggestions import did_you_mean, nearest

__all__ = ["asset", "docs", "graphiql", "home", "problem", "problems"]

_HERE = Path(__file__).parent

_TEMPLATES = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.globals["asset"] = address

_OWN = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}
# GraphiQL's dialogs write <style> elements, and its style sheet carries fonts. Scripts stay strict.
_GRAPHIQL = _OWN | {"style-src": "'self' 'unsafe-inline'", "font-src": "data:"}


async def home(request: Request) -> Response:
    """GET /: what the record is, and links to all that answers here."""
    return _page(
        request,
        "home.html",
        resources=list(RESOURCES.values()),
        record=RECORD,  # whose examples are there in every release
        queries=QUERIES,
        welcome=address_of_query(WELCOME),
    )


async def docs(request: Request) -> Response:
    """GET /docs: the REST reference, Swagger UI over /openapi.json."""
    return _page(request, "docs.html", needs=("swagger-ui/",))


async def graphiql(request: Request) -> Response:
    """GET /graphql in a browser: GraphiQL, with a first query to run."""
    return _page(
        request,
        "graphiql.html",
        needs=("graphiql/", "react/"),
        policy=_GRAPHIQL,
        query=WELCOME,
    )


async def problems(request: Request) -> Response:
    """GET /problems: every problem type there is."""
    return _page(request, "problems.html", problems=list(PROBLEMS.values()))


async def problem(request: Request) -> Response:
    """GET /problems/{slug}: what one problem type means and what to do about it."""
    slug = request.parameters["slug"]
    if slug not in PROBLEMS:
        suggestions = nearest(slug, PROBLEMS)
        raise Problem(
            "not-found",
            f"there is no problem type {slug}{did_you_mean(suggestions)}",
            suggestions=suggestions,
        )
    return _page(request, "problem.html", problem=PROBLEMS[slug])


def _page(
    request: Request,
    template: str,
    *,
    needs: tuple[str, ...] = (),
    policy: Mapping[str, str] = _OWN,
    **values: Any,
) -> Response:
    """A template as a response; where bundles that it needs are absent, a page that says so."""
    absent = missing(*needs) if needs else []
    if absent:
        template, values, policy = "missing.html", {"absent": absent}, _OWN
    settings = request.app.settings
    common = {"path": request.path, "root": settings.root, "contact": settings.contact_url}
    body = _TEMPLATES.get_template(template).render(**common, **values).encode()
    csp = "; ".join(f"{name} {value}" for name, value in policy.items())
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-security-policy", csp.encode()),
        (b"cache-control", b"no-store" if absent else b"no-cache"),
    ]
    return Response(503 if absent else 200, body, headers, "" if absent else body_tag(body))

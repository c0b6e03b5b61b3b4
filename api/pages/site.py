"""The frame of the site: templates, the policy of a page, and a page as a response."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from markupsafe import Markup, escape

from api.http.caching import body_tag
from api.http.negotiation import negotiate_media_type
from api.http.request import Request
from api.http.response import AnyResponse, Headers, Response, header_lines, problem_response
from api.pages.citing import bibtex, copied_by, dated, named_by, producers, source_link
from api.pages.files import address, first_fonts, missing
from api.pages.licences import allowed
from api.pages.quote_words import kind, place, who
from api.pages.reading import Reader
from api.pages.structured_data import data_block
from api.pages.templating import TEMPLATES, render
from api.pages.wording import FILTERS, capital, code_words
from api.problems import Problem
from schema import RESOURCES
from schema.pledge_terms import PledgeKind

HTML = "text/html"
# The address of a list, or of the reference, in a text.
_ADDRESS = re.compile(r"(?:/v1/([a-z-]+)|(/reference))(?![\w/?]|\.\w)")
_CONTENT_TYPE = (b"content-type", b"text/html; charset=utf-8")


_OF_ALL_PAGES = ("base.html", "parts.html")
TEMPLATES.globals["asset"] = address
TEMPLATES.globals["other_kind"] = PledgeKind.other.definition
TEMPLATES.globals["first_fonts"] = first_fonts
TEMPLATES.globals["data_block"] = data_block
TEMPLATES.filters |= FILTERS
TEMPLATES.filters["badge"] = kind
TEMPLATES.filters["by"] = named_by
TEMPLATES.filters["dated"] = dated
TEMPLATES.filters["source_link"] = source_link
TEMPLATES.filters["copied_by"] = copied_by
TEMPLATES.filters["allowed"] = allowed
TEMPLATES.filters["producers"] = producers
TEMPLATES.filters["bibtex"] = bibtex
TEMPLATES.filters["place"] = place
TEMPLATES.filters["who"] = who

_SUGGESTED = "; did you mean "  # before the suggestions in a detail
# The pages whose links show a picture: their title, sentence and first figure.
_WITH_CARDS = ("home.html", "country.html", "quote.html", "claim.html", "pledge.html")
# The pages that the header leads to.
NAVIGATION = (
    ("/countries", "Countries"),
    ("/pledges", "Pledges"),
    ("/officials", "People"),
    ("/quotes", "Quotes"),
    ("/compare", "Compare"),
    ("/guides", "Guides"),
    ("/reference", "REST"),
    ("/graphql", "GraphQL"),
    ("/search", "Search"),
)

OWN_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
# GraphiQL's dialogs write <style> elements, and its style sheet carries fonts. Scripts stay strict.
GRAPHIQL_POLICY = OWN_POLICY | {
    "style-src": "'self' 'unsafe-inline'",
    "font-src": "'self' data:",
    "form-action": "'none'",
}


def page(
    request: Request,
    template: str,
    *,
    needs: tuple[str, ...] = (),
    policy: Mapping[str, str] = OWN_POLICY,
    **values: Any,
) -> Response:
    """A page that is the same for every release; one that says so where bundles are absent.

    Args:
        request: The request.
        template: The name of the template.
        needs: The prefixes of the bundles that it needs.
        policy: Its Content-Security-Policy.
        values: What the template shows.
    """
    absent = missing(*needs) if needs else []
    if absent:
        template, values, policy = "missing.html", {"absent": absent}, OWN_POLICY
    elif needs:
        values = values | {"sheet": "tool.css"}  # the references bring their own styles
    body = _render(request, template, values)
    headers = _headers(policy, b"no-store" if absent else b"no-cache")
    return Response(503 if absent else 200, body, headers, "" if absent else body_tag(body))


def compile_templates() -> None:
    """Compile what all pages are made with, to be shared by the processes that are forked then."""
    for name in _OF_ALL_PAGES:
        TEMPLATES.get_template(name)


def record_page(
    request: Request,
    reader: Reader,
    template: str,
    *,
    policy: Mapping[str, str] = OWN_POLICY,
    is_lasting: bool = True,
    **values: Any,
) -> Response:
    """A page of rows, which is the same for as long as its release is served.

    Args:
        request: The request.
        reader: What it was read with.
        template: The name of the template.
        policy: Its Content-Security-Policy.
        is_lasting: Whether nothing but the release changes it. If not, it is not stored.
        values: What the template shows.
    """
    common = {
        "address": reader.address,
        "as_of": reader.as_of,
        "pinned": reader.snapshot.release if reader.rest.names_release else None,
        "card": reader.address(f"/pictures{request.path.rstrip('/')}/card.png", as_of=reader.as_of)
        if template in _WITH_CARDS
        else None,
    }
    body = _render(request, template, {**common, **values})
    headers = [*_headers(policy, b"")[:2], *reader.headers()]
    if not is_lasting:
        headers = [*_headers(policy, b"no-store"), *reader.headers()[1:]]
    return Response(200, body, headers, body_tag(body), reader.snapshot.release)


def service_address(request: Request) -> str:
    """What goes before a path in a command that somebody copies."""
    settings = request.app.settings
    return settings.base or f"http://127.0.0.1:{settings.port}"


def problem_or_page(problem: Problem, request: Request) -> AnyResponse:
    """A `Problem` as a page for who takes HTML before JSON, else as `application/problem+json`."""
    offered = ("application/problem+json", HTML)
    if negotiate_media_type(request.accept, offered) != HTML:
        return problem_response(problem, request)
    ways = [(_way(problem, request, each), each) for each in problem.members.get("suggestions", ())]
    missed = problem.type.slug == "not-found"
    values = {
        "problem": problem,
        "detail": _linked(_sentence(problem), request),
        "remedy": _linked(code_words(problem.type.remedy), request),
        "ways": ways,
        "searched": _last_segment(request) if missed else "",
    }
    body = _render(request, "refusal.html", values)
    headers = [*header_lines(problem.headers), *_headers(OWN_POLICY, b"no-store")]
    return Response(problem.type.status, body, headers)


def _sentence(problem: Problem) -> str:
    """What was wrong, without the suggestions, which are links; a parameter keeps its letters."""
    text = problem.detail.partition(_SUGGESTED)[0]
    is_name = text.startswith(f"{problem.members.get('parameter')} ")
    return f"{text if is_name else capital(text)}."


def _last_segment(request: Request) -> str:
    """The words of the last segment of a path, which may be a name of what was looked for."""
    return request.path.rstrip("/").rpartition("/")[2].replace("-", " ")


def _linked(text: str, request: Request) -> Markup:
    """A text in which each address of a list leads to its page, or else to the list."""

    def link(found: re.Match[str]) -> str:
        name, path = found.groups()
        if path:
            return f'<a href="{request.app.root}{path}">{path}</a>'
        has_page = request.app.router.match(f"/{name}") is not None
        href = f"/{name}" if has_page else f"/v1/{name}"
        return f'<a href="{request.app.root}{href}">{href}</a>' if name in RESOURCES else found[0]

    return Markup(_ADDRESS.sub(link, str(escape(text))))  # noqa: S704  # escaped, but for the links


def _way(problem: Problem, request: Request, suggestion: str) -> str:
    """The address that a suggestion means: a parameter set right, or another last segment."""
    if suggestion.startswith("/"):
        return suggestion
    parameter = problem.members.get("parameter")
    if parameter is None:
        return f"{request.path.rpartition('/')[0]}/{suggestion}"
    pairs = parse_qsl(request.query_string.decode("latin-1"))
    if parameter not in dict(pairs):
        return f"{request.path}?{urlencode(pairs)}"
    if problem.type.slug == "unknown-parameter":
        replaced = [(suggestion if name == parameter else name, text) for name, text in pairs]
    else:
        replaced = [(name, suggestion if name == parameter else text) for name, text in pairs]
    return f"{request.path}?{urlencode(replaced)}"


def _headers(policy: Mapping[str, str], cache_control: bytes) -> Headers:
    csp = "; ".join(f"{name} {value}" for name, value in policy.items())
    return [
        _CONTENT_TYPE,
        (b"content-security-policy", csp.encode()),
        (b"cache-control", cache_control),
    ]


def _render(request: Request, template: str, values: Mapping[str, Any]) -> bytes:
    settings = request.app.settings
    common = {
        "path": request.path,
        "section": request.path,  # the part of the header that the page belongs to
        "root": settings.root,
        "base": settings.base,
        "is_absolute": bool(settings.public_url),  # whether `base` names a host
        "service": service_address(request),
        "contact": settings.contact_url,
        "answer": None,
        "sentence": "",
        "things": (),  # what the page is about, for programs
        "alternate": "",
        "card": None,
        "sheet": "style.css",
        "navigation": NAVIGATION,
    }
    return render(template, {**common, **values}).encode()

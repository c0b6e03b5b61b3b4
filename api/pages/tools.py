"""The tools that others make, GraphiQL and Swagger UI, and the pages of problem types."""

from api.http.caching import body_tag
from api.http.request import Request
from api.http.response import Response
from api.pages.code import highlight, pretty_json
from api.pages.examples import TABS
from api.pages.exchange import exchange
from api.pages.problem_examples import EXAMPLES
from api.pages.site import GRAPHIQL_POLICY, page, service_address
from api.problems import PROBLEMS, Problem, ProblemType
from schema.figures import json_text
from schema.suggestions import did_you_mean, nearest


async def docs(request: Request) -> Response:
    """GET /docs: leads to the reference."""
    location = f"{request.app.root}/reference".encode()
    headers = [(b"location", location), (b"cache-control", b"public, max-age=300")]
    return Response(308, b"", headers, body_tag(location))


async def swagger_ui(request: Request) -> Response:
    """GET /docs/try: Swagger UI over /openapi.json."""
    return page(request, "docs.html", needs=("swagger-ui/",))


async def graphiql(request: Request) -> Response:
    """GET /graphql in a browser: GraphiQL, with a tab for each query of an example."""
    return page(
        request,
        "graphiql.html",
        needs=("graphiql/", "react/"),
        policy=GRAPHIQL_POLICY,
        tabs=TABS,
    )


async def problems(request: Request) -> Response:
    """GET /problems: every problem type there is."""
    return page(request, "problems.html", sheet="docs.css", problems=list(PROBLEMS.values()))


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
    shown, example = PROBLEMS[slug], EXAMPLES[slug]
    body = highlight(pretty_json(json_text(_registered(shown))), "json")
    made = await exchange(request, example.address) if example.is_plain else None
    return page(
        request,
        "problem.html",
        sheet="docs.css",
        problem=shown,
        how=example.how,
        command=highlight(example.command(service_address(request)), "sh"),
        status=made.status if made else shown.status,
        is_made=made is not None,
        code=made.code if made else body,
        wrong=example.address,
        right=example.mended,
        suggestion=example.suggestion,
    )


def _registered(problem: ProblemType) -> dict[str, str | int]:
    """The members that every problem of a type has."""
    return {
        "type": f"/problems/{problem.slug}",
        "title": problem.title,
        "status": problem.status,
    }

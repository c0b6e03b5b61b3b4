"""`python -m api serve` answers requests, `explain` tells how; `contracts` writes the contracts."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from api.http.metrics import MULTIPROCESS_FOLDER
from api.settings import Settings
from schema.dictionary import dictionary_text

cli = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)

_SAYS_REQUESTS = ("info", "debug", "trace")
_CONTRACTS = Path(__file__).parent.parent / "schema"


@cli.command()
def serve() -> None:
    """Serve the published release; see api/settings.py for the environment variables."""
    settings = Settings()
    if settings.workers > 1:
        _share_metrics()
    shown = f"http://{settings.host}:{settings.port}"
    typer.echo("Climate Record is served at")
    for path, what in (
        ("/", "home"),
        ("/docs", "REST reference"),
        ("/graphql", "GraphiQL"),
        ("/v1/countries/CHN?include=pledges", "a first answer"),
    ):
        typer.echo(f"  {shown}{path:<36}{what}")
    uvicorn.run(
        "api.asgi:app",
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        log_level=settings.log_level,
        access_log=settings.log_level.lower()
        in _SAYS_REQUESTS,  # its lines are made even if unread
        server_header=False,
        proxy_headers=False,  # no answer depends on who asks
    )


def _share_metrics() -> None:
    """Name an empty folder in which the worker processes share their counters."""
    folder = tempfile.mkdtemp(prefix="climate-record-metrics-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ.setdefault(MULTIPROCESS_FOLDER, folder)


@cli.command(name="explain")
def explain_question(
    question: Annotated[str, typer.Argument(help="A GraphQL text, or an address below /v1/.")],
    variables: Annotated[str, typer.Option(help="GraphQL variables, as JSON.")] = "{}",
) -> None:
    """Show what becomes of a question: its plan, its statement, and how the database runs it."""
    import asyncio
    import json

    from api.app import create_app
    from api.explain import RecordingStore, as_request, explain
    from api.releases.open import open_store

    async def explained() -> str:
        settings = Settings(answer_cache_bytes=0)
        store = RecordingStore(open_store(settings.database_url))
        app = create_app(settings, store=store)
        request = as_request(question, json.loads(variables), app.state)
        try:
            return await explain(request, await app.respond(request), store)
        finally:
            await store.close()

    try:
        typer.echo(asyncio.run(explained()), nl=False)
    except ValueError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)


@cli.command()
def contracts(
    check: Annotated[
        bool, typer.Option(help="Write nothing; fail if a contract is stale.")
    ] = False,
) -> None:
    """Write openapi.json, schema.graphql and dictionary.md into schema/ from the declarations."""
    from api.app import ROUTES
    from api.contracts import openapi_text
    from api.graphql.schema.build import schema_text

    texts = {
        "openapi.json": openapi_text(ROUTES),
        "schema.graphql": schema_text(),
        "dictionary.md": dictionary_text(),
    }
    stale = []
    for name, text in texts.items():
        path = _CONTRACTS / name
        if path.exists() and path.read_text() == text:
            continue
        stale.append(name)
        if not check:
            path.write_text(text)
            typer.echo(f"wrote schema/{name}")
    if check and stale:
        typer.echo(f"stale: {', '.join(stale)}; run `python -m api contracts`", err=True)
        sys.exit(1)


if __name__ == "__main__":
    cli()

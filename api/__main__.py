"""`python -m api serve` answers requests, `explain` tells how; `contracts` writes the contracts."""

import sys
import tomllib
from pathlib import Path
from typing import Annotated

import typer

from api.settings import Settings
from schema.dictionary import dictionary_text

cli = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)

_CONTRACTS = Path(__file__).parent.parent / "schema"


@cli.command()
def serve() -> None:
    """Serve the published release; see api/settings.py for the environment variables."""
    from api.server.serve import serve as serve_settings

    sys.exit(serve_settings(Settings()))


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


def _contract_texts() -> dict[str, str]:
    """The contracts by the names of their files in schema/."""
    from api.app import ROUTES
    from api.contracts import openapi_text
    from api.graphql.schema.build import schema_text

    return {"openapi.json": openapi_text(ROUTES), "schema.graphql": schema_text()}


@cli.command()
def contracts(
    check: Annotated[
        bool, typer.Option(help="Write nothing; fail if a contract is stale.")
    ] = False,
) -> None:
    """Write openapi.json, schema.graphql and dictionary.md into schema/ from the declarations."""
    stale = []
    for name, text in {**_contract_texts(), "dictionary.md": dictionary_text()}.items():
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


@cli.command()
def release_contracts() -> None:
    """Write both contracts into schema/released/, as those of the version in pyproject.toml.

    What is released later within its major version is compared with them (docs/versions.md).
    """
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
    version = project["project"]["version"]
    folder = _CONTRACTS / "released"
    folder.mkdir(exist_ok=True)
    for name, text in {**_contract_texts(), "VERSION": f"{version}\n"}.items():
        (folder / name).write_text(text)
    typer.echo(f"wrote schema/released: the contracts of {version}")


@cli.command()
def examples() -> None:
    """Write anew what examples show: schema/examples.json, and the answers in README and docs/."""
    import asyncio
    import json

    from api.app import create_app
    from api.explain import as_request
    from api.pages.guide_examples import PAGES, examples_of, question_of, refreshed
    from api.rest.openapi.schemas import EXAMPLES
    from schema import RESOURCES

    async def write() -> None:
        app = create_app(Settings(answer_cache_bytes=0))

        async def ask(question: str) -> str:
            response = await app.respond(as_request(question, {}, app.state))
            chunks = [chunk async for chunk in response.chunks] if response.chunks else []
            return (response.body or b"".join(chunks)).decode()

        rows = {
            name: json.loads(await ask(f"/v1/{name}/{RESOURCES[name].example}"))["data"]
            for name in EXAMPLES
        }
        text = json.dumps(rows, indent=1, ensure_ascii=False)
        (_CONTRACTS / "examples.json").write_text(f"{text}\n")
        for page in PAGES:
            text = page.read_text(encoding="utf-8")
            for example in reversed(examples_of(page)):
                start, end = example.place
                answer = refreshed(example, await ask(question_of(example)))
                text = text[:start] + answer + text[end:]
            page.write_text(text, encoding="utf-8")
        await app.store.close()

    asyncio.run(write())


if __name__ == "__main__":
    cli()

"""What every worker needs, made before they are forked so that they share its memory."""

from api.app import App
from api.contracts import openapi_text
from api.graphql.schema.build import schema_text


def preload(app: App) -> None:
    """Make the contracts and the schema, and read the release; no connection is left open."""
    app.store.preload()
    openapi_text(app.state.router.routes)
    schema_text()

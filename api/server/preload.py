"""What every worker needs, made before they are forked so that they share its memory."""

from api import contracts
from api.app import App


def preload(app: App) -> None:
    """Make the contracts and the schema, and read the release; no connection is left open."""
    app.store.preload()
    contracts.make(app.state)

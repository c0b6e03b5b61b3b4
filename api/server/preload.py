"""What every worker needs, made before they are forked so that they share its memory."""

from importlib import import_module

from api import contracts
from api.app import App

# What uvicorn imports when it begins to serve, which is after the fork.
_IMPORTED_LATE = ("uvicorn.lifespan.on", "uvicorn.loops.auto", "uvicorn.loops.uvloop", "uvloop")


def preload(app: App) -> None:
    """Make the contracts and the schema, and read the release; no connection is left open."""
    for name in _IMPORTED_LATE:
        import_module(name)
    app.store.preload()
    contracts.make(app.state)

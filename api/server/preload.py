"""What every worker needs, made before they are forked so that they share its memory."""

from importlib import import_module

from api import contracts
from api.app import App
from api.pages.atlas import read_atlas
from api.pages.files import read_installed
from api.pages.operations import operations_of
from api.pages.site import compile_templates

# What uvicorn imports when it begins to serve, which is after the fork.
_IMPORTED_LATE = ("uvicorn.lifespan.on", "uvicorn.loops.auto", "uvicorn.loops.uvloop", "uvloop")


def preload(app: App) -> None:
    """Make the contracts, the schema and what the reference shows; read the assets and the release.

    No connection is left open.
    """
    for name in _IMPORTED_LATE:
        import_module(name)
    app.store.preload()
    contracts.make(app.state)
    operations_of(app.state.router)
    read_atlas()
    read_installed()
    compile_templates()

"""Datasette under plain uvicorn: its own command writes an access log, which nobody else does."""

import os

from datasette.app import Datasette

app = Datasette(
    immutables=[os.environ["DATABASE"]],
    settings={
        "suggest_facets": False,  # facets that nobody asked for would be counted for every list
        "default_page_size": 100,
        "max_returned_rows": 1000,
    },
).app()

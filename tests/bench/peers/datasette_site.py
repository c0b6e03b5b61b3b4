"""Datasette under plain uvicorn: its own command writes an access log, which nobody else does."""

import os

from datasette.app import Datasette

app = Datasette(
    immutables=[os.environ["DATABASE"]],
    settings={
        "suggest_facets": False,  # else every list counts facets that no workload requests
        "default_page_size": 100,
        "max_returned_rows": 1000,
    },
).app()

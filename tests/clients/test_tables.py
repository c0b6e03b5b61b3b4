"""Tools that read tables read whole lists from their addresses."""

import csv
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.clients import machine, rest_contract
from tests.clients.conftest import DRIVERS, Counts
from tests.clients.rest_contract import COUNTRIES, Walk

pytestmark = pytest.mark.long

# Tool by tool, with the suffixes of what it reads.
TOOLS = {
    "pandas.read_csv": "csv",
    "pandas.read_csv as text": "csv",
    "pandas.read_json": "ndjson",
    "polars.read_csv": "csv",
    "polars.scan_csv": "csv",
    "polars.read_ndjson": "ndjson",
    "polars.scan_ndjson": "ndjson",
    "duckdb.read_csv by httpfs": "csv",
    "duckdb.read_json by httpfs": "ndjson",
    "duckdb.read_csv by fsspec": "csv",
    "duckdb.read_json by fsspec": "ndjson",
}
AS_TEXT = [name for name, suffix in TOOLS.items() if suffix == "csv" and name != "pandas.read_csv"]


def _address(walk: Walk, suffix: str) -> str:
    query = "&".join(f"{walk.list.filter_name}={code}" for code in COUNTRIES)
    return f"{walk.list.path}.{suffix}" + f"?{query}" * walk.is_filtered


def test_row_counts(served: str, folder: Path, expected: Counts) -> None:
    """Every tool reads as many rows of every list as `meta.total` says.

    polars refuses NDJSON without a line, as it has no columns: it is not asked for empty lists.
    """
    totals = {
        suffix: {
            _address(walk, suffix): expected[walk.name][0]
            for walk in rest_contract.walks()
            if suffix == "csv" or expected[walk.name][0]
        }
        for suffix in ("csv", "ndjson")
    }
    addresses = "\n".join([*totals["csv"], *totals["ndjson"]])
    counts = json.loads(
        machine.python("python", DRIVERS / "tables.py", served, "count", addresses, folder=folder)
    )
    assert counts == {name: totals[suffix] for name, suffix in TOOLS.items()}


def test_cells(served: str, folder: Path, client: TestClient) -> None:
    """Read as docs/rest.md says, no cell is lost or changed: neither `004` nor Namibia's `NA`."""
    cells = json.loads(
        machine.python(
            "python", DRIVERS / "tables.py", served, "cells", "/v1/countries.csv", folder=folder
        )
    )
    lines = client.get("/v1/countries.csv").text.splitlines()
    rows = [[cell or None for cell in row] for row in csv.reader(lines)][1:]
    assert {"004", "NA"} <= {cell for row in rows for cell in row}
    assert cells == dict.fromkeys(AS_TEXT, rows)


# How R reads an address, by the end of it.
IN_R = {
    "csv": 'read.csv(address, colClasses = "character", na.strings = "")',
    "ndjson": "jsonlite::stream_in(url(address), verbose = FALSE)",
}


@pytest.mark.parametrize("suffix", IN_R)
def test_r(served: str, expected: Counts, suffix: str) -> None:
    """R reads whole lists."""
    program = shutil.which(os.environ.get("RSCRIPT") or "Rscript")
    if program is None:
        pytest.skip("no R on this machine: make test-long installs one")
    totals = {_address(w, suffix): expected[w.name][0] for w in rest_contract.walks()}
    script = f'for (address in commandArgs(TRUE)) cat(nrow({IN_R[suffix]}), "\\n")'
    process = subprocess.run(
        [program, "-e", script, *(served + address for address in totals)],
        env=os.environ | {"no_proxy": "127.0.0.1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    assert [int(line) for line in process.stdout.split()] == list(totals.values())

"""Reads addresses of CSV and NDJSON with tools that read tables, and prints what each got.

python tables.py http://127.0.0.1:8000 count "/v1/countries.csv /v1/countries.ndjson"
python tables.py http://127.0.0.1:8000 cells /v1/countries.csv
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import duckdb
import duckdb_extension_httpfs
import fsspec
import pandas as pd
import polars as pl

Rows = list[tuple[object, ...]]


class Tool(NamedTuple):
    """How a tool reads addresses that end in a suffix."""

    suffix: str
    read: Callable[[str], Rows]
    is_text: bool = False  # every cell, as docs/rest.md says how


def main() -> None:
    """Print the number of rows, or the cells, of each address by each tool."""
    server, what, addresses = sys.argv[1], sys.argv[2], sys.argv[3].split()
    tools = _tools()
    if what == "cells":
        [address] = addresses
        found = {name: t.read(server + address) for name, t in tools.items() if t.is_text}
        sys.stdout.write(json.dumps(found))
        return
    counts = {
        name: {
            address: _count(tool, server + address)
            for address in addresses
            if address.partition("?")[0].endswith(f".{tool.suffix}")
        }
        for name, tool in tools.items()
    }
    sys.stdout.write(json.dumps(counts))


def _count(tool: Tool, address: str) -> int | str:
    try:
        return len(tool.read(address))
    except Exception as error:  # noqa: BLE001  # the test shows it beside its address
        return f"{type(error).__name__}: {error}"


def _tools() -> dict[str, Tool]:
    httpfs, over_fsspec = _with_httpfs(), _with_fsspec()
    return {
        "pandas.read_csv": Tool("csv", lambda a: _pandas(pd.read_csv(a))),
        "pandas.read_csv as text": Tool(
            "csv",
            lambda a: _pandas(pd.read_csv(a, dtype=str, keep_default_na=False, na_values=[""])),
            is_text=True,
        ),
        "pandas.read_json": Tool("ndjson", lambda a: _pandas(pd.read_json(a, lines=True))),
        "polars.read_csv": Tool("csv", lambda a: pl.read_csv(a, infer_schema=False).rows(), True),
        "polars.scan_csv": Tool(
            "csv", lambda a: pl.scan_csv(a, infer_schema=False).collect().rows(), True
        ),
        "polars.read_ndjson": Tool(
            "ndjson", lambda a: pl.read_ndjson(a, infer_schema_length=None).rows()
        ),
        "polars.scan_ndjson": Tool(
            "ndjson", lambda a: pl.scan_ndjson(a, infer_schema_length=None).collect().rows()
        ),
        "duckdb.read_csv by httpfs": Tool("csv", lambda a: _duckdb_csv(httpfs, a), True),
        "duckdb.read_json by httpfs": Tool(
            "ndjson", lambda a: httpfs.execute("FROM read_json(?)", [a]).fetchall()
        ),
        "duckdb.read_csv by fsspec": Tool("csv", lambda a: _duckdb_csv(over_fsspec, a), True),
        "duckdb.read_json by fsspec": Tool("ndjson", lambda a: _duckdb_file(over_fsspec, a)),
    }


def _pandas(frame: pd.DataFrame) -> Rows:
    present = frame.astype(object).where(frame.notna(), None)
    return list(present.itertuples(index=False, name=None))


def _duckdb_csv(connection: duckdb.DuckDBPyConnection, address: str) -> Rows:
    return connection.execute("FROM read_csv(?, all_varchar = true)", [address]).fetchall()


def _duckdb_file(connection: duckdb.DuckDBPyConnection, address: str) -> Rows:
    """Through an open file: for an address, DuckDB asks fsspec when the file was changed.

    fsspec does not implement that for HTTP.
    """
    with fsspec.open(address, "rb") as file:
        return connection.read_json(file).fetchall()


def _with_httpfs() -> duckdb.DuckDBPyConnection:
    folder = Path(duckdb_extension_httpfs.__file__).parent
    [extension] = folder.glob("extensions/*/httpfs.duckdb_extension")
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    connection.load_extension(str(extension))
    return connection


def _with_fsspec() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    connection.register_filesystem(fsspec.filesystem("http"))
    return connection


if __name__ == "__main__":
    main()

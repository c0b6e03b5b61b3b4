"""The indexes of a release on SQLite."""

import re
import sqlite3
from contextlib import closing

from schema import RECORD
from schema.scalars import FEW_VALUES


def index_texts(database_url: str) -> dict[str, str]:
    """The statement of each index of the small record by its name, without the name."""
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as connection:
        rows = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall()
    return {name: re.sub(r"INDEX \S+ ON", "INDEX ON", text) for name, text in rows}


def test_no_index_is_there_twice(database_url: str) -> None:
    """Whatever it is for: a list under a parent, a filter or a ranking."""
    texts = index_texts(database_url)
    assert len(texts) > 100
    assert len(set(texts.values())) == len(texts)


def test_columns_of_few_values_have_one_index(database_url: str) -> None:
    """Their rows in descending order are read one value at a time."""
    names = index_texts(database_url).keys()
    few = [
        f"ix_{resource.table_name}_{column.name}"
        for resource in RECORD.values()
        for column in resource.columns
        if column.info["kind"] in FEW_VALUES
    ]
    assert names & set(few)
    assert not names & {f"{name}_descending" for name in few}

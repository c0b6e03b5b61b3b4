"""A page of a list is read from the index of its order, whatever the order."""

from collections.abc import Iterator

import psycopg
import pytest

from api.query.sql.statements import paging
from api.releases.dialects import POSTGRESQL
from api.rest.plans import list_plan
from schema import RECORD
from schema.scalars import FEW_VALUES
from seeds.publishing.postgresql import schema_name
from seeds.publishing.publish import open_repository
from tests.asking import all_rows

RELEASE = "1.0.0-0123456789ab"


@pytest.fixture
def connection(record_url: str) -> Iterator[psycopg.Connection]:
    """A session whose planner sorts only what no index sorts, however few the rows are."""
    with psycopg.connect(record_url) as connection:
        release = open_repository(record_url).current_id()
        connection.execute(f"SET search_path TO {schema_name(str(release))}")
        connection.execute("SET climate_record.answer_bytes = '1000000'")
        for method in ("seqscan", "sort", "bitmapscan"):
            connection.execute(f"SET enable_{method} = off")
        yield connection


def orders() -> Iterator[tuple[str, str, bool]]:
    """Each resource with each order, and whether many rows share a value of its column."""
    for name, resource in RECORD.items():
        for column in resource.sortable:
            field = resource.fields[column]
            if column not in resource.indexes.unindexed:
                for sign in ("", "-"):
                    is_shared = field.kind in FEW_VALUES or column in resource.indexes.shared
                    yield name, f"{sign}{column}", is_shared


def test_no_order_sorts_the_whole_list(connection: psycopg.Connection) -> None:
    """The rows of the first values at most are sorted by their keys; of shared ones, none."""
    count = 0
    for name, order, is_shared in orders():
        resource = RECORD[name]
        statement = paging(
            list_plan(resource, {"sort": order} | all_rows(resource), {}),
            POSTGRESQL,
            RELEASE,
            counted=False,
        )
        assert statement.bind({}) == ()
        lines = [str(line) for (line,) in connection.execute(f"EXPLAIN {statement.text}")]
        sorts = [line.strip(" ->").partition("  ")[0] for line in lines if "Sort  (" in line]
        assert sorts in ([], [] if is_shared else ["Incremental Sort"]), (name, order, lines)
        count += 1
    assert count > 200

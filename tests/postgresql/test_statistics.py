"""The statistics that the declared cost of GraphQL is estimated from."""

from api.releases.open import open_store
from api.releases.statistics import Statistics, Values
from tests.running import run


def statistics_of(database_url: str) -> Statistics:
    """The statistics of the release that a database serves."""

    async def read() -> Statistics:
        store = open_store(database_url)
        found = (await store.current()).statistics
        await store.close()
        return found

    return run(read())


def are_same(here: Values | None, there: Values) -> bool:
    """Whether both are of the same rows.

    PostgreSQL has the rows of a partial index as a share of those of its table, rounded up: where
    the share is inexact, as of 1,327 in 4,624, that is one more.
    """
    if here is None:
        return False
    more = there.rows - here.rows
    return more in (0, 1) and 0 <= there.alike - here.alike <= more


def test_both_databases_have_the_same(record_url: str, database_url: str) -> None:
    """So that a document declares the same cost over either, but for one row of a partial index."""
    here, there = statistics_of(database_url), statistics_of(record_url)
    assert len(there.values) > 300
    assert {table: here.rows.get(table, 0) for table in there.rows} == there.rows
    differences = {
        key: (here.values.get(key), values)
        for key, values in there.values.items()
        if not are_same(here.values.get(key), values)
    }
    assert differences == {}

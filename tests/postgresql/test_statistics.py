"""The statistics that the declared cost of GraphQL is estimated from."""

from api.releases.open import open_store
from api.releases.statistics import Statistics
from tests.running import run


def statistics_of(database_url: str) -> Statistics:
    """The statistics of the release that a database serves."""

    async def read() -> Statistics:
        store = open_store(database_url)
        found = (await store.current()).statistics
        await store.close()
        return found

    return run(read())


def test_both_databases_have_the_same(record_url: str, database_url: str) -> None:
    """So that a document declares the same cost over either."""
    here, there = statistics_of(database_url), statistics_of(record_url)
    assert len(there.values) > 300
    assert {table: here.rows.get(table, 0) for table in there.rows} == there.rows
    assert {key: here.values.get(key) for key in there.values} == there.values

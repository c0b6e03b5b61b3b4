"""The work of lists, in steps of SQLite's virtual machine, with ten times the rows in all tables.

A page costs its rows, not those of the table: for every sort key, and for every filter with every
sort key. What is known to cost more is named here; the budget of a statement bounds it
(`STATEMENT_STEPS`, 50 million).
"""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import apsw
import pytest

from api.query.sql.statements import Statement, paging
from api.releases.dialects import (
    OTHER_EDITIONS_QUERY,
    WORD_INDEX_QUERY,
    Dialect,
    sqlite_dialect,
    values_queries,
)
from api.releases.sqlite_reader import connect
from api.releases.sqlite_snapshot import address_of
from api.releases.statistics import INDEX_STATISTICS_QUERY
from api.rest.plans import list_plan
from schema import RECORD
from schema.filters import Filter
from schema.resource import Resource
from schema.scalars import FEW_VALUES, LISTS, Kind
from tests.asking import all_rows
from tests.conftest import once_a_run
from tests.tenfold import multiply

PAGE = 15_000  # steps for a hundred rows in an order, without a filter: some 0.2 ms
PAIR = 100_000  # with a filter: some 3 ms, 1/500 of what a statement may take
PER_ROW = 30  # to find in the own order those that a negation, or a missing value, selects
PER_MATCH = 20  # to count the rows that match, for each of them
SAMPLE = 16  # `make test` walks one of so many pairs

# By resource, filter and sort key; "" is the own order of a list. A frequent value of a column that
# is searched has to be sorted, no index serves a list of values, and `by_default` has no index to
# sort by. The figures of a second source are not per head: its rows come after all others.
COSTLY_PAIRS = {
    ("country-names", "lang", "actor_id"),
    *product(["coverage"], ["covered_from"], ["", *RECORD["coverage"].sortable]),
    ("coverage", "states_none", "level"),
    ("emissions-shares", "actor_kind", "by_default"),
    ("emissions-shares", "actor_kind", "share_percent"),
    ("emissions-shares", "basis", "by_default"),
    ("emissions-shares", "gas", "by_default"),
    *product(
        ["emissions-shares"],
        ["series_role", "source_id"],
        ["by_default", "per_capita_t", "per_gdp_kg"],
    ),
    ("statements", "source_id", "used"),
    *product(["tenures"], ["roles"], ["", *RECORD["tenures"].sortable]),
}
# In descending order many rows of one value come first: they are sorted by their keys.
COSTLY_ORDERS = {
    ("documents", "by_default"),
    ("emissions-shares", "by_default"),
    ("emissions-shares", "share_percent"),
    ("indicators", "by_default"),
}

Case = tuple[Resource, Filter | None, str, Any, int]


class Release:
    """A release file, whose statements are run and their steps counted."""

    def __init__(self, path: Path) -> None:
        self._connection = connect(address_of(path))
        self.dialect = self._dialect()
        self._steps = self.total = 0
        self._connection.trace_v2(apsw.SQLITE_TRACE_PROFILE, self._count)

    def _dialect(self) -> Dialect:
        ((others,),) = self.rows(OTHER_EDITIONS_QUERY)
        ((indexed,),) = self.rows(WORD_INDEX_QUERY)
        statistics = self.rows(INDEX_STATISTICS_QUERY)
        values = {
            column: [value for (value,) in self.rows(text)]
            for column, text in values_queries(statistics).items()
        }
        return sqlite_dialect(others, indexed, statistics, values)

    def rows(self, text: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(text, parameters).fetchall()

    def _count(self, event: dict[str, Any]) -> None:
        self._steps = event["stmt_status"]["SQLITE_STMTSTATUS_VM_STEP"]

    def steps(self, statement: Statement, values: dict[str, Any]) -> int:
        self.total = self.rows(statement.text, statement.bind(values))[0][0] or 0
        return self._steps

    def page(
        self,
        resource: Resource,
        values: dict[str, Any],
        sort: str = "",
        *,
        counted: bool = False,
        has_defaults: bool = False,
    ) -> int:
        """The steps of a list's page."""
        query = {} if has_defaults else all_rows(resource)
        return self.steps(self.statement(resource, values, query, sort, counted=counted), values)

    def statement(
        self,
        resource: Resource,
        values: dict[str, Any],
        query: dict[str, str],
        sort: str,
        *,
        counted: bool = False,
    ) -> Statement:
        """The statement of a list's page; `query` has what is no value."""
        query = {name: str(value) for name, value in values.items()} | query
        plan = list_plan(resource, query | ({"sort": sort} if sort else {}), values)
        return paging(plan, self.dialect, "1.0.0-0123456789ab", counted=counted)

    def values(self, resource: Resource, filter_: Filter) -> Iterator[tuple[Any, int]]:
        """The most frequent value that a filter selects and the rarest one, each with its rows."""
        if not filter_.is_compared:
            return
        column, table = f'"{filter_.column}"', resource.table_name
        if filter_.through is not None:
            column, table = filter_.through.far, filter_.through.table
        elif filter_.kind in LISTS:
            column, table = "value", f"{table}, json_each({column})"
        rows = self.rows(
            f"SELECT {column}, count(*) FROM {table} WHERE {column} IS NOT NULL"
            " GROUP BY 1 ORDER BY 2 DESC, 1"
        )
        for value, matches in dict.fromkeys([*rows[:1], *rows[-1:]]):
            yield (bool(value) if filter_.kind is Kind.flag else value), matches


@pytest.fixture(scope="module")
def tenfold(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The small record with ten times the rows."""

    def make(folder: Path) -> str:
        copy = folder / "tenfold.sqlite"
        multiply(Path(database_url.removeprefix("sqlite:///")), copy)
        return str(copy)

    return Release(Path(once_a_run(tmp_path_factory, "tenfold", make)))


def orders(resource: Resource) -> list[str]:
    """Every sort key in both directions, and the list's own order."""
    return ["", *(sign + name for name, sign in product(resource.sortable, ("", "-")))]


def cases(release: Release) -> Iterator[Case]:
    """Every filter with every order: the value is the most frequent, and the rarest."""
    for resource in RECORD.values():
        for filter_ in resource.filters.values():
            for value, matches in release.values(resource, filter_):
                for sort in orders(resource):
                    yield resource, filter_, sort, value, matches


def check_pairs(release: Release, walked: list[Case]) -> None:
    """Every pair is within the bound, or named."""
    costly = {}
    for resource, filter_, sort, value, _ in walked:
        assert filter_ is not None
        steps = release.page(resource, {filter_.name: value}, sort)
        if steps > PAIR:
            costly[resource.name, filter_.name, sort.lstrip("-")] = (steps, value)
    unknown = {key: costly[key] for key in costly.keys() - COSTLY_PAIRS}
    assert not unknown


@pytest.mark.parametrize("resource", RECORD.values(), ids=lambda resource: resource.name)
def test_a_page_in_any_order_costs_its_rows(tenfold: Release, resource: Resource) -> None:
    """The first one, and one after a cursor far on in the list."""
    ((last,),) = tenfold.rows(f"SELECT max({resource.key}) FROM {resource.table_name}")
    for sort in orders(resource):
        first = tenfold.page(resource, {}, sort)
        key = (sort or resource.query.order[0]).lstrip("-")
        if (resource.name, key) in COSTLY_ORDERS:
            continue
        assert first <= PAGE, sort
        if resource.fields[key].kind in FEW_VALUES:
            assert tenfold.page(resource, {"after": last}, sort) <= PAGE, sort
        elif not resource.fields[key].nullable:
            # Rows before the cursor's are passed over if they have its value of the sort key.
            table, own = resource.table_name, resource.key
            at = f"(SELECT {key} FROM {table} WHERE {own} = ?1)"
            ((alike,),) = tenfold.rows(f"SELECT count(*) FROM {table} WHERE {key} = {at}", (last,))
            steps = tenfold.page(resource, {"after": last}, sort)
            assert steps <= PAGE + PER_MATCH * alike, sort


RANKINGS = [
    (resource, ranking) for resource in RECORD.values() for ranking in resource.indexes.ranked
]


@pytest.mark.parametrize(
    ("resource", "ranking"), RANKINGS, ids=[f"{r.name}-{'-'.join(i)}" for r, i in RANKINGS]
)
def test_a_ranking_is_read_from_its_index(
    tenfold: Release, resource: Resource, ranking: tuple[str, ...]
) -> None:
    """Nothing is sorted and each row is looked up once, on the first page and after a cursor."""
    *leading, ranked = ranking
    known = " AND ".join(f"{name} IS NOT NULL" for name in leading)
    columns = ", ".join([resource.key, *leading])
    (row,) = tenfold.rows(
        f"SELECT {columns} FROM {resource.table_name} WHERE {known} LIMIT 1 OFFSET 3"
    )
    values = dict(zip(["after", *leading], row, strict=True))
    for given in ({name: values[name] for name in leading}, values):
        statement = tenfold.statement(resource, given, all_rows(resource), ranked)
        explained = tenfold.rows(f"EXPLAIN QUERY PLAN {statement.text}", statement.bind(given))
        lines = [line for *_, line in explained]
        assert not [line for line in lines if "TEMP B-TREE" in line]
        assert len([line for line in lines if line.startswith("SEARCH t1 ")]) == 1


def test_a_page_with_default_filters_is_within_a_bound(tenfold: Release) -> None:
    """In any order: of all countries, of one, and of another series."""
    shares = RECORD["emissions-shares"]
    asked: tuple[dict[str, Any], ...] = (
        {},
        {"country_code": "CHN"},
        {"series_id": "ghg-territorial"},
    )
    for values, sort in product(asked, orders(shares)):
        steps = tenfold.page(shares, values, sort, has_defaults=True)
        assert steps <= PAIR, (values, sort)


def test_a_page_of_a_filter_in_an_order_is_within_a_bound(tenfold: Release) -> None:
    """A sample of all pairs."""
    check_pairs(tenfold, list(cases(tenfold))[::SAMPLE])


def test_how_many_rows_have_a_value_decides_how_it_is_found(tenfold: Release) -> None:
    """In the order of another column: a rare one is searched and sorted, a frequent one is met."""
    statements = RECORD["statements"]
    by_source = statements.filters["source_id"]
    (frequent, many), (rare, few) = tenfold.values(statements, by_source)
    assert few < 200 < 10_000 < many
    for sort in ("field", "-row_id", "-id"):
        for value in (frequent, rare):
            assert tenfold.page(statements, {"source_id": value}, sort) <= 20_000, (value, sort)


@pytest.mark.long
def test_every_page_of_a_filter_in_an_order_is_within_a_bound(tenfold: Release) -> None:
    """All pairs of the record."""
    check_pairs(tenfold, list(cases(tenfold)))


def test_a_count_costs_the_rows_that_match(tenfold: Release) -> None:
    """Of every filter; lists of values are read row by row."""
    for resource in RECORD.values():
        for filter_ in resource.filters.values():
            if filter_.kind in LISTS:
                continue
            for value, _ in tenfold.values(resource, filter_):
                values = {filter_.name: value}
                page = tenfold.page(resource, values)
                count = tenfold.page(resource, values, counted=True) - page
                limit = PAGE + PER_MATCH * tenfold.total
                assert count <= limit, (resource.name, filter_.name, value)


def test_a_negation_and_a_missing_value_cost_the_rows_that_are_read(tenfold: Release) -> None:
    """In the own order of a list: at most each row of the table once, with what it is asked."""
    for resource in RECORD.values():
        ((rows,),) = tenfold.rows(f"SELECT count(*) FROM {resource.table_name}")
        for filter_ in resource.filters.values():
            asked = [
                (f"{filter_.name}__not", (value,)) for value, _ in tenfold.values(resource, filter_)
            ]
            if "isnull" in filter_.operators:
                asked += [(f"{filter_.name}__isnull", is_null) for is_null in (True, False)]
            for name, value in asked:
                steps = tenfold.page(resource, {name: value})
                assert steps <= PAGE + PER_ROW * rows, (resource.name, name, value)


def test_a_page_of_words_by_key_costs_its_rows(tenfold: Release) -> None:
    """However many match, where nothing else is asked."""
    for name in ("officials", "offices", "import-notes"):
        for words in (("a",), ("m", "a")):
            assert tenfold.page(RECORD[name], {"q": words}) <= 5_000, name


def test_words_are_searched_in_their_index(tenfold: Release) -> None:
    """`q` costs the rows that match: none here."""
    for resource in RECORD.values():
        if resource.query.search:
            values = {"q": ("nosuchword", "norany")}
            assert tenfold.page(resource, values, counted=True) <= 2_000

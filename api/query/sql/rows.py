"""The rows of a plan and the statistics of its page, as fragments of SQL.

These are orders, keyset windows and counts; `statements` puts JSON around them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from api.query.plan import Plan, Window
from api.query.shape import PageStat
from api.query.sql.conditions import ConditionsWriter
from api.query.sql.index_choice import (
    InOrder,
    conditions_by_value,
    has_words_by_key,
    index_in_order,
    ranking_in_order,
    unsearched_columns,
    values_in_order,
)
from api.query.sql.validity import Parent, column_of
from schema import RECORD
from schema.scalars import Kind
from schema.validity import VALIDITY_COLUMNS

_MAX_ROW_ID = 2**63 - 1  # of SQLite


@dataclass
class RowsWriter(ConditionsWriter):
    """Writes the rows of a plan: their conditions, order and window, and the counts of a page."""

    def rows(
        self, plan: Plan, t: str, parent: Parent, columns: Iterable[str], *, last: bool = False
    ) -> str:
        """The rows of the plan's window as an ordered FROM item.

        Rows are sorted and limited before JSON is made of them, so the sorter holds no JSON. The
        rows of a ranking come in order, and each is looked up once.

        Args:
            plan: A plan with a window.
            t: The alias of the item.
            parent: The parent row, if the rows belong to one.
            columns: The columns to select, besides the key and the sort keys.
            last: Whether the FROM clause ends with the item. If then an index yields this order,
                the table is read directly instead of sorting row ids in a subquery.
        """
        window = plan.window
        assert window is not None
        keys = [plan.resource.key, *(o.column for o in plan.order)]
        bounds = VALIDITY_COLUMNS if plan.certain_first and plan.resource.validity else ()
        names = dict.fromkeys([*keys, *bounds, *self._stored(plan, columns)])
        selected = ", ".join(column_of(t, name) for name in names)
        if parent is None and self.dialect.joined_words and has_words_by_key(plan):
            return self._rows_with_words(plan, t, parent, selected)
        table, direct = plan.table_name, last and parent and index_in_order(plan, parent[0])
        ranking = ranking_in_order(plan) if parent is None else None
        has_figures = InOrder.figures in (direct, ranking)
        order = self.order_by(plan, t, parent, backward=window.backward, stored=not has_figures)
        if direct:
            page = self.dialect.page(window.limit, 0)
            return f"{table} {t}{self.where(plan, t, parent, window)} ORDER BY {order} {page}"
        tails = list(self._tails(plan, t, parent, order))
        if ranking and len(tails) == 1:
            rows = f"(SELECT {selected} FROM {table} {t}{tails[0]}) {t}"
        else:
            rows = self.dialect.limited(table, t, selected, tails, window.limit)
        if not window.backward:
            return rows
        forward = self.order_by(plan, t, parent, backward=False)
        return f"(SELECT {selected} FROM {rows} ORDER BY {forward}) {t}"

    def _rows_with_words(self, plan: Plan, t: str, parent: Parent, selected: str) -> str:
        """The same for a list by key with words: no more matches are read than the window has."""
        assert plan.window is not None
        assert self.dialect.joined_words is not None
        words = [self.bind(word) for word in plan.words]
        join, term, key = self.dialect.joined_words(plan.table_name, t, words)
        others = self.where(replace(plan, words=()), t, parent, plan.window)
        where = f" WHERE {term}{others.replace(' WHERE ', ' AND ', 1)}"
        order = f"{key}{' DESC' if plan.order[0].descending else ''}"
        tail = f"{join}{where} ORDER BY {order} {self.dialect.page(plan.window.limit, 0)}"
        return self.dialect.limited(plan.table_name, t, selected, [tail], plan.window.limit)

    def _stored(self, plan: Plan, columns: Iterable[str]) -> Iterator[str]:
        """The stored columns behind columns; a figure has one for its digits as well."""
        for name in columns:
            yield name
            if name in plan.resource.fields and plan.resource.fields[name].kind is Kind.figure:
                yield self.dialect.digits(name)

    def _tails(self, plan: Plan, t: str, parent: Parent, order: str) -> Iterator[str]:
        """The clauses that select the rows of a page, those of each in order before the next one's.

        Where the values of a column differ much in frequency, the first clause searches the value
        if few rows have it, and the next one reads all rows in their order if many do. The limit
        says so, because SQLite reads it once, and a condition for each row.
        """
        assert plan.window is not None
        page = self.dialect.page(plan.window.limit, 0)
        unsearched = self._unsearched(plan, parent)
        known = ""  # that many rows have the values of the conditions so far
        for condition, few in conditions_by_value(plan, unsearched, self.dialect.unselective):
            f = self.alias()
            own = f"FROM {plan.table_name} {f} WHERE {self.condition(plan, condition, f)}"
            many = f"EXISTS (SELECT 1 {own} {self.dialect.page(1, few)})"
            where = self._where(plan, t, parent, unsearched - {condition.filter.column})
            yield f"{where} ORDER BY {order} {page} * ({known}NOT {many})"
            known += f"{many} AND "
        only = f" * ({known.removesuffix(' AND ')})" if known else ""
        end = f"ORDER BY {order} {page}{only}"
        if parent is None and (values := values_in_order(plan, unsearched, self.dialect.values)):
            yield from (self._tail_of_value(plan, t, unsearched, each, end) for each in values)
        else:
            yield f"{self._where(plan, t, parent, unsearched)} {end}"

    def _tail_of_value(
        self, plan: Plan, t: str, unsearched: frozenset[str], value: Any, end: str
    ) -> str:
        """The clause of the rows of a page that have one value of the first sort key.

        If a cursor's row has the value, they begin at this row. The limit says whether there are
        any beyond it.
        """
        assert plan.window is not None
        terms = self.terms(plan, t, None, unsearched=unsearched)
        terms.append(f"{t}.{plan.order[0].column} IS {self.bind(value)}")
        ends = plan.window.ends
        terms += [self._beyond_among_equals(plan, t, window, value) for window in ends]
        limits = [self._has_beyond(plan, window, value) for window in ends]
        return " * ".join([f" WHERE {' AND '.join(terms)} {end}", *limits])

    def _beyond_among_equals(self, plan: Plan, t: str, window: Window, value: Any) -> str:
        """The predicate of rows beyond a cursor, of those with one value of the first sort key."""
        here, there = (self.sort_key(plan, x, plan.resource.key, stored=True) for x in (t, "a"))
        is_equal = f"a.{plan.order[0].column} IS {self.bind(value)}"
        anchor = f"(SELECT {there} {self._anchor(plan, window)} AND {is_equal})"
        sign, all_rows = ("<", _MAX_ROW_ID) if window.backward else (">", 0)
        return f"{here} {sign} coalesce({anchor}, {all_rows})"

    def _has_beyond(self, plan: Plan, window: Window, value: Any) -> str:
        """Whether rows with a value of the first sort key may be beyond a cursor: 1 or 0."""
        first = plan.order[0]
        anchor = f"(SELECT a.{first.column} {self._anchor(plan, window)})"
        if value is None:
            return f"({anchor} IS NULL)" if window.backward else "1"
        sign = "<=" if first.descending != window.backward else ">="
        return f"coalesce({self.bind(value)} {sign} {anchor}, {int(window.backward)})"

    def where(self, plan: Plan, t: str, parent: Parent, window: Window | None = None) -> str:
        """The WHERE clause of a list, or with `window` of the rows beyond its cursors."""
        if window is not None:
            return self._where(plan, t, parent, self._unsearched(plan, parent))
        terms = self.terms(plan, t, parent)
        return f" WHERE {' AND '.join(terms)}" if terms else ""

    def _where(self, plan: Plan, t: str, parent: Parent, unsearched: frozenset[str]) -> str:
        """The WHERE clause of the rows beyond a plan's cursors."""
        assert plan.window is not None
        terms = self.terms(plan, t, parent, unsearched=unsearched)
        terms += (self.after_cursor(plan, t, end, parent) for end in plan.window.ends)
        return f" WHERE {' AND '.join(terms)}" if terms else ""

    def _unsearched(self, plan: Plan, parent: Parent) -> frozenset[str]:
        """The columns whose conditions no index searches, for rows in the plan's order."""
        if self.dialect.selective is None:
            return frozenset()
        relation = parent[0] if parent else None
        return unsearched_columns(plan, relation, self.dialect.selective)

    def after_cursor(self, plan: Plan, t: str, window: Window, parent: Parent) -> str:
        """The predicate of rows after the anchor in the plan's order, or if `backward` before it.

        For each sort key there is one alternative, in which all keys before it are equal. They are
        not nested: SQLite's parser limits the depth.
        """
        anchor = self._anchor(plan, window)
        alternatives: list[str] = []
        same: list[str] = []
        if plan.certain_first:
            here = self._rank(plan, t, parent)
            there = f"(SELECT {self._rank(plan, 'a', parent)} {anchor})"
            alternatives.append(f"{here} {'<' if window.backward else '>'} {there}")
            same.append(f"{here} = {there}")
        for key in plan.order:
            here = self.sort_key(plan, t, key.column, stored=True)
            there = f"(SELECT {self.sort_key(plan, 'a', key.column, stored=True)} {anchor})"
            sign = "<" if key.descending != window.backward else ">"
            terms = [f"{here} {sign} {there}"]
            if plan.resource.fields[key.column].nullable:
                near, far = (here, there) if window.backward else (there, here)
                terms.append(f"({near} IS NOT NULL AND {far} IS NULL)")
            alternatives += [" AND ".join([*same, term]) for term in terms]
            same.append(self.dialect.is_not_distinct(here, there))
        beyond = f"({' OR '.join(alternatives)})"
        first = plan.order[0]
        if plan.certain_first or plan.resource.fields[first.column].nullable:
            return beyond
        # An index begins at the anchor: it does not at an alternative.
        here = self.sort_key(plan, t, first.column, stored=True)
        there = f"(SELECT {self.sort_key(plan, 'a', first.column, stored=True)} {anchor})"
        sign = "<=" if first.descending != window.backward else ">="
        return f"{here} {sign} {there} AND {beyond}"

    def _anchor(self, plan: Plan, window: Window) -> str:
        key = f"a.{plan.resource.key} = {self.bind(window.anchor)}"
        return f"FROM {plan.table_name} a WHERE {' AND '.join([key, *self._version_terms(plan)])}"

    def _version_terms(self, plan: Plan) -> list[str]:
        """The terms that select the anchor's version, where rows are versions."""
        return self.known_terms(plan, "a") if plan.reads_versions else []

    def _rank(self, plan: Plan, t: str, parent: Parent) -> str:
        """The sort key that puts rows that certainly hold first."""
        return f"CASE WHEN {self.certain_predicate(plan, t, parent)} THEN 0 ELSE 1 END"

    def sort_key(self, plan: Plan, t: str, column: str, *, stored: bool) -> str:
        """A column as a sort key; of a `stored` table the key is sorted by what its indexes have.

        The history is not stored in the order of its keys.
        """
        if stored and column == plan.resource.key and plan.resource.name in RECORD:
            return self.dialect.key_order(t, column)
        return f"{t}.{column}"

    def order_by(
        self, plan: Plan, t: str, parent: Parent, *, backward: bool, stored: bool = False
    ) -> str:
        """The ORDER BY list; nulls come last, or first if the order is reversed.

        `stored` says whether `t` is the table itself, and no rows that were selected from it.
        """
        nulls = " NULLS FIRST" if backward else " NULLS LAST"
        keys = [
            f"{self.sort_key(plan, t, o.column, stored=stored)}"
            f"{' DESC' if o.descending != backward else ''}"
            # Only where there are nulls: an index cannot serve an order with NULLS LAST.
            f"{nulls if plan.resource.fields[o.column].nullable else ''}"
            for o in plan.order
        ]
        if plan.certain_first:
            keys.insert(0, f"{self._rank(plan, t, parent)}{' DESC' if backward else ''}")
        return ", ".join(keys)

    def page_stat(self, plan: Plan, stat: PageStat, parent: Parent) -> str:
        """A statistic of a page as a scalar expression: a count, a condition or a key."""
        resource, window = plan.resource, plan.window
        assert window is not None
        t = self.alias()
        table = f"{plan.table_name} {t}"
        match stat:
            case PageStat.total:
                return f"(SELECT count(*) FROM {table}{self.where(plan, t, parent)})"
            case PageStat.certain:
                terms = " AND ".join(self.terms(plan, t, parent, certain=True))
                return f"(SELECT count(*) FROM {table} WHERE {terms})"
            case PageStat.has_next:
                where = self.where(plan, t, parent, window)
                beyond = self.dialect.page(1, window.limit)
                return f"EXISTS (SELECT 1 FROM {table}{where} {beyond})"
            case PageStat.has_previous:
                return self._behind(plan, t, parent)
            case PageStat.cursor_exists:
                anchors = [self._anchor(plan, end) for end in window.ends]
                exist = " AND ".join(f"EXISTS (SELECT 1 {anchor})" for anchor in anchors)
                return exist or "1 = 1"
            case PageStat.first | PageStat.last:
                order = self.order_by(plan, t, parent, backward=stat is PageStat.last)
                rows = self.rows(plan, t, parent, ())
                return f"(SELECT {t}.{resource.key} FROM {rows} ORDER BY {order} LIMIT 1)"

    def _behind(self, plan: Plan, t: str, parent: Parent) -> str:
        """Whether the list has the anchor's row, or rows on the other side of it."""
        window, resource = plan.window, plan.resource
        if window is None or window.anchor is None:
            return "1 = 0"
        turned = replace(window, backward=not window.backward)
        anchor = f"{t}.{resource.key} = {self.bind(window.anchor)}"
        other_side = f"({anchor} OR {self.after_cursor(plan, t, turned, parent)})"
        terms = " AND ".join([*self.terms(plan, t, parent), other_side])
        return f"EXISTS (SELECT 1 FROM {plan.table_name} {t} WHERE {terms})"

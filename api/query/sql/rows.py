"""The rows of a plan and the statistics of its page, as fragments of SQL.

These are conditions, orders, keyset windows and counts; `statements` puts JSON around them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from api.query.plan import Condition, PageStat, Plan, Window, order_of
from api.query.sql.predicates import comparison
from api.query.sql.validity import Parent, ValidityWriter, column_of
from schema.editions import BY_DEFAULT, NAMING
from schema.relations import Relation
from schema.scalars import Kind
from schema.validity import VALIDITY_COLUMNS


@dataclass
class RowsWriter(ValidityWriter):
    """Writes the rows of a plan: their conditions, order and window, and the counts of a page."""

    def rows(
        self, plan: Plan, t: str, parent: Parent, columns: Iterable[str], *, last: bool = False
    ) -> str:
        """The rows of the plan's window as an ordered FROM item.

        Rows are sorted and limited before JSON is made of them, so the sorter holds no JSON.

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
        where = self.where(plan, t, parent, window)
        order = self.order_by(plan, t, parent, backward=window.backward)
        table = plan.table_name
        tail = f"{where} ORDER BY {order} {self.dialect.page(window.limit, 0)}"
        if last and parent and _in_index_order(plan, parent[0]):
            return f"{table} {t}{tail}"
        if not window.backward:
            return self.dialect.limited(table, t, selected, tail)
        rows = f"(SELECT {selected} FROM {table} {t}{tail}) {t}"
        forward = self.order_by(plan, t, parent, backward=False)
        return f"(SELECT {selected} FROM {rows} ORDER BY {forward}) {t}"

    def _stored(self, plan: Plan, columns: Iterable[str]) -> Iterator[str]:
        """The stored columns behind columns; a figure has one for its digits as well."""
        for name in columns:
            yield name
            if name in plan.resource.fields and plan.resource.fields[name].kind is Kind.figure:
                yield self.dialect.digits(name)

    def where(self, plan: Plan, t: str, parent: Parent, window: Window | None = None) -> str:
        """The WHERE clause of a list, or with `window` of the rows beyond the window's anchor."""
        terms = self.terms(plan, t, parent)
        if window is not None and window.anchor is not None:
            terms.append(self.after_cursor(plan, t, window, parent))
        return f" WHERE {' AND '.join(terms)}" if terms else ""

    def terms(self, plan: Plan, t: str, parent: Parent, *, certain: bool = False) -> list[str]:
        """The WHERE terms of a list, which all its pages share.

        With `certain`, the plan's date must be within the certain bounds of validity instead of the
        possible ones.
        """
        terms = [self.join_predicate(*parent, t, plan, certain=certain)] if parent else []
        terms += [self.condition(plan, condition, t, certain=certain) for condition in plan.where]
        if plan.words:
            words = [self.bind(word) for word in plan.words]
            terms.append(self.dialect.has_words(plan.table_name, t, words))
        terms += self.known_terms(plan, t)
        if self.dialect.leaves_out_editions and shows_latest(plan, parent and parent[0]):
            terms.append(f"{t}.{BY_DEFAULT}")
        if plan.as_of is not None and plan.window is not None:
            terms += self._holds_terms(plan, plan.as_of, t, parent, certain=certain)
        return terms

    def condition(self, plan: Plan, condition: Condition, t: str, *, certain: bool = False) -> str:
        """The predicate of a condition, over the table or over a link table."""
        link, column = condition.filter.through, condition.filter.column
        if link is None:
            return comparison(self.dialect, self.bind, condition, f"{t}.{column}")
        inner = self.link_condition(plan, condition, certain=certain)
        near = f"SELECT link.{link.near} FROM {link.table} link WHERE {inner}"
        return f"{t}.{plan.resource.key} IN ({near})"

    def join_predicate(
        self, relation: Relation, parent: str, t: str, plan: Plan, *, certain: bool
    ) -> str:
        """The predicate that joins rows to their parent."""
        near, far = f"{parent}.{relation.local}", f"{t}.{relation.remote}"
        if (link := relation.through) is None:
            return f"{far} = {near}"
        alive = self.link_alive(plan, link.table, "l", certain=certain)
        there = f"FROM {link.table} l WHERE l.{link.near} = {near}{alive}"
        return f"{far} IN (SELECT l.{link.far} {there})"

    def after_cursor(self, plan: Plan, t: str, window: Window, parent: Parent) -> str:
        """The predicate of rows after the anchor in the plan's order, or if `backward` before it.

        For each sort key there is one alternative, in which all keys before it are equal. They are
        not nested: SQLite's parser limits the depth.
        """
        anchor = self._anchor(plan)
        alternatives: list[str] = []
        same: list[str] = []
        if plan.certain_first:
            here = self._rank(plan, t, parent)
            there = f"(SELECT {self._rank(plan, 'a', parent)} {anchor})"
            alternatives.append(f"{here} {'<' if window.backward else '>'} {there}")
            same.append(f"{here} = {there}")
        for key in plan.order:
            here, there = f"{t}.{key.column}", f"(SELECT a.{key.column} {anchor})"
            sign = "<" if key.descending != window.backward else ">"
            terms = [f"{here} {sign} {there}"]
            if plan.resource.fields[key.column].nullable:
                near, far = (here, there) if window.backward else (there, here)
                terms.append(f"({near} IS NOT NULL AND {far} IS NULL)")
            alternatives += [" AND ".join([*same, term]) for term in terms]
            same.append(self.dialect.is_not_distinct(here, there))
        return f"({' OR '.join(alternatives)})"

    def _anchor(self, plan: Plan) -> str:
        assert plan.window is not None
        key = f"a.{plan.resource.key} = {self.bind(plan.window.anchor)}"
        return f"FROM {plan.table_name} a WHERE {' AND '.join([key, *self._version_terms(plan)])}"

    def _version_terms(self, plan: Plan) -> list[str]:
        """The terms that select the anchor's version, where rows are versions."""
        return self.known_terms(plan, "a") if plan.reads_versions else []

    def _rank(self, plan: Plan, t: str, parent: Parent) -> str:
        """The sort key that puts rows that certainly hold first."""
        return f"CASE WHEN {self.certain_predicate(plan, t, parent)} THEN 0 ELSE 1 END"

    def order_by(self, plan: Plan, t: str, parent: Parent, *, backward: bool) -> str:
        """The ORDER BY list; nulls come last, or first if the order is reversed."""
        keys = order_keys(plan, t, backward=backward)
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
                exists = window.anchor is not None
                return f"EXISTS (SELECT 1 {self._anchor(plan)})" if exists else "1 = 1"
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


def shows_latest(plan: Plan, relation: Relation | None) -> bool:
    """Whether a list leaves out rows of other editions: it names neither source nor row."""
    if plan.resource.editions is None or plan.window is None:
        return False
    named = {condition.filter.column for condition in plan.where}
    if relation is not None:
        named.add(relation.remote)
    return named.isdisjoint((*NAMING, plan.resource.key))


def _in_index_order(plan: Plan, relation: Relation) -> bool:
    """Whether an index yields the rows of a parent in the plan's order.

    Publishing creates one for each relation in the default order, and the ranked indexes.
    """
    if plan.words or relation.through or plan.window is None:
        return False
    if plan.certain_first or plan.reads_versions:
        return False
    if plan.window.backward or plan.window.anchor:
        return False
    if any(c.operator != "eq" or c.filter.through for c in plan.where):
        return False
    leads = sorted([relation.remote, *(c.filter.column for c in plan.where)])
    resource = plan.resource
    ranked = [(index[:-1], index[-1:]) for index in resource.indexes.ranked]
    return any(
        sorted(by) == leads and plan.order == order_of(resource, order)
        for by, order in [((relation.remote,), resource.query.order), *ranked]
    )


def order_keys(plan: Plan, t: str, *, backward: bool) -> list[str]:
    """The keys of ORDER BY; nulls come last, or first if the order is reversed."""
    nulls = " NULLS FIRST" if backward else " NULLS LAST"
    return [
        f"{t}.{o.column}{' DESC' if o.descending != backward else ''}"
        # Only where there are nulls: an index cannot serve an order with NULLS LAST.
        f"{nulls if plan.resource.fields[o.column].nullable else ''}"
        for o in plan.order
    ]

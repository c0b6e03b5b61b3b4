"""The rows of a plan and the statistics of its page, as fragments of SQL.

These are conditions, orders, keyset windows and counts; `statements` puts JSON around them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from api.query.plan import DATED_TABLES, Condition, PageStat, Parameter, Plan, Window, order_of
from api.query.sql.predicates import DeferredParameter, comparison
from api.releases.dialects import Dialect
from schema.periods import first_day, last_day
from schema.resource import CERTAIN_FROM, CERTAIN_TO, EARLIEST, LATEST, Relation
from schema.scalars import Kind

# The relation from a parent row to the rows, and the alias of the parent's table.
Parent = tuple[Relation, str] | None


@dataclass
class RowsWriter:
    """Writes SQL fragments depth first, and collects their parameters and table aliases."""

    dialect: Dialect
    release: str
    parameters: list[object] = field(default_factory=list)
    aliases: int = 0

    def bind(self, value: object) -> str:
        """The placeholder of a parameter, which has a value now or is deferred to the request."""
        self.parameters.append(DeferredParameter(value) if isinstance(value, Parameter) else value)
        return self.dialect.parameter(len(self.parameters))

    def alias(self) -> str:
        """A new table alias; the same table may occur several times in a statement."""
        self.aliases += 1
        return f"t{self.aliases}"

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
        names = dict.fromkeys([*keys, *self._stored(plan, columns)])
        selected = ", ".join(f"{t}.{name}" for name in names)
        where = self.where(plan, t, parent, window)
        order = order_by(plan, t, backward=window.backward)
        table = plan.resource.table_name
        tail = f"{where} ORDER BY {order} {self.dialect.page(window.limit, 0)}"
        if last and parent and _in_index_order(plan, parent[0]):
            return f"{table} {t}{tail}"
        if not window.backward:
            return self.dialect.limited(table, t, selected, tail)
        rows = f"(SELECT {selected} FROM {table} {t}{tail}) {t}"
        forward = order_by(plan, t, backward=False)
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
            terms.append(self.after_cursor(plan, t, window))
        return f" WHERE {' AND '.join(terms)}" if terms else ""

    def terms(self, plan: Plan, t: str, parent: Parent, *, certain: bool = False) -> list[str]:
        """The WHERE terms of a list, which all its pages share.

        With `certain`, the plan's date must be within the certain bounds of validity instead of the
        possible ones.
        """
        terms = [self.join_predicate(*parent, t, plan, certain=certain)] if parent else []
        terms += [self.condition(plan, condition, t, certain=certain) for condition in plan.where]
        terms += [self.dialect.has_text(f"{t}.search_text", self.word(w)) for w in plan.words]
        if (
            plan.as_of is not None
            and plan.window is not None
            and plan.resource.validity is not None
        ):
            terms.append(self.alive(plan.as_of, t, certain=certain))
        return terms

    def certain_predicate(self, plan: Plan, t: str, parent: Parent) -> str:
        """The predicate that a row certainly belongs to the list on the plan's date.

        It is evaluated for single rows, so each link is looked up by both of its ends.
        """
        assert plan.as_of is not None
        terms = []
        if parent is not None and (link := parent[0].through) is not None:
            ends = f"l.{link.near} = {parent[1]}.{parent[0].local}"
            ends += f" AND l.{link.far} = {t}.{parent[0].remote}"
            alive = self.link_alive(plan, link.table, "l", certain=True)
            terms.append(f"EXISTS (SELECT 1 FROM {link.table} l WHERE {ends}{alive})")
        for condition in plan.where:
            if (link := condition.filter.through) is not None and link.table in DATED_TABLES:
                end = f"link.{link.near} = {t}.{plan.resource.key}"
                end += f" AND {self.link_condition(plan, condition, certain=True)}"
                terms.append(f"EXISTS (SELECT 1 FROM {link.table} link WHERE {end})")
        if plan.resource.validity is not None:
            terms.append(self.alive(plan.as_of, t, certain=True))
        return " AND ".join(terms)

    def link_condition(self, plan: Plan, condition: Condition, *, certain: bool) -> str:
        """A condition over a link table under the alias `link`."""
        link, column = condition.filter.through, condition.filter.column
        assert link is not None
        inner = comparison(self.dialect, self.bind, condition, f"link.{column}")
        return inner + self.link_alive(plan, link.table, "link", certain=certain)

    def alive(self, on: str | Parameter, t: str, *, certain: bool) -> str:
        """The predicate that row `t` may be valid on a date, or certainly is on all its days."""
        first, last = self.dated(on, first_day), self.dated(on, last_day)
        if certain:
            return f"{t}.{CERTAIN_FROM} <= {first} AND {t}.{CERTAIN_TO} >= {last}"
        return f"{t}.{EARLIEST} <= {last} AND {t}.{LATEST} >= {first}"

    def holds(self, on: str | Parameter, t: str) -> str:
        """SQL for JSON true, false or null: whether row `t` is valid on a date.

        True: certainly on all its days; false: on none of them; null: neither is known.
        """
        certain, possible = (self.alive(on, t, certain=is_certain) for is_certain in (True, False))
        return f"CASE WHEN {certain} THEN 'true' WHEN {possible} THEN 'null' ELSE 'false' END"

    def dated(self, on: str | Parameter, convert: Callable[[str], str]) -> str:
        """The placeholder of a day that `convert` derives from a date."""
        return self.bind(
            DeferredParameter(on, convert) if isinstance(on, Parameter) else convert(on)
        )

    def link_alive(self, plan: Plan, table: str, link: str, *, certain: bool) -> str:
        """A further term that a link is valid on the plan's date, or "" if it needs none."""
        if plan.as_of is None or table not in DATED_TABLES:
            return ""
        return f" AND {self.alive(plan.as_of, link, certain=certain)}"

    def word(self, word: str | Parameter) -> str:
        """The beginning of a word in `search_text`, where a space precedes every word."""
        spaced = (
            DeferredParameter(word, " {}".format) if isinstance(word, Parameter) else f" {word}"
        )
        return self.bind(spaced)

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

    def after_cursor(self, plan: Plan, t: str, window: Window) -> str:
        """The predicate of rows after the anchor in the plan's order, or if `backward` before it.

        For each sort key there is one alternative, in which all keys before it are equal. They are
        not nested: SQLite's parser limits the depth.
        """
        anchor = self._anchor(plan)
        alternatives: list[str] = []
        same: list[str] = []
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
        resource, anchor = plan.resource, self.bind(plan.window.anchor)
        return f"FROM {resource.table_name} a WHERE a.{resource.key} = {anchor}"

    def page_stat(self, plan: Plan, stat: PageStat, parent: Parent) -> str:
        """A statistic of a page as a scalar expression: a count, a condition or a key."""
        resource, window = plan.resource, plan.window
        assert window is not None
        t = self.alias()
        table = f"{resource.table_name} {t}"
        match stat:
            case PageStat.total:
                return f"(SELECT count(*) FROM {table}{self.where(plan, t, parent)})"
            case PageStat.certain:
                terms = " AND ".join(self.terms(plan, t, parent, certain=True))
                return f"(SELECT count(*) FROM {table} WHERE {terms})"
            case PageStat.unknown:
                where = self.where(plan, t, parent)
                certain = self.certain_predicate(plan, t, parent)
                return f"(SELECT count(*) FROM {table}{where} AND NOT ({certain}))"
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
                order = order_by(plan, t, backward=stat is PageStat.last)
                rows = self.rows(plan, t, parent, ())
                return f"(SELECT {t}.{resource.key} FROM {rows} ORDER BY {order} LIMIT 1)"

    def _behind(self, plan: Plan, t: str, parent: Parent) -> str:
        """Whether the list has the anchor's row, or rows on the other side of it."""
        window, resource = plan.window, plan.resource
        if window is None or window.anchor is None:
            return "1 = 0"
        turned = replace(window, backward=not window.backward)
        anchor = f"{t}.{resource.key} = {self.bind(window.anchor)}"
        other_side = f"({anchor} OR {self.after_cursor(plan, t, turned)})"
        terms = " AND ".join([*self.terms(plan, t, parent), other_side])
        return f"EXISTS (SELECT 1 FROM {resource.table_name} {t} WHERE {terms})"


def _in_index_order(plan: Plan, relation: Relation) -> bool:
    """Whether an index yields the rows of a parent in the plan's order.

    Publishing creates one for each relation in the default order, and the ranked indexes.
    """
    if plan.words or relation.through or plan.window is None:
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


def order_by(plan: Plan, t: str, *, backward: bool) -> str:
    """The ORDER BY list; nulls come last, or first if the order is reversed."""
    nulls = " NULLS FIRST" if backward else " NULLS LAST"
    return ", ".join(
        f"{t}.{o.column}{' DESC' if o.descending != backward else ''}"
        # Only where there are nulls: an index cannot serve an order with NULLS LAST.
        f"{nulls if plan.resource.fields[o.column].nullable else ''}"
        for o in plan.order
    )

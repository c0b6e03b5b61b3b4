"""The rows of a plan and the statistics of its page, as fragments of SQL.

These are conditions, orders, keyset windows and counts; `statements` puts JSON around them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from api.query.plan import (
    DATED_TABLES,
    Condition,
    Date,
    Form,
    Holds,
    HoldsReason,
    PageStat,
    Parameter,
    Plan,
    RowDate,
    UnknownReason,
    Window,
    order_of,
)
from api.query.sql.json_text import literal
from api.query.sql.predicates import DeferredParameter, comparison
from api.releases.dialects import Dialect
from schema.periods import first_day, last_day
from schema.resource import (
    CERTAIN_FROM,
    CERTAIN_TO,
    EARLIEST,
    KNOWN_FROM,
    KNOWN_TO,
    LAST_DAY,
    LATEST,
    STATED_FROM,
    THEN_FIRST,
    THEN_LAST,
    VALIDITY_COLUMNS,
    VERSION_FROM,
    VERSION_TO,
    Relation,
    Resource,
)
from schema.scalars import Kind

# The relation from a parent row to the rows, and the alias of the parent's table.
Parent = tuple[Relation, str] | None


class DatedRow(NamedTuple):
    """The row whose date a `RowDate` stands for: its resource, alias and column of the date."""

    resource: Resource
    t: str
    column: str


@dataclass
class RowsWriter:
    """Writes SQL fragments depth first, and collects their parameters and table aliases."""

    dialect: Dialect
    release: str
    parameters: list[object] = field(default_factory=list)
    aliases: int = 0
    dated_row: DatedRow | None = None

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
        terms += [self.dialect.has_text(f"{t}.search_text", self.word(w)) for w in plan.words]
        terms += self.known_terms(plan, t)
        if plan.as_of is not None and plan.window is not None:
            terms += self._holds_terms(plan, plan.as_of, t, parent, certain=certain)
        return terms

    def known_terms(self, plan: Plan, t: str) -> list[str]:
        """The terms that select the version of a row, or rows that had been stated by a date."""
        last = repr(LAST_DAY)
        known = last if plan.known_by is None else self.last(plan.known_by)
        if plan.reads_versions:
            on = last if plan.as_of is None else self.last(plan.as_of)
            return [
                f"{t}.{VERSION_FROM} <= {on} AND {t}.{VERSION_TO} >= {on}",
                f"{t}.{KNOWN_FROM} <= {known} AND {t}.{KNOWN_TO} >= {known}",
            ]
        if plan.known_by is not None and plan.resource.validity is not None:
            return [f"{t}.{STATED_FROM} <= {known}"]
        return []

    def _holds_terms(
        self, plan: Plan, on: Date, t: str, parent: Parent, *, certain: bool
    ) -> list[str]:
        """The terms of a list with a date, by whether its rows hold on it."""
        has_validity = plan.resource.validity is not None
        if certain and plan.holds in (Holds.false, Holds.unknown):
            return ["1 = 0"]
        if plan.holds is Holds.false:
            return [f"NOT ({self.alive(plan, on, t, certain=False)})"]
        terms = [self.alive(plan, on, t, certain=certain)] if has_validity else []
        if plan.holds is Holds.true and not certain:
            terms.append(self.certain_predicate(plan, t, parent))
        elif plan.holds is Holds.unknown:
            terms.append(f"NOT ({self.certain_predicate(plan, t, parent)})")
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
            terms.append(self.alive(plan, plan.as_of, t, certain=True))
        return " AND ".join(terms)

    def link_condition(self, plan: Plan, condition: Condition, *, certain: bool) -> str:
        """A condition over a link table under the alias `link`."""
        link, column = condition.filter.through, condition.filter.column
        assert link is not None
        inner = comparison(self.dialect, self.bind, condition, f"link.{column}")
        return inner + self.link_alive(plan, link.table, "link", certain=certain)

    def alive(self, plan: Plan, on: Date, t: str, *, certain: bool) -> str:
        """The predicate that row `t` may be valid on a date, or certainly is on all its days.

        What had been stated by a date makes nothing certain after it.
        """
        first, last = self.first(on), self.last(on)
        if not certain:
            return f"{t}.{EARLIEST} <= {last} AND {t}.{LATEST} >= {first}"
        within = f"{t}.{CERTAIN_FROM} <= {first} AND {t}.{CERTAIN_TO} >= {last}"
        if plan.known_by is None:
            return within
        return f"{within} AND {last} <= {self.last(plan.known_by)}"

    def holds(self, plan: Plan, on: Date, t: str) -> str:
        """SQL for JSON true, false or null: whether row `t` is valid on a date.

        True: certainly on all its days; false: on none of them; null: neither is known.
        """
        certain = self.alive(plan, on, t, certain=True)
        possible = self.alive(plan, on, t, certain=False)
        return f"CASE WHEN {certain} THEN 'true' WHEN {possible} THEN 'null' ELSE 'false' END"

    def holds_reason(self, plan: Plan, member: HoldsReason, t: str) -> str:
        """SQL for a `UnknownReason` as JSON, or null if it is known whether row `t` is valid."""
        on = member.on
        first, is_merged = self.first(on), plan.resource.is_versioned
        certain = self.alive(plan, on, t, certain=True)
        possible = self.alive(plan, on, t, certain=False)
        released = "(SELECT released FROM release ORDER BY sequence DESC LIMIT 1)"
        before = UnknownReason.before_first_seen if is_merged else UnknownReason.start_unknown
        after = UnknownReason.after_last_seen if is_merged else UnknownReason.end_unknown
        reasons = (UnknownReason.future, UnknownReason.no_source_for_date, before, after)
        future, none, early, late = (
            literal(f'"{reason.upper() if member.form is Form.capitals else reason}"')
            for reason in reasons
        )
        return (
            f"CASE WHEN {certain} OR NOT ({possible}) THEN 'null' WHEN {first} > {released}"
            f" THEN {future} WHEN {t}.{CERTAIN_FROM} > {t}.{CERTAIN_TO} THEN {none}"
            f" WHEN {first} < {t}.{CERTAIN_FROM} THEN {early} ELSE {late} END"
        )

    def first(self, on: Date) -> str:
        """The first day of a date as SQL."""
        return self._day(on, first_day, THEN_FIRST)

    def last(self, on: Date) -> str:
        """The last day of a date as SQL."""
        return self._day(on, last_day, THEN_LAST)

    def _day(self, on: Date, convert: Callable[[str], str], column: str) -> str:
        if isinstance(on, RowDate):
            return f"{self._dated_row().t}.{column}"
        return self.bind(
            DeferredParameter(on, convert) if isinstance(on, Parameter) else convert(on)
        )

    def as_written(self, on: Date) -> str:
        """A date as SQL, with the precision that the client or the row gives it."""
        if isinstance(on, RowDate):
            row = self._dated_row()
            return column_of(row.t, row.column)
        return self.bind(on)

    def _dated_row(self) -> DatedRow:
        assert self.dated_row is not None, "a plan has the date of a row outside of its group"
        return self.dated_row

    def link_alive(self, plan: Plan, table: str, link: str, *, certain: bool) -> str:
        """A further term that a link is valid on the plan's date, or "" if it needs none."""
        if plan.as_of is None or table not in DATED_TABLES:
            return ""
        stated = ""
        if plan.known_by is not None:
            stated = f" AND {link}.{STATED_FROM} <= {self.last(plan.known_by)}"
        return f" AND {self.alive(plan, plan.as_of, link, certain=certain)}{stated}"

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


def column_of(t: str, name: str) -> str:
    """A column of a row; quoted where its name is a word of SQL."""
    return f'{t}."{name}"' if name in _SQL_WORDS else f"{t}.{name}"


_SQL_WORDS = frozenset({"values"})

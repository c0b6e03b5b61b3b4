"""A plan's one statement: a pure function from Plan to SQL text and parameters.

The database builds the JSON. A list comes back as one row (`items`, `total`, `more`, `last`,
`anchored`, `behind`), a single row as one text. JSON is put together with `||` rather than
`json_object`, which takes at most 63 keys on old SQLite and loses its subtype through subqueries.
"""

import calendar
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from api.dialects import Dialect
from api.plan import Condition, Embed, Order, Plan, Window
from schema.resource import Link, Relation
from schema.scalars import Kind


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text with numbered parameters."""

    text: str
    parameters: tuple[object, ...]


def statement(plan: Plan, dialect: Dialect, release: str) -> Statement:
    """The one statement that answers `plan`; `release` goes into the cursors of embedded lists."""
    writer = _Writer(dialect, release)
    text = writer.page(plan, None) if plan.window else writer.row(plan, None)
    return Statement(text, tuple(writer.parameters))


@dataclass
class _Writer:
    """Collects parameters and aliases while the text is put together, depth first."""

    dialect: Dialect
    release: str
    parameters: list[object] = field(default_factory=list)
    aliases: int = 0

    def bind(self, value: object) -> str:
        self.parameters.append(value)
        return self.dialect.parameter(len(self.parameters))

    def alias(self) -> str:
        self.aliases += 1
        return f"t{self.aliases}"

    # Rows and pages

    def row(self, plan: Plan, parent: tuple[Relation, str] | None) -> str:
        """SELECT of one row as a JSON text."""
        t = self.alias()
        where = self.where(plan, t, parent)
        return f"SELECT {self.object(plan, t)} AS item FROM {plan.resource.table_name} {t}{where}"

    def page(self, plan: Plan, parent: tuple[Relation, str] | None) -> str:
        """SELECT of one page: its items, the total, whether more follow, the last row's key."""
        window = plan.window
        assert window is not None
        table, key = plan.resource.table_name, plan.resource.key
        t = self.alias()
        where = self.where(plan, t, parent, window)
        order = _order_by(plan.order, t, window.backward)
        numbered = (
            f"SELECT {self.object(plan, t)} AS j, {t}.{key} AS k,"
            f" row_number() OVER (ORDER BY {order}) AS n"
            f" FROM (SELECT {t}.* FROM {table} {t}{where}"
            f" ORDER BY {order} LIMIT {window.limit + 1}) {t}"
        )
        direction = " DESC" if window.backward else ""
        limit = window.limit
        items = self.dialect.joined(f"CASE WHEN n <= {limit} THEN j END", f"n{direction}")
        total = f"({self.count(plan, parent)})" if plan.total else "NULL"
        return (
            f"SELECT coalesce({items}, '') AS items, {total} AS total,"
            f" count(*) > {limit} AS more,"
            f" max(CASE WHEN n = {limit} THEN k END) AS last, {self.anchored(plan)} AS anchored,"
            f" {self.behind(plan, parent)} AS behind"
            f" FROM (SELECT * FROM ({numbered}) numbered ORDER BY n{direction}) page"
        )

    def count(self, plan: Plan, parent: tuple[Relation, str] | None) -> str:
        t = self.alias()
        where = self.where(plan, t, parent)
        return f"SELECT count(*) FROM {plan.resource.table_name} {t}{where}"

    def anchored(self, plan: Plan) -> str:
        """Whether the row that the cursor names exists."""
        if plan.window is None or plan.window.anchor is None:
            return "1 = 1"
        return f"EXISTS (SELECT 1 {self._anchor_row(plan, plan.window.anchor)})"

    def behind(self, plan: Plan, parent: tuple[Relation, str] | None) -> str:
        """Whether the list has the anchor's row or any on its other side."""
        window, resource = plan.window, plan.resource
        if window is None or window.anchor is None or not window.behind:
            return "1 = 0"
        t = self.alias()
        turned = replace(window, backward=not window.backward)
        anchor = f"{t}.{resource.key} = {self.bind(window.anchor)}"
        other_side = f"({anchor} OR {self.beyond(plan, t, plan.order, turned)})"
        terms = [*self.terms(plan, t, parent), other_side]
        return f"EXISTS (SELECT 1 FROM {resource.table_name} {t} WHERE {' AND '.join(terms)})"

    # JSON

    def object(self, plan: Plan, t: str) -> str:
        """A JSON object of the plan's fields and embeds, as an expression over row `t`."""
        members = [
            (name, self.dialect.json_of(plan.resource.fields[name].kind, f"{t}.{name}"))
            for name in plan.fields
        ]
        members += [(embed.key, self.embed(embed, t)) for embed in plan.embeds]
        if not members:
            return "'{}'"
        pairs = " || ',' || ".join(f"'\"{name}\":' || {value}" for name, value in members)
        return f"'{{' || {pairs} || '}}'"

    def embed(self, embed: Embed, t: str) -> str:
        """An embedded row, or `null`; an embedded list, as a page or as REST answers lists."""
        parent = (embed.relation, t)
        if embed.plan.window is None:
            return f"coalesce(({self.row(embed.plan, parent)}), 'null')"
        page = self.page(embed.plan, parent)
        bare = embed.href is None
        shape = self._bare_page(embed.plan.window) if bare else self._rest_list(embed, t)
        return f"(SELECT {shape} FROM ({page}) embedded)"

    def _bare_page(self, window: Window) -> str:
        truths = "".join(
            f" || ',\"{name}\":' || {_truth(name)}" for name in ("more", "anchored", "behind")
        )
        total = "coalesce(CAST(total AS TEXT), 'null')"
        rest = f',"backward":{"true" if window.backward else "false"}}}'
        return f"'{{\"rows\":[' || items || '],\"total\":' || {total}{truths} || '{rest}'"

    def _rest_list(self, embed: Embed, t: str) -> str:
        address = f"{_literal(embed.href or '')} || {t}.{embed.relation.local}"
        after = _literal(f"&after={self.release}~")
        assert embed.plan.window is not None
        limit = _literal(f"&limit={embed.plan.window.limit}")
        following = self.dialect.json_of(Kind.text, f"({address} || {limit} || {after} || last)")
        return (
            '\'{"data":[\' || items || \'],"meta":{"total":\' || CAST(total AS TEXT)'
            f' || \'}},"links":{{"self":\' || {self.dialect.json_of(Kind.text, f"({address})")}'
            f" || ',\"next\":' || CASE WHEN more THEN {following} ELSE 'null' END || '}}}}'"
        )

    # Conditions

    def where(
        self,
        plan: Plan,
        t: str,
        parent: tuple[Relation, str] | None,
        window: Window | None = None,
    ) -> str:
        terms = self.terms(plan, t, parent)
        if window is not None and window.anchor is not None:
            terms.append(self.beyond(plan, t, plan.order, window))
        return f" WHERE {' AND '.join(terms)}" if terms else ""

    def terms(self, plan: Plan, t: str, parent: tuple[Relation, str] | None) -> list[str]:
        """What holds for every row of the list, whatever its page."""
        terms = [self.condition(plan, condition, t) for condition in plan.where]
        terms += [
            self.dialect.has_text(f"{t}.search_text", self.bind(f" {word}")) for word in plan.words
        ]
        if parent is not None:
            terms.append(_joined_to_parent(*parent, t))
        return terms

    def condition(self, plan: Plan, condition: Condition, t: str) -> str:
        link = condition.filter.through
        if link is None:
            return self.comparison(condition, f"{t}.{condition.filter.column}")
        inner = self.comparison(condition, f"link.{condition.filter.column}")
        key = f"{t}.{plan.resource.key}"
        return f"{key} IN (SELECT link.{link.near} FROM {link.table} link WHERE {inner})"

    def comparison(self, condition: Condition, column: str) -> str:
        operator, value = condition.operator, condition.value
        if operator == "isnull":
            return f"{column} IS {'' if value else 'NOT '}NULL"
        if condition.filter.kind is Kind.date:
            return _DATE_COMPARISONS[operator](self.bind, column, str(value))
        if operator == "contains":
            return self.dialect.has_text(column, self.bind(value))
        values = value if isinstance(value, tuple) else (value,)
        bound = ", ".join(self.bind(v) for v in values)
        if condition.filter.kind is Kind.texts:
            return self.dialect.has_item(column, bound)
        if operator == "in":
            return f"{column} IN ({bound})"
        return f"{column} {_COMPARISONS[operator]} {bound}"

    # Keysets

    def beyond(self, plan: Plan, t: str, order: tuple[Order, ...], window: Window) -> str:
        """Rows that come after (or, backward, before) the anchor row in the plan's order."""
        head, rest = order[0], order[1:]
        assert window.anchor is not None
        here = f"{t}.{head.column}"
        there = f"(SELECT a.{head.column} {self._anchor_row(plan, window.anchor)})"
        sign = "<" if head.descending != window.backward else ">"
        terms = [f"{here} {sign} {there}"]
        if plan.resource.fields[head.column].nullable:
            near, far = (there, here) if not window.backward else (here, there)
            terms.append(f"({near} IS NOT NULL AND {far} IS NULL)")
        if rest:
            tail = self.beyond(plan, t, rest, window)
            terms.append(f"({self.dialect.same(here, there)} AND {tail})")
        return f"({' OR '.join(terms)})"

    def _anchor_row(self, plan: Plan, anchor: str) -> str:
        resource = plan.resource
        return f"FROM {resource.table_name} a WHERE a.{resource.key} = {self.bind(anchor)}"


def _joined_to_parent(relation: Relation, parent: str, t: str) -> str:
    near, far = f"{parent}.{relation.local}", f"{t}.{relation.remote}"
    if relation.through is None:
        return f"{far} = {near}"
    link: Link = relation.through
    return (
        f"{far} IN (SELECT link.{link.far} FROM {link.table} link WHERE link.{link.near} = {near})"
    )


def _order_by(order: tuple[Order, ...], t: str, backward: bool) -> str:
    nulls = "FIRST" if backward else "LAST"
    return ", ".join(
        f"{t}.{o.column} {'DESC' if o.descending != backward else 'ASC'} NULLS {nulls}"
        for o in order
    )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _truth(column: str) -> str:
    return f"CASE WHEN {column} THEN 'true' ELSE 'false' END"


_COMPARISONS = {"eq": "=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}

# A date of reduced precision is a period. A comparison holds when it holds for the whole period:
# `2021` is before 2022, but neither before nor after 2021-06. All months end on a 31st here, in
# the column and in the bound alike, which keeps the column's expression simple.


def _earliest(column: str) -> str:
    return f"substr({column} || '-01-01', 1, 10)"


def _latest(column: str) -> str:
    return (
        f"CASE length({column}) WHEN 4 THEN {column} || '-12-31'"
        f" WHEN 7 THEN {column} || '-31' ELSE {column} END"
    )


def first_day(text: str) -> str:
    """The first day of a date of reduced precision: `2021-03` gives `2021-03-01`."""
    return (text + "-01-01")[:10]


def last_day(text: str) -> str:
    """Its last day, with every month ending on a 31st: `2021-02` gives `2021-02-31`."""
    if len(text) == 4:
        return f"{text}-12-31"
    year, month = int(text[:4]), int(text[5:7])
    is_last = len(text) == 7 or int(text[8:]) == calendar.monthrange(year, month)[1]
    return f"{text[:7]}-31" if is_last else text


_Bind = Callable[[object], str]

_DATE_COMPARISONS: dict[str, Callable[[_Bind, str, str], str]] = {
    "eq": lambda bind, c, v: (
        f"({_earliest(c)} >= {bind(first_day(v))} AND {_latest(c)} <= {bind(last_day(v))})"
    ),
    "lt": lambda bind, c, v: f"{_latest(c)} < {bind(first_day(v))}",
    "lte": lambda bind, c, v: f"{_latest(c)} <= {bind(last_day(v))}",
    "gt": lambda bind, c, v: f"{_earliest(c)} > {bind(last_day(v))}",
    "gte": lambda bind, c, v: f"{_earliest(c)} >= {bind(first_day(v))}",
}

"""A plan's one statement: a pure function from Plan to SQL text and parameters.

The database builds the JSON. A list comes back as one row (`items`, `total`, `more`, `last`,
`anchored`, `behind`), a single row as one text. JSON is put together with `||` rather than
`json_object`, which takes at most 63 keys on old SQLite and loses its subtype through subqueries.
"""

from dataclasses import dataclass, field, replace

from api.dates import DATE_COMPARISONS
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
    views = f"WITH {', '.join(writer.views)} " if writer.views else ""
    return Statement(views + text, tuple(writer.parameters))


# SQLite's parser gives up where a hundred symbols are open. Every embed opens a dozen or two, so
# those below this level are written as views of their own; the planner puts them back in place.
_NESTED_MAX = 2


@dataclass
class _Writer:
    """Collects parameters and aliases while the text is put together, depth first."""

    dialect: Dialect
    release: str
    parameters: list[object] = field(default_factory=list)
    aliases: int = 0
    views: list[str] = field(default_factory=list)
    level: int = 0

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
        """SELECT of one page as one row."""
        columns = ", ".join(
            f"{value} AS {name}" for name, value in self.parts(plan, parent).items()
        )
        return f"SELECT {columns} FROM {self.numbered(plan, parent)}"

    def parts(self, plan: Plan, parent: tuple[Relation, str] | None) -> dict[str, str]:
        """What there is to know of a page, as expressions over its numbered rows."""
        window = plan.window
        assert window is not None
        limit = window.limit
        items = self.dialect.joined("j", f"n{_direction(window)}")
        return {
            "items": f"coalesce({items}, '')",
            "total": f"({self.count(plan, parent)})" if plan.total else "NULL",
            "more": f"count(*) > {limit}",
            "last": f"max(CASE WHEN n = {limit} THEN k END)",
            "anchored": self.anchored(plan),
            "behind": self.behind(plan, parent),
        }

    def numbered(self, plan: Plan, parent: tuple[Relation, str] | None) -> str:
        """The rows of a page in order: JSON, key and number. One more shows that more follow."""
        window, resource = plan.window, plan.resource
        assert window is not None
        t = self.alias()
        where = self.where(plan, t, parent, window)
        order = _order_by(plan.order, t, window.backward)
        number = f"row_number() OVER (ORDER BY {order})"
        return (
            f"(SELECT CASE WHEN {number} <= {window.limit} THEN {self.object(plan, t)} END AS j,"
            f" {t}.{resource.key} AS k, {number} AS n"
            f" FROM (SELECT {t}.* FROM {resource.table_name} {t}{where}"
            f" ORDER BY {order} LIMIT {window.limit + 1}) {t}"
            f" ORDER BY n{_direction(window)}) page"
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
        if self.level == _NESTED_MAX and plan.embeds:
            return self.viewed(plan, t)
        members = [
            (name, self.dialect.json_of(plan.resource.fields[name].kind, f"{t}.{name}"))
            for name in plan.fields
        ]
        self.level += 1
        members += [(embed.key, self.embed(embed, t)) for embed in plan.embeds]
        self.level -= 1
        if not members:
            return "'{}'"
        pairs = " || ',' || ".join(f"'\"{name}\":' || {value}" for name, value in members)
        return f"'{{' || {pairs} || '}}'"

    def viewed(self, plan: Plan, t: str) -> str:
        """The same by way of a view, looked up by key."""
        level, self.level = self.level, 0
        v, key = self.alias(), plan.resource.key
        json = self.object(plan, v)
        self.level = level
        name = f"v{len(self.views)}"
        table = plan.resource.table_name
        self.views.append(f"{name} AS (SELECT {v}.{key} AS k, {json} AS j FROM {table} {v})")
        return f"(SELECT j FROM {name} WHERE k = {t}.{key})"

    def embed(self, embed: Embed, t: str) -> str:
        """An embedded row, or `null`; an embedded list, as a page or as REST answers lists."""
        parent, window = (embed.relation, t), embed.plan.window
        if window is None:
            return f"coalesce(({self.row(embed.plan, parent)}), 'null')"
        # No subquery that could be spared: SQLite's parser gives up on a hundred symbols.
        rows = self.numbered(embed.plan, parent)
        parts = self.parts(embed.plan, parent)
        shape = _bare_page(parts, window) if embed.href is None else self.rest_list(embed, t, parts)
        return f"(SELECT {shape} FROM {rows})"

    def rest_list(self, embed: Embed, t: str, parts: dict[str, str]) -> str:
        address = f"{_literal(embed.href or '')} || {t}.{embed.relation.local}"
        after = _literal(f"&after={self.release}~")
        assert embed.plan.window is not None
        limit = _literal(f"&limit={embed.plan.window.limit}")
        following = f"({address} || {limit} || {after} || {parts['last']})"
        link = f"CASE WHEN {parts['more']} THEN {self.dialect.json_of(Kind.text, following)}"
        return (
            f"'{{\"data\":[' || {parts['items']}"
            f' || \'],"meta":{{"total":\' || CAST({parts["total"]} AS TEXT)'
            f' || \'}},"links":{{"self":\' || {self.dialect.json_of(Kind.text, f"({address})")}'
            f" || ',\"next\":' || {link} ELSE 'null' END || '}}}}'"
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
            return DATE_COMPARISONS[operator](self.bind, column, str(value))
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


def _direction(window: Window) -> str:
    return " DESC" if window.backward else ""


def _bare_page(parts: dict[str, str], window: Window) -> str:
    truths = "".join(
        f" || ',\"{name}\":' || {_truth(parts[name])}" for name in ("more", "anchored", "behind")
    )
    rows = f"'{{\"rows\":[' || {parts['items']}"
    total = f" || '],\"total\":' || coalesce(CAST({parts['total']} AS TEXT), 'null')"
    return f"{rows}{total}{truths} || ',\"backward\":{'true' if window.backward else 'false'}}}'"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _truth(condition: str) -> str:
    return f"CASE WHEN {condition} THEN 'true' ELSE 'false' END"


_COMPARISONS = {"eq": "=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}

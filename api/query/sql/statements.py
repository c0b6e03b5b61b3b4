"""One SQL statement for plans: a pure function from plans to text and parameters.

The database builds the JSON, so Python touches no row. JSON is concatenated with `||`, because
`json_object` takes at most 63 keys on old SQLite and loses its subtype in subqueries. Every operand
is coalesced, because a null would make the whole text null.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from api.query.plan import (
    Address,
    AsOf,
    CertainMember,
    Column,
    Constant,
    CoverageText,
    Cursor,
    DatedGroup,
    Embed,
    Form,
    Group,
    HoldsOn,
    HoldsReason,
    Items,
    OneOf,
    PageField,
    PageStat,
    Plan,
    PreparedRow,
    Shape,
    required_columns,
)
from api.query.sql.json_text import JsonFragment, literal, object_of
from api.query.sql.predicates import DeferredParameter
from api.query.sql.rows import DatedRow, Parent, RowsWriter, column_of
from api.releases.dialects import Dialect
from schema import prepared
from schema.resource import EARLIEST, LATEST
from schema.scalars import Kind

# SQLite's parser allows 100 open symbols, and every embed opens a dozen. Rows below this level are
# written as common table expressions, which the query planner inlines again.
_NESTED_MAX = 2


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text with numbered parameters, some of which are deferred to the request."""

    text: str
    parameters: tuple[object, ...]
    plans: tuple[Plan, ...] = ()  # that the statement was written for

    def bind(self, values: Mapping[str, object]) -> tuple[object, ...]:
        """The values of the parameters, from the values of a request by name."""
        return tuple(
            [p.resolve(values) if type(p) is DeferredParameter else p for p in self.parameters]
        )


def answers(plans: Iterable[Plan | None], dialect: Dialect, release: str) -> Statement:
    """A statement of one row with a JSON text for each plan; NULL where there is no row."""
    writer, plans = _Writer(dialect, release), tuple(plans)
    texts = [writer.root(plan) if plan else "NULL" for plan in plans]
    return writer.statement(f"SELECT {', '.join(texts)}", *filter(None, plans))


# Separates the JSON texts of a page's rows. JSON escapes this character.
SEPARATOR = "\x1e"


def paging(plan: Plan, dialect: Dialect, release: str, *, counted: bool = True) -> Statement:
    """A statement that returns a page as one row.

    Its columns are the total (NULL unless `counted`), whether the cursor's row exists, the JSON
    texts separated by `SEPARATOR`, the keys separated by commas, and for a counted list with a date
    the number of rows that certainly belong. If rows follow, one more than the limit is returned.
    """
    writer = _Writer(dialect, release)
    query = writer.list_query(plan, counted=counted)
    texts = dialect.string_agg("j", literal(SEPARATOR))
    keys = dialect.string_agg("k", literal(","))
    return writer.statement(
        f"SELECT {query.total}, {query.cursor_exists}, {texts}, {keys}{query.certain}"
        f" FROM (SELECT {query.rows}) page",
        plan,
    )


def listing(plan: Plan, dialect: Dialect, release: str, *, counted: bool = True) -> Statement:
    """A statement that returns a page row by row.

    The columns are the total (NULL unless `counted`), whether the cursor's row exists, the row's
    JSON text, its key, and for a counted list with a date the number of rows that certainly belong.
    If rows follow, one more than the limit is returned. A list with a cursor or a date that has no
    row is one row whose text and key are NULL.
    """
    writer = _Writer(dialect, release)
    total, cursor_exists, certain, rows = writer.list_query(plan, counted=counted)
    if plan.as_of is None and (plan.window is None or plan.window.anchor is None):
        return writer.statement(f"SELECT {total}, {cursor_exists}, {rows}", plan)
    text = (
        f"SELECT head.total, head.cursor_exists, page.j, page.k"
        f"{', head.certain' if certain else ''}"
        f" FROM (SELECT {total} AS total, {cursor_exists} AS cursor_exists"
        f"{f'{certain} AS certain' if certain else ''}) head"
        f" LEFT JOIN (SELECT {rows}) page ON 1 = 1"
    )
    return writer.statement(text, plan)


def validity_span(plan: Plan, dialect: Dialect, release: str) -> Statement:
    """A statement of the first and the last day on which rows of a list may hold.

    The plan's dates are left out. The days are NULL if no row matches on any date.
    """
    writer = _Writer(dialect, release)
    undated = replace(plan, as_of=None, known_by=None, holds=None, certain_first=False)
    t = writer.alias()
    ever = f"{t}.{EARLIEST} <= {t}.{LATEST}"
    where = " AND ".join([*writer.terms(undated, t, None), ever])
    text = f"SELECT min({t}.{EARLIEST}), max({t}.{LATEST}) FROM {plan.resource.table_name} {t}"
    return writer.statement(f"{text} WHERE {where}", undated)


def _is_nested(shape: Shape) -> bool:
    """Whether an object has objects in it."""
    return any(isinstance(m, DatedGroup | Embed | Group | OneOf) for m in shape)


class _ListQuery(NamedTuple):
    """The fragments of a statement for a list."""

    total: str
    cursor_exists: str
    certain: str  # ", count" for a counted list with a date, else empty
    rows: str  # the JSON texts as `j` and the keys as `k`, one more than the window's limit


@dataclass
class _Writer(RowsWriter):
    """Writes the JSON of rows and pages."""

    views: list[str] = field(default_factory=list)
    level: int = 0

    def statement(self, text: str, *plans: Plan) -> Statement:
        views = f"WITH {', '.join(self.views)} " if self.views else ""
        return Statement(views + text, tuple(self.parameters), plans)

    def list_query(self, plan: Plan, *, counted: bool) -> _ListQuery:
        """The fragments of a statement for a list; the total is NULL unless `counted`."""
        window = plan.window
        assert window is not None
        wider = replace(plan, window=replace(window, limit=window.limit + 1))
        (items,) = (part for part in plan.shape or () if isinstance(part, Items))
        t = self.alias()
        members = self.members(items.shape, plan, t)
        rows = self.rows(wider, t, None, required_columns(plan, items.shape))
        total = self.page_stat(plan, PageStat.total, None) if counted else "NULL"
        cursor_exists = self.page_stat(plan, PageStat.cursor_exists, None)
        certain = ""
        if counted and plan.as_of is not None:
            certain = f", {self.page_stat(plan, PageStat.certain, None)}"
        rows = f"{members} AS j, {t}.{plan.resource.key} AS k FROM {rows}"
        return _ListQuery(total, cursor_exists, certain, rows)

    def root(self, plan: Plan) -> str:
        """The JSON text of a plan; NULL if there is no row or the cursor names none.

        NULL as well for a list without rows whose coverage is selected.
        """
        text = self.answer(plan, None)
        if plan.window is None or plan.window.anchor is None:
            return text
        return f"CASE WHEN {self.page_stat(plan, PageStat.cursor_exists, None)} THEN {text} END"

    def answer(self, plan: Plan, parent: Parent) -> str:
        """The JSON text of a plan as a scalar expression."""
        if plan.window is not None:
            return self.parts(plan.shape or (), plan, parent)
        t = self.alias()
        where = self.where(plan, t, parent)
        members = self.members(plan.shape, plan, t)
        return f"(SELECT {members} FROM {plan.table_name} {t}{where})"

    def members(self, shape: Shape | None, plan: Plan, t: str, parent: Parent = None) -> str:
        """A JSON object over row `t`, as one expression."""
        return self.row(shape, plan, t, parent).sql

    def row(self, shape: Shape | None, plan: Plan, t: str, parent: Parent = None) -> JsonFragment:
        """A JSON object over row `t`."""
        if shape is None:
            return JsonFragment("", f"{t}.{prepared.COLUMN}", "")
        if shape and isinstance(shape[0], PreparedRow):
            return JsonFragment("", self.spliced(shape[1:], plan, t, parent), "")
        if self.level >= _NESTED_MAX and _is_nested(shape):
            return JsonFragment("", self.viewed(shape, plan, t), "")
        self.level += 1
        row = object_of((member.key, self.member(member, plan, t, parent)) for member in shape)
        self.level -= 1
        return row

    def spliced(self, shape: Shape, plan: Plan, t: str, parent: Parent) -> str:
        """The precomputed `row_json` with further members before its closing brace."""
        row = f"{t}.{prepared.COLUMN}"
        keys = (literal(f',"{member.key}":') for member in shape)
        values = (self.member(member, plan, t, parent) for member in shape)
        members = (f"{key} || {value}" for key, value in zip(keys, values, strict=True))
        return f"substr({row}, 1, length({row}) - 1) || {' || '.join(members)} || '}}'"

    def viewed(self, shape: Shape, plan: Plan, t: str) -> str:
        """A JSON object over row `t`, looked up by key in a common table expression."""
        level, self.level = self.level, 0
        v, key, outer = self.alias(), plan.resource.key, self.dated_row
        columns, tables, same = f"{v}.{key} AS k", f"{plan.table_name} {v}", f"k = {t}.{key}"
        if outer is not None:
            # The outer row is not visible here: the dates come from a join with its table.
            d = self.alias()
            self.dated_row = outer._replace(t=d)
            columns += f", {d}.{outer.resource.key} AS d"
            tables += f", {outer.resource.table_name} {d}"
            same += f" AND d = {outer.t}.{outer.resource.key}"
        text = self.members(shape, plan, v)
        terms = self.known_terms(plan, v) if plan.reads_versions else []
        self.level, self.dated_row = level, outer
        where = f" WHERE {' AND '.join(terms)}" if terms else ""
        name = f"v{len(self.views)}"
        self.views.append(f"{name} AS (SELECT {columns}, {text} AS j FROM {tables}{where})")
        return f"(SELECT j FROM {name} WHERE {same})"

    def dated_group(self, group: DatedGroup, plan: Plan, t: str) -> str:
        """A JSON object over row `t` as of its own date, or null without one."""
        outer, self.dated_row = self.dated_row, DatedRow(plan.resource, t, group.column)
        members = self.members(group.shape, plan, t)
        self.dated_row = outer
        return f"CASE WHEN {column_of(t, group.column)} IS NULL THEN 'null' ELSE {members} END"

    def member(self, member: object, plan: Plan, t: str, parent: Parent) -> str:
        match member:
            case Column(_, name, form):
                return self.column(plan, column_of(t, name), name, form)
            case Constant(_, json):
                return literal(json)
            case Cursor():
                return self.cursor(f"{t}.{plan.resource.key}")
            case Group(_, shape):
                return self.members(shape, plan, t)
            case DatedGroup():
                return self.dated_group(member, plan, t)
            case HoldsOn() | HoldsReason() | CertainMember():
                return self.validity(member, plan, t, parent)
            case Embed():
                return self.embedded(t, member)
            case OneOf(_, alternatives):
                return self.embedded(t, *alternatives)
        raise TypeError(f"{member!r} is not a member of a row")

    def validity(
        self, member: HoldsOn | HoldsReason | CertainMember, plan: Plan, t: str, parent: Parent
    ) -> str:
        """The JSON text of a member that states whether row `t` holds."""
        match member:
            case HoldsOn(_, on):
                return self.holds(plan, on, t)
            case HoldsReason():
                return self.holds_reason(plan, member, t)
            case CertainMember():
                certain = self.certain_predicate(plan, t, parent)
                return f"CASE WHEN {certain} THEN 'true' ELSE 'null' END"

    def embedded(self, t: str, *alternatives: Embed) -> str:
        """The JSON text of the one of these that row `t` has; null if it has none."""
        texts = [self.answer(embed.plan, (embed.relation, t)) for embed in alternatives]
        is_list = alternatives[0].plan.window is not None
        return texts[0] if is_list else f"coalesce({', '.join(texts)}, 'null')"

    def column(self, plan: Plan, column: str, name: str, form: Form) -> str:
        declared = plan.resource.fields[name]
        if declared.kind is Kind.figure:
            column = self.dialect.digits(column)
        if form is Form.capitals:
            column = f"upper({column})"
        elif form is Form.path:
            column = f"({literal(plan.resource.name + '/')} || {column}{self.version_suffix(plan)})"
        return self.dialect.json_of(declared.kind, column, declared.nullable)

    def version_suffix(self, plan: Plan) -> str:
        """What a row's id has besides if a date led to it: `@2022-04-01`, or `@2022~2023`."""
        if plan.resource.validity is None or (plan.as_of is None and plan.known_by is None):
            return ""
        on = f" || {self.as_written(plan.as_of)}" if plan.as_of is not None else ""
        known = f" || '~' || {self.bind(plan.known_by)}" if plan.known_by is not None else ""
        return f" || '@'{on}{known}"

    def cursor(self, key: str, *, nullable: bool = False) -> str:
        text = f"{literal(self.release + '~')} || {key}"
        return self.dialect.json_of(Kind.slug, text, nullable)

    def parts(self, shape: Shape, plan: Plan, parent: Parent) -> str:
        """A JSON object over a page."""
        return object_of((part.key, self.part(part, plan, parent)) for part in shape).sql

    def part(self, part: object, plan: Plan, parent: Parent) -> str:
        match part:
            case Items(_, shape):
                return self.items(shape, plan, parent)
            case PageField(_, stat):
                return self.page_stat_json(plan, stat, parent)
            case CoverageText(_, parameter, _):
                # A list without rows is answered elsewhere: its reason may take a statement.
                t = self.alias()
                rows = f"SELECT 1 FROM {plan.table_name} {t}"
                exists = f"EXISTS ({rows}{self.where(plan, t, parent)})"
                return f"CASE WHEN {exists} THEN CAST({self.bind(parameter)} AS TEXT) END"
            case Address(_, href, following):
                return self.address(href, plan, parent, following=following)
            case AsOf():
                assert plan.as_of is not None
                return f"'\"' || {self.as_written(plan.as_of)} || '\"'"
            case Constant(_, json):
                return literal(json)
            case Group(_, shape):
                return self.parts(shape, plan, parent)
        raise TypeError(f"{part!r} is not a part of a page")

    def items(self, shape: Shape | None, plan: Plan, parent: Parent) -> str:
        t = self.alias()
        row = self.row(shape, plan, t, parent)
        rows = self.rows(plan, t, parent, required_columns(plan, shape), last=True)
        # The constant ends of the rows' JSON are the separator, so they are not made for each row.
        separator = literal(f"{row.suffix},{row.prefix}")
        joined = self.dialect.string_agg_from(row.expr, separator, rows)
        array = JsonFragment(f"[{row.prefix}", joined, f"{row.suffix}]")
        return f"coalesce({array.sql}, '[]')"

    def page_stat_json(self, plan: Plan, stat: PageStat, parent: Parent) -> str:
        value = self.page_stat(plan, stat, parent)
        if stat in (PageStat.total, PageStat.certain, PageStat.unknown):
            return f"CAST({value} AS TEXT)"
        if stat in (PageStat.first, PageStat.last):
            return self.cursor(value, nullable=True)
        return f"CASE WHEN {value} THEN 'true' ELSE 'false' END"

    def address(self, href: str, plan: Plan, parent: Parent, *, following: bool) -> str:
        assert parent is not None
        assert plan.window is not None
        relation, t = parent
        own = f"{self.dated_address(href, plan)} || {t}.{relation.local}"
        if not following:
            return self.dialect.json_of(Kind.slug, own, False)
        last = self.page_stat(plan, PageStat.last, parent)
        after = literal(f"&limit={plan.window.limit}&after={self.release}~")
        address = self.dialect.json_of(Kind.slug, f"{own} || {after} || {last}", False)
        has_next = self.page_stat(plan, PageStat.has_next, parent)
        return f"CASE WHEN {has_next} THEN {address} ELSE 'null' END"

    def dated_address(self, href: str, plan: Plan) -> str:
        """The address up to the key, with the plan's date if it has one."""
        dates = {"as_of": plan.as_of, "known_by": plan.known_by}
        given = {name: on for name, on in dates.items() if on is not None}
        if not given:
            return literal(href)
        path, _, key = href.partition("?")
        terms = [f"{literal(f'{name}=')} || {self.as_written(on)}" for name, on in given.items()]
        query = f" || {literal('&')} || ".join(terms)
        return f"{literal(path + '?')} || {query} || {literal('&' + key)}"

"""Plans' one statement: a pure function from plans to SQL text and parameters.

The database builds the JSON, so that no row is touched in Python. It is put together with `||`
rather than `json_object`, which takes at most 63 keys on old SQLite and loses its subtype through
subqueries; every piece is coalesced, since a null would blot out the whole text.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from api.query.plan import (
    Address,
    AsOf,
    CertainMember,
    Column,
    Constant,
    Cursor,
    Embed,
    Form,
    Group,
    HoldsOn,
    Items,
    PageField,
    PageStat,
    Plan,
    PreparedRow,
    Shape,
    required_columns,
)
from api.query.sql.json_text import JsonFragment, literal, object_of
from api.query.sql.predicates import DeferredParameter
from api.query.sql.rows import Parent, RowsWriter
from api.releases.dialects import Dialect
from schema import prepared
from schema.scalars import Kind

# SQLite's parser gives up where a hundred symbols are open. Every embed opens a dozen, so that rows
# below this level are written as views of their own; the planner puts them back in place.
_NESTED_MAX = 2


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text with numbered parameters, some of which wait for a request's values."""

    text: str
    parameters: tuple[object, ...]
    plans: tuple[Plan, ...] = ()  # that it answers

    def bind(self, values: Mapping[str, object]) -> tuple[object, ...]:
        """The parameters with every slot filled; `values` has tuples for slots with an index."""
        return tuple(
            [p.resolve(values) if isinstance(p, DeferredParameter) else p for p in self.parameters]
        )


def answers(plans: Iterable[Plan | None], dialect: Dialect, release: str) -> Statement:
    """One row with a JSON text for each plan: an object, a page, or NULL where there is no row."""
    writer, plans = _Writer(dialect, release), tuple(plans)
    texts = [writer.root(plan) if plan else "NULL" for plan in plans]
    return writer.statement(f"SELECT {', '.join(texts)}", *filter(None, plans))


# Between the rows of a page, gathered into one text: no JSON text has it unescaped.
SEPARATOR = "\x1e"


def paging(plan: Plan, dialect: Dialect, release: str, *, counted: bool = True) -> Statement:
    """A page in one row: total, whether its cursor's row exists, JSON texts, keys.

    The texts are separated by `SEPARATOR`, the keys by commas; both are NULL where no row matches.
    There is one more than the window holds where more follow. The total is NULL unless `counted`.
    Of a list on a date, how many rows hold for certain comes last, if it is counted.
    """
    writer, total, anchored, page = _list_parts(plan, dialect, release, counted=counted)
    gathered, certain = dialect.string_agg, writer.certainly(plan, counted=counted)
    return writer.statement(
        f"SELECT {total}, {anchored}, {gathered('j', literal(SEPARATOR))},"
        f" {gathered('k', literal(','))}{certain} FROM (SELECT {page}) page",
        plan,
    )


def listing(plan: Plan, dialect: Dialect, release: str, *, counted: bool = True) -> Statement:
    """A page as rows: total, whether its cursor's row exists, a row's JSON text, its key.

    One row more than the window holds comes back where more follow. Without any row there is still
    one where a cursor was given, so that the total can be told: its text and key are NULL. The
    total is NULL unless `counted`. Of a list on a date, how many rows hold for certain comes last,
    and there is always one row.
    """
    writer, total, anchored, page = _list_parts(plan, dialect, release, counted=counted)
    if plan.as_of is None and (plan.window is None or plan.window.anchor is None):
        return writer.statement(f"SELECT {total} AS total, {anchored} AS anchored, {page}", plan)
    certain = writer.certainly(plan, counted=counted)
    text = (
        f"SELECT head.total, head.anchored, page.j, page.k{', head.certain' if certain else ''}"
        f" FROM (SELECT {total} AS total, {anchored} AS anchored"
        f"{f'{certain} AS certain' if certain else ''}) head"
        f" LEFT JOIN (SELECT {page}) page"
        f" ON 1 = 1"
    )
    return writer.statement(text, plan)


def _list_parts(
    plan: Plan, dialect: Dialect, release: str, *, counted: bool
) -> tuple["_Writer", str, str, str]:
    """The writer, the total, whether the cursor's row exists, the rows: text `j`, key `k`."""
    writer = _Writer(dialect, release)
    window = plan.window
    assert window is not None
    wider = replace(plan, window=replace(window, limit=window.limit + 1))
    (items,) = (part for part in plan.shape or () if isinstance(part, Items))
    t = writer.alias()
    members = writer.members(items.shape, plan, t)
    rows = writer.rows(wider, t, None, required_columns(plan, items.shape))
    total = writer.page_stat(plan, PageStat.total, None) if counted else "NULL"
    anchored = writer.page_stat(plan, PageStat.cursor_exists, None)
    return writer, total, anchored, f"{members} AS j, {t}.{plan.resource.key} AS k FROM {rows}"


@dataclass
class _Writer(RowsWriter):
    """Puts JSON around rows and pages."""

    views: list[str] = field(default_factory=list)
    level: int = 0

    def statement(self, text: str, *plans: Plan) -> Statement:
        views = f"WITH {', '.join(self.views)} " if self.views else ""
        return Statement(views + text, tuple(self.parameters), plans)

    def certainly(self, plan: Plan, *, counted: bool) -> str:
        """One more expression of a page's row: how many of all rows hold for certain on a date."""
        if plan.as_of is None or not counted:
            return ""
        return f", {self.page_stat(plan, PageStat.certain, None)}"

    def root(self, plan: Plan) -> str:
        """A plan's JSON text; NULL where there is no row, or the cursor names none."""
        text = self.answer(plan, None)
        if plan.window is None or plan.window.anchor is None:
            return text
        return f"CASE WHEN {self.page_stat(plan, PageStat.cursor_exists, None)} THEN {text} END"

    def answer(self, plan: Plan, parent: Parent) -> str:
        """A plan's JSON text as a scalar expression."""
        if plan.window is not None:
            return self.parts(plan.shape or (), plan, parent)
        t = self.alias()
        where = self.where(plan, t, parent)
        members = self.members(plan.shape, plan, t)
        return f"(SELECT {members} FROM {plan.resource.table_name} {t}{where})"

    def members(self, shape: Shape | None, plan: Plan, t: str, parent: Parent = None) -> str:
        """A JSON object over row `t`, as one expression."""
        return self.row(shape, plan, t, parent).sql

    def row(self, shape: Shape | None, plan: Plan, t: str, parent: Parent = None) -> JsonFragment:
        """A JSON object over row `t`."""
        if shape is None:
            return JsonFragment("", f"{t}.{prepared.COLUMN}", "")
        if shape and isinstance(shape[0], PreparedRow):
            return JsonFragment("", self.spliced(shape[1:], plan, t, parent), "")
        if self.level >= _NESTED_MAX and any(isinstance(m, Embed | Group) for m in shape):
            return JsonFragment("", self.viewed(shape, plan, t), "")
        self.level += 1
        found = object_of((member.key, self.member(member, plan, t, parent)) for member in shape)
        self.level -= 1
        return found

    def spliced(self, shape: Shape, plan: Plan, t: str, parent: Parent) -> str:
        """The row as prepared, with a few members more before its closing brace."""
        row = f"{t}.{prepared.COLUMN}"
        keys = (literal(f',"{member.key}":') for member in shape)
        values = (self.member(member, plan, t, parent) for member in shape)
        more = (f"{key} || {value}" for key, value in zip(keys, values, strict=True))
        return f"substr({row}, 1, length({row}) - 1) || {' || '.join(more)} || '}}'"

    def viewed(self, shape: Shape, plan: Plan, t: str) -> str:
        """The same object by way of a view, looked up by key."""
        level, self.level = self.level, 0
        v, resource = self.alias(), plan.resource
        text = self.members(shape, plan, v)
        self.level = level
        name = f"v{len(self.views)}"
        self.views.append(
            f"{name} AS (SELECT {v}.{resource.key} AS k, {text} AS j"
            f" FROM {resource.table_name} {v})"
        )
        return f"(SELECT j FROM {name} WHERE k = {t}.{resource.key})"

    def member(self, member: object, plan: Plan, t: str, parent: Parent) -> str:
        match member:
            case Column(_, name, form):
                return self.column(plan, f"{t}.{name}", name, form)
            case Constant(_, json):
                return literal(json)
            case Cursor():
                return self.cursor(f"{t}.{plan.resource.key}")
            case Group(_, shape):
                return self.members(shape, plan, t)
            case HoldsOn(_, on):
                return self.holds(on, t)
            case CertainMember():
                certain = self.certain_predicate(plan, t, parent)
                return f"CASE WHEN {certain} THEN 'true' ELSE 'null' END"
            case Embed(_, relation, inner):
                text = self.answer(inner, (relation, t))
                return text if inner.window else f"coalesce({text}, 'null')"
        raise TypeError(f"{member!r} is not answered of a row")

    def column(self, plan: Plan, column: str, name: str, form: Form) -> str:
        known = plan.resource.fields[name]
        if known.kind is Kind.figure:
            column = self.dialect.digits(column)
        if form is Form.capitals:
            column = f"upper({column})"
        elif form is Form.path:
            column = f"({literal(plan.resource.name + '/')} || {column})"
        return self.dialect.json_of(known.kind, column, known.nullable)

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
            case Address(_, href, following):
                return self.address(href, plan, parent, following=following)
            case AsOf():
                return f"'\"' || {self.bind(plan.as_of)} || '\"'"
            case Constant(_, json):
                return literal(json)
            case Group(_, shape):
                return self.parts(shape, plan, parent)
        raise TypeError(f"{part!r} is not answered of a list")

    def items(self, shape: Shape | None, plan: Plan, parent: Parent) -> str:
        t = self.alias()
        row = self.row(shape, plan, t, parent)
        rows = self.rows(plan, t, parent, required_columns(plan, shape), last=True)
        # What every row opens and closes with stands between them, and is not made for each.
        between = literal(f"{row.suffix},{row.prefix}")
        joined = self.dialect.string_agg_from(row.expr, between, rows)
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
        more = self.page_stat(plan, PageStat.has_next, parent)
        return f"CASE WHEN {more} THEN {address} ELSE 'null' END"

    def dated_address(self, href: str, plan: Plan) -> str:
        """An address up to the key, with the plan's date in it, if it has one."""
        if plan.as_of is None:
            return literal(href)
        path, _, key = href.partition("?")
        before, behind = literal(path + "?as_of="), literal("&" + key)
        return f"{before} || {self.bind(plan.as_of)} || {behind}"

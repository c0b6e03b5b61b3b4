"""The JSON of rows and pages, as SQL expressions.

JSON is concatenated with `||`, because `json_object` takes at most 63 keys on old SQLite and loses
its subtype in subqueries. Every operand is coalesced: a null would make the whole text null.
"""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from api.query.plan import Plan
from api.query.shape import (
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
    PreparedRow,
    Shape,
    is_nested,
    reads_key_alone,
    required_columns,
)
from api.query.sql.json_text import JsonFragment, literal, object_of
from api.query.sql.rows import RowsWriter
from api.query.sql.validity import DatedRow, Parent, column_of
from schema import prepared
from schema.scalars import Kind

# SQLite's parser allows 100 open symbols, and every embed opens a dozen. Rows below this level are
# written as common table expressions, which the query planner inlines again.
_NESTED_MAX = 2


class ListQuery(NamedTuple):
    """The fragments of a statement for a list."""

    total: str
    cursor_exists: str
    certain: str  # ", count" for a counted list with a date, else empty
    rows: str  # the JSON texts as `j` and the keys as `k`, one more than the window's limit


@dataclass
class JsonWriter(RowsWriter):
    """Writes the JSON of rows and pages, and the fragments of lists that are read row by row."""

    views: list[str] = field(default_factory=list)
    level: int = 0

    def list_query(self, plan: Plan, *, counted: bool) -> ListQuery:
        """The fragments of a statement for a list; the total is NULL unless `counted`."""
        window = plan.window
        assert window is not None
        wider = replace(plan, window=replace(window, limit=window.limit + 1))
        (items,) = (part for part in plan.shape or () if isinstance(part, Items))
        t = self.alias()
        members = self._members(items.shape, plan, t)
        rows = self.rows(wider, t, None, required_columns(plan, items.shape))
        total = self.page_stat(plan, PageStat.total, None) if counted else "NULL"
        cursor_exists = self.page_stat(plan, PageStat.cursor_exists, None)
        certain = ""
        if counted and plan.as_of is not None:
            certain = f", {self.page_stat(plan, PageStat.certain, None)}"
        rows = f"{members} AS j, {t}.{plan.resource.key} AS k FROM {rows}"
        return ListQuery(total, cursor_exists, certain, rows)

    def root(self, plan: Plan) -> str:
        """The JSON text of a plan; NULL if there is no row or the cursor names none.

        NULL as well for a list without rows whose coverage is selected.
        """
        text = self._answer(plan, None)
        if plan.window is None or not plan.window.ends:
            return text
        return f"CASE WHEN {self.page_stat(plan, PageStat.cursor_exists, None)} THEN {text} END"

    def _answer(self, plan: Plan, parent: Parent) -> str:
        """The JSON text of a plan as a scalar expression."""
        if plan.window is not None:
            return self._parts(plan.shape or (), plan, parent)
        t = self.alias()
        where = self.where(plan, t, parent)
        members = self._members(plan.shape, plan, t)
        return f"(SELECT {members} FROM {plan.table_name} {t}{where})"

    def _members(self, shape: Shape | None, plan: Plan, t: str, parent: Parent = None) -> str:
        """A JSON object over row `t`, as one expression."""
        return self._row(shape, plan, t, parent).sql

    def _row(self, shape: Shape | None, plan: Plan, t: str, parent: Parent = None) -> JsonFragment:
        """A JSON object over row `t`."""
        if shape is None:
            return JsonFragment("", f"{t}.{prepared.COLUMN}", "")
        if shape and isinstance(shape[0], PreparedRow):
            return JsonFragment("", self._spliced(shape[1:], plan, t, parent), "")
        if self.level >= _NESTED_MAX and is_nested(shape):
            return JsonFragment("", self._viewed(shape, plan, t), "")
        self.level += 1
        row = object_of((member.key, self._member(member, plan, t, parent)) for member in shape)
        self.level -= 1
        return row

    def _spliced(self, shape: Shape, plan: Plan, t: str, parent: Parent) -> str:
        """The precomputed `row_json` with further members before its closing brace."""
        # Counting the characters for `substr` would take longer than the rest. No row ends in `}}`.
        assert list(plan.resource.fields.values())[-1].kind is not Kind.json
        row = f"rtrim({t}.{prepared.COLUMN}, '}}')"
        keys = (literal(f',"{member.key}":') for member in shape)
        values = (self._member(member, plan, t, parent) for member in shape)
        members = (f"{key} || {value}" for key, value in zip(keys, values, strict=True))
        return f"{row} || {' || '.join(members)} || '}}'"

    def _viewed(self, shape: Shape, plan: Plan, t: str) -> str:
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
        text = self._members(shape, plan, v)
        terms = self.known_terms(plan, v) if plan.reads_versions else []
        self.level, self.dated_row = level, outer
        where = f" WHERE {' AND '.join(terms)}" if terms else ""
        name = f"v{len(self.views)}"
        self.views.append(f"{name} AS (SELECT {columns}, {text} AS j FROM {tables}{where})")
        return f"(SELECT j FROM {name} WHERE {same})"

    def _dated_group(self, group: DatedGroup, plan: Plan, t: str) -> str:
        """A JSON object over row `t` as of its own date, or null without one."""
        outer, self.dated_row = self.dated_row, DatedRow(plan.resource, t, group.column)
        members = self._members(group.shape, plan, t)
        self.dated_row = outer
        return f"CASE WHEN {column_of(t, group.column)} IS NULL THEN 'null' ELSE {members} END"

    def _member(self, member: object, plan: Plan, t: str, parent: Parent) -> str:
        match member:
            case Column(_, name, form):
                return self._column(plan, column_of(t, name), name, form)
            case Constant(_, json):
                return literal(json)
            case Cursor():
                return self._cursor(f"{t}.{plan.resource.key}")
            case Group(_, shape):
                return self._members(shape, plan, t)
            case DatedGroup():
                return self._dated_group(member, plan, t)
            case HoldsOn() | HoldsReason() | CertainMember():
                return self._validity(member, plan, t, parent)
            case Embed():
                return self._embedded(t, member)
            case OneOf(_, alternatives):
                return self._embedded(t, *alternatives)
        raise TypeError(f"{member!r} is not a member of a row")

    def _validity(
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

    def _embedded(self, t: str, *alternatives: Embed) -> str:
        """The JSON text of the one of these that row `t` has; null if it has none."""
        texts = [
            self._named(t, embed)
            if reads_key_alone(embed)
            else self._answer(embed.plan, (embed.relation, t))
            for embed in alternatives
        ]
        is_list = alternatives[0].plan.window is not None
        return texts[0] if is_list else f"coalesce({', '.join(texts)}, 'null')"

    def _named(self, t: str, embed: Embed) -> str:
        """The JSON text of a row by its key, which row `t` has; NULL if it has none."""
        column = column_of(t, embed.relation.local)
        shape = embed.plan.shape or ()
        row = object_of(
            (
                member.key,
                self._column(embed.plan, column, member.name, member.form)
                if isinstance(member, Column)
                else self._member(member, embed.plan, t, None),
            )
            for member in shape
        )
        return f"CASE WHEN {column} IS NOT NULL THEN {row.sql} END"

    def _column(self, plan: Plan, column: str, name: str, form: Form) -> str:
        declared = plan.resource.fields[name]
        if declared.kind is Kind.figure:
            column = self.dialect.digits(column)
        if form is Form.capitals and declared.kind is Kind.choices:
            return f"upper({self.dialect.json_of(declared.kind, column, declared.nullable)})"
        if form is Form.capitals:
            column = f"upper({column})"
        elif form is Form.path:
            column = (
                f"({literal(plan.resource.name + '/')} || {column}{self._version_suffix(plan)})"
            )
        return self.dialect.json_of(declared.kind, column, declared.nullable)

    def _version_suffix(self, plan: Plan) -> str:
        """What a row's id has besides if a date led to it: `@2022-04-01`, or `@2022~2023`."""
        if plan.resource.validity is None or (plan.as_of is None and plan.known_by is None):
            return ""
        on = f" || {self.as_written(plan.as_of)}" if plan.as_of is not None else ""
        known = f" || '~' || {self.bind(plan.known_by)}" if plan.known_by is not None else ""
        return f" || '@'{on}{known}"

    def _cursor(self, key: str, *, nullable: bool = False) -> str:
        text = f"{literal(self.release + '~')} || {key}"
        return self.dialect.json_of(Kind.slug, text, nullable)

    def _parts(self, shape: Shape, plan: Plan, parent: Parent) -> str:
        """A JSON object over a page."""
        return object_of((part.key, self._part(part, plan, parent)) for part in shape).sql

    def _part(self, part: object, plan: Plan, parent: Parent) -> str:
        match part:
            case Items(_, shape):
                return self._items(shape, plan, parent)
            case PageField(_, stat):
                return self._page_stat_json(plan, stat, parent)
            case CoverageText(_, parameter, _):
                # A list without rows is answered elsewhere: its reason may take a statement.
                t = self.alias()
                rows = f"SELECT 1 FROM {plan.table_name} {t}"
                exists = f"EXISTS ({rows}{self.where(plan, t, parent)})"
                return f"CASE WHEN {exists} THEN CAST({self.bind(parameter)} AS TEXT) END"
            case Address(_, href, following):
                return self._address(href, plan, parent, following=following)
            case AsOf():
                assert plan.as_of is not None
                return f"'\"' || {self.as_written(plan.as_of)} || '\"'"
            case Constant(_, json):
                return literal(json)
            case Group(_, shape):
                return self._parts(shape, plan, parent)
        raise TypeError(f"{part!r} is not a part of a page")

    def _items(self, shape: Shape | None, plan: Plan, parent: Parent) -> str:
        t = self.alias()
        row = self._row(shape, plan, t, parent)
        rows = self.rows(plan, t, parent, required_columns(plan, shape), last=True)
        # The constant ends of the rows' JSON are the separator, so they are not made for each row.
        separator = literal(f"{row.suffix},{row.prefix}")
        joined = self.dialect.string_agg_from(row.expr, separator, rows)
        array = JsonFragment(f"[{row.prefix}", joined, f"{row.suffix}]")
        return f"coalesce({array.sql}, '[]')"

    def _page_stat_json(self, plan: Plan, stat: PageStat, parent: Parent) -> str:
        value = self.page_stat(plan, stat, parent)
        if stat in (PageStat.total, PageStat.certain):
            return f"CAST({value} AS TEXT)"
        if stat in (PageStat.first, PageStat.last):
            return self._cursor(value, nullable=True)
        return f"CASE WHEN {value} THEN 'true' ELSE 'false' END"

    def _address(self, href: str, plan: Plan, parent: Parent, *, following: bool) -> str:
        assert parent is not None
        assert plan.window is not None
        relation, t = parent
        own = f"{self._dated_address(href, plan)} || {t}.{relation.local}"
        if not following:  # without a key there is no list but in this document (RFC 3986, 4.4)
            return self.dialect.json_of(Kind.slug, f"coalesce({own}, '')", False)
        last = self.page_stat(plan, PageStat.last, parent)
        after = literal(f"&limit={plan.window.limit}&after={self.release}~")
        address = self.dialect.json_of(Kind.slug, f"{own} || {after} || {last}", False)
        has_next = self.page_stat(plan, PageStat.has_next, parent)
        return f"CASE WHEN {has_next} THEN {address} ELSE 'null' END"

    def _dated_address(self, href: str, plan: Plan) -> str:
        """The address up to the key, with the plan's date if it has one."""
        dates = {"as_of": plan.as_of, "known_by": plan.known_by}
        given = {name: on for name, on in dates.items() if on is not None}
        if not given:
            return literal(href)
        path, _, key = href.partition("?")
        terms = [f"{literal(f'{name}=')} || {self.as_written(on)}" for name, on in given.items()]
        query = f" || {literal('&')} || ".join(terms)
        return f"{literal(path + '?')} || {query} || {literal('&' + key)}"

"""One SQL statement for plans: a pure function from plans to text and parameters.

The database builds the JSON, so Python touches no row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from api.query.plan import Parameter, Plan
from api.query.sql.json_text import literal, object_of
from api.query.sql.json_writer import JsonWriter
from api.query.sql.predicates import DeferredParameter
from api.releases.dialects import Dialect
from schema.resource import Resource
from schema.validity import EARLIEST, LATEST

Root = Plan | Parameter | str  # a member of the object that a statement answers


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


def _statement(writer: JsonWriter, text: str, *plans: Plan) -> Statement:
    views = f"WITH {', '.join(writer.views)} " if writer.views else ""
    return Statement(views + text, tuple(writer.parameters), plans)


def with_named_keys(statement: Statement, names: Iterable[str], dialect: Dialect) -> Statement:
    """The statement with keys of its JSON as parameters, each deferred under the name of the key.

    Args:
        statement: A statement whose literals have these keys, and no value does.
        names: The keys; those that it does not have are left out.
        dialect: The dialect that it is written in.
    """
    text, parameters = statement.text, list(statement.parameters)
    for name in names:
        key = f'"{name}":'
        if key in text:
            parameters.append(DeferredParameter(Parameter(name)))
            bound = f"CAST({dialect.parameter(len(parameters))} AS TEXT)"
            text = text.replace(key, f"\"' || {bound} || '\":")
    return replace(statement, text=text, parameters=tuple(parameters))


def answer(plan: Plan, dialect: Dialect, release: str) -> Statement:
    """A statement of one row with the JSON text of a plan; NULL where there is no row."""
    writer = JsonWriter(dialect, release)
    return _statement(writer, f"SELECT {dialect.bounded(writer.root(plan))}", plan)


def answers(
    roots: Mapping[str, Root], dialect: Dialect, release: str, *, all_exist: bool
) -> Statement:
    """A statement of one row with a JSON object: the plans' answers by key, null without a row.

    It is one text, so that one limit of bytes holds for all of it.

    Args:
        roots: Plans by key; a text or a parameter is the JSON of its key itself.
        dialect: The dialect of the release.
        release: Its id.
        all_exist: Whether the whole text is NULL where `JsonWriter.root` is for one plan; if not,
            the answer of this plan is null in it.
    """
    writer = JsonWriter(dialect, release)

    def text(root: Root) -> str:
        if isinstance(root, str):
            return literal(root)
        if isinstance(root, Parameter):
            return f"CAST({writer.bind(root)} AS TEXT)"
        return writer.root(root) if all_exist else f"coalesce({writer.root(root)}, 'null')"

    made = object_of((key, text(root)) for key, root in roots.items()).sql
    return _statement(
        writer,
        f"SELECT {dialect.bounded(made)}",
        *(root for root in roots.values() if isinstance(root, Plan)),
    )


_NEIGHBOURS = 6  # keys on either side


def neighbours(resource: Resource, key: str, dialect: Dialect) -> Statement:
    """A statement of one row with the keys around one that no row has, separated by commas."""
    column, table, bound = resource.key, resource.table_name, dialect.parameter(1)
    page = dialect.page(_NEIGHBOURS, 0)
    sides = (
        f"SELECT k FROM (SELECT {column} AS k FROM {table} WHERE {column} {sign} {bound}"
        f" ORDER BY {column}{order} {page}) {name}"
        for name, sign, order in (("a", ">", ""), ("b", "<", " DESC"))
    )
    keys = dialect.string_agg("k", literal(","))
    return Statement(f"SELECT {keys} FROM ({' UNION ALL '.join(sides)}) c", (key,))


# Separates the JSON texts of a page's rows. JSON escapes this character.
SEPARATOR = "\x1e"


def paging(plan: Plan, dialect: Dialect, release: str, *, counted: bool = True) -> Statement:
    """A statement that returns a page as one row.

    Its columns are the total (NULL unless `counted`), whether the cursor's row exists, the JSON
    texts separated by `SEPARATOR`, the keys separated by commas, and for a counted list with a date
    the number of rows that certainly belong. If rows follow, one more than the limit is returned.
    """
    writer = JsonWriter(dialect, release)
    query = writer.list_query(plan, counted=counted)
    texts = dialect.bounded(dialect.string_agg("j", literal(SEPARATOR)))
    keys = dialect.string_agg("k", literal(","))
    return _statement(
        writer,
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
    writer = JsonWriter(dialect, release)
    total, cursor_exists, certain, rows = writer.list_query(plan, counted=counted)
    if plan.as_of is None and (plan.window is None or plan.window.anchor is None):
        return _statement(writer, f"SELECT {total}, {cursor_exists}, {rows}", plan)
    text = (
        f"SELECT head.total, head.cursor_exists, page.j, page.k"
        f"{', head.certain' if certain else ''}"
        f" FROM (SELECT {total} AS total, {cursor_exists} AS cursor_exists"
        f"{f'{certain} AS certain' if certain else ''}) head"
        f" LEFT JOIN (SELECT {rows}) page ON 1 = 1"
    )
    return _statement(writer, text, plan)


def validity_span(plan: Plan, dialect: Dialect, release: str) -> Statement:
    """A statement of the first and the last day on which rows of a list may hold.

    The date of the plan is left out, and not that by which rows had been stated. The days are NULL
    if no row matches on any date.
    """
    writer = JsonWriter(dialect, release)
    undated = replace(plan, as_of=None, holds=None, certain_first=False)
    t = writer.alias()
    ever = f"{t}.{EARLIEST} <= {t}.{LATEST}"
    where = " AND ".join([*writer.terms(undated, t, None), ever])
    text = f"SELECT min({t}.{EARLIEST}), max({t}.{LATEST}) FROM {undated.table_name} {t}"
    return _statement(writer, f"{text} WHERE {where}", undated)

"""What becomes of a question: its plans, the statements it runs, and how the database runs them.

The question is really asked, of a snapshot that writes down what passes through it.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from api.graphql.execution.compiler import CompiledOperation
from api.graphql.execution.cost import Limits
from api.graphql.execution.document_cache import DocumentCache
from api.graphql.execution.operation import GraphQLRequest, execute
from api.query.plan import Column, Embed, Group, Items, Parameter, Plan, Shape
from api.releases.dialects import SQLITE
from api.releases.lru import Lru
from api.releases.store import Row, Snapshot, Store
from api.rest import handlers as rest
from api.rest.formats import split_suffix
from api.rest.query_params import ask_item, ask_list, read_query
from api.rest.request import RestRequest, opened
from api.settings import Settings
from schema import RESOURCES


class Written:
    """A snapshot that writes down what is asked of it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.release, self.aliases, self.dialect = (
            snapshot.release,
            snapshot.aliases,
            snapshot.dialect,
        )
        self.statements: Lru[Any] = _Made()
        self.totals: Lru[int] = Lru(1)
        self.executed = 0
        self.asked: list[tuple[str, Row]] = []
        self._snapshot = snapshot

    async def fetch_one(self, text: str, parameters: Row) -> Row:
        """See `Snapshot.fetch_one`."""
        return (await self.fetch_all(text, parameters))[0]

    async def fetch_all(self, text: str, parameters: Row) -> list[Row]:
        """See `Snapshot.fetch_all`."""
        self.executed += 1
        self.asked.append((text, parameters))
        return await self._snapshot.fetch_all(text, parameters)

    async def fetch_all_in_thread(self, text: str, parameters: Row) -> list[Row]:
        """See `Snapshot.fetch_all_in_thread`."""
        return await self.fetch_all(text, parameters)

    async def is_readable(self) -> bool:
        """See `Snapshot.is_readable`."""
        return await self._snapshot.is_readable()


class _Made(Lru[Any]):
    """Keeps what was made, in order."""

    def __init__(self) -> None:
        super().__init__(100)
        self.made: list[Any] = []

    def put(self, key: Any, value: Any) -> Any:
        """See `Lru.put`."""
        self.made.append(value)
        return super().put(key, value)


async def explain(question: str, variables: dict[str, Any], store: Store) -> str:
    """The explanation of a REST address or a GraphQL text. Raises `Problem` if REST refuses."""
    if question.startswith(rest.PREFIX):
        request = await opened(_scope(question), store)
        request.snapshot = written = Written(snapshot := request.snapshot)
        told = await _ask_rest(request, written)
        plans = [_rest_plan(question, snapshot)]
    else:
        written = Written(snapshot := await store.current())
        told = await _ask_graphql(question, variables, written)
        assert isinstance(written.statements, _Made)
        compiled = [made for made in written.statements.made if isinstance(made, CompiledOperation)]
        plans = [plan for found in compiled for plan in found.plans]
    lines = [told, ""]
    for plan in plans:
        lines += ["Plan", *(f"  {line}" for line in describe(plan)), ""]
    for text, parameters in written.asked:
        how = await _how(text, parameters, snapshot)
        lines += ["Statement", f"  {text}", f"  with {parameters!r}", "", "How it is run", *how, ""]
    return "\n".join(lines).rstrip() + "\n"


def _rest_plan(address: str, snapshot: Snapshot) -> Plan:
    """The plan of an address that has been answered."""
    path, _, raw = address.partition("?")
    query, names = read_query(raw), snapshot.aliases
    match path.removeprefix(rest.PREFIX).split("/"):
        case [name, key]:
            return ask_item(RESOURCES[name], split_suffix(key)[0], query, names).plan()
        case [*before, name]:
            resource, country = RESOURCES[split_suffix(name)[0]], _country(before)
            return ask_list(resource, query, names, snapshot.release, country).plan()
    raise ValueError(f"{path} was answered, and is no path")


def _country(before: list[str]) -> str | None:
    """The country that a path names before the list that it leads to."""
    return before[1] if before[:1] == ["countries"] else None


def _scope(address: str) -> dict[str, Any]:
    path, _, raw = address.partition("?")
    query = quote(raw, safe="%/?:@!$&'()*+,;=~-._").encode()
    return {"path": path, "query_string": query, "headers": []}


async def _ask_rest(request: RestRequest, written: Written) -> str:
    found = await rest.answer(request)
    return f"{len(written.asked)} statement(s); the answer is {found.status}."


async def _ask_graphql(text: str, variables: dict[str, Any], written: Written) -> str:
    documents = DocumentCache(Limits.from_settings(Settings()))
    found = await execute(GraphQLRequest(text, None, variables), documents, written)
    way = (
        "The compiler declined: the executor answered"
        if documents.reference_executions
        else "Compiled"
    )
    errors = "".join(f"\n  {error['message']}" for error in found.errors)
    return f"{way}; {len(written.asked)} statement(s), {len(found.errors)} error(s).{errors}"


async def _how(text: str, parameters: Row, snapshot: Snapshot) -> list[str]:
    """The database's own plan of a statement."""
    if snapshot.dialect is not SQLITE:
        return [f"  {row[0]}" for row in await snapshot.fetch_all(f"EXPLAIN {text}", parameters)]
    depths, lines = {0: 0}, []
    for number, parent, _, detail in await snapshot.fetch_all(
        f"EXPLAIN QUERY PLAN {text}", parameters
    ):
        depths[number] = depths[parent] + 1
        lines.append(f"{'  ' * depths[number]}{detail}")
    return lines


def describe(plan: Plan) -> Iterator[str]:
    """A plan in words, line by line."""
    what = "one of" if plan.window is None else f"up to {plan.window.limit} of"
    yield f"{what} {plan.resource.name}"
    for condition in plan.where:
        yield f"  where {condition.filter.name} {condition.operator} {_value(condition.value)}"
    if plan.words:
        yield f"  with the words {_value(plan.words)}"
    if plan.as_of is not None:
        yield f"  as of {_value(plan.as_of)}"
    if plan.order:
        order = (f"{'-' if o.descending else ''}{o.column}" for o in plan.order)
        yield f"  in the order {', '.join(order)}"
    if plan.window is not None and plan.window.anchor is not None:
        side = "before" if plan.window.backward else "after"
        yield f"  {side} the row {_value(plan.window.anchor)}"
    yield from (f"  {line}" for line in _answered(plan.shape))


def _answered(shape: Shape | None) -> Iterator[str]:
    if shape is None:
        yield "the whole row, as prepared"
        return
    columns = [part.name for part in shape if isinstance(part, Column)]
    if columns:
        yield f"columns {', '.join(columns)}"
    for part in shape:
        if isinstance(part, Embed):
            yield f"{part.key}:"
            yield from (f"  {line}" for line in describe(part.plan))
        elif isinstance(part, Items | Group):
            yield f"{part.key}:"
            yield from (f"  {line}" for line in _answered(part.shape))
        elif not isinstance(part, Column):
            yield part.key


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_value, value))
    return f"<{value.name}>" if isinstance(value, Parameter) else repr(value)

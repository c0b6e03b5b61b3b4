"""What becomes of a request: its plans, the statements it runs, and how the database runs them.

The request is really answered, by the app over a store that records what passes through it.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Hashable, Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any
from urllib.parse import quote, unquote, urlencode

from cachetools import LRUCache
from starlette.types import Message

from api.graphql.http import document_cache
from api.http.request import Request
from api.http.response import Response
from api.http.state import AppState
from api.query.plan import Parameter, Plan, RowDate
from api.query.shape import Column, DatedGroup, Embed, Group, Items, OneOf, Shape
from api.query.sql.statements import Statement
from api.releases.dialects import SQLITE
from api.releases.lru import LookupCache
from api.releases.store import Row, Snapshot, Store, Work
from schema.changes import Difference
from schema.resource import Resource

REST_PREFIX = "/v1/"


class RecordingSnapshot:
    """A snapshot that records the statements run on it and the plans they were written from."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.release, self.aliases = snapshot.release, snapshot.aliases
        self.dialect, self.statistics = snapshot.dialect, snapshot.statistics
        self.coverage = snapshot.coverage
        self.plans: list[Plan] = []
        self.statements: LookupCache[Hashable, Any] = _RecordingCache(self.plans)
        self.totals: LookupCache[Hashable, int] = LookupCache(1)
        self.executions: list[tuple[str, Row]] = []  # texts and their parameters
        self._snapshot = snapshot

    @property
    def work(self) -> Work:
        """See `Snapshot.work`."""
        return self._snapshot.work

    async def fetch_one(self, text: str, parameters: Row) -> Row:
        """See `Snapshot.fetch_one`."""
        return (await self.fetch_all(text, parameters))[0]

    async def fetch_all(self, text: str, parameters: Row) -> list[Row]:
        """See `Snapshot.fetch_all`."""
        self.executions.append((text, parameters))
        return await self._snapshot.fetch_all(text, parameters)

    async def fetch_all_in_thread(self, text: str, parameters: Row) -> list[Row]:
        """See `Snapshot.fetch_all_in_thread`."""
        return await self.fetch_all(text, parameters)

    def stream(
        self, text: str, parameters: Row, batch_rows: int
    ) -> AsyncGenerator[list[Row], None]:
        """See `Snapshot.stream`."""
        self.executions.append((text, parameters))
        return self._snapshot.stream(text, parameters, batch_rows)

    async def columns(self) -> list[Row]:
        """See `Snapshot.columns`."""
        return await self._snapshot.columns()

    async def is_readable(self) -> bool:
        """See `Snapshot.is_readable`."""
        return await self._snapshot.is_readable()

    async def query_plan(self, text: str, parameters: Row) -> list[str]:
        """The database's own plan of a statement, line by line."""
        return await _query_plan(text, parameters, self._snapshot)


class _RecordingCache(LookupCache[Hashable, Any]):
    """A cache of statements that notes the plans of those that are put into it."""

    def __init__(self, plans: list[Plan]) -> None:
        super().__init__(100)
        self._plans = plans

    def __setitem__(self, key: Hashable, value: Any) -> None:
        statement = value if isinstance(value, Statement) else value.statement
        self._plans += statement.plans if statement is not None else ()
        super().__setitem__(key, value)


class _RecordingDiffs(LRUCache[tuple[str, str], Snapshot]):
    """The diffs of two releases, each a snapshot that is recorded as well."""

    def __init__(self, store: "RecordingStore") -> None:
        super().__init__(1)
        self._store = store

    def __setitem__(self, key: tuple[str, str], value: Snapshot) -> None:
        super().__setitem__(key, self._store.record(value))


class RecordingStore:
    """A store whose snapshots record what is run on them."""

    def __init__(self, store: Store) -> None:
        self._store, self.limits, self.lanes = store, store.limits, store.lanes
        self._recorded: dict[int, RecordingSnapshot] = {}  # by the identity of the snapshot
        self.diffs: LRUCache[tuple[str, str], Snapshot] = _RecordingDiffs(self)
        self.diff_lock = asyncio.Lock()

    @property
    def fault(self) -> str | None:
        """See `Store.fault`."""
        return self._store.fault

    @property
    def snapshot(self) -> RecordingSnapshot | None:
        """The snapshot that answered: the one for which a plan was made, or else the first."""
        snapshots = list(self._recorded.values())
        return next((s for s in snapshots if s.plans), snapshots[0] if snapshots else None)

    def record(self, snapshot: Snapshot) -> RecordingSnapshot:
        """The recording snapshot over another."""
        if isinstance(snapshot, RecordingSnapshot):
            return snapshot
        return self._recorded.setdefault(id(snapshot), RecordingSnapshot(snapshot))

    def preload(self) -> None:
        """See `Store.preload`."""
        self._store.preload()

    async def current(self) -> Snapshot:
        """See `Store.current`."""
        return self.record(await self._store.current())

    def served(self) -> str:
        """See `Store.served`."""
        return self._store.served()

    async def at(self, release: str) -> Snapshot:
        """See `Store.at`."""
        return self.record(await self._store.at(release))

    async def release_ids(self) -> list[str]:
        """See `Store.release_ids`."""
        return await self._store.release_ids()

    def comparable(self, release: str) -> AbstractAsyncContextManager[Snapshot]:
        """See `Store.comparable`; what is read to compare is not recorded."""
        return self._store.comparable(release)

    async def row_differences(
        self, resource: Resource, before: Snapshot, after: Snapshot
    ) -> list[Difference]:
        """See `Store.row_differences`."""
        return await self._store.row_differences(resource, before, after)

    def levels(self) -> dict[str, int]:
        """See `Store.levels`."""
        return self._store.levels()

    async def close(self) -> None:
        """See `Store.close`."""
        await self._store.close()


def as_request(question: str, variables: dict[str, Any], app: AppState) -> Request:
    """The GET request of a REST address below /v1/, or of a GraphQL text."""
    path, _, raw = question.partition("?")
    query = quote(raw, safe="%/?:@!$&'()*+,;=~-._")
    if not question.startswith(REST_PREFIX):
        path = "/graphql"
        query = urlencode({"query": question, "variables": json.dumps(variables)})
    scope = {
        "method": "GET",
        "path": unquote(path),
        "query_string": query.encode(),
        "headers": [(b"host", b"localhost")],
        "http_version": "1.1",
    }
    return Request(scope, _no_message, app)


async def _no_message() -> Message:
    """A client that sends no body and stays until it has its answer."""
    return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]


async def explain(request: Request, response: Response, store: RecordingStore) -> str:
    """What a request took: plans, statements, and how the database runs them.

    Raises:
        ValueError: The request was refused; the message says why.
    """
    is_rest = request.path.startswith(REST_PREFIX)
    snapshot = store.snapshot
    if is_rest and response.status >= 400:
        raise ValueError(json.loads(response.body)["detail"])
    if snapshot is None:  # it was refused before a release was opened
        raise ValueError(json.loads(response.body)["errors"][0]["message"])
    summarise = _rest_summary if is_rest else _graphql_summary
    lines = [summarise(request, response, len(snapshot.executions)), ""]
    for plan in snapshot.plans:
        lines += ["Plan", *(f"  {line}" for line in describe(plan)), ""]
    for text, parameters in list(snapshot.executions):
        steps = await snapshot.query_plan(text, parameters)
        lines += ["Statement", f"  {text}", f"  with {parameters!r}", ""]
        lines += ["How it is run", *steps, ""]
    return "\n".join(lines).rstrip() + "\n"


def _rest_summary(_request: Request, response: Response, statements: int) -> str:
    return f"{statements} statement(s); the answer is {response.status}."


def _graphql_summary(request: Request, response: Response, statements: int) -> str:
    errors = json.loads(response.body).get("errors", [])
    is_compiled = not document_cache(request.app).reference_executions
    way = "Compiled" if is_compiled else "The compiler declined: the executor answered"
    messages = "".join(f"\n  {error['message']}" for error in errors)
    return f"{way}; {statements} statement(s), {len(errors)} error(s).{messages}"


async def _query_plan(text: str, parameters: Row, snapshot: Snapshot) -> list[str]:
    if snapshot.dialect.name != SQLITE.name:
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
        origin = " (by default)" if condition.by_default else ""
        text = f"{condition.filter.name} {condition.operator} {_value(condition.value)}"
        yield f"  where {text}{origin}"
    if plan.words:
        yield f"  with the words {_value(plan.words)}"
    if plan.as_of is not None:
        yield f"  as of {_value(plan.as_of)}"
    if plan.order:
        order = (f"{'-' if o.descending else ''}{o.column}" for o in plan.order)
        yield f"  in the order {', '.join(order)}"
    for end in plan.window.ends if plan.window is not None else ():
        side = "before" if end.backward else "after"
        yield f"  {side} the row {_value(end.anchor)}"
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
        elif isinstance(part, OneOf):
            yield f"{part.key}, one of:"
            for embed in part.alternatives:
                yield from (f"  {line}" for line in describe(embed.plan))
        elif isinstance(part, Items | Group | DatedGroup):
            yield f"{part.key}:"
            yield from (f"  {line}" for line in _answered(part.shape))
        elif not isinstance(part, Column):
            yield part.key


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_value, value))
    if isinstance(value, RowDate):
        return "the date of the row above"
    return f"<{value.name}>" if isinstance(value, Parameter) else repr(value)

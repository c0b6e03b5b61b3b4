"""An operation compiled: its plans in the shape of the response, one statement, and who fills it.

The database writes the response, so that no field is resolved in Python. Variables that only stand
for values (in `where`, or for a code or a slug) become slots of the statement, and what is compiled
serves every value they take. Whatever is not covered declines, and runs on the executor.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLError,
    OperationDefinitionNode,
)
from graphql.execution.values import VariableValues

from api.graphql.execution.arguments import LOOK_UP
from api.graphql.execution.document_cache import Document
from api.graphql.execution.planner import Planner
from api.graphql.execution.selection import Selected, Selection
from api.graphql.schema.names import columns as columns_of
from api.graphql.schema.names import relations
from api.problems import Problem
from api.query.filters import (
    AS_OF_FILTER,
    NameResolver,
    ResolvedNames,
    is_possible_key,
    parse_condition,
    resolve_key,
)
from api.query.plan import (
    HOLDS,
    Column,
    Condition,
    Constant,
    Cursor,
    Form,
    Group,
    Items,
    Member,
    PageField,
    PageStat,
    Parameter,
    Part,
    Plan,
    Shape,
    Window,
    as_of_dates,
    embeds_of,
)
from api.query.sql.statements import Statement, answers
from api.releases.store import Snapshot
from schema.resource import Resource
from schema.scalars import Kind


class Declined(Exception):
    """What the executor has to answer."""


@dataclass(frozen=True, slots=True)
class ParameterBinding:
    """A slot, the variable that fills it, and what the value has to pass on the way."""

    slot: str
    variable: str
    resource: Resource
    condition: Condition

    def value(self, asked: Any, names: NameResolver) -> object:
        """The slot's value. Raises `Problem`, or `Declined` for what no key can be."""
        what, operator = self.condition.filter, self.condition.operator
        if not self.slot.endswith(LOOK_UP):
            return parse_condition(
                what, operator, asked, names, ResolvedNames(), self.variable
            ).value
        key = resolve_key(self.resource.name, str(asked), names)
        if asked is None or not is_possible_key(key):
            raise Declined
        return key


@dataclass(frozen=True, slots=True)
class Compiled:
    """Root fields as response key → plan, or JSON that no statement is needed for."""

    roots: tuple[tuple[str, Plan | str], ...]
    statement: Statement | None
    filled: tuple[ParameterBinding, ...]
    extensions: str = ""  # what the answer says of itself, as JSON

    def json(self, texts: Iterator[str | None]) -> str:
        """The response's data, from the statement's texts in order.

        Raises `Declined` where a list has none, for its cursor names no row: the executor says so.
        """
        members = []
        for key, root in self.roots:
            text = root if isinstance(root, str) else next(texts)
            if text is None and isinstance(root, Plan) and root.window is not None:
                raise Declined
            members.append(f'"{key}":{text or "null"}')
        return f"{{{','.join(members)}}}"

    def values(self, variables: Mapping[str, Any], names: NameResolver) -> dict[str, object]:
        """The slots' values. Raises `Declined` where the executor has an error to tell."""
        try:
            return {f.slot: f.value(variables[f.variable], names) for f in self.filled}
        except (KeyError, Problem) as error:
            raise Declined from error

    @property
    def plans(self) -> list[Plan]:
        """The plans of the roots that have one."""
        return [root for _, root in self.roots if isinstance(root, Plan)]


def compiled(
    document: Document,
    operation: OperationDefinitionNode,
    selection: Selection,
    snapshot: Snapshot,
) -> Compiled:
    """Compile one operation. Raises `Declined`."""
    given = selection.variables
    stand_ins = {name: Parameter(name) for name in document.slots if name in given.coerced}
    variables = VariableValues(given.sources, {**given.coerced, **stand_ins})
    planner = _Compiler(
        Selection(selection.schema, document.fragments, variables),
        snapshot.aliases,
        snapshot.release,
    )
    try:
        roots = tuple((root.key, planner.answer(root)) for root in planner.roots(operation))
    except GraphQLError as error:
        raise Declined from error
    plans = [root for _, root in roots if isinstance(root, Plan)]
    if any(_has_inner_cursor(plan) for plan in plans):
        raise Declined  # the executor says which cursor names no row
    made = answers(plans, snapshot.dialect, snapshot.release) if plans else None
    filled = {fill.slot: fill for plan in plans for fill in _filled(plan)}
    return Compiled(roots, made, tuple(filled.values()))


def _has_inner_cursor(plan: Plan) -> bool:
    inner = [embed.plan for embed in embeds_of(plan.shape)]
    return any(p.window and p.window.anchor is not None for p in inner) or any(
        map(_has_inner_cursor, inner)
    )


def _filled(plan: Plan) -> Iterator[ParameterBinding]:
    for found in plan.where:
        if isinstance(found.value, Parameter):
            variable = found.value.name.split(" ")[0]
            yield ParameterBinding(found.value.name, variable, plan.resource, found)
    for on in as_of_dates(plan):
        if isinstance(on, Parameter):
            asked = Condition(AS_OF_FILTER, "eq", on)
            yield ParameterBinding(on.name, on.name.split(" ")[0], plan.resource, asked)
    for embed in embeds_of(plan.shape):
        yield from _filled(embed.plan)


class _Compiler(Planner):
    """Answers rows and pages as the response has them."""

    def answer(self, root: Selected) -> Plan | str:
        """A root field's plan, or its JSON."""
        if root.name == "__typename":
            return '"Query"'
        if root.name.startswith("__"):
            raise Declined  # introspection is graphql-core's
        return self.root(root) or "null"

    def row(self, resource: Resource, items: list[Selected], path: str = "/") -> tuple[Member, ...]:  # noqa: ARG002  # response keys alone tell its members apart
        """The row's fields, each under its response key."""
        return tuple(self._member(resource, item) for item in items)

    def _member(self, resource: Resource, item: Selected) -> Member:
        known, leading = columns_of(resource.name), relations(resource.name)
        if item.name in leading:
            return self.embed(item, leading[item.name], item.key)
        if item.name == "__typename":
            return Constant(item.key, f'"{resource.type_name}"')
        if item.name == "id":
            return Column(item.key, resource.key, Form.path)
        if item.name == HOLDS:
            return self.holds(item, item.key)
        name = known[item.name]
        is_choice = resource.fields[name].kind is Kind.choice
        return Column(item.key, name, Form.capitals if is_choice else Form.plain)

    def parts(self, resource: Resource, parts: list[Selected], cut: Window) -> Shape:
        """A connection's fields, each under its response key."""
        return tuple(self._part(resource, part, cut) for part in parts)

    def _part(self, resource: Resource, part: Selected, cut: Window) -> Part:
        below = self.selection.below(part) if part.nodes[0].selection_set else []
        match part.name:
            case "nodes":
                return Items(part.key, self.row(resource, below))
            case "edges":
                return Items(part.key, tuple(self._edge(resource, item) for item in below))
            case "pageInfo":
                return Group(part.key, tuple(_page_fact(item, cut) for item in below))
            case "totalCount":
                return PageField(part.key, PageStat.total)
        return Constant(part.key, f'"{resource.type_name}Connection"')

    def _edge(self, resource: Resource, item: Selected) -> Member:
        if item.name == "cursor":
            return Cursor(item.key)
        if item.name == "node":
            return Group(item.key, self.row(resource, self.selection.below(item)))
        return Constant(item.key, f'"{resource.type_name}Edge"')


def _page_fact(item: Selected, cut: Window) -> Part:
    forth, back = PageStat.has_next, PageStat.has_previous
    if cut.backward:
        forth, back = back, forth
    facts = {
        "hasNextPage": forth,
        "hasPreviousPage": back,
        "startCursor": PageStat.first,
        "endCursor": PageStat.last,
    }
    if item.name == "__typename":
        return Constant(item.key, '"PageInfo"')
    return PageField(item.key, facts[item.name])

"""Parses, measures and validates documents, and caches them by text and by normalized text."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeVar

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    Token,
    TokenKind,
    parse,
    validate,
)

from api.graphql.execution.cost import DocumentSize, Limits, measure_document
from api.graphql.execution.normalize import NormalizedQuery, normalize_query
from api.graphql.execution.result import RequestErrors
from api.graphql.execution.variables import LeafVariable, bindable_variables, leaf_variables
from api.graphql.schema.build import SCHEMA
from api.problems import Problem
from api.query.values import TEXT_MAX
from api.releases.gate import ThreadLane
from api.releases.lru import LookupCache

V = TypeVar("V")

ERRORS_MAX = 20  # each error may search the schema for names to suggest

CACHED_DOCUMENTS = 200
CACHED_TEXT_MAX = 5_000  # characters; a document takes many times the memory of its text
_CACHED_QUERIES = 2_000
SHORT_TEXT_MAX = 1_000  # characters; a document of these is read and compiled in some 5 ms
_NUMBER_MAX = 100  # characters; Python refuses to read integers of thousands of digits


@dataclass(frozen=True, slots=True)
class Document:
    """A document within the limits, with the errors of its validation."""

    ast: DocumentNode
    errors: tuple[GraphQLError, ...]
    operations: tuple[OperationDefinitionNode, ...]
    by_name: dict[str | None, OperationDefinitionNode]  # a single one by None as well
    fragments: dict[str, FragmentDefinitionNode]
    sizes: dict[str | None, DocumentSize]  # by operation name
    # By operation name: its variables, if the type of each is a scalar or an enum.
    leaf_variables: dict[str | None, dict[str, LeafVariable]]
    bindable: frozenset[str] = frozenset()  # variables that no statement's text depends on


class NormalizedDocument(NamedTuple):
    """The document of a normalized text, and what normalization removed from this text."""

    document: Document
    query: NormalizedQuery


class DocumentCache:
    """The documents used last, by text and by normalized text.

    Texts over 5,000 characters are parsed for each request: they are rare.
    """

    def __init__(self, limits: Limits, *, compiles: bool = True) -> None:
        self.limits = limits
        self.compiles = compiles  # False: the reference executor executes everything
        self.reference_executions = 0  # operations that the reference executor executed
        self._documents: LookupCache[str, Document] = LookupCache(CACHED_DOCUMENTS)
        self._normalized_documents: LookupCache[str, Document] = LookupCache(CACHED_DOCUMENTS)
        self._normalized_queries: LookupCache[str, NormalizedQuery] = LookupCache(_CACHED_QUERIES)
        self._by_text: LookupCache[str, NormalizedDocument] = LookupCache(CACHED_DOCUMENTS)

    async def get(self, text: str, lane: ThreadLane) -> Document:
        """The document of a text. Raises `Problem` over a limit, `RequestErrors` for its syntax."""
        document = self._documents.find(text)
        if document is None:
            document = await in_lane_if_long(text, lane, read_document, text, self.limits)
            _cache(self._documents, text, document)
        return document

    async def get_normalized(self, text: str, lane: ThreadLane) -> NormalizedDocument:
        """The document that all texts with the same normalized text share. Raises as `get` does.

        The first of these texts is validated for all: they differ in nothing that validation
        examines. A document with errors is returned as it was written.
        """
        known = self._by_text.find(text)
        if known is not None:
            return known
        query = self._normalized_queries.find(text)
        if query is None:
            query = _cache(self._normalized_queries, text, normalize_query(text))
        document = self._normalized_documents.find(query.key)
        if document is None:
            document = await self.get(text, lane)
            if document.errors:
                return NormalizedDocument(document, NormalizedQuery(text))
            document = await in_lane_if_long(text, lane, _normalized_document, query.key, document)
            _cache(self._normalized_documents, query.key, document)
        return _cache(self._by_text, text, NormalizedDocument(document, query))


async def in_lane_if_long(
    text: str, lane: ThreadLane, work: Callable[..., V], *arguments: Any
) -> V:
    """What `work` returns: at once for a short text, which costs less than a thread does."""
    if len(text) <= SHORT_TEXT_MAX:
        return work(*arguments)
    return await lane.run(work, *arguments)


def _cache(cache: LookupCache[str, V], text: str, value: V) -> V:
    if len(text) <= CACHED_TEXT_MAX:
        cache[text] = value
    return value


def _normalized_document(key: str, original: Document) -> Document:
    """The document of a normalized text, with the size of the original."""
    ast = parse(key, no_location=True)
    operations = _operations(ast)
    return replace(
        original,
        ast=ast,
        operations=operations,
        by_name=_by_name(operations),
        fragments=_fragments(ast),
        bindable=bindable_variables(ast),
    )


def read_document(text: str, limits: Limits) -> Document:
    """Parse, measure and validate a text.

    Raises:
        Problem: It exceeds a limit.
        RequestErrors: It has a syntax error.
    """
    ast = _parse(text, limits)
    sizes = measure_document(ast, limits)
    operations = _operations(ast)
    return Document(
        ast,
        _validate(ast),
        operations,
        _by_name(operations),
        _fragments(ast),
        sizes,
        _leaf_variables(operations),
    )


def _operations(ast: DocumentNode) -> tuple[OperationDefinitionNode, ...]:
    return tuple(d for d in ast.definitions if isinstance(d, OperationDefinitionNode))


def _by_name(
    operations: tuple[OperationDefinitionNode, ...],
) -> dict[str | None, OperationDefinitionNode]:
    named: dict[str | None, OperationDefinitionNode] = {
        operation.name.value: operation for operation in operations if operation.name
    }
    return named | {None: operations[0]} if len(operations) == 1 else named


def _leaf_variables(
    operations: tuple[OperationDefinitionNode, ...],
) -> dict[str | None, dict[str, LeafVariable]]:
    variables = {o.name.value if o.name else None: leaf_variables(o) for o in operations}
    return {name: leaves for name, leaves in variables.items() if leaves is not None}


def _fragments(ast: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {d.name.value: d for d in ast.definitions if isinstance(d, FragmentDefinitionNode)}


def _validate(ast: DocumentNode) -> tuple[GraphQLError, ...]:
    errors = validate(SCHEMA, ast, max_errors=ERRORS_MAX)
    # graphql-core says this where its own budget for comparing fields is used up.
    if errors and errors[-1].message == "Validation aborted.":
        raise Problem(
            "too-costly",
            "the document has too many fields or fragments of one name to be compared",
            limit="comparisons",
        )
    return tuple(errors)


def _parse(text: str, limits: Limits) -> DocumentNode:
    try:
        ast = parse(text, max_lexical_tokens=limits.tokens, max_comments=limits.tokens)
    except GraphQLSyntaxError as error:
        # graphql-core tells a limit from a syntax error by the message only.
        if error.message.endswith("Parsing aborted."):
            raise _limit_problem(error, limits) from error
        raise RequestErrors([error], "GRAPHQL_PARSE_FAILED") from error
    token = ast.loc.start_token if ast.loc else None
    while token is not None:
        _check_length(token)
        token = token.next
    return ast


def _limit_problem(error: GraphQLSyntaxError, limits: Limits) -> Problem:
    if "nested" in error.message:
        return Problem("too-costly", "the document nests too deeply to be read", limit="nesting")
    return Problem(
        "too-costly",
        f"the document has more than {limits.tokens} tokens (or comments), which is the limit",
        limit="tokens",
        cost=limits.tokens + 1,  # the parser stops there
        maximum=limits.tokens,
    )


def _check_length(token: Token) -> None:
    maximum = _NUMBER_MAX if token.kind in (TokenKind.INT, TokenKind.FLOAT) else TEXT_MAX
    length = len(token.value or "")
    if length > maximum and token.kind is not TokenKind.COMMENT:
        raise Problem(
            "too-costly",
            f"a {token.kind.value} of the document has {length} characters,"
            f" and the limit is {maximum}",
            limit="length",
            cost=length,
            maximum=maximum,
        )

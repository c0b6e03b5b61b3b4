"""Documents: parsed, measured and validated once, then kept for the next request with this text."""

from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

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

from api.graphql.execution.cost import DocumentSize, Limits, measure
from api.graphql.execution.normalize import NormalizedQuery, normalize_query
from api.graphql.execution.variables import slot_variables, text_variables
from api.graphql.schema.build import SCHEMA
from api.problems import Problem
from api.query.filters import TEXT_MAX
from api.releases.lru import Lru

V = TypeVar("V")

ERRORS_MAX = 20  # each may look for names to suggest

_KEPT, _KEPT_LENGTH = 200, 5_000  # documents, and characters of each
_NUMBER_MAX = 100  # characters; Python refuses to read integers of thousands of digits


@dataclass(frozen=True, slots=True)
class Document:
    """A text that parses within the limits, and what validation says of it."""

    ast: DocumentNode
    errors: tuple[GraphQLError, ...]
    operations: tuple[OperationDefinitionNode, ...]
    fragments: dict[str, FragmentDefinitionNode]
    sizes: dict[str | None, DocumentSize]
    slots: frozenset[str]  # variables that only stand for values
    texts: dict[str | None, frozenset[str] | None]  # by operation: its variables, if all are texts


class NormalizedDocument(NamedTuple):
    """A document without names and values of its own, and those of the text at hand."""

    document: Document
    query: NormalizedQuery


class DocumentCache:
    """Documents already read, by their texts and by their normalized texts.

    The least recently used is forgotten first. Texts over a few thousand characters are read anew:
    they are rare, and what is kept of a text is many times its size.
    """

    compiles = True  # whether operations are compiled at all

    def __init__(self, limits: Limits, *, compiles: bool = True) -> None:
        self.limits = limits
        if not compiles:
            self.compiles = False
        self.reference_executions = 0  # operations that the executor had to answer
        self._exact: Lru[Document] = Lru(_KEPT)
        self._templates: Lru[Document] = Lru(_KEPT)
        self._normalized_queries: Lru[NormalizedQuery] = Lru(_KEPT * 10)

    def get(self, text: str) -> Document:
        """The document of a text.

        Raises `GraphQLSyntaxError`, or `Problem` for one over the limits.
        """
        return self._exact.get(text) or _keep(self._exact, text, read(text, self.limits))

    def get_normalized(self, text: str) -> NormalizedDocument:
        """The document that texts like this share. Raises as `exact` does.

        It is as valid as the first of them was: they differ in nothing that validation looks at.
        """
        found = self._normalized_queries.get(text) or _keep(
            self._normalized_queries, text, normalize_query(text)
        )
        document = self._templates.get(found.key)
        if document is None:
            document = self.get(text)
            if document.errors:
                return NormalizedDocument(document, NormalizedQuery(text))
            _keep(self._templates, found.key, document := _as_template(found.key, document))
        return NormalizedDocument(document, found)


def _keep(kept: Lru[V], text: str, value: V) -> V:
    return kept.put(text, value) if len(text) <= _KEPT_LENGTH else value


def _as_template(key: str, like: Document) -> Document:
    """The document of a normalized text, where variables stand in for values."""
    ast = parse(key, no_location=True)
    return replace(
        like,
        ast=ast,
        operations=tuple(d for d in ast.definitions if isinstance(d, OperationDefinitionNode)),
        fragments=_fragments(ast),
        slots=slot_variables(ast),
    )


def _fragments(ast: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {d.name.value: d for d in ast.definitions if isinstance(d, FragmentDefinitionNode)}


def read(text: str, limits: Limits) -> Document:
    """Parse, measure and validate a text."""
    ast = _parse(text, limits)
    sizes = measure(ast, limits)
    operations = tuple(d for d in ast.definitions if isinstance(d, OperationDefinitionNode))
    texts = {o.name.value if o.name else None: text_variables(o) for o in operations}
    return Document(
        ast, _validate(ast), operations, _fragments(ast), sizes, slots=frozenset(), texts=texts
    )


def _validate(ast: DocumentNode) -> tuple[GraphQLError, ...]:
    errors = validate(SCHEMA, ast, max_errors=ERRORS_MAX)
    # Its words where its own budget for comparing fields is spent.
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
        # graphql-core tells a limit from a fault by its message only.
        if error.message.endswith("Parsing aborted."):
            raise _over(error, limits) from error
        raise
    token = ast.loc.start_token if ast.loc else None
    while token is not None:
        _check_length(token)
        token = token.next
    return ast


def _over(error: GraphQLSyntaxError, limits: Limits) -> Problem:
    if "nested" in error.message:
        return Problem("too-costly", "the document nests too deeply to be read", limit="nesting")
    return Problem(
        "too-costly",
        f"the document has more than {limits.tokens} tokens (or comments), which is the limit",
        limit="tokens",
        cost=limits.tokens + 1,  # it was read no further
        maximum=limits.tokens,
    )


def _check_length(token: Token) -> None:
    longest = _NUMBER_MAX if token.kind in (TokenKind.INT, TokenKind.FLOAT) else TEXT_MAX
    length = len(token.value or "")
    if length > longest and token.kind is not TokenKind.COMMENT:
        raise Problem(
            "too-costly",
            f"a {token.kind.value} of the document has {length} characters,"
            f" and the limit is {longest}",
            limit="length",
            cost=length,
            maximum=longest,
        )

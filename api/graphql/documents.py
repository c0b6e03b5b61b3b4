"""Documents: parsed, measured and validated once, then kept for the next request with this text."""

from collections import OrderedDict
from dataclasses import dataclass

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

from api.errors import Problem
from api.graphql.limits import Bounds, Shape, measure
from api.graphql.schema import SCHEMA
from api.graphql.variables import slot_variables
from api.values import TEXT_MAX

ERRORS_MAX = 20  # each may look for names to suggest

_KEPT_CHARACTERS = 500_000
_NUMBER_MAX = 100  # characters; Python refuses to read integers of thousands of digits


@dataclass(frozen=True, slots=True)
class Document:
    """A text that parses within the bounds, and what validation says of it."""

    ast: DocumentNode
    errors: tuple[GraphQLError, ...]
    operations: tuple[OperationDefinitionNode, ...]
    fragments: dict[str, FragmentDefinitionNode]
    shapes: dict[str | None, Shape]
    slots: frozenset[str]  # variables that only stand for values


class Documents:
    """A cache of documents, least recently used out first, bounded by the length of the texts."""

    compiles = True  # whether operations are compiled at all

    def __init__(self, bounds: Bounds, *, compiles: bool = True) -> None:
        self.bounds = bounds
        if not compiles:
            self.compiles = False
        self.declined = 0  # operations that the executor had to answer
        self._kept: OrderedDict[str, Document] = OrderedDict()
        self._characters = 0

    def get(self, text: str) -> Document:
        """The document of a text.

        Raises `GraphQLSyntaxError`, or `Problem` for one over the bounds.
        """
        found = self._kept.get(text)
        if found is not None:
            self._kept.move_to_end(text)
            return found
        document = read(text, self.bounds)
        self._keep(text, document)
        return document

    def _keep(self, text: str, document: Document) -> None:
        self._kept[text] = document
        self._characters += len(text)
        while self._characters > _KEPT_CHARACTERS:
            dropped, _ = self._kept.popitem(last=False)
            self._characters -= len(dropped)


def read(text: str, bounds: Bounds) -> Document:
    """Parse, measure and validate a text."""
    ast = _parse(text, bounds)
    shapes = measure(ast, bounds)
    fragments = [d for d in ast.definitions if isinstance(d, FragmentDefinitionNode)]
    return Document(
        ast,
        _validate(ast),
        tuple(d for d in ast.definitions if isinstance(d, OperationDefinitionNode)),
        {fragment.name.value: fragment for fragment in fragments},
        shapes,
        slot_variables(ast) if "$" in text else frozenset(),
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


def _parse(text: str, bounds: Bounds) -> DocumentNode:
    try:
        ast = parse(text, max_lexical_tokens=bounds.tokens, max_comments=bounds.tokens)
    except GraphQLSyntaxError as error:
        # graphql-core tells a limit from a fault by its message only.
        if error.message.endswith("Parsing aborted."):
            raise _over(error, bounds) from error
        raise
    token = ast.loc.start_token if ast.loc else None
    while token is not None:
        _check_length(token)
        token = token.next
    return ast


def _over(error: GraphQLSyntaxError, bounds: Bounds) -> Problem:
    if "nested" in error.message:
        return Problem("too-costly", "the document nests too deeply to be read", limit="nesting")
    return Problem(
        "too-costly",
        f"the document has more than {bounds.tokens} tokens (or comments), which is the limit",
        limit="tokens",
        cost=bounds.tokens + 1,  # it was read no further
        maximum=bounds.tokens,
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

"""Normalizes a query text: one key for all texts that differ only in names and values.

White space, commas, comments, the names of aliases and the values of `where`, `code`, `slug` and
`asOf` do not change the key. A document validated and an operation compiled for one text serve
every text with the same key. Nothing is parsed: one scan over the tokens, linear in the text. What
the scan cannot classify stays in the key as it is; a key not seen before is parsed in full.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

# Lexical tokens after section 2.1 of the specification. The last alternative is no token, and no
# key of a valid document has one. White space, commas and the byte order mark match nothing.
_TOKENS = re.compile(
    r'"(?:[^"\\\n\r]|\\.)*"'
    r"|[_A-Za-z][_0-9A-Za-z]*"
    r"|\.\.\.|[!$&()\[\]{}:=@|]"
    r"|-?[0-9][0-9A-Za-z_.+\-]*"
    r"|#[^\n\r]*"
    r"|[^ \t\n\r,\ufeff]"
)
_NAME_START = frozenset("_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_STRING = re.compile(r'"[^"\\\x00-\x1f]{0,200}"')  # without escapes
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,8})", re.ASCII)  # any nine digits fit into 32 bits
_FLOAT = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{1,14}", re.ASCII)

# Prefixes of the names that replace aliases and values. A text with either is left as it is.
_ALIAS, _VALUE = "_alias_", "_value_"
_COMMENTS_MAX = 100  # with more, the parser has to count them
_BLOCK_STRING = '"""'  # has lexical rules of its own
_VALUE_ARGUMENTS = ("code", "slug", "asOf", "knownBy")


class NormalizedQuery(NamedTuple):
    """A normalized text, and what was removed from the original."""

    key: str  # a GraphQL document itself
    aliases: Mapping[str, str] = MappingProxyType({})  # alias in the key → alias in the text
    values: dict[str, Any] | None = None  # by the name of the variable in the key


def normalize_query(text: str) -> NormalizedQuery:
    """Normalize a text; its key is the text itself where the scan could be wrong."""
    if _ALIAS in text or _VALUE in text or _BLOCK_STRING in text:
        return NormalizedQuery(text)
    if text.count("#") > _COMMENTS_MAX:
        return NormalizedQuery(text)
    lexemes = _TOKENS.findall(text)
    if "#" in text:
        lexemes = [lexeme for lexeme in lexemes if lexeme[0] != "#"]
    values = _replace_values(lexemes)
    aliases = _replace_aliases(lexemes)
    return NormalizedQuery(" ".join(lexemes), aliases, values)


def _replace_aliases(lexemes: list[str]) -> dict[str, str]:
    """Replace aliases in place, except those whose name also stands for something else."""
    positions: list[int] = []
    other_names = set()
    depth = 0  # of parentheses: inside them a name before a colon is an argument
    for index, lexeme in enumerate(lexemes):
        if lexeme == "(":
            depth += 1
        elif lexeme == ")":
            depth -= 1
        elif lexeme[0] in _NAME_START:
            if depth == 0 and lexemes[index + 1 : index + 2] == [":"]:
                positions.append(index)
            else:
                other_names.add(lexeme)
    replacements: dict[str, str] = {}
    for index in positions:
        if (alias := lexemes[index]) not in other_names:
            lexemes[index] = replacements.setdefault(alias, f"{_ALIAS}{len(replacements)}_")
    return {replacement: alias for alias, replacement in replacements.items()}


def _replace_values(lexemes: list[str]) -> dict[str, Any]:
    """Replace the values of filter operators, keys and dates by variables, in place."""
    values: dict[str, Any] = {}
    depth = 0
    path: list[str] = []  # inside parentheses: the names before the braces that are open
    for index, lexeme in enumerate(lexemes):
        if lexeme == "(":
            depth, path = depth + 1, []
        elif lexeme == ")":
            depth -= 1
        elif not depth:
            continue
        elif lexeme in ("{", "["):
            path.append(lexemes[index - 2] if lexeme == "{" else "[")
        elif lexeme in ("}", "]"):
            path = path[:-1]
        elif lexemes[index - 1] == ":" and _is_value_position(lexemes[index - 2], path):
            literal = _parse_literal(lexeme)
            if literal is not None:
                name = f"{_VALUE}{literal.kind}{len(values)}"
                values[name] = literal.value
                lexemes[index] = f"${name}"
    return values


def _is_value_position(name: str, path: list[str]) -> bool:
    """Whether the argument or input field of this name takes a value that can be replaced."""
    if not path:
        return name in _VALUE_ARGUMENTS
    return len(path) == 2 and path[0] == "where" and name != "in"


class _Literal(NamedTuple):
    kind: str  # part of the key, so that validation of one kind does not stand for another
    value: str | int | float


def _parse_literal(lexeme: str) -> _Literal | None:
    if _STRING.fullmatch(lexeme):
        return _Literal("s", lexeme[1:-1])
    if _INTEGER.fullmatch(lexeme):
        return _Literal("i", int(lexeme))
    if _FLOAT.fullmatch(lexeme):
        return _Literal("f", float(lexeme))
    return None

"""What a text asks, whatever it calls things and whichever values it looks for.

Two texts that differ only in white space, commas, comments, the names of aliases and the values in
`where`, `code`, `slug` and `asOf` have one key, so that what was validated and compiled for the
first serves the second. Nothing is parsed: one scan over the tokens, linear in the text. What the
scan does not know for sure stays in the key as it is, and a key not seen before is parsed as ever.
"""

import re
from dataclasses import dataclass
from typing import Any

# Tokens after the GraphQL specification, section 2.1; the last alternative is none, and no key of
# a valid document has one. White space, commas and the byte order mark match nothing.
_TOKENS = re.compile(
    r'"(?:[^"\\\n\r]|\\.)*"'
    r"|[_A-Za-z][_0-9A-Za-z]*"
    r"|\.\.\.|[!$&()\[\]{}:=@|]"
    r"|-?[0-9][0-9A-Za-z_.+\-]*"
    r"|#[^\n\r]*"
    r"|[^ \t\n\r,\ufeff]"
)
_LETTERS = frozenset("_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_TEXT = re.compile(r'"[^"\\\x00-\x1f]{0,200}"')  # nothing to unescape
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,8})", re.ASCII)  # within 32 bits whatever its digits
_FLOAT = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{1,14}", re.ASCII)

# Ours, in place of theirs. A text that has either word is left as it is.
_ALIAS, _VALUE = "_alias_", "_value_"
_COMMENTS_MAX = 100
_BLOCK = '"""'  # lexed by rules of its own


@dataclass(frozen=True, slots=True)
class NormalizedQuery:
    """A text's key (itself a GraphQL document), and what was taken out of the text."""

    key: str
    aliases: tuple[tuple[str, str], ...] = ()  # in the key, in the text
    values: tuple[tuple[str, Any], ...] = ()  # variable in the key, value in the text

    def restore_aliases(self, data: str) -> str:
        """JSON with the text's own aliases for keys.

        A quote inside a JSON text is escaped, so that what is replaced can only be a key.
        """
        for ours, theirs in self.aliases:
            data = data.replace(f'"{ours}":', f'"{theirs}":')
        return data


def normalize_query(text: str) -> NormalizedQuery:
    """Scan a text."""
    if _ALIAS in text or _VALUE in text or _BLOCK in text:
        return NormalizedQuery(text)
    tokens = _TOKENS.findall(text)
    if text.count("#") > _COMMENTS_MAX:
        return NormalizedQuery(text)  # the parser has a bound on them
    if "#" in text:
        tokens = [token for token in tokens if token[0] != "#"]
    values, aliases = _take_values(tokens), _take_aliases(tokens)
    return NormalizedQuery(" ".join(tokens), aliases, values)


def _take_aliases(words: list[str]) -> tuple[tuple[str, str], ...]:
    """Rename aliases in place, but for those whose name stands for something else as well."""
    places: list[int] = []
    kept = set()
    depth = 0
    for index, word in enumerate(words):
        if word == "(":
            depth += 1
        elif word == ")":
            depth -= 1
        elif word[0] in _LETTERS:
            if depth == 0 and words[index + 1 : index + 2] == [":"]:
                places.append(index)
            else:
                kept.add(word)
    renamed: dict[str, str] = {}
    for index in places:
        if (name := words[index]) not in kept:
            words[index] = renamed.setdefault(name, f"{_ALIAS}{len(renamed)}_")
    return tuple((ours, theirs) for theirs, ours in renamed.items())


def _take_values(words: list[str]) -> tuple[tuple[str, Any], ...]:
    """Put variables for the values of filters' operators and of keys, in place."""
    values: list[tuple[str, Any]] = []
    depth = 0
    path: list[str] = []  # within parentheses: the argument or input field that opened each brace
    for index, word in enumerate(words):
        if word == "(":
            depth, path = depth + 1, []
        elif word == ")":
            depth -= 1
        elif not depth:
            continue
        elif word in ("{", "["):
            path.append(words[index - 2] if word == "{" else "[")
        elif word in ("}", "]"):
            path = path[:-1]
        elif words[index - 1] == ":" and _is_value(words[index - 2], path):
            taken = _value(word, len(values))
            if taken is not None:
                values.append(taken)
                words[index] = f"${taken[0]}"
    return tuple(values)


def _is_value(name: str, path: list[str]) -> bool:
    """Whether what is called so, here, is the value of an operator or of a key."""
    if not path:
        return name in ("code", "slug", "asOf")
    return len(path) == 2 and path[0] == "where" and "[" not in path and name != "in"


def _value(word: str, number: int) -> tuple[str, Any] | None:
    """A variable's name, which says the kind of literal it stands for, and the literal's value."""
    if _TEXT.fullmatch(word):
        return f"{_VALUE}s{number}", word[1:-1]
    if _INTEGER.fullmatch(word):
        return f"{_VALUE}i{number}", int(word)
    if _FLOAT.fullmatch(word):
        return f"{_VALUE}f{number}", float(word)
    return None

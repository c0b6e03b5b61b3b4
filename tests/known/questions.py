"""Questions whose correct answers are known from the sources, and what an answer must say.

`questions.yaml` holds them. `expect` maps a JSON pointer (RFC 6901) to a value or to a matcher,
which is a mapping with one key of `MATCHERS`. A `*` in a pointer stands for every item of a list,
`[holds=true]` for every item with that member, and the value is then the list of what all those
items have there. Nobody derived the values from this program: `source` names the file that shows
them, and where in it.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml

QUESTIONS = Path(__file__).parent / "questions.yaml"


class Request(NamedTuple):
    """A request as a client sends it; with a body it is a POST of JSON."""

    path: str
    body: dict[str, Any] | None = None


class Reply(NamedTuple):
    """A status code and a body: parsed if it is JSON, else text."""

    status: int
    body: Any


Ask = Callable[[Request], Reply]


@dataclass(frozen=True)
class Question:
    """A question, how it is put to the record, and the answer that its sources give.

    Attributes:
        awaits: What the record does not have yet; the question is expected to fail until then.
    """

    id: str
    question: str
    source: str
    path: str = ""
    graphql: str = ""
    status: int = 200
    expect: dict[str, Any] = field(default_factory=dict)
    awaits: str = ""

    @property
    def request(self) -> Request:
        """The request that puts the question."""
        if self.graphql:
            return Request("/graphql", {"query": self.graphql})
        return Request(self.path)


def load_questions(path: Path = QUESTIONS) -> list[Question]:
    """The questions of a file, in its order."""
    return [Question(**entry) for entry in yaml.load(path.read_text(), yaml.CSafeLoader)]


def failures(question: Question, ask: Ask) -> list[str]:
    """What is wrong with the answer to a question; empty if nothing is."""
    reply = ask(question.request)
    if reply.status != question.status:
        return [f"status {reply.status}, not {question.status}: {_short(reply.body)}"]
    wrong: list[str] = []
    for pointer, expected in question.expect.items():
        try:
            value = resolve(reply.body, pointer)
        except LookupError as error:
            wrong.append(f"{pointer}: {error}")
            continue
        if not _matches(value, expected):
            wrong.append(f"{pointer}: {_short(value)}, expected {_short(expected)}")
    return wrong


def resolve(body: Any, pointer: str) -> Any:
    """The value at a JSON pointer; with `*` the list of the values of all items.

    Raises:
        LookupError: There is no such member.
    """
    parts = [p.replace("~1", "/").replace("~0", "~") for p in pointer.split("/")[1:]]
    if any(part == "*" or part.startswith("[") for part in parts):
        return list(_walk(body, parts))
    return next(_walk(body, parts))


def _walk(value: Any, parts: list[str]) -> Iterator[Any]:
    if not parts:
        yield value
        return
    part, rest = parts[0], parts[1:]
    if isinstance(value, list) and (part == "*" or part.startswith("[")):
        for item in value:
            if part == "*" or _is_selected(item, part):
                yield from _walk(item, rest)
    elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
        yield from _walk(value[int(part)], rest)
    elif isinstance(value, dict) and part in value:
        yield from _walk(value[part], rest)
    else:
        raise LookupError(f"there is no {part!r} in {_short(value)}")


def _is_selected(item: dict[str, Any], part: str) -> bool:
    """Whether an item has the member and value of a part such as `[holds=true]`."""
    name, _, text = part[1:-1].partition("=")
    if name not in item:
        raise LookupError(f"there is no {name!r} in {_short(item)}")
    return bool(item[name] == json.loads(text))


def _contains(value: Any, operand: Any) -> bool:
    if isinstance(operand, list):
        return all(item in value for item in operand)
    return value is not None and operand in value


def _lacks(value: Any, operand: Any) -> bool:
    return not any(item in value for item in operand)


def _matches_pattern(value: Any, pattern: str) -> bool:
    """Whether a text matches a pattern, or every text of a list that is not empty."""
    texts = value if isinstance(value, list) else [value]
    return bool(texts) and all(text is not None and re.search(pattern, text) for text in texts)


MATCHERS: dict[str, Callable[[Any, Any], bool]] = {
    "contains": _contains,  # the item or all of the items, or the text
    "lacks": _lacks,  # none of the items
    "exactly": lambda value, operand: sorted(value) == sorted(operand),  # in any order
    "count": lambda value, operand: len(value) == operand,
    "not": lambda value, operand: value != operand,
    "is_null": lambda value, operand: (value is None) == operand,
    "matches": _matches_pattern,
    "at_least": lambda value, operand: value is not None and value >= operand,
}


def _matches(value: Any, expected: Any) -> bool:
    if isinstance(expected, dict):
        [(name, operand)] = expected.items()
        return MATCHERS[name](value, operand)
    return bool(value == expected)


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:200]}…"

"""The examples of README, docs/ and the guides: a request in one block, its answer in the next.

An answer is shown in part: the members and as many items as its block has. `python -m api examples`
writes the values; tests compare them with what the service answers.
"""

import json
import re
import shlex
from pathlib import Path
from typing import Any, NamedTuple

from api.pages.guides import ORIGIN, ROOT
from schema.figures import json_text

# docs/benchmarks.md is written by `make bench` and has no examples.
PAGES = (
    ROOT / "README.md",
    *sorted(page for page in (ROOT / "docs").glob("*.md") if page.name != "benchmarks.md"),
    *sorted((ROOT / "docs" / "guides").glob("*.md")),
)

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_REQUESTS = ("sh", "graphql")
_SAME_REQUEST = ("python", "r", "javascript")  # programs that make the request before them
_ANSWERS = ("json", "csv")
_WIDTH = 100


class Example(NamedTuple):
    """A request and the answer that its page shows."""

    page: str
    language: str  # "sh" for a curl command, "graphql" for a document
    request: str
    answer_language: str
    answer: str
    programs: tuple[tuple[str, str], ...] = ()  # the same request: language and text
    place: tuple[int, int] = (0, 0)  # of the answer in the text of its page


class HttpRequest(NamedTuple):
    """What curl, or GraphiQL, would send for an example."""

    method: str
    address: str  # path and query
    headers: dict[str, str]
    body: str | None


def examples_of(page: Path) -> list[Example]:
    """The examples of one page, in its order."""
    examples, request = [], None
    programs: list[tuple[str, str]] = []
    for block in _BLOCK.finditer(page.read_text(encoding="utf-8")):
        language, text = block.groups()
        if language in _REQUESTS:
            request, programs = (language, text.strip()), []
        elif request is None:
            continue
        elif language in _SAME_REQUEST:
            programs.append((language, text))
        elif language in _ANSWERS:
            place = block.span(2)
            examples.append(Example(page.name, *request, language, text, tuple(programs), place))
            request = None
        else:
            request = None
    return examples


def curl_request(command: str) -> HttpRequest:
    """The request of a curl command with the options -s, -H and -d."""
    words = [word for word in shlex.split(command)[1:] if word != "-s"]
    address = next(word for word in words if word.startswith(ORIGIN))
    body = words[words.index("-d") + 1] if "-d" in words else None
    headers = dict(words[i + 1].split(": ", 1) for i, word in enumerate(words) if word == "-H")
    return HttpRequest("POST" if body else "GET", address.removeprefix(ORIGIN), headers, body)


def question_of(example: Example) -> str:
    """What an example asks: an address, or a GraphQL text."""
    if example.language == "graphql":
        return example.request
    request = curl_request(example.request)
    if request.body is None:
        return request.address
    query: str = json.loads(request.body)["query"]
    return query


def is_part(shown: Any, answer: Any) -> bool:
    """Whether `shown` is part of the answer: some keys of objects, the first items of lists."""
    if isinstance(shown, dict):
        return isinstance(answer, dict) and all(
            name in answer and is_part(value, answer[name]) for name, value in shown.items()
        )
    if isinstance(shown, list):
        is_long_enough = isinstance(answer, list) and len(shown) <= len(answer)
        return is_long_enough and all(map(is_part, shown, answer))
    return bool(shown == answer)


def refreshed(example: Example, answer: str) -> str:
    """The block of an answer with the values that the service gives now.

    Args:
        example: The example; an empty object or list of it gets all that it has in the answer.
        answer: What the service answered.
    """
    if example.answer_language == "csv":
        lines = answer.replace("\r\n", "\n").splitlines(keepends=True)
        shown = example.answer.count("\n")
        return "".join(lines[:shown] if example.answer.strip() else lines)
    shown = json.loads(example.answer)
    parts = _same_parts(shown, json.loads(answer))
    return example.answer if parts == shown else f"{_written(parts)}\n"


def _same_parts(shown: Any, answer: Any) -> Any:
    """The parts of an answer that are shown; all of it where nothing is."""
    if isinstance(shown, dict) and isinstance(answer, dict) and shown:
        return {
            name: _same_parts(value, answer[name])
            for name, value in shown.items()
            if name in answer
        }
    if isinstance(shown, list) and isinstance(answer, list) and shown:
        return [_same_parts(*pair) for pair in zip(shown, answer, strict=False)]
    return answer


def _written(value: Any, indent: int = 0) -> str:
    """JSON with a line for each member; what fits stands on one line."""
    line = _on_one_line(value)
    if not isinstance(value, (dict, list)) or not value:
        return line
    if indent and len(line) + indent <= _WIDTH:
        return line
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        parts = [
            f"{inner}{json_text(key)}: {_written(each, indent + 2)}" for key, each in value.items()
        ]
    else:
        parts = [f"{inner}{_written(each, indent + 2)}" for each in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    members = ",\n".join(parts)
    return f"{opening}\n{members}\n{' ' * indent}{closing}"


def _on_one_line(value: Any) -> str:
    if isinstance(value, dict):
        members = (f"{json_text(key)}: {_on_one_line(each)}" for key, each in value.items())
        return f"{{{', '.join(members)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_on_one_line, value))}]"
    return json_text(value)

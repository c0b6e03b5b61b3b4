"""The examples of README and docs/: a request in one fenced block, its answer in the next."""

import re
import shlex
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
ORIGIN = "http://127.0.0.1:8000"

# docs/benchmarks.md is written by `make bench` and has no examples.
PAGES = (
    ROOT / "README.md",
    *sorted(page for page in (ROOT / "docs").glob("*.md") if page.name != "benchmarks.md"),
)

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Example(NamedTuple):
    """A request and the answer that its page shows."""

    page: str
    language: str  # "sh" for a curl command, "graphql" for a document
    request: str
    answer_language: str
    answer: str


class HttpRequest(NamedTuple):
    """What curl, or GraphiQL, would send for an example."""

    method: str
    address: str  # path and query
    headers: dict[str, str]
    body: str | None


def examples_of(page: Path) -> list[Example]:
    """The examples of one page, in its order."""
    blocks = _BLOCK.findall(page.read_text())
    return [
        Example(page.name, language, request.strip(), answer_language, answer)
        for (language, request), (answer_language, answer) in pairwise(blocks)
        if answer_language in ("json", "csv") and language in ("sh", "graphql")
    ]


def all_examples() -> list[Example]:
    """The examples of every page."""
    return [example for page in PAGES for example in examples_of(page)]


def curl_request(command: str) -> HttpRequest:
    """The request of a curl command with the options -s, -H and -d."""
    words = [word for word in shlex.split(command)[1:] if word != "-s"]
    address = next(word for word in words if word.startswith(ORIGIN))
    body = words[words.index("-d") + 1] if "-d" in words else None
    headers = dict(words[i + 1].split(": ", 1) for i, word in enumerate(words) if word == "-H")
    return HttpRequest("POST" if body else "GET", address.removeprefix(ORIGIN), headers, body)

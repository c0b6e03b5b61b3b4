"""Every fenced block of the documents is run by a test, or is on a short list with a reason."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.client import TestClient
from tests.docs.examples import ORIGIN, PAGES, ROOT, examples_of

_DOCUMENTS = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "guides").glob("*.md")),
]
_BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
# An address of the server, or at the beginning of a line.
_ADDRESS = re.compile(rf"(?:(?<={re.escape(ORIGIN)})|^)(/v1[^\s'\"]*)", re.MULTILINE)
_RELEASE = "RELEASE"  # stands for the id of a release
# What other tests run, by the first line of a block.
_TESTED = {
    r"README.md  ": "test_architecture.py: the map",
    r"asgi \| server": "test_architecture.py: the layers",
    r"\$ python -m api explain": "test_architecture.py: the worked example",
    r"import \{": "browser/test_react.py builds and shows both programs (long)",
}
# What no test runs, line by line. Names and options of our commands are checked (test_pages.py).
_NOT_RUN = {
    r"make (serve|test|lint|bench|help)": "the suite itself, or what takes minutes (test_make.py)",
    r"(\S+/)?python -m seeds ": "writes the facts or the releases; tests/seeds run the commands",
    r"(\S+/)?python -m api explain ": "test_architecture.py runs it with another address",
    r"(\S+/)?python -m tests\.bench": "takes minutes",
    r"PY=\S+ \.ci/pip ": "installs packages",
    r"docker |echo \"POSTGRES_PASSWORD": "no Docker where tests run (test_compose.py)",
    r"ratelimit": "lines of a header, whose numbers differ (http/test_rate_limit.py)",
    r"scope → ": "a drawing of the pipeline",
}


class Block(NamedTuple):
    """A fenced block: its document, its language, its text."""

    document: Path
    language: str
    text: str

    @property
    def addresses(self) -> list[str]:
        """The addresses of the record in it; programs put theirs together."""
        return _ADDRESS.findall(self.text) if self.language in ("", "sh", "text") else []


def _blocks() -> Iterator[Block]:
    """The fenced blocks that are not of the examples."""
    for document in _DOCUMENTS:
        of_examples = _of_examples(document)
        for language, text in _BLOCK.findall(document.read_text("utf-8")):
            if text.strip() not in of_examples:
                yield Block(document, language, text.strip())


def _of_examples(document: Path) -> set[str]:
    """The blocks of requests, answers and programs: test_examples.py and test_programs.py."""
    examples = examples_of(document) if document in PAGES else []
    programs = (text for example in examples for _language, text in example.programs)
    answered = (text for example in examples for text in (example.request, example.answer))
    return {text.strip() for text in (*answered, *programs)}


def test_every_block_is_run() -> None:
    """As an example, by its addresses, or by another test; each exception is of use."""
    used, others = set(), []
    for block in _blocks():
        tested = [start for start in _TESTED if re.match(start, block.text)]
        lines = [] if tested or block.addresses else block.text.splitlines()
        used |= {*tested}
        for line in lines:
            reasons = [start for start in _NOT_RUN if re.match(start, line)]
            used |= {*reasons}
            if line and not reasons:
                others.append((block.document.name, line))
    assert others == []
    assert used == {*_TESTED, *_NOT_RUN}


def test_every_address_in_a_block_is_answered(client: TestClient) -> None:
    """Of blocks without an answer; `RELEASE` stands for the release that is served."""
    release = client.get("/readyz").json()["release"]
    addresses = {each for block in _blocks() for each in block.addresses}
    assert len(addresses) > 20
    for address in addresses:
        answer = client.head(address.replace(_RELEASE, release))
        assert answer.status_code == 200, address

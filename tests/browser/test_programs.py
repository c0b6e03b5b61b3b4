"""The programs that guides and the reference show, run as they stand against a real server."""

import re
import shutil
import subprocess
import sys
from html import unescape

import httpx2
import pytest

from api.pages.guide_examples import PAGES, Example, examples_of
from api.pages.guides import ORIGIN

_COMMANDS = {
    "python": [sys.executable, "-I", "-"],
    "javascript": ["node", "--input-type=module", "-"],
    "r": ["Rscript", "-"],
}


def _marks(language: str) -> list[pytest.MarkDecorator]:
    """R is there where long tests run (`make test-long`)."""
    return [pytest.mark.long] if language == "r" else []


_PROGRAMS = [
    pytest.param(
        example,
        language,
        text,
        marks=_marks(language),
        id=f"{example.page}: {language}: {example.request[-40:]}",
    )
    for page in PAGES
    for example in examples_of(page)
    for language, text in example.programs
]


def _run(language: str, text: str) -> str:
    """What a program prints. Skips the test where its language is not installed."""
    command = _COMMANDS[language]
    if shutil.which(command[0]) is None:
        pytest.skip(f"no {command[0]} on this machine")
    result = subprocess.run(command, input=text, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize(("example", "language", "text"), _PROGRAMS)
def test_a_program_of_a_guide_runs(server: str, example: Example, language: str, text: str) -> None:
    """It ends without an error, and prints something."""
    assert _run(language, text.replace(ORIGIN, server)).strip()


@pytest.mark.parametrize("language", [pytest.param(each, marks=_marks(each)) for each in _COMMANDS])
@pytest.mark.parametrize("name", ["getCountry", "downloadCsv", "downloadNdjson", "healthz"])
def test_a_program_of_the_reference_runs(server: str, name: str, language: str) -> None:
    """Those that are made for the formats of answers: JSON, CSV, lines of JSON, text."""
    page = httpx2.get(f"{server}/reference/{name}").text
    box = page[page.index(f'data-in="{language}"') :]
    code = re.search(r"<code[^>]*>(.*?)</code>", box, re.DOTALL)
    assert code is not None
    assert _run(language, unescape(re.sub("<[^>]+>", "", code[1]))).strip()


def test_the_guides_have_programs() -> None:
    """Each example of the first guide is in each language."""
    first = next(page for page in PAGES if page.name == "start.md")
    for example in examples_of(first):
        assert {language for language, _text in example.programs} == set(_COMMANDS)

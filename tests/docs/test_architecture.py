"""ARCHITECTURE's map is the repository, its layers are those of the linter, its example is real."""

import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.__main__ import cli
from schema import RESOURCES
from tests.docs.examples import ROOT
from tests.running import aside

TEXT = (ROOT / "ARCHITECTURE.md").read_text()
PACKAGES = ("schema", "seeds", "api")
INDENT = 2  # spaces per level of the printed tree
RESOURCE_MODULES = sorted(
    {f"{r.table.__module__.replace('.', '/')}.py" for r in RESOURCES.values()}
)


def block_after(heading: str) -> str:
    """The first fenced block below a heading."""
    section = TEXT.partition(f"\n{heading}\n")[2]
    found = re.search(r"^```\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def printed_paths() -> Iterator[str]:
    """The paths of the printed tree, relative to the repository; a folder ends with a slash."""
    parents: list[str] = []
    for line in block_after("## The map").splitlines():
        name, _, description = line.strip().partition(" ")
        assert description.strip(), f"{name} is not described"
        level = (len(line) - len(line.lstrip())) // INDENT
        parents[level:] = [name]
        path = "".join(parents)
        yield from RESOURCE_MODULES if path == "schema/<resource>.py" else [path]


def is_module(path: Path) -> bool:
    """Whether a path is a Python module of ours that the map has to show."""
    hidden = {"__pycache__", "node_modules"} & set(path.parts)
    return path.suffix == ".py" and path.name != "__init__.py" and not hidden


def test_every_printed_path_is_there() -> None:
    """Files and folders; a pattern stands for at least one file."""
    for path in printed_paths():
        parent, _, name = path.rstrip("/").rpartition("/")
        matches = [p for p in (ROOT / parent).iterdir() if fnmatch(p.name, name)]
        assert matches, path
        assert all(p.is_dir() == path.endswith("/") for p in matches), path


def test_every_module_is_printed() -> None:
    """Of schema, seeds and api; of tests each folder."""
    printed = set(printed_paths())
    modules = [p for name in PACKAGES for p in (ROOT / name).rglob("*.py") if is_module(p)]
    assert len(modules) > 80
    assert [
        str(m.relative_to(ROOT)) for m in modules if str(m.relative_to(ROOT)) not in printed
    ] == []
    folders = [p.parent for p in (ROOT / "tests").glob("*/__init__.py")]
    assert [f.name for f in folders if f"tests/{f.name}/" not in printed] == []


def test_directly_in_api_is_one_screen_of_modules() -> None:
    """What is not a stage of the pipeline: entry points, the table of routes, limits, settings."""
    modules = {path.stem for path in (ROOT / "api").glob("*.py")}
    assert modules == {
        "__init__", "__main__", "asgi", "app", "contracts", "health", "feeds", "explain",
        "problems", "limits", "settings",
    }  # fmt: skip


def test_the_printed_layers_are_those_of_the_linter() -> None:
    """In the same order, at most eight."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = project["tool"]["importlinter"]["contracts"]
    (layers,) = (c["layers"] for c in contracts if c.get("containers") == ["api"])
    printed = [line.split("  ")[0].strip() for line in block_after("## Layers").splitlines()]
    assert printed == layers
    assert len(layers) <= 8


def test_the_worked_example_is_what_explain_prints(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for line breaks; `␞` stands for the record separator, which cannot be seen."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    command, _, shown = block_after("## One query worked through").partition("\n")
    address = re.fullmatch(r"\$ python -m api explain '(.+)'", command)
    assert address is not None
    result = aside(lambda: CliRunner().invoke(cli, ["explain", address[1]]))
    assert result.exit_code == 0
    assert "".join(shown.split()) == "".join(result.output.replace("\x1e", "␞").split())


def test_words_of_a_private_dialect_are_rare() -> None:
    """Code names what it holds: `found` and `asked` say only how it came there."""
    words = re.compile(r"\b(?<!not-)(?:found|asked|told|kept)\b")  # `not-found` is HTTP's
    texts = [p.read_text() for name in PACKAGES for p in (ROOT / name).rglob("*.py")]
    assert sum(len(words.findall(text)) for text in texts if text) <= 60

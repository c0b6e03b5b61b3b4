"""Reads the files of facts: rows of cells as written, each with its line.

    facts/VERSION                         version of the facts and its date
    facts/<resource>/<origin>.csv         a row per line; an empty cell is null, `|` splits lists
    facts/<resource>/<origin>.yaml        a list of mappings, for rows written by hand
    facts/world-emissions/<origin>.csv    denominators of measured shares
    facts/country-aliases/<origin>.csv    further aliases of countries
    facts/official-aliases/<origin>.csv   further names of officials
    facts/unmerged-officials/<origin>.csv officials who may be one person and stay separate
    facts/source-coverage/<origin>.*      what sources cover, where their rows do not show it
    facts/change-reasons/<origin>.csv     reasons for the changes of a version
    facts/former-ids/<origin>.csv         ids that were merged into others or renamed

A release may take further folders of the same shape; the version comes from the first one.
This module checks the shape of the files only. `seeds.loading.values` types the cells.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

import yaml

from schema import RECORD
from seeds.loading.support import SUPPORT_FIELDS

FACTS = Path(__file__).parents[1] / "facts"
LIST_SEPARATOR = "|"
_VERSION_LINE = "1.0.0 2026-11-23"


class Place(NamedTuple):
    """A line of a file."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, order=True)
class FactProblem:
    """An error in the facts: its place, a message and a hint for the correction."""

    place: Place
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" + (f" ({self.hint})" if self.hint else "")


@dataclass(frozen=True, slots=True)
class Cell:
    """One value as written, with its line.

    `text` is a tuple for a YAML sequence. `tag` is `csv` for every CSV cell; for YAML it is the
    short form of the resolved tag, such as `str`, `int` or `timestamp`.
    """

    text: str | tuple[str, ...]
    tag: str
    line: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One row as written; null cells are absent."""

    place: Place
    cells: dict[str, Cell]


@dataclass(slots=True)
class Facts:
    """The files by folder name, and the problems met so far."""

    version: str = ""
    released: str = ""
    files: dict[str, list[Path]] = field(default_factory=dict)
    problems: list[FactProblem] = field(default_factory=list)

    def rows(self, name: str, problems: list[FactProblem]) -> Iterator[Fact]:
        """The rows of a folder, read one after the other; what is wrong is added to `problems`."""
        for path in self.files[name]:
            yield from _without_problems(read_facts(path), problems)


def find_facts(folder: Path, also: Sequence[Path] = ()) -> Facts:
    """The files of `folder`, then those of the folders in `also`, which have no VERSION.

    Nothing is raised: problems are collected, so that one run reports all of them.
    """
    facts = Facts(files={name: [] for name in (*RECORD, *SUPPORT_FIELDS)})
    facts.version, facts.released = _version(folder, facts.problems)
    for missing in (path for path in also if not path.is_dir()):
        facts.problems.append(FactProblem(_first_line(missing), "no such folder of facts"))
    for path in (p for root in (folder, *also) for p in sorted(root.glob("[!.]*/[!.]*"))):
        name = path.parent.name
        if name not in facts.files:
            hint = f"the folders are {', '.join(facts.files)}"
            facts.problems.append(FactProblem(_first_line(path), f"no resource {name!r}", hint))
            continue
        facts.files[name].append(path)
    return facts


def read_facts(path: Path) -> Iterator[Fact | FactProblem]:
    """The rows of one CSV or YAML file, and the problems with its shape."""
    reader = {".csv": _read_csv, ".yaml": _read_yaml}.get(path.suffix)
    if reader:
        yield from reader(path)
    else:
        message = f"unknown kind of file {path.suffix!r}"
        yield FactProblem(_first_line(path), message, "use .csv or .yaml")


def valid_facts(path: Path) -> Iterator[Fact]:
    """The rows of one file; rows with a problem are left out."""
    return (fact for fact in read_facts(path) if isinstance(fact, Fact))


def display_path(path: Path) -> str:
    """The path for messages: relative to the working directory where it lies below it."""
    path = path.absolute()
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _first_line(path: Path) -> Place:
    return Place(display_path(path), 1)


def _version(folder: Path, problems: list[FactProblem]) -> tuple[str, str]:
    """The version and its date, as read from the VERSION file."""
    path = folder / "VERSION"
    place = _first_line(path)
    try:
        version, _, released = path.read_text("utf-8").strip().partition(" ")
    except FileNotFoundError:
        problems.append(FactProblem(place, "no VERSION", f"a line such as {_VERSION_LINE}"))
        return "", ""
    parts = version.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdecimal() for part in parts):
        message = f"{version!r} is not a version"
        problems.append(FactProblem(place, message, "three numbers, such as 1.0.0"))
    if not _is_iso_day(released):
        message = f"{released!r} is not the date of the version" if released else "no date"
        problems.append(FactProblem(place, message, f"a line such as {_VERSION_LINE}"))
    return version, released


def _is_iso_day(text: str) -> bool:
    """Whether the text is a complete ISO 8601 date such as 2026-11-23."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _without_problems(
    items: Iterator[Fact | FactProblem], problems: list[FactProblem]
) -> Iterator[Fact]:
    """Yield the rows and append the problems to `problems`."""
    for item in items:
        if isinstance(item, FactProblem):
            problems.append(item)
        else:
            yield item


def _read_csv(path: Path) -> Iterator[Fact | FactProblem]:
    file = display_path(path)
    line = 1
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            header = next(reader, [])
            if len(set(header)) != len(header):
                yield FactProblem(Place(file, 1), "a column is named twice")
            line = reader.line_num + 1
            for values in reader:
                place, line = Place(file, line), reader.line_num + 1
                if len(values) != len(header):
                    yield FactProblem(place, f"{len(values)} cells under {len(header)} columns")
                    continue
                pairs = zip(header, values, strict=True)
                yield Fact(place, {k: Cell(v, "csv", place.line) for k, v in pairs if v})
    except (csv.Error, UnicodeDecodeError) as error:
        yield FactProblem(Place(file, line), f"not CSV in UTF-8: {error}")


def _read_yaml(path: Path) -> Iterator[Fact | FactProblem]:
    file = display_path(path)
    try:
        root = yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        message = getattr(error, "problem", None) or str(error)
        yield FactProblem(
            Place(file, mark.line + 1 if mark else 1), f"not YAML in UTF-8: {message}"
        )
        return
    if root is None:
        return
    if not isinstance(root, yaml.SequenceNode):
        yield FactProblem(Place(file, 1), "not a list of rows", "start each row with `- id: ...`")
        return
    for node in root.value:
        yield from _yaml_row(file, node)


def _yaml_row(file: str, node: yaml.Node) -> Iterator[Fact | FactProblem]:
    place = Place(file, node.start_mark.line + 1)
    if not isinstance(node, yaml.MappingNode):
        yield FactProblem(place, "not a mapping of columns to values")
        return
    cells: dict[str, Cell] = {}
    for key, value in node.value:
        cell = _yaml_cell(value)
        at = Place(file, key.start_mark.line + 1)
        if key.value in cells:
            yield FactProblem(at, f"{key.value} is given twice")
        elif cell is None:
            yield FactProblem(at, f"{key.value}: a value or a list of values, nothing deeper")
        elif cell.tag != "null":
            cells[key.value] = cell
    yield Fact(place, cells)


def _yaml_cell(node: yaml.Node) -> Cell | None:
    """The cell of a YAML node; None for anything but a scalar or a list of strings."""
    line = node.start_mark.line + 1
    tag = str(node.tag).rpartition(":")[2]
    if isinstance(node, yaml.ScalarNode):
        return Cell(node.value, tag, line)
    if isinstance(node, yaml.SequenceNode):
        if not all(isinstance(n, yaml.ScalarNode) and n.tag.endswith(":str") for n in node.value):
            return None
        return Cell(tuple(n.value for n in node.value), "seq", line)
    return None

"""The facts as they stand in files, each cell with the line that it stands on.

    facts/VERSION                      the version of a release of these facts, and its date
    facts/<resource>/<origin>.csv      one row a line; an empty cell is null, lists are split by `|`
    facts/<resource>/<origin>.yaml     a list of mappings, for what is written by hand
    facts/world-emissions/<origin>.csv the denominators of measured shares
    facts/country-aliases/<origin>.csv more aliases of countries
    facts/official-aliases/<origin>.csv more names of officials
    facts/unmerged-officials/<origin>.csv who may be one person and is not taken for one
    facts/change-reasons/<origin>.csv  why a version changes what it changes

Further folders of the same shape can be added for a release; the version is the first one's.

Nothing is judged here but the shape of the files: what a cell means is for `seeds.loading.values`.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml

from schema import RECORD
from schema.resource import Field

FACTS = Path(__file__).parents[1] / "facts"
LIST_SEPARATOR = "|"
_VERSION_LINE = "1.0.0 2026-11-23"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a file."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong with the facts, where it is, and how to put it right."""

    place: Place
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" + (f" ({self.hint})" if self.hint else "")


@dataclass(frozen=True, slots=True)
class Cell:
    """One value as written: its text (or texts), what YAML takes it for, and its line.

    `tag` is `csv` in CSV, where every value is text, and YAML's own short tag otherwise.
    """

    text: str | tuple[str, ...]
    tag: str
    line: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One row as written; nulls are absent."""

    place: Place
    cells: dict[str, Cell]


@dataclass(slots=True)
class Facts:
    """Everything in a folder of facts, by resource, and what could not be read."""

    version: str = ""
    released: str = ""
    rows: dict[str, list[Fact]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def load(folder: Path, extra: dict[str, dict[str, Field]], also: Sequence[Path] = ()) -> Facts:
    """Read every file of `folder` and of those in `also`, which have no version of their own.

    `extra` names the folders that are not a resource's.

    Problems are collected, not raised, so that all of them can be told at once.
    """
    facts = Facts(rows={name: [] for name in (*RECORD, *extra)})
    facts.version, facts.released = _version(folder, facts.problems)
    for missing in (path for path in also if not path.is_dir()):
        facts.problems.append(Problem(Place(shown(missing), 1), "no such folder of facts"))
    for path in (p for place in (folder, *also) for p in sorted(place.glob("[!.]*/[!.]*"))):
        name = path.parent.name
        if name not in facts.rows:
            hint = f"the folders are {', '.join(facts.rows)}"
            facts.problems.append(Problem(Place(shown(path), 1), f"no resource {name!r}", hint))
            continue
        facts.rows[name].extend(_collect(read(path), facts.problems))
    return facts


def read(path: Path) -> Iterator[Fact | Problem]:
    """The rows of one file, and what is wrong with its shape."""
    reader = {".csv": _read_csv, ".yaml": _read_yaml}.get(path.suffix)
    if reader:
        yield from reader(path)
    else:
        message = f"unknown kind of file {path.suffix!r}"
        yield Problem(Place(shown(path), 1), message, "use .csv or .yaml")


def shown(path: Path) -> str:
    """A path as people want it in messages: relative to where they are, if it is below."""
    path = path.absolute()
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _version(folder: Path, problems: list[Problem]) -> tuple[str, str]:
    """The version and the date that it was declared on."""
    path = folder / "VERSION"
    place = Place(shown(path), 1)
    try:
        version, _, released = path.read_text("utf-8").strip().partition(" ")
    except FileNotFoundError:
        problems.append(Problem(place, "no VERSION", f"a line such as {_VERSION_LINE}"))
        return "", ""
    parts = version.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdecimal() for part in parts):
        message = f"{version!r} is not a version"
        problems.append(Problem(place, message, "three numbers, such as 1.0.0"))
    if not _is_day(released):
        message = f"{released!r} is not the date of the version" if released else "no date"
        problems.append(Problem(place, message, f"a line such as {_VERSION_LINE}"))
    return version, released


def _is_day(text: str) -> bool:
    """Whether a text is a whole date, as in 2026-11-23."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _collect(found: Iterator[Fact | Problem], problems: list[Problem]) -> Iterator[Fact]:
    for item in found:
        if isinstance(item, Problem):
            problems.append(item)
        else:
            yield item


def _read_csv(path: Path) -> Iterator[Fact | Problem]:
    file = shown(path)
    line = 1
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            header = next(reader, [])
            if len(set(header)) != len(header):
                yield Problem(Place(file, 1), "a column is named twice")
            line = reader.line_num + 1
            for values in reader:
                place, line = Place(file, line), reader.line_num + 1
                if len(values) != len(header):
                    yield Problem(place, f"{len(values)} cells under {len(header)} columns")
                    continue
                pairs = zip(header, values, strict=True)
                yield Fact(place, {k: Cell(v, "csv", place.line) for k, v in pairs if v})
    except (csv.Error, UnicodeDecodeError) as error:
        yield Problem(Place(file, line), f"not CSV in UTF-8: {error}")


def _read_yaml(path: Path) -> Iterator[Fact | Problem]:
    file = shown(path)
    try:
        root = yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        message = getattr(error, "problem", None) or str(error)
        yield Problem(Place(file, mark.line + 1 if mark else 1), f"not YAML in UTF-8: {message}")
        return
    if root is None:
        return
    if not isinstance(root, yaml.SequenceNode):
        yield Problem(Place(file, 1), "not a list of rows", "start each row with `- id: ...`")
        return
    for node in root.value:
        yield from _yaml_row(file, node)


def _yaml_row(file: str, node: yaml.Node) -> Iterator[Fact | Problem]:
    place = Place(file, node.start_mark.line + 1)
    if not isinstance(node, yaml.MappingNode):
        yield Problem(place, "not a mapping of columns to values")
        return
    cells: dict[str, Cell] = {}
    for key, value in node.value:
        cell = _yaml_cell(value)
        at = Place(file, key.start_mark.line + 1)
        if key.value in cells:
            yield Problem(at, f"{key.value} is given twice")
        elif cell is None:
            yield Problem(at, f"{key.value}: a value or a list of values, nothing deeper")
        elif cell.tag != "null":
            cells[key.value] = cell
    yield Fact(place, cells)


def _yaml_cell(node: yaml.Node) -> Cell | None:
    """The cell that a node is; None if it is nested deeper than a list."""
    line = node.start_mark.line + 1
    tag = str(node.tag).rpartition(":")[2]
    if isinstance(node, yaml.ScalarNode):
        return Cell(node.value, tag, line)
    if isinstance(node, yaml.SequenceNode):
        if not all(isinstance(n, yaml.ScalarNode) and n.tag.endswith(":str") for n in node.value):
            return None
        return Cell(tuple(n.value for n in node.value), "seq", line)
    return None

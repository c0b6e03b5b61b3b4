"""Tables of README and docs/data.md: rows by resource and source, the sources, the facts' size."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from pathlib import Path

from schema import RECORD
from seeds.check import CheckedFacts
from seeds.loading.spool import plain
from seeds.loading.values import Record
from seeds.publishing.content import PlainRow

_KB, _MB = 1_000, 1_000_000

# Resources about the record itself, which the table of README leaves out.
_ABOUT_THE_RECORD = frozenset(
    ("coverage", "import-notes", "possible-duplicates", "source-records", "sources", "statements")
)


def tables(checked: CheckedFacts, folder: Path) -> dict[str, list[str]]:
    """The tables in Markdown, each as one text, by the path of the document that has them.

    Args:
        checked: The facts of `folder`, without a problem.
        folder: The folder of facts.
    """
    counts = rows_by_source(checked.record)
    sources = sorted(plain(checked.record["sources"]), key=itemgetter("id"))
    return {
        "README.md": ["\n".join(_short_table(counts))],
        "docs/data.md": [
            "\n".join(_rows_table(counts)),
            "\n".join(_sources_table(sources)),
            "\n".join(_size_table(checked, folder)),
        ],
    }


def write_tables(checked: CheckedFacts, folder: Path, root: Path) -> list[Path]:
    """Write the tables into the documents below `root`, and return those that changed.

    Args:
        checked: The facts of `folder`, without a problem.
        folder: The folder of facts.
        root: The folder of the repository, with its documents.

    Raises:
        ValueError: A document lacks the heading of a table; nothing is written then.
    """
    changed = {}
    for name, own in tables(checked, folder).items():
        path = root / name
        text = path.read_text("utf-8")
        if (current := with_tables(text, own)) != text:
            changed[path] = current
    for path, current in changed.items():
        path.write_text(current, "utf-8")
    return list(changed)


def with_tables(text: str, own: Iterable[str]) -> str:
    """A document with its tables replaced: each from its heading to the next empty line.

    What a merge left between a table's rows is replaced with them.

    Raises:
        ValueError: The document does not have the heading of a table exactly once.
    """
    lines = text.splitlines()
    for table in own:
        heading = table.partition("\n")[0]
        if lines.count(heading) != 1:
            times = lines.count(heading)
            raise ValueError(f"`{heading}` has to be one line of the document, and is {times}")
        start = lines.index(heading)
        end = next((i for i in range(start, len(lines)) if not lines[i]), len(lines))
        lines[start:end] = table.splitlines()
    return "\n".join(lines) + "\n"


def rows_by_source(record: Record) -> dict[str, Counter[str]]:
    """The number of rows by resource, then by source. A row of `sources` counts for itself."""
    return {
        resource.name: Counter(
            str(row["source_id" if "source_id" in resource.fields else "id"])
            for row in plain(record[resource.name])
        )
        for resource in RECORD.values()
    }


def _short_table(counts: Mapping[str, Counter[str]]) -> Iterator[str]:
    """A row per resource about the world, with the number of its rows and of their sources."""
    yield "| resource | rows | sources |"
    yield "|---|--:|--:|"
    for name, sources in counts.items():
        if name not in _ABOUT_THE_RECORD:
            yield f"| {name} | {sources.total():,} | {len(sources)} |"


def _rows_table(counts: Mapping[str, Counter[str]]) -> Iterator[str]:
    """A row per resource, its sources with most rows first."""
    yield "| resource | rows | by source |"
    yield "|---|--:|---|"
    for name, sources in counts.items():
        ranked = sorted(sources.items(), key=lambda item: (-item[1], item[0]))
        cell = "" if name == "sources" else ", ".join(f"`{s}` {rows:,}" for s, rows in ranked)
        yield f"| {name} | {sources.total():,} | {cell} |"


def _sources_table(sources: Iterable[PlainRow]) -> Iterator[str]:
    """A row per source; without a licence it has the reason."""
    yield "| source | made by | data through | licence |"
    yield "|---|---|---|---|"
    for row in sources:
        title = row["title"] or row["publisher"]
        linked = f"[{title}]({row['url']})" if row["url"] else title
        cells = (f"`{row['id']}`: {linked}", _makers(row), row["data_through"], _licence(row))
        yield f"| {' | '.join(str(cell or '') for cell in cells)} |"


def _makers(row: PlainRow) -> str:
    """The producers, else the publisher."""
    producers = row["producers"]
    names = producers if isinstance(producers, list) else []
    return "; ".join(names) or str(row["publisher"])


def _licence(row: PlainRow) -> str:
    if not row["licence"]:
        return f"none: {row['licence_note']}"
    return (
        f"[{row['licence']}]({row['licence_url']})" if row["licence_url"] else f"{row['licence']}"
    )


def _size_table(checked: CheckedFacts, folder: Path) -> Iterator[str]:
    """A row per source: its files and their size. Sources that share files share a row."""
    sources: dict[str, set[str]] = defaultdict(set)
    for name, rows in checked.record.items():
        column = "id" if name == "sources" else "source_id"
        for row in rows:
            path = Path(row.place.file)
            # Rows that are computed have the place of what they are computed from.
            if path.parent.name == name and (source := row.text(column)):
                sources[f"{name}/{path.name}"].add(source)
    files: dict[tuple[str, ...], list[Path]] = defaultdict(list)
    for file, names in sources.items():
        files[tuple(sorted(names))].append(folder / file)
    yield "| source | files | size |"
    yield "|---|--:|--:|"
    for shared, paths in sorted(files.items()):
        cell = ", ".join(f"`{source}`" for source in shared)
        yield f"| {cell} | {len(paths)} | {_total_size(paths)} |"
    everything = list(folder.glob("[!.]*/[!.]*"))
    yield f"| all | {len(everything)} | {_total_size(everything)} |"


def _total_size(paths: list[Path]) -> str:
    """The size of files in two significant digits, which few changes of a fact change."""
    size_bytes = sum(path.stat().st_size for path in paths)
    unit, name = (_MB, "MB") if size_bytes >= _MB else (_KB, "kB")
    return f"{float(f'{size_bytes / unit:.1e}'):g} {name}"

"""Tables of docs/data.md: rows by resource and source, the sources, the size of the facts."""

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


def tables(checked: CheckedFacts, folder: Path) -> Iterator[str]:
    """The three tables in Markdown, each as one text.

    Args:
        checked: The facts of `folder`, without a problem.
        folder: The folder of facts.
    """
    yield "\n".join(_rows_table(rows_by_source(checked.record)))
    sources = sorted(plain(checked.record["sources"]), key=itemgetter("id"))
    yield "\n".join(_sources_table(sources))
    yield "\n".join(_size_table(checked, folder))


def rows_by_source(record: Record) -> dict[str, Counter[str]]:
    """The number of rows by resource, then by source. A row of `sources` counts for itself."""
    return {
        resource.name: Counter(
            str(row["source_id" if "source_id" in resource.fields else "id"])
            for row in plain(record[resource.name])
        )
        for resource in RECORD.values()
    }


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

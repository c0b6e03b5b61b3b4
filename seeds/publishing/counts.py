"""Counts the rows of a release by resource and source: the table that README shows."""

from collections import Counter
from collections.abc import Iterator, Mapping

from schema import RECORD
from seeds.publishing.content import ReleaseContent


def rows_by_source(content: ReleaseContent) -> dict[str, Counter[str]]:
    """The number of rows by resource, then by source. A row of `sources` counts for itself."""
    return {
        resource.name: Counter(
            str(row["source_id" if "source_id" in resource.fields else "id"])
            for row in content.tables[resource.table_name]
        )
        for resource in RECORD.values()
    }


def as_markdown(counts: Mapping[str, Counter[str]]) -> Iterator[str]:
    """The lines of a Markdown table: a row per resource, its sources with most rows first."""
    yield "| resource | rows | by source |"
    yield "|---|--:|---|"
    for name, sources in counts.items():
        ranked = sorted(sources.items(), key=lambda item: (-item[1], item[0]))
        cell = "" if name == "sources" else ", ".join(f"`{s}` {rows:,}" for s, rows in ranked)
        yield f"| {name} | {sources.total():,} | {cell} |"

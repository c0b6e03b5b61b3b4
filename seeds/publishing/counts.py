"""How many rows a release of the facts has, by resource and source, as README shows them."""

from collections import Counter
from collections.abc import Iterator, Mapping

from schema import RECORD
from seeds.publishing.content import Content


def rows_by_source(content: Content) -> dict[str, Counter[str]]:
    """Resource → source → rows. A source counts for itself."""
    return {
        resource.name: Counter(
            str(row["source_id" if "source_id" in resource.fields else "id"])
            for row in content.tables[resource.table_name]
        )
        for resource in RECORD.values()
    }


def as_markdown(found: Mapping[str, Counter[str]]) -> Iterator[str]:
    """The lines of a table: a resource a row, its sources by the number of rows they give."""
    yield "| resource | rows | by source |"
    yield "|---|--:|---|"
    for name, sources in found.items():
        ranked = sorted(sources.items(), key=lambda item: (-item[1], item[0]))
        told = "" if name == "sources" else ", ".join(f"`{s}` {rows:,}" for s, rows in ranked)
        yield f"| {name} | {sources.total():,} | {told} |"

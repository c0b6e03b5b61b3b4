"""What publishing the facts would change, compared without writing anything."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from schema import Resource, prepared
from schema.changes import ALL_ROWS, KeyedRow
from schema.releases import ChangeKind
from seeds.check import load_checked
from seeds.publishing.compare import compare
from seeds.publishing.content import PlainRow, ReleaseContent, release_content
from seeds.publishing.drops import NO_DROPS, AllowedDrops, large_drops, refusals, with_drop_reasons
from seeds.publishing.history import StoredRelease, count_by_kind, reason_keys, with_reason
from seeds.publishing.publish import open_repository

_VALUE_CHARACTERS = 60  # shown of a value: enough to see the difference
_SIGNS = {
    ChangeKind.added: "+",
    ChangeKind.column_added: "+",
    ChangeKind.resource_added: "+",
    ChangeKind.corrected: "~",
    ChangeKind.digits_changed: "~",
    ChangeKind.merged: "~",
    ChangeKind.removed: "-",
    ChangeKind.column_removed: "-",
    ChangeKind.resource_removed: "-",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes that publishing the facts would make.

    Attributes:
        release_id: The id that the release would have.
        current_id: The served release, or None if there is none to compare with.
        rows: The number of rows that the release would have.
        changes: The changes by resource; resources without changes are left out.
        unused_reasons: Reasons that are given for something that does not change.
        refused: Lines about rows that would be dropped without leave.
    """

    release_id: str
    current_id: str | None
    rows: int
    changes: dict[str, list[PlainRow]]
    unused_reasons: list[str]
    refused: list[str]

    def counts(self) -> dict[str, dict[str, int]]:
        """The number of rows added, corrected, removed and merged, by resource."""
        return {name: count_by_kind(changed) for name, changed in self.changes.items()}


def plan_release(
    facts: Path,
    database_url: str,
    articles: Path | None = None,
    also: Sequence[Path] = (),
    allowed: AllowedDrops = NO_DROPS,
) -> Plan:
    """Compare the facts with the served release. The arguments are those of `publish`.

    Raises:
        InvalidFacts: With every problem.
        ValueError: If the URL is of neither engine.
    """
    repository = open_repository(database_url)
    content = release_content(load_checked(facts, articles, also))
    content = with_drop_reasons(content, allowed)
    changed: dict[str, list[PlainRow]] = {}
    refused: list[str] = []
    current_id = repository.current_id()
    with repository.open_release(current_id or "") as current:
        if current is None:
            current_id = None
        else:
            changed = _compare(current, content)
            refused = refusals(large_drops(current, content), content, allowed)
    rows = sum(content.row_counts().values())
    unused = _unused_reasons(content, changed)
    return Plan(content.release_id, current_id, rows, changed, unused, refused)


class _PlannedRows:
    """The rows that the facts make, as those of a release that is not built."""

    def __init__(self, content: ReleaseContent) -> None:
        self._content = content

    def totals(self) -> Mapping[str, int]:
        """See `ReleaseRows.totals`."""
        return self._content.row_counts()

    def fields(self, resource: Resource) -> frozenset[str]:
        """See `ReleaseRows.fields`."""
        has_rows = self._content.tables[resource.table_name]
        return frozenset(resource.fields) if has_rows else frozenset()

    def filled(self, resource: Resource, names: Iterable[str]) -> dict[str, int]:
        """See `ReleaseRows.filled`."""
        rows = self._content.tables[resource.table_name]
        return {name: sum(row[name] is not None for row in rows) for name in names}

    def rows(self, resource: Resource) -> Iterator[KeyedRow]:
        """See `ReleaseRows.rows`."""
        for row in self._content.tables[resource.table_name]:
            yield str(row[resource.key]), prepared.row_json(resource, row)


def _compare(current: StoredRelease, content: ReleaseContent) -> dict[str, list[PlainRow]]:
    by_resource: dict[str, list[PlainRow]] = {}
    for change in compare(current, _PlannedRows(content)):
        by_resource.setdefault(str(change["resource"]), []).append(with_reason(content, change))
    return by_resource


def _unused_reasons(content: ReleaseContent, changed: dict[str, list[PlainRow]]) -> list[str]:
    """Reasons of this version without a change: most likely the row's key has a typing error."""
    used = {key for rows in changed.values() for change in rows for key in reason_keys(change)}
    unused = [key for key in content.reasons if key not in used]
    return [f"{key.resource}/{key.row_id} {key.field or ''}".rstrip() for key in unused]


def summary(changed: list[PlainRow]) -> str:
    """The number of changes by corrected field or by kind, the most frequent first."""
    counts = Counter(_counted_as(change) for change in changed)
    return ", ".join(f"{name} {count:,}" for name, count in counts.most_common())


def _counted_as(change: PlainRow) -> str:
    is_value = change["kind"] == ChangeKind.corrected
    return str(change["field"] if is_value else change["kind"])


def count_lines(planned: Plan) -> list[str]:
    """The numbers of changed rows as a table, one line a resource."""
    lines = [f"{'added':>10}{'corrected':>11}{'removed':>9}{'merged':>8}  rows of"]
    for name, counts in planned.counts().items():
        added, corrected, removed, merged = counts.values()
        lines.append(f"{added:>10,}{corrected:>11,}{removed:>9,}{merged:>8,}  {name}")
    if not planned.changes:
        lines.append(f"{0:>10}{0:>11}{0:>9}{0:>8}  any resource: only the version changes")
    return lines


def as_line(change: PlainRow) -> str:
    """A change in a line: `~ pledges/chn-net-zero-2060 status: "declaration" → "in_law"`."""
    kind = ChangeKind(str(change["kind"]))
    line = f"{_SIGNS[kind]} {change['resource']}/{change['row_id'] or ALL_ROWS}"
    if kind is ChangeKind.corrected:
        line += f" {change['field']}: {_cut(change['old'])} → {_cut(change['new'])}"
    elif kind is ChangeKind.merged:
        line += f" → {change['successor']}"
    elif change["row_id"] is None:
        line += f" {change['field'] or ''}".rstrip() + f": {kind.value}, {change['rows']:,} rows"
    return f"{line} ({change['why']})" if change["why"] else line


def _cut(value: object) -> str:
    text = str(value)
    return text if len(text) <= _VALUE_CHARACTERS else f"{text[:_VALUE_CHARACTERS]}…"

"""What publishing would change, told before anything is written."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from schema import RECORD, prepared
from schema.changes import Keyed, changes, pledged
from schema.pledges import PLEDGES
from schema.releases import ChangeKind
from seeds.check import load_checked
from seeds.publishing.content import Content, PlainRow, content
from seeds.publishing.history import Kept, counted, reasoned
from seeds.publishing.publish import store_of

_VALUE_CHARACTERS = 60  # of a value in a line: enough to see what changes in it
_SIGNS = {ChangeKind.added: "+", ChangeKind.corrected: "~", ChangeKind.removed: "-"}


@dataclass(frozen=True, slots=True)
class Planned:
    """What the facts would change; `before` is None where no release is served to compare with."""

    release_id: str
    before: str | None
    rows: int
    changes: dict[str, list[PlainRow]]  # by resource, those without a change left out
    idle_reasons: list[str]  # given for what does not change

    def counts(self) -> dict[str, dict[str, int]]:
        """Rows added, corrected and removed, by resource."""
        return {name: counted(found) for name, found in self.changes.items()}


def plan(
    facts: Path, database_url: str, articles: Path | None = None, also: Sequence[Path] = ()
) -> Planned:
    """Compare the facts in a folder, and those in `also`, with what is served; nothing is written.

    Raises InvalidFacts with every problem, or ValueError for a URL of no database that we know.
    """
    store = store_of(database_url)
    release = content(load_checked(facts, articles, also))
    found: dict[str, list[PlainRow]] = {}
    before = store.current()
    with store.kept(before or "") as kept:
        if kept is None:
            before = None
        else:
            found = _found(release, kept)
    rows = sum(release.counts().values())
    return Planned(release.release_id, before, rows, found, _idle(release, found))


def _found(release: Content, kept: Kept) -> dict[str, list[PlainRow]]:
    by = pledged(chain(kept.rows(PLEDGES), _keyed(release, PLEDGES.name)))
    found = {}
    for resource in RECORD.values():
        told = changes(resource, kept.rows(resource), _keyed(release, resource.name), by)
        found[resource.name] = [reasoned(release, change) for change in told]
    return {name: told for name, told in found.items() if told}


def _keyed(release: Content, name: str) -> Iterator[Keyed]:
    resource = RECORD[name]
    for row in release.tables[resource.table_name]:
        yield str(row[resource.key]), prepared.row_json(resource, row)


def _idle(release: Content, found: dict[str, list[PlainRow]]) -> list[str]:
    """Reasons of this version for what does not change: a slip, most likely."""
    changed = {(c["resource"], c["row_id"], f) for told in found.values() for c in told
               for f in (c["field"], None)}  # fmt: skip
    idle = [key for key in release.reasons if key not in changed]
    return [f"{resource}/{row} {field or ''}".rstrip() for resource, row, field in idle]


def summary(found: list[PlainRow]) -> str:
    """How many changes of each sort there are, the most frequent first, fields by their names."""
    sorts = Counter(str(change["field"] or change["kind"]) for change in found)
    return ", ".join(f"{name} {count:,}" for name, count in sorts.most_common())


def as_line(change: PlainRow) -> str:
    """A change in a line: `~ pledges/chn-net-zero-2060 status: "declaration" → "in_law"`."""
    kind = ChangeKind(str(change["kind"]))
    told = f"{_SIGNS[kind]} {change['resource']}/{change['row_id']}"
    if kind is ChangeKind.corrected:
        told += f" {change['field']}: {_cut(change['old'])} → {_cut(change['new'])}"
    return f"{told} ({change['why']})" if change["why"] else told


def _cut(value: object) -> str:
    text = str(value)
    return text if len(text) <= _VALUE_CHARACTERS else f"{text[:_VALUE_CHARACTERS]}…"

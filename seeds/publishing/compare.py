"""The changes from one release to another, at publish: of two that are read row by row."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Protocol

from schema import RECORD, Resource
from schema.changes import (
    Changed,
    KeyedRow,
    Subjects,
    TableSummary,
    changes,
    differences,
    parties_by_pledge,
    resource_change,
    successors_in,
)
from schema.pledges import PLEDGES
from schema.scalars import FORMER_IDS


class ReleaseRows(Protocol):
    """The rows of one release, to be compared with those of another."""

    def totals(self) -> Mapping[str, int]:
        """The number of rows by resource, of those as well that are not declared any more."""

    def fields(self, resource: Resource) -> frozenset[str]:
        """The columns that the rows of a resource show; empty without rows."""

    def filled(self, resource: Resource, names: Iterable[str]) -> dict[str, int]:
        """The number of rows with a value, for each of these columns."""

    def rows(self, resource: Resource) -> Iterator[KeyedRow]:
        """The rows as JSON by key, in the order of their keys."""


def compare(before: ReleaseRows, after: ReleaseRows) -> Iterator[Changed]:
    """The changes from one release to another, resource by resource."""
    totals = before.totals(), after.totals()
    parties = parties_by_pledge(chain(before.rows(PLEDGES), after.rows(PLEDGES)))
    successors = {
        former: successor
        for resource in RECORD.values()
        if FORMER_IDS in resource.fields
        for former, successor in successors_in(resource, after.rows(resource))
    }
    subjects = Subjects(parties, successors)
    for resource in RECORD.values():
        old, new = _summaries(resource, before, after, totals)
        rows = differences(before.rows(resource), after.rows(resource))
        yield from changes(resource, old, new, rows, subjects)
    for name in sorted({*totals[0], *totals[1]} - {*RECORD}):
        old_total, new_total = (one.get(name, 0) for one in totals)
        if bool(old_total) != bool(new_total):
            yield resource_change(name, old_total, new_total)


def _summaries(
    resource: Resource,
    before: ReleaseRows,
    after: ReleaseRows,
    totals: tuple[Mapping[str, int], Mapping[str, int]],
) -> tuple[TableSummary, TableSummary]:
    """The rows of a resource in both releases as a whole."""
    old, new = before.fields(resource), after.fields(resource)
    return (
        TableSummary(totals[0].get(resource.name, 0), old, before.filled(resource, old - new)),
        TableSummary(totals[1].get(resource.name, 0), new, after.filled(resource, new - old)),
    )

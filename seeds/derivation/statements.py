"""Statements: the cells of pledges, each with the source record that states it or it rests on."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from schema.periods import Period, day_after
from schema.pledge_terms import PledgeOutcomeBasis
from schema.pledges import PLEDGES
from schema.validity import KNOWN_TO, LAST_DAY, VERSION_FROM, VERSION_TO
from seeds.derivation.source_records import (
    PledgeRecord,
    counting,
    days_of_one_order,
    merged_cells,
    stored_value,
)
from seeds.loading.values import Record, Row, Value

# The cells that rest on the record by which a pledge had ended, or on its status.
_OF_THE_END = (
    "outcome", "outcome_basis", "outcome_record_id", "in_force_to", "ended_by", "superseded_by_id",
)  # fmt: skip


def pledge_statements(
    record: Record,
    records: Mapping[Value, list[PledgeRecord]],
    linking: Mapping[Value, set[str]],
    versions: Iterable[Row],
) -> list[Row]:
    """A row for each cell that a source record of a pledge states, or that rests on one.

    Args:
        record: The record, with its pledges completed.
        records: The source records by pledge id.
        linking: The ids of those that lead to the pledge's document, by pledge id.
        versions: The versions of all pledges, of which those known today count.
    """
    by_id = {row.values["id"]: PledgeRecord(row) for row in record["pledge-records"]}
    outcome_records = {row.values["id"]: row.text("outcome_record_id") for row in record["pledges"]}
    known_today: dict[Value, list[Row]] = defaultdict(list)
    for version in versions:
        if version.values[KNOWN_TO] == LAST_DAY:
            known_today[version.values["id"]].append(version)
    statements: list[Row] = []
    for key, own in known_today.items():
        pledge = _Pledge(records.get(key, []), linking.get(key, set()), outcome_records)
        statements += pledge.stated()
        statements += pledge.concluded(own, by_id)
    return statements


@dataclass
class _Pledge:
    """The source records of a pledge, and what tells on which of them its other cells rest."""

    records: list[PledgeRecord]
    linking: set[str]
    outcome_records: Mapping[Value, str | None]

    def stated(self) -> Iterator[Row]:
        """A row for each cell of each record."""
        used = _days_by_cell(self.records)
        for record in counting(self.records, LAST_DAY, LAST_DAY):
            for name, value in record.values.items():
                id_ = f"{record.id}-{name.replace('_', '-')}"
                key, days = record.row.values["pledge_id"], used[record.id, name]
                yield _statement(id_, key, record, name, value, days, is_inferred=False)

    def concluded(
        self, versions: Iterable[Row], by_id: Mapping[Value, PledgeRecord]
    ) -> Iterator[Row]:
        """A row for each cell that is concluded from a record, or stated by it as an outcome."""
        used: dict[tuple[str, Value, str], list[Period]] = defaultdict(list)
        is_stated: dict[str, bool] = {}
        for version in sorted(versions, key=lambda v: str(v.values[VERSION_FROM])):
            cells = version.values
            for name, record_id in self._rests_on(version).items():
                if record_id is not None and cells[name] is not None:
                    _append(used[name, cells[name], record_id], _days_of(version))
                    is_stated[record_id] = cells["outcome_basis"] == PledgeOutcomeBasis.stated
        for (name, value, record_id), days in used.items():
            if (record := by_id.get(record_id)) is not None:
                is_inferred = not (is_stated[record_id] and name == "outcome")
                key = version.values["id"]
                id_ = f"{key if _is_open(days) else record_id}-{name.replace('_', '-')}"
                yield _statement(id_, key, record, name, value, days, is_inferred=is_inferred)

    def _rests_on(self, version: Row) -> dict[str, str | None]:
        """The id of the record that each concluded cell of a version rests on."""
        ordered = counting(self.records, str(version.values[VERSION_FROM]), LAST_DAY)
        of_the_end = dict.fromkeys(_OF_THE_END, version.text("outcome_record_id"))
        return of_the_end | {
            "document_id": next((r.id for r in ordered if r.id in self.linking), None),
            "supersedes_id": self.outcome_records.get(version.values["supersedes_id"]),
        }


def _days_by_cell(records: list[PledgeRecord]) -> dict[tuple[Value, str], list[Period]]:
    """The days on which each cell is taken from each record that states it."""
    days: dict[tuple[Value, str], list[Period]] = defaultdict(list)
    for first, last in days_of_one_order(records):
        for name, cell in merged_cells(counting(records, first, LAST_DAY)).items():
            _append(days[cell.record.id, name], (first, last))
    return days


def _days_of(version: Row) -> Period:
    return str(version.values[VERSION_FROM]), str(version.values[VERSION_TO])


def _is_open(days: list[Period]) -> bool:
    """Whether the periods go on without an end."""
    return bool(days) and days[-1][1] == LAST_DAY


def _statement(
    id_: str,
    key: Value,
    record: PledgeRecord,
    name: str,
    value: Value,
    days: list[Period],
    *,
    is_inferred: bool,
) -> Row:
    values: dict[str, Value] = {
        "id": id_,
        "resource": PLEDGES.name,
        "row_id": key,
        "pledge_id": key,
        "tenure_id": None,
        "field": name,
        "value": stored_value(name, value),
        "used": _is_open(days),
        "used_on": [_interval(first, last) for first, last in days],
        "inferred": is_inferred,
        "source_record_id": record.id,
        "source_id": record.source_id,
    }
    return Row(record.row.place, values)


def _append(days: list[Period], following: Period) -> None:
    """Append a period, joined to the last one if it follows without a gap."""
    if days and day_after(days[-1][1]) == following[0]:
        days[-1] = (days[-1][0], following[1])
    else:
        days.append(following)


def _interval(first: str, last: str) -> str:
    return f"{first}/{'..' if last == LAST_DAY else last}"

"""The dates of sources: when a source said what it says."""

from collections import defaultdict

from schema.periods import Period, first_day, period
from seeds.loading.spool import column
from seeds.loading.values import Record, Row, Value

OPEN_END = "~"  # sorts after every day


class SourceDates:
    """The date of each source: the day it was published, else the day it was retrieved.

    A source with neither is not older than the last day it mentions in quotes and tenures.
    """

    def __init__(self, record: Record) -> None:
        self._last_mentioned: dict[str | None, str] = defaultdict(str)
        for name, date in (("quotes", "said_on"), ("tenure-records", "attested_on")):
            rows = record[name]
            # Each day once: a source attests thousands of tenures on one day.
            for source_id, day in set(
                zip(column(rows, "source_id"), column(rows, date), strict=True)
            ):
                self._note(source_id, day)
        sources = {row.text("id"): row for row in record["sources"]}
        self._periods = {id_: self._period(row) for id_, row in sources.items()}
        self._told_until = {id_: self._last_told(row) for id_, row in sources.items()}

    def _note(self, source_id: Value, day: Value) -> None:
        """Note that a source mentions a day."""
        if isinstance(source_id, str) and isinstance(day, str):
            self._last_mentioned[source_id] = max(self._last_mentioned[source_id], first_day(day))

    def period(self, source_id: str | None) -> Period | None:
        """The days that a source may be from, up to `OPEN_END` if only the first is known."""
        return self._periods.get(source_id)

    def told_until(self, source_id: str | None) -> str | None:
        """The last day that a source can tell of: the first of the days that it may be from.

        What it says of later days is a plan. Of a source without a day of its own, the day that its
        data go through; None if that is not known either: then nothing shows what is a plan.
        """
        return self._told_until.get(source_id)

    def _period(self, row: Row) -> Period | None:
        mentioned = self._last_mentioned[row.text("id")]
        if date := row.text("published_on") or row.text("retrieved_on"):
            first, last = period(date)
            return (max(first, mentioned), last) if mentioned <= last else (first, last)
        return (mentioned, OPEN_END) if mentioned else None

    def _last_told(self, row: Row) -> str | None:
        dated = self._periods[row.text("id")]
        if dated is not None and dated[1] != OPEN_END:
            return dated[0]
        through = row.text("data_through")
        return first_day(through) if through else None

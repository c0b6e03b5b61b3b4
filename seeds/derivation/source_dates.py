"""The dates of sources: when a source said what it says."""

from collections import defaultdict

from schema.periods import Period, first_day, period
from seeds.loading.values import Record

OPEN_END = "~"  # sorts after every day


class SourceDates:
    """The date of each source: the day it was published, else the day it was retrieved.

    A source with neither is not older than the last day it mentions in quotes and tenures.
    """

    def __init__(self, record: Record) -> None:
        self._rows = {row.text("id"): row for row in record["sources"]}
        self._last_mentioned: dict[str | None, str] = defaultdict(str)
        for name, column in (("quotes", "said_on"), ("tenure-records", "attested_on")):
            for row in record[name]:
                if (day := row.text(column)) is not None:
                    source_id = row.text("source_id")
                    last = max(self._last_mentioned[source_id], first_day(day))
                    self._last_mentioned[source_id] = last

    def period(self, source_id: str | None) -> Period | None:
        """The days that a source may be from, up to `OPEN_END` if only the first is known."""
        row, mentioned = self._rows.get(source_id), self._last_mentioned[source_id]
        if row is None:
            return None
        if date := row.text("published_on") or row.text("retrieved_on"):
            first, last = period(date)
            return (max(first, mentioned), last) if mentioned <= last else (first, last)
        return (mentioned, OPEN_END) if mentioned else None

    def told_until(self, source_id: str | None) -> str | None:
        """The last day that a source can tell of: the first of the days that it may be from.

        What it says of later days is a plan. Of a source without a day of its own, the day that its
        data go through; None if that is not known either: then nothing shows what is a plan.
        """
        dated = self.period(source_id)
        if dated is not None and dated[1] != OPEN_END:
            return dated[0]
        row = self._rows.get(source_id)
        through = row.text("data_through") if row else None
        return first_day(through) if through else None

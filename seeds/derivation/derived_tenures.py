"""Tenures, offices and what follows from them, derived party by party.

Nothing of a tenure depends on the records of another party: of all parties together, only the
records that are one tenure with others are held. To derive them changes nothing in the record until
`add_to` does, so that another process can do it.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from schema.offices import OFFICES, TENURES
from seeds.derivation.actors import actor_kinds, set_actor
from seeds.derivation.coverage_entries import Entries, Entry, certain_days, subject_of, within
from seeds.derivation.former_ids import FOLDER as FORMER_IDS
from seeds.derivation.former_ids import FormerIds, successor_resource
from seeds.derivation.office_titles import names_by_country
from seeds.derivation.offices import add_offices
from seeds.derivation.source_dates import SourceDates
from seeds.derivation.speakers import SpeakerLinks, Speakers
from seeds.derivation.stored import stored_row, version_writer
from seeds.derivation.tenure_statements import tenure_source_records, tenure_statements
from seeds.derivation.tenures import FOLDER, Tenure, TenureRecords, tenure_versions
from seeds.loading.files import Place
from seeds.loading.spool import Notes, Spool, SpoolWriter
from seeds.loading.values import Record, Row, Value

_Noted = tuple[str, int, dict[str, Value]]  # the file and line of a row, and its values


def _noted(rows: Iterable[Row]) -> Iterator[_Noted]:
    return ((row.place.file, row.place.line, row.values) for row in rows)


def _rows(notes: Iterable[_Noted]) -> Iterator[Row]:
    return (Row(Place(file, line), values) for file, line, values in notes)


class DerivedTenures(NamedTuple):
    """The tenures on disk, and what follows from them.

    Args:
        tenures: The tenures.
        versions: Their versions.
        offices: The offices that they are of.
        covered: Their coverage.
        recorded: The records of those that several records state; `source_records` has their rows.
        stated: The cells of the same; `statements` has their rows.
        merged: The id of the tenure by that of each of its records but the first.
        speakers: The links of those who spoke to the holders of offices.
    """

    tenures: Spool
    versions: Spool
    offices: Spool
    covered: Entries
    recorded: Notes[_Noted]
    stated: Notes[_Noted]
    merged: dict[Value, str]
    speakers: SpeakerLinks

    def add_to(self, record: Record) -> None:
        """Put the rows into the record, and lead from records to tenures."""
        record[TENURES.name] = self.tenures
        record[TENURES.version_table_name] = self.versions
        record[OFFICES.name] = self.offices
        for row in (*record["quotes"], *record["representatives"]):
            key = row.values["tenure_id"]
            row.values["tenure_id"] = self.merged.get(key, key)
        for row in record[FORMER_IDS]:
            if successor_resource(row) == TENURES.name:
                key = row.values["successor_id"]
                row.values["successor_id"] = self.merged.get(key, key)

    def statements(self) -> Iterator[Row]:
        """A row for each cell of the tenures that several records state."""
        return _rows(self.stated)

    def source_records(self) -> Iterator[Row]:
        """A source record for each record of the tenures that several records state."""
        return _rows(self.recorded)


def derive_tenures(record: Record, dates: SourceDates) -> DerivedTenures:
    """Merge the tenure records of each party, and write what follows to the disk.

    Args:
        record: The record; countries must have their aliases, officials are as typed.
        dates: The dates of the sources.
    """
    writing = _Writing(record, dates)
    records = TenureRecords(record, dates)
    for party, rows in groupby(record[FOLDER], key=lambda row: row.party):
        writing.add(party, records.merged([*rows]))
    return writing.done()


class _Writing:
    """Writes the tenures of one party after the other."""

    def __init__(self, record: Record, dates: SourceDates) -> None:
        self._dates = dates
        self._names = names_by_country(record)
        self._former = FormerIds(record[FORMER_IDS])
        self._kinds = {each.name: actor_kinds(each) for each in (TENURES, OFFICES)}
        self._tenures, self._offices = SpoolWriter([TENURES.key]), SpoolWriter([OFFICES.key])
        self._versions = version_writer(TENURES)
        self._covered: Entries = {}
        self._recorded: Notes[_Noted] = Notes()
        self._stated: Notes[_Noted] = Notes()
        self._merged: dict[Value, str] = {}
        self._speakers = Speakers(record)
        self._links: SpeakerLinks = {}

    def add(self, party: Value, tenures: list[Tenure]) -> None:
        """Write the tenures of a party, and what follows from them."""
        rows = [tenure.row() for tenure in tenures]
        self._links |= self._speakers.links(party, rows)
        offices = add_offices(rows, self._names)
        for office in offices:
            set_actor(office, self._kinds[OFFICES.name])
            self._former.add_to(office, OFFICES)
        self._offices.add(stored_row(row, OFFICES) for row in offices)
        for tenure, row in zip(tenures, rows, strict=True):
            further = [record.values["id"] for record in tenure.records[1:]]
            self._merged |= dict.fromkeys(further, tenure.id)
            self._cover(tenure, row)
            set_actor(row, self._kinds[TENURES.name])
            self._former.add_to(row, TENURES, further)
            stored = stored_row(row, TENURES)
            self._tenures.add([stored])
            self._versions.add(tenure_versions(tenure, row, stored))
        recorded = (record for tenure in tenures for record in tenure_source_records(tenure))
        self._recorded.add(_noted(recorded))
        pairs = zip(tenures, rows, strict=True)
        self._stated.add(_noted(cell for pair in pairs for cell in tenure_statements(*pair)))

    def _cover(self, tenure: Tenure, row: Row) -> None:
        """Extend what the source of each record covers by the days that the tenure is certain."""
        days = certain_days(row)
        for record in tenure.records:
            told_until = self._dates.told_until(record.text("source_id"))
            entry = self._covered.setdefault(subject_of(TENURES.name, record), Entry(record.place))
            entry.extend(*within(days, record, told_until))

    def done(self) -> DerivedTenures:
        """All that was written."""
        return DerivedTenures(
            self._tenures.spool(),
            self._versions.spool(),
            self._offices.spool(),
            self._covered,
            self._recorded,
            self._stated,
            self._merged,
            self._links,
        )

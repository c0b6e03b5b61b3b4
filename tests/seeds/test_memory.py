"""What publishing holds at one time: counted, as memory depends on the machine."""

from collections.abc import Iterator
from weakref import WeakSet

import pytest

from schema import RESOURCES, prepared
from seeds.check import check_facts
from seeds.derivation import emissions_coverage
from seeds.loading import spool
from seeds.loading.files import FactProblem, find_facts
from seeds.publishing import history, rows
from seeds.publishing.drops import NO_DROPS
from seeds.publishing.publish import publish
from tests.seeds.conftest import Folder


class Tracked(dict):
    """A row that can be counted as long as somebody holds it."""

    __slots__ = ("__weakref__",)
    __hash__ = object.__hash__


def test_files_are_read_row_by_row(facts: Folder) -> None:
    """Nothing of them is held before it is asked for, and each row is given as it is read."""
    facts.write("officials/a.csv", "id,name,source_id\n" + "a,A,the-data\n" * 3 + "one,cell\n")
    found = find_facts(facts.path)
    problems: list[FactProblem] = []
    given = found.rows("officials", problems)
    assert next(given).cells["name"].text == "A"
    assert problems == []  # the last line has not been read
    assert len([*given]) >= 2
    assert len(problems) == 1


def test_prepared_rows_are_held_in_batches(facts: Folder, tmp_path, monkeypatch) -> None:
    """However many rows a table has."""
    live: WeakSet[Tracked] = WeakSet()
    most = 0
    plain = rows._with_prepared

    def tracked(*arguments):
        nonlocal most
        row = Tracked(plain(*arguments))
        live.add(row)
        most = max(most, len(live))
        return row

    monkeypatch.setattr(rows, "_BATCH", 2)
    monkeypatch.setattr(rows, "_with_prepared", tracked)
    facts.write(
        "officials/a.csv",
        "id,name,source_id\n" + "".join(f"o{number},O {number},the-data\n" for number in range(40)),
    )
    publish(facts.path, f"sqlite:///{tmp_path / 'record.sqlite'}")
    assert 0 < most <= 4  # those of a batch, and of the one before


class SpooledRows:
    """Counts the rows with a column that are read from disk, and how many are held at one time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, column: str) -> None:
        self.read = self.most = 0
        self._live: WeakSet[Tracked] = WeakSet()
        self._column, self._values = column, spool.Spool._values
        monkeypatch.setattr(spool, "_TOGETHER", 2)
        monkeypatch.setattr(spool.Spool, "_values", lambda *given: self._tracked(*given))

    def _tracked(self, *given) -> Iterator[Tracked]:
        for values in self._values(*given):
            row = Tracked(values)
            if self._column in row:
                self._live.add(row)
                self.most, self.read = max(self.most, len(self._live)), self.read + 1
            yield row


def test_shares_are_held_year_by_year(facts: Folder, tmp_path, monkeypatch) -> None:
    """However many there are, and on the way into the database those of a batch."""
    spooled = SpooledRows(monkeypatch, "emissions_mt")
    monkeypatch.setattr(rows, "_BATCH", 2)
    years = range(1900, 1980)
    facts.write(
        "emissions-shares/more.csv",
        "country_code,series_id,year,emissions_mt,source_id\n"
        + "".join(f"CHN,co2-territorial,{year},1,the-data\n" for year in years),
    )
    facts.write(
        "world-emissions/more.csv",
        "series_id,year,emissions_mt,source_id\n"
        + "".join(f"co2-territorial,{year},10,the-data\n" for year in years),
    )
    publish(facts.path, f"sqlite:///{tmp_path / 'record.sqlite'}")
    assert spooled.read >= 3 * len(years)
    assert 0 < spooled.most <= 12


def test_tenures_are_held_party_by_party(facts: Folder, monkeypatch) -> None:
    """However many parties there are: the records of each, and what is derived from them."""
    spooled = SpooledRows(monkeypatch, "begun_after")
    codes = [f"Q{first}{second}" for first in "ABCDEF" for second in "ABCDEFGHIJ"]
    lines = "".join(f"{code},{code},the-data\n" for code in codes)
    facts.write("countries/more.csv", f"code,name,source_id\n{lines}")
    lines = "".join(
        f"{code.lower()}-{year},li-wei,Minister,{code},{year},the-data\n"
        for year in ("2001", "2011")
        for code in codes
    )
    header = "id,official_id,title,country_code,start_date,source_id\n"
    facts.write("tenure-records/more.csv", header + lines)
    checked = check_facts(facts.path)
    assert checked.problems == []
    assert spooled.read >= 3 * 2 * len(codes)  # as typed, by the rules, and as stored
    assert 0 < spooled.most <= 12


def test_officials_are_held_in_batches(facts: Folder, monkeypatch) -> None:
    """However many there are: the rules remember of most of them nothing."""
    spooled = SpooledRows(monkeypatch, "sort_name")
    lines = "".join(f"o{n:03},O {n},Q{n + 1000},the-data\n" for n in range(120))
    facts.write("officials/a.csv", f"id,name,wikidata_id,source_id\n{lines}")
    checked = check_facts(facts.path)
    assert checked.problems == []
    assert spooled.read >= 3 * 120  # as typed, for speakers, and by the rules
    assert 0 < spooled.most <= 6


def test_speeches_are_held_in_batches(facts: Folder, monkeypatch) -> None:
    """However many there are, beside those that a claim or a record of a pledge names."""
    spooled = SpooledRows(monkeypatch, "climate_sentences")
    lines = "".join(
        f"s{n:03},statement,S {n},CHN,Li Wei,2019,2019-02-03,100,1,https://example.org/{n},the-data\n"
        for n in range(120)
    )
    header = "id,kind,title,country_code,speaker_name,year,date,word_count,climate_sentences,url"
    facts.write("speeches/a.csv", f"{header},source_id\n{lines}")
    checked = check_facts(facts.path)
    assert checked.problems == []
    assert spooled.read >= 3 * 120  # as typed, for speakers, and by the rules
    assert 0 < spooled.most <= 6


class TrackedKey(str):
    """The same of a key."""

    __slots__ = ("__weakref__",)
    __hash__ = object.__hash__


def write_officials(facts: Folder, number: int) -> None:
    """So many persons more."""
    lines = "".join(f"o{n:03},O {n},the-data\n" for n in range(number))
    facts.write("officials/a.csv", f"id,name,source_id\n{lines}")


def test_changes_and_keys_are_held_in_batches(facts: Folder, tmp_path, monkeypatch) -> None:
    """However many rows are added, and however many there were to be compared with."""
    url = f"sqlite:///{tmp_path / 'record.sqlite'}"
    write_officials(facts, 100)
    publish(facts.path, url)
    live: WeakSet[Tracked] = WeakSet()
    keys: WeakSet[TrackedKey] = WeakSet()
    most = most_keys = 0
    plain, read = history.with_values, history.StoredRelease.keys

    def tracked(*arguments):
        nonlocal most
        change = Tracked(plain(*arguments))
        live.add(change)
        most = max(most, len(live))
        return change

    def tracked_keys(*arguments):
        nonlocal most_keys
        for text in read(*arguments):
            key = TrackedKey(text)
            keys.add(key)
            most_keys = max(most_keys, len(keys))
            yield key

    monkeypatch.setattr(rows, "_BATCH", 2)
    monkeypatch.setattr(history, "with_values", tracked)
    monkeypatch.setattr(history.StoredRelease, "keys", tracked_keys)
    facts.write("VERSION", "0.2.0 2026-02-01\n")
    write_officials(facts, 160)
    published = publish(facts.path, url, allowed=NO_DROPS)
    assert published.row_counts["officials"] == 161
    assert 0 < most <= 6
    assert 0 < most_keys <= 6


def test_the_coverage_of_one_series_is_held(facts: Folder, tmp_path, monkeypatch) -> None:
    """However many series there are."""
    live: WeakSet[object] = WeakSet()
    most = made = 0

    class TrackedEntry(emissions_coverage.Entry):
        __hash__ = object.__hash__

        def __init__(self, *arguments) -> None:
            nonlocal most, made
            super().__init__(*arguments)
            live.add(self)
            most, made = max(most, len(live)), made + 1

    monkeypatch.setattr(emissions_coverage, "Entry", TrackedEntry)
    one = (facts.path / "series" / "hand.yaml").read_text()
    names = [f"s{number:02}" for number in range(40)]
    renamed = (one.replace("co2-territorial", n).replace("name: CO2", f"name: {n}") for n in names)
    facts.write("series/more.yaml", "".join(renamed))
    facts.write(
        "emissions-shares/more.csv",
        "country_code,series_id,year,emissions_mt,source_id\n"
        + "".join(f"{c},{name},2019,1,the-data\n" for name in names for c in ("CHN", "NOR")),
    )
    facts.write(
        "world-emissions/more.csv",
        "series_id,year,emissions_mt,source_id\n"
        + "".join(f"{name},2019,10,the-data\n" for name in names),
    )
    publish(facts.path, f"sqlite:///{tmp_path / 'record.sqlite'}")
    assert made > 2 * len(names)
    assert 0 < most <= 6


def test_exports_are_made_part_by_part() -> None:
    """A part is given before the rows of the next one are read."""
    read = 0

    def texts() -> Iterator[str]:
        nonlocal read
        for _ in range(100):
            read += 1
            yield '{"id":"' + "x" * 50_000 + '"}'

    first = next(prepared.export_parts(RESOURCES["releases"], texts(), 100, prepared.FORMATS))
    assert (first["format"], first["part"], first["total"]) == ("ndjson", 0, 100)
    assert read < 10

"""Publishing: what a release holds, its id, and that it is switched to whole or not at all."""

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from seeds.check import InvalidFacts
from seeds.publishing.publish import Published, publish
from seeds.publishing.tables import layout, release_tables, table_of
from tests.seeds.conftest import Folder

ROOT = Path(__file__).parents[2]
OWN = "SELECT id FROM release ORDER BY sequence DESC LIMIT 1"


@pytest.fixture
def served(tmp_path) -> Path:
    """Where the small record is served from."""
    return tmp_path / "var" / "record.sqlite"


@pytest.fixture
def first(facts, served, prepared) -> Published:
    """What publishing the small record there came to."""
    url = url_of(served)
    return prepared.fill(url, "published", lambda: publish(facts.path, url))


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


def ask(path: Path, query: str) -> list[tuple]:
    """Rows of a release, opened as servers open it."""
    with closing(sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)) as connection:
        return connection.execute(query).fetchall()


def written(path: Path) -> tuple[int, int, int]:
    """Which file is served, and when it was last written to."""
    found = path.resolve().stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_release_is_a_file_that_a_link_points_to(facts, served):
    """The link is relative, so that the folder can be moved; the release is read-only."""
    release = publish(facts.path, url_of(served)).release_id
    assert served.readlink() == Path("releases") / f"{release}.sqlite"
    assert served.resolve().stat().st_mode & 0o222 == 0
    assert ask(served, "SELECT id, version FROM release") == [(release, "0.1.0")]
    assert ask(served, "PRAGMA journal_mode") == [("delete",)]
    assert ask(served, "PRAGMA foreign_key_check") == []


def test_shares_are_computed_from_numerator_and_denominator(served, first):
    """A measured share names both, has an id of its parts, and has five significant digits."""
    query = "SELECT id, basis, emissions_mt, world_mt, share_percent FROM emissions_share"
    assert sorted(ask(served, query)) == [
        ("chn-co2-territorial-2019", "measured", 100.5, 300, 33.5),
        ("eu-co2-territorial-2019", "measured", 20, 300, 6.6667),
    ]


def test_a_pledge_has_the_status_of_its_latest_step(served, first):
    """A year counts as its end, so that 2021 is later than 2020-09; an undated step is earliest."""
    assert ask(served, "SELECT status, status_date FROM pledge") == [("in_law", "2021")]


def test_a_pledge_without_records_states_its_own_cells(facts, served):
    """It has one source, and its row states all."""
    facts.write(
        "pledges/hand.yaml",
        "- {id: chn-net-zero-2060, country_code: CHN, kind: net_zero, status: proposed,"
        " source_id: the-paper}\n",
    )
    facts.write("pledge-records/data.csv", "id\n")
    publish(facts.path, url_of(served))
    assert ask(served, "SELECT status, status_date FROM pledge") == [("proposed", None)]


def test_a_cell_is_taken_from_the_latest_record_that_states_it(facts, served):
    """Where only the earlier record has a status, the pledge has it too, with no date."""
    facts.write(
        "pledge-records/data.csv",
        """
        id,pledge_id,country_code,form,first_seen,last_seen,status,kind,source_id
        a,chn-net-zero-2060,CHN,snapshot,2021-09,2021-09,,net_zero,the-paper
        c,chn-net-zero-2060,CHN,snapshot,2020,2020,proposed,net_zero,the-data
        """,
    )
    publish(facts.path, url_of(served))
    assert ask(served, "SELECT status, status_date FROM pledge") == [("proposed", None)]


def test_a_quote_leads_to_the_share_of_the_year_before(served, first):
    """The country's measured share in the last year that had ended, where there is one."""
    query = "SELECT emissions_share_id FROM quote"
    assert ask(served, query) == [("chn-co2-territorial-2019",)]


def test_participants_of_a_dialogue_are_rows_too(served, first):
    """So that a country leads to its dialogues."""
    query = "SELECT * FROM participation ORDER BY country_code"
    assert ask(served, query) == [("talks", "CHN"), ("talks", "NOR")]


def test_search_text_and_lists(facts, served):
    """Search words are normalised, nulls leave nothing in them; lists are compact, never null."""
    facts.write("country-aliases/data.csv", "country_code,alias,source_id\nNOR,Nórge,the-data\n")
    facts.write("country-aliases/more.csv", "country_code,alias,source_id\nNOR,noreg,the-data\n")
    publish(facts.path, url_of(served))
    assert ask(served, "SELECT code, aliases, search_text FROM country ORDER BY code") == [
        ("CHN", "[]", " chn cn china"),
        ("NOR", '["Noreg","Nórge"]', " nor no norway noreg norge"),
    ]


def test_publishing_again_changes_nothing(facts, served, seeds, first):
    """The same facts give the same release; the file is not touched, and the command says so."""
    before = written(served)
    result = seeds("publish", "--facts", facts.path, "--database-url", url_of(served))
    assert result.exit_code == 0
    assert "unchanged" in result.output
    assert written(served) == before
    assert not publish(facts.path, url_of(served)).changed


def test_the_id_is_of_the_facts_and_not_of_their_files(facts, served, tmp_path, first):
    """Elsewhere, in other files, as YAML or CSV, in another order: the same id, the same bytes."""
    other = Folder(tmp_path / "elsewhere" / "facts")
    shutil.copytree(facts.path, other.path)
    (other.path / "countries/hand.yaml").unlink()
    other.write(
        "countries/b.csv", "name,alpha2,numeric,source_id,code\nChina,CN,156,the-data,CHN\n"
    )
    other.write(
        "countries/a.yaml",
        "- {name: Norway, source_id: the-data, aliases: [Noreg], alpha2: 'NO', code: NOR}\n",
    )
    other.write(
        "emissions-shares/data.csv",
        """
        country_code,group_id,series_id,year,emissions_mt,source_id
        ,eu,co2-territorial,2019,20.000,the-data
        CHN,,co2-territorial,2019,100.500,the-data
        """,
    )
    link = tmp_path / "elsewhere" / "record.sqlite"
    assert publish(other.path, url_of(link)).release_id == first.release_id
    assert link.read_bytes() == served.read_bytes()


def test_other_facts_give_another_release_and_the_old_one_stays(facts, served, first):
    """A correction is a new release; who had opened the old one goes on reading it."""
    with closing(sqlite3.connect(f"{served.as_uri()}?immutable=1", uri=True)) as reader:
        facts.write(
            "officials/hand.yaml", "- {id: li-wei, name: Li Wei Jr, source_id: the-paper}\n"
        )
        new = publish(facts.path, url_of(served))
        assert new.previous_id == first.release_id != new.release_id
        assert reader.execute("SELECT name FROM official").fetchall() == [("Li Wei",)]
    assert ask(served, "SELECT name FROM official") == [("Li Wei Jr",)]
    kept = {f"{first.release_id}.sqlite", f"{new.release_id}.sqlite", ".lock", "SHA256SUMS"}
    assert files(served.parent / "releases") == kept


def test_going_back_to_older_facts_goes_back_to_their_release(facts, served, first):
    """A release that is kept is not built again, only switched to."""
    (facts.path / "VERSION").write_text("0.2.0 2026-01-01\n")
    publish(facts.path, url_of(served))
    (facts.path / "VERSION").write_text("0.1.0 2026-01-01\n")
    again = publish(facts.path, url_of(served))
    assert (again.release_id, again.built, again.changed) == (first.release_id, False, True)
    assert ask(served, OWN) == [(first.release_id,)]


def test_bad_facts_leave_the_old_release_serving(facts, served, seeds, first):
    """Facts with a problem are not published; what was served is served on."""
    facts.write("officials/x.csv", "id,name,source_id\nann,Ann,nowhere\n")
    with pytest.raises(InvalidFacts, match="no 'nowhere' among sources"):
        publish(facts.path, url_of(served))
    result = seeds("publish", "--facts", facts.path, "--database-url", url_of(served))
    assert result.exit_code == 1
    assert "officials/x.csv:2" in result.output
    assert ask(served, OWN) == [(first.release_id,)]


def test_a_failed_build_leaves_the_old_release_and_nothing_else(facts, served, monkeypatch, first):
    """Whatever goes wrong while building, nothing half-done stays."""
    monkeypatch.setattr("seeds.publishing.sqlite_writing.finish", lambda connection: 1 / 0)
    (facts.path / "VERSION").write_text("0.2.0 2026-01-01\n")
    with pytest.raises(ZeroDivisionError):
        publish(facts.path, url_of(served))
    assert ask(served, OWN) == [(first.release_id,)]
    kept = {f"{first.release_id}.sqlite", ".lock", "SHA256SUMS"}
    assert files(served.parent / "releases") == kept


KILLED = """
import os, signal, sys
from pathlib import Path
import seeds.publishing.sqlite, seeds.publishing.sqlite_writing
from seeds.processes import beside
from seeds.publishing.publish import publish
seeds.publishing.{where} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
with beside() as start:
    publish(Path(sys.argv[1]), sys.argv[2], start=start)
"""


@pytest.mark.parametrize("where", ["sqlite_writing.finish", "sqlite.os.replace", "sqlite.sync"])
def test_a_killed_publisher_leaves_the_old_release_serving(facts, served, where, first):
    """At whatever moment it is killed; what it leaves lying is cleared by the next publish."""
    (facts.path / "VERSION").write_text("0.2.0 2026-01-01\n")
    killed = subprocess.run(
        [sys.executable, "-c", KILLED.format(where=where), facts.path, url_of(served)],
        cwd=ROOT,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert ask(served, OWN) == [(first.release_id,)]
    new = publish(facts.path, url_of(served))
    assert ask(served, OWN) == [(new.release_id,)]
    kept = {f"{first.release_id}.sqlite", f"{new.release_id}.sqlite", ".lock", "SHA256SUMS"}
    assert files(served.parent / "releases") == kept
    assert files(served.parent) == {"record.sqlite", "releases"}


def test_publishers_at_once_take_turns(facts, served):
    """Two publishers of the same facts both succeed, and leave one release."""
    command = [sys.executable, "-m", "seeds", "publish", "--facts", str(facts.path)]
    command += ["--database-url", url_of(served)]
    running = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) for _ in range(2)]
    told = [process.communicate()[0].decode().splitlines()[-1] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert sorted(line.split()[0] for line in told) == ["published", "unchanged,"]
    assert len(files(served.parent / "releases")) == 3


def test_a_release_of_another_layout_is_built_again(facts, served, first):
    """A kept file that lacks a declared index is replaced under the same id."""
    file = served.resolve()
    file.chmod(0o644)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 1")
    again = publish(facts.path, url_of(served))
    assert (again.release_id, again.built) == (first.release_id, True)


def test_a_damaged_release_is_built_again(facts, served, first):
    """A kept file that is no database is replaced."""
    served.resolve().chmod(0o644)
    served.resolve().write_bytes(b"not a database, or not any more")
    assert publish(facts.path, url_of(served)).built
    assert ask(served, "SELECT name FROM official") == [("Li Wei",)]


def test_a_file_of_ones_own_is_not_overwritten(facts, served, seeds):
    """Where a database is that no publish made, nothing is published over it."""
    served.parent.mkdir()
    served.write_bytes(b"mine")
    result = seeds("publish", "--facts", facts.path, "--database-url", url_of(served))
    assert result.exit_code == 2
    assert "move it away" in result.output
    assert served.read_bytes() == b"mine"


@pytest.mark.parametrize("url", ["mysql://host/db", "sqlite://", "sqlite:///:memory:", "record"])
def test_other_databases_are_refused(facts, seeds, url):
    """Only a file of SQLite and PostgreSQL can hold releases."""
    result = seeds("publish", "--facts", facts.path, "--database-url", url)
    assert result.exit_code == 2


def test_a_place_that_cannot_be_written_is_told(facts, tmp_path, seeds):
    """No traceback where a folder cannot be made or a server does not answer."""
    (tmp_path / "file").write_text("")
    for url in (url_of(tmp_path / "file" / "record.sqlite"), "postgresql:///x?host=/nowhere"):
        result = seeds("publish", "--facts", facts.path, "--database-url", url)
        assert (result.exit_code, "nothing was published" in result.output) == (1, True)


def test_the_command_tells_what_it_published(facts, served, seeds):
    """Rows by resource, and the id on the last line."""
    result = seeds("publish", "--facts", facts.path, "--database-url", url_of(served))
    lines = result.output.splitlines()
    assert "       2 countries" in lines
    assert lines[-1].startswith("published 0.1.0-")
    assert "\x1b" not in result.output


def test_without_a_command_help_is_shown(seeds):
    """`python -m seeds` names its commands."""
    result = seeds()
    assert all(command in result.output for command in ("import", "check", "publish"))


def test_every_reference_and_filter_has_an_index(served, first):
    """What is joined or filtered by is indexed, lists and unindexed texts apart."""
    for table, sql in ask(served, "SELECT name, sql FROM sqlite_master WHERE type = 'table'"):
        if table.startswith("sqlite_"):
            continue
        indexed = {
            column
            for (index,) in ask(served, f"SELECT name FROM pragma_index_list('{table}')")
            for (column,) in ask(served, f"SELECT name FROM pragma_index_info('{index}')")
        }
        references = {
            row[0]
            for row in ask(served, f"SELECT \"from\" FROM pragma_foreign_key_list('{table}')")
        }
        assert references <= indexed, sql


def test_lists_are_json(served, first):
    """Lists can be taken apart by the database."""
    ((aliases,),) = ask(served, "SELECT aliases FROM country WHERE code = 'NOR'")
    assert json.loads(aliases) == ["Noreg"]


def test_what_an_index_includes_is_of_the_layout() -> None:
    """A release on PostgreSQL whose index holds less is laid out otherwise, and is built anew."""
    tables, equal, other = (release_tables.__wrapped__("release_a") for _ in range(3))
    assert layout(tables) == layout(equal)
    including = [
        index
        for index in table_of(other, "emissions_share").indexes
        if index.dialect_options["postgresql"]["include"]
    ]
    assert including
    for index in including:
        index.dialect_options["postgresql"]["include"] = []
    assert layout(tables) != layout(other)

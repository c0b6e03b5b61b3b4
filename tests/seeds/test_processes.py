"""Work in a process beside the publisher: its result, its errors, its end."""

import copy
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from seeds.derivation.derived_shares import derive_shares
from seeds.derivation.source_dates import SourceDates
from seeds.loading.files import Place, find_facts
from seeds.loading.record import type_rows
from seeds.loading.spool import spool_of
from seeds.loading.values import Row
from seeds.processes import Start, beside, here
from seeds.publishing.publish import publish
from tests.seeds.conftest import Folder


@pytest.fixture(params=["here", "beside"])
def start(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch):
    """Both ways to start work."""
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    if request.param == "here":
        yield here
        return
    with beside() as start:
        yield start


def test_the_result_is_of_the_moment_of_the_start(start: Start) -> None:
    """What changes afterwards is not seen."""
    words = ["said"]
    joined = start(lambda: " ".join(words))
    words.append("unsaid")
    assert joined() == "said"


def test_rows_on_disk_come_back(start: Start) -> None:
    """They can be read where the result is, again and again."""
    rows = [Row(Place("a.csv", line), {"id": f"row-{line}", "name": "A"}) for line in (3, 2, 1)]
    spool = start(lambda: spool_of(rows, ["id"]))()
    for _ in range(2):
        assert [row.values["id"] for row in spool] == ["row-1", "row-2", "row-3"]


def test_an_error_is_raised_where_the_result_is_asked_for(start: Start) -> None:
    """As it was raised."""
    with pytest.raises(ZeroDivisionError, match="division"):
        start(lambda: 1 / 0)()


def test_a_killed_process_is_an_error() -> None:
    """It names the signal."""
    with beside() as start:
        result = start(lambda: os.kill(os.getpid(), signal.SIGKILL))
        with pytest.raises(ChildProcessError, match="status -9"):
            result()


def children() -> set[int]:
    """The processes that this one has started, those included that nobody has waited for."""
    files = Path("/proc/self/task").glob("*/children")
    return {int(pid) for file in files for pid in file.read_text().split()}


def test_nobody_stays_behind() -> None:
    """Work whose result nobody asked for ends with the block."""
    before = children()  # such as the fork server of other tests
    with beside() as start:
        start(lambda: time.sleep(60))
        (pid,) = children() - before
    assert children() == before
    with pytest.raises(ChildProcessError):  # nor is there a process to wait for
        os.waitpid(pid, os.WNOHANG)


ORPHAN = """
import time
from seeds.processes import beside

def work():
    print("begun", flush=True)
    time.sleep(20)
    print("ended", flush=True)

with beside() as start:
    start(work)
    time.sleep(20)
"""


def test_the_work_of_a_killed_publisher_ends_with_it() -> None:
    """It would hold the lock of the releases."""
    with subprocess.Popen(
        [sys.executable, "-c", ORPHAN], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    ) as publisher:
        assert publisher.stdout is not None
        assert publisher.stdout.readline() == b"begun\n"
        publisher.kill()
        # The worker has the pipe open as long as it lives.
        assert publisher.stdout.read() == b""


def test_a_release_is_the_same_however_it_is_made(facts: Folder, tmp_path: Path) -> None:
    """One process or two: the same file."""
    first = publish(facts.path, f"sqlite:///{tmp_path}/one/record.sqlite")
    with beside() as start:
        second = publish(facts.path, f"sqlite:///{tmp_path}/two/record.sqlite", start=start)
    assert first.release_id == second.release_id
    one, two = (
        (tmp_path / name / "releases" / f"{first.release_id}.sqlite").read_bytes()
        for name in ("one", "two")
    )
    assert one == two


def test_shares_are_derived_beside_a_record_that_stays_as_it_is(facts: Folder) -> None:
    """What they change is added afterwards, whether another process derived them or this one."""
    record, _ = type_rows(find_facts(facts.path))
    before = copy.deepcopy({name: list(rows) for name, rows in record.items()})
    derived = derive_shares(record, SourceDates(record))
    assert {name: list(rows) for name, rows in record.items()} == before
    derived.add_to(record)
    assert list(record["series"]) != before["series"]

"""`plan` and `publish` drop few rows of a resource at once, unless somebody says so and why."""

from typing import Any

import pytest

from seeds.publishing.publish import publish
from tests.seeds.conftest import Folder
from tests.seeds.prepared import Prepared
from tests.seeds.test_history import rows

MANY = 100
WHY = "The list was withdrawn."


@pytest.fixture
def shrink(facts: Folder, store: str, prepared: Prepared) -> Any:
    """Publish a hundred officials and drop some; the arguments of both commands."""
    write_officials(facts, MANY)
    prepared.fill(store, "many_officials", lambda: publish(facts.path, store))

    def run(dropped: int) -> tuple[str, ...]:
        facts.write("VERSION", "0.2.0 2026-02-01\n")
        write_officials(facts, MANY - dropped)
        return "--facts", str(facts.path), "--database-url", store

    return run


def write_officials(facts: Folder, number: int) -> None:
    """Persons with numbers for names; Li Wei of the small record is one more."""
    lines = [f"person-{n},Person {n},the-data" for n in range(number - 1)]
    facts.write("officials/many.csv", "\n".join(["id,name,source_id", *lines]) + "\n")


@pytest.mark.parametrize("command", ["plan", "publish"])
def test_many_rows_are_not_dropped(shrink: Any, seeds: Any, store: str, command: str) -> None:
    """The line names the resource, the numbers and the way out; the old release is served."""
    result = seeds(command, *shrink(3))
    assert result.exit_code == 1
    assert (
        "officials: 3 of 100 rows dropped, 3.0 %: more than 2 % needs --allow-drop"
        " 'officials=REASON'; the reason goes into the changes"
    ) in result.output
    assert len(rows(store, "/v1/officials?limit=200")) == MANY


@pytest.mark.any_store
@pytest.mark.parametrize("command", ["plan", "publish"])
def test_few_rows_may_be_dropped(shrink: Any, seeds: Any, command: str) -> None:
    """Two of a hundred are 2 %, and not more."""
    result = seeds(command, *shrink(2))
    assert result.exit_code == 0, result.output


@pytest.mark.any_store
def test_the_reason_goes_into_the_changes(shrink: Any, seeds: Any, store: str) -> None:
    """Of each row that is dropped."""
    where = shrink(5)
    allow = ("--allow-drop", f"officials={WHY}")
    assert f"- officials/person-94 ({WHY})" in seeds("plan", *where, *allow).output
    result = seeds("publish", *where, *allow)
    assert result.exit_code == 0, result.output
    removed = rows(store, "/v1/changes?kind=removed")
    assert [change["why"] for change in removed] == [WHY] * 5


@pytest.mark.any_store
def test_the_reason_may_be_in_the_facts(shrink: Any, facts: Folder, seeds: Any, store: str) -> None:
    """For all rows of the resource, with a source; the flag is needed all the same."""
    where = shrink(5)
    facts.write(
        "change-reasons/hand.csv",
        f"version,resource,row_id,why,source_id\n0.2.0,officials,*,{WHY},the-data\n",
    )
    assert seeds("publish", *where).exit_code == 1
    result = seeds("publish", *where, "--allow-drop", "officials")
    assert result.exit_code == 0, result.output
    (first, *_) = rows(store, "/v1/changes?kind=removed")
    assert (first["why"], first["source_id"]) == (WHY, "the-data")


@pytest.mark.any_store
def test_a_flag_without_a_reason_is_refused(shrink: Any, seeds: Any) -> None:
    """Neither the flag nor the facts give one. A resource that is none is a bad argument."""
    where = shrink(5)
    assert seeds("publish", *where, "--allow-drop", "officials").exit_code == 1
    assert seeds("publish", *where, "--allow-drop", "oficials=x").exit_code == 2


@pytest.mark.any_store
def test_merged_rows_are_not_dropped(shrink: Any, facts: Folder, seeds: Any, store: str) -> None:
    """Their ids lead to other rows."""
    where = shrink(5)
    merged = [f"officials,person-{n},li-wei,One person.,the-data" for n in range(94, 99)]
    header = "resource,former_id,successor_id,why,source_id"
    facts.write("former-ids/hand.csv", "\n".join([header, *merged]) + "\n")
    result = seeds("publish", *where)
    assert result.exit_code == 0, result.output
    assert len(rows(store, "/v1/changes?kind=merged")) == 5


@pytest.mark.any_store
def test_rows_about_other_rows_come_and_go_with_them(facts: Folder, seeds: Any, store: str) -> None:
    """A note of an import has an id of its place in the file, which a further file changes."""
    columns = "id,action,reason,note,locator,rows,source_id\n"
    note = "column_left_out,out_of_scope,not imported,x.csv:1,1,the-data\n"
    facts.write("import-notes/x.csv", f"{columns}the-data-1-x,{note}")
    publish(facts.path, store)
    facts.write("VERSION", "0.2.0 2026-02-01\n")
    facts.write("import-notes/x.csv", f"{columns}the-data-2-x,{note}")
    where = ("--facts", str(facts.path), "--database-url", store)
    result = seeds("publish", *where)
    assert result.exit_code == 0, result.output

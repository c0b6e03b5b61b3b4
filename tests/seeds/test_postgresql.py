"""Publishing to PostgreSQL: the same releases with the same ids, in a schema each."""

import psycopg
import pytest

from seeds.publishing.publish import publish, publish_content
from tests.conftest import empty_database


@pytest.fixture
def database(address) -> str:
    """The address of an empty database."""
    return empty_database(address, "publishing")


def ask(url: str, query: str, schema: str = "public") -> list[tuple]:
    """Rows of a query, with a release's schema first in the search path."""
    with psycopg.connect(url) as connection:
        connection.execute(f"SET search_path TO {schema}, public")
        return connection.execute(query).fetchall()


def served(url: str) -> str:
    """The schema that the pointer names."""
    ((schema,),) = ask(url, "SELECT schema_name FROM current_release")
    return schema


def test_the_same_facts_are_the_same_release_as_on_sqlite(database, small_content, tmp_path):
    """Same id, same rows, and a pointer that names both schema and release."""
    there = publish_content(small_content, database)
    here = publish_content(small_content, f"sqlite:///{tmp_path}/record.sqlite")
    assert (there.release_id, there.row_counts) == (here.release_id, here.row_counts)
    schema = "release_" + there.release_id.replace(".", "_").replace("-", "_")
    pointer = "SELECT schema_name, release_id FROM current_release"
    assert ask(database, pointer) == [(schema, there.release_id)]
    query = "SELECT share_percent::text FROM emissions_share WHERE id = 'chn-co2-territorial-2019'"
    assert ask(database, query, schema) == [("28.875",)]


def test_texts_sort_by_code_point(database, facts):
    """As on SQLite, whatever the database's language: capitals before small letters."""
    facts.write("country-aliases/a.csv", "country_code,alias,source_id\n")
    facts.write("officials/a.csv", "id,name,source_id\na,abe,the-data\nz,Zoe,the-data\n")
    publish(facts.path, database)
    query = "SELECT name FROM official ORDER BY name"
    assert ask(database, query, served(database)) == [("Li Wei",), ("Zoe",), ("abe",)]
    query = (
        "SELECT DISTINCT collation_name FROM information_schema.columns"
        f" WHERE table_schema = '{served(database)}' AND data_type = 'text'"
    )
    assert ask(database, query) == [("C",)]


def test_publishing_again_changes_nothing(database, facts):
    """The same facts give the same release, which is there already."""
    assert publish(facts.path, database).changed
    again = publish(facts.path, database)
    assert (again.built, again.changed) == (False, False)


def test_other_facts_give_another_schema_and_the_old_one_stays(database, facts):
    """A release is never changed; going back to it builds nothing."""
    first = publish(facts.path, database)
    old = served(database)
    (facts.path / "VERSION").write_text("0.2.0 2026-01-01\n")
    publish(facts.path, database)
    assert served(database) != old
    assert ask(database, "SELECT version FROM release", old) == [("0.1.0",)]
    (facts.path / "VERSION").write_text("0.1.0 2026-01-01\n")
    back = publish(facts.path, database)
    assert (back.built, back.release_id, served(database)) == (False, first.release_id, old)


def test_a_failed_build_leaves_the_old_release_and_no_schema(database, facts, monkeypatch):
    """A schema is made in one transaction: all of it, or none."""
    publish(facts.path, database)
    schemas = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'release%'"
    before = ask(database, schemas), served(database)
    (facts.path / "VERSION").write_text("0.2.0 2026-01-01\n")
    monkeypatch.setattr("seeds.publishing.postgresql.schema_comment", lambda content: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publish(facts.path, database)
    monkeypatch.undo()
    monkeypatch.setattr("seeds.publishing.postgresql.text", _break_on("GRANT USAGE"))
    with pytest.raises(RuntimeError, match="GRANT USAGE"):
        publish(facts.path, database)
    assert (ask(database, schemas), served(database)) == before


def _break_on(word: str):
    from sqlalchemy import text

    def broken(statement: str):
        if word in statement:
            raise RuntimeError(statement)
        return text(statement)

    return broken


def test_references_hold(database, facts):
    """Foreign keys are enforced, among rows of one table too."""
    facts.write(
        "dialogues/more.yaml",
        """
        - {id: a-first, kind: call, name: A, successor_id: b-second, participants: [CHN],
           source_id: the-data}
        - {id: b-second, kind: call, name: B, participants: [CHN], source_id: the-data}
        """,
    )
    publish(facts.path, database)
    query = "SELECT successor_id FROM dialogue WHERE id = 'a-first'"
    assert ask(database, query, served(database)) == [("b-second",)]


def test_everybody_may_read(database, facts):
    """A role that was granted nothing reads the pointer and the release, and writes neither."""
    publish(facts.path, database)
    schema = served(database)
    with psycopg.connect(database) as connection:
        connection.execute("CREATE ROLE reader")
        connection.execute("SET ROLE reader")
        assert connection.execute("SELECT * FROM current_release").fetchall()
        assert connection.execute(f"SELECT * FROM {schema}.official").fetchall()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"DELETE FROM {schema}.official")

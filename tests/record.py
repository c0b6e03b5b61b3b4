"""The two records that tests ask: a small one with a past, and the real one."""

from dataclasses import replace
from pathlib import Path

from seeds.check import check_facts
from seeds.loading.files import FACTS
from seeds.publishing.content import ReleaseContent, release_content
from seeds.publishing.publish import publish, publish_content
from tests.small_record import write_small_facts

ROOT = Path(__file__).parent.parent


def small_release(folder: Path) -> ReleaseContent:
    """The content of the small record, whose facts are written into an empty folder."""
    release = release_content(check_facts(write_small_facts(folder)))
    # Held, and not on disk: tests pickle it, and publish it with other rows.
    return replace(release, tables={name: [*rows] for name, rows in release.tables.items()})


def publish_small_record(database_url: str, release: ReleaseContent) -> str:
    """Publish the small record after one that differs a little; its release id.

    Args:
        database_url: Where the two releases are published.
        release: The content of the small record.
    """
    publish_content(_predecessor(release), database_url)
    return publish_content(release, database_url).release_id


def _predecessor(release: ReleaseContent) -> ReleaseContent:
    """The release before: one pledge fewer, and three that were corrected since."""
    first, *pledges = release.tables["pledge"]
    corrected = [row | {"target_year": None} for row in pledges[:3]]
    others = {
        name: [row for row in release.tables[name] if row["pledge_id"] != first["id"]]
        for name in ("source_record", "statement")
    }
    tables = release.tables | others | {"pledge": [*corrected, *pledges[3:]]}
    return replace(release, version="0.9.0", content_hash="0" * 64, tables=tables)


def publish_real_record(database_url: str) -> str:
    """Publish the release made from `seeds/facts`; its id. It takes about a minute."""
    return publish(FACTS, database_url).release_id


def published_by_make() -> str | None:
    """The address of the real record as `make publish` left it, or None if that is out of date.

    It is up to date under the rule of the Makefile: `var/.published` is newer than every file
    that a release is made of.
    """
    stamp, record = ROOT / "var" / ".published", ROOT / "var" / "record.sqlite"
    if not stamp.is_file() or not record.is_file():
        return None
    made_of = (
        path
        for folder in ("schema", "seeds")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".csv", ".yaml", ".toml")
    )
    if any(path.stat().st_mtime > stamp.stat().st_mtime for path in made_of):
        return None
    return f"sqlite:///{record}"

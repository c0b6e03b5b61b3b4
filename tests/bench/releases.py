"""The release that all servers have, and one with ten times its rows."""

import shutil
from functools import cache
from pathlib import Path

from schema import RECORD
from schema.series import Accounting
from seeds.check import check_facts, default_articles
from seeds.publishing.content import PlainRow, ReleaseContent, release_content
from seeds.publishing.postgresql import schema_name
from seeds.publishing.publish import publish_content
from tests import tenfold as copies
from tests.bench.paths import FACTS, VAR


@cache
def record() -> ReleaseContent:
    """The checked record of seeds/facts.

    Raises:
        RuntimeError: a check fails.
    """
    checked = check_facts(FACTS, default_articles())
    if checked.problems:
        raise RuntimeError("\n".join(str(problem) for problem in checked.problems))
    return release_content(checked)


@cache
def tenfold() -> ReleaseContent:
    """The record with every party and its rows ten times, under other ids.

    Of the shares only those of territorial emissions, which workloads read, and those that other
    rows refer to: to publish in minutes.
    """
    base = record()
    # Copies of readings and quotes refer to copies of these.
    referred = {
        row["emissions_share_id"] for name in ("reading", "quote") for row in base.tables[name]
    }

    def is_copied(table: str, row: PlainRow) -> bool:
        is_territorial = table != "emissions_share" or row["accounting"] == Accounting.territorial
        return is_territorial or row["id"] in referred

    return copies.tenfold(base, is_copied)


def publish(release: ReleaseContent, database_url: str) -> str:
    """Publish to a database; the name of the schema that holds it on PostgreSQL."""
    publish_content(release, database_url)
    return schema_name(release.release_id)


def sqlite_path(release: ReleaseContent, *, is_anew: bool = False) -> Path:
    """Publish to a file under var/bench, unless it is there; the link to it.

    Args:
        release: What to publish.
        is_anew: Publish even if it is there, to measure that.
    """
    link = VAR / "data" / release.release_id / "record.sqlite"
    if is_anew:
        shutil.rmtree(link.parent, ignore_errors=True)
    publish(release, f"sqlite:///{link}")
    return link


def rows_in(release: ReleaseContent) -> int:
    """The number of rows of all resources."""
    return sum(len(release.tables[resource.table_name]) for resource in RECORD.values())

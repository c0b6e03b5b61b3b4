"""The real record with a past, so that there are changes to ask for."""

from dataclasses import replace

from seeds.check import check_facts
from seeds.loading.files import FACTS
from seeds.publishing.content import Content, content
from seeds.publishing.publish import publish_content


def publish_record(database_url: str) -> str:
    """Publish the release made from `seeds/facts`, after one that differs a little; its id."""
    release = content(check_facts(FACTS))
    publish_content(_predecessor(release), database_url)
    return publish_content(release, database_url).release_id


def _predecessor(release: Content) -> Content:
    """What the record said before: one pledge fewer, and three that were corrected since."""
    first, *pledges = release.tables["pledge"]
    corrected = [row | {"target_year": None} for row in pledges[:3]]
    kept = [row for row in release.tables["pledge_step"] if row["pledge_id"] != first["id"]]
    tables = release.tables | {"pledge": [*corrected, *pledges[3:]], "pledge_step": kept}
    return replace(release, version="0.9.0", content_hash="0" * 64, tables=tables)

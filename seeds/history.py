"""The history that a release carries: the releases up to it, and what it changed."""

from schema.releases import Change, Release
from seeds.content import Content, PlainRow


def history(content: Content) -> dict[str, list[PlainRow]]:
    """The rows of the tables of history."""
    own: PlainRow = {
        "id": content.release_id,
        "version": content.version,
        "released": content.released,
        "content_hash": content.content_hash,
        "sequence": 1,
        "previous_id": None,
        "rows": sum(content.counts().values()),
        "added": 0,
        "corrected": 0,
        "removed": 0,
    }
    return {str(Release.__tablename__): [own], str(Change.__tablename__): []}

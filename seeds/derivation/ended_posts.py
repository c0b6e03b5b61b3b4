"""Ends of tenures that only another source states.

A source that lists a tenure without an end may not know the end. If another source has the same
person in the same office for the same country at that start, with an end, the tenure has ended
then, although the two differ too much to be taken for one (`tenure_matching`).

A start is the same if it is on a day of the other tenure, which may begin earlier, and not on that
tenure's last day. Tenures that follow each other without a gap may be one to the source that lists
no end: then the end is some day between those of the first and the last.
"""

from collections.abc import Iterable

from schema.periods import Period
from seeds.derivation.office_titles import Post, Posts
from seeds.loading.values import Row


def ends_elsewhere(rows: Iterable[Row], posts: Posts) -> dict[str, Period]:
    """The days of which one was the last of a tenure, by the id of a record without an end.

    Args:
        rows: The tenure records of one person for one country or group.
        posts: Their posts.
    """
    dated = [row for row in rows if row.values["start_date"]]
    sources = {row.values["source_id"] for row in dated}
    if len(sources) < 2 or all(row.values["end_date"] for row in dated):
        return {}
    own = [posts.of(row) for row in dated]
    return {post.id: end for post in own if (end := _end(post, own))}


def _end(post: Post, posts: list[Post]) -> Period | None:
    """The last day of a post without an end by the other sources; None if none has it."""
    if post.end is not None:
        return None
    others = [
        other for other in posts if other.source_id != post.source_id and other.is_same_post(post)
    ]
    first = [other for other in others if other.has_start_of(post)]
    undecided = {other.source_id for other in first if other.end is None}
    first = [other for other in first if other.source_id not in undecided]
    ends = [other.end for other in first if other.end]
    if not ends:
        return None
    end = max(start for start, _ in ends), min(last for _, last in ends)
    if end[0] > end[1]:  # the sources do not agree
        end = min(start for start, _ in ends), max(last for _, last in ends)
    following = _following(first, others)
    if any(other.end is None for other in following):
        return None
    return end[0], max([end[1], *(other.end[1] for other in following if other.end)])


def _following(first: list[Post], others: list[Post]) -> list[Post]:
    """The posts that follow without a gap."""
    chain = list(first)
    for other in sorted(others, key=lambda other: other.start or ("", "")):
        if other not in chain and any(
            before.source_id == other.source_id and before.is_followed_by(other) for before in chain
        ):
            chain.append(other)
    return chain[len(first) :]

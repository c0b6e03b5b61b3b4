"""From which sources the rows of a list are, and how many of each."""

from api.pages.citing import named_by
from api.pages.reading import Reader
from api.pages.wording import listed

_MOST_NAMED = 4


async def counted_by_source(reader: Reader, resource: str) -> dict[str, int]:
    """How many rows are from each publisher, the most first; counted once per release.

    Args:
        reader: Reads the page's rows.
        resource: The resource, whose rows each have one source.
    """
    cache, release = reader.per_release(f"by_source.{resource}"), reader.snapshot.release
    if release not in cache:
        counted: dict[str, int] = {}
        for row in (await reader.rows("sources", fields="id,publisher,producers,title")).rows:
            if total := await reader.count(resource, source_id=row["id"]):
                name = named_by(row)
                counted[name] = counted.get(name, 0) + total
        cache[release] = dict(sorted(counted.items(), key=lambda each: -each[1]))
    counts: dict[str, int] = cache[release]
    return counts


def from_sources(counted: dict[str, int]) -> str:
    """The publishers in words: "all from A", or "123 from A and 5 from B"."""
    if len(counted) == 1:
        return f"all from {next(iter(counted))}"
    named = [f"{number:,} from {name}" for name, number in list(counted.items())[:_MOST_NAMED]]
    others = sum(list(counted.values())[_MOST_NAMED:])
    return listed([*named, f"{others:,} from others"] if others else named)

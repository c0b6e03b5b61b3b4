"""How far the sources of the record cover the rows of a page, in one sentence."""

from api.pages.reading import Reader
from api.pages.wording import count, day, listed


async def coverage_line(reader: Reader, resource: str, what: str, key: str, name: str) -> str:
    """The sentence.

    Args:
        reader: Reads the page's rows.
        resource: The resource that is covered.
        what: What its rows are.
        key: The country or group.
        name: Its name.
    """
    result = await reader.rows(
        "coverage",
        resource=resource,
        actor_id=key,
        fields="level,scope,covered_from,covered_to,source_id",
    )
    if not result.rows:
        return f"No source in the record covers {what} of {name}."
    rows = result.rows
    in_full = [row["scope"] for row in rows if row["level"] == "full"]
    covers = count(len({row["source_id"] for row in rows}), "source covers", "sources cover")
    level = "in full" if None in in_full else "in part"
    scopes = sorted({scope for scope in in_full if scope is not None})
    if level == "in part" and scopes:
        level += f" (in full: {listed(scopes)})"
    first = min((row["covered_from"] for row in rows if row["covered_from"]), default=None)
    last = max((row["covered_to"] for row in rows if row["covered_to"]), default=None)
    return f"{covers} {what} of {name} {level}, from {day(first)} to {day(last)}."


async def coverage_of_country(
    reader: Reader, resource: str, what: str, country: str | None
) -> str | None:
    """The sentence for the country that a form names in any way; None if it names none."""
    names = reader.snapshot.aliases
    code = None if country is None else names.resolve("countries", country)
    if code is None:
        return None
    return await coverage_line(reader, resource, what, code, names.name_of("countries", code))

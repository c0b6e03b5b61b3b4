"""How far the sources of the record cover the rows of a page, in one sentence."""

from api.pages.reading import Reader
from api.pages.wording import count, day
from api.releases.coverage import CoverageQuery
from schema.coverage import CoverageLevel


def coverage_line(
    reader: Reader, resource: str, what: str, key: str, name: str, date: str | None = None
) -> str:
    """The sentence, which says what `meta.coverage` of the same list says.

    Args:
        reader: Reads the page's rows.
        resource: The resource that is covered.
        what: What its rows are.
        key: The country or group.
        name: Its name.
        date: The day that the list is of, or None.
    """
    coverage = reader.snapshot.coverage.find(CoverageQuery(resource, ((key,),), date=date))
    when = f" of {day(date)}" if date else ""
    if coverage.level is CoverageLevel.none:
        return f"No source in the record covers {what} of {name}{when}."
    covers = count(len(coverage.sources), "source covers", "sources cover")
    level = "in full" if coverage.level is CoverageLevel.full else "in part"
    first, last = coverage.covered_from, coverage.covered_to
    if first == last:
        dates = f"of {day(first)}" if first else "with no date known"
    else:
        dates = f"from {day(first)} to {day(last)}"
    return f"{covers} {what} of {name}{when} {level}, {dates}."


def coverage_of_country(
    reader: Reader, resource: str, what: str, country: str | None, date: str | None = None
) -> str | None:
    """The sentence for the country that a form names in any way; None if it names none."""
    names = reader.snapshot.aliases
    code = None if country is None else names.resolve("countries", country)
    if code is None:
        return None
    return coverage_line(reader, resource, what, code, names.name_of("countries", code), date)

"""How a page is cited: the producers of its sources, and an entry of BibTeX."""

from collections.abc import Mapping

from api.pages.reading import Answer, Json

_SEVERAL = 3  # producers of one source that are named
_ESCAPED = str.maketrans(
    {sign: f"\\{sign}" for sign in "&%$#_{}"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)


def named_by(source: Json) -> str:
    """Who published a source; its title where the publisher is a repository or not known."""
    publisher: str | None = source["publisher"]
    if publisher is not None and "/" not in publisher:
        return publisher
    return str(source["title"] or publisher or source["id"])


def producers(sources: Mapping[str, Json]) -> str:
    """The producers of sources with the year of each: "Global Carbon Budget (2024); ECIU, 2021"."""
    return "; ".join(dict.fromkeys(_produced(source) for source in sources.values()))


def _produced(source: Json) -> str:
    names = source.get("producers") or [named_by(source)]
    several = " et al." if len(names) > _SEVERAL else ""
    day = source["published_on"] or source.get("edition")
    return f"{', '.join(names[:_SEVERAL])}{several}, {str(day)[:4] if day else 'no date'}"


def bibtex(title: str, answer: Answer, host: str) -> str:
    """An entry of BibTeX for a page.

    Args:
        title: What the page shows.
        answer: The release that it is from, and its permanent address.
        host: What goes before a path.
    """
    year, month = answer.released.split("-")[:2]
    lines = (
        f"@misc{{climate-record-{answer.release},",
        "  author = {{Climate Record}},",
        f"  title = {{{title.translate(_ESCAPED)}}},",
        f"  year = {{{year}}},",
        f"  month = {{{int(month)}}},",
        f"  version = {{{answer.release}}},",
        f"  url = {{{host}{answer.permanent}}},",
        "}",
    )
    return "\n".join(lines)

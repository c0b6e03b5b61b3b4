"""How a page is cited: the producers of its sources, and an entry of BibTeX."""

import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import parse_qsl, urlsplit

from markupsafe import Markup, escape

from api.pages.reading import Answer, Json
from api.rest.plans import RELEASE

_ARCHIVES = ("Dataverse", "Zenodo", "figshare")
_SEVERAL = 3  # producers of one source that are named
_ESCAPED = str.maketrans(
    {sign: f"\\{sign}" for sign in "&%$#_{}"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)


def named_by(source: Json) -> str:
    """Who published a source.

    Where that is a repository of code, its only producer, else the title; where it is an archive of
    data or not known, the title.
    """
    publisher: str | None = source["publisher"]
    if publisher is not None and not _is_repository(publisher) and not _is_archive(publisher):
        return publisher
    makers = source.get("producers") or []
    if publisher is not None and _is_repository(publisher) and _is_maker(makers):
        return str(makers[0])
    return str(source["title"] or publisher or source["id"])


def dated(source: Json) -> str:
    """Who published a source, and in which year, or which edition it is."""
    name = named_by(source)
    if source["published_on"]:
        return f"{name}, {source['published_on'][:4]}"
    if source["edition"] and source["publisher"] and "/" not in source["publisher"]:
        return f"{name}, edition of {source['edition'][:4]}"
    return name


def source_link(
    source_id: str, sources: Mapping[str, Json], address: Callable[[str], str]
) -> Markup:
    """A source with its licence, as a link to its page; one that is not known by its id.

    Args:
        source_id: The source.
        sources: The sources of the page, by id.
        address: Addresses a page.
    """
    source = sources.get(source_id)
    if source is None:
        return escape(source_id)
    href, words = escape(address(f"/sources/{source_id}")), escape(dated(source))
    licence = f" ({escape(source['licence'])})" if source["licence"] else ""
    return Markup(f'<a href="{href}">{words}</a>{licence}')  # noqa: S704  # escaped above


def copied_by(source: Json) -> str:
    """The repository that has the copy of a source, where the record has it as the publisher.

    Of a source that the repository itself made, "".
    """
    publisher: str = source["publisher"] or ""
    is_copy = _is_repository(publisher) and publisher not in source["producers"]
    return publisher if is_copy else ""


def _is_maker(producers: Sequence[str]) -> bool:
    """Whether they are one, and no repository."""
    return len(producers) == 1 and not _is_repository(producers[0])


def _is_archive(name: str) -> bool:
    """Whether a publisher keeps data sets of others: what one is called says more than who does."""
    return name.endswith(_ARCHIVES)


def _is_repository(name: str) -> bool:
    """Whether a name is that of a repository or an account: "owner/name", "some-name"."""
    return "/" in name or ("-" in name and " " not in name)


def producers(sources: Mapping[str, Json]) -> str:
    """The producers of sources, the publisher if it is another, and the year of each."""
    return "; ".join(dict.fromkeys(_produced(source) for source in sources.values()))


def _produced(source: Json) -> str:
    names = source.get("producers") or [named_by(source)]
    several = " et al." if len(names) > _SEVERAL else ""
    day = source["published_on"] or source.get("edition")
    publisher = source["publisher"]
    is_other = publisher and publisher not in names and not _is_repository(publisher)
    via = f", published by {publisher}" if is_other else ""
    made = f"{', '.join(names[:_SEVERAL])}{several}"
    return f"{made}{via}, {str(day)[:4] if day else 'no date'}"


def bibtex(title: str, answer: Answer, host: str, sources: Mapping[str, Json] | None = None) -> str:
    """An entry of BibTeX for a page.

    Args:
        title: What the page shows.
        answer: The release that it is from, and its permanent address.
        host: What goes before a path.
        sources: The sources of its data, by id.
    """
    data = producers(sources or {})
    year, month = answer.released.split("-")[:2]
    lines = (
        f"@misc{{{_key(answer)},",
        "  author = {{Climate Record}},",
        f"  title = {{{title.translate(_ESCAPED)}}},",
        f"  year = {{{year}}},",
        f"  month = {{{int(month)}}},",
        f"  version = {{{answer.release}}},",
        *([f"  note = {{Data: {data.translate(_ESCAPED)}}},"] if data else []),
        f"  url = {{{host}{answer.permanent}}},",
        "}",
    )
    return "\n".join(lines)


def _key(answer: Answer) -> str:
    """The key of an entry: another for each address, and for each release."""
    parts = urlsplit(answer.permanent)
    query = [text for pair in parse_qsl(parts.query) if pair[0] != RELEASE for text in pair]
    words = re.findall("[A-Za-z0-9]+", " ".join([parts.path, *query]))
    return "-".join(["climate-record", *words, answer.release])

"""The guides: Markdown files of the repository as pages."""

import re
from functools import cache
from pathlib import Path
from posixpath import normpath
from typing import NamedTuple

from markupsafe import Markup

from api.http.request import Request
from api.http.response import Response
from api.pages.markdown import Document, read_document
from api.pages.site import page, service_address
from api.problems import PROBLEMS, Problem
from api.releases.store import Store
from schema.suggestions import did_you_mean, nearest

ROOT = Path(__file__).parents[2]
ORIGIN = "http://127.0.0.1:8000"  # of the server in examples
_NAME = "RELEASE"  # stands for the id of a release
_RELEASE = re.compile(rf"\b{_NAME}\b")
_SHEET = "docs.css"


class Guide(NamedTuple):
    """A guide.

    Args:
        slug: The last part of its address.
        file: Its file, from the root of the repository.
        about: What it says, in a few words.
    """

    slug: str
    file: str
    about: str


GUIDES = {
    "Begin": (
        Guide(
            "start",
            "docs/guides/start.md",
            "A country, pledges on a day, a file and a query, by curl, Python, R, JavaScript.",
        ),
        Guide(
            "filtering",
            "docs/guides/filtering.md",
            "Select rows of any list, find names and words, and read all pages of it.",
        ),
        Guide(
            "recipes",
            "docs/guides/recipes.md",
            "Who held a post on a day, the largest emitters, laws with a year: one request each.",
        ),
        Guide(
            "rest",
            "docs/rest.md",
            "Which addresses there are, and what every list and row takes and answers.",
        ),
        Guide(
            "graphql",
            "docs/graphql.md",
            "One query for rows and what belongs to them; lists, filters, what a query may cost.",
        ),
        Guide("react", "docs/guides/react.md", "A hook with fetch, and Apollo Client."),
    ),
    "Understand the data": (
        Guide(
            "time",
            "docs/time.md",
            "What had been pledged, or who was in office, on a day, and how sure that is.",
        ),
        Guide(
            "claims",
            "docs/guides/claims.md",
            "Is it true that China makes almost 30 % of emissions? A figure beside measured ones.",
        ),
        Guide(
            "releases",
            "docs/releases.md",
            "Ask for the data as it was published, see what changed since, and cite it.",
        ),
        Guide("data", "docs/data.md", "Rows by source, and each source with its licence."),
        Guide(
            "officials",
            "docs/officials.md",
            "What is held about people, from where, why, and how to correct it.",
        ),
        Guide(
            "speeches", "docs/speeches.md", "Who spoke where and when, and which words are counted."
        ),
    ),
    "Build on it": (
        Guide("errors", "docs/guides/errors.md", "Every limit, and every problem with an example."),
        Guide("versions", "docs/versions.md", "What stays the same, and for how long."),
        Guide("migrating-to-3", "docs/migrating-to-3.md", "What clients of version 2 change."),
    ),
    "Run it, add to it": (
        Guide("running", "docs/running.md", "Settings, metrics, sizing, proxy, backup, upgrade."),
        Guide(
            "contributing",
            "CONTRIBUTING.md",
            "Report a wrong value with its source, add a fact, change the code.",
        ),
        Guide("security", "SECURITY.md", "How to report a vulnerability."),
        Guide("benchmarks", "docs/benchmarks.md", "Speed and memory, beside other servers."),
        Guide(
            "benchmarks-missed",
            "docs/benchmarks-missed.md",
            "Where time or memory goes where a target is missed.",
        ),
    ),
}
_BY_SLUG = {guide.slug: guide for group in GUIDES.values() for guide in group}
_PAGES = {guide.file: f"/guides/{guide.slug}" for guide in _BY_SLUG.values()} | {
    "README.md": "/",
    "schema/dictionary.md": "/dictionary",
    "schema/openapi.json": "/openapi.json",
    "schema/schema.graphql": "/schema.graphql",
}


async def guides(request: Request) -> Response:
    """GET /guides: all guides."""
    return page(request, "guides.html", sheet=_SHEET, groups=_installed(), titles=_titles())


async def guide(request: Request) -> Response:
    """GET /guides/{slug}: a guide."""
    slug = request.parameters["slug"]
    shown = _BY_SLUG.get(slug)
    if shown is None or not (ROOT / shown.file).is_file():
        near = nearest(slug, _BY_SLUG)
        detail = f"there is no guide {slug}{did_you_mean(near)}"
        raise Problem("not-found", detail, suggestions=near)
    rendered = document(shown, service_address(request), request.app.root)
    return page(
        request,
        "guide.html",
        sheet=_SHEET,
        guide=shown,
        document=rendered._replace(body=await _with_release(rendered.body, request.app.store)),
        groups=_installed(),
        titles=_titles(),
        problems=list(PROBLEMS.values()),
    )


async def _with_release(body: Markup, store: Store) -> Markup:
    """A text with the id of the release that is served, where it names one."""
    if _NAME not in body:
        return body
    try:
        snapshot = await store.current()
    except Problem:
        return body
    return Markup(_RELEASE.sub(snapshot.release, body))  # noqa: S704  # an id of letters and digits


@cache
def _installed() -> dict[str, list[Guide]]:
    """The guides whose files are there: a server may run without the documents."""
    groups = {
        title: [guide for guide in group if (ROOT / guide.file).is_file()]
        for title, group in GUIDES.items()
    }
    return {title: group for title, group in groups.items() if group}


def _titles() -> dict[str, str]:
    """The title of each guide that is installed, by its slug."""
    return {
        guide.slug: _title(ROOT / guide.file) for group in _installed().values() for guide in group
    }


@cache
def _title(file: Path) -> str:
    with file.open(encoding="utf-8") as lines:
        return next(lines).removeprefix("# ").strip()


def document(shown: Guide, service: str, root: str) -> Document:
    """A guide, rendered.

    Args:
        shown: The guide.
        service: The address of the server in its examples.
        root: What its links begin with.
    """
    file = ROOT / shown.file
    return read_document(file, file.stat().st_mtime_ns, ORIGIN, service, _Links(shown.file, root))


@cache
def _folder(file: str) -> str:
    return file.rpartition("/")[0]


class _Links(NamedTuple):
    """Where the relative links of a file lead.

    Args:
        file: The file that has them.
        root: What addresses begin with.
    """

    file: str
    root: str

    def __call__(self, target: str) -> str | None:
        """The address of a page; None for a file that has none, as those of the code."""
        path, _, heading = target.partition("#")
        address = _PAGES.get(normpath(f"{_folder(self.file)}/{path}").lstrip("/"))
        if address is None:
            return None
        sign = "/" if address == "/dictionary" else "#"  # whose sections are pages
        return f"{self.root}{address}{sign}{heading}" if heading else f"{self.root}{address}"

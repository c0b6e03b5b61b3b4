"""What the documentation has: its pages and sections, which the search page looks through."""

import re
from functools import cache
from typing import NamedTuple

from api.http.router import Router
from api.pages.graphql_types import type_pages
from api.pages.guides import GUIDES, ROOT
from api.pages.operations import operations_of
from api.problems import PROBLEMS
from schema import RESOURCES
from schema.words import search_text, search_words

_HEADING = re.compile(r"^#{1,3} (.+)$", re.MULTILINE)


class Entry(NamedTuple):
    """A page of the documentation.

    Args:
        title: Its title.
        path: Its address below the root of the site.
        about: What it is about.
        text: Its words, as they are searched.
    """

    title: str
    path: str
    about: str
    text: str


def matching_entries(router: Router, words: str) -> list[Entry]:
    """The pages that have all words, each at the beginning of one; those in the title first.

    Args:
        router: The routes of the app, of which the reference has pages.
        words: The words.
    """
    prefixes = [f" {word}" for word in search_words(words)]
    if not prefixes:
        return []
    entries = [entry for entry in _entries(router) if all(each in entry.text for each in prefixes)]
    titles = {entry: search_text([entry.title]) for entry in entries}
    return sorted(entries, key=lambda entry: not all(each in titles[entry] for each in prefixes))


@cache
def _entries(router: Router) -> list[Entry]:
    """Guides by their text, operations, resources by columns, types by fields, and problems."""
    return [*_guides(), *_operations(router), *_resources(), *_types(), *_problems()]


def _operations(router: Router) -> list[Entry]:
    return [
        Entry(
            operation.id,
            f"/reference/{operation.id}",
            operation.title,
            search_text([operation.id, operation.path, operation.title]),
        )
        for operation in operations_of(router).values()
    ]


def _guides() -> list[Entry]:
    entries = []
    for guide in (guide for group in GUIDES.values() for guide in group):
        file = ROOT / guide.file
        if file.is_file():
            text = file.read_text("utf-8")
            title = _HEADING.findall(text)[0]
            entries.append(Entry(title, f"/guides/{guide.slug}", guide.about, search_text([text])))
    return entries


def _resources() -> list[Entry]:
    return [
        Entry(
            resource.name,
            f"/dictionary/{resource.name}",
            resource.summary,
            search_text([resource.name, resource.summary, *resource.fields]),
        )
        for resource in RESOURCES.values()
    ]


def _types() -> list[Entry]:
    """The types of GraphQL, by their fields and arguments."""
    return [
        Entry(
            f"{each.name} in GraphQL",
            f"/reference/graphql/{each.name}",
            each.description,
            search_text(
                [
                    f"{each.name} GraphQL",
                    *(field.name for field in (*each.roots, *each.fields)),
                    *(argument.name for argument in each.arguments),
                ]
            ),
        )
        for each in type_pages().values()
    ]


def _problems() -> list[Entry]:
    return [
        Entry(
            problem.title,
            f"/problems/{problem.slug}",
            f"The problem {problem.slug}.",
            search_text([problem.slug, problem.title]),
        )
        for problem in PROBLEMS.values()
    ]

"""Markdown documents as parts of a page: headings with ids, tables, code in colours."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from api.pages.code import LANGUAGES, highlight

_TITLES = dict(LANGUAGES) | {
    "json": "The service answers",
    "csv": "The service answers",
    "graphql": "GraphQL",
}
_ANSWERS = ("json", "csv")
_LEDE_MAX = 420  # characters; a longer first paragraph is text like any other
_NOT_IN_SLUG = re.compile(r"[^\w -]")


class Heading(NamedTuple):
    """A section of a document: its id and its words."""

    id: str
    text: str


class Document(NamedTuple):
    """A document, rendered.

    Args:
        title: Its first heading.
        lede: The first paragraph, if it is short; "" otherwise.
        body: The rest.
        headings: Its sections.
        has_languages: Whether its examples are in several languages.
    """

    title: str
    lede: Markup
    body: Markup
    headings: list[Heading]
    has_languages: bool


Resolve = Callable[[str], str | None]


@lru_cache(maxsize=64)
def read_document(file: Path, _mtime_ns: int, origin: str, service: str, link: Resolve) -> Document:
    """A document of the repository, rendered anew when its file changes.

    Args:
        file: The Markdown file.
        _mtime_ns: When it was changed.
        origin: The address of the server in its examples.
        service: What stands there on the page.
        link: The address of what a relative link leads to; None if it has no page.
    """
    return render(file.read_text(encoding="utf-8").replace(origin, service), link)


def render(text: str, link: Resolve) -> Document:
    """A Markdown text, rendered. `link` is as for `read_document`."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    for token in tokens:
        if token.children is not None:
            token.children = list(_with_links(token.children, link))
    title = tokens[1].content
    rest, lede = tokens[3:], Markup()
    if rest and rest[0].type == "paragraph_open" and len(rest[1].content) <= _LEDE_MAX:
        lede = Markup(parser.renderer.render([rest[1]], parser.options, {}))  # noqa: S704
        rest = rest[3:]
    headings = _name_headings(rest)
    languages = {_language(token) for token in rest if token.type == "fence"}
    has_languages = len(languages & dict(LANGUAGES).keys()) > 1
    parser.add_render_rule("fence", _fence_with_languages if has_languages else _fence)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    body = Markup(parser.renderer.render(rest, parser.options, {}))  # noqa: S704  # no HTML in it
    return Document(title, lede, body, headings, has_languages)


def _with_links(children: Sequence[Token], link: Resolve) -> list[Token]:
    """Inline tokens in which relative links lead to pages; those without a page are text."""
    shown: list[Token] = []
    dropped = 0
    for token in children:
        if token.type == "link_open":
            target = str(token.attrs["href"])
            address = target if re.match(r"[a-z]+:|#", target) else link(target)
            if address is None:
                dropped += 1
                continue
            token.attrs["href"] = address
        elif token.type == "link_close" and dropped:
            dropped -= 1
            continue
        shown.append(token)
    return shown


def _name_headings(tokens: list[Token]) -> list[Heading]:
    """Give each heading the id that links use; the sections."""
    headings = []
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            words = "".join(
                each.content
                for each in inline.children or ()
                if each.type in ("text", "code_inline")
            )
            token.attrs["id"] = heading_id(words)
            if token.tag == "h2":
                headings.append(Heading(heading_id(words), words))
    return headings


def heading_id(words: str) -> str:
    """The id of a heading, as GitHub makes it."""
    return _NOT_IN_SLUG.sub("", words).strip().lower().replace(" ", "-")


def _language(token: Token) -> str:
    return token.info.partition(" ")[0]


def _fence(_renderer: object, tokens: Sequence[Token], index: int, *_rest: object) -> str:
    return _box(tokens[index], is_choice=False)


def _fence_with_languages(
    _renderer: object, tokens: Sequence[Token], index: int, *_rest: object
) -> str:
    return _box(tokens[index], is_choice=True)


def _box(token: Token, *, is_choice: bool) -> str:
    """A block of code; of several languages the reader chooses one."""
    language = _language(token)
    is_choice = is_choice and language in dict(LANGUAGES)
    title = _TITLES.get(language, "")
    wraps = language in ("sh", "")
    return Markup(
        '<div class="code"{}>{}<pre tabindex="0"{}><code{}>{}</code></pre></div>\n'
    ).format(
        Markup(' data-in="{}"').format(language) if is_choice else "",
        Markup('<p class="of">{}</p>').format(title) if title else "",
        Markup(' class="answer"') if language in _ANSWERS else "",
        Markup(' class="wrap"') if wraps else "",
        highlight(token.content.rstrip("\n"), language),
    )


def _table_open(_renderer: object, *_rest: object) -> str:
    return '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>\n'


def _table_close(_renderer: object, *_rest: object) -> str:
    return "</table></div>\n"

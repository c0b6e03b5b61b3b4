"""Markdown documents as parts of a page: headings with ids, tables, code in colours."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise, takewhile
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from api.pages.code import LANGUAGES, highlight, snippets

_TITLES = dict(LANGUAGES) | {
    "json": "The service answers",
    "csv": "The service answers",
    "graphql": "GraphQL",
}
_ANSWERS = ("json", "csv")
_COMMAND = "sh"
_COMPONENTS = "jsx"  # programs of a document that is for one language
_OTHER_LANGUAGES = [name for name, _title in LANGUAGES if name != _COMMAND]
_SHOWN_FOR = "shown_for"  # in the notes of a token: the languages that it is shown for
# A GET request by curl, without options: the programs of other languages follow from its address.
_GET = re.compile(r"curl (?:-s )?'(https?://[^']+)'")
_BODIES = {".csv": "csv", ".ndjson": "ndjson"}
_UNNAMED = 2  # columns that a reader tells apart without their names
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
        languages: Those that the reader chooses from, if there are several, each with its title.
    """

    title: str
    lede: Markup
    body: Markup
    headings: list[Heading]
    languages: list[tuple[str, str]]


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
    tokens = parser.parse(text.replace("| `` |", "| none |"))  # a setting that is empty
    for token in tokens:
        if token.children is not None:
            token.children = list(_with_links(token.children, link))
    title = tokens[1].content
    rest, lede = tokens[3:], Markup()
    if rest and rest[0].type == "paragraph_open" and len(rest[1].content) <= _LEDE_MAX:
        lede = Markup(parser.renderer.render([rest[1]], parser.options, {}))  # noqa: S704
        rest = rest[3:]
    headings = _name_headings(rest)
    _align(rest)
    _label(rest)
    if not any(token.type == "fence" and _language(token) == _COMPONENTS for token in rest):
        rest = _with_programs(rest)
    used = {_language(token) for token in rest if token.type == "fence"}
    languages = [each for each in LANGUAGES if each[0] in used]
    parser.add_render_rule("fence", _fence)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    body = Markup(parser.renderer.render(rest, parser.options, {}))  # noqa: S704  # no HTML in it
    return Document(title, lede, body, headings, languages if len(languages) > 1 else [])


_DECISIONS = "decisions/"  # the folder of the documents on why things are as they are


def _with_links(children: Sequence[Token], link: Resolve) -> list[Token]:
    """Inline tokens in which relative links lead to pages; those without a page are text."""
    shown: list[Token] = []
    dropped = 0
    for token in children:
        if token.type == "link_open":
            target = str(token.attrs["href"])
            address = target if re.match(r"[a-z]+:|#", target) else link(target)
            if address is None:
                if _DECISIONS in target:  # their names begin with a number
                    shown.append(Token("text", "", 0, content="decision "))
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


def _align(tokens: list[Token]) -> None:
    """Align cells by a class: the policy of the pages allows no inline style."""
    for token in tokens:
        style = token.attrs.pop("style", None)
        if style == "text-align:right":
            token.attrs["class"] = "n"


def _label(tokens: list[Token]) -> None:
    """Name the column of each cell but the first, for screens where a row is a card.

    A table of two columns needs no names.
    """
    names: list[str] = []
    column = 0
    for token, inline in pairwise(tokens):
        if token.type == "table_open":
            names = []
        elif token.type == "th_open":
            names.append(re.sub("[`*]", "", inline.content))
        elif token.type == "tr_open":
            column = 0
        elif token.type == "td_open":
            token.attrJoin("class", "all")
            if column and len(names) > _UNNAMED and inline.content:
                token.attrSet("data-label", f"{names[column]}:")
            column += 1


def _with_programs(tokens: list[Token]) -> list[Token]:
    """The tokens with a program in each language after each command.

    A command that has no program in a language stands for it there, so that whoever chooses that
    language sees the request.
    """
    shown: list[Token] = []
    for number, token in enumerate(tokens):
        shown.append(token)
        if token.type != "fence" or _language(token) != _COMMAND:
            continue
        written = list(takewhile(_is_program, tokens[number + 1 :]))
        names = {_language(each) for each in written}
        made = [each for each in _programs(token) if _language(each) not in names]
        for each in (*made, *written):
            each.meta[_SHOWN_FOR] = [_language(each)]
            names.add(_language(each))
        if names:
            token.meta[_SHOWN_FOR] = [name for name, _title in LANGUAGES if name not in names]
        shown += made
    return shown


def _is_program(token: Token) -> bool:
    return token.type == "fence" and _language(token) in _OTHER_LANGUAGES


def _programs(command: Token) -> list[Token]:
    """The request of a command in the other languages; none for one that is no plain GET."""
    match = _GET.fullmatch(command.content.strip())
    if match is None:
        return []
    path = match[1].partition("?")[0]
    body = next((body for suffix, body in _BODIES.items() if path.endswith(suffix)), "json")
    made = snippets(match[1], body, has_data="/v1/" in path)
    return [
        Token("fence", "code", 0, info=each.language, content=each.text, block=True)
        for each in made
        if each.language != _COMMAND
    ]


def _fence(_renderer: object, tokens: Sequence[Token], index: int, *_rest: object) -> str:
    """A block of code; a request and its programs are shown for the language that is chosen."""
    token = tokens[index]
    language = _language(token)
    chosen = token.meta.get(_SHOWN_FOR, [])
    is_curl = token.content.startswith("curl")
    title = "Shell" if language == _COMMAND and not is_curl else _TITLES.get(language, "")
    wraps = language in ("sh", "")
    return Markup(
        '<div class="code"{}>{}<pre tabindex="0"{}><code{}>{}</code></pre></div>\n'
    ).format(
        Markup(' data-in="{}"').format(" ".join(chosen)) if chosen else "",
        Markup('<p class="of">{}</p>').format(title) if title else "",
        Markup(' class="answer"') if language in _ANSWERS else "",
        Markup(' class="wrap"') if wraps else "",
        highlight(token.content.rstrip("\n"), language),
    )


def _table_open(_renderer: object, *_rest: object) -> str:
    return (
        '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table class="cards">\n'
    )


def _table_close(_renderer: object, *_rest: object) -> str:
    return "</table></div>\n"

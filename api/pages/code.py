"""Code on pages: texts in colours, by classes and without inline styles, and requests as programs.

Five classes stand for all kinds of tokens: `k` keyword, `s` text, `m` number, `c` comment, `n`
name.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup, escape
from pygments.lexers import get_lexer_by_name
from pygments.token import Token
from pygments.util import ClassNotFound

_CLASSES = (
    (Token.Keyword, "k"),
    (Token.String, "s"),
    (Token.Number, "m"),
    (Token.Comment, "c"),
    (Token.Name.Tag, "n"),
    (Token.Name.Attribute, "n"),
    (Token.Name.Builtin, "n"),
    (Token.Name.Function, "n"),
)
_LEXERS = {"sh": "bash", "r": "splus", "javascript": "js", "jsx": "js", "sql": "sql"}

# A text (followed by a colon: the name of a member), a number, a word, a sign.
_JSON_TOKEN = re.compile(
    r'("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*)|(true|false|null)|([\[\]{},])'
)
_INDENT = "  "


def highlight(text: str, language: str) -> Markup:
    """A text in the colours of its language; as it is, in a language that is not known.

    Args:
        text: The text.
        language: The word after the fence of a code block: `sh`, `python`, `r`, `json` ...
    """
    return _json_tokens(text) if language == "json" else _tokens(text, language)


@lru_cache(maxsize=64)  # the programs of a page that is asked for again
def _tokens(text: str, language: str) -> Markup:
    try:
        lexer = get_lexer_by_name(_LEXERS.get(language, language), stripnl=False)
    except ClassNotFound:
        return escape(text)
    return Markup().join(_marked(str(part), _css(kind)) for kind, part in lexer.get_tokens(text))


def _css(kind: object) -> str:
    return next((css for parent, css in _CLASSES if kind in parent), "")


def _marked(text: str, css: str) -> Markup:
    return Markup('<b class="{}">{}</b>').format(css, text) if css else escape(text)


def _json_tokens(text: str) -> Markup:
    """JSON in colours, with its own white space."""
    parts, end = [], 0
    for match in _JSON_TOKEN.finditer(text):
        string, colon, number, word, _sign = match.groups()
        css = ("n" if colon else "s") if string else "m" if number else "k" if word else ""
        if css:
            token = string or match[0]
            parts += [escape(text[end : match.start()]), _marked(token, css)]
            end = match.start() + len(token)
    return Markup().join([*parts, escape(text[end:])])


def pretty_json(text: str) -> str:
    """JSON with a line for each member. Numbers stay as they are written.

    `json.dumps` would write 0.00001 as 1e-05.
    """
    texts, depth, before = [], 0, ""
    for match in _JSON_TOKEN.finditer(text):
        part = match[0]
        if part in "]}":
            depth -= 1
            texts.append("" if before in "[{" else f"\n{_INDENT * depth}")
        elif before in ("[", "{"):
            texts.append(f"\n{_INDENT * depth}")
        texts.append(f"{match[1]}: " if match[2] else part)
        if part in "[{":
            depth += 1
        elif part == ",":
            texts.append(f"\n{_INDENT * depth}")
        before = part
    return "".join(texts)


class Snippet(NamedTuple):
    """A request in one language.

    Args:
        language: The language, as fences of code name it.
        title: What people call it.
        text: The program.
        code: The same in colours.
    """

    language: str
    title: str
    text: str
    code: Markup


LANGUAGES = (("sh", "curl"), ("python", "Python"), ("r", "R"), ("javascript", "JavaScript"))

# Each prints the body of an answer that is an error: its `detail` says what to change.
_PYTHON = """{imports}from urllib.error import HTTPError
from urllib.request import urlopen

try:
    with urlopen("{url}") as answer:
{lines}
except HTTPError as error:
    print(error.read().decode())"""


def _python(imports: str, *lines: str) -> str:
    """A program that reads `answer`."""
    inner = "\n".join(f"        {line}" for line in lines)
    return _PYTHON.replace("{imports}", imports).replace("{lines}", inner)


_READ = {
    "json": {
        "python": _python("import json\n", "print(json.load(answer){data_py})"),
        "r": 'library(jsonlite)\n\nanswer <- fromJSON("{url}")\nstr(answer{data_r})',
        "javascript": 'const answer = await fetch("{url}");\nif (!answer.ok) throw new Error(await'
        " answer.text());\nconsole.log((await answer.json()){data_js});",
    },
    "csv": {
        "python": _python(
            "import csv\nfrom io import TextIOWrapper\n",
            'for row in csv.DictReader(TextIOWrapper(answer, "utf-8")):',
            "    print(row)",
        ),
        "r": 'rows <- read.csv("{url}")\nstr(rows)',
    },
    "ndjson": {
        "python": _python("import json\n", "for line in answer:", "    print(json.loads(line))"),
        "r": 'library(jsonlite)\n\nrows <- stream_in(url("{url}"))\nstr(rows)',
    },
    "text": {
        "python": _python("", "print(answer.read().decode())"),
        "r": 'readLines("{url}")',
        "javascript": 'const answer = await fetch("{url}");\nif (!answer.ok) throw new Error(await'
        " answer.text());\nconsole.log(await answer.text());",
    },
}
_MEMBER = {"data_py": '["data"]', "data_r": "$data", "data_js": ".data"}


def snippets(url: str, body: str = "json", *, has_data: bool = True) -> list[Snippet]:
    """A GET request as programs that need no package but R's jsonlite.

    Args:
        url: The address.
        body: The format of the answer: `json`, `csv`, `ndjson` or `text`.
        has_data: Whether JSON has the member `data`.
    """
    member = _MEMBER if has_data else dict.fromkeys(_MEMBER, "")
    safe = url.replace("\\", "%5C").replace('"', "%22").replace("'", "%27")
    texts = {"sh": f"curl '{safe}'"}
    for language in ("python", "r", "javascript"):
        template = _READ[body].get(language) or _READ["text"][language]
        texts[language] = _filled(template, {"url": safe, **member})
    return [
        Snippet(name, title, texts[name], highlight(texts[name], name)) for name, title in LANGUAGES
    ]


def _filled(template: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", value)
    return template

"""The examples of README and docs/: a request in one fenced block, its answer in the next."""

from api.pages.guide_examples import PAGES, Example, curl_request, examples_of, is_part
from api.pages.guides import ORIGIN, ROOT

__all__ = [
    "ORIGIN",
    "PAGES",
    "ROOT",
    "Example",
    "all_examples",
    "curl_request",
    "examples_of",
    "is_part",
]


def all_examples() -> list[Example]:
    """The examples of every page."""
    return [example for page in PAGES for example in examples_of(page)]

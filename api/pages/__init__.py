"""The pages: what a person reads, and the two API references.

They work with no network and without JavaScript, the references apart: every asset is served from
here, and each page's Content-Security-Policy says so to the browser.
"""

from api.pages.countries import countries
from api.pages.country import country
from api.pages.dictionary import dictionary, dictionary_entry
from api.pages.downloads import downloads
from api.pages.files import asset
from api.pages.guides import guide, guides
from api.pages.home import home
from api.pages.operation import operation, reference
from api.pages.site import problem_or_page
from api.pages.tools import docs, graphiql, problem, problems, swagger_ui

__all__ = [
    "asset",
    "countries",
    "country",
    "dictionary",
    "dictionary_entry",
    "docs",
    "downloads",
    "graphiql",
    "guide",
    "guides",
    "home",
    "operation",
    "problem",
    "problem_or_page",
    "problems",
    "reference",
    "swagger_ui",
]

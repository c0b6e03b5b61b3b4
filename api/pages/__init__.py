"""The pages: what a person reads, and the two API references.

They work with no network and without JavaScript, the references apart: every asset is served from
here, and each page's Content-Security-Policy says so to the browser.
"""

from api.pages.claim import claim
from api.pages.countries import countries
from api.pages.country import country
from api.pages.dialogues import dialogues
from api.pages.files import asset
from api.pages.group import group
from api.pages.home import home
from api.pages.official import official
from api.pages.officials import officials
from api.pages.pledge import pledge
from api.pages.pledges import pledges
from api.pages.quote import quote
from api.pages.quotes import quotes
from api.pages.reference import docs, graphiql, problem, problems
from api.pages.site import problem_or_page
from api.pages.source import source

__all__ = [
    "asset",
    "claim",
    "countries",
    "country",
    "dialogues",
    "docs",
    "graphiql",
    "group",
    "home",
    "official",
    "officials",
    "pledge",
    "pledges",
    "problem",
    "problem_or_page",
    "problems",
    "quote",
    "quotes",
    "source",
]

"""The pages: what a person reads, and the two API references.

They work with no network and without JavaScript, the references apart: every asset is served from
here, and each page's Content-Security-Policy says so to the browser.
"""

from api.pages.changes import changes
from api.pages.claim import claim
from api.pages.compare import compare, comparison
from api.pages.countries import countries
from api.pages.country import country
from api.pages.coverage import coverage
from api.pages.dialogues import dialogues
from api.pages.dictionary import dictionary, dictionary_entry
from api.pages.downloads import downloads
from api.pages.emissions_share import emissions_share
from api.pages.files import asset
from api.pages.graphql_reference import graphql_reference, graphql_type
from api.pages.group import group
from api.pages.guides import guide, guides
from api.pages.history import history
from api.pages.home import home
from api.pages.initiative import initiative
from api.pages.initiatives import initiatives
from api.pages.official import official
from api.pages.officials import officials
from api.pages.operation import operation, reference
from api.pages.pictures import picture
from api.pages.pledge import pledge
from api.pages.pledges import pledges
from api.pages.quote import quote
from api.pages.quotes import quotes
from api.pages.releases import release, releases
from api.pages.search import search
from api.pages.site import problem_or_page
from api.pages.sitemap import robots, sitemap, sitemaps
from api.pages.source import source
from api.pages.sources import sources
from api.pages.status import status
from api.pages.tools import docs, graphiql, problem, problems, swagger_ui

__all__ = [
    "asset",
    "changes",
    "claim",
    "compare",
    "comparison",
    "countries",
    "country",
    "coverage",
    "dialogues",
    "dictionary",
    "dictionary_entry",
    "docs",
    "downloads",
    "emissions_share",
    "graphiql",
    "graphql_reference",
    "graphql_type",
    "group",
    "guide",
    "guides",
    "history",
    "home",
    "initiative",
    "initiatives",
    "official",
    "officials",
    "operation",
    "picture",
    "pledge",
    "pledges",
    "problem",
    "problem_or_page",
    "problems",
    "quote",
    "quotes",
    "reference",
    "release",
    "releases",
    "robots",
    "search",
    "sitemap",
    "sitemaps",
    "source",
    "sources",
    "status",
    "swagger_ui",
]

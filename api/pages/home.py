"""The home page: what the record is, and links to all that answers here."""

from api.http.request import Request
from api.http.response import Response
from api.pages.examples import QUERIES, WELCOME, address_of_query
from api.pages.site import page
from schema import RECORD, RESOURCES


async def home(request: Request) -> Response:
    """GET /: what the record is, and links to all that answers here."""
    return page(
        request,
        "home.html",
        resources=list(RESOURCES.values()),
        record=RECORD,  # whose examples are there in every release
        queries=QUERIES,
        welcome=address_of_query(WELCOME),
    )

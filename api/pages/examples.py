"""First questions: the addresses on the home page, and the queries that GraphiQL opens with."""

from pathlib import Path
from urllib.parse import quote

# A question as a person puts it, and the address that answers it.
QUERIES = (
    ("What has China pledged?", "/v1/countries/CHN?include=pledges"),
    (
        "Which of them were in force on 2 March 2021?",
        "/v1/countries/CHN/pledges?as_of=2021-03-02&include=source",
    ),
    (
        "Who was the United States’ climate envoy that day?",
        "/v1/tenures?country_code=USA&q=climate&as_of=2021-03-02&include=official,source",
    ),
    (
        "Who was a member of the European Union on 1 June 2019?",
        "/v1/countries?group_id=eu&as_of=2019-06-01",
    ),
    ("Who spoke of the climate?", "/v1/quotes?q=climate"),
    (
        "What share of the world’s CO₂ has the United States emitted, each year since 2015?",
        "/v1/emissions-shares?country_code=USA&year__gte=2015",
    ),
    (
        "Which pledges to be met by 2050 are law?",
        "/v1/pledges?status=in_law&target_year__lte=2050&sort=target_year",
    ),
    (
        "The same, for a spreadsheet",
        "/v1/pledges.csv?status=in_law&target_year__lte=2050&sort=target_year",
    ),
)

# What GraphiQL opens with, a tab for each. Its operation name is the name of the tab.
TABS = tuple(
    file.read_text(encoding="utf-8")
    for file in sorted((Path(__file__).parent / "queries").glob("*.graphql"))
)
# From what was said, to who said it, in which post, and what their country pledged and emits.
WELCOME = TABS[0]


def address_of_query(query: str) -> str:
    """A GraphQL query as an address: GraphiQL opens it in a browser, a program gets the answer."""
    return f"/graphql?query={quote(query, safe='')}"

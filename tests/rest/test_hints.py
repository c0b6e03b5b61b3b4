"""Spellings of other APIs are refused with ours, which is right; or without a hint."""

from urllib.parse import quote

import pytest

from tests.client import TestClient

# Parameters, by the path that they are asked of: the spelling → what is suggested.
PARAMETERS: dict[str, dict[str, list[str]]] = {
    "emissions-shares": {
        "year_gte": ["year__gte"], "year[gte]": ["year__gte"], "year.gte": ["year__gte"],
        "year:lt": ["year__lt"], "min_year": ["year__gte"], "year_max": ["year__lte"],
        "yearFrom": ["year__gte"], "year>": ["year__gte"], "year<": ["year__lte"],
        "from": ["year__gte"], "until": ["year__lte"], "year_between": ["year__gte", "year__lte"],
        "year__range": ["year__gte", "year__lte"], "years": ["year"], "Year": ["year"],
        "rank_lte": ["rank__lte"], "share__gt": ["share_percent__gt"], "gases": ["gas"],
        "country[in]": ["country_code"], "country[]": ["country_code"], "iso3": ["country_code"],
        "countries": ["country_code"], "countryCode": ["country_code"], "year[0]": ["year"],
        "entity": ["actor_id"], "variable": ["series_id"], "date": [],
    },
    "pledges": {
        "country!": ["country_code__not"], "country_ne": ["country_code__not"],
        "not_status": ["status__not"], "status__neq": ["status__not"],
        "status__nin": ["status__not"],
        "status__exact": ["status"], "status.in": ["status"], "filter[status]": ["status"],
        "filter[status][ne]": ["status__not"], "status__null": ["status__isnull"],
        "has_statements": ["statements__isnull=false"], "target-year": ["target_year"],
        "targetYear": ["target_year"], "target_yaer": ["target_year"],
        "announced_after": ["announced_on__gt"], "type": ["kind"], "slug": ["id"],
        "announced": ["announced_on"], "announced__gte": ["announced_on__gte"],
        "page": ["after"], "offset": ["after"], "page[number]": ["after"], "cursor": ["after"],
        "per_page": ["limit"], "pageSize": ["limit"], "page[size]": ["limit"], "$top": ["limit"],
        "order": ["sort"], "orderby": ["sort"], "$orderby": ["sort"], "sort_order": ["sort"],
        "select": ["fields"], "fields[pledges]": ["fields"], "columns": ["fields"],
        "expand": ["include"], "include[]": ["include"], "populate": ["include"],
        "asOf": ["as_of"], "date": ["as_of"], "known_at": ["known_by"], "version": ["release"],
        "contry": ["country_code"], "sorce": ["source_id"],
        "format": [], "$filter": [], "filter": [], "api_key": [], "pretty": [], "search": [],
        "lang": [], "sector": [], "color": [], "group_by": [], "distinct": [], "year": [],
    },
    "quotes": {
        "search": ["q"], "text__icontains": ["text__contains"], "text~": ["text__contains"],
        "title": [],
    },
    "countries": {"iso": ["code"], "continent": ["region"],
                  "without_pledges": ["pledges__isnull=true"]},
    "treaty-actions": {"date_of_effect": ["effective_on"]},
    "sources": {"published__lt": ["published_on__lt"]},
    "documents": {"lang": ["language"], "party": ["country_code"]},
    "countries/CHN": {"page": [], "per_page": [], "expand": ["include"], "columns": ["fields"],
                      "format": []},
}  # fmt: skip

NOTES = {
    "format": "the format is the end of the path: .csv, .ndjson",
    "$filter": "each filter is a parameter of its own",
    "page": "follow links.next",
    "orderby": "sort=-year is descending",
    "api_key": "no key is needed",
}

VALUES: dict[str, list[str]] = {
    "emissions-shares?year=2050.0": ["2050"],
    "emissions-shares?year=%2B2019": ["2019"],
    "emissions-shares?year=>2015": ["year__gt=2015"],
    "emissions-shares?year=>=2015": ["year__gte=2015"],
    "emissions-shares?year=gte.2015": ["year__gte=2015"],
    "emissions-shares?year=lt:2015": ["year__lt=2015"],
    "emissions-shares?year=2015-2020": ["year__gte=2015&year__lte=2020"],
    "emissions-shares?year=2015..2020": ["year__gte=2015&year__lte=2020"],
    "emissions-shares?year=[2015 TO 2020]": ["year__gte=2015&year__lte=2020"],
    "emissions-shares?rank=null": ["rank__isnull=true"],
    "emissions-shares?year=null": [],
    "pledges?status=null": ["status__isnull=true"],
    "pledges?status=!in_law": ["status__not=in_law"],
    "pledges?status=ne.in_law": ["status__not=in_law"],
    "pledges?status=In Law": ["in_law"],
    "pledges?status=in-law": ["in_law"],
    "pledges?country=!CHN": ["country__not=CHN"],
    "pledges?country=none": ["country__isnull=true"],
    "pledges?sort=-targetYear": ["-target_year"],
    "pledges?sort=target_year:desc": ["-target_year"],
    "pledges?sort=target_year desc": ["-target_year"],
    "pledges?sort=asc(target_year)": ["target_year"],
    "pledges?fields=countryCode": ["country_code"],
    "pledges?fields=id,Status": ["status"],
    "pledges?fields=announced": ["announced_on"],
    "pledges?sort=-announced": ["-announced_on"],
    "pledges?limit=5000": ["all"],
    "pledges?limit=-1": ["all"],
    "pledges?limit=10.0": ["10"],
    "pledges?limit=0": [],
    "pledges?announced_on=2021/3/1": ["2021-03-01"],
    "pledges?announced_on=20210301": ["2021-03-01"],
    "pledges?announced_on=2021-03-01T00:00:00Z": ["2021-03-01"],
    "pledges?announced_on=2021/3": ["2021-03"],
    "pledges?announced_on=01.03.2021": [],
    "pledges?announced_on=2021-02-30": [],
    "readings?fits=1": ["true"],
    "readings?fits=No": ["false"],
}


@pytest.mark.parametrize("path", PARAMETERS)
def test_a_foreign_parameter_is_refused_with_ours(client: TestClient, path: str) -> None:
    """The very one that is meant, and none where there is none; what is suggested is taken."""
    for name, suggestions in PARAMETERS[path].items():
        answer = client.get(f"/v1/{path}?{quote(name)}=1")
        assert answer.status_code == 400, name
        problem = answer.json()
        assert (problem["parameter"], problem.get("suggestions", [])) == (name, suggestions)
        for suggestion in suggestions:
            taken = client.get(f"/v1/{path}?{suggestion}{'' if '=' in suggestion else '=1'}")
            assert taken.json().get("type") != "/problems/unknown-parameter", suggestion


@pytest.mark.parametrize("name", NOTES)
def test_a_note_says_how_it_is_done_here(client: TestClient, name: str) -> None:
    """Where a name alone does not."""
    assert NOTES[name] in client.get(f"/v1/pledges?{quote(name)}=1").json()["detail"]


def test_a_value_in_other_words_is_refused_with_ours(client: TestClient) -> None:
    """Which is then taken."""
    for address, suggestions in VALUES.items():
        path, _, asked = address.partition("?")
        name, _, value = asked.partition("=")
        plain = value if value.startswith("%") else quote(value, safe=",")
        problem = client.get(f"/v1/{path}?{name}={plain}").json()
        assert (problem["status"], problem.get("suggestions", [])) == (400, suggestions), address
        for suggestion in suggestions:
            right = suggestion if "=" in suggestion else f"{name}={suggestion}"
            assert client.get(f"/v1/{path}?{right}").status_code == 200, right


def test_there_are_sixty_spellings() -> None:
    """And more."""
    spellings = sum(map(len, PARAMETERS.values())) + len(VALUES)
    assert spellings >= 60

"""Officials and their tenures, as REST and GraphQL answer them."""

from tests.asking import walk


def test_an_official_is_found_by_wikidata_item(client):
    """John Kerry is one row: the article's, with the posts that others know of."""
    found = client.get("/v1/officials?wikidata_id=Q22316&include=tenures").json()["data"]
    assert [row["id"] for row in found] == ["john-kerry"]
    posts = {(p["title"], p["start_date"], p["source_id"]) for p in found[0]["tenures"]["data"]}
    assert posts == {
        ("Special Presidential Envoy for Climate", None, "voa-us-china-climate-2021"),
        ("Secretary of State", "2013-02-01", "everypolitician-cabinets-2022"),
    }


def test_the_climate_envoy_of_the_united_states(client):
    """Asked by country and words of the post."""
    query = "country=USA&title__contains=Envoy for Climate&include=official"
    found = client.get(f"/v1/tenures?{query}").json()["data"]
    assert [row["official"]["name"] for row in found] == ["John Kerry"]


def test_climate_posts_of_the_united_kingdom(client):
    """The secretaries of state for energy and climate change, in order."""
    title = "Secretary of State for Energy and Climate Change"
    query = f"country=GBR&title={title}&sort=start_date"
    found = client.get(f"/v1/tenures?{query}&include=official").json()["data"]
    assert [row["official"]["name"] for row in found] == [
        "Ed Miliband",
        "Chris Huhne",
        "Ed Davey",
        "Amber Rudd",
    ]


def test_a_country_s_officials_are_each_listed_once(client):
    """However many posts one held: the list of a country, and the countries of an official."""
    rows = walk(client, "/v1/countries/CHN/officials?limit=1000")
    ids = [row["id"] for row in rows]
    assert len(ids) == len(set(ids)) > 100
    held = client.get("/v1/tenures?official=xi-jinping&country=CHN").json()["meta"]["total"]
    assert held > 1
    own = client.get("/v1/officials/xi-jinping?include=countries").json()["data"]["countries"][
        "data"
    ]
    assert [country["code"] for country in own] == ["CHN"]


def test_graphql_lists_a_country_s_officials_once(client):
    """The connection counts people, not posts, and agrees with REST."""
    query = """{ country(code: "CHN") { officials(first: 100) { totalCount nodes { slug } } } }"""
    found = client.post("/graphql", json={"query": query}).json()["data"]["country"]["officials"]
    slugs = [node["slug"] for node in found["nodes"]]
    assert len(slugs) == len(set(slugs)) == 100
    rest = client.get("/v1/officials?country=CHN&limit=1").json()["meta"]["total"]
    assert found["totalCount"] == rest


def test_q_finds_other_names(client):
    """The name by which another source knows a person is searched as well."""
    found = client.get("/v1/officials?q=droupadi").json()["data"]
    assert [(row["id"], row["aliases"]) for row in found] == [
        ("draupadi-murmu", ["Droupadi Murmu"])
    ]


def test_one_minister_of_two_datasets_is_one_official(client):
    """One tenure, which leads to what each dataset states; other names are found."""
    found = client.get("/v1/officials?q=lord cameron of chipping norton").json()["data"]
    assert [row["id"] for row in found] == ["david-cameron"]
    posts = client.get("/v1/tenures?official=david-cameron&limit=100").json()["data"]
    (prime,) = (post for post in posts if post["title"] == "Prime Minister")
    records = client.get(f"/v1/tenures/{prime['id']}/source-records").json()["data"]
    assert {(r["values"]["start_date"], r["source_id"]) for r in records} == {
        ("2010-05-11", "cia-world-factbook-heads-2026"),
        ("2010-05-11", "everypolitician-cabinets-2022"),
        ("2010-05-11", "ifg-ministers-2026"),
    }


def test_namesakes_stay_two_people(client):
    """David Hunt the minister is not David Hunt the ambassador: nothing but the name agrees."""
    found = client.get("/v1/officials?q=david hunt").json()["data"]
    assert {row["id"] for row in found} >= {"david-hunt", "lord-hunt-of-wirral"}


def test_presidents_since_the_first(client):
    """Terms have the days that the source gives; a running one has its declared end."""
    query = "country=USA&title=President of the United States&sort=start_date&include=official"
    rows = client.get(f"/v1/tenures?{query}&limit=1").json()["data"]
    assert [(row["official"]["name"], row["start_date"]) for row in rows] == [
        ("George Washington", "1789-04-30")
    ]
    trump = client.get("/v1/tenures?official=donald-trump&sort=-end_date").json()["data"]
    assert trump[0]["end_date"] == "2029-01-20"


# Their sources give each an end before the start.
CONTRADICTED = {
    "helena-guergis-minister-responsible-for-the-status-of-women-2010-10-30": "2010-04-09",
    "catalina-parot-minister-of-national-assets-2019-03-11": "2012-11-05",
    "stephane-le-foll-minister-of-agriculture-agri-food-and-forestry-2017-12-06": "2012-05-18",
    "francois-de-rugy-minister-of-ecological-and-solidary-transition-2018-09-04": "2018-07-16",
    "james-murray-chief-secretary-to-the-treasury-hmt-2025-09-01": "2025-05-14",
    "lucy-rigby-economic-secretary-hmt-2025-09-06": "2025-05-14",
}


def test_posts_with_contradicting_dates_are_here(client):
    """Without their ends, which a note of the source repeats; on no day is it certain who held one
    of them, as the start may be the wrong date."""
    for id_, end in CONTRADICTED.items():
        post = client.get(f"/v1/tenures/{id_}").json()["data"]
        assert (post["start_date"], post["end_date"]) == (id_[-10:], None)
        query = f"resource=tenures&row_id={id_}"
        (note,) = client.get(f"/v1/import-notes?{query}").json()["data"]
        assert (note["field"], note["value"], note["reason"]) == ("end_date", end, "contradiction")
        assert note["source_id"] == post["source_id"]
        for day in ("2012-01-01", id_[-10:], "2026-01-01"):
            asked = client.get(f"/v1/tenures/{id_}?as_of={day}").json()["data"]
            assert asked["holds"] is None


def test_the_environment_minister_of_france_in_2019(client):
    """Who it was then is in the record, and not for certain."""
    query = "country=FRA&q=ecological and solidary&as_of=2019-02-01&include=official"
    rows = client.get(f"/v1/tenures?{query}").json()["data"]
    holders = {row["official"]["name"]: row["holds"] for row in rows}
    assert holders["François de Rugy"] is None


def test_posts_that_another_source_ended(client):
    """Cabinets up to 2022 without an end; the database of ministers, or a list by year, has it."""
    ended = {
        "priti-patel-secretary-of-state-for-the-home-department-2019-07-24": "2022-09-07",
        "liz-truss-prime-minister-of-the-united-kingdom-2022": "2022-10-26",
        "elizabeth-ii-monarch-can-1952-02-06": "2023-01-01",
        "joe-biden-president-2021-01-20": "2025-01-21",
        "vicky-ford-minister-for-africa-2021-09-16": "2021-12-21",
    }
    for id_, day in ended.items():
        rows = client.get(f"/v1/tenures/{id_}/source-records").json()["data"]
        assert any("end_date" not in row["values"] for row in rows)
        post = client.get(f"/v1/tenures/{id_}?as_of={day}").json()["data"]
        assert post["end_date"] < day
        assert post["holds"] is False

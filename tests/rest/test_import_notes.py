"""What the importers left out, as REST and GraphQL answer it over the small record."""

from tests.client import TestClient

SOURCE = "openclimatedata-countrygroups-2024"


def test_a_source_lists_what_was_left_out_of_it(client: TestClient) -> None:
    """Below its path, with the place in the source, the text of the cell and the reason."""
    fields = "fields=note,value,locator,rows"
    rows = client.get(f"/v1/sources/{SOURCE}/import-notes?action=row_left_out&{fields}").json()
    assert rows["data"] == [
        {
            "note": "the Netherlands Antilles, which ISO 3166-1 no longer has",
            "locator": "ar5.csv:118",
            "value": "ANHH",
            "rows": 1,
        },
        {
            "note": "UN M49 regions, which countries carry",
            "locator": "unstats-geographical-regions.json",
            "value": "unstats-geographical-regions.json",
            "rows": 1,
        },
    ]


def test_a_row_is_asked_for_what_it_lacks(client: TestClient) -> None:
    """By resource and key: the field that is null, and what the source has there."""
    query = "resource=source-records&row_id=ago-net-zero-2050-nzt-2023-11-05&include=source"
    (note,) = client.get(f"/v1/import-notes?{query}").json()["data"]
    assert (note["action"], note["reason"]) == ("cell_left_out", "contradiction")
    assert (note["field"], note["value"]) == ("values", "2025")
    assert note["source"]["id"] == "net-zero-tracker-2023-11-05"


def test_rows_alike_are_one_note(client: TestClient) -> None:
    """With their number: the aggregates of the emissions file are not listed year by year."""
    notes = client.get("/v1/import-notes?source=owid-co2-data-2024&q=asia").json()["data"]
    assert all(note["rows"] > 100 for note in notes)
    assert "Asia" in [note["value"] for note in notes]


def test_graphql_answers_the_same_notes(client: TestClient) -> None:
    """As a list of the source."""
    query = """query($id: String!) { source(slug: $id) { importNotes(first: 100) {
        totalCount nodes { slug action reason locator sourceColumn value rows resource field } } } }
    """
    body = {"query": query, "variables": {"id": SOURCE}}
    answer = client.post("/graphql", json=body).json()["data"]["source"]["importNotes"]
    rows = client.get(f"/v1/import-notes?source={SOURCE}&limit=100").json()["data"]
    assert answer["totalCount"] == len(rows) > 2
    assert answer["nodes"] == [
        {
            "slug": row["id"],
            "action": row["action"].upper(),
            "reason": row["reason"].upper(),
            "sourceColumn": row["source_column"],
            **{name: row[name] for name in ("locator", "value", "rows", "resource", "field")},
        }
        for row in rows
    ]

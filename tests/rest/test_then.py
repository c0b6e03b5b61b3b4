"""What was the case on the date of a row, where the row does not say of whom it is."""

from pathlib import Path

from api.app import create_app
from api.settings import Settings
from seeds.publishing.publish import publish
from tests.client import TestClient
from tests.releases.two import two_releases

QUOTE = """
- {id: of-nobody, text: We act., kind: verbatim, language: en, speaker_kind: unnamed,
   speaker_name: somebody, said_on: '2020-01', source_id: the-paper}
"""
ASKED = "fields=id&include=then.pledges"


def test_a_row_without_an_actor_has_no_pledges_of_its_day(tmp_path: Path) -> None:
    """It is answered, alone and in lists; its list is empty, and has no address of its own."""
    made = two_releases(tmp_path)
    made.facts.write("quotes/more.yaml", QUOTE)
    publish(made.facts.path, made.url)
    with TestClient(create_app(Settings(database_url=made.url))) as client:
        row = client.get(f"/v1/quotes/of-nobody?{ASKED}").json()["data"]
        listed = client.get(f"/v1/quotes?{ASKED}").json()
        query = '{ quote(slug: "of-nobody") { then { pledges { totalCount } } } }'
        answer = client.post("/graphql", json={"query": query}).json()
    pledges = row["then"]["pledges"]
    assert (pledges["data"], pledges["links"]) == ([], {"self": "", "next": None})
    assert row in listed["data"]
    assert len(listed["data"]) == listed["meta"]["total"]
    assert answer["data"] == {"quote": {"then": {"pledges": {"totalCount": 0}}}}

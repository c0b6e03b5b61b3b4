"""Acts in treaties in the real record, and where others say otherwise, on both faces."""

from collections import Counter
from typing import Any

import pytest

from tests.asking import Tables, walk
from tests.client import TestClient

Row = dict[str, Any]
CONSENTS = {"ratification", "acceptance", "approval", "accession", "succession"}
# Signatories by the factbook that had ratified by its last print: prints lag.
LATE_PRINTS = {"ERI", "IRQ", "TUR"}


def test_every_act_and_date_of_the_lists_is_here(tables: Tables) -> None:
    """By treaty and act; of the Paris Agreement 195 parties, of the UNFCCC 198."""
    counts = Counter((row["treaty_id"], row["action"]) for row in tables["treaty_action"])
    assert counts["paris-agreement", "signature"] == 195
    for treaty, parties in (("paris-agreement", 195), ("unfccc", 198)):
        assert sum(counts[treaty, action] for action in CONSENTS) == parties
    assert counts["paris-agreement", "withdrawal"] == 1


def test_a_date_that_is_null_says_why(tables: Tables) -> None:
    """And one that is not says nothing."""
    for row in tables["treaty_action"]:
        for name in ("date", "effective_on"):
            assert (row[name] is None) == (row[f"{name}_note"] is not None), row["id"]
        assert row["effective_on"] is None or row["effective_on"] >= row["date"]


def test_the_acts_of_the_united_states(client: TestClient) -> None:
    """Signature, consent, a withdrawal that nobody dates, the return; on both faces alike."""
    query = "/v1/treaty-actions?treaty=paris-agreement&actor=usa&fields=action,date,effective_on"
    rest = [(r["action"], r["date"], r["effective_on"]) for r in walk(client, query)]
    assert rest == [
        ("signature", "2016-04-22", None),
        ("consent", "2016-09-03", None),
        ("acceptance", "2021-01-20", "2021-02-19"),
        ("withdrawal", None, None),
    ]
    text = """{ country(code: "USA") { treatyActions(where: {treaty: {eq: "paris-agreement"}}) {
        nodes { action date effectiveOn treaty { name } source { slug } } } } }"""
    answer: Row = client.post("/graphql", json={"query": text}).json()["data"]
    nodes = answer["country"]["treatyActions"]["nodes"]
    assert [(n["action"].lower(), n["date"], n["effectiveOn"]) for n in nodes] == rest
    assert {node["treaty"]["name"] for node in nodes} == {"Paris Agreement"}


def test_the_factbook_agrees_with_the_lists_but_for_late_prints(tables: Tables) -> None:
    """Who is printed as a party had consented by then; who is printed as a signatory had not."""
    consented = {
        (row["treaty_id"], row["actor_id"])
        for row in tables["treaty_action"]
        if row["action"] in CONSENTS
    }
    printed = {
        kind: {
            (row["treaty_id"], row["actor_id"])
            for row in tables["treaty_attestation"]
            if row["attests"] == kind and row["last_seen"] == "2026-01-22"
        }
        for kind in ("party", "signatory")
    }
    listed = {"paris-agreement", "unfccc"}
    assert {(t, a) for t, a in printed["party"] - consented if t in listed} == set()
    late = {(t, a) for t, a in printed["signatory"] & consented if t in listed}
    assert late == {("paris-agreement", code) for code in LATE_PRINTS}


@pytest.mark.parametrize(
    ("path", "empty_reason"),
    [
        ("treaty-actions?actor=CHN", None),
        ("treaty-actions?actor=TWN", "not_covered"),
        ("treaty-attestations?actor=XKX", "not_covered"),
    ],
)
def test_lists_about_an_actor_have_coverage(
    client: TestClient, path: str, empty_reason: str | None
) -> None:
    """A territory that no list has is not covered: nothing says that it is no party."""
    meta = client.get(f"/v1/{path}").json()["meta"]
    assert meta.get("empty_reason") == empty_reason
    assert (meta["coverage"]["level"] == "none") == (empty_reason is not None)

"""The founding article is in the record whole: each of its statements, and the row that holds it.

`STATEMENTS` follows the article from its first line to its last. Its words are fragments, just long
enough to know the statement by. A statement that no row holds says why.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from schema import RECORD
from tests.client import TestClient

SOURCE = "voa-us-china-climate-2021"
ARTICLE = Path(__file__).parents[2] / "shared" / "data" / SOURCE / "article.txt"

Row = dict[str, Any]
Record = dict[str, dict[str, Row]]


@dataclass(frozen=True)
class Held:
    """A row, and values of it that the statement decides."""

    resource: str
    id: str
    values: Row


@dataclass(frozen=True)
class Statement:
    """What the article states, and the rows that hold it or the reason why none does."""

    words: str
    held: tuple[Held, ...] = ()
    why_none: str = ""


def row(resource: str, key: str, **values: Any) -> Held:
    return Held(resource, key, values)


def official(key: str, name: str) -> Held:
    return row("officials", key, name=name)


def tenure(key: str, **values: Any) -> Held:
    return row("tenures", key, **values)


def quote(key: str, **values: Any) -> Held:
    return row("quotes", key, **values)


def dialogue(key: str, **values: Any) -> Held:
    return row("dialogues", "us-china-" + key, participants=["USA", "CHN"], **values)


def event(key: str, **values: Any) -> Held:
    return row("events", key, **values)


def representative(key: str, official_id: str, country_code: str, **values: Any) -> Held:
    values |= {"official_id": official_id, "country_code": country_code}
    return row("representatives", key, **values)


def states(words: str, *held: Held) -> Statement:
    return Statement(words, held)


def no_row(words: str, why: str) -> Statement:
    return Statement(words, why_none=why)


KERRY = "john-kerry-climate-envoy"
SPOKESPERSON: Row = {
    "kind": "verbatim", "speaker_kind": "unnamed", "speaker_id": None, "tenure_id": None,
    "speaker_name": "a State Department spokesperson", "country_code": "USA", "said_on": None,
    "occasion": "told VOA",
}  # fmt: skip
THOMAS_GREENFIELD: Row = {
    "speaker_kind": "official", "speaker_id": "linda-thomas-greenfield", "country_code": "USA",
    "tenure_id": "linda-thomas-greenfield-un-ambassador", "said_on": "2021-03-01",
    "occasion": "a news conference, March 1, 2021, at U.N. headquarters",
}  # fmt: skip
YANG: Row = {
    "kind": "verbatim", "speaker_kind": "official", "speaker_id": "yang-jiechi",
    "tenure_id": "yang-jiechi-top-foreign-policy-official", "country_code": "CHN",
    "said_on": "2021-02", "occasion": "a February webinar", "translated": None,
}  # fmt: skip
THOMPSON: Row = {
    "kind": "verbatim", "speaker_kind": "person", "speaker_name": "Drew Thompson",
    "person_id": "drew-thompson", "speaker_id": None,
    "tenure_id": None, "country_code": None, "said_on": None,
}  # fmt: skip
PRICE: Row = {
    "speaker_kind": "official", "speaker_id": "ned-price", "tenure_id": "ned-price-spokesperson",
    "country_code": "USA", "said_on": None,
    "occasion": "When asked about a future framework of U.S.-China talks",
}  # fmt: skip
XI: Row = {"announced_on": "2020-09", "announced_by_id": "xi-jinping", "country_code": "CHN"}
XI_STATED: Row = {"announced_on": "2020-09", "announced_by_id": "xi-jinping"}
BIDEN: Row = {"announced_on": None, "announced_by_id": "joe-biden", "country_code": "USA"}
COPENHAGEN: Row = {
    "official_id": "xie-zhenhua", "country_code": "CHN", "event_id": "unfccc-cop-15",
    "tenure_id": "xie-zhenhua-top-negotiator", "role": "China's top negotiator",
}  # fmt: skip
UNSPECIFIED: Row = {"measure": "share", "year": None, "gas": None, "accounting": None}
RANK: Row = UNSPECIFIED | {"measure": "rank", "quote_id": None}
OWN_VOICE: Row = {
    "kind": "paraphrase", "speaker_kind": "source", "speaker_name": None, "said_on": None,
}  # fmt: skip

NO_YEAR = (
    '"No later than 2050" may belong to both goals of the sentence, or to net-zero emissions alone.'
    " The sentence does not settle it, so this goal has no year here."
)

STATEMENTS: tuple[Statement, ...] = (
    # 1: the caption below, cut short
    states(
        "Special Presidential Envoy for Climate John Kerry speaks at a briefing",
        tenure(KERRY, title="Special Presidential Envoy for Climate", country_code="USA"),
    ),
    # 2
    states(
        "Special Presidential Envoy for Climate John Kerry",
        official("john-kerry", "John Kerry"),
        tenure(KERRY, official_id="john-kerry", start_date=None, end_date=None),
    ),
    states(
        "a briefing on climate policy in the Brady Briefing Room of the White House"
        " in Washington, DC",
        tenure(
            KERRY,
            occasion="a briefing on climate policy in the Brady Briefing Room of the White House"
            " in Washington, DC",
        ),
    ),
    states("on Jan. 27, 2021", tenure(KERRY, attested_on="2021-01-27", former=False)),
    # 3
    no_row("WASHINGTON", "where the report was filed; nobody is said to have acted there"),
    states(
        "The U.S. said China must raise its ambitions",
        quote(
            "us-china-must-raise-its-ambitions", kind="paraphrase", speaker_kind="body",
            speaker_name="The U.S.", country_code="USA",
        ),
    ),
    states(
        "the world’s two largest emitters",
        row(
            "claims", "chn-two-largest-emitters-voa-2021", country_code="CHN", value=2,
            hedge="among", **RANK,
        ),
        row(
            "claims", "usa-two-largest-emitters-voa-2021", country_code="USA", value=2,
            hedge="among", **RANK,
        ),
    ),
    states(
        "seek cooperation to reverse",
        quote("two-largest-emitters-seek-cooperation", **OWN_VOICE),
    ),
    states(
        "senior officials describe as a “critical standalone issue”: climate change",
        quote(
            "senior-officials-critical-standalone-issue", kind="partial", speaker_kind="unnamed",
            text="critical standalone issue", speaker_name="senior officials", country_code=None,
            topics=["climate-change"],
        ),
    ),
    # 4
    states(
        "U.S. Special Presidential Envoy for Climate John Kerry has spoken",
        tenure(KERRY, former=False),
        event("kerry-xie-contact", kind="contact", date=None, place=None, country_code=None),
        representative(
            "john-kerry-contact-with-xie-zhenhua", "john-kerry", "USA",
            event_id="kerry-xie-contact", tenure_id=KERRY,
        ),
        quote("state-department-kerry-has-spoken-to-xie"),
    ),
    states(
        "his Chinese counterpart Xie Zhenhua, the State Department confirmed",
        representative(
            "xie-zhenhua-contact-with-john-kerry", "xie-zhenhua", "CHN",
            event_id="kerry-xie-contact", role="Chinese counterpart",
        ),
        official("xie-zhenhua", "Xie Zhenhua"),
        quote(
            "state-department-kerry-has-spoken-to-xie", kind="paraphrase", speaker_kind="body",
            speaker_name="the State Department", country_code="USA", said_on=None,
        ),
    ),
    states(
        "conversations between the two countries will continue",
        quote("state-department-kerry-has-spoken-to-xie"),
    ),
    states(
        "China is the largest emitter of carbon in the world",
        row(
            "claims", "chn-largest-emitter-voa-2021", country_code="CHN", value=1, hedge=None,
            **RANK,
        ),
    ),
    # 5
    states(
        "China's representative on climate change",
        tenure(
            "xie-zhenhua-climate-representative", official_id="xie-zhenhua", country_code="CHN"
        ),
    ),
    states(
        "a environment ministers meeting in Montreal, Canada",
        event(
            "montreal-environment-ministers-meeting-2017", kind="meeting", date="2017-09-16",
            name="a environment ministers meeting", place="Montreal, Canada", country_code="CAN",
        ),
        representative(
            "xie-zhenhua-montreal-2017", "xie-zhenhua", "CHN",
            event_id="montreal-environment-ministers-meeting-2017",
            tenure_id="xie-zhenhua-climate-representative",
        ),
        tenure(
            "xie-zhenhua-climate-representative",
            occasion="a environment ministers meeting in Montreal, Canada",
        ),
    ),
    states(
        "on Sept. 16, 2017",
        tenure("xie-zhenhua-climate-representative", attested_on="2017-09-16", former=None),
    ),
    # 6
    states(
        "recently appointed as Beijing's new special climate envoy",
        tenure(
            "xie-zhenhua-climate-envoy", title="Beijing's new special climate envoy",
            official_id="xie-zhenhua", country_code="CHN", start_date=None, former=False,
        ),
    ),
    states(
        "China's top negotiator during key climate meetings in Copenhagen and Paris",
        tenure(
            "xie-zhenhua-top-negotiator", official_id="xie-zhenhua", former=True,
            title="China's top negotiator",
        ),
        representative("xie-zhenhua-unfccc-cop-15", **COPENHAGEN),
        representative("xie-zhenhua-unfccc-cop-21", **COPENHAGEN | {"event_id": "unfccc-cop-21"}),
    ),
    # 7
    states(
        "The climate challenge does not get successfully addressed",
        quote("state-department-spokesperson-climate-challenge"),
    ),
    states(
        "almost 30% of global emissions",
        row(
            "claims", "chn-reported-voa-2021", country_code="CHN", value=30,
            hedge="almost", quote_id="state-department-spokesperson-climate-challenge",
            **UNSPECIFIED,
        ),
        quote("state-department-spokesperson-climate-challenge"),
    ),
    states(
        "carbon-intensive investments in dozens of Belt and Road projects",
        quote("state-department-spokesperson-climate-challenge"),
    ),
    states(
        "a State Department spokesperson told VOA",
        quote("state-department-spokesperson-climate-challenge", **SPOKESPERSON),
    ),
    # 8
    states(
        "China and all countries must raise their ambitions [in net-zero emissions]",
        quote("state-department-spokesperson-raise-ambitions"),
    ),
    states(
        "the spokesperson said",
        quote("state-department-spokesperson-raise-ambitions", **SPOKESPERSON),
    ),
    # 9
    states(
        "Last September, Chinese leader Xi Jinping announced",
        official("xi-jinping", "Xi Jinping"),
        tenure("xi-jinping-leader", title="Chinese leader", attested_on="2020-09"),
        quote(
            "xi-jinping-peak-and-neutrality", kind="paraphrase", speaker_id="xi-jinping",
            tenure_id="xi-jinping-leader", country_code="CHN", said_on="2020-09", occasion=None,
        ),
    ),
    states(
        "carbon dioxide emissions peak before 2030",
        row(
            "pledges", "chn-emissions-peak-2030", kind="emissions_peak", target_year=2030,
            target_year_qualifier="before", gases="co2", **XI,
        ),
        row(
            "source-records", "chn-emissions-peak-2030-voa-2021",
            pledge_id="chn-emissions-peak-2030", valid_from="2020-09",
            values={
                "kind": "emissions_peak", "horizon": "interim", "target_year": 2030,
                "target_year_qualifier": "before", "gases": "co2", "status": "declaration",
                "status_date": "2020-09", **XI_STATED,
            },
        ),
    ),
    states(
        "achieve carbon neutrality before 2060",
        row(
            "source-records", "chn-carbon-neutrality-2060-voa-2021",
            pledge_id="chn-carbon-neutrality-2060", valid_from="2020-09",
            values={
                "kind": "carbon_neutrality", "horizon": "end", "target_year": 2060,
                "target_year_qualifier": "before", "status": "declaration",
                "status_date": "2020-09", **XI_STATED,
            },
        ),
    ),
    # 10
    states(
        "In this Nov. 28, 2019 file photo, smoke and steam rise from a coal processing plant",
        event(
            "hejin-coal-processing-plant-2019", kind="scene", date="2019-11-28",
            name="smoke and steam rise from a coal processing plant", country_code="CHN",
        ),
    ),
    states(
        "in Hejin in central China's Shanxi Province",
        event(
            "hejin-coal-processing-plant-2019", place="Hejin in central China's Shanxi Province"
        ),
    ),
    # 11
    states(
        "about 15% of the world’s emissions",
        row(
            "claims", "usa-reported-voa-2021", country_code="USA", value=15,
            hedge="about", quote_id=None, **UNSPECIFIED,
        ),
    ),
    states(
        "U.S. President Joe Biden has committed to ambitious targets",
        official("joe-biden", "Joe Biden"),
        tenure("joe-biden-president", title="U.S. President", country_code="USA", former=False),
        quote(
            "joe-biden-committed-to-targets", kind="paraphrase", speaker_id="joe-biden",
            tenure_id="joe-biden-president", country_code="USA", said_on=None,
        ),
    ),
    states(
        "achieving a 100% clean energy economy",
        row(
            "pledges", "usa-clean-energy-economy", kind="clean_energy", value=100, unit="percent",
            scope="economy", target_year=None, target_year_qualifier=None,
            target_year_note=NO_YEAR, **BIDEN,
        ),
        row(
            "source-records", "usa-clean-energy-economy-voa-2021",
            pledge_id="usa-clean-energy-economy", valid_from=None,
            values={
                "kind": "clean_energy", "scope": "economy", "value": 100, "unit": "percent",
                "status": "declaration", "announced_by_id": "joe-biden",
                "target_year_note": NO_YEAR,
            },
        ),
    ),
    states(
        "reaching net-zero emissions no later than 2050",
        row(
            "source-records", "usa-net-zero-2050-voa-2021",
            pledge_id="usa-net-zero-2050", valid_from=None,
            values={
                "kind": "net_zero", "horizon": "end", "target_year": 2050,
                "target_year_qualifier": "no_later_than", "status": "declaration",
                "announced_by_id": "joe-biden",
            },
        ),
    ),
    # 12
    states(
        "Kerry had said he knows Xie very well",
        quote(
            "john-kerry-knows-xie-very-well", kind="paraphrase", speaker_id="john-kerry",
            said_on=None, tenure_id=None,
        ),
    ),
    states(
        "had worked with each other for about 20 years",
        quote("john-kerry-knows-xie-very-well"),
    ),
    states(
        "represented China in climate talks during past high-level annual dialogues",
        dialogue(
            "high-level-annual-dialogues",
            name="high-level annual dialogues between the U.S. and China", start_date=None,
        ),
        representative(
            "xie-zhenhua-us-china-annual-dialogues", "xie-zhenhua", "CHN", event_id=None,
            dialogue_id="us-china-high-level-annual-dialogues", tenure_id=None,
            role="represented China in climate talks",
        ),
    ),
    # 13
    states(
        "In July 2013, the U.S. and China started special meetings",
        dialogue(
            "climate-and-energy-meetings", start_date="2013-07",
            name="special meetings on climate change and energy cooperation",
        ),
    ),
    states(
        "under the framework of then-U.S.-China Strategic and Economic Dialogue (S&ED)",
        dialogue(
            "climate-and-energy-meetings", parent_id="us-china-strategic-and-economic-dialogue"
        ),
        dialogue(
            "strategic-and-economic-dialogue", acronym="S&ED", start_date=None, end_date=None,
            name="U.S.-China Strategic and Economic Dialogue",
        ),
    ),
    states(
        "a Climate Change Working Group was established in April 2013",
        dialogue("climate-change-working-group", start_date="2013-04", parent_id=None),
    ),
    # 14
    states(
        "Future U.S.-China climate talks are said to be likely conducted through",
        quote(
            "future-talks-likely-bilateral-and-multilateral", kind="paraphrase",
            speaker_kind="not_stated", speaker_name=None, speaker_id=None, person_id=None,
        ),
    ),
    # 15
    states(
        "a news conference, March 1, 2021, at U.N. headquarters",
        tenure("linda-thomas-greenfield-un-ambassador", attested_on="2021-03-01"),
        quote("linda-thomas-greenfield-may-cooperate-on-climate"),
        quote("linda-thomas-greenfield-significantly-disagree"),
        quote("linda-thomas-greenfield-work-in-a-cooperative-way"),
    ),
    # 16
    states(
        "Monday, U.S. Ambassador to the United Nations Linda Thomas-Greenfield told reporters",
        official("linda-thomas-greenfield", "Linda Thomas-Greenfield"),
        tenure(
            "linda-thomas-greenfield-un-ambassador", country_code="USA",
            official_id="linda-thomas-greenfield", title="U.S. Ambassador to the United Nations",
        ),
        quote(
            "linda-thomas-greenfield-may-cooperate-on-climate", kind="paraphrase",
            **THOMAS_GREENFIELD,
        ),
    ),
    states(
        "“significantly disagree” on many areas, such as human rights issues",
        quote("linda-thomas-greenfield-may-cooperate-on-climate"),
        quote(
            "linda-thomas-greenfield-significantly-disagree", kind="partial",
            text="significantly disagree", **THOMAS_GREENFIELD,
        ),
    ),
    states(
        "the two nations may cooperate on climate issues",
        quote("linda-thomas-greenfield-may-cooperate-on-climate"),
    ),
    # 17
    states(
        "we will hope to work with the Chinese in a cooperative way",
        quote("linda-thomas-greenfield-work-in-a-cooperative-way"),
    ),
    states(
        "Thomas-Greenfield said",
        quote(
            "linda-thomas-greenfield-work-in-a-cooperative-way", kind="verbatim",
            **THOMAS_GREENFIELD,
        ),
    ),
    # 18
    states(
        "China also views climate cooperation as a window of opportunity",
        quote(
            "china-window-of-opportunity", kind="paraphrase", speaker_kind="body",
            speaker_name="China", country_code="CHN",
        ),
    ),
    states(
        "which is at its worst in decades", quote("us-china-relationship-at-its-worst", **OWN_VOICE)
    ),
    # 19
    states(
        "Yang Jiechi, Politburo member of the Communist Party of China",
        official("yang-jiechi", "Yang Jiechi"),
        tenure(
            "yang-jiechi-politburo-member", official_id="yang-jiechi",
            title="Politburo member of the Communist Party of China",
            organization="Communist Party of China",
        ),
    ),
    states(
        "talks to the media in Tokyo, Japan",
        tenure("yang-jiechi-politburo-member", occasion="talks to the media in Tokyo, Japan"),
    ),
    states(
        "Feb. 28, 2020",
        tenure("yang-jiechi-politburo-member", attested_on="2020-02-28", former=None),
    ),
    # 20
    states(
        "could be areas of mutually beneficial cooperation",
        quote("yang-jiechi-mutually-beneficial-cooperation"),
    ),
    states(
        "China’s top foreign policy official, Yang Jiechi, said at a February webinar",
        tenure(
            "yang-jiechi-top-foreign-policy-official", official_id="yang-jiechi",
            title="China’s top foreign policy official", country_code="CHN",
        ),
        quote("yang-jiechi-mutually-beneficial-cooperation", **YANG),
    ),
    # 21
    states(
        "The force for bilateral exchanges and cooperation",
        quote("yang-jiechi-never-been-absent"),
    ),
    states(
        "Yang said",
        quote("yang-jiechi-never-been-absent", **YANG),
        quote("yang-jiechi-voices-of-reason", **YANG),
    ),
    states("the noise and disruption from China hawks", quote("yang-jiechi-voices-of-reason")),
    # 22
    states(
        "critics are skeptical that climate change can serve as a stabilizing factor",
        quote(
            "critics-skeptical-of-climate-as-stabilizing-factor", kind="paraphrase",
            speaker_kind="unnamed", speaker_name="critics", country_code=None,
        ),
    ),
    # 23
    states(
        "China's 2060 net-zero target will drive their industrial policy",
        quote("drew-thompson-enhancing-competition"),
    ),
    states(
        "a senior research fellow at National University of Singapore's Lee Kuan Yew School",
        row(
            "persons", "drew-thompson", name="Drew Thompson",
            description="a senior research fellow at National University of Singapore's"
            " Lee Kuan Yew School of Public Policy",
            affiliation="National University of Singapore's Lee Kuan Yew School of Public Policy",
        ),
        quote("drew-thompson-enhancing-competition", **THOMPSON),
        quote("drew-thompson-unfair-competition", **THOMPSON),
    ),
    states(
        "encourages China to double down on industrial policies",
        quote("drew-thompson-unfair-competition"),
    ),
    # 24
    states(
        "The big question is whether John Kerry will recognize these factors",
        quote("drew-thompson-the-big-question"),
    ),
    states(
        "Thompson told VOA",
        quote("drew-thompson-the-big-question", occasion="told VOA", **THOMPSON),
    ),
    # 25
    states(
        "Former U.S. President Donald Trump",
        official("donald-trump", "Donald Trump"),
        tenure(
            "donald-trump-president", official_id="donald-trump", title="U.S. President",
            country_code="USA", former=True, start_date=None, end_date=None,
        ),
    ),
    states(
        "administration replaced the S&ED with U.S.-China Diplomatic and Security Dialogue",
        dialogue(
            "strategic-and-economic-dialogue", status="replaced",
            successor_id="us-china-diplomatic-and-security-dialogue",
        ),
    ),
    states(
        "U.S.-China Diplomatic and Security Dialogue (DSD), a format that was later stalled",
        dialogue(
            "diplomatic-and-security-dialogue", status="stalled", acronym="DSD", end_date=None,
            name="U.S.-China Diplomatic and Security Dialogue", successor_id=None,
        ),
    ),
    states(
        "the bilateral relationship worsened to its lowest point in decades",
        dialogue("diplomatic-and-security-dialogue"),
    ),
    # 26
    states(
        "When asked about a future framework of U.S.-China talks",
        quote("ned-price-on-a-future-framework"),
        quote("ned-price-formats-or-engagements"),
    ),
    states(
        "State Department spokesperson Ned Price said recently",
        official("ned-price", "Ned Price"),
        tenure(
            "ned-price-spokesperson", official_id="ned-price", organization="State Department",
            title="State Department spokesperson", country_code="USA", former=False,
        ),
        quote("ned-price-on-a-future-framework", kind="paraphrase", **PRICE),
    ),
    states(
        'he did not "want to get into formats or any other upcoming engagements."',
        quote("ned-price-on-a-future-framework"),
        quote(
            "ned-price-formats-or-engagements", kind="partial", **PRICE,
            text="want to get into formats or any other upcoming engagements.",
        ),
    ),
    # 27
    states(
        "Margaret Besheer contributed to this report",
        row(
            "sources", SOURCE, authors=[], contributors=["Margaret Besheer"],
            publisher="Voice of America",
        ),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def published(client: TestClient) -> Record:
    """Every row that the record answers with the founding article as its source."""
    record: Record = {"sources": {SOURCE: client.get(f"/v1/sources/{SOURCE}").json()["data"]}}
    for resource in RECORD.values():
        if resource.name not in ("sources", "coverage"):  # these are about the article
            answer = client.get(f"/v1/{resource.name}?source={SOURCE}&limit=1000").json()
            assert answer["meta"]["total"] == len(answer["data"])
            record[resource.name] = {found[resource.key]: found for found in answer["data"]}
    del record["offices"]  # concluded from the tenures
    record["tenures"] |= _stated_tenures(client, record["source-records"], record["quotes"])
    return record


def _stated_tenures(
    client: TestClient, records: dict[str, Row], quotes: dict[str, Row]
) -> dict[str, Row]:
    """What the article states of the tenures that others state as well, by its source record.

    Quotes then name the source record in place of the tenure.
    """
    stated = {}
    for key in [key for key, record in records.items() if record["resource"] == "tenures"]:
        record = records.pop(key)
        merged = client.get(f"/v1/tenures/{record['row_id']}").json()["data"]
        shared = {name: merged[name] for name in ("official_id", "country_code")}
        unknown = dict.fromkeys(("start_date", "end_date", "attested_on", "former"))
        stated[key] = unknown | shared | record["values"] | {"id": key}
        for quoted in quotes.values():
            if quoted["tenure_id"] == record["row_id"]:
                quoted["tenure_id"] = key
    return stated


@pytest.fixture(scope="module")
def article() -> str:
    """The article's text; upstream texts are not part of the project."""
    if not ARTICLE.exists():
        pytest.skip("the founding article's text is not beside the project")
    return ARTICLE.read_text("utf-8")


def test_no_post_of_the_article_is_answered_for_1950(client: TestClient) -> None:
    """Neither as held nor as unknown: its words bound the posts that no source dates."""
    posts = client.get(f"/v1/tenures?source={SOURCE}&limit=1000").json()["data"]
    assert len(posts) > 0
    answered = client.get(f"/v1/tenures?source={SOURCE}&as_of=1950").json()
    assert answered["data"] == []
    assert answered["meta"]["empty_reason"] == "not_yet"
    for post in posts:
        assert post["begun_after"] is not None or post["start_date"] is not None
        held = client.get(f"/v1/tenures/{post['id']}?as_of=1950").json()["data"]
        assert held["holds"] is False


def test_every_named_speaker_of_the_article_leads_to_a_row(published: Record) -> None:
    """An official or a person, never both; nobody stands for a body or somebody unnamed."""
    for entry in published["quotes"].values():
        is_official, is_person = (
            entry["speaker_kind"] == kind and entry[link] is not None
            for kind, link in (("official", "speaker_id"), ("person", "person_id"))
        )
        is_named = entry["speaker_kind"] in ("official", "person")
        assert is_official + is_person == is_named, entry["id"]
    assert "drew-thompson" not in published["officials"]


def texts(found: Row) -> list[str]:
    """Every text among a row's values."""
    return [value for value in found.values() if isinstance(value, str)]


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: statement.words)
def test_every_statement_has_its_row_or_a_reason_for_none(
    statement: Statement, published: Record
) -> None:
    """Each row has the statement's words in it to the letter, or the values that it decides."""
    assert bool(statement.held) != bool(statement.why_none)
    for held in statement.held:
        found = published[held.resource][held.id]
        assert held.values or any(statement.words in text for text in texts(found))
        assert {name: found[name] for name in held.values} == held.values


def test_no_row_of_the_article_goes_beyond_its_statements(published: Record) -> None:
    """Every row that the article is given as the source of is held against a statement."""
    held = {(item.resource, item.id) for statement in STATEMENTS for item in statement.held}
    rows = {(resource, key) for resource, found in published.items() for key in found}
    rows = {(resource, key) for resource, key in rows if resource != "statements"}  # of records
    assert rows - held == set()


def test_what_the_article_does_not_say_of_itself_is_unknown(published: Record) -> None:
    """Headline, address, day of publication and licence are null; two of them say why."""
    source = published["sources"][SOURCE]
    unknown = ("title", "url", "published_on", "retrieved_on", "version", "licence")
    assert [source[name] for name in unknown] == [None] * len(unknown)
    assert source["url_note"]
    assert source["licence_note"]


def test_statements_are_the_article_s_words_in_its_order(article: str) -> None:
    """Each statement occurs in the article to the letter, none before the one listed above it."""
    at = 0
    for statement in STATEMENTS:
        found = article.find(statement.words, at)
        assert found >= 0, f"not in the article, or not here: {statement.words}"
        at = found


def test_no_sentence_of_the_article_is_forgotten(article: str) -> None:
    """Each sentence of each line holds at least one of the statements."""
    words = [statement.words for statement in STATEMENTS]
    end_of_sentence = r"(?<=[a-z\d]\.)\s+(?=[A-Z“])"  # not the stop in "U.S. President"
    for line in filter(str.strip, article.splitlines()):
        for sentence in re.split(end_of_sentence, line.strip()):
            assert any(known in sentence for known in words), sentence


def test_quotes_are_exactly_what_the_article_puts_in_quotation_marks(
    article: str, published: Record
) -> None:
    """Each run of words in quotation marks is one quote, to the letter, and nothing else is."""
    printed = re.findall(r"[“\"]([^“”\"]+)[”\"]", article)
    quotes = published["quotes"].values()
    quoted = [entry["text"] for entry in quotes if entry["kind"] in ("verbatim", "partial")]
    assert sorted(quoted) == sorted(printed)


def test_every_text_taken_from_the_article_stands_in_the_paragraph_it_names(
    article: str, published: Record
) -> None:
    """Quotes, words, titles and names are to the letter, within the paragraphs of the locator."""
    paragraphs = [line for line in article.splitlines() if line.strip()]
    for resource, names in {
        "quotes": ("text",),
        "source-records": ("words",),
        "claims": ("words",),
        "dialogues": ("words", "name"),
        "tenures": ("title",),
        "events": ("words", "name", "place"),
        "representatives": ("words", "role"),
    }.items():
        for entry in published[resource].values():
            cited = [paragraphs[int(n) - 1] for n in re.findall(r"\d+", entry["locator"])]
            for name in names:
                words = entry[name] or ""
                assert any(words in paragraph for paragraph in cited), entry["id"]


def test_names_roles_and_occasions_are_the_article_s_own(article: str, published: Record) -> None:
    """Who speaks and on what occasion is told in the article's words, wherever in it they stand."""
    for resource in ("officials", "persons"):
        assert all(entry["name"] in article for entry in published[resource].values())
    for person in published["persons"].values():
        assert all(person[name] in article for name in ("description", "affiliation"))
    for entry in published["quotes"].values():
        for name in ("speaker_name", "speaker_role", "occasion"):
            assert (entry[name] or "") in article, entry["id"]

"""Quotes of the UN General Debate: imported at run time, published beside the committed facts."""

import csv
from collections.abc import Callable

import pytest

from api.app import create_app
from api.settings import Settings
from seeds.loading.files import FACTS
from tests.client import TestClient
from tests.seeds.conftest import Folder, upstream, written
from tests.small_record import write_small_facts

SENTENCES = """
    quote_key,iso3,year,session,speaker,post,text,mentions_target,char_offset,corpus_file
    CHN_70_2015#12,CHN,2015,70,Mr. Li  Wei ,President,Made up for a test.,yes,12,Session 70 - 2015/CHN_70_2015.txt
    EU_70_2015#8,EU,2015,70,Ms. Ann Other,,"Another, made up.",no,8,Session 70 - 2015/EU_70_2015.txt
    CHN_71_2016#1,CHN,2016,71,,,Nobody said this.,no,1,Session 71 - 2016/CHN_71_2016.txt
    YUG_71_2016#1,YUG,2016,71,Mr. Old,,Nor this.,no,1,Session 71 - 2016/YUG_71_2016.txt
    """  # noqa: E501


@pytest.fixture
def debate(tmp_path, seeds) -> Callable[..., object]:
    """Import sentences; the outcome, and the folder that they went to."""

    def run(text: str = SENTENCES):
        folder = Folder(tmp_path / "corpus")
        folder.write("climate-sentences-2015-2016.csv", text)
        out = tmp_path / "more"
        return seeds("import", "un-general-debate", folder.path, "--facts", out), out

    return run


def test_sentences_become_quotes(debate):
    """With the year, the place in the corpus, names as they stand, and nothing more."""
    result, out = debate()
    assert result.exit_code == 0
    with (out / "quotes/un-general-debate.csv").open(newline="") as stream:
        first, second = csv.DictReader(stream)
    assert first == {
        "id": "ungd-chn-70-2015-12",
        "text": "Made up for a test.",
        "kind": "verbatim",
        "language": "en",
        "speaker_kind": "official",
        "speaker_name": "Mr. Li Wei",
        "speaker_role": "President",
        "country_code": "CHN",
        "group_id": "",
        "said_on": "2015",
        "occasion": "UN General Debate, session 70",
        "topics": "climate-change|climate-targets",
        "locator": "session 70, character 12 of Session 70 - 2015/CHN_70_2015.txt",
        "source_id": "un-general-debate-corpus-v13",
    }
    assert (second["group_id"], second["country_code"]) == ("eu", "")
    assert (second["speaker_kind"], second["speaker_role"]) == ("person", "")
    told = [line for line in result.output.splitlines() if line.startswith("left out")]
    assert told == [
        "left out 1: a sentence without the name of who spoke",
        "left out 1: neither a country nor a party: YUG",
        "left out 1 columns of the source",
    ]


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("CHN,2015", "CN,2015", "2:iso3: 'CN' is not an ISO"),
        ("yes,12", "maybe,12", "2:mentions_target: 'maybe' is neither yes nor no"),
        ("Made up for a test.", "", "2:text: it is empty"),
    ],
)
def test_bad_cells_are_named(debate, was, now, told):
    """By line and column; nothing is written."""
    result, out = debate(SENTENCES.replace(was, now, 1))
    assert result.exit_code == 1
    assert told in result.output
    assert not out.exists()


def test_a_sentence_of_no_year_is_a_quote(debate):
    """Without a date, and with a note that names it."""
    result, out = debate(SENTENCES.replace("2015,70,Mr. Li", "15,70,Mr. Li"))
    assert result.exit_code == 0, result.output
    first = written(out, "quotes/un-general-debate.csv")[0]
    assert (first["id"], "said_on" in first) == ("ungd-chn-70-12", False)
    notes = {row.get("row_id"): row for row in written(out, "import-notes/un-general-debate.csv")}
    assert (notes["ungd-chn-70-12"]["field"], notes["ungd-chn-70-12"]["value"]) == ("said_on", "15")


def test_sentences_do_not_go_where_facts_are_committed(tmp_path, seeds):
    """The error says where they go."""
    before = sorted(FACTS.rglob("*"))
    result = seeds("import", "un-general-debate", tmp_path)
    assert result.exit_code == 1
    assert "--facts var/facts" in result.output
    assert sorted(FACTS.rglob("*")) == before


def test_further_facts_go_into_a_release_of_their_own(debate, facts, seeds, tmp_path, monkeypatch):
    """Another id of the same version; by option or by environment; a slip of a name is told."""
    _, more = debate()
    source = "- {id: un-general-debate-corpus-v13, kind: dataset, url: https://example.org/debate,"
    facts.write("sources/debate.yaml", f"{source} licence: CC0-1.0, citation: The corpus.}}\n")
    url = f"sqlite:///{tmp_path / 'record.sqlite'}"
    publish = ("publish", "--facts", facts.path, "--database-url", url)
    bare = seeds(*publish).output.splitlines()[-1]
    also = seeds(*publish, "--also", more).output.splitlines()[-1]
    assert bare.startswith("published 0.1.0-")
    assert also.startswith("published 0.1.0-")
    assert also != bare
    monkeypatch.setenv("FACTS_ALSO", str(more))
    assert "it is served already" in seeds(*publish).output
    assert seeds("check", "--facts", facts.path).exit_code == 0
    missing = seeds("check", "--facts", facts.path, "--also", tmp_path / "mroe")
    assert "mroe:1: no such folder of facts" in missing.output
    with TestClient(create_app(Settings(database_url=url))) as client:
        (found,) = client.get("/v1/quotes?country=CHN&q=made up").json()["data"]
        assert found["id"] == "ungd-chn-70-2015-12"


def test_the_whole_corpus_is_checked_and_found(seeds, tmp_path):
    """Every sentence with a speaker, searched by both faces, alike."""
    source = upstream("un-general-debate")
    assert seeds("import", "un-general-debate", source, "--facts", tmp_path / "more").exit_code == 0
    url = f"sqlite:///{tmp_path / 'record.sqlite'}"
    facts = write_small_facts(tmp_path / "facts")
    more = tmp_path / "more"
    result = seeds("publish", "--facts", facts, "--database-url", url, "--also", more)
    assert result.exit_code == 0, result.output
    with TestClient(create_app(Settings(database_url=url))) as client:
        debate = "source=un-general-debate-corpus-v13"
        assert client.get(f"/v1/quotes?{debate}&limit=1").json()["meta"]["total"] >= 7600
        rest = client.get(f"/v1/quotes?{debate}&q=carbon neutrality&limit=10").json()
        query = """{ quotes(first: 10,
          where: {q: "carbon neutrality", source: {eq: "un-general-debate-corpus-v13"}})
          { totalCount nodes { slug } } }"""
        found = client.post("/graphql", json={"query": query}).json()["data"]["quotes"]
        assert found["totalCount"] == rest["meta"]["total"] > 20
        assert [n["slug"] for n in found["nodes"]] == [row["id"] for row in rest["data"]]

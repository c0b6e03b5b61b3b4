"""Quotes of open corpora: downloaded from upstream, here on loopback, and never committed."""

import csv
import hashlib
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import Result

from api.app import create_app
from api.settings import Settings
from seeds.corpora.registry import read_corpora
from seeds.loading.files import FACTS
from tests.client import TestClient
from tests.seeds.conftest import Folder, upstream

ROOT = Path(__file__).parents[2]
SPEECHES = """
    id,kind,title,country_code,group_id,speaker_name,speaker_role,occasion,session,year,date,word_count,climate_sentences,url,locator,source_id
    ungd-chn-71-2016,general_debate,,CHN,,Mr. Li Wei,President,UN General Debate,71,2016,2016,60,2,https://example.org/d,Session 71 - 2016/CHN_71_2016.txt,debate
    wh-briefing,press_briefing,A Briefing,CHN,,,,,,2021,2021-03-01,60,2,https://example.org/b,briefings/a.md,house
    wh-order,presidential_action,An Order,CHN,,,,,,2021,2021-03-02,60,1,https://example.org/o,orders/a.md,house
    """  # noqa: E501
SOURCES = """
    - {id: debate, kind: dataset, url: "https://example.org/d", licence: CC0-1.0, citation: Us.}
    - {id: house, kind: dataset, url: "https://example.org/h", licence: CC0-1.0, citation: Us.}
    """
DEBATE = (
    "Mr. President, we are glad to be here and to speak with all of you again today.\n"
    "Climate change is\nan invention of this test, as is its speaker. Short climate change.\n\n"
    "We shall be carbon neutral by 2060, by 50 per cent at least, says this test! Nothing more."
)
BRIEFING = """---
title: A Briefing
---

MS. NAME:  We have [pledged](https://example.org) to reduce the *emissions* that this test makes up.

And this second paragraph says that methane is to be reduced by 30 percent as well.

Q    Will you reduce emissions, asks a reporter who is made up by this very test?

SECRETARY OTHER:  The climate crisis is our target, says the other speaker of this test.
"""
ORDER = "The goal of this order, which a test makes up, is net-zero emissions by the year 2050."


@dataclass
class Mirror:
    """Upstream on loopback: its folder, its address, and what it was asked for."""

    folder: Folder
    url: str
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    """A server of two small repositories."""
    folder = Folder(tmp_path / "mirror")
    served = Mirror(folder, "")

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            served.asked.append(self.path)

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder.path)))
    served.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield served
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def corpora(mirror: Mirror, facts: Folder, tmp_path: Path) -> Path:
    """A list of both corpora, whose files the mirror has and whose speeches the facts have."""
    facts.write("speeches/made-up.csv", SPEECHES)
    facts.write("sources/made-up.yaml", SOURCES)
    lists = Folder(tmp_path / "lists")
    texts = {
        "un-general-debate": ("debate", "texts", {"Session 71 - 2016/CHN_71_2016.txt": DEBATE}),
        "white-house": ("house", "", {"briefings/a.md": BRIEFING, "orders/a.md": ORDER}),
    }
    entries = []
    for name, (source, path, files) in texts.items():
        checksums = ""
        for file, text in files.items():
            at = mirror.folder.path / "owner" / name / "c0ffee" / path / file
            at.parent.mkdir(parents=True, exist_ok=True)
            at.write_text(text, "utf-8")
            checksums += f"{hashlib.sha256(text.encode()).hexdigest()}  {file}\n"
        lists.path.mkdir(exist_ok=True)
        (lists.path / f"{name}.sha256").write_text(checksums)
        digest = hashlib.sha256(checksums.encode()).hexdigest()
        ready = "climate-*.csv" if source == "debate" else "sentences.csv"
        entries.append(
            f"{{id: {name}, source_id: {source}, repository: owner/{name}, commit: c0ffee,"
            f' path: "{path}", licence: CC0-1.0, licence_note: made up, files: {name}.sha256,'
            f' files_sha256: "{digest}", ready: "{ready}"}}'
        )
    return lists.write("corpora.yaml", "".join(f"- {entry}\n" for entry in entries))


@pytest.fixture
def corpus(mirror: Mirror, corpora: Path, facts: Folder, seeds, tmp_path: Path):
    """`python -m seeds corpus`, with the list and the mirror."""

    def run(*names: object, at: str = mirror.url) -> Result:
        places = "--folder", tmp_path / "var", "--facts", facts.path, "--list", corpora
        return seeds("corpus", *names, "--upstream", at, *places)

    return run


Corpus = Callable[..., Result]


def quotes(tmp_path: Path, name: str) -> list[dict[str, str]]:
    """The quotes that were made of a corpus, in the order of their texts."""
    with (tmp_path / "var" / "facts" / "quotes" / f"{name}.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    by_place = [row["locator"].split(" of ")[0] for row in rows]
    numbers = [int(place.split()[-1]) for place in by_place]
    order = sorted(range(len(rows)), key=lambda i: (rows[i]["speech_id"], numbers[i]))
    return [rows[i] for i in order]


def test_sentences_of_a_speech_become_quotes(corpus: Corpus, tmp_path: Path) -> None:
    """Those on the climate that are long enough, with their place, said by its speaker."""
    result = corpus("un-general-debate")
    assert result.exit_code == 0, result.output
    first, second = quotes(tmp_path, "un-general-debate")
    assert first == {
        "id": f"ungd-chn-71-2016-{DEBATE.index('Climate')}",
        "text": "Climate change is an invention of this test, as is its speaker.",
        "kind": "verbatim", "language": "en", "speaker_kind": "official",
        "speaker_name": "Mr. Li Wei", "speaker_role": "President", "country_code": "CHN",
        "group_id": "", "said_on": "2016", "occasion": "UN General Debate, session 71",
        "topics": "climate-change", "speech_id": "ungd-chn-71-2016", "source_id": "debate",
        "locator": "session 71, character 80 of Session 71 - 2016/CHN_71_2016.txt",
    }  # fmt: skip
    assert second["topics"] == "climate-change|climate-targets"


def test_labels_say_who_speaks_at_the_white_house(corpus: Corpus, tmp_path: Path) -> None:
    """Until the next one; a reporter's question is left out; an order speaks for itself."""
    assert corpus("white-house").exit_code == 0
    rows = quotes(tmp_path, "white-house")
    assert [(row["speaker_name"], row["speaker_kind"], row["locator"]) for row in rows] == [
        ("MS. NAME", "person", "paragraph 1 of briefings/a.md"),
        ("MS. NAME", "person", "paragraph 2 of briefings/a.md"),
        ("SECRETARY OTHER", "official", "paragraph 4 of briefings/a.md"),
        ("", "source", "paragraph 1 of orders/a.md"),
    ]
    assert rows[0]["text"].startswith("We have pledged to reduce the emissions")
    assert (rows[0]["occasion"], rows[0]["said_on"]) == ("A Briefing", "2021-03-01")


def test_a_download_goes_on_where_it_ended(corpus: Corpus, mirror: Mirror, tmp_path: Path) -> None:
    """What is there and sound is not asked for again; without the network it is enough."""
    assert corpus("all").exit_code == 0
    assert len(mirror.asked) == 3
    (tmp_path / "var" / "white-house" / "orders" / "a.md").unlink()
    (tmp_path / "var" / "white-house" / "briefings" / "a.md").write_text("cut sh")
    mirror.asked.clear()
    result = corpus("all")
    assert sorted(mirror.asked) == [
        "/owner/white-house/c0ffee/briefings/a.md", "/owner/white-house/c0ffee/orders/a.md",
    ]  # fmt: skip
    assert "white-house: 2 files, 2 of them downloaded" in result.output
    assert corpus("all", at="http://127.0.0.1:1").exit_code == 0


def test_another_file_than_upstream_s_is_refused(corpus: Corpus, mirror: Mirror, tmp_path) -> None:
    """By its checksum; nothing of it is written, and the other corpus is."""
    mirror.folder.write("owner/white-house/c0ffee/orders/a.md", "Another text.\n")
    result = corpus("white-house,un-general-debate")
    assert result.exit_code == 1
    assert "orders/a.md: its SHA-256 is not that of upstream's file" in result.output
    assert not (tmp_path / "var" / "facts" / "quotes" / "white-house.csv").exists()
    assert len(quotes(tmp_path, "un-general-debate")) == 2


def test_without_the_network_it_says_what_is_missing(
    corpus: Corpus, seeds, facts, tmp_path
) -> None:
    """And the committed facts are published without it."""
    result = corpus("all", at="http://127.0.0.1:1")
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert "un-general-debate: its quotes are not made anew; all other facts are complete" in lines
    (tmp_path / "var" / "facts").mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{tmp_path / 'record.sqlite'}"
    also = "--also", tmp_path / "var" / "facts"
    assert seeds("publish", "--facts", facts.path, "--database-url", url, *also).exit_code == 0


def test_quotes_are_in_a_release_of_their_own(corpus: Corpus, seeds, facts, tmp_path) -> None:
    """Another id of the same version; a speech leads to its quotes, and a quote to its speech."""
    assert corpus("all").exit_code == 0
    url = f"sqlite:///{tmp_path / 'record.sqlite'}"
    publish = "publish", "--facts", facts.path, "--database-url", url
    bare = seeds(*publish).output.splitlines()[-1]
    also = seeds(*publish, "--also", tmp_path / "var" / "facts").output.splitlines()[-1]
    assert bare.startswith("published 0.1.0-")
    assert also.startswith("published 0.1.0-")
    assert also != bare
    with TestClient(create_app(Settings(database_url=url))) as client:
        rows = client.get("/v1/speeches/ungd-chn-71-2016/quotes?q=invention").json()["data"]
        assert [row["speaker_name"] for row in rows] == ["Mr. Li Wei"]
        (row,) = client.get("/v1/quotes?q=order&include=speech").json()["data"]
        assert row["speech"]["title"] == "An Order"


def test_ready_files_are_read_instead(corpus: Corpus, folder: Folder, tmp_path: Path) -> None:
    """With the ids that the texts give; a folder without them is named."""
    folder.write(
        "any/climate-2016.csv",
        f"corpus_file,char_offset,text,mentions_target\nSession 71 - 2016/CHN_71_2016.txt,80,"
        f'"{" ".join(DEBATE[80:144].split())}",no\n',
    )
    assert corpus("un-general-debate", "--from", folder.path).exit_code == 0
    ready = quotes(tmp_path, "un-general-debate")
    assert corpus("un-general-debate").exit_code == 0
    assert ready == quotes(tmp_path, "un-general-debate")[:1]
    result = corpus("white-house", "--from", folder.path)
    assert (result.exit_code, "no sentences.csv in it" in result.output) == (1, True)


def test_make_drops_the_quotes_of_the_release_before(tmp_path: Path) -> None:
    """Publishing without corpora, after it with them, is told that it may; else nothing is."""
    make = ["make", "-n", "-o", ".venv/.runtime", "-f", ROOT / "Makefile", "publish"]

    def commands() -> str:
        return subprocess.run(make, cwd=tmp_path, text=True, capture_output=True, check=True).stdout

    assert "seeds publish" in commands()
    assert "--allow-drop" not in commands()
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / ".published-with-corpora").touch()
    allowed = "--allow-drop 'quotes=[^']+' --allow-drop 'persons=[^']+'"
    assert re.search(f"seeds publish {allowed}", commands())


def test_names_that_are_no_corpora_are_refused(corpus: Corpus) -> None:
    """With those that there are."""
    result = corpus("white-hose")
    assert result.exit_code == 2
    assert "none of un-general-debate, white-house, all" in " ".join(result.output.split())


def test_the_list_of_corpora_is_that_of_the_speeches() -> None:
    """Each file is that of a speech; of nothing but the founding article quotes are committed."""
    with_files = {corpus.source_id: set(corpus.checksums) for corpus in read_corpora().values()}
    for name in ("un-general-debate", "white-house"):
        with (FACTS / "speeches" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        assert with_files[rows[0]["source_id"]] <= {row["locator"] for row in rows}
    assert [path.name for path in (FACTS / "quotes").iterdir()] == [
        "voa-us-china-climate-2021.yaml"
    ]


@pytest.mark.long
def test_all_corpora_make_a_release_of_ten_thousand_quotes(seeds, tmp_path: Path) -> None:
    """From the CSV files at hand; every one of them has its speech, and is checked."""
    ready, url = upstream(""), f"sqlite:///{tmp_path / 'record.sqlite'}"
    result = seeds("corpus", "all", "--from", ready, "--folder", tmp_path)
    assert result.exit_code == 0, result.output
    also = "--also", tmp_path / "facts"
    published = seeds("publish", "--database-url", url, *also)
    assert published.exit_code == 0, published.output
    with TestClient(create_app(Settings(database_url=url))) as client:
        totals = {
            source: client.get(f"/v1/quotes?source={source}&limit=1").json()["meta"]["total"]
            for source in ("un-general-debate-corpus-v13", "white-house-briefings-2026")
        }
        assert totals == {
            "un-general-debate-corpus-v13": 7_655, "white-house-briefings-2026": 3_017,
        }  # fmt: skip
        rest = client.get("/v1/quotes?q=carbon neutrality&limit=10").json()
        query = """{ quotes(first: 10, where: {q: "carbon neutrality"})
          { totalCount nodes { slug } } }"""
        found = client.post("/graphql", json={"query": query}).json()["data"]["quotes"]
        assert found["totalCount"] == rest["meta"]["total"] > 20
        assert [n["slug"] for n in found["nodes"]] == [row["id"] for row in rest["data"]]

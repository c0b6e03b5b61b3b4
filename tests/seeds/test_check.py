"""`python -m seeds check`: what is wrong with the facts, where, and how to put it right."""

import pytest

from seeds.check import check_facts
from tests.seeds.conftest import Folder
from tests.seeds.mistakes import MISTAKES


def complaints(facts, articles=None) -> list[str]:
    """Every problem as told, with paths below the folder of facts."""
    told = [str(problem) for problem in check_facts(facts.path, articles).problems]
    return [line.replace(f"{facts.path}/", "") for line in told]


def test_good_facts_pass(facts, seeds):
    """Facts with nothing wrong are counted, and the command succeeds."""
    result = seeds("check", "--facts", facts.path)
    assert result.exit_code == 0
    assert "nothing wrong" in result.output


def test_everything_is_told_at_once(facts, seeds):
    """Problems of several files come in one go, in the order of files and lines; exit 1."""
    facts.write("officials/more.yaml", "- {id: Bad Id, name: B, source_id: nowhere}\n")
    facts.write("groups/more.csv", "id,name,kind,party,source_id\ng,G,club,maybe,the-data\n")
    result = seeds("check", "--facts", facts.path)
    lines = [line for line in result.output.splitlines() if not line.startswith("skipped")]
    assert result.exit_code == 1
    assert [line.split(": ")[0].rpartition("facts/")[2] for line in lines[:-1]] == [
        "groups/more.csv:2", "groups/more.csv:2", "officials/more.yaml:1", "officials/more.yaml:1",
    ]  # fmt: skip
    assert lines[-1] == "4 problems"


@pytest.mark.parametrize(("file", "text", "told"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_by_file_and_line(facts, file, text, told):
    """Each mistake is named with its file, its line and a hint."""
    facts.write(file, text)
    assert any(line.startswith(told) for line in complaints(facts)), complaints(facts)


def test_a_record_of_a_speech_is_of_its_party_date_and_source(facts):
    """What a speech states is stated by the party that it was given for, on its date."""
    speech = "id,kind,country_code,year,date,word_count,climate_sentences,url,source_id"
    facts.write(
        "speeches/x.csv", f"{speech}\ns,general_debate,NOR,2020,2020,9,1,https://a.b/,the-data\n"
    )
    columns = "id,pledge_id,country_code,form,first_seen,last_seen,kind,speech_id,source_id"
    facts.write(
        "pledge-records/x.csv",
        f"{columns}\nr,chn-net-zero-2060,CHN,history,2021,2021,net_zero,s,the-paper\n",
    )
    told = [line.removeprefix("pledge-records/x.csv:2: ") for line in complaints(facts)]
    assert told == [
        "a speech for NOR",
        "first_seen is not that of the speech (the speech has 2020)",
        "last_seen is not that of the speech (the speech has 2020)",
        "source_id is not that of the speech (the speech has the-data)",
    ]


def test_a_file_that_is_not_utf8_is_told(facts):
    """Bytes that are not UTF-8 are a problem of the file, not a crash."""
    facts.write("officials/x.csv", "").write_bytes(b"id,name,source_id\nann,Andr\xe9,the-paper\n")
    assert complaints(facts)[0].startswith("officials/x.csv:1: not CSV in UTF-8")


@pytest.fixture
def articles(tmp_path) -> Folder:
    """A folder with the text of the article that the small record quotes."""
    folder = Folder(tmp_path / "articles")
    folder.write("the-paper/article.txt", "“We will act,” said Li. “We will act.”")
    return folder


def test_words_that_stand_in_the_article_pass(facts, articles):
    """A quote that is in its article to the letter is right."""
    assert complaints(facts, articles.path) == []


def test_words_that_differ_by_a_letter_are_told(facts, articles):
    """A quote that differs from its article is a problem that shows where it differs."""
    articles.write("the-paper/article.txt", "“We will acts.”")
    (told,) = complaints(facts, articles.path)
    assert told.startswith("quotes/hand.yaml:2: text is not in the article to the letter")
    assert told.endswith("(it differs from 'We will act.' on)")


def test_an_article_that_is_not_at_hand_is_skipped_aloud(facts, seeds, tmp_path):
    """Without the article its words cannot be compared, and the command says so."""
    result = seeds("check", "--facts", facts.path, "--articles", tmp_path)
    assert result.exit_code == 0
    assert "skipped: the-paper: its article.txt is not at hand, 1 passages" in result.output

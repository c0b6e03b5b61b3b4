"""Importing a directory of governments: names in capitals, people without an item, one day."""

import pytest

from seeds.importers.printed_names import printed_name
from tests.seeds.conftest import written

NAMES = [
    ("Svenja SCHULZE", "Svenja Schulze", "Schulze, Svenja"),
    ("XI Jinping", "Xi Jinping", "Xi, Jinping"),
    ("MOHAMMED VI", "Mohammed VI", None),
    ("Nana AKUFO-ADDO", "Nana Akufo-Addo", "Akufo-Addo, Nana"),
    ("Peter Paire O'NEILL", "Peter Paire O'Neill", "O'Neill, Peter Paire"),
    ("Ayman al-SAFADI", "Ayman al-Safadi", "al-Safadi, Ayman"),
    ('Joko "Jokowi" WIDODO', "Joko Widodo", "Widodo, Joko"),
    ("Yisrael KATZ (Acting)", "Yisrael Katz", "Katz, Yisrael"),
    (
        "Thomas Esang REMENGESAU, Jr.",
        "Thomas Esang Remengesau, Jr.",
        "Remengesau, Thomas Esang Jr.",
    ),
    ("Robert T.L.V. BROWNE", "Robert T.L.V. Browne", "Browne, Robert T.L.V."),
    ('Mohamed Abdullahi Mohamed "FARMAJO"', "Mohamed Abdullahi Mohamed", None),
]


@pytest.mark.parametrize(("text", "name", "sort_name"), NAMES)
def test_a_printed_name_is_written_in_normal_case(text, name, sort_name):
    """The family name is the one in capitals, in whatever place; notes are no part of it."""
    printed = printed_name(text)
    assert (printed.name, printed.sort_name) == (name, sort_name)


def test_a_name_after_a_k_a_is_another_name():
    """It is in brackets, as notes are."""
    assert printed_name("LEE Ta-wei (a.k.a. David LEE)").aliases == ("David Lee",)


CABINET = """
    position,person,personID,start,end
    Minister of the Environment,Ann Berg,Q11,2018-05-01,
    Minister of Finance,Jon Strøm,Q12,2015-01-01,2017-02-01
    Minister of Justice,Per Lie,Q13,2017,2020
    Prime Minister,Aleksandra Sokol,Q14,2017-01-01,2020-01-01
    Minister of Trade,Olav Moe,Q15,2012,2013
    """
DIRECTORY = """
    gec,iso3,country,office,person
    no,NOR,Norway,Minister of Environment & Climate,Ann BERG Dahl
    no,NOR,Norway,Minister of Finance,Jon STROM
    no,NOR,Norway,Minister of Culture,Per LIE
    no,NOR,Norway,Prime Minister,Alexandra SOKOL
    no,NOR,Norway,Minister of Health,Olav MOE
    no,NOR,Norway,Minister of Fish,Kari NY
    no,NOR,Norway,Minister of Oil,
    ch,CHN,China,Secretary for the Environment,WONG Kam-sing
    """


@pytest.fixture
def out(facts, folder, seeds):
    """The small record with a cabinet of Norway and the directory."""
    folder.write("NOR.csv", CABINET)
    run = ("--facts", facts.path)
    assert seeds("import", "everypolitician-cabinets", folder.path, *run).exit_code == 0
    file = folder.write("cabinets-2019-06-04.csv", DIRECTORY)
    source = ("--source", "cia-world-leaders-2019")
    result = seeds("import", "cia-world-leaders", file, *source, *run)
    assert result.exit_code == 0, result.output
    return facts.path


def test_people_are_those_of_the_cabinets_by_name_office_and_time(out):
    """Name and office, name and time, or family name, initial, office and time; nobody else."""
    tenures = written(out, "tenure-records/cia-world-leaders.csv")
    assert {row["title"]: row["official_id"] for row in tenures} == {
        "Minister of Environment & Climate": "ann-berg",
        "Minister of Finance": "jon-strom",
        "Minister of Culture": "per-lie",
        "Prime Minister": "aleksandra-sokol",
        "Minister of Health": "olav-moe-nor",
        "Minister of Fish": "kari-ny",
        "Secretary for the Environment": "wong-kam-sing",
    }
    assert written(out, "unmerged-officials/cia-world-leaders.csv") == [
        {
            "official_id": "olav-moe-nor",
            "other_id": "olav-moe",
            "why": "the same full name and country, and neither office nor time",
            "source_id": "cia-world-leaders-2019",
        }
    ]


def test_a_post_is_attested_on_the_day_and_has_no_start(out):
    """The title as printed, the print of the name in the locator, the part of the country."""
    rows = {r["official_id"]: r for r in written(out, "tenure-records/cia-world-leaders.csv")}
    assert rows["kari-ny"] == {
        "id": "kari-ny-minister-of-fish-on-2019-06-04", "official_id": "kari-ny",
        "title": "Minister of Fish", "country_code": "NOR", "attested_on": "2019-06-04",
        "locator": 'cabinets-2019-06-04.csv:7, "Kari NY"', "source_id": "cia-world-leaders-2019",
    }  # fmt: skip
    assert rows["wong-kam-sing"]["division"] == "Hong Kong or Macao"


def test_a_vacant_office_is_in_the_coverage(out):
    """It is no tenure."""
    (row,) = written(out, "source-coverage/cia-world-leaders.csv")
    assert (row["country_code"], row["note"]) == (
        "NOR", "Without a holder in the directory: Minister of Oil.",
    )  # fmt: skip
    (note,) = (n for n in written(out, "import-notes/cia-world-leaders.csv") if "rows" in n
               and n["action"] == "row_left_out")  # fmt: skip
    assert (note["note"], note["locator"]) == (
        "an office without a holder", "cabinets-2019-06-04.csv:8",
    )  # fmt: skip

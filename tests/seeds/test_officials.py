"""Importing officials: one row a person, ids that stay, and nobody merged who may be another."""

import pytest

from tests.seeds.conftest import written

CABINET = """
    position,person,personID,start,end
    Minister of Climate,Ann Berg,Q11,2019-05-01,2021-06
    Minister of Finance,Ann Berg,Q11,2021,
    Minister of Finance,Ann Berg,Q11,2021,2022-01
    Minister of Climate,Ann Berg,Q11,2019-05-01,2021-06
    Minister of Justice,Øyvind Łoś,Q12,2020,2019-12-31
    Minister of Trade,Øyvind Łoś,Q12,2020-03,2020
    Chair,Jo Li,Q13,2001,
    Judge,Jo Li,Q14,2001,
    envoy,Li Wei,Q15,2020,
    Minister,Вячеслав,Q16,2020,
    """
LEADERS = """
    countryid,country,position,positionLabel,officeholder,officeholderLabel,start_year,end_year
    Q20,Norway,Q1,Prime Minister of Norway,Q11,Ann Berg-Dahl,2022,
    Q148,China,Q2,President of China,Q99,Jo Li,2013,
    Q0,Atlantis,Q2,King of Atlantis,Q98,Triton,2013,
    Q148,China,Q2,President of China,Q97,Q97,2013,
    """


@pytest.fixture
def out(facts, folder, seeds):
    """The small record, with the cabinet of Norway imported into it."""
    folder.write("NOR.csv", CABINET)
    result = seeds("import", "everypolitician-cabinets", folder.path, "--facts", facts.path)
    assert result.exit_code == 0, result.output
    return facts.path


def test_a_person_is_a_wikidata_item(out):
    """One row an item; namesakes both have their item in the id, other scripts have only that."""
    officials = written(out, "officials/everypolitician-cabinets.csv")
    assert {row["id"]: row["wikidata_id"] for row in officials} == {
        "ann-berg": "Q11",
        "jo-li-q13": "Q13",
        "jo-li-q14": "Q14",
        "li-wei-q15": "Q15",
        "oyvind-los": "Q12",
        "q16": "Q16",
    }


def test_posts_keep_their_dates_as_they_are(out):
    """Precision is kept, a blank end is null, the same row is taken once."""
    tenures = written(out, "tenure-records/everypolitician-cabinets.csv")
    found = {row["id"]: (row["start_date"], row.get("end_date")) for row in tenures}
    assert {id_: span for id_, span in found.items() if id_.startswith(("ann", "oyvind"))} == {
        "ann-berg-minister-of-climate-2019-05-01": ("2019-05-01", "2021-06"),
        "ann-berg-minister-of-finance-2021": ("2021", None),
        "ann-berg-minister-of-finance-2021-to-2022-01": ("2021", "2022-01"),
        "oyvind-los-minister-of-justice-2020": ("2020", None),
        "oyvind-los-minister-of-trade-2020-03": ("2020-03", "2020"),
    }


def test_an_end_before_the_start_is_left_out_and_the_post_is_here(out):
    """The source does not say which of the two is wrong: a note has both."""
    notes = {row["id"]: row for row in written(out, "import-notes/everypolitician-cabinets.csv")}
    assert notes["everypolitician-cabinets-2022-nor-6-end"] == {
        "id": "everypolitician-cabinets-2022-nor-6-end", "action": "cell_left_out",
        "reason": "contradiction", "note": "is before the start, 2020", "locator": "NOR.csv:6",
        "source_column": "end", "value": "2019-12-31", "rows": "1", "resource": "tenures",
        "row_id": "oyvind-los-minister-of-justice-2020", "field": "end_date",
        "source_id": "everypolitician-cabinets-2022",
    }  # fmt: skip
    merged = notes["everypolitician-cabinets-2022-nor-5"]
    assert (merged["action"], merged["reason"], merged["row_id"]) == (
        "row_merged", "duplicate", "ann-berg-minister-of-climate-2019-05-01",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "id_", "dates", "notes"),
    [
        ("Minister,Ann,Q11,,", "ann-minister", (None, None), []),
        ("Minister,Ann,Q11,2020,soon", "ann-minister-2020", ("2020", None), ["end_date"]),
        ("Minister,Ann,Q11,once,2020", "ann-minister", (None, "2020"), ["start_date"]),
    ],
)
def test_a_post_with_a_bad_date_is_here(facts, folder, seeds, row, id_, dates, notes):
    """Without that date and with a note; a blank cell is no fault."""
    folder.write("NOR.csv", f"position,person,personID,start,end\n{row}\n")
    where = (folder.path, "--facts", facts.path)
    assert seeds("import", "everypolitician-cabinets", *where).exit_code == 0
    (post,) = written(facts.path, "tenure-records/everypolitician-cabinets.csv")
    assert (post["id"], (post.get("start_date"), post.get("end_date"))) == (id_, dates)
    written_notes = written(facts.path, "import-notes/everypolitician-cabinets.csv")
    assert [note["field"] for note in written_notes] == notes
    assert all(note["row_id"] == id_ for note in written_notes)
    assert seeds("check", "--facts", facts.path).exit_code == 0


@pytest.mark.parametrize(("end", "kept"), [("soon", "2013"), ("2012", "2013")])
def test_a_leader_with_a_bad_end_is_here(out, folder, seeds, end, kept):
    """Of the world's leaders too."""
    file = folder.write("wikidata.csv", LEADERS.replace("2013,", f"2013,{end}", 1))
    assert seeds("import", "everypolitician-world-leaders", file, "--facts", out).exit_code == 0
    rows = {
        row["id"]: row for row in written(out, "tenure-records/everypolitician-world-leaders.csv")
    }
    post = rows["jo-li-q99-president-of-china-2013"]
    assert (post["start_date"], post.get("end_date")) == (kept, None)
    notes = written(out, "import-notes/everypolitician-world-leaders.csv")
    assert end in [note.get("value") for note in notes]


def test_who_is_written_by_hand_without_an_item_stays_apart(out):
    """The same name is no proof: it is listed, with the reason."""
    assert written(out, "unmerged-officials/everypolitician-cabinets.csv") == [
        {
            "official_id": "li-wei-q15",
            "other_id": "li-wei",
            "why": "the same name, and only one of them has a Wikidata item",
            "source_id": "everypolitician-cabinets-2022",
        }
    ]


def test_who_is_written_by_hand_with_an_item_is_that_person(facts, folder, seeds):
    """The hand-written row stays, and gets the tenures."""
    facts.write("officials/hand.yaml", "- {id: ann, name: Ann, wikidata_id: Q11, source_id: a}\n")
    folder.write("NOR.csv", CABINET)
    seeds("import", "everypolitician-cabinets", folder.path, "--facts", facts.path)
    officials = written(facts.path, "officials/everypolitician-cabinets.csv")
    tenures = written(facts.path, "tenure-records/everypolitician-cabinets.csv")
    assert "Q11" not in [row["wikidata_id"] for row in officials]
    assert [row["official_id"] for row in tenures].count("ann") == 3
    assert {"official_id": "ann", "alias": "Ann Berg"}.items() <= (
        written(facts.path, "official-aliases/everypolitician-cabinets.csv")[0].items()
    )


def test_leaders_join_those_who_are_there(out, folder, seeds):
    """By item: another label becomes another name; countries by item or name; the rest is told."""
    file = folder.write("wikidata.csv", LEADERS)
    result = seeds("import", "everypolitician-world-leaders", file, "--facts", out)
    assert "left out 1: not a country of the record: Atlantis" in result.output
    assert "left out 1: a person without a name: Q97" in result.output
    officials = written(out, "officials/everypolitician-world-leaders.csv")
    assert [row["id"] for row in officials] == ["jo-li-q99"]
    tenures = written(out, "tenure-records/everypolitician-world-leaders.csv")
    assert [(row["id"], row["country_code"]) for row in tenures] == [
        ("ann-berg-prime-minister-of-norway-2022", "NOR"),
        ("jo-li-q99-president-of-china-2013", "CHN"),
    ]
    aliases = written(out, "official-aliases/everypolitician-world-leaders.csv")
    assert {row["official_id"]: row["alias"] for row in aliases} == {"ann-berg": "Ann Berg-Dahl"}


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("Minister,Ann,11,2020,", "NOR.csv:2:personID: '11' is no Wikidata item (such as Q148)"),
        (",Ann,Q11,2020,", "NOR.csv:2:position: a label is needed"),
    ],
)
def test_a_bad_cell_is_named(facts, folder, seeds, row, complaint):
    """File, line, column and what is wrong; nothing is written."""
    folder.write("NOR.csv", f"position,person,personID,start,end\n{row}\n")
    where = (folder.path, "--facts", facts.path)
    result = seeds("import", "everypolitician-cabinets", *where)
    assert result.exit_code == 1
    assert complaint in result.output
    assert not (facts.path / "officials/everypolitician-cabinets.csv").exists()


def test_no_item_is_two_officials(facts, seeds):
    """The check names the second row under one Wikidata item."""
    facts.write(
        "officials/more.yaml",
        """
        - {id: ann, name: Ann, wikidata_id: Q11, source_id: the-paper}
        - {id: anna, name: Anna, wikidata_id: Q11, source_id: the-paper}
        """,
    )
    output = seeds("check", "--facts", facts.path).output
    assert "wikidata_id" not in output
    assert "Q11 is ann already" in output


def test_further_cabinets_join_those_who_are_there(out, folder, seeds):
    """By item, and no id is given twice: the country's code tells the same post of two countries.

    The file of Kosovo has a code of its own.
    """
    more = folder.path / "more"
    more.mkdir()
    head = "position,person,personID,start,end\n"
    (more / "SWE.csv").write_text(head + "Minister of Climate,Ann Berg,Q11,2019-05-01,\n")
    (more / "UNK.csv").write_text(head + "President,Vjosa Osmani,Q21,2021-04-04,\n")
    result = seeds("import", "everypolitician-cabinets-more", more, "--facts", out)
    assert result.exit_code == 0, result.output
    rows = written(out, "tenure-records/everypolitician-cabinets-more.csv")
    assert [(row["id"], row["country_code"]) for row in rows] == [
        ("ann-berg-minister-of-climate-2019-05-01-swe", "SWE"),
        ("vjosa-osmani-president-2021-04-04", "XKX"),
    ]
    (official,) = written(out, "officials/everypolitician-cabinets-more.csv")
    assert official["wikidata_id"] == "Q21"


def test_the_posts_of_a_part_of_a_country_are_marked(facts, folder, seeds):
    """The file of Spain has those of the Valencian Community first."""
    folder.write(
        "ESP.csv",
        """
        position,person,personID,start,end
        President of the Generalitat Valenciana,Eduardo Zaplana,Q3048400,1995,2002
        Minister of Education,Ann Berg,Q11,2001,2003
        monarch,Juan Carlos I of Spain,Q19943,1975,2014
        Minister of Education,Li Wei,Q15,2001,2003
        """,
    )
    where = (folder.path, "--facts", facts.path)
    assert seeds("import", "everypolitician-cabinets-more", *where).exit_code == 0
    rows = written(facts.path, "tenure-records/everypolitician-cabinets-more.csv")
    assert {row["official_id"]: row.get("division") for row in rows} == {
        "eduardo-zaplana": "Valencian Community", "ann-berg": "Valencian Community",
        "juan-carlos-i-of-spain": None, "li-wei-q15": None,
    }  # fmt: skip


def test_foreign_ministers_and_offices_of_the_united_nations(out, folder, seeds):
    """By item, attested on the day of the list; offices of other organizations are noted."""
    folder.write(
        "world/foreign-ministers-2022-12.csv",
        """
        person,name,country,countryLabel,position,positionLabel,start,psid
        Q11,Ann Berg,Q20,Norway,Q1,Minister of Foreign Affairs,2021-10-14,a
        Q98,Triton,Q0,Atlantis,Q1,Minister of Foreign Affairs,2021,b
        ,,Q148,China,Q1,Minister of Foreign Affairs,,
        """,
    )
    file = folder.write(
        "world/un-office-holders21.csv",
        """
        position,person,personID,start,end
        Secretary-General of the United Nations,Ban Ki-moon,Q1253,2007-01-01,2017-01-01
        Judge of the International Court of Justice,Jo Li,Q13,2001,
        """,
    )
    result = seeds("import", "everypolitician-world", file.parent, "--facts", out)
    assert result.exit_code == 0, result.output
    rows = written(out, "tenure-records/everypolitician-world.csv")
    assert [(r["official_id"], r.get("country_code"), r.get("group_id")) for r in rows] == [
        ("ann-berg", "NOR", None),
        ("ban-ki-moon", None, "un"),
    ]
    assert (rows[0]["start_date"], rows[0]["attested_on"]) == ("2021-10-14", "2022-12-10")
    left_out = {n["note"] for n in written(out, "import-notes/everypolitician-world.csv")
                if n["action"] == "row_left_out"}  # fmt: skip
    assert left_out == {
        "an office of another organization, or of a country that is not named",
        "an office without a holder or a name",
        "not a country of the record",
    }

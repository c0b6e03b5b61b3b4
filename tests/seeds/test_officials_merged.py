"""Importing officials from datasets that do not share Wikidata items: merged only when certain."""

import pytest

from tests.seeds.conftest import written

USA = """
    position,person,personID,start,end
    President,Bill Stone,Q21,1993-01-20,2001-01-20
    President,Ann Berg,Q22,2001-01-20,
    Secretary of State,Jo Li,Q23,1993-01-20,1997-01-20
    """
EXECUTIVE = """
    - id: {govtrack: 1}
      name: {first: William, middle: Jay, last: Stone, nickname: Bill}
      terms:
      - {type: prez, start: '1993-01-20', end: '1997-01-20', party: A, how: election}
      - {type: prez, start: '1997-01-20', end: '2001-01-20', party: A, how: election}
    - id: {govtrack: 2, wikidata: Q22}
      name: {first: Ann, last: Berg-Dahl}
      terms:
      - {type: prez, start: '2001-01-20', end: '2005-01-20', party: A, how: election}
    - id: {govtrack: 3}
      name: {first: Jo, last: Li}
      terms:
      - {type: viceprez, start: '1993-01-20', end: '1997-01-20', party: A, how: election}
    """
GBR = """
    position,person,personID,start,end
    Secretary of State for Climate,Ann Moor,Q31,2010-05-12,2012-02
    Minister for Sport,Bob Hill,Q32,2010-05-12,
    ambassador to Chad,Cat Dale,Q33,2011,
    Minister for Justice,Dan Ford,Q34,2010-05-12,
    "ambassador to Mali",Eve Lee,Q35,2012-09-01,2013
    "ambassador to Peru","Fay Orr, Baroness Orr",Q36,2013-01-10,2014
    """
PERSON = """
    id,display_name,normalized_name,start_date,end_date
    a,Ann Moor,Ann Moor,,2015-06-01
    a,Baroness Moor,Baroness Moor,2015-06-01,
    b,Bob Hill,Bob Hill,,
    c,Cat Dale,Cat Dale,,
    d,Lord Ford,Lord Ford,,
    e,Eve Lee,Eve Lee,,
    f,Eve Lee,Eve Lee,,2001-01-01
    f,Lady Lee,Lady Lee,2001-01-01,
    g,Fay Orr,Fay Orr,,
    """
ORGANISATION = "id,name,short_name\no1,Department of Climate,DC\no2,Home Office,HO\n"
POST = """
    id,organisation_id,name
    p1,o1,Secretary of State
    p2,o2,Minister of State
    """
APPOINTMENT = """
    id,person_id,post_id,start_date,end_date
    1,a,p1,2010-05-12,2012-02-03
    2,b,p2,2010-05-12,
    3,c,p2,2012-09-04,2013-01-01
    4,d,p2,2010-05-12,2009-01-01
    5,d,p2,2011-05-12,
    6,e,p2,2012-09-04,2013-01-01
    7,f,p1,1990-09-04,1991-01-01
    8,g,p2,2012-09-04,2013-01-01
    """


@pytest.fixture
def presidents(facts, folder, seeds):
    """What comes of the presidents, after the cabinet with two of them."""
    folder.write("USA.csv", USA)
    where = ("--facts", facts.path)
    assert not seeds("import", "everypolitician-cabinets", folder.path, *where).exit_code
    file = folder.write("executive.yaml", EXECUTIVE)
    result = seeds("import", "us-executive", file, *where)
    assert result.exit_code == 0, result.output
    return facts.path


def test_presidents_are_merged_by_item_or_by_name_post_and_days(presidents):
    """Terms in a row count as one stay; a name alone is not enough, and is listed."""
    officials = written(presidents, "officials/us-executive.csv")
    assert [(row["id"], row["sort_name"]) for row in officials] == [("jo-li-govtrack-3", "Li, Jo")]
    tenures = written(presidents, "tenure-records/us-executive.csv")
    assert [(row["official_id"], row["start_date"], row["end_date"]) for row in tenures] == [
        ("ann-berg", "2001-01-20", "2005-01-20"),
        ("bill-stone", "1993-01-20", "1997-01-20"),
        ("bill-stone", "1997-01-20", "2001-01-20"),
        ("jo-li-govtrack-3", "1993-01-20", "1997-01-20"),
    ]
    unmerged = written(presidents, "unmerged-officials/us-executive.csv")
    assert [(row["official_id"], row["other_id"]) for row in unmerged] == [
        ("jo-li-govtrack-3", "jo-li")
    ]
    aliases = written(presidents, "official-aliases/us-executive.csv")
    assert {(row["official_id"], row["alias"]) for row in aliases} == {
        ("ann-berg", "Ann Berg-Dahl"),
        ("bill-stone", "William Jay Stone"),
    }


def test_a_president_s_other_fields_are_needed(facts, folder, seeds):
    """A person without terms, or with a post unheard of, is named; nothing is written."""
    odd = EXECUTIVE.replace("viceprez", "king").replace("{govtrack: 2, wikidata: Q22}", "{}")
    file = folder.write("executive.yaml", odd)
    result = seeds("import", "us-executive", file, "--facts", facts.path)
    assert result.exit_code == 1
    assert "'king' is none of prez, viceprez" in result.output
    assert "KeyError('govtrack')" in result.output
    assert not (facts.path / "officials/us-executive.csv").exists()


def test_a_term_with_a_bad_end_is_here(facts, folder, seeds):
    """Without that end; the note's place is the entry and the term."""
    odd = EXECUTIVE.replace("end: '2001-01-20'", "end: 'soon'")
    file = folder.write("executive.yaml", odd)
    assert seeds("import", "us-executive", file, "--facts", facts.path).exit_code == 0
    posts = written(facts.path, "tenure-records/us-executive.csv")
    ends = [row.get("end_date") for row in posts if "stone" in row["official_id"]]
    assert ends == ["1997-01-20", None]
    (note,) = written(facts.path, "import-notes/us-executive.csv")
    assert (note["locator"], note["value"]) == ("executive.yaml:govtrack 1, term 2", "soon")
    assert note["row_id"] in [row["id"] for row in posts]


@pytest.fixture
def ministers(facts, folder, seeds):
    """What comes of the database of ministers, after a cabinet with namesakes."""
    folder.write("GBR.csv", GBR)
    where = ("--facts", facts.path)
    assert not seeds("import", "everypolitician-cabinets", folder.path, *where).exit_code
    for name, text in (
        ("person", PERSON),
        ("organisation", ORGANISATION),
        ("post", POST),
        ("appointment", APPOINTMENT),
    ):
        folder.write(f"ifg/{name}.csv", text)
    result = seeds("import", "ifg-ministers", folder.path / "ifg", *where)
    assert result.exit_code == 0, result.output
    assert "left out appointment.csv:5:end_date: '2009-01-01' is before" in result.output
    return facts.path


def test_ministers_are_merged_by_name_day_and_subject(ministers):
    """A former name counts; the department tells the subject; the other name is kept."""
    tenures = written(ministers, "tenure-records/ifg-ministers.csv")
    assert tenures[0] == {
        "id": "ann-moor-secretary-of-state-dc-2010-05-12",
        "official_id": "ann-moor",
        "title": "Secretary of State",
        "organization": "Department of Climate",
        "country_code": "GBR",
        "start_date": "2010-05-12",
        "end_date": "2012-02-03",
        "source_id": "ifg-ministers-2026",
    }
    aliases = written(ministers, "official-aliases/ifg-ministers.csv")
    assert {row["official_id"]: row["alias"] for row in aliases} == {
        "ann-moor": "Baroness Moor",
        "fay-orr-baroness-orr": "Fay Orr",
    }


def test_the_only_two_of_a_full_name_are_one_if_their_posts_are_of_one_time(ministers):
    """Overlapping, or at most 14 days apart; a peerage after the full name does not count."""
    tenures = written(ministers, "tenure-records/ifg-ministers.csv")
    holders = {row["official_id"] for row in tenures}
    assert {"bob-hill", "fay-orr-baroness-orr"} <= holders


def test_other_namesakes_stay_apart_and_are_listed(ministers):
    """Posts of other times, of which no end is known, or a third person of the name."""
    officials = written(ministers, "officials/ifg-ministers.csv")
    assert [row["id"] for row in officials] == [
        "cat-dale-gbr",
        "eve-lee-gbr",
        "lady-lee",
        "lord-ford",
    ]
    unmerged = written(ministers, "unmerged-officials/ifg-ministers.csv")
    why = "the same name, and no post from the same day"
    assert [(row["official_id"], row["other_id"], row["why"]) for row in unmerged] == [
        ("cat-dale-gbr", "cat-dale", why),
        ("eve-lee-gbr", "eve-lee", why),
        ("lady-lee", "eve-lee", why),
    ]


def test_an_appointment_that_ends_before_it_starts_is_a_post(ministers):
    """Without its end, and with a note; the other appointment of the person is as it was."""
    rows = written(ministers, "tenure-records/ifg-ministers.csv")
    dates = {r["id"]: r.get("end_date") for r in rows if r["official_id"] == "lord-ford"}
    bad = "lord-ford-minister-of-state-ho-2010-05-12"
    assert dates == {bad: None, "lord-ford-minister-of-state-ho-2011-05-12": None}
    (note,) = written(ministers, "import-notes/ifg-ministers.csv")
    assert (note["row_id"], note["value"], note["locator"]) == (
        bad, "2009-01-01", "appointment.csv:5",
    )  # fmt: skip


def test_an_appointment_to_nothing_is_named(facts, folder, seeds):
    """A post or a person that its table does not have."""
    for name, text in (("person", PERSON), ("organisation", ORGANISATION), ("post", POST)):
        folder.write(f"ifg/{name}.csv", text)
    lines = "id,person_id,post_id,start_date,end_date\n1,a,p9,2010-05-12,\n2,z,p1,2010-05-12,\n"
    folder.write("ifg/appointment.csv", lines)
    result = seeds("import", "ifg-ministers", folder.path / "ifg", "--facts", facts.path)
    assert result.exit_code == 1
    assert "appointment.csv:2:post_id: no 'p9' in post.csv" in result.output
    assert "appointment.csv:3:person_id: no 'z' in person.csv" in result.output

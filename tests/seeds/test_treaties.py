"""Importing lists of treaties, statements of record, and what a factbook prints."""

import pytest

from seeds.importers.ndc_content import INPUT_COLUMNS
from tests.seeds.conftest import Folder, everything, table, written

PARIS = ("Code", "Name", "Signature", "Ratification", "Kind", "Date-Of-Effect", "Emissions")
STATEMENT = ("date", "party", "subject", "action", "words", "url", "repository_path", "licence")
EDITION = ("gec", "iso3", "name", "edition", "field", "text")
SNAPSHOT = ("gec", "iso3", "name", "field", "first_seen", "last_seen", "snapshots", "text")
ACTIONS = "treaty-actions/paris-agreement.csv"


@pytest.fixture
def paris(folder, out, seeds):
    """Import rows of the list of the Paris Agreement; the result."""

    def run(*rows: dict[str, str]):
        path = folder.write("paris.csv", table(PARIS, *rows))
        return seeds("import", "paris-agreement", path, "--facts", out)

    return run


def test_a_row_is_a_signature_and_a_consent(paris, out):
    """With their days, the day of effect and the line; the EU is the group."""
    paris(
        {
            "Code": "EUU", "Signature": "2016-04-22", "Ratification": "2016-10-05",
            "Kind": "Ratification", "Date-Of-Effect": "2016-11-04",
        }
    )  # fmt: skip
    consent, signature = written(out, ACTIONS)
    assert signature == {
        "id": "paris-agreement-eu-signature-2016-04-22", "treaty_id": "paris-agreement",
        "group_id": "eu", "action": "signature", "date": "2016-04-22",
        "effective_on_note": "A signature binds nobody.", "basis": "stated",
        "locator": "paris.csv:2", "source_id": "openclimatedata-paris-agreement-2023",
    }  # fmt: skip
    assert (consent["action"], consent["effective_on"]) == ("ratification", "2016-11-04")


def test_a_signatory_has_no_consent_and_who_accedes_has_not_signed(paris, out):
    """Neither is made up."""
    paris(
        {"Code": "IRN", "Signature": "2016-04-22"},
        {"Code": "SYR", "Ratification": "2017-11-13", "Kind": "Accession",
         "Date-Of-Effect": "2017-12-13"},
    )  # fmt: skip
    assert [(row["country_code"], row["action"]) for row in written(out, ACTIONS)] == [
        ("IRN", "signature"),
        ("SYR", "accession"),
    ]


def test_a_form_of_consent_that_is_new_keeps_the_row(paris, out):
    """In the source's word."""
    row = {"Ratification": "2017-11-13", "Kind": "Definitive signature"}
    result = paris({"Code": "NOR", **row})
    assert result.exit_code == 0, result.output
    (action,) = written(out, ACTIONS)
    assert (action["action"], action["words"]) == ("consent", "Definitive signature")
    assert action["effective_on_note"] == "The list does not give it."


def test_a_date_that_is_none_is_left_out_with_a_note(paris, out):
    """The act is here without its day of effect."""
    row = {"Ratification": "2017-11-13", "Kind": "Approval", "Date-Of-Effect": "soon"}
    paris({"Code": "NOR", **row})
    (action,) = written(out, ACTIONS)
    assert "effective_on" not in action
    notes = written(out, "import-notes/paris-agreement.csv")
    assert ("malformed", "soon") in {(note["reason"], note.get("value")) for note in notes}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"Code": "NO", "Signature": "2016-04-22"}, "2:Code: 'NO' is not an ISO"),
        ({"Code": "NOR", "Kind": "Approval"}, "2:Kind: 'Approval' and the day None do not go"),
        ({"Code": "NOR", "Ratification": "2017-01-01"}, "2:Kind: '' and the day '2017-01-01'"),
    ],
)
def test_a_bad_row_is_named(paris, out, row, told):
    """By line and column; nothing is written."""
    result = paris(row)
    assert (result.exit_code, everything(out)) == (1, {})
    assert told in result.output


def test_the_list_of_the_unfccc_says_that_it_has_no_dates_of_effect(folder: Folder, out, seeds):
    """They are null, with the reason."""
    consent = "Ratification-Acceptance-Accession-Approval-Succession"
    row = {"Code": "NOR", "Signature": "1992-06-04", consent: "1993-07-09", "Kind": "Ratification"}
    path = folder.write("unfccc.csv", table(("Code", "Name", "Signature", consent, "Kind"), row))
    assert seeds("import", "unfccc", path, "--facts", out).exit_code == 0
    ratification, _ = written(out, "treaty-actions/unfccc.csv")
    assert ratification["id"] == "unfccc-nor-ratification-1993-07-09"
    assert "no dates of effect" in ratification["effective_on_note"]


@pytest.fixture
def statements(folder, out, seeds):
    """Import statements about the Paris Agreement; acts and attestations."""

    def run(*rows: dict[str, str]):
        given = [{"party": "USA", "subject": "Paris Agreement", "words": "W.", **r} for r in rows]
        path = folder.write("statements.csv", table(STATEMENT, *given))
        result = seeds("import", "treaty-statements", path, "--facts", out)
        assert result.exit_code == 0, result.output
        acts = written(out, "treaty-actions/treaty-statements.csv")
        return acts, written(out, "treaty-attestations/treaty-statements.csv"), result.output

    return run


def test_an_order_to_withdraw_is_no_withdrawal(statements):
    """It is an attestation; no act follows from it."""
    acts, (order,), _ = statements({"date": "2025-01-20", "action": "order to notify withdrawal"})
    assert acts == []
    assert (order["attests"], order["first_seen"]) == ("withdrawal_ordered", "2025-01-20")


def test_to_be_a_party_again_implies_a_withdrawal_without_a_date(statements):
    """It is marked as inferred, and both dates say why they are null."""
    (withdrawal,), (party,), _ = statements(
        {"date": "2021-02-19", "action": "party again, in force for it"}
    )
    assert party["attests"] == "party"
    assert (withdrawal["action"], withdrawal["basis"]) == ("withdrawal", "inferred")
    assert withdrawal.keys() & {"date", "effective_on"} == set()
    assert withdrawal["date_note"].startswith("No open source at hand dates it.")
    assert withdrawal["effective_on_note"] == withdrawal["date_note"]


def test_other_subjects_and_actions_are_left_out_with_a_note(statements):
    """An action that is new refuses no file."""
    acts, attestations, told = statements(
        {"date": "2025-01-20", "action": "left", "subject": "The Moon"},
        {"date": "2025-01-20", "action": "congratulated"},
    )
    assert (acts, attestations) == ([], [])
    assert "not a treaty or an initiative that the record has: The Moon" in told
    assert "an action that is not known here: congratulated" in told


def test_an_order_to_leave_an_initiative_is_a_participation(statements, out):
    """With the day of the order; of an organization without a list of members there is a note."""
    listed = {
        "date": "2026-01-07",
        "action": "listed in section 2 among the organizations from which the United States shall"
        " withdraw",
    }
    *_, told = statements(
        {**listed, "subject": "24/7 Carbon-Free Energy Compact"},
        {**listed, "subject": "UN Oceans"},
        {**listed, "subject": "International Energy Forum"},
    )
    (row,) = written(out, "initiative-participations/treaty-statements.csv")
    assert (row["country_code"], row["status"], row["attested_on"]) == (
        "USA", "withdrawal_ordered", "2026-01-07",
    )  # fmt: skip
    assert "a body of the UN, to which no source at hand says that states belong: UN Oceans" in told
    assert "whole of it: International Energy Forum" in told


def test_an_order_about_finance_is_of_the_treaty(statements):
    """It orders no withdrawal."""
    _, (order,), _ = statements(
        {
            "date": "2025-01-20",
            "subject": "UNFCCC finance",
            "action": "order to cease or revoke financial commitments",
        }
    )
    assert (order["treaty_id"], order["attests"]) == ("unfccc", "finance_end_ordered")


@pytest.fixture
def factbook(folder, out, seeds):
    """Import texts of editions and of snapshots; the attestations."""

    def run(editions: list[dict[str, str]], snapshots: list[dict[str, str]]):
        for name, columns, rows in (
            ("environment-agreements-1990-2020.csv", EDITION, editions),
            ("environment-agreements-2015-2026.csv", SNAPSHOT, snapshots),
        ):
            folder.write(name, table(columns, *({"iso3": "CAN", **row} for row in rows)))
        result = seeds("import", "factbook-treaties", folder.path, "--facts", out)
        assert result.exit_code == 0, result.output
        return written(out, "treaty-attestations/factbook.csv"), result.output

    return run


def test_editions_that_follow_one_another_are_one_attestation(factbook):
    """Until one lacks the treaty; a later one is another attestation."""
    party = "party to: Biodiversity, Climate Change signed, but not ratified: Kyoto Protocol"
    rows, _ = factbook(
        [
            {"edition": "1999", "text": party},
            {"edition": "2000", "text": party},
            {"edition": "2001", "text": "party to: Biodiversity"},
            {"edition": "2002", "text": "party to: Climate Change, Climate Change-Kyoto Protocol"},
        ],
        [],
    )
    assert [(r["treaty_id"], r["attests"], r["first_seen"], r["last_seen"]) for r in rows] == [
        ("kyoto-protocol", "party", "2002", "2002"),
        ("kyoto-protocol", "signatory", "1999", "2000"),
        ("unfccc", "party", "1999", "2000"),
        ("unfccc", "party", "2002", "2002"),
    ]
    assert rows[1]["words"] == "signed, but not ratified: Kyoto Protocol"
    assert rows[1]["locator"] == "environment-agreements-1990-2020.csv:2"


def test_snapshots_have_their_dates_and_labels_alone_say_nothing(factbook):
    """A text of labels is no text that lacks the treaty."""
    rows, told = factbook(
        [
            {"edition": "2017", "text": "party to: Climate Change | signed, but not ratified:"},
            {"edition": "2018", "text": "party to: | signed, but not ratified:"},
            {"edition": "2019", "text": "party to: Climate Change"},
            {"iso3": "", "edition": "2019", "text": "party to: Climate Change"},
        ],
        [{"first_seen": "2021-05-23", "last_seen": "2025-02-27",
          "text": "party to: Climate Change-Paris Agreement || signed, but not ratified: none"}],
    )  # fmt: skip
    assert [(row["treaty_id"], row["first_seen"], row["last_seen"]) for row in rows] == [
        ("paris-agreement", "2021-05-23", "2025-02-27"),
        ("unfccc", "2017", "2019"),
    ]
    assert "left out 1: a text of labels alone" in told
    assert "left out 1: a territory or an area without an alpha-3 code" in told


def test_a_consent_is_imported_that_the_list_has_no_more(paris, folder: Folder, out, seeds):
    """Of who consented again after the edition; other days than the list's are noted."""
    consent = {"Kind": "Acceptance", "Date-Of-Effect": "2021-02-19"}
    paris(
        {"Code": "USA", "Ratification": "2021-01-20", **consent},
        {"Code": "NOR", "Ratification": "2016-06-20", **consent},
        {"Code": "ARM", "Ratification": "2017-03-23", **consent},
    )
    columns = ("ISO", "pa_status", "pa_ratified_date", "pa_withdraw_date")
    nothing = {"submission_label": "No Document Submitted"}
    rows = [
        ("USA", "Intent to withdraw", "2016-09-03", "2017-05-31"),
        ("NOR", "Joined Agreement", "2016-06-20", ""),
        ("ARM", "Joined Agreement", "2017-02-23", ""),
    ]
    path = folder.write(
        "cait.csv",
        table(INPUT_COLUMNS, *(nothing | dict(zip(columns, r, strict=True)) for r in rows)),
    )
    result = seeds("import", "ndc-content", path, "--facts", out)
    (act,) = written(out, "treaty-actions/ndc-content.csv")
    assert (act["country_code"], act["action"], act["date"]) == ("USA", "consent", "2016-09-03")
    assert "effective_on" not in act
    (announced,) = written(out, "treaty-attestations/ndc-content.csv")
    assert (announced["attests"], announced["first_seen"]) == (
        "withdrawal_announced",
        "2017-05-31",
    )
    assert "'2017-02-23' another day than in the list of consents" in result.output


@pytest.mark.parametrize("name", ["treaty-statements", "factbook-treaties", "ndc-content"])
def test_an_edition_is_named_by_the_command(folder: Folder, out, seeds, name):
    """Never by the importer; an id of another dataset is refused."""
    path = folder.write("upstream.csv", "code\n")
    result = seeds("import", name, path, "--facts", out, "--source", "the-data-2027")
    assert (result.exit_code, everything(out)) == (1, {})
    assert "--source the-data-2027: ids of its editions begin with" in result.output

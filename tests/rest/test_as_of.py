"""`as_of=DATE`: what held on a date, for certain or as far as is known, and nothing else."""

import csv
import io
import json
from typing import Any

import pytest

from tests.asking import walk
from tests.client import TestClient


def ask(client: TestClient, address: str) -> Any:
    """The body of a response that must be 200."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json()


def holds_by_key(answer: Any, key: str = "id") -> dict[str, bool | None]:
    """Key → `holds`, of the rows of a list."""
    return {row[key]: row["holds"] for row in answer["data"]}


def test_pledges_of_china_in_force_on_a_day(client: TestClient) -> None:
    """Neutrality stood from September 2020, as a later source still says; each has its source."""
    answer = ask(client, "/v1/countries/CHN/pledges?as_of=2021-03-02&include=source")
    assert holds_by_key(answer)["chn-carbon-neutrality-2060"] is True
    assert answer["data"][0]["source"]["citation"].startswith("Voice of America")
    before = ask(client, "/v1/countries/CHN/pledges?as_of=2020-08-31")
    assert "chn-carbon-neutrality-2060" not in holds_by_key(before)


def test_the_us_climate_envoy_on_a_day(client: TestClient) -> None:
    """Attested in January, given in the present by an article that is not from before 1 March."""
    asked = "/v1/tenures?country=USA&q=climate&include=official,source&as_of="
    (kerry,) = ask(client, f"{asked}2021-03-02")["data"]
    assert kerry["official"]["name"] == "John Kerry"
    assert kerry["source"]["publisher"] == "Voice of America"
    assert kerry["holds"] is None  # for certain only up to the last day that the article tells of
    for certain in ("2021-01-27", "2021-02", "2021-03-01"):
        assert holds_by_key(ask(client, asked + certain)) == {"john-kerry-climate-envoy": True}


@pytest.mark.parametrize(
    ("date", "holds", "unknown"),
    [
        ("2019-06-01", 28, 0),
        ("2004-04-30", 15, 0),
        ("2004-05-01", 25, 0),
        ("2004", 15, 10),
        ("2020-01-31", 28, 0),
        ("2020-06", 27, 0),
        ("2024-10-28", 27, 0),
        ("2025", 0, 27),
        ("1957", 0, 0),
    ],
)
def test_members_of_the_eu(client: TestClient, date: str, holds: int, unknown: int) -> None:
    """By a link's own validity: who had joined, who had left, and who may have."""
    address = f"/v1/countries?group=eu&as_of={date}"
    answer = ask(client, address)
    is_covered = answer["meta"]["coverage"]["level"] != "none"
    assert is_covered is (date != "1957") or date == "2025"
    stated = unknown if is_covered else None
    assert answer["meta"]["as_of"] == {"date": date, "holds": holds, "unknown": stated}
    assert answer["meta"]["total"] == holds + unknown == len(answer["data"])
    assert list(holds_by_key(answer, "code").values()).count(True) == holds
    assert holds_by_key(answer, "code").get("GBR", False) is {
        "2019-06-01": True,
        "2020-01-31": True,
    }.get(date, date.startswith("2004"))
    group = ask(client, f"/v1/groups/eu?include=countries,members&as_of={date}")["data"]
    for name, key in (("countries", "code"), ("members", "actor_id")):
        assert holds_by_key(group[name], key) == holds_by_key(answer, "code")
        assert group[name]["meta"]["as_of"] == {"date": date, "holds": holds}
        assert group[name]["meta"]["total"] == holds + unknown
        assert ask(client, group[name]["links"]["self"])["data"] == group[name]["data"]
    assert len(walk(client, f"{address}&limit=5")) == holds + unknown


def test_what_is_included_is_as_of_the_date_too(client: TestClient) -> None:
    """Lists leave out what did not hold; a single row that is led to tells so instead."""
    china = ask(client, "/v1/countries/CHN?include=pledges,quotes&as_of=2020-08-31")["data"]
    assert "holds" not in china
    assert holds_by_key(china["pledges"]) == {"chn-intensity-cut-2030": None}
    assert "as_of" not in china["quotes"]["meta"]
    (step,) = ask(
        client,
        "/v1/source-records?id=chn-carbon-neutrality-2060-voa-2021&include=pledge&as_of=2010",
    )["data"]
    assert step["pledge"]["holds"] is False
    officials = ask(client, "/v1/officials?country=CHN&include=tenures&as_of=2017-09-16")
    assert holds_by_key(officials)["xie-zhenhua"] is True
    (xie,) = (row for row in officials["data"] if row["id"] == "xie-zhenhua")
    assert holds_by_key(xie["tenures"])["xie-zhenhua-climate-representative"] is True
    assert xie["tenures"]["links"]["self"] == "/v1/tenures?as_of=2017-09-16&official_id=xie-zhenhua"


def test_one_row_is_never_left_out(client: TestClient) -> None:
    """A row requested by its key says whether it holds: true, false, or null if unknown."""
    for date, holds in (("2010", False), ("2020-09", None), ("2021-03-02", True)):
        answer = ask(client, f"/v1/pledges/chn-carbon-neutrality-2060?as_of={date}")
        assert answer["data"]["holds"] is holds
        assert answer["meta"]["as_of"] == {"date": date}


def test_a_row_that_says_there_is_no_target_is_no_pledge_in_force(client: TestClient) -> None:
    """It is a source record that states none, and is of no pledge."""
    refused = client.get("/v1/pledges?kind=no_target")
    assert refused.status_code == 400
    assert refused.json()["suggestions"] == ["/v1/source-records?row_id__isnull=true"]
    rows = ask(client, "/v1/source-records?row_id__isnull=true&limit=200")["data"]
    assert len(rows) > 60
    assert {row["values"]["kind"] for row in rows} == {None}


@pytest.mark.parametrize("limit", ["2", "all"])
def test_every_format_has_holds(client: TestClient, limit: str) -> None:
    """`holds` is the last column of CSV, and the last member of a line."""
    asked = f"?country=CHN&as_of=2021-03-02&limit={limit}"
    rows = ask(client, f"/v1/pledges{asked}")["data"]
    assert [list(row)[-2:] for row in rows] == [["holds", "holds_reason"]] * len(rows)
    lines = client.get(f"/v1/pledges.ndjson{asked}").text.splitlines()
    assert [json.loads(line) for line in lines] == rows
    read = csv.DictReader(io.StringIO(client.get(f"/v1/pledges.csv{asked}").text))
    words = {True: "true", None: ""}
    assert [row["holds"] for row in read] == [words[row["holds"]] for row in rows]


def test_a_whole_list_without_rows(client: TestClient) -> None:
    """An empty list is valid in every format."""
    asked = "?group=eu&as_of=1900&limit=all"
    answer = ask(client, f"/v1/countries{asked}")
    assert answer["data"] == []
    assert answer["meta"]["as_of"] == {"date": "1900", "holds": 0, "unknown": None}
    assert client.get(f"/v1/countries.csv{asked}&fields=code,holds").text == "code,holds\r\n"


def test_fields_may_name_holds(client: TestClient) -> None:
    """With `as_of`, at any position; without it in `fields`, the counts are still given."""
    answer = ask(client, "/v1/pledges?country=CHN&as_of=2021-03-02&fields=holds,id")
    assert list(answer["data"][0]) == ["holds", "id"]
    answer = ask(client, "/v1/pledges?country=CHN&as_of=2021-03-02&fields=id")
    assert list(answer["data"][0]) == ["id"]
    assert answer["meta"]["as_of"]["unknown"] > 0
    assert client.get("/v1/pledges?fields=holds").status_code == 400
    one = ask(client, "/v1/pledges/chn-carbon-neutrality-2060?as_of=2010&fields=id")
    assert list(one["data"]) == ["id"]


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("/v1/pledges?as_of=2021-02-29", "2021-03-01"),
        ("/v1/pledges?as_of=yesterday", "2021-03-01"),
        ("/v1/pledges?as_of=", "2021-03-01"),
        ("/v1/pledges?as_of__lt=2021", "as_of"),
        ("/v1/countries?as_of=2021", "group_id="),
        ("/v1/countries/CHN?as_of=2021", "include=pledges"),
        ("/v1/countries?as_of=2021&include=quotes", "include=pledges"),
        ("/v1/emissions-shares?as_of=2019", "/v1/tenures"),
    ],
)
def test_invalid_as_of_is_refused(client: TestClient, address: str, hint: str) -> None:
    """Invalid dates, and a date where no row in the response has a validity; with a hint."""
    answer = client.get(address)
    assert answer.status_code == 400
    assert hint in answer.json()["detail"]


def test_one_statement_serves_all_dates(client: TestClient, app: Any) -> None:
    """One statement per request gives rows and both counts, and is compiled once for all dates."""
    from tests.running import run

    snapshot = run(app.state.store.current())
    made = []
    for date in ("2001", "2002-02", "2003-03-03"):
        before = snapshot.work.statements
        ask(client, f"/v1/countries?group=g20&as_of={date}&fields=code,holds")
        assert snapshot.work.statements == before + 1
        made.append(len(snapshot.statements))
    assert made[0] == made[1] == made[2]


def test_a_tenure_that_another_source_ended_is_ended(client):
    """One source has a president without an end, the other one's term has it: one tenure."""
    asked = "/v1/tenures?official=joe-biden&role=head_of_state&as_of="
    (held,) = client.get(f"{asked}2024-06-30").json()["data"]
    assert held["holds"] is True
    assert held["end_date"] == "2025-01-20"
    assert client.get(f"{asked}2025-06-30").json()["data"] == []


@pytest.mark.parametrize("fields", ["", "&fields=code,holds"])
def test_a_page_of_a_file_below_a_row_says_what_holds(client: TestClient, fields: str) -> None:
    """As the whole file does: it is the path that sets the filter whose link has a validity."""
    address = f"/v1/groups/eu/countries.csv?as_of=2019-06-01{fields}"
    whole, page = client.get(address), client.get(f"{address}&limit=2")
    assert (whole.status_code, page.status_code) == (200, 200), page.text
    assert "holds" in page.text.splitlines()[0].split(",")
    assert page.text.splitlines() == whole.text.splitlines()[:3]

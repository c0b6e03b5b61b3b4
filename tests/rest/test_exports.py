"""`limit=all`: the whole list in one answer, the same as its pages one after another."""

import csv
import io
import json

import pytest

from schema import RESOURCES
from tests.asking import walk
from tests.client import TestClient

LISTS = [
    *(f"/v1/{name}" for name in RESOURCES),
    "/v1/pledges?status=in_law&sort=-target_year,id",
    "/v1/emissions-shares?defaults=false",
    "/v1/emissions-shares?year__gte=2015&sort=-share_percent",
    "/v1/emissions-shares?year__gte=2018&sort=emissions_mt&fields=id,emissions_mt",
    "/v1/quotes?q=climate",
    "/v1/pledges?status=in_law&target_year=1999",
    "/v1/countries/china/emissions-shares",
    "/v1/countries?fields=code,aliases",
]


def whole(address: str, suffix: str = "") -> str:
    """The address of the export of a list."""
    path, _, query = address.partition("?")
    return f"{path}{suffix}?{query}&limit=all" if query else f"{path}{suffix}?limit=all"


def paged(address: str) -> str:
    """The address of the list's first page, of the largest size."""
    return f"{address}{'&' if '?' in address else '?'}limit=1000"


@pytest.mark.parametrize("address", LISTS)
def test_an_export_is_its_pages_one_after_another(client: TestClient, address: str) -> None:
    """In JSON, NDJSON and CSV: every row, in order."""
    rows = walk(client, paged(address))
    body = client.get(whole(address)).json()
    assert body["data"] == rows
    assert body["meta"]["total"] == len(rows)
    assert body["links"] == {"self": whole(address), "next": None}
    lines = client.get(whole(address, ".ndjson"))
    assert [json.loads(line) for line in lines.text.splitlines()] == rows
    assert lines.headers["x-total-count"] == str(len(rows))
    assert "link" not in lines.headers


@pytest.mark.parametrize("address", LISTS)
def test_csv_has_one_header_and_the_lines_of_every_page(client: TestClient, address: str) -> None:
    """Byte for byte."""
    path, _, query = paged(address).partition("?")
    following: str | None = f"{path}.csv?{query or 'limit=100'}"
    pages = []
    while following is not None:
        answer = client.get(following)
        pages.append(answer.text)
        link = answer.headers.get("link")
        following = link.partition("<")[2].partition(">")[0] if link else None
    header, _, _ = pages[0].partition("\r\n")
    lines = "".join(page.removeprefix(f"{header}\r\n") for page in pages)
    answer = client.get(whole(address, ".csv"))
    assert answer.text == f"{header}\r\n{lines}"
    assert len(list(csv.reader(io.StringIO(answer.text, newline="")))) > 0


@pytest.mark.parametrize("suffix", [".csv", ".ndjson"])
@pytest.mark.parametrize(
    ("path", "query"),
    [("countries", ""), ("pledges", "status=in_law"), ("countries/CHN/pledges", "")],
)
def test_a_file_is_the_whole_list(client: TestClient, path: str, query: str, suffix: str) -> None:
    """Without `limit` nothing is cut; with it, the file has as many rows as that."""
    address = f"/v1/{path}{suffix}?{query}"
    answer = client.get(address)
    assert answer.text == client.get(f"{address}&limit=all").text
    rows = len(answer.text.splitlines()) - (suffix == ".csv")
    assert rows == int(answer.headers["x-total-count"])
    assert rows == client.get(f"/v1/{path}?{query}&limit=1").json()["meta"]["total"] > 2
    cut = client.get(f"{address}&limit=2")
    assert cut.text.splitlines() == answer.text.splitlines()[: 2 + (suffix == ".csv")]


def test_a_file_has_a_name_of_its_own(client: TestClient) -> None:
    """It says what is in the file: the list, how it was asked for, and the release."""
    answer = client.get("/v1/pledges.csv?status=in_law&country=United%20Kingdom")
    release = answer.headers["climate-record-release"]
    name = f"pledges-status-in_law-country-United-20Kingdom-{release}.csv"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    lines = client.get("/v1/countries/CHN/pledges.ndjson")
    name = f"pledges-{release}.ndjson"
    assert lines.headers["content-disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize(
    "path", ["/v1/countries.csv", "/v1/countries.csv?limit=3", "/v1/countries/CHN.csv"]
)
def test_a_byte_order_mark_is_there_if_asked_for(client: TestClient, path: str) -> None:
    """Spreadsheets then read the file as UTF-8; it comes once, in front of everything."""
    plain = client.get(path).content
    joint = "&" if "?" in path else "?"
    for value, start in (("1", b"\xef\xbb\xbf"), ("TRUE", b"\xef\xbb\xbf"), ("0", b"")):
        assert client.get(f"{path}{joint}bom={value}").content == start + plain
    for address, hint in (
        (f"{path}{joint}bom=yes", "one of 1, 0, true, false"),
        (f"{path.replace('.csv', '')}{joint}bom=1", ".csv"),
        (f"{path.replace('.csv', '.ndjson')}{joint}bom=1", ".csv"),
    ):
        answer = client.get(address)
        assert (answer.status_code, answer.json()["parameter"]) == (400, "bom")
        assert hint in answer.json()["detail"]


def test_it_goes_from_a_cursor_too(client: TestClient) -> None:
    """`after` gives the rest; the total stays that of the list."""
    first = client.get("/v1/pledges?limit=10").json()
    rest = client.get(f"{first['links']['next'].replace('limit=10', 'limit=all')}")
    assert len(rest.json()["data"]) == first["meta"]["total"] - 10
    assert rest.json()["meta"]["total"] == first["meta"]["total"]


@pytest.mark.parametrize(
    "address", ["/v1/emissions-shares.csv?defaults=false", "/v1/pledges.csv?status=in_law"]
)
def test_tags_heads_and_codings(client: TestClient, address: str) -> None:
    """Exports have entity tags, HEAD and content codings as other responses have."""
    export = client.get(whole(address))
    head = client.head(whole(address))
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == export.headers["etag"]
    known = client.get(whole(address), headers={"if-none-match": export.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    for coding in ("gzip", "br", "zstd"):
        packed = client.get(whole(address), headers={"accept-encoding": coding})
        assert packed.headers["content-encoding"] == coding
        if coding != "zstd":  # which this client cannot read
            assert packed.content == export.content


@pytest.mark.parametrize(
    ("address", "slug", "hint"),
    [
        ("/v1/pledges?limit=all&include=source", "too-costly", "limit=all takes no include"),
        ("/v1/pledges?limit=All", "invalid-value", "all"),
        ("/v1/pledges/chn-carbon-neutrality-2060?limit=all", "unknown-parameter", "limit"),
        ("/v1/pledges?limit=all&after=0.0.0~x", "invalid-cursor", "not a cursor"),
    ],
)
def test_refusals(client: TestClient, address: str, slug: str, hint: str) -> None:
    """Each refusal names a way out."""
    answer = client.get(address)
    assert answer.status_code == 400
    assert answer.json()["type"] == f"/problems/{slug}"
    assert hint in answer.json()["detail"]


def test_a_cursor_of_no_row_is_refused(client: TestClient) -> None:
    """The same refusal as on a page."""
    release = client.get("/v1/pledges?limit=1").json()["meta"]["release"]
    answer = client.get(f"/v1/pledges?limit=all&after={release}~no-such-pledge")
    assert answer.json()["type"] == "/problems/invalid-cursor"

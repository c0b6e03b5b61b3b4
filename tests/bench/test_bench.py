"""The benchmark itself: its documents, its clients, and how responses and commits compare."""

import ast
import json
import re
import zlib
from pathlib import Path

import brotli
import pytest
import typer
import zstandard
from graphql import parse, validate

from api.graphql.schema.build import SCHEMA
from schema import RESOURCES
from tests.bench import __main__ as bench_main
from tests.bench import (
    baseline,
    clients,
    comparison,
    documents,
    outcomes,
    responses,
    sections,
    workloads,
)
from tests.bench.bystander import Waits
from tests.bench.clients import BROWSER, PLAIN
from tests.bench.figures import Cell, Results, groups
from tests.bench.footprint import Footprint, Publishing
from tests.bench.install import NODE_PEERS
from tests.bench.load import Run
from tests.bench.messages import Request
from tests.bench.outcomes import Outcome
from tests.bench.paths import MISSED
from tests.bench.subjects import HOT, OURS, PEERS, Installation, Subject, counterpart
from tests.bench.targets import RATIOS

_PEERS_FOLDER = Path(__file__).parent / "peers"
_ARGUMENTS = {"W3": "Asia", "W4": "CHN"}
_INSTALLATION = Installation(Path("python"), Path("tree"))


@pytest.mark.parametrize("workload", workloads.GRAPHQL)
def test_its_graphql_is_valid_in_our_schema(workload: str) -> None:
    """A contract that changes breaks this test, not a run of 15 minutes."""
    fresh = documents.fresh("ours", workload, _ARGUMENTS[workload])
    for text in (documents.known("ours", workload), *(_filled(t, 7) for t in fresh)):
        assert validate(SCHEMA, parse(text)) == []


@pytest.mark.parametrize("dialect", sorted(documents.DIALECTS))
@pytest.mark.parametrize("workload", workloads.GRAPHQL)
def test_fresh_documents_differ_each_time(dialect: str, workload: str) -> None:
    """Each document has one mark, which load.lua replaces by a text of the same length."""
    marks = (documents.ALIAS, documents.SPACE, documents.NUMBER)
    for text in documents.fresh(dialect, workload, _ARGUMENTS[workload]):
        assert sum(mark in text for mark in marks) == 1
        assert len(_filled(text, 1)) == len(text)


def test_the_load_knows_every_mark() -> None:
    """load.lua has the same marks."""
    script = (Path(__file__).parent / "load.lua").read_text()
    marks = (documents.ALIAS, documents.SPACE, documents.NUMBER)
    assert all(f'["{mark}"]' in script for mark in marks)


def test_responses_are_compared_by_their_values() -> None:
    """Names, capitals and numbers as strings may differ between servers; values may not."""
    ours = {"country": {"pledges": {"nodes": [{"slug": "a", "kind": "NET_ZERO"}]}}}
    same = {"x": {"pledgesByCountryCode": {"nodes": [{"rowId": "a", "kind": "net_zero"}]}}}
    wrong = {"x": {"pledgesByCountryCode": {"nodes": [{"rowId": "b", "kind": "net_zero"}]}}}
    our_rows, same_rows, wrong_rows = (
        responses.rows(dialect, "W4", [json.dumps({"data": data}).encode()])
        for dialect, data in (("ours", ours), ("postgraphile", same), ("postgraphile", wrong))
    )
    assert responses.difference(our_rows, same_rows) is None
    assert responses.difference(our_rows, wrong_rows) == "at /0/pledges/0/id: 'a', not 'b'"


def test_a_browser_accepts_codings_and_a_plain_client_sends_nothing_of_it() -> None:
    """The two clients send the same request line and body; only the browser has more headers."""
    plain = Request("POST", "/graphql", b"{}").message()
    browser = Request("POST", "/graphql", b"{}", BROWSER).message()
    assert b"Accept-Encoding" not in plain
    assert b"\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n" in browser
    assert set(plain.split(b"\r\n")) < set(browser.split(b"\r\n"))


def test_every_coding_that_the_browser_accepts_is_decoded() -> None:
    """Responses are compared after decoding; a coding that was not offered is an error."""
    body = b'{"data":[]}' * 50
    encoded = {
        "": body,
        "gzip": zlib.compress(body, wbits=31),
        "deflate": zlib.compress(body),
        "br": brotli.compress(body),
        "zstd": zstandard.compress(body),
    }
    offered = clients.HEADERS[BROWSER]["Accept-Encoding"].split(", ")
    assert {*offered, ""} == encoded.keys()
    for coding, content in encoded.items():
        assert clients.decode(coding, content) == body
    with pytest.raises(ValueError, match="compress was not offered"):
        clients.decode("compress", body)
    with pytest.raises(ValueError, match="is not gzip"):
        clients.decode("gzip", body)


def test_each_figure_of_ours_is_measured_beside_the_baselines() -> None:
    """A group alternates between the two commits; fresh documents have no browser cells."""
    cells = groups(_with_baselines(), [PLAIN, BROWSER])
    by_key = {(g[0].workload, g[0].mode, g[0].client): [c.subject for c in g] for g in cells}
    both = ["ours-sqlite", "baseline-sqlite", "ours-postgresql", "baseline-postgresql"]
    assert by_key["W1", "cold", PLAIN] == by_key["W1", "cold", BROWSER] == both
    assert by_key["W4", "hot", BROWSER] == [f"{key}-hot" for key in both]
    assert ("W4", "fresh", BROWSER) not in by_key
    assert by_key["W4", "fresh", PLAIN] == both


def test_peers_are_measured_as_a_browser_too() -> None:
    """W1 to W4, cold and hot, have the same servers for both clients."""
    cells = groups([*OURS, *HOT, *PEERS], [PLAIN, BROWSER])
    by_key = {(g[0].workload, g[0].mode, g[0].client): {c.subject for c in g} for g in cells}
    for workload in ("W1", "W2", "W3", "W4"):
        for mode in ("cold", "hot"):
            assert by_key[workload, mode, PLAIN] == by_key[workload, mode, BROWSER]
    assert {"fastapi", "datasette"} < by_key["W1", "cold", BROWSER]
    assert {"strawberry", "fastify", "postgraphile"} < by_key["W4", "cold", BROWSER]


def test_a_subject_is_measured_only_in_its_workloads() -> None:
    """The Mercurius with window functions alone is of interest where lists are nested."""
    cells = [cell for group in groups([*OURS, *PEERS], [PLAIN]) for cell in group]
    assert {c.workload for c in cells if c.subject == "fastify-windows"} == {"W3"}
    assert {c.workload for c in cells if c.subject == "fastify"} == {"W1", "W2", "W3", "W4", "W5"}


_TABLES = {"pledges": "Pledge", "emissions-shares": "EmissionsShare"}


@pytest.mark.parametrize("name", _TABLES)
def test_the_peers_have_the_columns_of_the_record(name: str) -> None:
    """A column that is new breaks this test, not the comparison of rows in a run of 20 minutes."""
    fields = {*RESOURCES[name].fields}
    models = ast.parse((_PEERS_FOLDER / "tables.py").read_text()).body
    (model,) = (
        m for m in models if isinstance(m, ast.ClassDef) and m.name == _TABLES[name] + "Base"
    )
    columns = {n.target.id for n in model.body if isinstance(n, ast.AnnAssign)}  # type: ignore[union-attr]
    assert columns == fields
    schema = (_PEERS_FOLDER / "fastify" / "tables.mjs").read_text()
    constant = RESOURCES[name].table_name.upper()
    _, _, rest = schema.partition(f"export const {constant} = {{\n")
    assert {*re.findall(r"^  (\w+):", rest.partition("\n};")[0], re.MULTILINE)} == fields


@pytest.mark.parametrize("name", NODE_PEERS)
def test_the_peers_on_node_are_pinned_by_hashes(name: str) -> None:
    """The lock has a hash for each package, and no address."""
    lock = json.loads((_PEERS_FOLDER / name / "package-lock.json").read_text())
    packages = [package for path, package in lock["packages"].items() if path]
    assert all(p["integrity"].startswith("sha512-") and "resolved" not in p for p in packages)


def test_rows_of_a_csv_compare_whatever_their_lists_and_truths_look_like() -> None:
    """Lists are ours, a JSON text or Python's repr; truths are words or digits."""
    bodies = (
        b"id,names,is_late\r\na,x|y,true\r\n",
        b'id,names,is_late\r\na,"[""x"",""y""]",1\r\n',
        b"id,names,is_late\r\na,\"['x', 'y']\",True\r\n",
    )
    ours, *others = (responses.rows("any", "W5", [body]) for body in bodies)
    assert [responses.difference(ours, rows) for rows in others] == [None, None]


@pytest.mark.parametrize(
    ("cell", "is_regression"),
    [
        (Cell("W1", "cold", "ours-sqlite"), True),
        (Cell("W1", "hot", "ours-sqlite-hot"), True),
        (Cell("W1", "cold", "ours-sqlite", BROWSER), False),
        (Cell("W4", "fresh", "ours-sqlite"), False),
    ],
)
def test_a_slower_median_is_a_regression(cell: Cell, *, is_regression: bool) -> None:
    """The limit of 1.05 applies to plain requests, cold and hot; other ratios are information."""
    results = _results(cell, old=(100, 100, 130), new=(120, 90, 107))
    (compared,) = comparison.comparisons(results, _with_baselines())
    assert compared.ratio == pytest.approx(1.07)
    assert compared.round_ratios == pytest.approx((1.2, 0.9, 107 / 130))
    text = comparison.markdown([compared], "abc")
    assert ("× the old one.**" in text) is is_regression
    assert ("No median" in text) is not is_regression


def test_a_median_at_the_limit_is_none() -> None:
    """1.05 itself holds."""
    cell = Cell("W1", "cold", "ours-sqlite")
    compared = comparison.comparisons(_results(cell, old=(100,), new=(105,)), _with_baselines())
    assert "No median of 1 " in comparison.markdown(compared, "abc")


def test_the_baseline_is_a_commit() -> None:
    """A revision that Git does not know is refused before anything is installed."""
    with pytest.raises(ValueError, match="no-such-branch is not a commit"):
        baseline.prepare("no-such-branch")


def test_single_servers_have_targets_too() -> None:
    """W6 by the ratio of p99, workers and publishing by megabytes."""
    (ours, _), key = OURS, OURS[0].key
    waits = [Waits(0, 0, 0.2, 1), Waits(1, 9, 0.2, 2), Waits(16, 9, 0.2, 8)]
    results = Results(
        waits={key: waits},
        footprints={key: Footprint(120, 150, 240)},
        publishing=[Publishing("the facts", 1_000, 100)],
    )
    every = {o.title: o.holds for o in outcomes.outcomes(results, [ours])}
    assert every["W6 p99 beside 1 expensive, to that alone, sqlite"] is True
    assert every["W6 p99 beside 16 expensive, to that alone, sqlite"] is False
    assert every["memory a worker in the worst case, sqlite"] is True
    assert every["memory four workers, sqlite"] is False
    assert every["publishing the facts, sqlite"] is True
    assert every["worker start-up of a worker, sqlite"] is None


def test_a_cached_document_has_a_limit_of_its_own() -> None:
    """It is asked of the answer cache over SQLite alone: over PostgreSQL it is the same."""
    cells = [c for g in groups([*OURS, *HOT], [PLAIN, BROWSER]) for c in g]
    found = [cell for cell in cells if cell.workload in workloads.DOCUMENTS]
    assert {(c.subject, c.mode) for c in found} == {("ours-sqlite-hot", "hot")}
    assert [c.client for c in found] == [PLAIN, BROWSER] * 3
    results = Results(runs={cell: [Run(1_000, 1.0, 0.05, 0)] for cell in found})
    every = outcomes.outcomes(results, [*HOT])
    assert [o.note for o in every if o.workload in workloads.DOCUMENTS] == ["0.05 ms"] * 6


def test_the_page_lists_what_is_missed_and_what_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The explanations are in a file that `make bench` does not write."""
    held, missed, unexplained = (
        Outcome("W1", "cold", "sqlite", peer, ratio, 1)
        for peer, ratio in (("a", 2), ("b", 0.5), ("c", 0.5))
    )
    (tmp_path / "why.md").write_text("- **W1 cold, sqlite, beside b**: that is why.\n")
    monkeypatch.setattr(sections, "MISSED", tmp_path / "why.md")
    text = "\n".join(sections.missed([held, missed, unexplained]))
    assert "[why.md](why.md)" in text
    assert "- W1 cold, sqlite, beside b\n- W1 cold, sqlite, beside c (not explained yet)" in text
    assert "beside a" not in text
    assert [*sections.missed([held])][-1] == "None."


def test_what_is_explained_is_a_target() -> None:
    """A target that is renamed or given up leaves no explanation behind."""
    explained = re.findall(r"\*\*([^*]+)\*\*", MISSED.read_text())
    peers = {f"{t.workload} {t.mode}, {t.engine}, beside {t.peer}" for t in RATIOS}
    engines = (", sqlite", ", postgresql")
    limits = [t for t in explained if t not in peers]
    assert explained
    assert all(
        t.startswith(
            (
                "memory ",
                "publishing ",
                "W5 ",
                "W6 ",
                "W7 ",
                "worker ",
                *workloads.DOCUMENTS,
                *workloads.PAGES,
            )
        )
        for t in limits
    )
    assert all(t.endswith(engines) for t in limits)


def test_a_workload_that_there_is_not_is_refused() -> None:
    """The refusal names those that there are."""
    with pytest.raises(typer.BadParameter, match=r"no W9; there is W1, .*, W6, memory, publ"):
        bench_main.main(only="W1,W9")


def _with_baselines() -> list[Subject]:
    pairs = ((s, counterpart(s, "abc", _INSTALLATION)) for s in (*OURS, *HOT))
    return [subject for pair in pairs for subject in pair]


def _results(cell: Cell, old: tuple[int, ...], new: tuple[int, ...]) -> Results:
    old_cell = Cell(cell.workload, cell.mode, cell.subject.replace("ours", "baseline"), cell.client)
    microseconds = {old_cell: old, cell: new}
    return Results(
        runs={
            c: [Run(1, 1.0, value / 1e6, 0) for value in values]
            for c, values in microseconds.items()
        }
    )


def _filled(text: str, number: int) -> str:
    return documents.filled(text.encode(), number).decode()

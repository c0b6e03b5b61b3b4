"""`python -m seeds refresh --check`, with a git host on the loopback interface."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from typer.testing import Result

from seeds.upstream import Permalink
from tests.seeds.conftest import Folder

READ, NEWER = "a" * 40, "b" * 40
SOURCE = """
- id: {id}
  url: {url}
  retrieved_on: "2022-03-30"
  data_through: "2022-03"
"""
Answer = tuple[int, object]


class Host(ThreadingHTTPServer):
    """Answers what it has for a repository and path, and remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[tuple[str, str], Answer] = {}
        self.asked: list[tuple[str, str]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Host

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        repository = parts.path.removeprefix("/repos/").removesuffix("/commits")
        key = repository, parse_qs(parts.query, keep_blank_values=True)["path"][0]
        self.server.asked.append(key)
        status, body = self.server.answers.get(key, (404, {"message": "Not Found"}))
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with Host() as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def refresh(host: Host, folder: Folder, seeds) -> Callable[..., Result]:
    """Check sources of these ids; each has the file `<id> data.csv` of the repository a/<id>."""

    def run(*ids: str, address: str | None = None) -> Result:
        urls = {id_: f"https://github.com/a/{id_}/blob/{READ}/{id_}%20data.csv" for id_ in ids}
        text = "".join(SOURCE.format(id=id_, url=url) for id_, url in urls.items())
        folder.write("sources/hand.yaml", text)
        options = "--facts", folder.path, "--git-host", address or host.address
        return seeds("refresh", "--check", *options)

    return run


def commit(sha: str, day: str) -> Answer:
    return 200, [{"sha": sha, "commit": {"committer": {"date": f"{day}T05:05:02Z"}}}]


def lines(result: Result) -> dict[str, str]:
    """The lines of the table, by their first word, with single spaces."""
    return {line.split()[0]: " ".join(line.split()) for line in result.output.splitlines() if line}


def test_newer_data_are_listed_first(host, refresh):
    """With the date that the data go through and the day of upstream's commit; exit code 1."""
    host.answers["a/same", "same data.csv"] = commit(READ, "2022-03-30")
    host.answers["a/moved", "moved data.csv"] = commit(NEWER, "2024-01-02")
    host.answers["a/before", "before data.csv"] = commit(NEWER, "2021-12-31")
    result = refresh("same", "moved", "before")
    assert result.exit_code == 1
    told = lines(result)
    assert list(told)[1] == "moved"
    assert told["moved"] == "moved 2022-03 2022-03-30 2024-01-02 newer data"
    assert told["same"] == "same 2022-03 2022-03-30 2022-03-30 up to date"
    # The path was unchanged for months when its repository was read.
    assert told["before"].endswith("2021-12-31 up to date")


def test_nothing_newer_is_exit_code_0(host, refresh):
    """Each file is asked about once."""
    host.answers["a/same", "same data.csv"] = commit(READ, "2022-03-30")
    result = refresh("same")
    assert (result.exit_code, host.asked) == (0, [("a/same", "same data.csv")])


def test_what_cannot_be_asked_is_listed(host, refresh):
    """With the reason, and exit code 3 if nothing is newer."""
    host.answers["a/same", "same data.csv"] = commit(READ, "2022-03-30")
    host.answers["a/odd", "odd data.csv"] = 200, {"not": "a list"}
    result = refresh("same", "gone", "odd")
    assert result.exit_code == 3
    assert lines(result)["gone"] == "gone 2022-03 2022-03-30 not answered"
    assert "0 newer data, 1 up to date, 2 not answered, 0 no upstream" in result.output
    assert "not answered: the git host answers 404" in result.output
    assert "not answered: no commit of the path, or no answer in JSON" in result.output


@pytest.mark.parametrize("status", [403, 429])
def test_after_a_refusal_nothing_more_is_asked(host, refresh, status):
    """The threads that are under way may ask once each."""
    ids = [f"s{number}" for number in range(20)]
    host.answers |= {(f"a/{id_}", f"{id_} data.csv"): (status, {}) for id_ in ids}
    result = refresh(*ids)
    assert result.exit_code == 3
    assert f"the git host refuses further requests ({status})" in result.output
    assert len(host.asked) <= 4


def test_without_a_network_the_command_says_so(host, refresh):
    """No traceback."""
    host.server_close()
    result = refresh("same", "moved")
    assert result.exit_code == 3
    assert "not answered: the git host cannot be reached" in result.output


def test_of_many_files_the_first_are_asked_about(host, folder, seeds):
    """The note says how many; a source without a permalink has no upstream."""
    urls = [f"https://github.com/a/many/blob/{READ}/{name}" for name in "xyz"]
    files = "".join(f"\n    - {url}" for url in urls)
    text = f"- id: many\n  files:{files}\n  retrieved_on: '2022-03-30'\n- id: none\n"
    folder.write("sources/hand.yaml", text)
    host.answers |= {("a/many", name): commit(READ, "2022-01-01") for name in "xyz"}
    options = "--facts", folder.path, "--git-host", host.address
    told = lines(seeds("refresh", "--check", *options))
    assert told["many"].endswith("up to date 2 of 3 files")
    assert told["none"] == "none unknown no upstream"
    host.answers["a/many", "z"] = commit(NEWER, "2023-01-01")
    result = seeds("refresh", "--check", *options, "--files", 3, "--source", "many")
    assert result.exit_code == 1
    assert "none" not in lines(result)


@pytest.mark.parametrize(
    "options",
    [(), ("--check", "--git-host", "ftp://example.org"), ("--check", "--source", "nobody")],
    ids=str,
)
def test_bad_arguments_are_refused(options, folder, seeds):
    """Exit code 2."""
    folder.write("sources/hand.yaml", "- id: none\n")
    assert seeds("refresh", *options, "--facts", folder.path).exit_code == 2


def test_a_permalink_has_a_repository_a_commit_and_a_path():
    """Of a folder, a file or a whole repository; other addresses are none."""
    root = "https://github.com/o/r.x"
    assert Permalink.parse(f"{root}/tree/{READ}") == ("o/r.x", READ, "")
    assert Permalink.parse(f"{root}/blob/{READ}/a%20b/c.csv") == ("o/r.x", READ, "a b/c.csv")
    for other in (root, f"{root}/blob/main/c.csv", f"https://example.org/o/r/blob/{READ}/c", ""):
        assert Permalink.parse(other) is None

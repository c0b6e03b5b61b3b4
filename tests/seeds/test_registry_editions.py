"""Two lists of the NDC registry stand side by side: the latest answers, each by its own day."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.app import create_app
from api.settings import Settings
from tests.client import TestClient
from tests.seeds.conftest import Folder

HEADER = (
    "code,party,title,fileType,language,version,status,submissionDate,encodedAbsUrl,"
    "originalFilename\n"
)
SITE = "https://unfccc.int/sites/default/files"
FIRST = "NOR,Norway,First NDC,NDC,English,1,{},2020-02-07," + SITE + "/a.pdf,a.pdf\n"
SECOND = "NOR,Norway,NDC 2022,NDC,English,1,Active,2022-11-03," + SITE + "/b.pdf,b.pdf\n"
OLD, NEW = "ndc-registry-2021-06-01", "ndc-registry-2026-08-19"


@pytest.fixture(params=[0, 1])
def client(request: Any, facts: Folder, folder: Folder, store: str, seeds: Any) -> Iterator[Any]:
    """The small record with both lists, imported in either order."""
    files = [
        folder.write("ndcs-2021-06-01.csv", HEADER + FIRST.format("Active")),
        folder.write("ndcs-2026-08-19.csv", HEADER + FIRST.format("Archived") + SECOND),
    ]
    for path in files[:: -1 if request.param else 1]:
        day = path.stem.removeprefix("ndcs-")
        result = seeds("import", "ndc-registry", path, "--date", day, "--facts", facts.path)
        assert result.exit_code == 0, result.output
    result = seeds("publish", "--facts", facts.path, "--database-url", store)
    assert result.exit_code == 0, result.output
    with TestClient(create_app(Settings(database_url=store))) as served:
        yield served


@pytest.mark.any_store
def test_the_latest_list_answers(client: TestClient) -> None:
    """Its documents have the plain ids; those of the other are asked for by its source."""
    rows = client.get("/v1/documents?country=NOR").json()["data"]
    assert [(row["id"], row["status"], row["source_id"]) for row in rows] == [
        ("nor-ndc-2020-02-07-en", "archived", NEW),
        ("nor-ndc-2022-11-03-en", "active", NEW),
    ]
    (row,) = client.get(f"/v1/documents?country=NOR&source={OLD}").json()["data"]
    assert (row["id"], row["status"]) == (f"nor-ndc-2020-02-07-en-{OLD}", "active")
    assert (row["latest"], row["by_default"]) == (True, False)
    assert rows[0]["latest"] is False
    assert client.get("/v1/countries/NOR/documents").json()["meta"]["total"] == 2

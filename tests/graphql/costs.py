"""Declared and measured cost of GraphQL documents, in units.

`python -m tests.graphql.costs [DATABASE_URL]` prints both for the documents of the tests; without
an address it asks the record that `make publish` has published.

Measured are the steps of SQLite's virtual machine in all statements that an answer took, which
SQLite counts for each statement, and the bytes of its data. Both are the same on every machine.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import apsw
import hypothesis
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st

from api.app import create_app
from api.explain import RecordingSnapshot
from api.graphql.execution.cost import Limits
from api.graphql.execution.document_cache import DocumentCache
from api.graphql.execution.operation import GraphQLRequest, execute
from api.pages.examples import TABS
from api.query.units import Cost
from api.releases.open import open_store
from api.releases.sqlite_reader import connect
from api.releases.sqlite_snapshot import address_of
from api.releases.store import Row, Snapshot
from api.settings import Settings
from tests.client import TestClient
from tests.docs.examples import ROOT, all_examples, curl_request
from tests.graphql import abuse
from tests.graphql.test_oracle import Asker, some_values
from tests.running import run

DRAWN = 100
SEED = 1
MOST_EXPENSIVE = 60

Documents = dict[str, GraphQLRequest]  # by name


class Compared(NamedTuple):
    """What a document was declared to cost, and what its answer took."""

    name: str
    text: str
    declared: int
    measured: Cost

    @property
    def ratio(self) -> float:
        """Declared by measured cost."""
        return self.declared / self.measured.units

    @property
    def is_drawn(self) -> bool:
        """Whether nobody has written the document."""
        return self.name.startswith("drawn ")

    def __str__(self) -> str:
        steps, bytes_ = self.measured
        return (
            f"{self.name[:32]:32} {self.declared:>10} {self.measured.units:>10}"
            f" {self.ratio:>8.2f} {steps:>10.0f} {bytes_:>9.0f}"
        )


HEADING = (
    f"{'document':32} {'declared':>10} {'measured':>10} {'ratio':>8} {'steps':>10} {'bytes':>9}"
)


class MeasuringSnapshot(RecordingSnapshot):
    """A release whose statements are run on a connection that counts their steps."""

    def __init__(self, snapshot: Snapshot, path: Path) -> None:
        super().__init__(snapshot)
        self.steps = 0
        self._connection = connect(address_of(path))
        self._connection.trace_v2(apsw.SQLITE_TRACE_PROFILE, self._count)

    def _count(self, event: dict[str, Any]) -> None:
        self.steps += event["stmt_status"]["SQLITE_STMTSTATUS_VM_STEP"]

    async def fetch_all(self, text: str, parameters: Row) -> list[Row]:
        """The rows of a statement, whose steps are added up."""
        return self._connection.execute(text, parameters).fetchall()


def documents(client: TestClient) -> Documents:
    """The documents of the tests: abuse, drawn ones with a record's values, and examples."""
    texts = abuse.documents() | _examples()
    return {name: GraphQLRequest(text) for name, text in texts.items()} | _drawn(client)


def _examples() -> dict[str, str]:
    """The documents of README, docs/ and GraphiQL."""
    texts = {f"GraphiQL {number}": text for number, text in enumerate(TABS)}
    for number, example in enumerate(all_examples()):
        name = f"{example.page} {number}"
        if example.language == "graphql":
            texts[name] = example.request
        elif body := curl_request(example.request).body:
            texts[name] = json.loads(body)["query"]
    return texts


def _drawn(client: TestClient) -> Documents:
    """Documents as the test of both executors draws them, the same ones each time."""
    values = some_values(client)
    found: Documents = {}

    @hypothesis.seed(SEED)
    @hypothesis.settings(
        max_examples=DRAWN,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @hypothesis.given(data=st.data())
    def draw(data: st.DataObject) -> None:
        asker = Asker(data.draw, values, searched=True)
        query = asker.query()
        variables = {name: value for name, (_, value) in asker.variables.items()}
        found[f"drawn {len(found)}"] = GraphQLRequest(query, variables=variables)

    draw()
    return found


def measure(database_url: str, asked: Documents) -> list[Compared]:
    """The costs of the documents that are answered, the most expensive ones first.

    Those with an error, such as that of a row that there is not, are left out: two statements and
    more answer them.
    """
    path = Path(database_url.removeprefix("sqlite:///")).resolve()
    cache = DocumentCache(Limits.from_settings(Settings(database_url=database_url)))

    async def all_costs() -> list[Compared]:
        store = open_store(database_url)
        snapshot = MeasuringSnapshot(await store.current(), path)
        costs = []
        for name, request in asked.items():
            before = snapshot.steps
            result = await execute(request, cache, snapshot, store.lanes.python)
            if result.data is not None and not result.errors:
                declared = json.loads(result.extensions)["cost"]["units"]
                measured = Cost(snapshot.steps - before, len(result.data.encode()))
                costs.append(Compared(name, request.query, declared, measured))
        await store.close()
        return costs

    costs = sorted(run(all_costs()), key=lambda cost: cost.measured.units, reverse=True)
    return list(_without_variants(costs))


def _without_variants(costs: list[Compared]) -> Iterator[Compared]:
    """The costs, with drawn documents that cost the same once: Hypothesis varies what it drew."""
    known: set[tuple[int, int]] = set()
    for cost in costs:
        key = cost.declared, cost.measured.units
        if not (cost.is_drawn and key in known):
            known.add(key)
            yield cost


def table(costs: list[Compared]) -> str:
    """The costs line by line."""
    return "\n".join([HEADING, *map(str, costs)])


def main() -> None:
    """Print the costs of the most expensive documents."""
    address = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{ROOT / 'var' / 'record.sqlite'}"
    with TestClient(create_app(Settings(database_url=address))) as client:
        asked = documents(client)
    sys.stdout.write(table(measure(address, asked)[:MOST_EXPENSIVE]) + "\n")


if __name__ == "__main__":
    main()

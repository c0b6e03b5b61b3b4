"""REST conforms to its OpenAPI document for any request.

schemathesis reads /openapi.json and draws requests from it: valid ones, which must be answered as
declared, and invalid ones, which must be refused as declared. All of its checks are on. What is put
in for values that no contract can know is told in `rest_hooks`, which schemathesis calls.

`make test` asks a sample, with one seed; `make test-long` asks everything declared, and more drawn
requests with five seeds. Another seed: `pytest tests/fuzz --hypothesis-seed=2`. A server that runs:
`SCHEMATHESIS_HOOKS=tests.fuzz.rest_hooks schemathesis run http://127.0.0.1:8000/openapi.json`.
"""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

import hypothesis
import pytest
import schemathesis
from schemathesis import APIOperation, BaseSchema, Case, GenerationMode, Response
from schemathesis.core.failures import FailureGroup
from schemathesis.generation.hypothesis.examples import generate_one
from starlette.applications import Starlette

from api.rest.formats import CSV, JSON
from tests.client import TestClient
from tests.fuzz import rest_hooks  # noqa: F401  # they are registered
from tests.fuzz.conftest import SETTINGS, without_lifespan
from tests.record import ROOT

PATHS = sorted(json.loads((ROOT / "schema" / "openapi.json").read_text())["paths"])
BOTH_WAYS = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]

# One code answers all rows by key, and a nested list is answered by that of its target's list: of
# these every third is in the sample, and of lists each.
OF_A_KEY = [path for path in PATHS if path.startswith("/v1/") and "}" in path]
SAMPLE = [path for path in PATHS if path not in OF_A_KEY] + OF_A_KEY[::3]

# Schemathesis takes seconds of CPU to draw the cases of a path: each is asked in one way at most.
drawn_path = pytest.mark.parametrize("path", SAMPLE[::4])
bounded_path = pytest.mark.parametrize("path", SAMPLE[2::12])
every_path = pytest.mark.parametrize("path", PATHS)
five_seeds = pytest.mark.parametrize("seed", ["1", "2", "3", "4", "5"])


def load(app: Starlette) -> BaseSchema:
    """The contract, bound to the app; but no member may be answered that it lacks."""
    document = json.loads((ROOT / "schema" / "openapi.json").read_text())
    for name, schema in document["components"]["schemas"].items():
        if "properties" in schema and name != "Problem":
            schema["additionalProperties"] = False
    contract = schemathesis.openapi.from_dict(document)
    contract.app, contract.location = without_lifespan(app), "/openapi.json"
    contract.config.request_timeout = 600  # no verdict on a busy machine
    return contract


@pytest.fixture(scope="session")
def contract(app: Starlette, client: TestClient) -> BaseSchema:
    """The contract, for all tests."""
    return load(app)


@pytest.fixture
def own_contract(app: Starlette, client: TestClient) -> BaseSchema:
    """The same for one long test: strategies and cases that it remembers go with the test.

    They are 10 to 100 MB for each path: with the contract of all tests they came to 10 GB.
    """
    return load(app)


def send(case: Case) -> bool:
    """Send a case, check the answer, and tell whether it has data."""
    response = case.call_and_validate()
    return response.status_code == 200 and has_data(response)


def has_data(response: Response) -> bool:
    """Whether an answer has a row; a CSV file begins with its columns."""
    media_type = response.headers["content-type"][0]
    if media_type.startswith(JSON.media_type):
        body = response.json()
        return bool(isinstance(body, dict) and body.get("data"))
    return response.content.count(b"\n") > media_type.startswith(CSV.media_type)


def fuzz(operation: APIOperation, seed: str, examples: int) -> int:
    """Draw requests, half of them meant to be refused; how many answers have had data."""
    with_data = 0

    @hypothesis.seed(seed)
    @hypothesis.settings(SETTINGS, max_examples=examples)
    @hypothesis.given(
        case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
        | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    )
    def ask(case: Case) -> None:
        nonlocal with_data
        with_data += send(case)

    ask()
    return with_data


def boundary_cases(operation: APIOperation) -> Iterator[Case]:
    """The declared examples, and every declared bound, value and type, met and missed by one."""
    for strategy in operation.get_strategies_from_examples():
        yield generate_one(strategy)
    schema = operation.schema
    yield from schema.iter_coverage_cases(
        operation, generation_modes=BOTH_WAYS, generation_config=schema.config.generation
    )


def ask_all(cases: list[Case]) -> None:
    """Send every case, and tell of all that failed at once."""
    failures = []
    for case in cases:
        try:
            send(case)
        except FailureGroup as group:
            failures.append(group)
    if failures:
        raise BaseExceptionGroup(f"{len(failures)} of {len(cases)} requests", failures)


@drawn_path
def test_drawn_requests(contract: BaseSchema, path: str, seed: str) -> None:
    """Valid requests are answered as declared, and invalid ones refused as declared."""
    fuzz(contract[path]["GET"], seed, examples=14)


@bounded_path
def test_boundaries(contract: BaseSchema, path: str, seed: str) -> None:
    """Declared bounds hold to the digit, undeclared methods get 405, repetitions are refused."""
    cases = list(boundary_cases(contract[path]["GET"]))
    ask_all(Random(seed).sample(cases, min(len(cases), 80)))  # noqa: S311


# Hypothesis draws among the first 10,000 rules in the order of their names. Schemathesis infers a
# rule for every two operations with a parameter in common: 10,185 in all, and those that begin a
# walk are the last by name.
RULES_MAX = 8_000


def bound_rules(machine: Any, seed: str) -> None:
    """Keep the rules that begin a walk, and a sample of the others: another one for each seed."""
    rules = machine.setup_state().rules
    roots = [rule for rule in rules if rule.function.__name__ in machine.root_rules]
    others = [rule for rule in rules if rule not in roots]
    sample = Random(seed).sample(others, min(len(others), RULES_MAX - len(roots)))  # noqa: S311
    rules[:] = [*roots, *sample]


def walk(contract: BaseSchema, seed: str, examples: int, steps: int) -> None:
    """Go from answer to answer by the links of the contract."""

    @hypothesis.seed(seed)
    class Walk(contract.as_state_machine()):  # type: ignore[misc]
        pass

    bound_rules(Walk, seed)
    Walk.run(
        settings=hypothesis.settings(SETTINGS, max_examples=examples, stateful_step_count=steps)
    )


# To infer the rules of all operations takes half a minute.
WALKED = [path for path in PATHS if path.startswith(("/v1/countries", "/v1/pledges", "/v1/quotes"))]


def test_links(contract: BaseSchema, seed: str) -> None:
    """What a list answers leads on to the row by itself, and to what hangs below it."""
    walk(contract.include(path=WALKED), seed, examples=5, steps=6)


@pytest.mark.long
@five_seeds
@every_path
def test_many_drawn_requests(own_contract: BaseSchema, path: str, seed: str) -> None:
    """As test_drawn_requests, longer; and every operation that has data to give has given some."""
    assert fuzz(own_contract[path]["GET"], seed, examples=90) or not path.startswith("/v1")


@pytest.mark.long
@every_path
def test_every_boundary(own_contract: BaseSchema, path: str) -> None:
    """As test_boundaries, all of them."""
    ask_all(list(boundary_cases(own_contract[path]["GET"])))


@pytest.mark.long
@five_seeds
def test_many_links(own_contract: BaseSchema, seed: str) -> None:
    """As test_links, longer."""
    walk(own_contract, seed, examples=90, steps=10)

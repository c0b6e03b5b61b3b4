"""REST conforms to its OpenAPI document for any request.

schemathesis reads /openapi.json and draws requests from it: valid ones, which must be answered as
declared, and invalid ones, which must be refused as declared. All of its checks are on. What is put
in for values that no contract can know is told in `rest_hooks`.

`make test` asks a sample, with one seed; `make test-long` asks everything declared, and more drawn
requests with three seeds. Another seed: `pytest tests/fuzz --hypothesis-seed=2`.
"""

import itertools
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

from tests.client import TestClient
from tests.fuzz.conftest import SETTINGS, without_lifespan
from tests.fuzz.record import Record
from tests.fuzz.rest_hooks import excluded_checks, headers, reads_otherwise, settle
from tests.record import ROOT

PATHS = sorted(json.loads((ROOT / "schema" / "openapi.json").read_text())["paths"])
BOTH_WAYS = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]

# One code answers all rows by key, and a nested list is answered by that of its target's list: of
# these every third is in the sample, and of lists each.
OF_A_KEY = [path for path in PATHS if path.startswith("/v1/") and "}" in path]
SAMPLE = [path for path in PATHS if path not in OF_A_KEY] + OF_A_KEY[::3]

# Schemathesis takes seconds of CPU to draw the cases of a path: each is asked in one way at most.
drawn_path = pytest.mark.parametrize("path", SAMPLE[::2])
bounded_path = pytest.mark.parametrize("path", SAMPLE[1::4])
every_path = pytest.mark.parametrize("path", PATHS)
three_seeds = pytest.mark.parametrize("seed", ["1", "2", "3"])


def load(app: Starlette) -> BaseSchema:
    """The contract, bound to the app; but no member may be answered that it lacks."""
    document = json.loads((ROOT / "schema" / "openapi.json").read_text())
    for name, schema in document["components"]["schemas"].items():
        if "properties" in schema and name != "Problem":
            schema["additionalProperties"] = False
    contract = schemathesis.openapi.from_dict(document)
    contract.app, contract.location = without_lifespan(app), "/openapi.json"
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


def fuzz(operation: APIOperation, record: Record, seed: str, examples: int) -> None:
    """Draw requests, half of them meant to be refused, and check each answer."""

    @hypothesis.seed(seed)
    @hypothesis.settings(SETTINGS, max_examples=examples)
    @hypothesis.given(
        case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
        | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    )
    def ask(case: Case) -> None:
        hypothesis.assume(not reads_otherwise(case))
        settle(case, record)
        case.call_and_validate(headers=headers(case), excluded_checks=excluded_checks(case))

    ask()


def boundary_cases(operation: APIOperation) -> Iterator[Case]:
    """The declared examples, and every declared bound, value and type, met and missed by one."""
    for strategy in operation.get_strategies_from_examples():
        yield generate_one(strategy)
    schema = operation.schema
    yield from schema.iter_coverage_cases(
        operation, generation_modes=BOTH_WAYS, generation_config=schema.config.generation
    )


def ask_all(cases: list[Case], record: Record) -> None:
    """Send every case, and tell of all that failed at once."""
    failures = []
    for case in itertools.filterfalse(reads_otherwise, cases):
        settle(case, record)
        try:
            case.call_and_validate(headers=headers(case), excluded_checks=excluded_checks(case))
        except FailureGroup as group:
            failures.append(group)
    if failures:
        raise BaseExceptionGroup(f"{len(failures)} of {len(cases)} requests", failures)


@drawn_path
def test_drawn_requests(contract: BaseSchema, record: Record, path: str, seed: str) -> None:
    """Valid requests are answered as declared, and invalid ones refused as declared."""
    fuzz(contract[path]["GET"], record, seed, examples=16)


@bounded_path
def test_boundaries(contract: BaseSchema, record: Record, path: str, seed: str) -> None:
    """Declared bounds hold to the digit, undeclared methods get 405, repetitions are refused."""
    cases = list(boundary_cases(contract[path]["GET"]))
    ask_all(Random(seed).sample(cases, min(len(cases), 80)), record)  # noqa: S311


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


def walk(contract: BaseSchema, record: Record, seed: str, examples: int, steps: int) -> None:
    """Go from answer to answer by the links of the contract."""

    @hypothesis.seed(seed)
    class Walk(contract.as_state_machine()):  # type: ignore[misc]
        def before_call(self, case: Case) -> None:
            hypothesis.assume(not reads_otherwise(case))
            settle(case, record)

        def get_call_kwargs(self, case: Case) -> dict[str, Any]:
            return {"headers": headers(case)}

        def validate_response(self, response: Response, case: Case, *_: Any, **given: Any) -> None:
            case.validate_response(
                response, excluded_checks=excluded_checks(case), transport_kwargs=given
            )

    bound_rules(Walk, seed)
    Walk.run(
        settings=hypothesis.settings(SETTINGS, max_examples=examples, stateful_step_count=steps)
    )


def test_links(contract: BaseSchema, record: Record, seed: str) -> None:
    """What a list answers leads on to the row by itself, and to what hangs below it."""
    walk(contract, record, seed, examples=8, steps=6)


@pytest.mark.long
@three_seeds
@every_path
def test_many_drawn_requests(
    own_contract: BaseSchema, record: Record, path: str, seed: str
) -> None:
    """As test_drawn_requests, longer."""
    fuzz(own_contract[path]["GET"], record, seed, examples=150)


@pytest.mark.long
@every_path
def test_every_boundary(own_contract: BaseSchema, record: Record, path: str) -> None:
    """As test_boundaries, all of them."""
    ask_all(list(boundary_cases(own_contract[path]["GET"])), record)


@pytest.mark.long
@three_seeds
def test_many_links(own_contract: BaseSchema, record: Record, seed: str) -> None:
    """As test_links, longer."""
    walk(own_contract, record, seed, examples=150, steps=10)

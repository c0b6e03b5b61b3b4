"""GraphQL conforms to its schema for any operation, and each refusal has a code.

schemathesis reads the schema by introspection and draws operations from it for every root field:
some break the schema, and some fit it. What fits may still be refused, say for a code that stands
for no country; with the real values of `graphql_hooks` it has to be answered, or be over a limit.

`make test` asks a sample, with one seed; `make test-long` asks more, with three seeds. Another
seed: `pytest tests/fuzz --hypothesis-seed=2`.
"""

from collections.abc import Callable
from typing import Any

import hypothesis
import pytest
import schemathesis
from schemathesis import BaseSchema, Case, CheckContext, GenerationMode, Response
from schemathesis.specs.openapi.checks import positive_data_acceptance
from starlette.applications import Starlette

from api.graphql.schema.build import SCHEMA
from tests.client import TestClient
from tests.fuzz.conftest import SETTINGS, without_lifespan
from tests.fuzz.graphql_hooks import PARTIAL_DATES, settle
from tests.fuzz.record import Record

assert SCHEMA.query_type
ROOTS = list(SCHEMA.query_type.fields)
MEDIA_TYPES = ("application/graphql-response+json", "application/json")

# One code answers all rows, and one all lists. Drawing an operation takes most of the time, so that
# `make test` asks some roots, in one way each, and `make test-long` all in all three.
some_roots = pytest.mark.parametrize("root", ROOTS[::4])
other_roots = pytest.mark.parametrize("root", ROOTS[1::4])
few_roots = pytest.mark.parametrize("root", ROOTS[2::6])
every_root = pytest.mark.parametrize("root", ROOTS)
three_seeds = pytest.mark.parametrize("seed", ["1", "2", "3"])


@pytest.fixture(scope="session")
def contract(app: Starlette, client: TestClient) -> BaseSchema:
    """The schema as introspected, bound to the app."""
    schemathesis.graphql.scalar("PartialDate", PARTIAL_DATES)
    return schemathesis.graphql.from_asgi("/graphql", without_lifespan(app))


def codes(response: Response) -> set[str | None]:
    """The codes of an answer's errors; None stands for an error without one."""
    errors = response.json().get("errors", [])
    return {error.get("extensions", {}).get("code") for error in errors}


def says_why(_context: CheckContext, response: Response, _case: Case) -> None:
    """Every error has a code, and none is a fault of ours."""
    assert not codes(response) & {None, "INTERNAL_SERVER_ERROR"}, response.text


def headers(case: Case) -> dict[str, str]:
    """Either media type, by turns."""
    return {"Accept": MEDIA_TYPES[len(str(case.body)) % 2]}


def draw(
    contract: BaseSchema, root: str, mode: GenerationMode, seed: str, examples: int
) -> Callable[[Any], Any]:
    """Run a function on operations drawn for a root field."""

    def run(test: Any) -> Any:
        strategy = contract["Query"][root].as_strategy(generation_mode=mode)
        test = hypothesis.settings(SETTINGS, max_examples=examples)(test)
        return hypothesis.seed(seed)(hypothesis.given(strategy)(test))()

    return run


def ask_out_of_nowhere(contract: BaseSchema, root: str, seed: str, examples: int) -> None:
    """Ask with values out of nowhere: each is answered, or refused with a code."""

    @draw(contract, root, GenerationMode.POSITIVE, seed, examples)
    def _asked(case: Case) -> None:
        case.call_and_validate(
            headers=headers(case),
            additional_checks=[says_why],
            excluded_checks=[positive_data_acceptance],
        )


def ask_wrongly(contract: BaseSchema, root: str, seed: str, examples: int) -> None:
    """Ask against the schema: refused with a code, each time."""

    @draw(contract, root, GenerationMode.NEGATIVE, seed, examples)
    def _asked(case: Case) -> None:
        case.call_and_validate(headers=headers(case), additional_checks=[says_why])


def ask_really(contract: BaseSchema, record: Record, root: str, seed: str, examples: int) -> None:
    """Ask with real values: answered, unless over a limit."""

    @draw(contract, root, GenerationMode.POSITIVE, seed, examples)
    def _asked(case: Case) -> None:
        case.body = settle(case.body, SCHEMA, record)
        validate_real(case, case.call(headers=headers(case)))


def validate_real(case: Case, response: Response) -> None:
    """All checks; a refusal is one only for a limit."""
    too_costly = codes(response) == {"TOO_COSTLY"}
    case.validate_response(
        response,
        additional_checks=[says_why],
        excluded_checks=[positive_data_acceptance] if too_costly else [],
    )


@other_roots
def test_values_out_of_nowhere(contract: BaseSchema, root: str, seed: str) -> None:
    """An operation that fits the schema is answered, or refused with a code that says why."""
    ask_out_of_nowhere(contract, root, seed, examples=10)


@few_roots
def test_broken_operations(contract: BaseSchema, root: str, seed: str) -> None:
    """An operation that breaks the schema is refused with a code."""
    ask_wrongly(contract, root, seed, examples=8)


@some_roots
def test_real_values(contract: BaseSchema, record: Record, root: str, seed: str) -> None:
    """An operation with real values is answered, at any depth, unless it is over a limit."""
    ask_really(contract, record, root, seed, examples=10)


def walk(contract: BaseSchema, record: Record, seed: str, examples: int, steps: int) -> None:
    """Ask for a row by what an answer has said of it, and on from there."""

    @hypothesis.seed(seed)
    class Walk(contract.as_state_machine()):  # type: ignore[misc]
        def before_call(self, case: Case) -> None:
            case.body = settle(case.body, SCHEMA, record)

        def get_call_kwargs(self, case: Case) -> dict[str, Any]:
            return {"headers": headers(case)}

        def validate_response(self, response: Response, case: Case, *_: Any, **__: Any) -> None:
            validate_real(case, response)

    Walk.run(
        settings=hypothesis.settings(SETTINGS, max_examples=examples, stateful_step_count=steps)
    )


def test_walks(contract: BaseSchema, record: Record, seed: str) -> None:
    """The slugs and codes that one answer gives are answered by the fields that take them."""
    walk(contract, record, seed, examples=20, steps=5)


@pytest.mark.long
@three_seeds
def test_many_walks(contract: BaseSchema, record: Record, seed: str) -> None:
    """As test_walks, longer."""
    walk(contract, record, seed, examples=150, steps=8)


@pytest.mark.long
@three_seeds
@every_root
def test_many_operations(contract: BaseSchema, record: Record, root: str, seed: str) -> None:
    """As the three tests above, longer."""
    ask_out_of_nowhere(contract, root, seed, examples=75)
    ask_wrongly(contract, root, seed, examples=75)
    ask_really(contract, record, root, seed, examples=150)

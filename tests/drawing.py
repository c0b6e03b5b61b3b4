"""What `make test` draws of many cases, and `make test-long` tries at length."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

Test = Callable[..., None]

# No shrinking: examples are short, and shrinking takes minutes.
_SHORT = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
_LONG = settings(_SHORT, max_examples=2_000, derandomize=False)


def drawn(test: Test) -> Test:
    """Run a test that draws from `data` with 100 examples, the same ones each time."""
    return _SHORT(given(data=st.data())(test))


def drawn_briefly(test: Test) -> Test:
    """The same with 60 examples, for a test whose examples are slow."""
    return settings(_SHORT, max_examples=60)(given(data=st.data())(test))


def sampled(name: str, cases: Iterable[Any], every: int = 2) -> pytest.MarkDecorator:
    """Parametrise a test, of whose cases `make test` has every second or n-th; others are long."""
    return pytest.mark.parametrize(
        name,
        [
            pytest.param(case, id=str(case), marks=[pytest.mark.long] if place % every else [])
            for place, case in enumerate(cases)
        ],
    )


def at_length(test: Test) -> Test:
    """Make a long test of a `drawn` one: 2,000 examples, new ones each time."""
    again = given(data=st.data())(test.hypothesis.inner_test)  # type: ignore[attr-defined]
    return pytest.mark.long(_LONG(again))

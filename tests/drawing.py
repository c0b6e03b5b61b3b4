"""Property tests with Hypothesis: a short run in `make test`, a long one in `make test-long`."""

from collections.abc import Callable

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


def at_length(test: Test) -> Test:
    """Make a long test of a `drawn` one: 2,000 examples, new ones each time."""
    again = given(data=st.data())(test.hypothesis.inner_test)  # type: ignore[attr-defined]
    return pytest.mark.long(_LONG(again))

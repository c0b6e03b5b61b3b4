"""Properties that are held against what Hypothesis draws: in the suite, and at length."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

Test = Callable[..., None]

# No shrinking: what is drawn is shorter than the minutes it takes to make it shorter.
_SHORT = settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
_LONG = settings(_SHORT, max_examples=2_000, derandomize=False)


def drawn(test: Test) -> Test:
    """A test that draws from `data`, run two hundred times: the same draws in every run."""
    return _SHORT(given(data=st.data())(test))


def at_length(test: Test) -> Test:
    """What is `drawn`, as a test of its own that is `long`: two thousand draws, never the same."""
    again = given(data=st.data())(test.hypothesis.inner_test)  # type: ignore[attr-defined]
    return pytest.mark.long(_LONG(again))

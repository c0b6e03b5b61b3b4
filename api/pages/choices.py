"""The fields of forms that take one of several values."""

from collections.abc import Collection

from api.problems import Problem
from schema.suggestions import did_you_mean, nearest


def chosen(text: str | None, parameter: str, values: Collection[str]) -> str | None:
    """A value of a field. Raises `Problem` if the field has no such value."""
    if text is None or text in values:
        return text
    near = nearest(text, values)
    detail = f"{parameter} is one of {', '.join(values)}, not {text!r}{did_you_mean(near)}"
    raise Problem("invalid-value", detail, parameter=parameter)

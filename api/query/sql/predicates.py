"""Conditions as SQL predicates: an operator over a column and bound parameters.

A date of reduced precision is a period. A comparison is true if it is true of the whole period:
`2021` is before 2022, but neither before nor after 2021-06. In these comparisons every month ends
on a 31st, in the column as in the parameter, which keeps the expression over the column simple.
"""

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from api.query.plan import Condition, Parameter
from api.releases.dialects import Dialect
from schema.periods import first_day
from schema.scalars import Kind

Bind = Callable[[object], str]


@dataclass(frozen=True, slots=True)
class DeferredParameter:
    """A statement's parameter whose value comes with the request, and is then converted."""

    parameter: Parameter
    convert: Callable[..., object] | None = None

    def resolve(self, values: Mapping[str, object]) -> object:
        """The value to bind, from the values of the request by name."""
        value = values[self.parameter.name]
        if isinstance(value, tuple):
            value = value[self.parameter.index]
        return self.convert(value) if self.convert else value


def comparison(dialect: Dialect, bind: Bind, condition: Condition, column: str) -> str:
    """The predicate of one condition over one column.

    Of a row whose value is null, `not` is true: it is not known to have one of the values.
    """
    operator, value, kind = condition.operator, condition.value, condition.filter.kind
    if operator == "isnull":
        return f"{column} IS {'' if value else 'NOT '}NULL"
    if operator == "not":
        one = comparison(dialect, bind, replace(condition, operator="in"), column)
        unknown = f"{column} IS NULL OR " if condition.filter.nullable else ""
        return f"({unknown}NOT ({one}))"
    values = value if isinstance(value, tuple) else (value,)
    if kind is Kind.date:
        holds = _DATES["eq" if operator == "in" else operator]
        terms = [holds(bind, column, v) for v in values]
        return f"({' OR '.join(terms)})" if terms[1:] else terms[0]
    if operator == "contains":
        return dialect.has_text(column, bind(value))
    if kind is Kind.choices:
        terms = [dialect.has_choice(column, bind(v)) for v in values]
        return f"({' OR '.join(terms)})" if terms[1:] else terms[0]
    bound = ", ".join(dialect.typed(kind, bind(v)) for v in values)
    if kind is Kind.texts:
        return dialect.has_item(column, bound)
    if operator == "in":
        return f"{column} IN ({bound})"
    return f"{column} {_SIGNS[operator]} {bound}"


_SIGNS = {"eq": "=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}


def last_day_as_31st(text: str) -> str:
    """The last day of a date, as if every month had 31 days: `2021-02` gives `2021-02-31`.

    The last day of a month becomes its 31st as well: `2021-02-28` gives `2021-02-31`.
    """
    if len(text) == 4:
        return f"{text}-12-31"
    year, month = int(text[:4]), int(text[5:7])
    is_last = len(text) == 7 or int(text[8:]) == calendar.monthrange(year, month)[1]
    return f"{text[:7]}-31" if is_last else text


def shortest_from(text: str) -> str:
    """The smallest text of a date that begins with the first day of a date, or later.

    `2021-01-01` gives `2021`, which begins on that day and sorts before it.
    """
    day = first_day(text)
    return day.removesuffix("-01").removesuffix("-01")


def _first(column: str) -> str:
    return f"substr({column} || '-01-01', 1, 10)"


def _last(column: str) -> str:
    return (
        f"CASE length({column}) WHEN 4 THEN {column} || '-12-31'"
        f" WHEN 7 THEN {column} || '-31' ELSE {column} END"
    )


def _bound(bind: Bind, value: object, convert: Callable[[str], str]) -> str:
    if isinstance(value, Parameter):
        return bind(DeferredParameter(value, convert))
    return bind(convert(str(value)))


# Each has a plain comparison of the column beside that of the period: an index serves it.
_DATES: dict[str, Callable[[Bind, str, object], str]] = {
    "eq": lambda bind, column, value: (
        f"({column} >= {_bound(bind, value, shortest_from)}"
        f" AND {column} <= {_bound(bind, value, last_day_as_31st)}"
        f" AND {_first(column)} >= {_bound(bind, value, first_day)}"
        f" AND {_last(column)} <= {_bound(bind, value, last_day_as_31st)})"
    ),
    "lt": lambda bind, column, value: (
        f"({column} < {_bound(bind, value, first_day)}"
        f" AND {_last(column)} < {_bound(bind, value, first_day)})"
    ),
    "lte": lambda bind, column, value: (
        f"({column} <= {_bound(bind, value, last_day_as_31st)}"
        f" AND {_last(column)} <= {_bound(bind, value, last_day_as_31st)})"
    ),
    "gt": lambda bind, column, value: (
        f"({column} > {_bound(bind, value, last_day_as_31st)}"
        f" AND {_first(column)} > {_bound(bind, value, last_day_as_31st)})"
    ),
    "gte": lambda bind, column, value: (
        f"({column} >= {_bound(bind, value, shortest_from)}"
        f" AND {_first(column)} >= {_bound(bind, value, first_day)})"
    ),
}

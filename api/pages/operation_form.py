"""The form of an operation: a field for what people need most of each column, and its values."""

from typing import NamedTuple

from api.pages.operations import ColumnRow, Input, Operation, column_rows, parameter_input
from api.rest.openapi.values import Json
from api.rest.plans import DATES

_ROWS = "10"  # that the form asks for while nothing was sent


class Form(NamedTuple):
    """The form of an operation.

    Args:
        columns: The columns of its rows, each with its filters.
        filters: The filters that are no columns.
        path_parameters: The parameters of the path, each with its field.
        parameters: The others, each with its field.
        filter_count: How many parameters filter.
        values: What stands in the fields.
        filled: The columns and filters of which a field has a value.
        hidden: What was sent and has no field, so that the next request keeps it.
    """

    columns: list[ColumnRow]
    filters: list[ColumnRow]
    path_parameters: list[tuple[Json, Input]]
    parameters: list[tuple[Json, Input]]
    filter_count: int
    values: dict[str, str]
    filled: frozenset[str]
    hidden: dict[str, str]


def form_of(shown: Operation, given: list[tuple[str, str]], filled: list[tuple[str, str]]) -> Form:
    """The form of an operation.

    Args:
        shown: The operation.
        given: The request that was sent, name by name.
        filled: The request that the page shows: that one, or an example.
    """
    resource = shown.resource
    rows: tuple[ColumnRow, ...] = ()
    if resource is not None:
        rows = column_rows(resource.name, with_filters=shown.is_list)
    in_path = {each["name"] for each in shown.path_parameters}
    rows = tuple(_without(row, in_path) for row in rows)
    names = {name for row in rows for _sign, name in row.operators}
    others = [each for each in shown.parameters if each["name"] not in names]
    in_form = [
        *(each.name for row in rows for each in row.inputs),
        *(each["name"] for each in others),
    ]
    values = _values(given, shown, filled)
    return Form(
        [row for row in rows if row.nullable is not None],
        [row for row in rows if row.nullable is None],
        [_with_input(shown, each) for each in others if each["in"] == "path"],
        [_with_input(shown, each) for each in others if each["in"] != "path"],
        len(names),
        values,
        frozenset(name.partition("__")[0] for name in values),
        {n: v for n, v in values.items() if n not in in_form and _is_filter(shown, n)},
    )


def _values(
    given: list[tuple[str, str]], shown: Operation, filled: list[tuple[str, str]]
) -> dict[str, str]:
    """What stands in the form: what was sent, else what the path cannot do without."""
    values: dict[str, str] = {}
    if filled != given:
        names = {each["name"] for each in shown.path_parameters}
        values = {name: value for name, value in filled if name in names}
        values |= {"limit": _ROWS} if any(name == "limit" for name, _value in filled) else {}
    for name, value in given:
        values[name] = f"{values[name]},{value}" if name in values else value
    return values


def _is_filter(shown: Operation, name: str) -> bool:
    """Whether a parameter filters rows, by whichever operator."""
    return shown.resource is not None and name.partition("__")[0] in shown.resource.filters


def _without(row: ColumnRow, names: set[str]) -> ColumnRow:
    """A row without the filters whose names stand for parts of the path."""
    if row.name not in names:
        return row
    operators = tuple(each for each in row.operators if each[1] not in names)
    return row._replace(
        operators=operators, inputs=tuple(each for each in row.inputs if each.name not in names)
    )


def _with_input(shown: Operation, parameter: Json) -> tuple[Json, Input]:
    return parameter, parameter_input(shown, parameter, _hint(parameter, shown))


def _hint(parameter: Json, shown: Operation) -> str:
    """What stands in an empty field: a date shows how dates are written."""
    resource, name = shown.resource, parameter["name"]
    if resource is not None and name == "sort":
        return ",".join(resource.query.order)
    if resource is not None and name == "fields":
        return ",".join(list(resource.fields)[:3])
    return "2021-03-01" if name in DATES else ""

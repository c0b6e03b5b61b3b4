"""The JSON Schemas of values: of columns in answers, of filters in addresses, of vocabularies."""

from typing import Any

from api.limits import IN_VALUES_MAX
from api.query.plan import Holds, UnknownReason
from api.query.values import DATE_PATTERN, FIGURE_MAX, INTEGER_MAX, TEXT_MAX
from schema import RESOURCES, VOCABULARIES
from schema.coverage import EmptyReason
from schema.filters import Field
from schema.scalars import Kind

Json = dict[str, Any]


def reference(name: str) -> Json:
    """A reference to a schema of the document's components."""
    return {"$ref": f"#/components/schemas/{name}"}


def nullable(schema: Json) -> Json:
    """The schema of a value that may be null as well."""
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    return schema | {"type": [schema["type"], "null"]}


def object_schema(properties: Json, required: list[str] | None = None) -> Json:
    """An object; all of its properties are required unless `required` says otherwise.

    It is open to more: columns and members are added within a version of the contract.
    """
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties) if required is None else required,
    }


# A date in an answer. Not a reference: generators of classes would wrap each date in a class.
# Which days there are is in the pattern of dates in addresses.
DATE: Json = {"type": "string", "pattern": "^\\d{4}(-\\d\\d){0,2}$"}

_INTEGER: Json = {"type": "integer", "minimum": -INTEGER_MAX, "maximum": INTEGER_MAX}

_COLUMNS: dict[Kind, Json] = {
    Kind.slug: {"type": "string"},
    Kind.text: {"type": "string"},
    Kind.integer: _INTEGER,
    Kind.figure: {"type": "number"},
    Kind.flag: {"type": "boolean"},
    Kind.date: DATE,
    Kind.url: {"type": "string", "format": "iri"},  # as printed, not percent-encoded here
    Kind.texts: {"type": "array", "items": {"type": "string"}},
}


def column_schema(field: Field) -> Json:
    """The schema of a column's value, with the description of the column."""
    described = {"description": field.description}
    if field.kind is Kind.json:
        return described  # any value
    if field.vocabulary is None:
        schema = _COLUMNS[field.kind]
    else:
        schema = reference(field.vocabulary.__name__)
        if field.kind is Kind.choices:
            schema = {"type": "array", "items": schema}
    return (nullable(schema) if field.nullable else schema) | described


# The schemas that parameters refer to, of one value and, with an s at the end, of several.
FILTER_VALUES: dict[str, Json] = {
    "Key": {"type": "string", "minLength": 1, "maxLength": TEXT_MAX, "pattern": "^[^\\x00,]+$"},
    "Text": {
        "type": "string",
        "minLength": 1,
        "maxLength": TEXT_MAX,
        "pattern": "^[^\\x00]+$",
    },
    "Date": {
        "type": "string",
        "pattern": DATE_PATTERN,
        "description": "A year, a month or a day: `2021`, `2021-03` or `2021-03-01`.",
    },
    "Integer": _INTEGER,
    "Figure": {"type": "number", "minimum": -FIGURE_MAX, "maximum": FIGURE_MAX},
}

_FILTERS: dict[Kind, Json] = {
    Kind.slug: reference("Key"),
    Kind.text: reference("Text"),
    Kind.url: reference("Text"),
    Kind.texts: reference("Text"),
    Kind.integer: reference("Integer"),
    Kind.figure: reference("Figure"),
    Kind.date: reference("Date"),
    Kind.flag: {"type": "boolean"},
}


SEVERAL_VALUES: dict[str, Json] = {
    f"{name}s": {
        "type": "array",
        "minItems": 1,
        "maxItems": IN_VALUES_MAX,
        "items": reference(name),
    }
    for name in FILTER_VALUES
}


def filter_schema(kind: Kind, vocabulary: type | None) -> Json:
    """The schema of one value that a filter is compared with."""
    return _FILTERS[kind] if vocabulary is None else reference(vocabulary.__name__)


def several(value: Json) -> Json:
    """The schema of one or more values of a filter."""
    name = value.get("$ref", "").rpartition("/")[2]
    if name in FILTER_VALUES:
        return reference(f"{name}s")
    return {"type": "array", "minItems": 1, "items": value}


def vocabulary_schemas() -> Json:
    """The schemas of the vocabularies, with the definition of each value in the description.

    The sources of the terms are in the data dictionary.
    """
    of_columns = {f.vocabulary for r in RESOURCES.values() for f in r.fields.values()}
    named = {n: v for n, v in VOCABULARIES.items() if v in of_columns or v is EmptyReason}
    named |= {Holds.__name__: Holds, "HoldsReason": UnknownReason}
    return {
        name: {
            "type": "string",
            "enum": [str(member) for member in vocabulary],
            "description": "\n".join(
                [f"{vocabulary.__doc__}\n", *(f"- `{m}`: {m.definition}" for m in vocabulary)]
            ),
        }
        for name, vocabulary in named.items()
    }

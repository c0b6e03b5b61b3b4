"""What differs for clients between two JSON Schemas of two OpenAPI documents.

Keywords that the contract does not use, such as `allOf`, are refused, so that none is passed over
in silence.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.contract.changes import BESIDE, KEEP, OPTIONAL, Change, NotComparedError

Json = dict[str, Any]

_NOT_COMPARED = ("allOf", "not", "if", "prefixItems", "patternProperties")
_LOWER_BOUNDS = ("minimum", "minLength", "minItems")
_UPPER_BOUNDS = ("maximum", "maxLength", "maxItems")
_ANY = "any value"


class Documents(NamedTuple):
    """Both documents, and the component schemas that are in use.

    Each of these is once in `used`, as what is sent and as what is received: so recursive schemas
    are compared once.
    """

    old: Json
    new: Json
    used: list[tuple[str, bool]]


def resolved(document: Json, value: Json) -> Json:
    """What a value stands for: itself, or what its `$ref` leads to."""
    while "$ref" in value:
        target = document
        for name in value["$ref"].removeprefix("#/").split("/"):
            target = target[name]
        value = target
    return value


def _types(document: Json, schema: Json, name: str = "") -> dict[str, Json]:
    """By name, the types that a value may have, each with the schema that describes it.

    Objects and enums go by the name of their component: generators make types of them.
    """
    if "$ref" in schema:
        *_, name = schema["$ref"].split("/")
        return _types(document, resolved(document, schema), name)
    if used := [keyword for keyword in _NOT_COMPARED if keyword in schema]:
        raise NotComparedError(f"schemas with {used[0]} are not compared")
    if "anyOf" in schema or "oneOf" in schema:
        members = schema.get("anyOf") or schema["oneOf"]
        return {k: v for member in members for k, v in _types(document, member).items()}
    kinds = schema.get("type", _ANY)
    return {_called(kind, schema, name): schema
            for kind in ([kinds] if isinstance(kinds, str) else kinds)}  # fmt: skip


def _called(kind: str, schema: Json, name: str) -> str:
    if name and kind != "null" and (kind == "object" or "enum" in schema):
        return name
    return f"{kind} ({schema['format']})" if "format" in schema else kind


def changes_of_schema(
    documents: Documents, old: Json, new: Json, where: str, *, is_sent: bool
) -> Iterator[Change]:
    """The changes of a schema.

    Args:
        documents: Both documents.
        old: The schema in the old one.
        new: The schema in the new one.
        where: What it is the schema of.
        is_sent: Whether clients send such values; otherwise they get them.
    """
    before, after = _types(documents.old, old), _types(documents.new, new)
    known, possible = (after, before) if is_sent else (before, after)
    for kind in sorted(possible.keys() - known.keys()) if _ANY not in known else ():
        if not (kind == "integer" and "number" in known):
            what = "takes no" if is_sent else "may be of another type:"
            yield Change(f"{where} {what} {kind}{' any more' * is_sent}.", BESIDE)
    for kind in [kind for kind in before if kind in after]:
        if kind not in documents.old.get("components", {}).get("schemas", {}):
            yield from changes_of_type(documents, before[kind], after[kind], where, is_sent=is_sent)
        elif (kind, is_sent) not in documents.used:
            documents.used.append((kind, is_sent))


def changes_of_type(
    documents: Documents, old: Json, new: Json, where: str, *, is_sent: bool
) -> Iterator[Change]:
    """The changes of what is one type in both documents."""
    yield from _values(old, new, where, is_sent=is_sent)
    yield from _bounds(old, new, where) if is_sent else ()
    yield from _members(documents, old, new, where, is_sent=is_sent)


def _values(old: Json, new: Json, where: str, *, is_sent: bool) -> Iterator[Change]:
    before, after = _enum(old), _enum(new)
    if before is None or after is None:
        if before is not after and (after is None) is not is_sent:
            takes = "has only certain values now" if is_sent else "may have any value now"
            yield Change(f"{where} {takes}.", BESIDE)
        return
    for value in before:
        if value not in after:
            yield Change(f"{where}: value {value} is gone.", KEEP)
    for value in after:
        if value not in before and not is_sent:
            yield Change(f"{where}: value {value} is new.", value=value)


def _enum(schema: Json) -> list[str] | None:
    """The only values that a schema admits, as text; None if there are others."""
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    return None if values is None else [str(value) for value in values]


def _bounds(old: Json, new: Json, where: str) -> Iterator[Change]:
    for bound in (*_LOWER_BOUNDS, *_UPPER_BOUNDS):
        sign = 1 if bound in _LOWER_BOUNDS else -1
        if bound in new and (bound not in old or sign * new[bound] > sign * old[bound]):
            yield Change(f"{where} is narrower: {bound} is {new[bound]}.", BESIDE)
    for rule in ("pattern", "multipleOf", "uniqueItems"):
        if new.get(rule) and new[rule] != old.get(rule):
            yield Change(f"{where} has another rule: {rule} is {new[rule]}.", BESIDE)


def _members(
    documents: Documents, old: Json, new: Json, where: str, *, is_sent: bool
) -> Iterator[Change]:
    """The changes of the properties of objects and of the items of arrays."""
    properties = new.get("properties", {})
    for name, schema in old.get("properties", {}).items():
        if name not in properties:
            yield Change(f"{where}: property {name} is gone.", KEEP)
        else:
            at = f"{where}.{name}"
            yield from changes_of_schema(documents, schema, properties[name], at, is_sent=is_sent)
    required, required_now = set(old.get("required", ())), set(new.get("required", ()))
    for name in sorted(required_now - required if is_sent else required - required_now):
        if is_sent or name in properties:
            what = "is required now" if is_sent else "may be absent now"
            yield Change(f"{where}: property {name} {what}.", OPTIONAL if is_sent else BESIDE)
    for part, mark in (("items", "[]"), ("additionalProperties", ".*")):
        pair = [schema.get(part, {}) for schema in (old, new)]
        if any(pair) and False not in pair:
            pair = [{} if schema is True else schema for schema in pair]
            yield from changes_of_schema(documents, *pair, f"{where}{mark}", is_sent=is_sent)

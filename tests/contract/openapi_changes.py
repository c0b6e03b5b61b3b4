"""What differs for clients between two OpenAPI documents.

A client reads responses with code that was generated from the old document: whatever may come that
was not declared breaks it. It sends requests by the old document: whatever is not taken any more
breaks it. Names that generators make names of (operations, their first tag, schemas) have to stay.

Operations are compared here, schemas in `schema_changes`. Request bodies are refused, so that none
is passed over in silence: the contract has none.
"""

from collections.abc import Iterator

from tests.contract.changes import BESIDE, KEEP, OPTIONAL, Change, NotComparedError
from tests.contract.schema_changes import (
    Documents,
    Json,
    changes_of_schema,
    changes_of_type,
    resolved,
)


def openapi_changes(old: Json, new: Json) -> list[Change]:
    """The changes from one document to another that a client may notice, each once."""
    documents = Documents(old, new, [])
    found = [*_gone_schemas(old, new), *_operations(documents)]
    for name, is_sent in documents.used:  # which grows meanwhile
        pair = (document["components"]["schemas"][name] for document in (old, new))
        found += changes_of_type(documents, *pair, name, is_sent=is_sent)
    return list(dict.fromkeys(found))


def _gone_schemas(old: Json, new: Json) -> Iterator[Change]:
    schemas = [document.get("components", {}).get("schemas", {}) for document in (old, new)]
    for name in sorted(schemas[0].keys() - schemas[1].keys()):
        yield Change(f"Schema {name} is gone, or has another name.", KEEP)


def _operations(documents: Documents) -> Iterator[Change]:
    for path, methods in documents.old["paths"].items():
        for method, old in methods.items():
            where = f"{method.upper()} {path}"
            new = documents.new["paths"].get(path, {}).get(method)
            if new is None:
                yield Change(f"{where} is gone.", KEEP)
                continue
            if "requestBody" in old or "requestBody" in new:
                raise NotComparedError(f"{where} has a request body")
            yield from _names(documents, old, new, where)
            yield from _parameters(documents, old, new, where)
            yield from _responses(documents, old, new, where)


def _names(documents: Documents, old: Json, new: Json, where: str) -> Iterator[Change]:
    if old.get("operationId") != new.get("operationId"):
        yield Change(f"{where} has another operationId: {new.get('operationId')}.", BESIDE)
    if old.get("tags", [])[:1] != new.get("tags", [])[:1]:
        yield Change(f"{where} has another first tag, by which clients are divided.", BESIDE)
    defaults = documents.old.get("security", []), documents.new.get("security", [])
    if old.get("security", defaults[0]) != new.get("security", defaults[1]):
        yield Change(f"{where} asks for other credentials.", OPTIONAL)


def _parameters(documents: Documents, old: Json, new: Json, where: str) -> Iterator[Change]:
    olds = _by_place(documents.old, old)
    news = _by_place(documents.new, new)
    for place, (reference, before) in olds.items():
        if place not in news:
            yield Change(f"{where}: parameter {place[1]} is gone.", KEEP)
            continue
        new_reference, after = news[place]
        is_shared = reference and reference == new_reference
        at = f"Parameter {place[1]}" if is_shared else f"{where}, parameter {place[1]}"
        yield from _parameter(documents, before, after, at)
    for place, (_, after) in news.items():
        if place not in olds and after.get("required"):
            yield Change(f"{where}: parameter {place[1]} is new and required.", OPTIONAL)


def _by_place(document: Json, operation: Json) -> dict[tuple[str, str], tuple[str, Json]]:
    """By place and name, the parameters of an operation with their references ("" for none)."""
    used = operation.get("parameters", [])
    pairs = [(value.get("$ref", ""), resolved(document, value)) for value in used]
    return {(value["in"], value["name"]): (ref, value) for ref, value in pairs}


def _parameter(documents: Documents, old: Json, new: Json, where: str) -> Iterator[Change]:
    if new.get("required") and not old.get("required"):
        yield Change(f"{where} is required now.", OPTIONAL)
    if _style(old) != _style(new):
        yield Change(f"{where} is written otherwise: {_style(new)}.", BESIDE)
    defaults = [resolved(d, value["schema"]).get("default")
                for d, value in ((documents.old, old), (documents.new, new))]  # fmt: skip
    if defaults[0] != defaults[1]:
        yield Change(f"{where} has another default: {defaults[1]}.", BESIDE)
    yield from changes_of_schema(documents, old["schema"], new["schema"], where, is_sent=True)


def _style(parameter: Json) -> str:
    style = parameter.get("style", "form" if parameter["in"] in ("query", "cookie") else "simple")
    explode = parameter.get("explode", style == "form")
    return f"style {style}, {'with' if explode else 'without'} explode"


def _responses(documents: Documents, old: Json, new: Json, where: str) -> Iterator[Change]:
    for status, used in old.get("responses", {}).items():
        if status not in new.get("responses", {}):
            yield Change(f"{where}: status {status} is gone.", KEEP)
            continue
        used_now = new["responses"][status]
        before, after = resolved(documents.old, used), resolved(documents.new, used_now)
        is_shared = "$ref" in used and used == used_now
        at = f"Response {used['$ref'].rpartition('/')[2]}" if is_shared else f"{where}, {status}"
        for part, called in (("content", "media type"), ("headers", "header field")):
            for name, value in before.get(part, {}).items():
                if name not in after.get(part, {}):
                    yield Change(f"{at}: {called} {name} is gone.", KEEP)
                    continue
                value_old = resolved(documents.old, value).get("schema", {})
                value_new = resolved(documents.new, after[part][name]).get("schema", {})
                called_here = f"{at}, {called} {name}"
                yield from changes_of_schema(
                    documents, value_old, value_new, called_here, is_sent=False
                )

"""Each kind of change that breaks a client is named, and what is added is not.

Documents of a few lines, each compared with another in both directions.
"""

from typing import Any

import pytest

from tests.contract.changes import NotComparedError, breaks, is_bound, unannounced
from tests.contract.graphql_changes import graphql_changes
from tests.contract.openapi_changes import openapi_changes

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
NUMBER: Json = {"type": "number"}
NOTHING: Json = {"type": "null"}
WIDE: Json = {"type": "array", "items": TEXT, "maxItems": 250}


def document(**operation: Any) -> Json:
    """A document with one operation."""
    components = {key: operation.pop(key) for key in list(operation) if key == "components"}
    get = {"operationId": "listCats", "tags": ["cats"], "responses": {}} | operation
    return {"paths": {"/cats": {"get": get}}, **components}


def takes(schema: Json, **keywords: Any) -> Json:
    """A document with a parameter."""
    return document(parameters=[{"name": "q", "in": "query", "schema": schema, **keywords}])


def answers(schema: Json, **schemas: Json) -> Json:
    """A document with a response, and with component schemas."""
    content = {"application/json": {"schema": schema}}
    return document(responses={"200": {"content": content}}, components={"schemas": schemas})


def cat(required: list[str], **properties: Json) -> Json:
    """A document that answers an object."""
    return answers({"type": "object", "properties": properties, "required": required})


def has(name: str, **members: Json) -> Json:
    """A document whose response has a member of a name."""
    return document(responses={"200": members}) | {"components": {"headers": {name: {}}}}


def ref(name: str) -> Json:
    """A reference to a component schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def tree(**leaf: Json) -> Json:
    """A document that answers a recursive schema."""
    children = {"type": "array", "items": ref("Tree")}
    members = {"children": children, "leaf": leaf}
    return answers(ref("Tree"), Tree={"type": "object", "properties": members})


def kinds(*values: str) -> Json:
    """A document that takes and answers a vocabulary."""
    parameters = [{"name": "kind", "in": "query", "schema": ref("Kind")}]
    content = {"application/json": {"schema": ref("Kind")}}
    schemas = {"Kind": {"type": "string", "enum": list(values)}}
    return document(
        parameters=parameters,
        responses={"200": {"content": content}},
        components={"schemas": schemas},
    )


PETS: dict[str, Json] = {"Cat": {"type": "object"}, "Dog": {"type": "object"}}
CSV: Json = {"content": {"text/csv": {"schema": TEXT}}}

# Two documents; what breaks from the first to the second, and from the second to the first.
CASES: dict[str, tuple[Json, Json, str, str]] = {
    "path": (document(), {"paths": {}}, "GET /cats is gone", ""),
    "operation": (
        document(), {"paths": {"/cats": {"put": {}}}}, "GET /cats is gone", "PUT /cats is gone",
    ),
    "operation id": (
        document(), document(operationId="cats"),
        "another operationId: cats", "another operationId: listCats",
    ),
    "first tag": (document(), document(tags=["dogs"]), "another first tag", "another first tag"),
    "security": (document(), document(security=[{"key": []}]), "other credentials", "credentials"),
    "parameter": (takes(TEXT), document(), "parameter q is gone", ""),
    "new parameter": (document(), takes(TEXT, required=True), "new and required", "q is gone"),
    "required parameter": (takes(TEXT), takes(TEXT, required=True), "q is required now", ""),
    "default": (takes({"default": 1}), takes({"default": 2}), "another default: 2", "default: 1"),
    "explode": (
        takes(WIDE), takes(WIDE, explode=False), "form, without explode", "form, with explode",
    ),
    "array to scalar": (takes(WIDE), takes(TEXT), "q takes no array", "q takes no string"),
    "narrower type": (takes(NUMBER), takes({"type": "integer"}), "q takes no number", ""),
    "narrower length": (takes(WIDE), takes(WIDE | {"maxItems": 9}), "maxItems is 9", ""),
    "narrower bound": (takes(NUMBER), takes(NUMBER | {"minimum": 0}), "minimum is 0", ""),
    "pattern": (takes(TEXT), takes(TEXT | {"pattern": "^a"}), "pattern is ^a", ""),
    "only certain values": (takes(TEXT), takes(TEXT | {"enum": ["a"]}), "certain values", ""),
    "value of a parameter": (
        takes({"enum": ["a", "b"]}), takes({"enum": ["a"]}), "q: value b is gone", "",
    ),
    "value of a vocabulary": (kinds("a", "b"), kinds("a"), "Kind: value b is gone", ""),
    "status": (document(responses={"200": CSV, "206": {}}), document(responses={"200": CSV}),
               "status 206 is gone", ""),
    "media type": (has("E", **CSV), has("E"), "200: media type text/csv is gone", ""),
    "header field": (
        has("E", headers={"E": {"$ref": "#/components/headers/E"}}), has("E"),
        "200: header field E is gone", "",
    ),
    "property": (cat([], name=TEXT), cat([]), "json: property name is gone", ""),
    "type of a property": (
        cat([], name=TEXT), cat([], name=NUMBER), ".name may be of another type: number", "string",
    ),
    "format": (
        cat([], day=TEXT), cat([], day=TEXT | {"format": "date"}),
        ".day may be of another type: string (date)", ".day may be of another type: string",
    ),
    "nullable property": (
        cat([], name=TEXT), cat([], name={"type": ["string", "null"]}), "type: null", "",
    ),
    "certain property": (
        cat(["name"], name=TEXT), cat([], name=TEXT), "property name may be absent now", "",
    ),
    "open values": (
        cat([], kind=TEXT | {"enum": ["a"]}), cat([], kind=TEXT), ".kind may have any value", "",
    ),
    "items": (
        answers({"type": "array", "items": TEXT}), answers({"type": "array", "items": NUMBER}),
        "json[] may be of another type: number", "string",
    ),
    "additional properties": (
        answers({"type": "object", "additionalProperties": TEXT}),
        answers({"type": "object", "additionalProperties": {"anyOf": [TEXT, NOTHING]}}),
        "json.* may be of another type: null", "",
    ),
    "one more type of object": (
        answers({"oneOf": [ref("Cat")]}, **PETS),
        answers({"oneOf": [ref("Cat"), ref("Dog")]}, **PETS),
        "another type: Dog", "",
    ),
    "name of a component": (
        answers(ref("Cat"), Cat={"type": "object"}), answers(ref("Pet"), Pet={"type": "object"}),
        "Schema Cat is gone, or has another name", "Schema Pet is gone, or has another name",
    ),
    "in a recursive schema": (
        tree(**TEXT), tree(**NUMBER), "Tree.leaf may be of another type: number", "string",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_breaks_a_client_of_rest_is_named(case: str) -> None:
    """Once, where it is, and not where the other direction allows it."""
    before, after, forwards, backwards = CASES[case]
    for old, new, expected in ((before, after, forwards), (after, before, backwards)):
        sentences = [change.sentence for change in openapi_changes(old, new) if change.instead]
        assert any(expected in sentence for sentence in sentences) if expected else not sentences
        assert openapi_changes(old, old) == []


def test_a_keyword_that_is_not_compared_is_refused() -> None:
    """So that nothing of a later contract is passed over."""
    for unknown in (answers({"allOf": [TEXT]}), document(requestBody={})):
        with pytest.raises(NotComparedError):
            openapi_changes(unknown, unknown)


SDL = """
type Query { cat(name: String, first: Int = 1): Cat pets: [Pet] }
type Cat { name: String! kind: Kind }
type Dog { name: String }
union Pet = Cat
enum Kind { HOUSE WILD }
"""


@pytest.mark.parametrize(
    ("old", "new", "forwards", "backwards"),
    [
        ("kind: Kind", "", "Cat.kind was removed", ""),
        ("name: String!", "name: String", "Cat.name changed type", ""),
        ("name: String,", "name: String!,", "Query.cat(name:) has changed type", ""),
        (
            "first: Int",
            "of: Int! first: Int",
            "argument Query.cat(of:) was added",
            "Query.cat(of:) was removed",
        ),
        ("Int = 1", "Int = 2", "defaultValue", "defaultValue"),
        ("= Cat", "= Cat | Dog", "Dog was added to union", "Dog was removed from union"),
        ("WILD", "", "WILD was removed", ""),
        ("Dog", "Hound", "Dog was removed", "Hound was removed"),
    ],
)
def test_what_breaks_a_client_of_graphql_is_named(
    old: str, new: str, forwards: str, backwards: str
) -> None:
    """What is added may come: fields, optional arguments, values of enums."""
    changed = SDL.replace(old, new, 1)
    assert changed != SDL
    for before, after, expected in ((SDL, changed, forwards), (changed, SDL, backwards)):
        lines = breaks(graphql_changes(before, after))
        assert any(expected in line for line in lines) if expected else lines == [], lines


def test_a_break_says_what_to_do_instead() -> None:
    """In one line."""
    (line,) = breaks(openapi_changes(cat([], name=TEXT), cat([])))
    assert line == (
        "GET /cats, 200, media type application/json: property name is gone. Instead: keep it"
        " beside what takes its place, marked as deprecated for a year at least, until /v2."
    )


def test_a_new_value_is_allowed_and_announced() -> None:
    """It is in the changelog, or named."""
    changes = openapi_changes(kinds("a"), kinds("a", "b"))
    assert breaks(changes) == []
    assert unannounced(changes, "- Cats have a kind `b`.") == []
    assert unannounced(changes, "- Cats have kinds.") == ["Kind: value b is new."]


@pytest.mark.parametrize(
    ("released", "software", "bound"),
    [
        ("3.0.0", "3.0.1.dev0", True),
        ("3.0.0", "3.1.0", True),
        ("3.2.0", "4.0.0.dev0", False),
        ("3.0.0.dev0", "3.0.0", False),
        ("2.1.0", "3.0.0.dev0", False),
    ],
)
def test_a_released_version_binds_its_major_version(
    released: str, software: str, bound: bool
) -> None:
    """A pre-release binds nothing."""
    assert is_bound(released, software) is bound

"""What breaks clients between two GraphQL schemas, as graphql-core finds it.

New values of enums are allowed; `schema_changes` names them, as vocabularies have the same in REST.
"""

from graphql import (
    BreakingChangeType,
    DangerousChangeType,
    build_schema,
    find_breaking_changes,
    find_dangerous_changes,
)

from tests.contract.changes import BESIDE, KEEP, OPTIONAL, Change

_OPTIONAL = {
    BreakingChangeType.REQUIRED_ARG_ADDED,
    BreakingChangeType.REQUIRED_INPUT_FIELD_ADDED,
    BreakingChangeType.REQUIRED_DIRECTIVE_ARG_ADDED,
}
_CHANGED = {
    BreakingChangeType.ARG_CHANGED_KIND,
    BreakingChangeType.FIELD_CHANGED_KIND,
    BreakingChangeType.TYPE_CHANGED_KIND,
}
# What graphql-core calls dangerous and breaks a client here: the same request is answered
# otherwise, or with an object of a type that the client has no code for.
_BREAKING_HERE = {
    DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE,
    DangerousChangeType.TYPE_ADDED_TO_UNION,
}


def graphql_changes(old: str, new: str) -> list[Change]:
    """The changes from one schema to another, both as SDL, that break a client."""
    before, after = build_schema(old), build_schema(new)
    found = [(c.description, _instead(c.type)) for c in find_breaking_changes(before, after)]
    dangerous = find_dangerous_changes(before, after)
    found += [(c.description, BESIDE) for c in dangerous if c.type in _BREAKING_HERE]
    return [Change(f"schema.graphql: {text.rstrip('.')}.", instead) for text, instead in found]


def _instead(kind: BreakingChangeType) -> str:
    if kind in _OPTIONAL:
        return OPTIONAL
    return BESIDE if kind in _CHANGED else KEEP

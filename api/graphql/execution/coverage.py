"""`coverage` of a root field's list in the compiled path: a JSON text that is bound per request."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from api.graphql.schema.names import global_id
from api.query.coverage import find_coverage, plan_subject
from api.query.plan import Parameter, Plan
from api.query.shape import CoverageText
from api.releases.coverage import CoverageIndex
from schema import RESOURCES
from schema.figures import json_text

_COVERAGE = "coverage"


def number_coverage(root: Plan | str, number: int) -> Plan | str:
    """A root field's plan with parameters of its own: two root fields may share a fragment."""
    if isinstance(root, str) or not any(coverage_texts_of(root)):
        return root
    shape = tuple(
        replace(part, parameter=Parameter(f"{number} {part.key} {_COVERAGE}"))
        if isinstance(part, CoverageText)
        else part
        for part in root.shape or ()
    )
    return replace(root, shape=shape)


def coverage_texts_of(plan: Plan) -> Iterator[CoverageText]:
    """The coverage parts of a list."""
    return (part for part in plan.shape or () if isinstance(part, CoverageText))


def coverage_json(
    plan: Plan,
    text: CoverageText,
    values: Mapping[str, Any],
    aliases: Mapping[str, str],
    index: CoverageIndex,
) -> str:
    """The coverage of a list that has rows, with the selected fields under their response keys."""
    coverage = find_coverage(index, plan_subject(plan, values))
    members: dict[str, Any] = {
        "__typename": "Coverage",
        "level": coverage and coverage.level.name.upper(),
        "emptyReason": None,
        "sources": [global_id(RESOURCES["sources"], s) for s in coverage.sources]
        if coverage
        else [],
        "from": coverage and coverage.covered_from,
        "to": coverage and coverage.covered_to,
    }
    return json_text({aliases.get(key, key): members[name] for key, name in text.fields})

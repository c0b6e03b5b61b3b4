"""The data dictionary: resources with their columns, vocabularies, and how resources are joined."""

from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from markupsafe import Markup

from api.graphql.schema import names as graphql_names
from api.http.caching import body_tag
from api.http.request import Request
from api.http.response import Response
from api.pages import change_words, pledge_words, quote_words
from api.pages.charts.arcs import arc_diagram
from api.pages.charts.bars import Bar, bar_chart
from api.pages.operations import KINDS, column_rows
from api.pages.site import page
from api.pages.wording import gas, listed, words
from api.problems import Problem
from api.query.plan import Holds, UnknownReason
from schema import RESOURCES, VOCABULARIES
from schema.actors import ACTOR, ACTOR_ID
from schema.filters import ALIASED_RESOURCES
from schema.pledge_terms import PledgeKind
from schema.resource import Resource
from schema.scalars import OPERATOR_MEANINGS, OPERATORS
from schema.series import Gas
from schema.suggestions import did_you_mean, nearest
from schema.validity import THEN
from schema.vocabulary import Vocabulary

_SHEET = "docs.css"
# With those that answers have and no column.
DICTIONARY: dict[str, type[Vocabulary]] = {
    **VOCABULARIES,
    "Holds": Holds,
    "HoldsReason": UnknownReason,
}
_SOURCES = "sources"  # to which every resource leads
_OF_ANY_ROW = ("import-notes", "changes")  # whose `resource` and `row_id` name it
# How pages word values, where it is not the value with spaces.
_ON_PAGES: dict[str, Mapping[Any, str]] = {
    "ChangeKind": change_words.KINDS,
    "Gas": {value: gas(value) for value in Gas},
    "PledgeKind": {value: pledge_words.kind(value) for value in PledgeKind},
    "PledgeStatus": pledge_words.STATUSES,
    "QuoteKind": quote_words.KINDS,
}


class Joined(NamedTuple):
    """A resource and those that it is joined with, by the columns that refer to a row.

    Args:
        resource: The resource.
        to: The resources that its rows refer to, the sources aside.
        of: The resources whose rows refer to it.
        besides: What its rows refer to by columns that may also hold something else, or "".
    """

    resource: Resource
    to: list[str]
    of: list[str]
    besides: str


async def dictionary(request: Request) -> Response:
    """GET /dictionary: all resources and vocabularies."""
    pairs, root = references(), request.app.root
    label = "Which resource refers to which"
    actors = [resource.name for resource in RESOURCES.values() if resource.actor]
    drawn = {pair for pair in pairs if pair[1] not in ALIASED_RESOURCES or pair[0] not in actors}
    return page(
        request,
        "dictionary.html",
        sheet=_SHEET,
        sentence=_sentence(pairs),
        diagram=arc_diagram(list(RESOURCES), drawn, actors, f"{root}/dictionary/", label),
        bars=_bars(pairs, root),
        joined=[_joined(resource, pairs) for resource in RESOURCES.values()],
        vocabularies=DICTIONARY,
        operators=[_operator(name) for name in OPERATOR_MEANINGS],
        kinds=[(words, OPERATORS[kind]) for kind, words in KINDS.items()],
    )


def _operator(name: str) -> tuple[str, str, str]:
    """An operator as REST writes it, as GraphQL does, and its meaning.

    `eq` and `in` have no suffix in REST: a bare name takes one value or several.
    """
    bare = {"eq": "column=value", "in": "column=value,value"}
    rest = bare.get(name, f"column__{name}=value")
    return rest, graphql_names.OPERATOR_NAMES.get(name, name), OPERATOR_MEANINGS[name]


def _in_graphql(resource: Resource) -> dict[str, str]:
    """The field of GraphQL for each column: its own, or that of the row that it names."""
    named = {column: field for field, column in graphql_names.columns(resource.name).items()}
    for field, relation in graphql_names.relations(resource.name).items():
        if not relation.many:
            named.setdefault(relation.local, field)
    if resource.actor:
        named.setdefault(ACTOR_ID, ACTOR)
    return named


@cache
def references() -> frozenset[tuple[str, str]]:
    """From which resource columns refer to which, the sources aside."""
    return frozenset(
        (resource.name, relation.target)
        for resource in RESOURCES.values()
        for relation in resource.relations
        if not relation.many and relation.target != _SOURCES
    )


def _joined(resource: Resource, pairs: frozenset[tuple[str, str]]) -> Joined:
    to = [name for name in RESOURCES if (resource.name, name) in pairs]
    of = [name for name in RESOURCES if (name, resource.name) in pairs]
    besides = "sources that it is derived from" if "derived_from" in resource.fields else ""
    if resource.name in _OF_ANY_ROW:
        besides = "a row of any resource"
    return Joined(resource, to, of, besides)


def _bars(pairs: frozenset[tuple[str, str]], root: str) -> Markup:
    """How many resources refer to each of those that others refer to most."""
    of = Counter(target for _name, target in pairs)
    bars = [Bar(name, n, str(n), f"{root}/dictionary/{name}") for name, n in of.most_common(10)]
    return bar_chart(bars, "How many resources refer to it")


def _sentence(pairs: frozenset[tuple[str, str]]) -> str:
    """The sentence that answers, made from the declarations."""
    columns = sum(len(resource.fields) for resource in RESOURCES.values())
    of = Counter(target for _name, target in pairs)
    joined = listed([f"{name} ({number})" for name, number in of.most_common(3)])
    return (
        f"{len(RESOURCES)} resources have {columns} columns, and {len(DICTIONARY)} vocabularies say"
        f" what their values mean. They refer most to {joined}."
    )


async def dictionary_entry(request: Request) -> Response:
    """GET /dictionary/{name}: a resource or a vocabulary."""
    name = request.parameters["name"]
    if name in RESOURCES:
        return _resource_page(request, RESOURCES[name])
    if name in DICTIONARY:
        return _vocabulary_page(request, name)
    by_lower = {each.lower(): each for each in (*RESOURCES, *DICTIONARY)}
    if name.lower() in by_lower:
        location = f"{request.app.root}/dictionary/{by_lower[name.lower()]}".encode()
        headers = [(b"location", location), (b"cache-control", b"public, max-age=300")]
        return Response(308, b"", headers, body_tag(location))
    near = nearest(name, (*RESOURCES, *DICTIONARY))
    detail = f"the dictionary has no resource or vocabulary {name}{did_you_mean(near)}"
    raise Problem("not-found", detail, suggestions=near)


def _on_pages(name: str, value: str) -> str:
    """How pages word a value of a vocabulary; "" where it is the value with spaces."""
    worded = _ON_PAGES.get(name, {}).get(value, "")
    return "" if worded == words(value) else worded


def _resource_page(request: Request, resource: Resource) -> Response:
    columns = column_rows(resource.name, with_filters=False)
    names = dict.fromkeys(row.vocabulary for row in columns if row.vocabulary)
    return page(
        request,
        "dictionary_resource.html",
        sheet=_SHEET,
        resource=resource,
        columns=columns,
        in_graphql=_in_graphql(resource),
        relations=_relations(resource),
        vocabularies={name: DICTIONARY[name] for name in names},
        on_pages=_on_pages,
        operation=f"list{''.join(part.capitalize() for part in resource.name.split('-'))}",
    )


def _relations(resource: Resource) -> list[tuple[str, Any]]:
    """The relations of a resource with their names, and those that are of the date of a row."""
    then = resource.then.relations if resource.then else ()
    return [
        *((relation.name, relation) for relation in resource.relations),
        *((f"{THEN}.{relation.name}", relation) for relation in then),
    ]


def _vocabulary_page(request: Request, name: str) -> Response:
    return page(
        request,
        "dictionary_vocabulary.html",
        sheet=_SHEET,
        name=name,
        vocabulary=DICTIONARY[name],
        on_pages=_on_pages,
        used=[
            (resource.name, field.name)
            for resource in RESOURCES.values()
            for field in resource.fields.values()
            if field.vocabulary is DICTIONARY[name]
        ],
    )

"""Everything that this server has is documented on its own pages, by the registries of the code.

The pages are those that links lead to from the guides, the reference, the dictionary and the
problems: what no link leads to is not documented.
"""

import json
import re
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    get_named_type,
    is_introspection_type,
    is_specified_scalar_type,
)

from api import limits
from api.app import ROUTES
from api.graphql.schema.build import SCHEMA
from api.http import metric_names
from api.http.router import Router
from api.pages.dictionary import DICTIONARY
from api.pages.operation import OTHER_ADDRESSES
from api.pages.operations import operations_of
from api.problems import PROBLEMS
from api.rest.openapi.operations import RESOURCE_OPERATIONS
from api.rest.query_params import list_parameters
from api.settings import Settings
from schema import RESOURCES
from schema.resource import Resource
from schema.scalars import OPERATOR_MEANINGS
from tests.client import TestClient
from tests.conftest import once_a_run

_STARTS = ("/guides", "/reference", "/dictionary", "/problems", "/downloads")
_LINK = re.compile(r'<a[^>]* href="([^"#?]+)')
_OPERATIONS = operations_of(Router(ROUTES))


@pytest.fixture(scope="module")
def site(client: TestClient, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages of the documentation, by path: their HTML, without places to break lines."""

    def make(folder: Path) -> str:
        file = folder / "pages.json"
        file.write_text(json.dumps(_documentation(client)), "utf-8")
        return str(file)

    path = Path(once_a_run(tmp_path_factory, "documentation", make))
    pages: dict[str, str] = json.loads(path.read_text("utf-8"))
    return pages


def _documentation(client: TestClient) -> dict[str, str]:
    """The pages that links lead to from the starts."""
    pages: dict[str, str] = {}
    paths = list(_STARTS)
    while paths:
        path = paths.pop()
        if path in pages:
            continue
        answer = client.get(path)
        assert answer.status_code == 200, path
        pages[path] = unescape(answer.text.replace("<wbr>", ""))
        paths += [link for link in _LINK.findall(answer.text) if link.startswith(_STARTS)]
    return pages


def _has_words(page: str, words: str) -> bool:
    """Whether a page has a text of the declarations, whose words in backquotes are code."""
    return words.replace("`", "") in _text(page)


@cache
def _text(page: str) -> str:
    return re.sub(r"<[^>]+>", "", page)


def test_every_route_is_documented(site: dict[str, str]) -> None:
    """As an operation with a page, or among the other addresses of the reference."""
    declared = {operation.path for operation in _OPERATIONS.values()}
    templates = {*RESOURCE_OPERATIONS, "/v1/{resource}/{key}/{nested}"}
    for route in ROUTES:
        is_between = route.path == "/v1/releases/{pair}/{nested}"
        if route.path in templates or is_between or route.path in declared:
            continue
        assert route.path in OTHER_ADDRESSES, route.path
    assert OTHER_ADDRESSES.keys() <= {route.path for route in ROUTES}
    for address, words in OTHER_ADDRESSES.items():
        assert f"<code>{address}</code>" in site["/reference"]
        assert _has_words(site["/reference"], words)
    for name, operation in _OPERATIONS.items():
        assert f"<code>{operation.path}</code>" in site[f"/reference/{name}"]


@pytest.mark.parametrize("resource", RESOURCES.values(), ids=lambda resource: resource.name)
def test_every_parameter_and_column_is_documented(site: dict[str, str], resource: Resource) -> None:
    """On the page of the list, with what it means; columns in the dictionary too."""
    operation = next(
        each
        for each in _OPERATIONS.values()
        if each.resource is resource and each.is_list and "{" not in each.path
    )
    page = site[f"/reference/{operation.id}"]
    named = set(re.findall(r'<span title="(\w+)">', page))
    named |= set(re.findall(r'<th scope="row"><code>(\w+)</code></th>', page))
    undeclared = {"bom", "known_by", "holds", "as_of"} - {
        each["name"] for each in operation.parameters
    }
    assert set(list_parameters(resource)) - undeclared <= named
    for field in resource.fields.values():
        for place in (page, site[f"/dictionary/{resource.name}"]):
            assert f"<code>{field.name}</code>" in place
            assert _has_words(place, field.description)
    for relation in resource.relations:
        assert f"<code>{relation.name}</code>" in page
        assert _has_words(page, relation.description)


def test_parameters_of_files_are_documented(site: dict[str, str]) -> None:
    """Those that only files take."""
    assert "<code>bom</code>" in site["/reference/downloadCsv"]


def test_every_value_of_a_vocabulary_is_documented(site: dict[str, str]) -> None:
    """With its definition."""
    for name, vocabulary in DICTIONARY.items():
        page = site[f"/dictionary/{name}"]
        for member in vocabulary:
            assert f"<code>{member.value}</code>" in page
            assert member.definition
            assert _has_words(page, member.definition)


def test_every_operator_is_documented(site: dict[str, str]) -> None:
    """With its meaning."""
    for name, meaning in OPERATOR_MEANINGS.items():
        assert f"<code>{name}</code>" in site["/dictionary"]
        assert _has_words(site["/dictionary"], meaning)


def test_every_problem_is_documented(site: dict[str, str]) -> None:
    """On a page of its own, and in the guide on errors, with the way out."""
    for slug, problem in PROBLEMS.items():
        for path in (f"/problems/{slug}", "/guides/errors"):
            assert _has_words(site[path], problem.explanation), slug
            assert _has_words(site[path], problem.remedy), slug


_TYPES = SCHEMA.type_map
_QUERY = SCHEMA.type_map["Query"]
assert isinstance(_QUERY, GraphQLObjectType)
_ROOTS: dict[str, GraphQLField] = _QUERY.fields
_OUTPUT = [
    each
    for each in _TYPES.values()
    if isinstance(each, (GraphQLObjectType, GraphQLInterfaceType))
    and not is_introspection_type(each)
    and each is not _QUERY
]
_ROWS = [each for each in _OUTPUT if not each.name.endswith(("Connection", "Edge"))]


def _has_field(page: str, name: str, field: GraphQLField) -> None:
    """Asserts that a page has a field and its arguments, each with its description."""
    described = {name: field.description}
    described |= {each: argument.description for each, argument in field.args.items()}
    for each, description in described.items():
        assert f"<code>{each}</code>" in page, (name, each)
        assert description
        assert _has_words(page, description), (name, each)


@pytest.mark.parametrize("field", _ROOTS)
def test_every_field_of_query_is_documented(site: dict[str, str], field: str) -> None:
    """In the list of all, and with its arguments on the page of the type that it answers."""
    declared = _ROOTS[field]
    assert f"<code>{field}</code>" in site["/reference/graphql"]
    name = get_named_type(declared.type).name.removesuffix("Connection")
    _has_field(site[f"/reference/graphql/{name}"], field, declared)


@pytest.mark.parametrize("type_", _ROWS, ids=lambda type_: type_.name)
def test_every_type_of_graphql_is_documented(
    site: dict[str, str], type_: GraphQLObjectType | GraphQLInterfaceType
) -> None:
    """Its fields with their arguments, the conditions of `where` and the keys of `orderBy`."""
    page = site[f"/reference/graphql/{type_.name}"]
    assert type_.description
    assert _has_words(page, type_.description)
    for name, field in type_.fields.items():
        _has_field(page, name, field)
    where, order = (_TYPES.get(f"{type_.name}{kind}") for kind in ("Where", "Order"))
    if isinstance(where, GraphQLInputObjectType):
        for name, condition in where.fields.items():
            (row,) = re.findall(rf"<tr><th[^>]*><code>{name}</code>.*?</tr>", _fields(page))
            assert condition.description
            assert _has_words(row, condition.description)
            for operator in getattr(get_named_type(condition.type), "fields", ()):
                assert f"<span>{operator}</span>" in row.partition("where: ")[2], (name, operator)
    if isinstance(order, GraphQLEnumType):
        for key in order.values:
            assert f"<code>{re.sub('_(A|DE)SC$', '', key)}</code>" in page


def _fields(page: str) -> str:
    """The section of a page that has the fields of a type."""
    return page.partition('id="fields"')[2].partition("</section>")[0]


def test_what_all_types_of_graphql_share_is_documented(site: dict[str, str]) -> None:
    """Lists and edges, the operators of filters, scalars; other enums are vocabularies."""
    page = site["/reference/graphql"]
    for type_ in _OUTPUT:
        if type_ not in _ROWS:
            for name, field in type_.fields.items():
                _has_field(page, name, field)
    for other in _TYPES.values():
        if isinstance(other, GraphQLInputObjectType) and other.name.endswith("Filter"):
            for name, operator in other.fields.items():
                assert f"<code>{name}</code>" in page
                assert operator.description
                assert _has_words(page, operator.description)
        elif isinstance(other, GraphQLScalarType) and not is_specified_scalar_type(other):
            assert f"<code>{other.name}</code>" in page
        elif isinstance(other, GraphQLEnumType) and not is_introspection_type(other):
            assert other.name in DICTIONARY or other.name.endswith("Order"), other.name


def test_every_limit_is_documented(site: dict[str, str]) -> None:
    """With its value."""
    rows = re.findall(r"<tr>.*?</tr>", site["/guides/errors"], re.DOTALL)
    for name, value in vars(limits).items():
        if name.isupper():
            (row,) = [row for row in rows if f"<code>{name}</code>" in row]
            assert f"{value:,}" in row


def test_every_setting_is_documented(site: dict[str, str]) -> None:
    """With its default, in the guide on running a server."""
    rows = re.findall(r"<tr>.*?</tr>", site["/guides/running"], re.S)
    for name, field in Settings.model_fields.items():
        named = [row for row in rows if f"<code>{name.upper()}</code>" in row]
        assert named, name
        shown = field.default in ("", None) or f"<code>{field.default}</code>" in "".join(named)
        assert shown, name


def test_every_metric_is_documented(site: dict[str, str]) -> None:
    """Those of the server and of its processes."""
    own = (
        *metric_names.COUNTERS,
        *metric_names.GAUGES,
        *("problems_total", "refused_total", "requests_total"),
        metric_names.LATENCY[0],
        metric_names.RELEASE_INFO[0],
    )
    shown = site["/guides/running"]
    for name in own:
        assert f"<code>{metric_names.PREFIX}{name}</code>" in shown, name
    for name in (*metric_names.PROCESS_GAUGES, metric_names.PROCESS_CPU):
        assert f"<code>{name}</code>" in shown, name


def test_every_guide_is_reached(site: dict[str, str]) -> None:
    """And no page of the documentation has a mark of a template that was not filled."""
    assert sum(path.startswith("/guides/") for path in site) >= 15
    assert [path for path, page in site.items() if re.search(r"\{[{%]", page)] == []

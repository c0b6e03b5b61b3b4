"""The compiled path and the executor give equal answers, to whatever may be asked."""

import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import strategies as st

from api.app import create_app
from api.graphql.http import document_cache
from api.graphql.schema.names import columns as columns_of
from api.graphql.schema.names import (
    field_name,
    filters,
    operators,
    order_name,
    plural,
    relations,
    singular,
)
from api.query.dates import accepts_as_of, accepts_known_by
from api.settings import Settings
from schema import RESOURCES
from schema.filters import Filter
from schema.relations import Relation, Then
from schema.resource import Resource
from schema.scalars import Kind
from tests.client import TestClient
from tests.drawing import drawn

DEPTH = 3
SOURCES = RESOURCES["sources"]


@pytest.fixture(scope="module")
def executor(database_url: str) -> Iterator[TestClient]:
    """The same record, answered without compiling."""
    app = create_app(Settings(database_url=database_url, graphql_compile=False))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def _any(what: Filter) -> list[Any]:
    """Values for a filter of which no row at hand has one."""
    if what.vocabulary is not None:
        return [str(member) for member in what.vocabulary]
    return {
        Kind.date: ["2021", "2021-03"],
        Kind.integer: [2050],
        Kind.figure: [30],
        Kind.flag: [True],
    }.get(what.kind, ["China", "eu"])


_UNLISTED = (Kind.figure, Kind.date, Kind.flag)


class Asker:
    """Writes queries that validate: the choices are Hypothesis's, the values the record's."""

    def __init__(
        self, draw: Any, values: dict[str, dict[str, list[Any]]], *, searched: bool = False
    ) -> None:
        """`searched`: only conditions whose share of the rows statistics tell."""
        self.searched = searched
        self.draw = draw
        self.values = values
        self.variables: dict[str, tuple[str, Any]] = {}
        self.keys = 0

    def chance(self, per_cent: int) -> bool:
        return bool(self.draw(st.integers(0, 99)) < per_cent)

    def some(self, of: list[Any], least: int = 1, most: int = 4) -> list[Any]:
        most = min(most, len(of))
        return list(
            self.draw(
                st.lists(st.sampled_from(of), min_size=min(least, most), max_size=most, unique=True)
            )
        )

    def alias(self) -> str:
        self.keys += 1
        return f"k{self.keys}: " if self.chance(30) else ""

    def query(self) -> str:
        roots = [self.root() for _ in range(self.draw(st.integers(1, 2)))]
        body = " ".join(f"r{i}: {root}" for i, root in enumerate(roots))
        declared = ", ".join(f"${n}: {t}" for n, (t, _) in self.variables.items())
        extra = " __typename" if self.chance(20) else ""
        extra += " release { slug }" if self.chance(20) else ""
        return f"query{f'({declared})' if declared else ''} {{ {body}{extra} }}"

    def root(self) -> str:
        resource = self.draw(st.sampled_from(list(RESOURCES.values())))
        known = self.values[resource.name][resource.key]
        key = self.draw(st.sampled_from([*known[:20], "no-such-row"]))
        match self.draw(st.integers(0, 3)):
            case 0:
                name = "code" if resource.key == "code" else "slug"
                asked = self.value(key, "String!")
                return f"{singular(resource)}({name}: {asked}) {self.row(resource, DEPTH)}"
            case 1:
                return (
                    f'node(id: "{resource.name}/{key}")'
                    f" {{ id __typename ... on {resource.type_name} {self.row(resource, DEPTH)} }}"
                )
        return self.connection(plural(resource), resource, DEPTH)

    def value(self, value: str, type_: str) -> str:
        if not self.chance(40):
            return f'"{value}"'
        name = f"v{len(self.variables)}"
        self.variables[name] = (type_, value)
        return f"${name}"

    def row(self, resource: Resource, depth: int) -> str:
        names = [*columns_of(resource.name), "id", "__typename"]
        picked = [f"{self.alias()}{n}" if n != "id" else n for n in self.some(names)]
        if resource.validity and self.chance(40):
            picked += [f"{self.alias()}holds", f"{self.alias()}holdsReason"]
        if depth:
            for name in self.some(list(relations(resource.name)), least=0, most=2):
                relation = relations(resource.name)[name]
                target = RESOURCES[relation.target]
                if relation.many:
                    below = self.connection(name, target, depth - 1, relation)
                    picked.append(self.alias() + below)
                else:
                    picked.append(f"{self.alias()}{name} {self.row(target, depth - 1)}")
        if depth and resource.then and self.chance(50):
            picked.append(f"{self.alias()}then {self.then(resource.then, depth - 1)}")
        if depth and resource.actor and self.chance(30):
            picked.append(f"{self.alias()}actor {self.actor(resource, depth - 1)}")
        text = " ".join(self.deduplicated(picked))
        if self.chance(15):
            text += f" ... on {resource.type_name} {{ slugAgain: __typename }}"
        if self.chance(10):
            text += f" ... @include(if: {'true' if self.chance(50) else 'false'}) {{ late: id }}"
        return f"{{ {text} }}"

    def then(self, then: Then, depth: int) -> str:
        """What the date of a row leads to: its lists have no `asOf` of their own."""
        members = []
        for relation in self.some(list(then.relations)):
            name, target = field_name(relation.name), RESOURCES[relation.target]
            if relation.many:
                below = self.connection(name, target, depth, relation, is_dated=True)
            else:
                below = f"{name} {self.row(target, depth)}"
            members.append(self.alias() + below)
        return f"{{ {' '.join(members)}{' __typename' if self.chance(20) else ''} }}"

    def actor(self, resource: Resource, depth: int) -> str:
        """Fields of the interface, and fields of one kind or of several in fragments."""
        common = [*self.some(["id", "code", "name", "aliases", "actorKind", "__typename"])]
        if depth and self.chance(40):
            common.append(self.connection("pledges", RESOURCES["pledges"], depth - 1))
        kinds = [RESOURCES[relation.target] for relation in resource.actor_relations]
        fragments = (
            f"... on {kind.type_name} {{ below{kind.type_name}: source {self.row(SOURCES, 0)} }}"
            for kind in self.some(kinds, least=0)
        )
        return f"{{ {' '.join([*common, *fragments])} }}"

    @staticmethod
    def deduplicated(picked: list[str]) -> list[str]:
        """One field a response key: two that differ would not merge."""
        return list(
            {p.split("(")[0].split("{")[0].split(":")[0].strip(): p for p in picked}.values()
        )

    def date(self) -> str:
        date = self.draw(st.sampled_from(["2021-03-02", "2019-06-01", "2016", "2020-09", "1800"]))
        return date[:4] if self.chance(20) else self.value(date, "PartialDate!")

    def connection(
        self,
        name: str,
        resource: Resource,
        depth: int,
        relation: Relation | None = None,
        *,
        is_dated: bool = False,
    ) -> str:
        arguments = self.arguments(resource, relation, is_dated=is_dated)
        parts = []
        if self.chance(70):
            parts.append(f"{self.alias()}nodes {self.row(resource, depth)}")
        if self.chance(40):
            cursor = "cursor " if self.chance(70) else ""
            parts.append(f"{self.alias()}edges {{ {cursor}node {self.row(resource, depth)} }}")
        if self.chance(40):
            parts.append("pageInfo { hasNextPage hasPreviousPage startCursor endCursor }")
        if self.chance(25):
            fields = self.some(["level", "emptyReason", "sources", "from", "to", "__typename"])
            parts.append(f"{self.alias()}coverage {{ {self.alias()}{' '.join(fields)} }}")
        if resource.defaults and not self.searched and self.chance(40):
            parts.append(f"{self.alias()}defaults")
        if self.chance(40) or not parts:
            parts.append(f"{self.alias()}totalCount")
        return f"{name}{arguments} {{ {' '.join(parts)} }}"

    def arguments(
        self, resource: Resource, relation: Relation | None, *, is_dated: bool = False
    ) -> str:
        found = [f"{'last' if self.chance(25) else 'first'}: {self.draw(st.integers(0, 4))}"]
        if self.chance(50):
            keys = self.some(list(resource.sortable), most=2)
            signed = [order_name(f"-{k}" if self.chance(50) else k) for k in keys]
            found.append(f"orderBy: [{', '.join(signed)}]")
        if self.chance(60):
            found.append(f"where: {{{self.where(resource)}}}")
        if resource.defaults and not self.searched and self.chance(30):
            found.append(f"defaults: {self.draw(st.sampled_from(['true', 'false']))}")
        is_likely = accepts_as_of(resource, relation=relation) or "where: {group" in found[-1]
        if not is_dated and accepts_as_of(resource, resource.link_filters, relation):
            is_dated = self.chance(50 if is_likely else 2)
            found += [f"asOf: {self.date()}"] if is_dated else []
        if is_dated and self.chance(30):
            states = ["TRUE", "UNKNOWN", *(["FALSE"] if resource.validity else [])]
            found.append(f"holds: {self.draw(st.sampled_from(states))}")
        if accepts_known_by(resource) and self.chance(20):
            found.append(f"knownBy: {self.date()}")
        return f"({', '.join(found)})"

    def where(self, resource: Resource) -> str:
        conditions = []
        takes_all = not self.searched
        named = [n for n, f in filters(resource.name).items() if f.is_compared or takes_all]
        for name in self.some(named, most=2):
            what = filters(resource.name)[name]
            takes = operators(resource.name, what.name)
            left_out = {"not"} | ({"in"} if what.kind in _UNLISTED else set())
            takes = {n: o for n, o in takes.items() if takes_all or o not in left_out}
            operator = self.draw(st.sampled_from(list(takes)))
            asked = self.asked(resource, what, takes[operator])
            if asked is not None:
                conditions.append(f"{name}: {{{operator}: {asked}}}")
        return ", ".join(conditions)

    def asked(self, resource: Resource, what: Filter, operator: str) -> str | None:
        if operator == "isnull" or not what.is_compared:
            return self.draw(st.sampled_from(["true", "false"]))
        known = self.values[resource.name].get(what.column) or _any(what)
        value = self.draw(st.sampled_from(known))
        if what.through and what.resolves:
            value = {"countries": "china", "groups": "g20"}[what.resolves]
        text = self.written(what, value)
        return f"[{text}]" if operator in ("in", "not") else text

    def written(self, what: Filter, value: Any) -> str:
        if what.kind is Kind.choice:
            return str(value).upper()
        if what.kind is Kind.flag:
            return "true" if value else "false"
        if isinstance(value, int | float):
            return str(value)
        text = str(value).replace("\\", "").replace('"', "")[:200]
        text = "nothing-of-the-kind" if self.chance(5) else text
        is_date = what.kind is Kind.date
        return f'"{text}"' if is_date else self.value(text, "String!")


@pytest.fixture(scope="module")
def values(client: TestClient) -> dict[str, dict[str, list[Any]]]:
    """What is asked for."""
    return some_values(client)


def some_values(client: TestClient) -> dict[str, dict[str, list[Any]]]:
    """Some real values of every column."""
    found: dict[str, dict[str, list[Any]]] = {}
    for name, resource in RESOURCES.items():
        rows = client.get(f"/v1/{name}?limit=60").json()["data"]
        random.Random(7).shuffle(rows)  # noqa: S311  # no secret
        found[name] = {
            column: [v for v in (_single(row[column]) for row in rows) if v not in (None, "")]
            for column in resource.fields
        }
    return found


def _single(value: Any) -> Any:
    return (value[0] if value else None) if isinstance(value, list) else value


def check_one(
    client: TestClient,
    executor: TestClient,
    values: Any,
    data: st.DataObject,
    *,
    has_own_statistics: bool = False,
) -> None:
    """Ask both; the answers must be equal, order of fields included.

    With `has_own_statistics` they estimate the work by statistics of two databases.
    """
    asker = Asker(data.draw, values)
    query = asker.query()
    variables = {name: value for name, (_, value) in asker.variables.items()}
    for text in (query, other_words(query)):
        body = {"query": text, "variables": variables}
        ours, theirs = (c.post("/graphql", json=body).json() for c in (client, executor))
        if has_own_statistics:
            for answer in (ours, theirs):
                answer.get("extensions", {}).get("cost", {}).pop("units", None)
        assert ours == theirs, text
        assert list(_keys(ours)) == list(_keys(theirs)), text


def other_words(query: str) -> str:
    """The same shape under other aliases, with other values and other white space."""
    query = re.sub(r"\bk(\d+):", r"other\1 :", query)
    query = re.sub(r"\b20(\d\d)\b", lambda found: f"20{(int(found[1]) + 7) % 100:02}", query)
    return query.replace(" {", ",\n{ # a comment\n")


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner)


@drawn
def test_both_paths_agree(
    client: TestClient, executor: TestClient, values: Any, data: st.DataObject
) -> None:
    """Generated operations, answer for answer."""
    check_one(client, executor, values, data)


@pytest.mark.parametrize(
    ("type_", "use", "value"),
    [
        ("String", "pledges(where: {slug: {eq: $x}}) { totalCount }", None),
        ("String", "pledges(where: {country: {eq: $x}}) { totalCount }", None),
        ("Int", "pledges(where: {targetYear: {gte: $x}}) { totalCount }", None),
        ("PartialDate", "quotes(where: {saidOn: {lt: $x}}) { totalCount }", None),
        ("PartialDate", "pledges(asOf: $x) { totalCount }", None),
        ("String", "release(slug: $x) { slug }", None),
        ("String", "pledges(where: {slug: {eq: $x}}) { totalCount }", ""),
        ("String", "pledges(where: {country: {eq: $x}}) { totalCount }", "Narnia"),
        ("String!", "country(code: $x) { name }", "Närnia"),
        ("String!", "pledge(slug: $x) { id }", ""),
        ("Int", "pledges(where: {targetYear: {gte: $x}}) { totalCount }", 2050.0),
        ("Int", "pledges(first: $x, where: {targetYear: {gt: $x}}) { nodes { slug } }", 3),
        ("String", "countries(where: {code: {eq: $x}, alpha2: {eq: $x}}) { totalCount }", "CN"),
        ("Int", "pledges(where: {targetYear: {gte: $x}}) { totalCount }", "2050"),
        ("Int", "pledges(where: {targetYear: {gte: $x}}) { totalCount }", True),
        ("Float", "emissionsShares(where: {sharePercent: {gt: $x}}) { totalCount }", 3),
        ("Float", "emissionsShares(where: {sharePercent: {gt: $x}}) { totalCount }", 1e300),
        ("PledgeStatus", "pledges(where: {status: {eq: $x}}) { totalCount }", "IN_LAW"),
        ("PledgeStatus", "pledges(where: {status: {eq: $x}}) { totalCount }", "in_law"),
        ("PartialDate", "pledges(asOf: $x) { totalCount }", "2021-02-30"),
        ("String!", "country(code: $x) { name }", ["CHN"]),
        ("[String!]", "pledges(where: {slug: {in: $x}}) { totalCount }", "chn-net-zero-2060"),
        ("PledgeWhere", "pledges(where: $x) { totalCount }", {"status": {"eq": "IN_LAW"}}),
    ],
)
def test_both_paths_agree_on_variables(
    client: TestClient, executor: TestClient, type_: str, use: str, value: Any
) -> None:
    """Variables are coerced alike. Null is no text "None": it is refused or counts as absent."""
    body = {"query": f"query($x: {type_}) {{ {use} }}", "variables": {"x": value}}
    ours, theirs = (c.post("/graphql", json=body).json() for c in (client, executor))
    assert ours == theirs


@pytest.mark.parametrize(
    ("type_", "use"),
    [
        ("[String!]", "countries(where: {code: {in: $x}}) { totalCount nodes { code } }"),
        ("String!", "countries(where: {code: {in: [$x]}}) { totalCount nodes { code } }"),
        ("String!", "countries(where: {code: {in: [$x, FRA]}}) { nodes { code } }"),
        (
            "String!",
            "country(code: $x) { code } countries(where: {code: {in: [$x]}}) { totalCount }",
        ),
        ("String!", "countries(where: {q: $x}) { totalCount }"),
        ("String!", "a: countries(where: {q: $x, code: {ne: $x}}) { totalCount }"),
    ],
)
def test_both_paths_agree_on_variables_that_change_the_statement(
    client: TestClient, executor: TestClient, type_: str, use: str
) -> None:
    """One operation with one value after another: what the first compiled is not used for all."""
    query = f"query($x: {type_}) {{ {use} }}".replace("FRA", '"FRA"')
    lists = type_.startswith("[")
    for value in (["CHN"], ["CHN", "USA"], ["DEU"], ["FRA", "CHN", "IND"], "IND"):
        variables = {"x": value if lists else value[0] if isinstance(value, list) else value}
        body = {"query": query, "variables": variables}
        ours, theirs = (c.post("/graphql", json=body).json() for c in (client, executor))
        assert ours == theirs


def test_both_paths_agree_on_absent_variables(client: TestClient, executor: TestClient) -> None:
    """A default takes the place of an absent variable; others that are given do not matter."""
    query = """
      query($min: Int = 2050, $code: String, $size: Int = 2) {
        pledges(first: $size, where: {targetYear: {gte: $min}}) { totalCount nodes { slug } }
        tenures(where: {country: {eq: $code}}) { totalCount } }
    """
    for variables in ({}, {"min": 2060}, {"code": "CHN", "other": [1]}, {"code": None}):
        body = {"query": query, "variables": variables}
        ours, theirs = (c.post("/graphql", json=body).json() for c in (client, executor))
        assert ours == theirs


def test_what_is_compiled_is_seen(app: Any, client: TestClient) -> None:
    """It declines no valid question; what is invalid it does, and that is counted."""
    documents = document_cache(app.state)
    before = documents.reference_executions
    client.post("/graphql", json={"query": "{ pledges(first: 1) { nodes { id } } }"})
    assert documents.reference_executions == before
    client.post("/graphql", json={"query": "{ pledges(first: -1) { totalCount } }"})
    assert documents.reference_executions == before + 1

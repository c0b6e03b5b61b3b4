"""Plans, made without a store: what an operation comes to before anything is run."""

from graphql.execution.values import VariableValues, get_variable_values

from api.graphql.execution.cost import Limits, max_nodes
from api.graphql.execution.document_cache import read_document
from api.graphql.execution.planner import RootPlan
from api.graphql.execution.reference import plan_root_fields
from api.graphql.execution.selection import Selection
from api.graphql.schema.build import SCHEMA
from api.problems import Problem
from api.query.plan import Order, Plan, Window
from api.query.shape import Column, Constant, Items, PageField, PageStat, Shape, embeds_of
from api.releases.aliases import AliasIndex

NAMES = AliasIndex({"countries": {"china": "CHN", "chn": "CHN"}, "groups": {}})
LIMITS = Limits(tokens=2_000, depth=12, aliases=50, nodes=20_000, units=2_000_000)


def plans(text: str, **variables: object) -> dict[str, RootPlan]:
    document = read_document(text, LIMITS)
    assert document.errors == ()
    (operation,) = document.operations
    values = get_variable_values(SCHEMA, operation.variable_definitions or (), variables)
    assert isinstance(values, VariableValues)
    selection = Selection(SCHEMA, document.fragments, values)
    return plan_root_fields(selection, operation, NAMES, "1.0.0-0123456789ab")


def rows_shape(plan: RootPlan) -> Shape:
    """What is answered of each row of a page."""
    assert isinstance(plan, Plan)
    (items,) = (part for part in plan.shape or () if isinstance(part, Items))
    assert items.shape is not None
    return items.shape


def names(shape: Shape | None) -> list[str]:
    """The columns in a shape."""
    return [member.name for member in shape or () if isinstance(member, Column)]


def test_a_plan_has_what_is_selected_and_no_more() -> None:
    """Columns asked for and the key; no total unless it is asked for; an embed by its path."""
    (plan,) = plans("{ pledges(first: 3) { nodes { kind source { title } } } }").values()
    shape = rows_shape(plan)
    assert isinstance(plan, Plan)
    assert names(shape) == ["id", "kind"]
    assert Constant("total", "null") in (plan.shape or ())
    assert plan.window == Window(3)
    (embed,) = embeds_of(shape)
    assert (embed.key, names(embed.plan.shape)) == ("/nodes/source", ["id", "title"])
    assert embed.plan.window is None
    assert max_nodes(plan) == 6


def test_a_count_alone_reads_no_row() -> None:
    """Where only `totalCount` is selected, the page is empty whatever its size."""
    (plan,) = plans("{ pledges(first: 100) { totalCount } }").values()
    assert isinstance(plan, Plan)
    assert plan.window == Window(0)
    assert PageField("total", PageStat.total) in (plan.shape or ())
    assert max_nodes(plan) == 1


def test_arguments_become_conditions_order_and_window() -> None:
    """`where` with its codes resolved; `orderBy` made total by the key."""
    text = """
      query($last: Int) {
        it: pledges(
          last: $last
          before: "1.0.0-0123456789ab~x"
          where: {country: {in: ["china"]}, targetYear: {gte: 2030, lt: 2060}}
          orderBy: [TARGET_YEAR_DESC]
        ) { edges { cursor } }
      }
    """
    plan = plans(text, last=4)["it"]
    assert isinstance(plan, Plan)
    conditions = [(c.filter.name, c.operator, c.value) for c in plan.where]
    assert sorted(conditions) == [
        ("country_code", "in", ("CHN",)),
        ("target_year", "gte", 2030),
        ("target_year", "lt", 2060),
    ]
    assert plan.order == (Order("target_year", descending=True), Order("id"))
    assert plan.window == Window(4, "x", backward=True)


def test_only_the_fragment_of_the_type_is_planned() -> None:
    """`node` plans what is asked of the type that its id names, and nothing of the others."""
    text = """
      { node(id: "countries/china") { id
          ... on Country { name pledges { totalCount } }
          ... on Pledge { country { name } } }
        other: node(id: "nothing/x") { id } __typename }
    """
    found = plans(text)
    assert list(found) == ["node", "other"]
    assert isinstance(found["other"], Problem)
    plan = found["node"]
    assert isinstance(plan, Plan)
    assert names(plan.shape) == ["code", "name"]
    assert [embed.key for embed in embeds_of(plan.shape)] == ["/pledges"]
    assert plan.where[0].value == "CHN"

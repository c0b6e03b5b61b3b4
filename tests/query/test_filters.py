"""Values of filters: which are accepted, as what, and which are refused with which words."""

from typing import Any

import pytest

from api.limits import IN_VALUES_MAX
from api.problems import Problem
from api.query import filters, values
from api.query.filters import ResolvedNames, parse_condition
from api.query.plan import Condition
from api.releases.aliases import AliasIndex
from schema import RESOURCES
from schema.filters import Filter
from schema.scalars import Kind

NAMES = AliasIndex({"countries": {"china": "CHN", "cn": "CHN"}, "groups": {"g 20": "g20"}})
STATUS = RESOURCES["pledges"].filters["status"]
COUNTRY = RESOURCES["pledges"].filters["country_code"]


def plain(kind: Kind) -> Filter:
    """A filter over a column of a kind."""
    return Filter("column", "column", kind, True, "A column.")


def parse(kind: Kind, value: Any, operator: str = "eq") -> Any:
    """The typed value of a condition."""
    filter_ = plain(kind)
    condition = parse_condition(filter_, operator, value, NAMES, ResolvedNames(), "column")
    assert condition == Condition(filter_, operator, condition.value)
    return condition.value


@pytest.mark.parametrize(
    ("kind", "value", "typed"),
    [
        (Kind.integer, "0", 0),
        (Kind.integer, "-12", -12),
        (Kind.integer, "9007199254740991", values.INTEGER_MAX),
        (Kind.integer, 2030, 2030),
        (Kind.figure, "1", 1.0),
        (Kind.figure, "-0.50", -0.5),
        (Kind.figure, "1e15", 1e15),
        (Kind.figure, "2.5E-3", 0.0025),
        (Kind.figure, 7, 7.0),
        (Kind.figure, 0.25, 0.25),
        (Kind.flag, "true", True),
        (Kind.flag, "false", False),
        (Kind.flag, "True", True),
        (Kind.flag, "FALSE", False),
        (Kind.flag, True, True),
        (Kind.flag, False, False),
        (Kind.date, "2021", "2021"),
        (Kind.date, "2021-12", "2021-12"),
        (Kind.date, "2024-02-29", "2024-02-29"),
        (Kind.date, "2000-02-29", "2000-02-29"),
        (Kind.text, "net zero", "net zero"),
        (Kind.text, "x" * values.TEXT_MAX, "x" * values.TEXT_MAX),
        (Kind.slug, "chn-net-zero", "chn-net-zero"),
    ],
)
def test_a_value_is_typed(kind: Kind, value: Any, typed: Any) -> None:
    """As its column is, whether it comes as a text or as a value."""
    result = parse(kind, value)
    assert (result, type(result)) == (typed, type(typed))


_TEXT = f"column takes a text of 1 to {values.TEXT_MAX} characters"
_UNKNOWN_CHARACTER = "column has a character that no text of the record can hold"


@pytest.mark.parametrize(
    ("kind", "value", "detail"),
    [
        (Kind.integer, "1_0", "column is not a whole number: '1_0'"),
        (Kind.integer, "+5", "column is not a whole number: '+5'"),
        (Kind.integer, "05", "column is not a whole number: '05'"),
        (Kind.integer, "５", "column is not a whole number: '５'"),
        (Kind.integer, "1" * 19, f"column is not a whole number: '{'1' * 19}'"),
        (Kind.integer, "", "column is not a whole number: ''"),
        (
            Kind.integer,
            "-9007199254740992",
            "column is not a whole number within ±9007199254740991: '-9007199254740992'",
        ),
        (Kind.integer, 1.0, "column is not a whole number: 1.0"),
        (Kind.integer, True, "column is not a whole number: True"),
        (Kind.figure, "1.", "column is not a number within ±1e+15: '1.'"),
        (Kind.figure, "nan", "column is not a number within ±1e+15: 'nan'"),
        (Kind.figure, "1e16", "column is not a number within ±1e+15: '1e16'"),
        (Kind.figure, "-1e16", "column is not a number within ±1e+15: '-1e16'"),
        (Kind.figure, True, "column is not a number within ±1e+15: True"),
        (Kind.flag, "yes", "column is neither true nor false: 'yes'"),
        (Kind.flag, "1", "column is neither true nor false: '1'"),
        (Kind.text, "", _TEXT),
        (Kind.text, "x" * (values.TEXT_MAX + 1), _TEXT),
        (Kind.text, "a\x00b", _UNKNOWN_CHARACTER),
        (Kind.text, "\ud800", _UNKNOWN_CHARACTER),
        *(
            (Kind.date, text, "column is not a date such as 2021, 2021-03 or 2021-03-01")
            for text in ("0999", "2021-13", "2021-00", "2021-04-31", "2021-02-29", "1900-02-29")
        ),
        (Kind.date, "2021-1-1", "column is not a date such as 2021, 2021-03 or 2021-03-01"),
    ],
)
def test_a_malformed_value_is_refused(kind: Kind, value: Any, detail: str) -> None:
    """With the name of the parameter and the value."""
    with pytest.raises(Problem) as refused:
        parse(kind, value)
    problem = refused.value
    assert (problem.type.slug, problem.members["parameter"]) == ("invalid-value", "column")
    assert problem.detail.startswith(detail)
    assert kind is not Kind.date or f": {value!r}" in problem.detail


def test_isnull_takes_a_flag_whatever_the_column() -> None:
    """True, false, and nothing else."""
    assert parse(Kind.integer, "true", "isnull") is True
    assert parse(Kind.integer, False, "isnull") is False
    with pytest.raises(Problem, match=r"^column is neither true nor false"):
        parse(Kind.integer, "0", "isnull")


def test_a_list_is_typed_value_by_value() -> None:
    """Texts or values; at least one, and no more than the limit; each once, and in one order."""
    assert parse(Kind.integer, ["2", "1", "2"], "in") == (1, 2)
    assert parse(Kind.integer, [3], "not") == (3,)
    assert parse(Kind.text, ["a, b", "a"], "in") == ("a", "a, b")
    most = [*range(IN_VALUES_MAX)]
    assert parse(Kind.integer, most, "in") == tuple(most)
    for several in ([], [*most, 0]):
        with pytest.raises(Problem) as refused:
            parse(Kind.integer, several, "in")
        assert refused.value.detail == f"column takes 1 to 250 values, not {len(several)}"


def test_each_alias_of_a_list_is_resolved_and_noted() -> None:
    """And one that is unknown is refused under the parameter's name."""
    resolved = ResolvedNames()
    condition = parse_condition(COUNTRY, "in", ["CHN", "China"], NAMES, resolved, "country__in")
    assert condition.value == ("CHN",)
    assert resolved == {"country__in": {"China": "CHN"}}
    with pytest.raises(Problem, match=r"^country__in: 'Atlantis' stands for none"):
        parse_condition(COUNTRY, "in", ["China", "Atlantis"], NAMES, resolved, "country__in")


def test_a_vocabulary_refuses_other_words() -> None:
    """With its members, and the nearest one."""
    for text in ("in_law", "IN_LAW", "In_Law"):
        condition = parse_condition(STATUS, "eq", text, NAMES, ResolvedNames(), "status")
        assert condition.value == "in_law"
    with pytest.raises(Problem) as refused:
        parse_condition(STATUS, "eq", "in_laws", NAMES, ResolvedNames(), "status")
    problem = refused.value
    members = ", ".join(map(str, STATUS.vocabulary or ()))
    assert problem.detail == (f"status takes one of {members}, not 'in_laws'; did you mean in_law?")
    assert (problem.type.slug, problem.members["parameter"]) == ("invalid-value", "status")
    assert problem.members["suggestions"] == ["in_law"]


def test_an_alias_is_resolved_and_noted() -> None:
    """A key stands for itself; what is no alias is refused with the nearest one."""
    resolved = ResolvedNames()
    for value in ("CHN", "China", "cn"):
        condition = parse_condition(COUNTRY, "eq", value, NAMES, resolved, "where.country.eq")
        assert condition.value == "CHN"
    assert resolved == {"where.country.eq": {"China": "CHN", "cn": "CHN"}}
    with pytest.raises(Problem) as refused:
        parse_condition(COUNTRY, "eq", "Chian", NAMES, resolved, "country")
    problem = refused.value
    assert (
        problem.detail
        == "country: 'Chian' stands for none of the countries; did you mean china (CHN)?"
    )
    assert (problem.type.slug, problem.members["parameter"]) == ("unknown-code", "country")
    assert problem.members["suggestions"] == ["CHN"]


def test_dates_and_words_of_a_query() -> None:
    """A date stays as it is written; words are distinct and in their normal form."""
    assert values.parse_date("2021-03") == "2021-03"
    with pytest.raises(Problem, match=r"^as_of is not a date"):
        values.parse_date("March")
    with pytest.raises(Problem, match=r"^asOf is not a date"):
        values.parse_date("March", "asOf")
    assert filters.parse_words("Net-Zero  NET São") == ("net", "zero", "sao")
    with pytest.raises(Problem) as refused:
        filters.parse_words("—")
    assert refused.value.detail == "q has no word in it"
    with pytest.raises(Problem, match=r"^where\.q takes a text"):
        filters.parse_words("", "where.q")


def test_keys_of_countries_and_groups_have_aliases() -> None:
    """Keys of other resources stand for themselves, and so do unknown ones."""
    assert filters.resolve_key("countries", "China", NAMES) == "CHN"
    assert filters.resolve_key("groups", "G-20", NAMES) == "g20"
    assert filters.resolve_key("groups", "g7", NAMES) == "g7"
    assert filters.resolve_key("pledges", "china", NAMES) == "china"


@pytest.mark.parametrize(
    ("text", "is_possible"), [("chn-net-zero", True), ("é", False), ("a\n", False)]
)
def test_what_can_be_a_key(text: str, is_possible: bool) -> None:
    """Printable ASCII."""
    assert filters.is_possible_key(text) is is_possible


def test_a_list_of_names() -> None:
    """Each is known and is given once."""
    assert filters.parse_name_list("fields", "b,a", ["a", "b", "c"]) == ("b", "a")
    with pytest.raises(Problem) as refused:
        filters.parse_name_list("fields", "titel", iter(["title", "url"]))
    problem = refused.value
    assert problem.detail == "fields takes title, url; not 'titel'; did you mean title?"
    assert (problem.type.slug, problem.members["parameter"]) == ("unknown-name", "fields")
    assert problem.members["suggestions"] == ["title"]
    with pytest.raises(Problem) as refused:
        filters.parse_name_list("fields", "a,a", ["a"])
    assert refused.value.detail == "fields names a thing twice"
    assert refused.value.type.slug == "invalid-value"
    assert refused.value.members["parameter"] == "fields"

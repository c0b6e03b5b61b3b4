"""The GraphQL workloads in each server's own dialect, and texts that nobody has seen before.

A fresh text differs from every other in one of three ways, by turns: in an alias, in the space
between its words, or in a literal that changes no answer. Its marks are filled in by load.lua.
"""

from dataclasses import dataclass

ALIAS = "@ALIAS@@"  # eight digits
SPACE = "@SPACE@@@@@@@@@@@@@@@@@@@@@@"  # 28 characters that GraphQL ignores
NUMBER = "@NUMBER@"  # eight digits


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one server's schema says the same; `{...}` are filled in per request."""

    nested: str  # of a {region}
    small: str  # of a {code}
    region_type: str = "String!"


_OURS = Dialect(
    nested="""{
  {alias}countries(first: 20, where: {region: {eq: {region}}}, orderBy: [CODE_ASC]) {{space}
    nodes {
      code name region
      pledges(first: 5{limit}) {
        nodes { slug kind targetYear status source { slug publisher title licence } }
      }
      emissionsShares(
        first: 10, where: {gas: {eq: CO2}, accounting: {eq: TERRITORIAL}}
      ) { nodes { year emissionsMt sharePercent } }
    }
  }
}""",
    small="""{
  {alias}country(code: {code}) {{space}
    code name
    pledges(first: 3{limit}) { nodes { slug kind targetYear status } }
  }
}""",
)

_STRAWBERRY = Dialect(
    nested="""{
  {alias}countries(first: 20, region: {region}) {{space}
    code name region
    pledges(first: 5{limit}) {
      id kind targetYear status source { id publisher title licence }
    }
    emissionsShares(first: 10, gas: "co2", accounting: "territorial") {
      year emissionsMt sharePercent
    }
  }
}""",
    small="""{
  {alias}country(code: {code}) {{space}
    code name
    pledges(first: 3{limit}) { id kind targetYear status }
  }
}""",
)

_POSTGRAPHILE = Dialect(
    nested="""{
  {alias}countries(first: 20, condition: {region: {region}}, orderBy: [CODE_ASC]) {{space}
    nodes {
      code name region
      pledgesByCountryCode(first: 5, orderBy: [ROW_ID_ASC]{limit}) {
        nodes { rowId kind targetYear status source { rowId publisher title licence } }
      }
      emissionsSharesByCountryCode(
        first: 10, condition: {gas: "co2", accounting: "territorial"}
        orderBy: [YEAR_DESC, ROW_ID_ASC]
      ) { nodes { year emissionsMt sharePercent } }
    }
  }
}""",
    small="""{
  {alias}country(code: {code}) {{space}
    code name
    pledgesByCountryCode(first: 3, orderBy: [ROW_ID_ASC]{limit}) {
      nodes { rowId kind targetYear status }
    }
  }
}""",
    region_type="String",
)

DIALECTS = {"ours": _OURS, "strawberry": _STRAWBERRY, "postgraphile": _POSTGRAPHILE}

# A bound on the target year that every pledge with a year meets: other digits, same answer.
_LIMITS = {
    "ours": f", where: {{targetYear: {{lte: 1{NUMBER}}}}}",
    "strawberry": f", targetYearLte: 1{NUMBER}",
    "postgraphile": f", filter: {{targetYear: {{lessThanOrEqualTo: 1{NUMBER}}}}}",
}


def known(dialect: str, workload: str) -> str:
    """The one text that W3 or W4 sends again and again, its argument a variable."""
    spoken = DIALECTS[dialect]
    if workload == "W3":
        return f"query Nested($region: {spoken.region_type}) " + _fill(spoken.nested, "$region")
    return "query Small($code: String!) " + _fill(spoken.small, "$code")


def fresh(dialect: str, workload: str, argument: str) -> list[str]:
    """Three texts with a mark each and the argument as a literal."""
    spoken = DIALECTS[dialect]
    template = spoken.nested if workload == "W3" else spoken.small
    literal = f'"{argument}"'
    return [
        _fill(template, literal, alias=f"a{ALIAS}: "),
        _fill(template, literal, space=SPACE),
        _fill(template, literal, limit=_LIMITS[dialect]),
    ]


def _fill(template: str, argument: str, alias: str = "", space: str = "", limit: str = "") -> str:
    given = {
        "{region}": argument,
        "{code}": argument,
        "{alias}": alias,
        "{space}": space,
        "{limit}": limit,
    }
    for mark, text in given.items():
        template = template.replace(mark, text)
    return template


def filled(message: bytes, number: int) -> bytes:
    """A message with its mark replaced, as load.lua does it; for a look at the answer."""
    for mark in (ALIAS, NUMBER):
        message = message.replace(mark.encode(), b"%0*d" % (len(mark), number))
    return message.replace(SPACE.encode(), b" " * len(SPACE))

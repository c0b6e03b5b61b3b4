"""The GraphQL documents of W3 and W4 in each server's own schema.

A fresh document differs from all others in one of three ways, by turns: in an alias, in white
space, or in a literal that changes no result. load.lua replaces its mark at each request.
"""

from dataclasses import dataclass

ALIAS = "@ALIAS@@"  # eight digits
SPACE = "@SPACE@@@@@@@@@@@@@@@@@@@@@@"  # 28 ignored tokens
NUMBER = "@NUMBER@"  # eight digits


@dataclass(frozen=True, slots=True)
class Dialect:
    """The two documents in the schema of one server; `{...}` are placeholders."""

    nested: str  # W3, of a {region}
    small: str  # W4, of a {code}
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
    emissionsShares(
      first: 10, gas: "co2", accounting: "territorial", seriesRole: "main"
    ) {
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
        first: 10, condition: {gas: "co2", accounting: "territorial", seriesRole: "main"}
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

DIALECTS = {
    "ours": _OURS,
    "strawberry": _STRAWBERRY,
    "fastify": _STRAWBERRY,
    "postgraphile": _POSTGRAPHILE,
}

# An upper bound that every target year meets: its digits change the document, not the result.
_LIMITS = {
    "ours": f", where: {{targetYear: {{lte: 1{NUMBER}}}}}",
    "strawberry": f", targetYearLte: 1{NUMBER}",
    "fastify": f", targetYearLte: 1{NUMBER}",
    "postgraphile": f", filter: {{targetYear: {{lessThanOrEqualTo: 1{NUMBER}}}}}",
}


def known(dialect: str, workload: str) -> str:
    """The document that W3 or W4 repeats, with its argument as a variable."""
    schema = DIALECTS[dialect]
    if workload == "W3":
        return f"query Nested($region: {schema.region_type}) " + _fill(schema.nested, "$region")
    return "query Small($code: String!) " + _fill(schema.small, "$code")


def fresh(dialect: str, workload: str, argument: str) -> list[str]:
    """Three documents with one mark each, the argument as a literal."""
    schema = DIALECTS[dialect]
    template = schema.nested if workload == "W3" else schema.small
    literal = f'"{argument}"'
    return [
        _fill(template, literal, alias=f"a{ALIAS}: "),
        _fill(template, literal, space=SPACE),
        _fill(template, literal, limit=_LIMITS[dialect]),
    ]


def _fill(template: str, argument: str, alias: str = "", space: str = "", limit: str = "") -> str:
    values = {
        "{region}": argument,
        "{code}": argument,
        "{alias}": alias,
        "{space}": space,
        "{limit}": limit,
    }
    for placeholder, value in values.items():
        template = template.replace(placeholder, value)
    return template


def filled(message: bytes, number: int) -> bytes:
    """A message with its mark replaced as load.lua does it."""
    for mark in (ALIAS, NUMBER):
        message = message.replace(mark.encode(), b"%0*d" % (len(mark), number))
    return message.replace(SPACE.encode(), b" " * len(SPACE))

"""The level and the roles that are concluded from the titles of offices."""

import pytest

from schema.offices import OfficeLevel, OfficeRole
from seeds.derivation.office_roles import office_kind

_HEADS = "head_of_state head_of_government"

# Country, title in normal form without the country's name, and the roles of the national office.
ROLES = [
    ("USA", "president", _HEADS),
    ("FRA", "president", "head_of_state"),
    ("TUR", "president", "head_of_state"),
    ("IRN", "president", "head_of_government"),
    ("IRN", "supreme leader", "head_of_state"),
    ("CHE", "member of the swiss federal council", _HEADS),
    ("AUS", "governor general", "other"),
    ("GBR", "monarch", "head_of_state"),
    ("CHN", "premier of the state council", "head_of_government"),
    ("AUS", "deputy prime minister", "other"),
    ("KOR", "vice president", "other"),
    ("NOR", "minister of climate and the environment", "environment climate"),
    ("DNK", "minister of energy utilities and climate", "climate energy"),
    ("DNK", "minister for 2009 united nations climate change conference", "other"),
    ("GBR", "secretary of state for energy and climate change", "climate energy"),
    ("GBR", "secretary of state for environment food and rural affairs", "environment"),
    ("GBR", "minister for energy", "other"),
    ("AUS", "minister for energy", "energy"),
    ("AUS", "assistant minister for climate change and energy", "other"),
    ("IDN", "minister of women s empowerment and child protection", "other"),
    ("IND", "minister of external affairs", "foreign"),
    ("BRA", "minister of industry foreign trade and services", "other"),
    ("USA", "secretary of state", "foreign"),
    ("USA", "deputy secretary of energy", "other"),
    ("USA", "administrator of the environmental protection agency", "environment"),
    ("GBR", "chancellor of the exchequer", "finance"),
    ("GBR", "chief secretary to the treasury", "other"),
    ("MEX", "secretary of finance and public credit", "finance"),
    ("USA", "special presidential envoy for climate", "envoy"),
    ("RUS", "presidential plenipotentiary envoy to the far eastern federal district", "other"),
    ("IND", "high commissioner to the united kingdom", "ambassador"),
    ("KEN", "permament representative to the united nations", "ambassador"),
    ("FRA", "president of the senate", "legislature"),
    ("NOR", "president of the storting", "legislature"),
    ("FRA", "minister of parliamentary affairs", "other"),
    ("NOR", "governor of the central bank", "other"),
    ("SLE", "chief minister", "other"),
    ("SWZ", "ngwenyama king", "head_of_state"),
    ("KIR", "beretitenti president", _HEADS),
    ("AND", "french co prince", "head_of_state"),
    ("AFG", "supreme leader", "other"),
    ("BIH", "chairman of the presidency", "head_of_state"),
    ("TZA", "prime minister", "other"),
    ("KGZ", "chairman of the cabinet of ministers prime minister", "head_of_government"),
    ("AUT", "federal chancellor", "head_of_government"),
    ("CHE", "chancellor", "other"),
    ("HRV", "minister of foreign and european affairs", "foreign"),
    ("FIN", "minister for european affairs and foreign trade", "other"),
    ("MMR", "minister of investment and foreign economic relations", "other"),
    ("LCA", "minister with responsibility for external affairs", "foreign"),
    ("ZAF", "minister of environmental affairs", "environment"),
    ("ARM", "minister of nature protection", "environment"),
    ("VEN", "minister of ecological mining development", "other"),
    ("ROU", "minister of business environment trade and entrepreneurship", "other"),
    ("AUT", "president of the national council", "legislature"),
    ("DEU", "federal president", "head_of_state"),
    ("NOR", "foreign minister", "foreign"),
    ("ITA", "italian minister of foreign affairs", "foreign"),
    ("ITA", "deputy minister of foreign affairs", "other"),
    ("CHE", "president", _HEADS),
    ("SAU", "king prime minister", _HEADS),
    ("MCO", "minister of state", "head_of_government"),
    ("CUB", "president of council of ministers", "head_of_government"),
    ("GBR", "prime minister first lord of the treasury", "head_of_government"),
    ("HUN", "prime minister s cabinet", "other"),
    ("AUT", "minister for sustainability tourism", "environment"),
    ("CHE", "chief of the federal department of the environment transport", "environment"),
    ("IRN", "vice president head of the environmental protection organization", "environment"),
    ("FRA", "minister for transport supporting the minister of the ecological transition", "other"),
    ("MAR", "minister delegate to the minister of energy mines water environment", "other"),
    ("TWN", "minister environmental protection administration", "environment"),
    ("SEN", "minister of urban development housing living environment", "other"),
    ("ROU", "deputy prime minister ministry of environment", "environment"),
    ("ZWE", "minister of lands agriculture water climate rural resettlement", "climate"),
]
PARTS = [
    ("USA", "governor of alabama"),
    ("USA", "secretary of state of texas"),
    ("CAN", "premier of quebec"),
    ("CAN", "speaker of the legislative assembly of ontario"),
    ("IND", "chief minister of kerala"),
    ("GBR", "mayor of london"),
    ("PAK", "prime minister of azad kashmir"),
    ("RUS", "head of the chechen republic"),
    ("KEN", "deputy governor of baringo"),
    ("BEL", "flemish minister for the environment"),
    ("BIH", "president of republika srpska"),
    ("ESP", "president of the junta of andalusia"),
    ("ITA", "president of the province of milan"),
    ("ROU", "prefect of cluj county"),
]


@pytest.mark.parametrize(("country", "title", "roles"), ROLES)
def test_a_national_office_has_the_roles_of_its_title(country: str, title: str, roles: str) -> None:
    """In the order of the vocabulary; deputies and junior ministers have none of a minister."""
    kind = office_kind(title, country, has_division=False)
    assert kind == (OfficeLevel.national, [OfficeRole(role) for role in roles.split()])


@pytest.mark.parametrize(("country", "title"), PARTS)
def test_an_office_of_a_part_of_a_country_has_no_role_in_it(country: str, title: str) -> None:
    """Its level is subnational, by the title alone."""
    kind = office_kind(title, country, has_division=False)
    assert kind == (OfficeLevel.subnational, [OfficeRole.other])


def test_a_division_makes_an_office_subnational() -> None:
    """Quebec's minister of the environment has the title that Canada's could have."""
    title = "minister of the environment"
    assert office_kind(title, "CAN", has_division=True).level is OfficeLevel.subnational
    assert office_kind(title, "CAN", has_division=False).roles == [OfficeRole.environment]


def test_an_office_of_a_group_is_supranational() -> None:
    """It has roles as well, such as a president of the group."""
    kind = office_kind("minister of the environment", None, has_division=False)
    assert kind == (OfficeLevel.supranational, [OfficeRole.environment])

"""Vocabularies: closed lists of values, each with its definition and the source of the term.

A definition is stated once, beside its value. The data dictionary, the OpenAPI document and the
GraphQL schema repeat it.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple, Self


class TermSource(NamedTuple):
    """The publication that a term and its meaning come from."""

    title: str
    url: str


class Vocabulary(StrEnum):
    """A closed list of values; a member is declared as value, definition and source of the term.

    Attributes:
        definition: What the value means, in one or two sentences.
        term_source: Where the field defines the term; None for a term of this record.
    """

    _value_: str
    definition: str
    term_source: TermSource | None

    def __new__(
        cls, value: str, definition: str = "", term_source: TermSource | None = None
    ) -> Self:
        """Make the member of a value; without a definition it fails `make lint` and a test."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.definition = definition
        member.term_source = term_source
        return member

    @classmethod
    def former_values(cls) -> Mapping[str, str]:
        """Values that the vocabulary had, each with its name now: they are refused with a hint."""
        return {}

    @property
    def meaning(self) -> str:
        """The definition, and the source of the term if it has one."""
        if self.term_source is None:
            return self.definition
        return f"{self.definition} Term: {self.term_source.title}, {self.term_source.url}"


CLIMATE_WATCH = TermSource(
    "Climate Watch, FAQ, key indicators of NDCs (after WRI, Designing and Preparing INDCs)",
    "https://github.com/ClimateWatch-Vizzuality/climate-watch/blob/"
    "75c74a4372b01aeb3ebe52125f04433bcd42abc7/"
    "app/javascript/app/components/about/about-faq/about-faq-data.js",
)
CAIT_2018 = TermSource(
    "Climate Watch, NDC content of June 2018, column conditionality",
    "https://github.com/openclimatedata/ndc-assessments/blob/"
    "3ad0c6755a590dab4ace6491ccc5ab13df19dad3/data/ndc-content-cait.csv",
)
IPCC_AR6_WG1 = TermSource(
    "IPCC, Sixth Assessment Report, Working Group I, Glossary",
    "https://www.ipcc.ch/report/ar6/wg1/downloads/report/IPCC_AR6_WGI_FullReport.pdf",
)
IPCC_AR6_WG3_FAQ = TermSource(
    "IPCC, Sixth Assessment Report, Working Group III, Chapter 1, FAQ 1.3",
    "https://dev-climatekg.semanticclimate.org/w/index.php"
    "?action=edit&section=50&title=IPCC%3AAR6%2FWGIII%2FChapter-1",
)
IPCC_SR15 = TermSource(
    "IPCC, Global Warming of 1.5 °C, Glossary", "https://www.ipcc.ch/sr15/chapter/glossary/"
)
NET_ZERO_TRACKER_METHODOLOGY = TermSource(
    "Net Zero Tracker, Methodology", "https://zerotracker.net/methodology"
)
NET_ZERO_TRACKER_STATUS = TermSource(
    "Net Zero Tracker, codebook, end target status, as WikiRate quotes it",
    "https://wikirate.org/Net_Zero_Tracker+End_Target_Status",
)
NET_ZERO_TRACKER_COLUMNS = TermSource(
    "Net Zero Tracker, snapshot of 2023-11-05, columns",
    "https://github.com/faktaoklimatu/data-analysis/blob/"
    "84caef192b1bc9b5a0a6cc0881703eb3ae48efea/"
    "data/net-zero-tracker/snapshot_2023-11-05_22-10-11.xlsx",
)
OWID_CODEBOOK = TermSource(
    "Our World in Data, codebook of the CO2 data, November 2024",
    "https://github.com/kevinthisyear/finalproject_DS2002/blob/"
    "b95cc8950d9463251afdeb68eeadd14a86ee5c04/raw_data/codebook.md",
)
OWID_CONSUMPTION = TermSource(
    "Our World in Data, Consumption-based CO2 emissions",
    "https://ourworldindata.org/grapher/consumption-co2-emissions?tab=chart&country=PHL",
)
UNFCCC_GROUPINGS = TermSource(
    "UNFCCC, Party Groupings",
    "https://unfccc.int/process-and-meetings/parties-non-party-stakeholders/parties/party-groupings",
)
UN_REGIONAL_GROUPS = TermSource(
    "United Nations library, Where can I get information about regional groups?",
    "https://ask.un.org/faq/14521",
)
UN_OHRLLS = TermSource(
    "UN-OHRLLS, office for the least developed, landlocked and small island countries",
    "https://unohrlls.org/",
)
NDC_REGISTRY = TermSource(
    "UNFCCC, NDC registry, list of submissions of 2026-08-19, columns fileType and status",
    "https://github.com/openclimatedata/ndcs/blob/"
    "519d9f54026db068e252f7be63adeeacff1ea699/data/ndcs.csv",
)
PARIS_AGREEMENT_LIST = TermSource(
    "Open Climate Data, Paris Agreement, column Kind",
    "https://github.com/openclimatedata/paris-agreement-entry-into-force/blob/"
    "b4258e3e3a5461f65c73defa533d94a4a173cf7e/data/paris-agreement-entry-into-force.csv",
)
UNFCCC_LIST = TermSource(
    "Open Climate Data, Country groups, UNFCCC, column Kind",
    "https://github.com/openclimatedata/countrygroups/blob/"
    "4a913b2cef9d8e7ba6d23c69b73d203587d85236/data/unfccc.csv",
)
FACTBOOK_AGREEMENTS = TermSource(
    "CIA World Factbook, field Environment - international agreements",
    "https://github.com/factbook/factbook.json/tree/8662a8b17a784841ab4528631b04090eb2f183eb",
)

"""Importers: from an upstream dataset to facts in our own form."""

from seeds.importers.cabinet_completeness import cabinet_completeness
from seeds.importers.cdiac_co2 import cdiac_co2
from seeds.importers.cia_world_leaders import cia_world_leaders
from seeds.importers.climate_categories import climate_categories
from seeds.importers.context import Importer
from seeds.importers.cop26_pledges import cop26_pledges
from seeds.importers.country_codes import country_codes
from seeds.importers.country_groups import country_groups
from seeds.importers.country_names import owid_regions, wikidata_country_aliases
from seeds.importers.everypolitician import (
    everypolitician_cabinets,
    everypolitician_cabinets_more,
    everypolitician_world_leaders,
)
from seeds.importers.everypolitician_world import everypolitician_world
from seeds.importers.factbook_heads import factbook_heads
from seeds.importers.factbook_organizations import factbook_organizations
from seeds.importers.factbook_treaties import factbook_treaties
from seeds.importers.general_debate_speeches import general_debate_speeches
from seeds.importers.ifg_ministers import ifg_ministers
from seeds.importers.ndc_content import ndc_content
from seeds.importers.ndc_registry import ndc_registry
from seeds.importers.net_zero_tracker import net_zero_tracker
from seeds.importers.owid_co2 import owid_co2
from seeds.importers.owid_net_zero_targets import owid_net_zero_targets
from seeds.importers.treaty_actions import paris_agreement, unfccc
from seeds.importers.treaty_statements import treaty_statements
from seeds.importers.unfccc_sessions import unfccc_sessions
from seeds.importers.us_executive import us_executive
from seeds.importers.white_house_dialogues import white_house_dialogues
from seeds.importers.white_house_speeches import white_house_speeches

IMPORTERS: dict[str, Importer] = {
    "cia-world-leaders": cia_world_leaders,
    "climate-categories": climate_categories,
    "cabinet-completeness": cabinet_completeness,
    "cop26-pledges": cop26_pledges,
    "cdiac-co2": cdiac_co2,
    "country-codes": country_codes,
    "country-groups": country_groups,
    "everypolitician-cabinets": everypolitician_cabinets,
    "everypolitician-cabinets-more": everypolitician_cabinets_more,
    "everypolitician-world": everypolitician_world,
    "everypolitician-world-leaders": everypolitician_world_leaders,
    "cia-world-factbook-heads": factbook_heads,
    "factbook-organizations": factbook_organizations,
    "factbook-treaties": factbook_treaties,
    "general-debate-speeches": general_debate_speeches,
    "ifg-ministers": ifg_ministers,
    "ndc-content": ndc_content,
    "ndc-registry": ndc_registry,
    "net-zero-tracker": net_zero_tracker,
    "owid-co2": owid_co2,
    "owid-regions": owid_regions,
    "owid-net-zero-targets": owid_net_zero_targets,
    "paris-agreement": paris_agreement,
    "treaty-statements": treaty_statements,
    "unfccc": unfccc,
    "unfccc-sessions": unfccc_sessions,
    "us-executive": us_executive,
    "white-house-dialogues": white_house_dialogues,
    "white-house-speeches": white_house_speeches,
    "wikidata-country-aliases": wikidata_country_aliases,
}

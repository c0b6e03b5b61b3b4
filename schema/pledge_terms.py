"""The vocabularies of pledges.

A kind of pledge says how a goal is expressed; its terms are those of Climate Watch and the IPCC.
"""

from collections.abc import Mapping

from schema.vocabulary import (
    CAIT_2018,
    CLIMATE_WATCH,
    IPCC_AR6_WG1,
    IPCC_AR6_WG3_FAQ,
    IPCC_SR15,
    NET_ZERO_TRACKER_COLUMNS,
    NET_ZERO_TRACKER_METHODOLOGY,
    NET_ZERO_TRACKER_STATUS,
    Vocabulary,
)


class PledgeKind(Vocabulary):
    """What is promised."""

    net_zero = (
        "net_zero",
        (
            "The goal is called net zero: greenhouse gas emissions that remain are balanced by"
            " removals over a period. `gases` says which gases count."
        ),
        IPCC_AR6_WG1,
    )
    carbon_neutrality = (
        "carbon_neutrality",
        (
            "The goal is called carbon neutrality: emissions that remain are balanced by"
            " removals. Of a country it may count emissions and offsets beyond its territory, as"
            " net zero does not."
        ),
        IPCC_AR6_WG3_FAQ,
    )
    climate_neutrality = (
        "climate_neutrality",
        (
            "The goal is called climate neutrality: human activities have no net effect on the"
            " climate system."
        ),
        IPCC_SR15,
    )
    zero_carbon = (
        "zero_carbon",
        (
            "The goal is called zero carbon, which the Net Zero Tracker counts among those"
            " similar to net zero."
        ),
        NET_ZERO_TRACKER_METHODOLOGY,
    )
    emissions_peak = (
        "emissions_peak",
        "Emissions reach their highest level by the target year and fall afterwards.",
    )
    base_year = (
        "base_year",
        "Reduce emissions, or limit their growth, by a stated quantity relative to a base year.",
        CLIMATE_WATCH,
    )
    baseline_scenario = (
        "baseline_scenario",
        (
            "Reduce emissions by a stated quantity relative to a projected scenario without the"
            " effort, such as business as usual."
        ),
        CLIMATE_WATCH,
    )
    intensity = (
        "intensity",
        (
            "Reduce emissions per unit of another variable, typically GDP, by a stated quantity"
            " relative to a base year."
        ),
        CLIMATE_WATCH,
    )
    fixed_level = (
        "fixed_level",
        (
            "Bring emissions to a stated absolute level in the target year. Net zero and the"
            " neutralities are kinds of their own here."
        ),
        CLIMATE_WATCH,
    )
    clean_energy = (
        "clean_energy",
        (
            "Energy is to be clean, in the share that `value` gives: a target that is not"
            " expressed in greenhouse gases. What counts as clean is as the source words it."
        ),
        CLIMATE_WATCH,
    )
    other = (
        "other",
        (
            "The source files the goal under none of the other kinds, or under one that has none"
            " here, such as a temperature limit."
        ),
    )

    @classmethod
    def former_values(cls) -> Mapping[str, str]:
        """The names that these goal types had before they were those of the field."""
        return {
            "absolute_cut": "base_year",
            "relative_to_bau": "baseline_scenario",
            "intensity_cut": "intensity",
        }


class Conditionality(Vocabulary):
    """Whether a pledge hangs on conditions, such as support from other countries."""

    unconditional = (
        "unconditional",
        "The party carries it out on its own resources, without any conditions.",
        CLIMATE_WATCH,
    )
    conditional = (
        "conditional",
        "The party carries it out if it gets international support or other conditions are met.",
        CLIMATE_WATCH,
    )
    both = (
        "both",
        (
            "It has an unconditional and a conditional part or level; `value` is one of the two, or"
            " their sum."
        ),
        CAIT_2018,
    )
    partial = (
        "partial",
        "It hangs on conditions in part, and the source does not tell the two parts apart.",
        CAIT_2018,
    )


class PledgeStatus(Vocabulary):
    """The Net Zero Tracker's status ladder; unknown is null."""

    achieved_externally_validated = (
        "achieved_externally_validated",
        "The target is met, and somebody other than the party has validated it.",
        NET_ZERO_TRACKER_STATUS,
    )
    achieved_self_declared = (
        "achieved_self_declared",
        (
            "The target is met by the party's own word; for net zero also by a negative"
            " inventory that it reports to the UNFCCC."
        ),
        NET_ZERO_TRACKER_STATUS,
    )
    in_law = (
        "in_law",
        "Legislation or an administrative order prescribes the target, with legal force.",
        NET_ZERO_TRACKER_STATUS,
    )
    in_policy_document = (
        "in_policy_document",
        "A policy or planning document sets the target, such as an NDC or a long-term strategy.",
        NET_ZERO_TRACKER_STATUS,
    )
    declaration = (
        "declaration",
        "The party has announced the target and has not institutionalised it in any way.",
        NET_ZERO_TRACKER_STATUS,
    )
    proposed = (
        "proposed",
        (
            "The party considers the target, or has joined an initiative that pledges to set"
            " one, and has taken no step to put it into effect."
        ),
        NET_ZERO_TRACKER_STATUS,
    )


class TargetHorizon(Vocabulary):
    """Whether a pledge is where a party wants to end or a milestone on the way."""

    end = "end", "The final target: where the party wants to end up.", NET_ZERO_TRACKER_COLUMNS
    interim = (
        "interim",
        "A milestone on the way to the end target, or a target beside it with an earlier year.",
        NET_ZERO_TRACKER_COLUMNS,
    )


class TargetYearQualifier(Vocabulary):
    """How the target year binds, in the source's words."""

    by = "by", "The source says that the target is met by the year: in it at the latest."
    before = (
        "before",
        (
            "The source says that the target is met before the year: taken to the letter, in an"
            " earlier one."
        ),
    )
    around = (
        "around",
        "The source says that the target is met around the year, and no more exactly.",
    )
    no_later_than = (
        "no_later_than",
        "The source says that the target is met no later than the year: in it at the latest.",
    )


class PledgeGases(Vocabulary):
    """Which gases a pledge covers."""

    co2 = (
        "co2",
        "Carbon dioxide only; other greenhouse gases are not part of the pledge.",
        NET_ZERO_TRACKER_COLUMNS,
    )
    ghg = (
        "ghg",
        "Carbon dioxide and other greenhouse gases; which of them is not told apart.",
        NET_ZERO_TRACKER_COLUMNS,
    )
    not_specified = (
        "not_specified",
        (
            "The source states that the pledge does not name its gases; null is a source that"
            " says nothing about them."
        ),
        NET_ZERO_TRACKER_COLUMNS,
    )


class PledgeOutcome(Vocabulary):
    """What became of a pledge, by the sources at hand; an achieved one may hold on."""

    superseded = "superseded", "Another target of the same party took its place."
    withdrawn = "withdrawn", "The party no longer has it, and no other target took its place."
    achieved = "achieved", "It is met, by the party's own word at least; `status` says by whose."


class PledgeOutcomeBasis(Vocabulary):
    """What the outcome of a pledge rests on."""

    stated = "stated", "A source record says what became of the pledge."
    inferred = (
        "inferred",
        (
            "It is concluded here, because a later source record of the party no longer has the"
            " pledge."
        ),
    )

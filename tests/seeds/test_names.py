"""The names of countries and groups, as committed."""

import pytest

from schema.words import normalise
from seeds.check import check_facts
from seeds.derivation.names import country_names
from tests.small_record import write_small_facts


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    """Every normalised name with its code; the small record has all countries and groups."""
    checked = check_facts(write_small_facts(tmp_path_factory.mktemp("names") / "facts"))
    assert checked.problems == []
    return {
        normalise(name): row.values.get("code") or row.values["id"]
        for resource in ("countries", "groups")
        for row in checked.record[resource]
        for name in country_names(row.values)
    }


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("CN", "CHN"), ("156", "CHN"), ("china", "CHN"), ("CHINA", "CHN"), ("Chine", "CHN"),
        ("中国", "CHN"), ("People's Republic of China", "CHN"), ("OWID_KOS", "XKX"), ("UNK", "XKX"),
        ("kosovo", "XKX"), ("usa", "USA"), ("us", "USA"), ("United States", "USA"),
        ("united states of america", "USA"), ("uk", "GBR"), ("United Kingdom", "GBR"),
        ("russia", "RUS"), ("Russian Federation", "RUS"), ("Российская Федерация", "RUS"),
        ("NA", "NAM"),
        ("south korea", "KOR"), ("republic of korea", "KOR"), ("iran", "IRN"), ("Viet Nam", "VNM"),
        ("Vietnam", "VNM"), ("Turkey", "TUR"), ("Türkiye", "TUR"), ("Turkiye", "TUR"),
        ("ivory coast", "CIV"), ("cote d'ivoire", "CIV"), ("Czech Republic", "CZE"), ("EUU", "eu"),
        ("European Union (27)", "eu"), ("EU27", "eu"), ("Annex 1", "annex-i"), ("G77", "g77"),
        ("small island developing states", "sids"), ("LDCs", "ldc"),
    ],
)  # fmt: skip
def test_names_and_codes_resolve(names, asked, code):
    """Codes, names in six languages and those that the datasets use, to one country or group."""
    assert names.get(normalise(asked)) == code

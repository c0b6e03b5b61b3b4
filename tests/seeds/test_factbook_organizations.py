"""Members of organizations and former names of countries from the CIA World Factbook."""

import pytest

from tests.seeds.conftest import written

EDITIONS = """\
gec,iso3,name,edition,field,text
WZ,SWZ,Swaziland,1990,organizations,"UN"
WZ,SWZ,Swaziland,2009,organizations,"UN"
WZ,SWZ,Eswatini,2010,organizations,"UN"
"""
SNAPSHOTS = """\
gec,iso3,name,field,first_seen,last_seen,snapshots,text
ml,MLI,Mali,organizations,2015-10-26,2022-04-22,10,"ACP, AU, UN"
ml,MLI,Mali,organizations,2022-05-01,2026-01-22,10,"ACP, AU (suspended), UN"
as,AUS,Australia,organizations,2015-10-26,2026-01-22,10,"ASEAN (dialogue partner), BRICS (a, BRICS)"
ax,,Akrotiri,organizations,2015-10-26,2026-01-22,10,"AU"
"""


@pytest.fixture
def factbook(folder):
    """A folder of both files."""
    folder.write("organizations-1990-2020.csv", EDITIONS)
    return folder.write("organizations-2015-2026.csv", SNAPSHOTS).parent


def test_members_and_former_names(factbook, out, seeds):
    """A suspended member is a member; a partner is none. Names have first and last editions."""
    command = ("import", "factbook-organizations", factbook, "--date", "2026")
    result = seeds(*command, "--facts", out)
    assert result.exit_code == 0, result.output
    (mali,) = written(out, "membership-statements/factbook-organizations.csv")
    assert (mali["group_id"], mali["country_code"]) == ("african-union", "MLI")
    assert (mali["list_from"], mali["list_to"]) == ("2015-10-26", "2026-01-22")
    (name,) = written(out, "country-aliases/factbook-former-names.csv")
    assert (name["country_code"], name["alias"], name["kind"]) == (
        "SWZ",
        "Swaziland",
        "former_name",
    )
    assert (name["first_seen"], name["last_seen"]) == ("1990", "2009")
    assert "a territory or an area without an alpha-3 code" in result.output

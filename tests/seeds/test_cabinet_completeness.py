"""The completeness of cabinets: measured by name with a directory of one day."""

import pytest

from seeds.loading.files import FACTS
from tests.seeds.conftest import upstream, written

HEAD = "gec,iso3,country,office,person\n"


def test_ministers_are_counted_by_country_and_name(tmp_path, seeds):
    """Ten ministers are listed, of whom one is in a post on that day; other posts do not count."""
    (tmp_path / "tenure-records").mkdir()
    (tmp_path / "tenure-records/everypolitician-cabinets.csv").write_text(
        "official_id,country_code,start_date,end_date\n"
        "gerd-muller,DEU,2013-12-17,\n"
        "svenja-schulze,DEU,2019-06,2021\n"  # some day of June may be after the fourth
        "barbara-hendricks,DEU,2013,2018-03\n"
    )
    (tmp_path / "officials").mkdir()
    (tmp_path / "officials/everypolitician-cabinets.csv").write_text(
        "id,name\ngerd-muller,Gerd Müller\nsvenja-schulze,Svenja Schulze\n"
        "barbara-hendricks,Barbara Hendricks\n"
    )
    listed = [
        ("Minister of Development", "Gerd MUELLER"),
        ("Minister of Environment", "Svenja SCHULZE"),
        ("Minister of the Past", "Barbara HENDRICKS"),
        ("Governor", "Gerd MULLER"),
        ("Minister of Nothing", ""),
        *((f"Minister of {letter}", f"Nobody {letter * 3}") for letter in "ABCDEFG"),
    ]
    source = tmp_path / "cabinets.csv"
    source.write_text(HEAD + "".join(f"gm,DEU,Germany,{o},{p}\n" for o, p in listed))
    assert seeds("import", "cabinet-completeness", source, "--facts", tmp_path).exit_code == 0
    rows = written(tmp_path, "source-coverage/cabinet-completeness.csv")
    assert {(row["country_code"], row.get("scope"), row["completeness"]) for row in rows} == {
        ("DEU", None, "10.0"),
        ("DEU", "environment", "100.0"),
    }
    assert rows[0]["note"].startswith("Of 10 ministers")


@pytest.mark.parametrize("source", ["cia-world-leaders-2019/cabinets-2019-06-04.csv"])
def test_the_committed_figures_are_those_of_the_directory(source, tmp_path, seeds):
    """Imported over the committed officials and tenures, where the directory is at hand."""
    path = upstream(source)
    for folder in ("officials", "tenure-records"):
        (tmp_path / folder).symlink_to(FACTS / folder)
    assert seeds("import", "cabinet-completeness", path, "--facts", tmp_path).exit_code == 0
    name = "source-coverage/cabinet-completeness.csv"
    assert (tmp_path / name).read_bytes() == (FACTS / name).read_bytes()

"""Two releases of a small record, one fact apart."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from seeds.publishing.publish import publish
from tests.seeds.conftest import SMALL_RECORD, Folder


@dataclass
class TwoReleases:
    """A store into which one release is published after the other."""

    facts: Folder
    url: str
    first: str = ""
    second: str = ""

    def publish_first(self) -> str:
        """Publish the small record."""
        self.first = publish(self.facts.path, self.url).release_id
        return self.first

    def publish_second(self) -> str:
        """Publish it with one fact changed: another name for China."""
        name = "countries/hand.yaml"
        self.facts.write(name, SMALL_RECORD[name].replace("name: China", "name: Cathay"))
        self.facts.write("VERSION", "0.2.0 2026-02-03\n")
        self.second = publish(self.facts.path, self.url).release_id
        return self.second

    def copied(self, folder: Path) -> "TwoReleases":
        """A copy in an empty folder, for a test that changes it; of an SQLite store."""
        shutil.copytree(self.facts.path.parent, folder, symlinks=True, dirs_exist_ok=True)
        url = f"sqlite:///{folder / 'record.sqlite'}"
        return replace(self, facts=Folder(folder / "facts"), url=url)


def two_releases(folder: Path, url: str | None = None) -> TwoReleases:
    """The facts in a folder, and a store (by default an SQLite file beside them)."""
    facts = Folder(folder / "facts")
    for name, text in SMALL_RECORD.items():
        facts.write(name, text)
    return TwoReleases(facts, url or f"sqlite:///{folder / 'record.sqlite'}")

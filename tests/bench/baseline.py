"""Another commit of this repository, to measure the present tree against.

Of the other commit only the public interface is used: `python -m seeds publish` and
`python -m api serve` with environment variables, and its requirements.lock.
"""

import io
import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

from tests.bench.install import install_python
from tests.bench.paths import BASELINES, ROOT
from tests.bench.subjects import Installation

_LOCK = "requirements.lock"


@dataclass(frozen=True, slots=True)
class Baseline:
    """A commit that is checked out, installed and published under var/bench."""

    commit: str  # abbreviated
    installation: Installation
    sqlite: Path  # the link to its release

    def publish(self, database_url: str) -> None:
        """Publish the commit's own facts to a database."""
        environment = os.environ | {"DATABASE_URL": database_url}
        command = [str(self.installation.python), "-m", "seeds", "publish"]
        subprocess.run(
            command,
            cwd=self.installation.tree,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )


def prepare(revision: str) -> Baseline:
    """Check out a revision, install its packages, and publish its release; once per commit.

    Raises:
        ValueError: the revision does not name a commit.
        CalledProcessError: a step fails; its output is on stderr.
    """
    commit = _resolve(revision)
    folder = BASELINES / commit
    tree = folder / "tree"
    if not tree.is_dir():
        _check_out(commit, tree)
    baseline = Baseline(
        _git("rev-parse", "--short", commit).decode().strip(),
        Installation(_python(folder, tree / _LOCK), tree),
        folder / "data" / "record.sqlite",
    )
    if not baseline.sqlite.exists():
        baseline.publish(f"sqlite:///{baseline.sqlite}")
    return baseline


def _resolve(revision: str) -> str:
    try:
        name = _git(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
        )
    except subprocess.CalledProcessError:
        raise ValueError(f"{revision} is not a commit of this repository") from None
    return name.decode().strip()


def _check_out(commit: str, tree: Path) -> None:
    """Extract the files of a commit; no Git worktree, which would outlive `make clean`."""
    partial = tree.with_name("partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    with tarfile.open(fileobj=io.BytesIO(_git("archive", commit))) as archive:
        archive.extractall(partial, filter="data")
    partial.rename(tree)


def _python(folder: Path, lock: Path) -> Path:
    """The present Python if it has the locked packages; else one of an environment of its own."""
    if lock.read_bytes() == (ROOT / _LOCK).read_bytes():
        return Path(sys.executable)
    venv = folder / "venv"
    install_python(venv, lock)
    return venv / "bin" / "python"


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True).stdout

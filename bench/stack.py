"""The whole portal as `manage.py up` starts it, in a folder of its own, beside whatever runs from this one."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from bench.setting import ROOT

LEFT_BEHIND = (".git", ".venv", "var", ".*_cache", ".hypothesis")
# Whatever the person's own environment says, the measured portal is the demo on servers of its own.
NOT_OURS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "CSE_MODE", "CSE_VAR", "CSE_CLOCK_SHIFT", "EMAIL_URL",
            "PUBLIC_URL", "STATIC_ROOT", "ALLOWED_HOSTS")  # fmt: skip
UP_SAYS = "the portal is running at "
PATIENCE = 300  # seconds, on a machine that is busy with other things


@dataclass(frozen=True)
class Portal:
    """A running portal: its address, its launcher's process, and the database it keeps."""

    url: str
    pid: int
    database: str

    def one(self, query: str):
        """The first value of a query to its database."""
        with contextlib.closing(psycopg2.connect(self.database)) as connection, connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchone()[0]


@contextlib.contextmanager
def running_portal() -> Iterator[Portal]:
    """`python3 manage.py up` in a copy of this tree, with this tree's packages; gone afterwards with its data."""
    home = Path(tempfile.mkdtemp(prefix="portal-"))
    env = {key: value for key, value in os.environ.items() if key not in NOT_OURS} | {"PORT": "8700"}
    try:
        copy = _copy(home / "portal")
        with (home / "said").open("w") as said:
            command = [getattr(sys, "_base_executable", sys.executable), "manage.py", "up"]
            launcher = subprocess.Popen(command, cwd=copy, env=env, stdout=said, stderr=said)
        try:
            url = _address(launcher, home / "said")
            yield Portal(url, launcher.pid, _variables(copy / "var" / "env")["DATABASE_URL"])
        finally:
            launcher.send_signal(signal.SIGTERM)
            launcher.wait(60)
            _remove_data(copy / "var" / "database-folder")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _copy(to: Path) -> Path:
    shutil.copytree(ROOT, to, ignore=shutil.ignore_patterns(*LEFT_BEHIND))
    (to / ".venv").mkdir()
    for part in (ROOT / ".venv").iterdir():
        if part.name != ".installed-locks":
            (to / ".venv" / part.name).symlink_to(part)
    # This benchmark runs on these packages, so there is nothing to install.
    from launch.environment import RUN_LOCK, fingerprint

    (to / ".venv" / ".installed-locks").write_text(fingerprint(RUN_LOCK) + "\n")
    return to


def _address(launcher: subprocess.Popen, said: Path) -> str:
    deadline = time.monotonic() + PATIENCE
    while launcher.poll() is None and time.monotonic() < deadline:
        if UP_SAYS in (text := said.read_text()):
            return text.partition(UP_SAYS)[2].split()[0].rstrip("/")
        time.sleep(0.5)
    raise SystemExit(f"The portal did not come up:\n{said.read_text()}")


def _variables(file: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in file.read_text().splitlines())


def _remove_data(name: Path) -> None:
    """Root's database lies outside the folder it belongs to, in a place that this file names."""
    if name.exists():
        shutil.rmtree(name.read_text(), ignore_errors=True)

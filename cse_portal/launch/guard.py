"""A small process that outlives a killed launcher just long enough to end what it started.

Linux tells the launcher's own children when it dies, but not theirs, and a worker whose broker stops in the same
moment can wait for ever. The guard waits on a pipe: when the launcher is gone without a word, the guard gives every
process group a few seconds to finish and then ends it by force.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

GRACE = 5  # seconds


class Guard:
    """The launcher's end of the pipe."""

    def __init__(self, keeps: tuple[int, ...] = ()):
        command = [sys.executable, "-I", "-S", str(Path(__file__).resolve())]
        self.popen = subprocess.Popen(command, stdin=subprocess.PIPE, text=True, start_new_session=True, pass_fds=keeps)

    def watch(self, groups: list[int]) -> None:
        """Tell which process groups there are now. An empty list means that all has been stopped in order."""
        try:
            self.popen.stdin.write(" ".join(map(str, groups)) + "\n")
            self.popen.stdin.flush()
        except BrokenPipeError:  # Somebody ended the guard; the launcher itself still stops everything.
            pass

    def dismiss(self) -> None:
        self.watch([])
        self.popen.stdin.close()
        self.popen.wait()


def stand_guard(pipe) -> None:
    """The other end: wait for the pipe to close, then see that every group of the last line goes."""
    lines = pipe.readlines()
    groups = [int(part) for part in lines[-1].split()] if lines else []
    deadline = time.monotonic() + GRACE
    while time.monotonic() < deadline and any(_signal(group, 0) for group in groups):
        time.sleep(0.1)
    for group in groups:
        _signal(group, signal.SIGKILL)


def _signal(group: int, number: int) -> bool:
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    stand_guard(sys.stdin)

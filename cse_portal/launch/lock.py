"""One launcher a folder: two would fight over one database."""

import fcntl
import json
import os
import time
from pathlib import Path

from .progress import LaunchError, say

PATIENCE = 30  # seconds for the processes of a killed launcher to finish


class FolderLock:
    """Two locked files: one that only the launcher holds, one that all it starts hold with it.

    The first says that a launcher is alive. The second is free only when everything it started is gone, so that the
    launcher after a killed one does not start a second PostgreSQL over the same data.
    """

    def __init__(self, folder: Path):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.launcher = (folder / "launcher.lock").open("a+")
        self.family = (folder / "processes.lock").open("a+")

    def acquire(self, patience: float = PATIENCE) -> None:
        """Take both, or say who has them. Waits only for what a killed launcher has left behind."""
        if not _take(self.launcher):
            raise LaunchError(self._who_has_it())
        self.tell("")
        deadline = time.monotonic() + patience
        if not _take(self.family):
            say("waiting for what an earlier launcher left behind to stop")
            while not _take(self.family):
                if time.monotonic() > deadline:
                    raise LaunchError(
                        "An earlier launcher of this folder is gone, but something it started still runs.\n"
                        f"End it (fuser {self.family.name} shows its process), and run this again."
                    )
                time.sleep(0.1)

    def tell(self, url: str) -> None:
        """Write who holds the lock, for the next one who comes."""
        self.launcher.seek(0)
        self.launcher.truncate()
        self.launcher.write(json.dumps({"pid": os.getpid(), "url": url}))
        self.launcher.flush()

    def release(self) -> None:
        self.family.close()
        self.launcher.close()

    def _who_has_it(self) -> str:
        self.launcher.seek(0)
        try:
            holder = json.loads(self.launcher.read())
        except ValueError:  # Its holder has not written yet.
            holder = {"pid": "not known yet", "url": ""}
        at = f" at {holder['url']}" if holder["url"] else ""
        return (
            f"The portal is already running from this folder{at} (process {holder['pid']}).\n"
            "Use that one, or stop it first with Ctrl-C where it was started."
        )


def _take(file) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

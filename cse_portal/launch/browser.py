"""Chromium for the browser tests: the machine's own, or Debian's."""

import os
import shutil

from .system_packages import OWN, install

NAMES = ("chromium", "chromium-browser", "google-chrome")


def bring() -> str | None:
    """The path of a Chromium, fetched when there is none. None when CSE_SKIP_BROWSER is set."""
    if os.environ.get("CSE_SKIP_BROWSER"):
        return None
    found = os.environ.get("CHROMIUM") or find()
    if not found:
        install("chromium", why="The browser tests (CSE_SKIP_BROWSER=1 leaves them out)")
        found = find()
    return found


def find() -> str | None:
    """A Chromium on the path, or the one unpacked under var."""
    unpacked = OWN / "root" / "usr" / "lib" / "chromium" / "chromium"
    candidates = [shutil.which(name) for name in NAMES] + [str(unpacked) if unpacked.exists() else None]
    return next(filter(None, candidates), None)

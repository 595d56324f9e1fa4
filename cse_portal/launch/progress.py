"""What the launcher says to the person who started it."""

import time

STARTED = time.monotonic()


class LaunchError(Exception):
    """Something the person at the keyboard can put right. Its text says what and how."""


class Stopped(KeyboardInterrupt):
    """The launcher was asked to stop by a signal."""


def say(text: str) -> None:
    """Print a line with the seconds since the start."""
    print(f"[{time.monotonic() - STARTED:5.1f}s] {text}", flush=True)

"""Ports on the loopback address."""

import os
import socket

from .progress import LaunchError, say


def free(wanted: int = 0) -> int:
    """`wanted`, or the next free port after it. 0 for any."""
    for port in [*range(wanted, min(wanted + 20, 65536)), 0] if wanted else [0]:
        with socket.socket() as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                attempt.bind(("127.0.0.1", port))
            except OSError:  # Taken, or below 1024 and not ours to use.
                continue
            return attempt.getsockname()[1]
    raise LaunchError("This machine has no free port on 127.0.0.1.")


def choose() -> int:
    """The portal's port: the one PORT asks for, 8000 by default, or another when it is taken, and says so."""
    wanted = os.environ.get("PORT") or "8000"
    if not wanted.isdecimal() or not 0 < int(wanted) < 65536:
        raise LaunchError(f"PORT is a number from 1 to 65535; it was {wanted}.")
    port = free(int(wanted))
    if port != int(wanted):
        say(f"port {wanted} is taken; using {port}")
    return port

"""What a piece of work costs: processor time of this thread and of the database's process for it.

On a machine of one's own that is how long it takes. Where the kernel does not tell, it is the time by the clock.
"""

import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection

TRIES = 5


def cost_of(work: Callable[[], object]) -> float:
    """Seconds. The work is done by one connection, whose queries run in one process.

    Where that process ended meanwhile, its time is not known any more, and the work is done again.
    """
    for _ in range(TRIES):
        connection.ensure_connection()
        server = _server()
        read = _processor if server.exists() else _clock
        begun = read(server)
        work()
        if connection.connection is not None and _server() == server:
            return (read(server) - begun) / 1e9
    raise RuntimeError("The connection to the database ends each time, so nothing can be said of its cost.")


def _server() -> Path:
    return Path(f"/proc/{connection.connection.get_backend_pid()}/schedstat")


def _processor(server: Path) -> int:
    return time.thread_time_ns() + int(server.read_text().split()[0])


def _clock(server: Path) -> int:
    return time.perf_counter_ns()

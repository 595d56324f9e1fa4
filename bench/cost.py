"""What a piece of work costs: processor time of this thread and of the database's process for it.

On a machine of one's own that is how long it takes. Where the kernel does not tell, it is the time by the clock.
"""

import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection


def cost_of(work: Callable[[], object]) -> float:
    """Seconds. The work is done by one connection, whose queries run in one process."""
    connection.ensure_connection()
    server = Path(f"/proc/{connection.connection.get_backend_pid()}/schedstat")
    begun = _spent(server)
    work()
    return (_spent(server) - begun) / 1e9


def _spent(server: Path) -> int:
    return time.thread_time_ns() + int(server.read_text().split()[0]) if server.exists() else time.perf_counter_ns()

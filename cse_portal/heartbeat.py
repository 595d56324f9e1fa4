"""Signs of life of the processes nobody sees, for /healthz.

The worker and beat each write their own row, so that a stopped worker does not make beat look dead, nor the reverse.
These are machine times, not the business clock.
"""

import datetime as dt
import time

from celery.beat import PersistentScheduler
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

EVERY = 10  # seconds between two writes of one process
STALE = dt.timedelta(seconds=60)
_last: dict[str, float] = {}


def beat(name: str) -> None:
    """Write that `name` is alive, at most every ten seconds. A database that is away is no reason to stop working."""
    from cse_portal.models import Heartbeat

    if time.monotonic() - _last.get(name, -EVERY) < EVERY:
        return
    _last[name] = time.monotonic()
    try:
        close_old_connections()
        Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})
    except DatabaseError:
        pass


class Scheduler(PersistentScheduler):
    """Celery's own scheduler, which also says that it is alive."""

    def tick(self, *args, **kwargs):
        beat("beat")
        return super().tick(*args, **kwargs)

"""Sweep of 100,000 due re-screens beside one raw INSERT … SELECT of as many rows."""

import statistics
import time

from django.db import connection, transaction

from bench.setting import fill, make_member
from screening.models import Reminder
from screening.reminders import send_due

LIMIT, UNIT = 4.0, " ×"
DUE = 100_000
ROUNDS = 3
# The floor: writing as many rows into the same table, and nothing else.
_RAW = """
    insert into screening_reminder (kind, reference, due_on, stage, recipient_id)
    select 'rescreen_today', s.reference, r.due_on, 'today', r.owner_id
    from screening_rescreen r join screening_screening s on s.id = r.screening_id where r.closed_at is null
"""


def measure() -> float:
    practitioners = [make_member("practitioner") for _ in range(20)]
    fill(DUE * 4 // 3, practitioners=practitioners)
    with connection.cursor() as cursor:
        cursor.execute("update screening_rescreen set due_on = current_date")
        cursor.execute("analyze")
    raw, sweep = [], []
    for _ in range(ROUNDS):
        for times, work in ((raw, _raw), (sweep, _sweep)):
            times.append(_timed(work))
            with connection.cursor() as cursor:
                cursor.execute("truncate screening_reminder, screening_digest, screening_digestday, cse_portal_message")
    print(f"raw INSERT … SELECT of {DUE} rows: {statistics.median(raw):.2f} s")
    print(f"reminder sweep with its digests:    {statistics.median(sweep):.2f} s")
    return statistics.median(sweep) / statistics.median(raw)


def _timed(work) -> float:
    begun = time.perf_counter()
    with transaction.atomic():
        work()
    took = time.perf_counter() - begun
    written = Reminder.objects.count()
    assert written == DUE, written
    return took


def _raw() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_RAW)


def _sweep() -> None:
    send_due()

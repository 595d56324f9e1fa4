"""Counting the figures: one statement a kind of case, over the months in which something has changed."""

import datetime as dt

from django.db import connection, transaction

from accounts.opening import bank_holidays
from cse_portal import clock
from referrals.actions import counting_sql as sql
from referrals.models import Counting

# Changes are looked for from a while before the last count, since some were then not yet committed.
_BEFORE = dt.timedelta(hours=1)
# Any number, as long as nothing else locks by it.
LOCK = 7_410_881
_FIRST_YEAR, _YEARS_AHEAD = 2015, 2
Months = list[tuple[int, dt.date]]


@transaction.atomic
def count_figures(*, everything: bool = False) -> int:
    """Count the figures of every month of an area in which something has changed; returns how many months that were.

    The first count of a day counts every month: dates of birth are put right and re-screens fall due without a trace in
    the month they belong to. Readers see the figures before or after, never in between.
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        last = Counting.objects.first()
        whole = everything or last is None or last.whole_at.astimezone(clock.LONDON).date() < now.date()
        months = _months(cursor, None if whole or last is None else last.counted_at - _BEFORE)
        _count(cursor, months, now, whole=whole)
    moved = {"counted_at": now} | ({"whole_at": now} if whole else {})
    Counting.objects.update_or_create(pk=last.pk if last else None, defaults=moved)
    return len(months)


def _months(cursor, since: dt.datetime | None) -> Months:
    """The months of areas that hold something new since then; all that hold anything when `since` is None."""
    cursor.execute(sql.CHANGED, {"since": since or dt.datetime.min.replace(tzinfo=dt.UTC, year=1900)})
    return cursor.fetchall()


def _count(cursor, months: Months, now: dt.datetime, *, whole: bool) -> None:
    values = {
        "areas": [area for area, _ in months],
        "months": [month for _, month in months],
        "now": now,
        "today": now.date(),
        "first": dt.date(_FIRST_YEAR, 1, 1),
        "last": dt.date(now.year + _YEARS_AHEAD, 1, 1),
        "closed": [day for year in range(_FIRST_YEAR, now.year + _YEARS_AHEAD) for day in bank_holidays(year)],
    }
    cursor.execute(sql.FORGET_ALL if whole else sql.FORGET, values)
    for statement in sql.COUNTS:
        cursor.execute(statement, values)
    if whole:
        cursor.execute("analyze referrals_figure")

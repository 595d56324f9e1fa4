"""How a worker makes what was asked for: each in its own transaction, one that fails later and later, none twice."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import DurationField, ExpressionWrapper, F, Model, QuerySet, Value
from django.db.models.functions import Least, Power

from cse_portal import clock

log = logging.getLogger(__name__)
FIRST_WAIT = timedelta(seconds=15)
# The wait counts from when it was asked for, so it must go on doubling: the sixteenth try comes within a week. The
# bound only keeps the number small.
MOST_DOUBLINGS = 24


def make_all(rows: QuerySet, store: Callable[[Model], None], *, asked: str = "asked_at") -> int:
    """Make every row that waits, one at a time. Returns how many were made. Safe to run twice at once.

    `rows` have `made_at`, which `store` sets, and `attempts`; `asked` is the field that says since when they wait.
    """
    made = 0
    tried: list[int] = []
    while row := _claim(rows, tried, asked):
        tried.append(row.pk)
        made += _make(rows, row.pk, store)
    return made


@transaction.atomic
def _claim(rows: QuerySet, tried: list[int], asked: str) -> Model | None:
    """The next one. The attempt is counted before it begins, so that one that ends the worker also waits its turn."""
    waiting = _due(rows, asked).exclude(pk__in=tried).order_by("attempts", "id")
    row = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if row:
        rows.model.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1)
    return row


def _due(rows: QuerySet, asked: str) -> QuerySet:
    """Those never tried, and those whose next try has come: each wait is about twice the one before."""
    doublings = Power(Value(2.0), Least(F("attempts"), Value(MOST_DOUBLINGS)))
    wait = ExpressionWrapper(Value(FIRST_WAIT, DurationField()) * (doublings - 1), output_field=DurationField())
    return rows.filter(made_at=None).annotate(wait=wait).filter(**{f"{asked}__lte": clock.now() - F("wait")})


@transaction.atomic
def _make(rows: QuerySet, pk: int, store: Callable[[Model], None]) -> int:
    row = rows.model.objects.select_for_update(skip_locked=True).filter(pk=pk, made_at=None).first()
    if row is None:
        return 0
    try:
        with transaction.atomic():
            store(row)
    except Exception as error:  # noqa: BLE001 - whatever one does, the others are made
        # The kind of error alone: its message may hold what was typed about a child.
        name = rows.model._meta.verbose_name
        log.error("%s %s could not be made at attempt %s (%s)", name, pk, row.attempts, type(error).__name__)
        return 0
    return 1

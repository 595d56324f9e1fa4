"""What the CSE officer sees of police information: how many forms, by kind, month and place, and nothing else of them.

Counts below five are not shown, and none can be worked out from the others: where one is hidden, a second is.
"""

import datetime as dt
from typing import NamedTuple

from django.db.models import Count, Min
from django.db.models.functions import TruncMonth

from accounts.models import Area
from police.models import InformationForm
from police.subjects import Kind

FEWEST = 5
HIDDEN = f"Fewer than {FEWEST}"
# For the one that is hidden so that another cannot be worked out.
BESIDE = "Not shown"
MONTHS = 12


class Row(NamedTuple):
    name: str
    count: str


class Counts(NamedTuple):
    since: dt.date
    kinds: list[Row]
    months: list[Row]
    # Only places with five forms or more, so that no single form names one here.
    places: list[Row]


def counts(area: Area, today: dt.date) -> Counts:
    """The forms that went to the police since the first day of the month eleven months ago."""
    months = _months(today)
    forms = InformationForm.objects.counted_in(area).filter(sent_on__gte=months[0], sent_on__lte=today)
    by_kind = dict(forms.values_list("kind").annotate(Count("pk")).order_by())
    by_month = dict(forms.annotate(month=TruncMonth("sent_on")).values_list("month").annotate(Count("pk")).order_by())
    return Counts(
        since=months[0],
        kinds=hidden([(str(kind.label), by_kind.get(kind, 0)) for kind in Kind]),
        months=hidden([(f"{month:%B} {month.year}", by_month.get(month, 0)) for month in reversed(months)]),
        places=[Row(name, str(count)) for name, count in _places(forms)],
    )


def hidden(counted: list[tuple[str, int]]) -> list[Row]:
    """Each count as it may be shown. Nothing is shown as 0 either, so that two hidden counts never tell each other."""
    small = {name for name, count in counted if count < FEWEST}
    shown = sorted((count, name) for name, count in counted if name not in small)
    beside = shown[0][1] if len(small) == 1 and shown else ""
    words = {True: HIDDEN, False: ""}
    return [Row(name, words[name in small] or (BESIDE if name == beside else str(count))) for name, count in counted]


def _places(forms) -> list[tuple[str, int]]:
    """The spelling that comes first in the alphabet stands for all of one place."""
    rows = forms.exclude(place_key="").values("place_key").annotate(count=Count("pk"), name=Min("place"))
    return list(rows.filter(count__gte=FEWEST).order_by("-count", "place_key").values_list("name", "count"))


def _months(today: dt.date) -> list[dt.date]:
    numbers = range(today.year * 12 + today.month - MONTHS, today.year * 12 + today.month)
    return [dt.date(number // 12, number % 12 + 1, 1) for number in numbers]

"""What the CSE officer sees of police information: how many forms, by kind, month and place, and nothing else of them.

No number from 1 to 4 is shown, and none can be worked out from the others (docs/adr/0007).
"""

import datetime as dt
from typing import NamedTuple

from django.db.models import Count, Min
from django.db.models.functions import TruncMonth

from accounts.models import Area
from cse_portal.suppression import LEAST, Counts, hidden
from police.models import InformationForm
from police.subjects import Kind

MONTHS = 12


class Row(NamedTuple):
    name: str
    # None is hidden.
    count: int | None


class Counted(NamedTuple):
    since: dt.date
    kinds: list[Row]
    months: list[Row]
    # Only places with five forms or more, so that no single form names one here.
    places: list[Row]


def counts(area: Area, today: dt.date) -> Counted:
    """The forms that went to the police since the first day of the month eleven months ago."""
    months = _months(today)
    forms = InformationForm.objects.counted_in(area).filter(sent_on__gte=months[0], sent_on__lte=today)
    by_kind = dict(forms.values_list("kind").annotate(Count("pk")).order_by())
    by_month = dict(forms.annotate(month=TruncMonth("sent_on")).values_list("month").annotate(Count("pk")).order_by())
    return Counted(
        since=months[0],
        kinds=_protected({str(kind.label): by_kind.get(kind, 0) for kind in Kind}),
        months=_protected({f"{month:%B} {month.year}": by_month.get(month, 0) for month in reversed(months)}),
        places=_places(forms),
    )


def _protected(counted: Counts) -> list[Row]:
    """Each count of one list as it may be shown. All lists are of the same forms, so their sum counts as known."""
    kept = hidden(counted)
    return [Row(name, None if name in kept else count) for name, count in counted.items()]


def _places(forms) -> list[Row]:
    """The spelling that comes first in the alphabet stands for all of one place.

    The forms that name no place here are a count like the others, though it is not shown: where it is small, a place is
    left out beside it. Were that one named and its number hidden, a reader would know that it is not the small one.
    """
    places = forms.exclude(place_key="").values("place_key").annotate(count=Count("pk"), name=Min("place"))
    rows = list(
        places.filter(count__gte=LEAST).order_by("-count", "place_key").values_list("place_key", "name", "count")
    )
    counted = {key: count for key, _, count in rows}
    kept = hidden(counted | {"": forms.count() - sum(counted.values())})
    return [Row(name, count) for key, name, count in rows if key not in kept]


def _months(today: dt.date) -> list[dt.date]:
    numbers = range(today.year * 12 + today.month - MONTHS, today.year * 12 + today.month)
    return [dt.date(number // 12, number % 12 + 1, 1) for number in numbers]

"""The figures of the area: what was screened, of whom, with which signs, what followed. No names, no small numbers."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Min
from django.shortcuts import render
from django.urls import reverse

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal import clock
from referrals.bars import Chart, lying, standing
from referrals.figure_tables import Shown
from referrals.figure_words import PARTS, SCREENINGS
from referrals.figures import by_month, tables
from referrals.forms.figures import FiguresFilter
from referrals.models import Counting, Figure

# A list as long as the indicators' is read in its table.
LONGEST_CHART = 20


class Asked(NamedTuple):
    """What a page or a file of the figures shows."""

    part: str
    filter: FiguresFilter
    counting: Counting | None
    tables: list[Shown]

    @property
    def refused(self) -> bool:
        """Whether the address asked for something that is not one of the choices."""
        return self.filter.refused or self.filter.data.get("part", self.part) != self.part

    def query(self, part: str) -> str:
        return "?" + urlencode({"part": part} | self.filter.settings)


def asked(request) -> Asked:
    """The part of the figures that the address names, or the first; with its filter."""
    part = request.GET.get("part", "")
    part = part if part in PARTS else SCREENINGS
    first = Figure.objects.visible_to(request.member).aggregate(first=Min("month"))["first"]
    form = FiguresFilter(request.GET, area=request.member.area, first=first, today=clock.today())
    return Asked(part, form, Counting.objects.first(), tables(request.member, form.quarter, part, form.split))


@allowed(Permission.FIGURES_VIEW)
def figures(request):
    shown = asked(request)
    record_view(EventType.FIGURES_VIEWED, by=request.member)
    context = {
        "area": request.member.area,
        "asked": shown,
        "filter": shown.filter,
        "title": PARTS[shown.part],
        "parts": [
            {"label": label, "url": shown.query(part), "current": part == shown.part} for part, label in PARTS.items()
        ],
        "keep": [("part", shown.part)],
        "clear": f"?part={shown.part}",
        "tables": [(f"t{number}", table, _chart(table)) for number, table in enumerate(shown.tables, 1)],
        "months": _months(request.member, shown),
        "hides": any(table.hides for table in shown.tables),
        "export": reverse("referrals:figures_export") + shown.query(shown.part),
    }
    return render(request, "referrals/figures.html", context)


def _chart(table: Shown) -> Chart | None:
    if table.is_empty or len(table.rows) > LONGEST_CHART:
        return None
    return lying([(row.label, row.counts[-1]) for row in table.rows])


def _months(member, shown: Asked) -> Chart | None:
    """The last twelve months, up to the one that has begun; of all screenings only."""
    if shown.part != SCREENINGS or not shown.filter.split.is_whole:
        return None
    months = [pair for pair in by_month(member, shown.filter.quarter) if pair[0] <= clock.today()]
    return standing([(f"{month:%b} {month:%y}", count) for month, count in months]) if months else None

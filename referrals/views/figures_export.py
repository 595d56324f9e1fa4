"""The figures as a file that a spreadsheet opens: what the page shows, number by number. Taking it out is an event."""

import csv
from collections.abc import Iterator

from django.http import HttpResponse

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record
from audit.events import EventType
from cse_portal.dates import plain_day, time24
from cse_portal.spreadsheet import cell
from referrals.figure_words import PARTS
from referrals.views.figures import Asked, asked

HIDDEN = "hidden"


@allowed(Permission.FIGURES_VIEW)
def figures_export(request):
    shown = asked(request)
    lines = list(_lines(shown))
    record(EventType.FIGURES_EXPORTED, by=request.member,
           detail={"filter": [PARTS[shown.part], *shown.filter.words], "rows": len(lines)})  # fmt: skip
    # The byte order mark is how a spreadsheet knows that names are written in UTF-8.
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    name = f"figures-{shown.part}-{request.member.area.slug}-{shown.filter.quarter.code}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    csv.writer(response).writerows([cell(text) for text in line] for line in lines)
    return response


def _lines(shown: Asked) -> Iterator[list[str]]:
    """Each table with its heading, its rows and its total, a blank line between them."""
    counted = shown.counting.counted_at if shown.counting else None
    yield [PARTS[shown.part], *shown.filter.words, f"Counted {plain_day(counted)} {time24(counted)}".strip()]
    for table in shown.tables:
        yield []
        yield [table.title, *table.columns]
        for row in table.all_rows:
            yield [row.label, *(HIDDEN if count is None else str(count) for count in row.counts)]
        if table.in_short:
            yield [table.in_short]

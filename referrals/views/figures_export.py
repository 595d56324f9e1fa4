"""The figures as a file that a spreadsheet opens: what the page shows, number by number. Taking it out is an event."""

from collections.abc import Iterator

from django.http import HttpResponse

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record
from audit.events import EventType
from cse_portal.dates import plain_day, time24
from cse_portal.spreadsheet import XLSX_TYPE, csv_lines, xlsx_parts
from referrals.figure_words import PARTS
from referrals.views.figures import Asked, asked

HIDDEN = "hidden"


@allowed(Permission.FIGURES_VIEW)
def figures_export(request):
    shown = asked(request)
    lines = list(_lines(shown))
    record(EventType.FIGURES_EXPORTED, by=request.member,
           detail={"filter": [PARTS[shown.part], *shown.filter.words], "rows": len(lines)})  # fmt: skip
    is_workbook = request.GET.get("file") == "xlsx"
    response = (
        HttpResponse(b"".join(xlsx_parts(lines, title="Figures")), content_type=XLSX_TYPE)
        if is_workbook
        else HttpResponse("".join(csv_lines(lines)), content_type="text/csv; charset=utf-8")
    )
    ending = "xlsx" if is_workbook else "csv"
    name = f"figures-{shown.part}-{request.member.area.slug}-{shown.filter.quarter.code}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
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

"""The log as a file: exactly what the page shows, of all its pages. Taking it out is an event, with how much and what.

What was searched for is part of what is shown, and never of the event or the file's name.
"""

from collections.abc import Iterator

from django.http import StreamingHttpResponse

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record
from audit.events import EventType
from cse_portal import clock
from cse_portal.spreadsheet import XLSX_TYPE, csv_lines, xlsx_parts
from referrals.models import LogEntry
from referrals.restricted import veiled
from referrals.views.log_columns import heads, texts
from referrals.views.log_look import Look, look

MOST = 100_000
CHUNK = 1_000
MORE = f"Only the first {MOST:,} are in this file. Narrow the list for the rest."


@allowed(Permission.LOG_VIEW)
def log_csv(request):
    asked = look(request)
    return _file(asked, csv_lines(_recorded(asked, "csv")), "csv", "text/csv; charset=utf-8")


@allowed(Permission.LOG_VIEW)
def log_xlsx(request):
    asked = look(request)
    return _file(asked, xlsx_parts(_recorded(asked, "xlsx"), title="CSE log"), "xlsx", XLSX_TYPE)


def _file(asked: Look, parts: Iterator[str | bytes], kind: str, type: str) -> StreamingHttpResponse:
    """Its name says the area and the day, and nothing of a child."""
    name = f"cse-log-{asked.member.area.slug}-{clock.today()}.{kind}"
    response = StreamingHttpResponse(parts, content_type=type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _recorded(asked: Look, kind: str) -> Iterator[list[str]]:
    """The rows, heading first. The event is written before anything leaves: even half a file has left."""
    count = asked.rows.order_by()[: MOST + 1].count()
    record(
        EventType.LOG_EXPORTED, by=asked.member, detail={
            **asked.narrowed, "columns": list(asked.columns), "searched": bool(asked.search), "kind": kind,
            "rows": min(count, MOST),
        },
    )  # fmt: skip
    return _rows(asked, is_cut=count > MOST)


def _rows(asked: Look, *, is_cut: bool) -> Iterator[list[str]]:
    now = clock.now()
    yield heads(asked.columns)
    rows = asked.rows.for_lists().order_by(*asked.listing.order)[:MOST].iterator(chunk_size=CHUNK)
    for entry in _veiled(rows):
        yield texts(entry, asked.columns, now)
    if is_cut:
        yield [MORE]


def _veiled(rows: Iterator[LogEntry]) -> Iterator[LogEntry]:
    """A thousand at a time, because whether a child is restricted is asked of many at once."""
    chunk = []
    for entry in rows:
        chunk.append(entry)
        if len(chunk) == CHUNK:
            yield from veiled(chunk)
            chunk = []
    yield from veiled(chunk)

"""The CSE officer's log: every completed screening of the area, and first of all who needs something today."""

from django.shortcuts import render

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal import clock
from cse_portal.paging import paged
from cse_portal.searching import ON, searchable
from referrals.actions import keep_setting
from referrals.restricted import veiled
from referrals.views.lists import chips, empty, named
from referrals.views.log_columns import COLUMNS, age_words, cells
from referrals.views.log_lists import CAPTIONS, EXPLAINED, LISTINGS
from referrals.views.log_look import FIRST, PAGE, Look, columns_words, look
from referrals.views.saved_views import saved_links
from referrals.views.settings import as_left
from referrals.views.unfinished import unfinished

# The whole of it stands on the page of today.
MOST_UNFINISHED = 5


@allowed(Permission.LOG_VIEW)
@searchable
def log(request):
    if elsewhere := as_left(request, PAGE):
        return elsewhere
    asked, now = look(request), clock.now()
    page = paged(asked.rows.for_lists(), order=asked.listing.order, query=request.GET)
    if request.GET:
        keep_setting(by=request.member, page=PAGE, query=asked.kept)
    record_view(EventType.LOG_VIEWED, by=request.member)
    rows = [(entry, age_words(entry), cells(entry, asked.columns, now)) for entry in veiled(page.rows)]
    context = around(asked) | {
        "area": request.member.area,
        "now": now,
        "unfinished": unfinished(request.member, MOST_UNFINISHED),
        "page": page,
        "rows": rows,
        "views": saved_links(request.member),
    }
    return render(request, "referrals/log.html", context)


def around(asked: Look) -> dict:
    """What stands round the rows: the lists, the search, the filter and the columns, each keeping the others."""
    name, search, searching = asked.name, asked.search, [ON] if asked.search else []
    columns = columns_words(asked.columns)
    wider = f"?show={name}"
    words = [*asked.form.words, *named(search)]
    looked = [*asked.form.looked, *named(search)]
    return {
        "filter": asked.form,
        "search": search,
        "chips": chips(LISTINGS, asked.entries, name),
        "keep": [("show", name), *columns, *searching],
        "columns": [COLUMNS[each] for each in asked.columns],
        "choices": [(each, column.title, each in asked.columns) for each, column in COLUMNS.items()],
        "keep_columns": [*asked.narrowed.items(), ("columns", ""), *searching],
        "wider": wider,
        "empty": empty(asked.listing, words, looked, wider=wider, is_first=name == FIRST),
        "listing": asked.listing.label.lower(),
        "explained": EXPLAINED.get(name, ""),
        "caption": CAPTIONS[asked.listing.order],
        "address": asked.address,
        "kept": asked.kept,
    }

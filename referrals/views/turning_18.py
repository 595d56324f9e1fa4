"""Who is nearly 18, who is 18 with something still open, and who was handed over (rule 5)."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import render

from accounts.access import allowed
from accounts.models import Membership
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal import clock
from cse_portal.paging import paged
from referrals.adulthood import adult, adult_on, nearly_adult
from referrals.models import LogEntry, Plan, Transition
from referrals.restricted import veiled
from referrals.views.lists import Listing, chips, empty, shown
from screening.models import Rescreen

OLDEST = ("born_on", "id")


def listings(member: Membership) -> dict[str, Listing]:
    mine = {"child": OuterRef("child"), "area": member.area}
    handed_over = Exists(Transition.objects.handed_over().filter(**mine))
    still_open = Exists(Rescreen.objects.open().filter(**mine)) | Exists(Plan.objects.open().filter(**mine))
    grown, nearly = adult(clock.today()), nearly_adult(clock.today())

    def turning(rows: QuerySet) -> QuerySet:
        return rows.filter(nearly.q).exclude(grown.q).exclude(handed_over)

    def waiting(rows: QuerySet) -> QuerySet:
        return rows.filter(grown.q).filter(still_open)

    return {
        "turning": Listing("Turning 18", "Nobody is nearly 18", turning, OLDEST),
        "waiting": Listing("18, not yet handed over", "Nobody of 18 has anything open", waiting, OLDEST),
        "done": Listing("Handed over", "Nobody was handed over", lambda rows: rows.filter(handed_over), OLDEST),
    }


@allowed(Permission.LOG_VIEW)
def turning_18(request):
    member, lists = request.member, listings(request.member)
    name, every = shown(request, lists), LogEntry.objects.visible_to(member).openable().filter(current=True)
    entries = lists[name].rows(every).select_related("child", "agency", "came")
    page = paged(entries, order=OLDEST, query=request.GET)
    record_view(EventType.LOG_VIEWED, by=member)
    context = {
        "chips": chips(lists, every, name),
        "listing": lists[name].label.lower(),
        "empty": empty(lists[name], [], [], wider="?", is_first=name == "turning"),
        "now": clock.now(),
        "page": page,
        "rows": rows_of(veiled(page.rows), member),
    }
    return render(request, "referrals/turning_18.html", context)


def rows_of(entries: list[LogEntry], member: Membership) -> list[dict]:
    children = [entry.child_id for entry in entries]
    rows = Transition.objects.visible_to(member).filter(
        Q(area=member.area) | Q(handed_over_at=None), child__in=children
    )
    # The area's own last, so that it stands before another's; an empty one, made to tell the officers, does not.
    written = sorted(rows, key=lambda row: (row.planned_at is not None, row.area_id == member.area.pk))
    known = {row.child_id: row for row in written}
    today = clock.today()
    return [
        {
            "entry": entry,
            "adult_on": adult_on(entry.child),
            "late": adult_on(entry.child) <= today and not getattr(known.get(entry.child_id), "handed_over_at", None),
            "estimated": entry.child.date_of_birth is None,
            "step": step_words(known.get(entry.child_id)),
        }
        for entry in entries
    ]


def step_words(transition: Transition | None) -> str:
    if transition is None or transition.planned_at is None:
        return "Nothing recorded yet"
    if transition.handed_over_at:
        return f"Handed over to {transition.adult_contact}"
    return f"With {transition.adult_contact}" if transition.adult_contact else "Begun"

"""Everything a colleague holds on one page, and who takes it over when they leave."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import allowed, has_permission
from accounts.models import Agency, User
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from referrals.forms.hand_over import HandOverForm
from referrals.restricted import veiled
from screening.actions import HAND_OVER, may_hand_over
from screening.actions import hand_over as give
from screening.holdings import KINDS, roles_of
from screening.states import NotPossible

# A line of each kind: its reference, the child where the reader's own lists name it, and the day it is for.
_LINES = {
    "drafts": lambda row: (row.reference, None, row.started_at),
    "waiting": lambda row: (row.reference, None, row.saved_at),
    "to_countersign": lambda row: (row.reference, None, row.saved_at),
    "referrals_sent": lambda row: (row.reference, None, row.sent_at),
    "referrals_held": lambda row: (row.reference, None, row.due_at),
    "rescreens": lambda row: (row.screening.reference, row.child, row.due_on),
    "plans": lambda row: (row.reference, row.child, row.review_on),
    "plan_actions": lambda row: (row.plan.reference, None, row.due_on),
    "panel_actions": lambda row: (row.reference, None, row.due_on),
    "questions": lambda row: (row.reference, None, row.due_on),
}
_DAYS = {
    "drafts": "begun", "waiting": "waiting since", "to_countersign": "waiting since", "referrals_sent": "sent",
    "plans": "review on",
}  # fmt: skip
_WITH = {"rescreens": ("screening", "child"), "plans": ("child",), "plan_actions": ("plan",)}


@allowed(*HAND_OVER)
def hand_over(request, ref):
    person, agencies = _found(request, ref)
    agency = next((each for each in agencies if str(each.pk) == request.GET.get("agency")), agencies[0])
    held = _held(person, agency)
    form = HandOverForm(typed(request), agency=agency, held=held)
    if request.method == "POST" and form.is_valid() and _done(request, person, agency, form):
        return redirect(request.get_full_path())
    record_view(EventType.LOG_VIEWED, by=request.member, reference=person.reference)
    keeps_people = has_permission(request.member, Permission.PEOPLE_EDIT)
    context = {
        "person": person,
        "agency": agency,
        "others": [each for each in agencies if each != agency],
        "roles": roles_of(person, agency),
        "held": _shown(held, by_name=not keeps_people),
        "form": form,
        "keeps_people": keeps_people,
    }
    return render(request, "referrals/hand_over.html", context)


def _found(request, ref) -> tuple[User, list[Agency]]:
    """The person, and at which agencies their cases are this reader's to hand over."""
    person = get_object_or_404(User, reference=ref)
    agencies = Agency.objects.filter(memberships__user=person).distinct()
    within_reach = [agency for agency in agencies if may_hand_over(request.member, agency)]
    if not within_reach:
        raise Http404
    return person, within_reach


def _held(person: User, agency: Agency) -> dict[str, list]:
    members = list(roles_of(person, agency))
    rows = {name: kind.of(members).order_by("pk") for name, kind in KINDS.items()}
    found = {name: list(each.select_related(*_WITH[name]) if name in _WITH else each) for name, each in rows.items()}
    return {name: lines for name, lines in found.items() if lines}


def _shown(held: dict[str, list], *, by_name: bool) -> list[dict]:
    """Each kind with its lines; a restricted child goes by the reference, as in every list.

    Not `by_name` for the administrator, who sees no child's record.
    """
    veiled([*held.get("rescreens", ()), *held.get("plans", ())])
    lines = {name: [_LINES[name](row) for row in rows] for name, rows in held.items()}
    return [
        {
            "words": KINDS[name].counted(len(rows)),
            "day": _DAYS.get(name, "due"),
            "lines": [(reference, child if by_name else None, day) for reference, child, day in rows],
        }
        for name, rows in lines.items()
    ]


def _done(request, person: User, agency: Agency, form: HandOverForm) -> bool:
    """Do it; False when the action refuses, its sentence then standing at the field."""
    try:
        counts = give(person=person, agency=agency, by=request.member, to=form.takers)
    except Incomplete as incomplete:
        form.send_back(incomplete)
        return False
    except NotPossible as refusal:
        messages.info(request, str(refusal))
        return True
    words = ", ".join(KINDS[kind].counted(number) for kind, number in counts.items())
    messages.success(request, f"Handed over: {words}. Whoever took over is told by e-mail.")
    return True

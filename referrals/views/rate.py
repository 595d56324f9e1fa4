"""Rate the priority of a referral, or review the rating."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from audit.events import EventType
from audit.models import Event
from cse_portal import clock
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.clock import Pause, due, runs_day_and_night
from referrals.clock_words import moment
from referrals.forms.rate import RateForm
from referrals.models import Referral
from referrals.states import PRIORITY_WORDS, NotPossible, Priority
from referrals.views.clocks import procedure_of
from referrals.views.record import found, frame


@allowed(Permission.REFERRAL_RECEIVE)
def rate(request, ref):
    referral = found(request, ref)
    if not referral.is_open and request.method != "POST":
        return redirect("referrals:referral", ref)
    form = RateForm(typed(request), referral=referral, due_words=due_words(referral))
    if request.method == "POST" and form.is_valid():
        try:
            rated = actions.rate(referral=referral, by=request.member, **form.cleaned_data)
            messages.success(request, f"Priority {rated.priority_words}. {due_now(rated)}")
            return redirect("referrals:referral", ref)
        except NotPossible as refusal:
            messages.warning(request, str(refusal))
            return redirect("referrals:referral", ref)
        except Incomplete as incomplete:
            form.send_back(incomplete)
    context = frame(request, referral, "") | {"form": form, "ratings": ratings(referral)}
    return render(request, "referrals/rate.html", context)


def due_words(referral: Referral) -> dict[str, str]:
    """When the decision would be due by each priority: Due today 18:00, runs day and night."""
    procedure, now, words = procedure_of(referral), clock.now(), {}
    for priority in Priority:
        count = {"sent_at": referral.sent_at, "priority": priority.value, "pauses": _pauses(referral)}
        at, night = due(procedure, **count), ", runs day and night" if runs_day_and_night(procedure, **count) else ""
        was = "Was due" if at < now else "Due"
        words[priority.value] = f"{was} {moment(at, now=now)}{night}"
    return words


def _pauses(referral: Referral) -> list[Pause]:
    """A clock that stands still would go on now."""
    return [*referral.stood_still, *([(referral.paused_at, clock.now())] if referral.paused_at else [])]


def due_now(referral: Referral) -> str:
    if referral.paused_at:
        return "The clock stands still until the answers are in."
    was = "It was due" if referral.due_at < clock.now() else "The decision is due"
    return f"{was} {moment(referral.due_at, now=clock.now())}."


def ratings(referral: Referral) -> list[dict]:
    """Every rating, the one that stands first: its words, who, when and why."""
    if not referral.priority:
        return []
    events = Event.objects.about(referral.reference).filter(type=EventType.REFERRAL_RATED).order_by("-id")
    return [
        {"words": PRIORITY_WORDS[Priority(event.detail["to"])], "by": event.person, "at": event.at, "why": event.reason}
        for event in events
    ]

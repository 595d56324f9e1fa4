"""Recording a missing episode, and saying later what became of it (rule 31)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal.dates import short_day
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from referrals.forms.missing import MissingForm, as_typed
from referrals.models import MissingEpisode
from referrals.restricted import reason_for
from referrals.views.child import identity
from referrals.views.missing import known_or_reached
from screening import actions
from screening.states import NotPossible


@allowed(Permission.RESCREEN_ASK)
def missing_add(request, ref):
    child, _ = known_or_reached(request.member, ref)
    reason = reason_for(request, child)
    form = MissingForm(typed(request))
    if request.method == "POST" and form.is_valid() and (episode := kept(request, form, child=child)):
        return after(request, episode)
    record_view(EventType.CHILD_VIEWED, by=request.member, reference=ref, child=ref, reason=reason)
    return page(request, form, child, title="Record a missing episode")


@allowed(Permission.RESCREEN_ASK)
def missing_change(request, ref):
    rows = MissingEpisode.objects.visible_to(request.member).select_related("child__agency")
    episode = get_object_or_404(rows, reference=ref)
    child, reason = episode.child, reason_for(request, episode.child)
    form = MissingForm(typed(request), initial=as_typed(episode))
    if request.method == "POST" and form.is_valid() and (changed := kept(request, form, episode=episode)):
        return after(request, changed)
    record_view(
        EventType.CHILD_VIEWED, by=request.member, reference=ref, child=child.reference, area_id=episode.area_id,
        reason=reason,
    )  # fmt: skip
    return page(request, form, child, title="What became of a missing episode")


def page(request, form: MissingForm, child, *, title: str):
    context = {"child": child, "identity": identity(child), "form": form, "title": title}
    return render(request, "referrals/missing_episode.html", context)


def kept(request, form: MissingForm, *, child=None, episode: MissingEpisode | None = None) -> MissingEpisode | None:
    """Save it; None when the action refuses, its sentence then standing at the box."""
    try:
        if episode:
            how = {"by": request.member, "seen": form.cleaned_data["seen"]}
            return actions.change_missing(episode=episode, values=form.values, **how)
        return actions.record_missing(child=child, by=request.member, values=form.values)
    except Incomplete as incomplete:
        form.send_back(incomplete)
    except NotPossible as refusal:
        episode.refresh_from_db(fields=["changed_at"])
        form.overtaken(str(refusal), episode.version)
    return None


def after(request, episode: MissingEpisode):
    messages.success(request, "Saved. Everyone with an open case is asked to screen again when something is new.")
    if other := actions.overlapping(episode):
        began = short_day(other.missing_from)
        messages.info(request, f"The episode that began on {began} is at the same time. Check whether both are right.")
    return redirect("referrals:missing", episode.child.reference)

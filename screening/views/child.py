"""Who the child is. Saving this page makes the draft; a known child is offered, and an adult is led on."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal.held import typed
from screening.actions import begin, day_of, is_stopped, say_who, tool_fits
from screening.forms.child import ChildForm, initial_of
from screening.models import Screening
from screening.views import beginning
from screening.views.drafts import own

STOPPED = (
    "Saved. The name or birth date was changed several times today, so the portal does not look for other agencies "
    "again before tomorrow. If you think that another agency works with the child, ring the CSE team."
)


@allowed(Permission.SCREENING_WRITE)
def child(request):
    """The child page of a case that has no draft yet."""
    if earlier := beginning.already(request):
        return redirect("screening:tool", earlier.reference)
    data = typed(request)
    if data is None and not beginning.answered(request, danger="no", harm="no"):
        return redirect("screening:danger")
    form = ChildForm(data, by=request.member, initial=beginning.initial(request))
    if request.method == "POST" and form.is_valid():
        return _begin(request, form)
    return page(request, "screening/child.html", form)


def _begin(request, form: ChildForm):
    if form.is_adult:
        return adult(request, form)
    if draft := open_draft_about(form):
        messages.info(request, "You have a draft about this child already. Here it is.")
        return redirect("screening:tasks", draft.reference)
    draft = begin(
        by=request.member, area=form.chosen_area, reference=beginning.reference_of(request), identity=form.identity,
        child=form.child,
    )  # fmt: skip
    return redirect("screening:tool", draft.reference)


@allowed(Permission.SCREENING_WRITE)
def child_for(request, ref):
    """The child page of a draft that is there: the stub of a call, or a draft whose child needs correcting."""
    screening = own(request, ref)
    if not screening.is_draft:
        return redirect("screening:view", ref)
    form = ChildForm(
        typed(request), by=request.member, screening=screening, day=day_of(screening), initial=initial_of(screening)
    )
    if request.method == "POST" and form.is_valid():
        return _say_who(request, form, screening)
    return page(request, "screening/child.html", form, screening)


def _say_who(request, form: ChildForm, screening: Screening):
    if form.is_adult and screening.child is None:
        return adult(request, form)
    screening = say_who(
        screening=screening, by=request.member, area=form.chosen_area, identity=form.identity, child=form.child
    )
    if is_stopped(screening):
        messages.info(request, STOPPED)
    return redirect("screening:tool" if tool_fits(screening) else "screening:tool_changed", screening.reference)


def adult(request, form: ChildForm):
    """Rule 5: no screening. What was typed waits for somebody who comes back to put a wrong birth date right."""
    beginning.keep(request, age=form.route.age, typed=form.data.urlencode())
    return redirect("screening:adult")


def open_draft_about(form: ChildForm) -> Screening | None:
    """This person's own draft about the known child that was chosen. A correction is of another day."""
    if form.child is None:
        return None
    return Screening.objects.drafts_of(form.by).filter(child=form.child, corrects=None).first()


def page(request, template: str, form: ChildForm, screening: Screening | None = None):
    """The page, with a look recorded for every record of a child that it shows."""
    shown = [screening.child] if screening and screening.child else form.offered
    for known in shown:
        record_view(EventType.CHILD_VIEWED, by=request.member, reference=known.reference, child=known.reference)
    return render(request, template, {"form": form, "screening": screening})

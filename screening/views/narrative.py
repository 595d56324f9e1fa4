"""What protects the child, their own words and wishes, the carer's view, the analysis: asked in every screening."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal import clock, dates
from cse_portal.held import typed
from screening.actions import save_narrative
from screening.forms.narrative import KEEP, NarrativeForm
from screening.models import Screening
from screening.states import NotPossible
from screening.views.drafts import draft_page
from screening.views.identity import identity_of
from screening.views.section import CHANGED_ELSEWHERE, hold, is_draft_save, moved_on, whose
from screening.wording import FOR_SCRIPT


@allowed(Permission.SCREENING_WRITE)
@draft_page
def narrative(request, draft):
    """Shows the page, or keeps what was sent of it: everything first, then what is still missing is said."""
    if request.method == "POST":
        hold(draft)
    form = NarrativeForm(typed(request), saved=draft.narrative)
    if request.method == "POST":
        try:
            save = keep_as_draft if is_draft_save(request) else keep
            return save(request, draft, form)
        except NotPossible as changed:
            return moved_on(request, draft, changed)
    record_view(EventType.SCREENING_VIEWED, by=request.member, **whose(draft))
    return page(request, draft, form)


def keep(request, draft: Screening, form: NarrativeForm) -> HttpResponse:
    save_narrative(screening=draft, by=request.member, values=form.settle())
    form.ask_about_conflicts()
    later = "later" in request.POST
    if not later:
        form.check()
    if form.errors:
        return page(request, draft, form, saved_at=clock.now())
    return redirect("screening:home") if later else redirect("screening:check", draft.reference)


def keep_as_draft(request, draft: Screening, form: NarrativeForm) -> JsonResponse:
    values = form.settle(as_draft=True)
    if form.conflicts:
        return JsonResponse({"error": CHANGED_ELSEWHERE}, status=409)
    save_narrative(screening=draft, by=request.member, values=values)
    saved = {"saved_at": dates.time24(clock.now()), "version": form.version}
    if form.errors:
        first = next(iter(form.errors.values()))[0]
        saved["note"] = f"Saved at {saved['saved_at']}, but not all of it. {first}"
    return JsonResponse(saved)


def page(request, draft: Screening, form: NarrativeForm, saved_at=None) -> HttpResponse:
    context = {
        "screening": draft, "edition": draft.edition, "form": form, "identity": identity_of(draft), "hints": FOR_SCRIPT,
        "keep": KEEP, "was_held": getattr(request, "was_held", False),
        "saved_at": saved_at or (draft.saved_at if "narrative" in draft.sections_seen else None),
    }  # fmt: skip
    return render(request, "screening/narrative.html", context)

"""The heart: one section of the tool, its indicators with their answers and evidence."""

from functools import lru_cache

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal import clock, dates
from cse_portal.held import typed
from indicators.models import Section
from screening.actions import save_section
from screening.forms.section import SectionForm
from screening.models import Answer, Screening
from screening.states import NotPossible
from screening.views.drafts import draft_page
from screening.views.identity import identity_of
from screening.wording import PHRASES


@lru_cache(maxsize=32)
def sections_of(edition_id: int) -> tuple[Section, ...]:
    """The sections of an edition with their indicators. An edition never changes, so each is read once a process."""
    return tuple(Section.objects.filter(edition_id=edition_id).prefetch_related("indicators"))


@allowed(Permission.SCREENING_WRITE)
@draft_page
def section(request, draft, code):
    """Shows the section, or keeps what was sent of it: everything first, then what is still missing is said."""
    here = next((each for each in sections_of(draft.edition_id) if each.code == code), None)
    if here is None:
        raise Http404
    if request.method == "POST":
        hold(draft)
    form = form_of(draft, here, typed(request))
    if request.method == "POST":
        try:
            save = keep_as_draft if is_draft_save(request) else keep
            return save(request, draft, here, form)
        except NotPossible as changed:
            return moved_on(request, draft, changed)
    record_view(EventType.SCREENING_VIEWED, by=request.member, **whose(draft))
    return page(request, draft, here, form)


def form_of(draft: Screening, here: Section, post) -> SectionForm:
    saved = {answer.indicator_id: answer for answer in draft.answers.filter(indicator__section=here)}
    return SectionForm(here.indicators.all(), saved=saved, previous=answers_last_time(draft, here), post=post)


def answers_last_time(draft: Screening, here: Section) -> dict[str, Answer]:
    """On a re-screen by the same tool: what was answered then, by indicator code."""
    if not draft.previous_id:
        return {}
    codes = [indicator.code for indicator in here.indicators.all()]
    then = Answer.objects.filter(screening_id=draft.previous_id, screening__tool=draft.tool, indicator__code__in=codes)
    return {answer.indicator.code: answer for answer in then.select_related("indicator")}


def keep(request, draft: Screening, here: Section, form: SectionForm) -> HttpResponse:
    save_section(screening=draft, by=request.member, section=here, answers=form.settle())
    later = "later" in request.POST
    if not later:
        form.check()
    if form.problems:
        return page(request, draft, here, form, saved_at=clock.now())
    return redirect("screening:home") if later else redirect(*after(draft, here))


def keep_as_draft(request, draft: Screening, here: Section, form: SectionForm) -> JsonResponse:
    """What the page saves by itself while it is filled in. Incomplete is fine; nothing is asked."""
    answers = form.settle(as_draft=True)
    if form.has_conflict:
        return JsonResponse({"error": CHANGED_ELSEWHERE}, status=409)
    save_section(screening=draft, by=request.member, section=here, answers=answers)
    saved = {"saved_at": dates.time24(clock.now()), "version": form.version}
    if form.problems:
        saved["note"] = f"Saved at {saved['saved_at']}, but not all of it. {form.problems[0][1]}"
    return JsonResponse(saved)


def after(draft: Screening, here: Section) -> tuple:
    """The next section, and after the last one what protects the child and their own words."""
    following = [each for each in sections_of(draft.edition_id) if each.position > here.position]
    if following:
        return "screening:section", draft.reference, following[0].code
    return "screening:narrative", draft.reference


def page(request, draft: Screening, here: Section, form: SectionForm, saved_at=None) -> HttpResponse:
    sections = sections_of(draft.edition_id)
    context = {
        "screening": draft, "edition": draft.edition, "section": here, "number": sections.index(here) + 1,
        "of": len(sections), "groups": form.groups, "rows": form.rows, "version": form.version, "errors": form.problems,
        "identity": identity_of(draft), "hints": PHRASES, "was_held": getattr(request, "was_held", False),
        "saved_at": saved_at or (draft.saved_at if here.code in draft.sections_seen else None),
    }  # fmt: skip
    return render(request, "screening/section.html", context)


# Shared with the narrative page

CHANGED_ELSEWHERE = "Not saved: this page was changed in another tab. Press the button below to see both versions"


def hold(draft: Screening) -> None:
    """Nobody else saves this draft until the request ends, so that what is compared is what is there."""
    draft.narrative = Screening.objects.select_for_update().only("narrative").get(pk=draft.pk).narrative


def is_draft_save(request) -> bool:
    return "X-Draft" in request.headers


def whose(draft: Screening) -> dict:
    return {"reference": draft.reference, "child": draft.child.reference, "area_id": draft.area_id}


def moved_on(request, draft: Screening, changed: NotPossible) -> HttpResponse:
    """The draft was sent or handed on meanwhile: say so, or show the record as it is now."""
    if is_draft_save(request):
        return JsonResponse({"error": f"Not saved. {changed}"}, status=409)
    return redirect("screening:view", draft.reference)

"""The heart: one section of the tool, its indicators with their answers and evidence."""

from functools import lru_cache

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal import clock, dates
from cse_portal.held import typed
from cse_portal.templatetags.indicator import indicator as draw
from indicators.models import Section, sections_of
from screening.actions import answers_last_time, day_of, save_section
from screening.forms.row import Row
from screening.forms.section import SectionForm, grouped
from screening.models import Screening, SharedAnswers
from screening.states import NotPossible
from screening.views.drafts import draft_page
from screening.views.earlier import last_of, look, mark, shared_as
from screening.views.identity import identity_of
from screening.wording import FOR_SCRIPT


@lru_cache(maxsize=256)
def index_of(here: Section) -> str:
    """Links to the indicators of a long section; nothing where they are ten or fewer."""
    indicators = here.indicators.all()
    groups = grouped(indicators) if len(indicators) > 10 else []
    return render_to_string("screening/_section_index.html", {"groups": groups}) if groups else ""


def drawn(rows: list[Row]) -> SafeString:
    """A group's indicators, each with what is said below it. A template's loop would cost more than they do."""
    return mark_safe("".join(draw(row) + below(row) for row in rows))  # noqa: S308 - every part is a template's


def below(row: Row) -> str:
    said = row.hints
    if not said and not row.asks_to_drop:
        return ""
    return render_to_string("screening/_after_indicator.html", {"row": row, "said": said})


@allowed(Permission.SCREENING_WRITE)
@draft_page
def section(request, draft, code):
    """Shows the section, or keeps what was sent of it: everything first, then what is still missing is said."""
    here = next((each for each in sections_of(draft.edition_id) if each.code == code), None)
    if here is None:
        raise Http404
    if request.method == "POST":
        hold(draft)
    draft.earlier = last_of(draft)
    form = form_of(draft, here, typed(request), draft.earlier)
    if request.method == "POST":
        try:
            save = keep_as_draft if is_draft_save(request) else keep
            return save(request, draft, here, form)
        except NotPossible as changed:
            return moved_on(request, draft, changed)
    record_view(EventType.SCREENING_VIEWED, by=request.member, **whose(draft))
    shared = shared_as(draft, draft.earlier)
    look(shared, request.member)
    return page(request, draft, here, form, shared)


def form_of(draft: Screening, here: Section, post, earlier: Screening | None = None) -> SectionForm:
    saved = {answer.indicator_id: answer for answer in draft.answers.filter(indicator__section=here)}
    previous = answers_last_time(draft, earlier, [each.code for each in here.indicators.all()])
    return SectionForm(
        here.indicators.all(), saved=saved, previous=previous, post=post, day=day_of(draft),
        is_correction=draft.corrects_id is not None,
    )  # fmt: skip


def keep(request, draft: Screening, here: Section, form: SectionForm) -> HttpResponse:
    save_section(screening=draft, by=request.member, section=here, answers=form.settle())
    later = "later" in request.POST
    if not later:
        form.check()
    if form.problems:
        return page(request, draft, here, form, shared_as(draft, draft.earlier), saved_at=clock.now())
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


def page(
    request, draft: Screening, here: Section, form: SectionForm, shared: SharedAnswers | None, *, saved_at=None
) -> HttpResponse:
    sections = sections_of(draft.edition_id)
    context = {
        "screening": draft, "edition": here.edition, "section": here, "number": sections.index(here) + 1,
        "of": len(sections), "index": index_of(here),
        "groups": [(title, drawn(rows)) for title, rows in grouped(form.rows)],
        "earlier": draft.earlier, "mark": mark(draft, draft.earlier), "shared": shared,
        "version": form.version, "errors": form.problems,
        "identity": identity_of(draft), "hints": FOR_SCRIPT, "was_held": getattr(request, "was_held", False),
        "saved_at": saved_at or (draft.saved_at if here.code in draft.sections_seen else None),
    }  # fmt: skip
    return render(request, "screening/section.html", context)


# Shared with the narrative page

CHANGED_ELSEWHERE = "Not saved: this page was changed in another tab. Press the button below to see both versions"


def hold(draft: Screening) -> None:
    """Nobody else saves this draft until the request ends, so that what is compared is what is there."""
    draft.narrative = Screening.objects.select_for_update(no_key=True).only("narrative").get(pk=draft.pk).narrative


def is_draft_save(request) -> bool:
    return "X-Draft" in request.headers


def whose(draft: Screening) -> dict:
    return {"reference": draft.reference, "child": draft.child.reference, "area_id": draft.area_id}


def moved_on(request, draft: Screening, changed: NotPossible) -> HttpResponse:
    """The draft was sent or handed on meanwhile: say so, or show the record as it is now."""
    if is_draft_save(request):
        return JsonResponse({"error": f"Not saved. {changed}"}, status=409)
    return redirect("screening:view", draft.reference)

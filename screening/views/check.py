"""Check what was recorded, read what the tool says of it, judge the outcome, and submit once."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal import clock, dates
from cse_portal.held import typed
from cse_portal.templatetags.govuk import form_problems
from screening.actions import Incomplete, Refused, may_countersign, prepare, recording_problems, save_judgement, submit
from screening.forms.check import CheckForm
from screening.forms.pathway import SEND, SEND_AND_ASK, Prospect, prospects, what_happens
from screening.forms.prefill import hints_of, initial_judgement
from screening.models import Screening
from screening.states import NotPossible
from screening.views.drafts import draft_for, own
from screening.views.earlier import changes, look
from screening.views.explain import explanation
from screening.views.identity import identity_of
from screening.views.recorded import indicator_url, recorded
from screening.views.section import is_draft_save, whose
from screening.views.sent import JUST_SENT
from screening.views.tool import earlier_of
from screening.wording import PHRASES


@allowed(Permission.SCREENING_WRITE)
def check(request, ref):
    """Shows the page, keeps what is typed on it, or submits. A screening already sent says so and does nothing."""
    if request.method == "POST" and not own(request, ref).is_draft:
        return already_sent(request, ref)
    draft = draft_for(request, ref)
    if isinstance(draft, HttpResponseRedirect):
        return draft
    draft.was_saved_at = draft.saved_at
    prepare(draft)
    record = recorded(draft)
    form = form_of(draft, record, typed(request))
    if request.method != "POST":
        record_view(EventType.SCREENING_VIEWED, by=request.member, **whose(draft))
        return page(request, draft, record, form)
    try:
        return keep(request, draft, form) or send(request, draft, form) or page(request, draft, record, form)
    except NotPossible as changed:
        return moved_on(request, draft, changed)


def form_of(draft: Screening, record: dict, post) -> CheckForm:
    choices = prospects(draft, draft.as_answers())
    return CheckForm(
        post,
        initial=initial_judgement(draft),
        tool=draft.tool,
        prospects=choices,
        evidence=[row["indicator"] for row in record["evidence"]],
        second_people=may_countersign(draft),
        hints=hints_of(draft, choices),
        child_names=draft.child.names,
    )


def keep(request, draft: Screening, form: CheckForm) -> HttpResponse | None:
    """What the page saves by itself, and "Save and come back later"; None when it was submitted."""
    if not is_draft_save(request) and "later" not in request.POST:
        return None
    save_judgement(screening=draft, by=request.member, values=form.as_typed())
    if is_draft_save(request):
        return JsonResponse({"saved_at": dates.time24(clock.now()), "version": ""})
    return redirect("screening:home")


def send(request, draft: Screening, form: CheckForm) -> HttpResponse | None:
    """Submit; None when something is missing or refused, which the form then says, with everything typed kept."""
    if form.is_valid():
        try:
            submit(screening=draft, by=request.member, judgement=form.judgement(), second_person=form.second_person)
            request.session[JUST_SENT] = draft.reference
            return redirect("screening:sent", draft.reference)
        except Incomplete as incomplete:
            form.say_missing(incomplete.problems)
        except Refused as refused:
            form.say_refused(refused.decision)
    save_judgement(screening=draft, by=request.member, values=form.as_typed())
    return None


def moved_on(request, draft: Screening, changed: NotPossible) -> HttpResponse:
    """The other press of the button, another tab or a birthday was first."""
    if is_draft_save(request):
        return JsonResponse({"error": f"Not saved. {changed}"}, status=409)
    if not own(request, draft.reference).is_draft:
        return already_sent(request, draft.reference)
    messages.error(request, str(changed))
    return redirect("screening:tasks", draft.reference)


def already_sent(request, ref: str) -> HttpResponse:
    if is_draft_save(request):
        return JsonResponse({"error": "Not saved: this screening has been sent."}, status=409)
    return redirect("screening:sent", ref)


def page(request, draft: Screening, record: dict, form: CheckForm) -> HttpResponse:
    missing = links(draft, recording_problems(draft))
    problems = [*missing, *problems_of(form)] if form.is_bound and request.method == "POST" else []
    then = changes(draft, [row for part in record["sections"] for row in part["rows"]])
    if then and request.method != "POST":
        look(then["shared"], request.member)
    context = {
        "screening": draft,
        "edition": draft.edition,
        "identity": identity_of(draft),
        "explain": explanation(draft),
        "earlier": earlier_of(draft, request.member),
        "changes": then,
        "form": form,
        "errors": problems,
        "missing": [] if problems else missing,
        "happens": [{"prospect": each, "lines": what_happens(each, draft)} for each in form.prospects],
        "buttons": buttons(form.prospects),
        "hints": PHRASES,
        "was_held": getattr(request, "was_held", False),
        "saved_at": draft.was_saved_at if "check" in draft.sections_seen else None,
        **record,
    }
    return render(request, "screening/check.html", context)


def problems_of(form: CheckForm) -> list[tuple[str, str]]:
    """Every error of the form; that of the fixed outcome, which has no box of its own, leads to the explanation."""
    hidden = [("#explain", str(error)) for field in form.hidden_fields() for error in field.errors]
    return [*hidden, *form_problems(form)]


def links(draft: Screening, problems: dict[str, str]) -> list[tuple[str, str]]:
    """What other pages still lack, each with the address of the place to write it."""
    return [(_address(draft, name), sentence) for name, sentence in problems.items()]


def _address(draft: Screening, name: str) -> str:
    page_name, *place = name.split(":")
    if page_name == "narrative":
        return reverse("screening:narrative", args=[draft.reference]) + f"#id_{place[0]}"
    return indicator_url(draft.reference, *place)


def buttons(choices: list[Prospect]) -> list[dict]:
    """One button a label, each with the outcomes it belongs to; its label says what pressing it does."""
    if len(choices) == 1:
        return [{"label": choices[0].button, "when": ""}]
    by_label: dict[str, list[str]] = {}
    for each in choices:
        by_label.setdefault(each.button, []).append(f"portal-when--{each.outcome}")
    quiet = [each for each in choices if not each.refers]
    for each in quiet:
        by_label.setdefault(SEND_AND_ASK if each.needs.countersign else SEND, []).append(
            f"portal-when--{each.outcome}-anyway"
        )
    swapped = {each.button for each in quiet}
    return [
        {"label": label, "when": " ".join(["portal-when portal-button-when", *names]), "is_swapped": label in swapped}
        for label, names in by_label.items()
    ]

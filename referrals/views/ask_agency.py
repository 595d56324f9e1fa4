"""The MASH asks another agency for information: which one, then what, of whom there, and by when."""

import datetime as dt

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.models import Agency, Area
from accounts.opening import hours_on
from accounts.permissions import Permission
from cse_portal import clock
from cse_portal.dates import plain_day_of
from cse_portal.forms import DateWidget
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.forms.ask import AgencyForm, AskAgencyForm, rows_after, rows_of
from referrals.models import Referral
from referrals.states import NotPossible
from referrals.views.ask import closed, pressed, round_of
from referrals.views.clocks import procedure_now
from referrals.views.record import found, frame


@allowed(Permission.REFERRAL_RECEIVE)
def ask_agency(request, ref):
    referral, data, refusal = found(request, ref), typed(request), ""
    if not referral.is_open and request.method == "GET":
        return closed(request, referral)
    do = pressed(data) if data else ""
    choose = AgencyForm(None if do == "change" else data, referral=referral)
    if not choose.is_valid():
        return render(request, "referrals/ask_agency.html", frame(request, referral, "") | first_step(choose, data))
    agency = choose.chosen
    form = questions_form(data, agency, referral)
    if request.method == "POST" and form.is_valid():
        try:
            _ask(request, referral, agency, form)
            return redirect("referrals:referral", ref)
        except NotPossible as sentence:
            refusal = str(sentence)
        except Incomplete as incomplete:
            form.send_back(incomplete)
    context = {"form": form, "agency": agency, "refusal": refusal, "reference": round_of(data)}
    context |= frame(request, referral, "") | told(referral)
    return render(request, "referrals/ask_agency.html", context, status=409 if refusal else 200)


def told(referral: Referral) -> dict:
    """What the agency will see of the child, shown before it is sent."""
    words = actions.told_of(referral)
    return {"told": words, "born": plain_day_of(words["date_of_birth"])}


def first_step(choose: AgencyForm, data) -> dict:
    """Choosing the agency; what was typed for another one goes along."""
    kept = [
        (name, value) for name, value in (data or {}).items() if name.startswith(("rows", "text_", "due_on", "who"))
    ]
    return {"form": choose, "kept": kept}


def questions_form(data, agency: Agency, referral: Referral) -> AskAgencyForm:
    """Checked when it was sent; otherwise with what was typed so far, or the next working day to begin with."""
    do = pressed(data)
    rows = rows_after(do, rows_of(data))
    about = {"rows": rows, "agency": agency, "known": referral.child is not None}
    if do == "send":
        return AskAgencyForm(data, **about)
    due_on = DateWidget().value_from_datadict(data, {}, "due_on") or next_working_day(referral.area)
    who = data.get("who") or referral.child_as_known
    return AskAgencyForm(**about, initial={"due_on": due_on, "to": data.get("to", ""), "who": who})


def next_working_day(area: Area, *, after: dt.date | None = None) -> dt.date:
    """When the area's office is next open after that day, or today; the day after where nobody knows its hours."""
    procedure, start = procedure_now(area), after or clock.today()
    days = [start + dt.timedelta(days=n) for n in range(1, 30)]
    return next((day for day in days if procedure and hours_on(procedure, day)), days[0])


def _ask(request, referral: Referral, agency: Agency, form: AskAgencyForm) -> None:
    actions.ask_agency(
        referral=referral, by=request.member, agency=agency, questions=[row.text for row in form.asked],
        due_on=form.cleaned_data["due_on"], to=form.people.get(form.cleaned_data["to"]),
        who=form.cleaned_data.get("who", ""), reference=request.POST.get("reference", ""),
    )  # fmt: skip
    messages.success(request, f"{agency.name} has been asked. The clock stands still until the answer comes.")

"""The area's procedure: in force, coming and past; and a new one from a day on."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.actions import Incomplete, add_procedure
from accounts.forms.procedure import INTERVALS, ProcedureForm, initial_of
from accounts.models import LocalProcedure
from accounts.permissions import Permission as P
from cse_portal import clock
from cse_portal.dates import day
from cse_portal.held import typed
from referrals.actions import put_off
from referrals.clock_words import target_words
from screening.protocol.procedure import PRIORITIES, WEEKDAYS, Target


@allowed(P.PROCEDURE_EDIT)
def procedure(request):
    coming, in_force, past = _in_order(request.member.area)
    context = {"area": request.member.area, "coming": coming, "in_force": in_force, "past": past}
    return render(request, "accounts/procedure.html", context)


@allowed(P.PROCEDURE_EDIT)
def procedure_add(request):
    _, in_force, _ = _in_order(request.member.area)
    form = ProcedureForm(typed(request), initial=initial_of(in_force and in_force["row"]))
    if request.method == "POST" and form.is_valid():
        try:
            added = add_procedure(by=request.member, put_off=put_off, **form.values)
        except Incomplete as incomplete:
            form.send_back(incomplete)
        else:
            messages.success(request, f"Added. This procedure is in force from {day(added.in_force_from)}.")
            return redirect("accounts:procedure")
    return render(request, "accounts/procedure_add.html", {"form": form})


def _in_order(area) -> tuple[list[dict], dict | None, list[dict]]:
    """Those still to come, soonest first; the one in force; those that were, newest first."""
    rows, today = [shown(row) for row in LocalProcedure.objects.filter(area=area)], clock.today()
    begun = [each for each in rows if each["row"].in_force_from <= today]
    return [each for each in reversed(rows) if each not in begun], next(iter(begun), None), begun[1:]


def shown(row: LocalProcedure) -> dict:
    """A procedure with its values as (label, words), in the order of its form."""
    procedure = row.as_procedure()
    closed, targets = procedure.closed_days, procedure.priority_targets
    facts = [
        *[(name.capitalize(), " to ".join(row.office_hours.get(name) or ["Closed"])) for name in WEEKDAYS],
        ("Also closed", "; ".join(day(date) for date in sorted(closed)) or "No other days"),
        *[(label, getattr(row, name)) for name, (label, _) in INTERVALS.items()],
        *[(f"Priority {name} is decided within", _target(targets.get(name))) for name in PRIORITIES],
        ("Days for a reply at each stage of a disagreement",
         ", ".join(map(str, row.escalation_stage_days)) or "Not set"),
        ("Where it was decided", row.source or "Not said"),
        ("Who owns it", row.owner or "Not said"),
    ]  # fmt: skip
    return {"row": row, "facts": facts}


def _target(target: Target | None) -> str:
    return target_words(target) if target else "The working days above"

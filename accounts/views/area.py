"""The administrator's home: what in the area needs a look."""

import datetime as dt

from django.db.models import F, Q
from django.shortcuts import render

from accounts.access import allowed
from accounts.models import ContactKind, LocalProcedure, User
from accounts.permissions import Permission as P
from cse_portal import clock

CHECKED_FOR = dt.timedelta(days=90)
SHOWN = 5


@allowed(P.CONTACT_EDIT, P.PEOPLE_EDIT, P.PROCEDURE_EDIT)
def area(request):
    area, today = request.member.area, clock.today()
    old = Q(last_checked_on=None) | Q(last_checked_on__lt=today - CHECKED_FOR)
    never = list(User.objects.working_in(area).filter(last_login=None).order_by("name", "id")[: SHOWN + 1])
    procedures = LocalProcedure.objects.filter(area=area)
    context = {
        "area": area,
        "has_contacts": area.contacts.exists(),
        "to_check": area.contacts.filter(old)
        .exclude(kind=ContactKind.POLICE_EMERGENCY)
        .order_by(F("last_checked_on").asc(nulls_first=True), "position"),
        "never_signed_in": never[:SHOWN],
        "more_never": len(never) > SHOWN,
        "in_force": procedures.filter(in_force_from__lte=today).first(),
        "coming": procedures.filter(in_force_from__gt=today).last(),
    }
    return render(request, "accounts/area.html", context)

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.access import allowed
from accounts.permissions import Permission
from screening import actions
from screening.models import Screening
from screening.states import NotPossible


@require_POST
@allowed(Permission.SCREENING_WRITE)
def withdraw(request, ref):
    """The practitioner takes a waiting screening back, for example when the second person is away."""
    screening = get_object_or_404(Screening.objects.visible_to(request.member), reference=ref)
    try:
        actions.withdraw(screening=screening, by=request.member)
    except NotPossible as changed:
        messages.error(request, str(changed))
        return redirect("screening:view", ref)
    messages.success(request, "It is a draft again. Change it, or ask somebody else.")
    return redirect("screening:check", ref)

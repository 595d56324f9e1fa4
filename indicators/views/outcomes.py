from django.shortcuts import render

from cse_portal import clock
from indicators.guidance import BY_SLUG
from indicators.models import Edition
from indicators.views.page import about_page
from indicators.wording import TOOLS


def outcomes(request):
    """Each tool's outcomes, the highest concern first, in the words of the edition in force."""
    editions = [
        (TOOLS[edition.tool], edition, edition.outcomes.order_by("-position"))
        for edition in Edition.objects.all_in_force(clock.today())
    ]
    return render(request, "guidance/outcomes.html", about_page(BY_SLUG["outcomes"]) | {"editions": editions})

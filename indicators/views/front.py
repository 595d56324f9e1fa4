from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

from indicators.views.contacts import areas_now
from indicators.wording import THEMES


@login_not_required
def front(request):
    """The public front: whom to ring, what exploitation is, its warning signs, and the way in."""
    return render(request, "guidance/front.html", {"areas": areas_now(request.member), "themes": THEMES})

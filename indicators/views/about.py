"""The pages every footer links to, open to anyone."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

from indicators.views.contacts import areas_now


@login_not_required
def about(request, name):
    return render(request, f"guidance/about_{name}.html", {"areas": areas_now(request.member)})

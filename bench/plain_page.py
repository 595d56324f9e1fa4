"""What the indicator page is measured beside: a page with the portal's header, session and login, and one query."""

from django.shortcuts import HttpResponse
from django.template import engines
from django.urls import include, path

from screening.models import Screening

urlpatterns = [path("plain/", lambda request: plain(request)), path("", include("cse_portal.urls"))]

_PAGE = engines["django"].from_string(
    "{% extends 'base.html' %}"
    "{% block content %}<h1 class='govuk-heading-xl'>{{ screening.reference }}</h1>{% endblock %}"
)


def plain(request) -> HttpResponse:
    """Every part of the stack that any signed-in page has, and nothing else."""
    screening = Screening.objects.visible_to(request.member).latest("id")
    return HttpResponse(_PAGE.render({"screening": screening}, request))

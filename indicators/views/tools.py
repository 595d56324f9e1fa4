"""The two tools as they are in force: each indicator with its weight, nature and source."""

from django.http import Http404
from django.shortcuts import render

from cse_portal import clock
from indicators.guidance import BY_SLUG
from indicators.models import Edition
from indicators.views.page import about_page
from indicators.wording import NATURES, TOOLS


def tools(request):
    editions = [(TOOLS[edition.tool], edition) for edition in Edition.objects.all_in_force(clock.today())]
    return render(request, "guidance/tools.html", about_page(BY_SLUG["tools"]) | {"editions": editions})


def tool(request, tool_name):
    try:
        edition = Edition.objects.in_force(tool_name, clock.today())
    except Edition.DoesNotExist as error:
        raise Http404 from error
    numbers = {source: number for number, source in enumerate(edition.sources, 1)}
    sections = [
        (section, [_row(indicator, numbers) for indicator in section.indicators.all()])
        for section in edition.sections.prefetch_related("indicators")
    ]
    context = {
        "edition": edition,
        "words": TOOLS[edition.tool],
        "sections": sections,
        "natures": NATURES,
        "sources": edition.sources.values(),
    }
    return render(request, "guidance/tool.html", context)


def _row(indicator, numbers) -> dict:
    """An indicator as the page shows it; its sources are numbers in the list at the page's end."""
    sources = sorted(numbers[source] for source in indicator.source)
    return {"indicator": indicator, "nature": NATURES[indicator.nature].title, "sources": sources}

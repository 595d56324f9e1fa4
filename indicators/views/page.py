"""A guidance page whose words are all in its template."""

from django.http import Http404
from django.shortcuts import render

from indicators.guidance import BY_SLUG, Page, neighbours
from indicators.views.contacts import areas_now
from indicators.wording import THEMES


def about_page(page: Page) -> dict:
    """What every guidance page shows around its own words."""
    before, after = neighbours(page)
    return {"page": page, "before": before, "after": after}


def page(request, slug):
    if slug not in BY_SLUG:
        raise Http404
    context = about_page(BY_SLUG[slug]) | {"areas": areas_now(request.member), "themes": THEMES}
    return render(request, f"guidance/{slug.replace('-', '_')}.html", context)

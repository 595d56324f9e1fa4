from django.shortcuts import render

from cse_portal import clock
from indicators.guidance import BY_SLUG
from indicators.models import Edition
from indicators.views.page import about_page
from indicators.wording import THEMES, TOOLS


def warning_signs(request):
    """Every indicator in force under its theme, tool beside tool."""
    editions = Edition.objects.all_in_force(clock.today())
    themes = {theme: {"words": words, "tools": []} for theme, words in THEMES.items()}
    for edition in editions:
        found: dict[str, list] = {}
        for indicator in edition.indicators.select_related("section"):
            found.setdefault(indicator.theme, []).append(indicator)
        for theme, indicators in found.items():
            themes[theme]["tools"].append({"words": TOOLS[edition.tool], "edition": edition, "indicators": indicators})
    context = about_page(BY_SLUG["warning-signs"]) | {"themes": themes, "editions": editions}
    return render(request, "guidance/warning_signs.html", context)

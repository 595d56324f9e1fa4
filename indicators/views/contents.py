from django.shortcuts import render

from indicators.guidance import PAGES


def contents(request):
    return render(request, "guidance/contents.html", {"pages": PAGES})

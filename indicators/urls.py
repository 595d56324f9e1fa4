from django.urls import path

from indicators.views.about import about
from indicators.views.contacts import contacts
from indicators.views.contents import contents
from indicators.views.outcomes import outcomes
from indicators.views.page import page
from indicators.views.tools import tool, tools
from indicators.views.warning_signs import warning_signs

app_name = "indicators"

urlpatterns = [
    path("guidance/", contents, name="guidance"),
    path("guidance/warning-signs/", warning_signs, name="warning_signs"),
    path("guidance/tools/", tools, name="tools"),
    path("guidance/tools/<str:tool_name>/", tool, name="tool"),
    path("guidance/outcomes/", outcomes, name="outcomes"),
    path("guidance/<slug:slug>/", page, name="page"),
    path("contacts/", contacts, name="contacts"),
    path("help/", about, {"name": "help"}, name="help"),
    path("accessibility/", about, {"name": "accessibility"}, name="accessibility"),
    path("privacy/", about, {"name": "privacy"}, name="privacy"),
]

from django.urls import path

from audit.views import events, export

app_name = "audit"

urlpatterns = [
    path("audit/", events.events, name="list"),
    path("audit/export/", export.export, name="export"),
]

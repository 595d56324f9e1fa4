from django.urls import path

from screening.views import narrative, section, view

app_name = "screening"
urlpatterns = [
    path("screenings/<reference:ref>/section/<slug:code>/", section.section, name="section"),
    path("screenings/<reference:ref>/narrative/", narrative.narrative, name="narrative"),
    path("screenings/<reference:ref>/view/", view.view, name="view"),
]

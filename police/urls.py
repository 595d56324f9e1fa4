"""The addresses of police information. No page of a child leads here, and none of these leads to a child."""

from django.urls import path

from police.views.counted import counted
from police.views.own import own
from police.views.record import form, pdf, sent
from police.views.write import change, write

app_name = "police"
urlpatterns = [
    path("", own, name="list"),
    path("write/", write, name="write"),
    path("counts/", counted, name="counts"),
    path("<reference:ref>/", form, name="form"),
    path("<reference:ref>/change/", change, name="change"),
    path("<reference:ref>/pdf/", pdf, name="pdf"),
    path("<reference:ref>/sent/", sent, name="sent"),
]

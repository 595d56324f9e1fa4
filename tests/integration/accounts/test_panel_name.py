"""The administrator says what the area calls its monthly panel."""

import pytest
from django.http import Http404
from django.urls import reverse

from accounts.actions import change_panel_name
from audit.models import Event
from cse_portal.problems import Incomplete

pytestmark = pytest.mark.django_db


def test_the_name_stands_on_the_areas_page_and_the_event_keeps_both(sign_in, area_admin, solihull):
    client = sign_in(area_admin)
    answer = client.post(reverse("accounts:panel_name"), {"panel_name": " CMOG "}, follow=True)
    assert "CMOG" in answer.content.decode()
    solihull.refresh_from_db()
    assert solihull.panel_name == "CMOG"
    assert Event.objects.get(type="panel:changed").detail == {"changed": {"panel_name": ["MACE", "CMOG"]}}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("", "Enter the name of the panel"), ("M" * 61, "60 characters or fewer")],
    ids=["empty", "too long"],
)
def test_a_name_that_cannot_be_comes_back_with_a_sentence(sign_in, area_admin, solihull, name, sentence):
    page = sign_in(area_admin).post(reverse("accounts:panel_name"), {"panel_name": name})
    assert sentence in page.content.decode()
    solihull.refresh_from_db()
    assert solihull.panel_name == "MACE"


def test_saved_unchanged_it_is_no_event(area_admin):
    change_panel_name(by=area_admin, panel_name="MACE")
    assert not Event.objects.filter(type="panel:changed").exists()


def test_nobody_else_names_it_and_no_name_is_no_name(area_admin, cse_officer):
    with pytest.raises(Http404):
        change_panel_name(by=cse_officer, panel_name="CMOG")
    with pytest.raises(Incomplete):
        change_panel_name(by=area_admin, panel_name="  ")

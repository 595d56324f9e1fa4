"""A screening that is with a second person stays where it is when somebody leaves, and the hand-over page says so."""

import datetime as dt

import pytest
from django.urls import reverse

from cse_portal import clock
from screening import actions
from screening.models import Screening
from tests.factories.screenings import make_completed, make_draft

pytestmark = pytest.mark.django_db
NOTHING_LEFT = "Nothing is left to hand over."


@pytest.mark.parametrize("whose", ["practitioner", "lead"])
def test_it_is_listed_for_its_practitioner_and_for_the_second_person(sign_in, practitioner, lead, cse_officer, whose):
    draft = make_draft(practitioner, family_name="Waitover")
    Screening.objects.filter(pk=draft.pk).update(status="waiting", second_person=lead)
    leaver = {"practitioner": practitioner, "lead": lead}[whose]
    text = sign_in(cse_officer).get(reverse("referrals:hand_over", args=[leaver.user.reference])).content.decode()
    assert "Not moved here" in text and draft.reference in text
    assert NOTHING_LEFT not in text and "Waitover" not in text
    assert (f"Screenings that wait for {lead.user.name} as the second person" in text) is (whose == "lead")


def test_where_nothing_waits_nothing_is_left(sign_in, practitioner, lead):
    text = sign_in(lead).get(reverse("referrals:hand_over", args=[practitioner.user.reference])).content.decode()
    assert NOTHING_LEFT in text and "Not moved here" not in text


def test_who_takes_a_rescreen_over_is_reminded_though_the_earlier_owner_put_it_off(practitioner, lead):
    rescreen = make_completed(practitioner, "level-2").rescreen
    until = clock.today() + dt.timedelta(days=7)
    actions.snooze_rescreen(rescreen=rescreen, by=practitioner, until=until, reason="The plan is reviewed.")
    actions.hand_over(person=practitioner.user, agency=practitioner.agency, by=lead, to={"rescreens": lead})
    rescreen.refresh_from_db()
    assert (rescreen.owner, rescreen.is_snoozed, rescreen.snoozed_reason) == (lead, False, "")

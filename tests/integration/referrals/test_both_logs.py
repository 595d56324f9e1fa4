"""A screening whose referral went to a second area stands in both areas' logs (rule 30)."""

import pytest
from django.urls import reverse

from cse_portal.models import Message
from referrals import actions
from referrals.models import LogEntry
from screening import actions as screenings
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import answer, judgement, make_completed

pytestmark = pytest.mark.django_db


@pytest.fixture
def owen(walsall):
    return make_member(make_agency(walsall, "mash", "Walsall MASH"), "mash_worker", name="Owen Makebelieve")


@pytest.fixture
def dev(walsall):
    return make_member(make_agency(walsall, "social_care", "Walsall CSE team"), "cse_officer", name="Dev Mockingham")


@pytest.fixture
def referral(practitioner):
    return make_completed(practitioner, "level-2", codes=("rs-unknown-vehicles",)).referral


def shared(referral, by, area):
    return actions.share(referral=referral, by=by, to_area=area, host=area, reason="Lives in a home there.")


def rows(client):
    return client.get(reverse("referrals:log")).context["rows"]


def with_whom(client) -> str:
    """Who has the next step of the one row of this log."""
    ((_, _, cells),) = rows(client)
    return next(cell.sub for cell in cells if cell.label == "Next")


def test_both_officers_have_it_in_their_logs_and_the_second_is_told(
    sign_in, referral, mash_worker, cse_officer, owen, dev, walsall
):
    assert rows(sign_in(dev)) == []
    came = shared(referral, mash_worker, walsall)
    response = sign_in(dev).get(reverse("referrals:log"))
    ((entry, _, cells),) = response.context["rows"]
    said = {cell.label: cell.text for cell in cells}
    assert (entry.outcome, entry.agency_id, entry.due_on) == ("level-2", referral.agency_id, None)
    assert said["State"].startswith("At the MASH since") and said["Next"].startswith("MASH decision")
    text = response.content.decode()
    assert reverse("referrals:referral", args=[came.reference]) in text and "Came from another area" in text
    assert sign_in(dev).get(reverse("referrals:referral", args=[came.reference])).status_code == 200
    mail = Message.objects.get(kind="screening_logged", to_user_id=dev.user_id)
    assert (mail.reference, mail.path) == (came.reference, f"/referrals/{came.reference}/")
    ((home, *_),) = rows(sign_in(cse_officer))
    assert home.came is None and home.due_on is not None


def test_the_first_area_s_log_keeps_its_own_state(sign_in, referral, mash_worker, cse_officer, owen, dev, walsall):
    came = shared(referral, mash_worker, walsall)
    actions.acknowledge(referral=came, by=owen)
    assert with_whom(sign_in(cse_officer)) == "MASH, nobody yet"
    assert with_whom(sign_in(dev)) == "Owen Makebelieve"


def test_each_entry_is_found_by_its_own_reference(referral, mash_worker, owen, dev, walsall):
    came = shared(referral, mash_worker, walsall)
    theirs = LogEntry.objects.visible_to(dev)
    assert [entry.came_id for entry in theirs.about(came.reference)] == [came.pk]
    assert LogEntry.objects.filter(came=None).about(referral.reference).count() == 1


def test_a_correction_stands_in_both(sign_in, referral, mash_worker, practitioner, cse_officer, owen, dev, walsall):
    shared(referral, mash_worker, walsall)
    draft = screenings.correct(screening=referral.screening, by=practitioner, reason="It was another car.")
    answer(draft, "rs-missing-repeat")
    screenings.submit(screening=draft, by=practitioner, judgement=judgement("level-3"))
    assert [row[0].outcome for row in rows(sign_in(dev))] == ["level-3"]
    assert [row[0].outcome for row in rows(sign_in(cse_officer))] == ["level-3"]


def test_what_comes_back_is_entered_once(referral, mash_worker, owen, walsall, solihull):
    came = actions.move(
        referral=referral, by=mash_worker, to_area=walsall, reason="Lives there.", feedback="Ring them."
    )
    actions.move(referral=came, by=owen, to_area=solihull, reason="Moved back.", feedback="Ring them.")
    assert LogEntry.objects.filter(screening=referral.screening).count() == 2


def test_an_alert_without_a_screening_enters_nothing(practitioner, mash_worker, owen, walsall):
    details = {"who": "Hazel", "where": "At school", "what": "A man waits.", "phone": "01632 960401"}
    alert = actions.send_alert(by=practitioner, area=mash_worker.area, details=details)
    shared(alert, mash_worker, walsall)
    assert not LogEntry.objects.exists()


def test_the_re_screen_stays_with_the_first_area(referral, mash_worker, practitioner, owen, dev, walsall):
    shared(referral, mash_worker, walsall)
    rescreen = referral.screening.rescreen
    screenings.close_rescreen(rescreen=rescreen, by=practitioner_lead(practitioner), reason="A plan review on 3 June.")
    assert set(LogEntry.objects.values_list("due_on", flat=True)) == {None}


def practitioner_lead(practitioner):
    return make_member(practitioner.agency, "safeguarding_lead", name="Colm Mockford")

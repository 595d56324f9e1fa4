"""A child whom two areas know: what one area's MASH says of the records tells the other area nothing."""

import datetime as dt

import pytest
from django.urls import reverse

from referrals import actions
from referrals.models import ChildMatch, Referral
from referrals.same_child import statements
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db
BORN = dt.date(2012, 4, 3)
WHY = "The aunt in Walsall named the same school."


@pytest.fixture
def owen(walsall):
    """Walsall's MASH."""
    return make_member(make_agency(walsall, "mash", "Walsall MASH"), "mash_worker", name="Owen Makebelieve")


@pytest.fixture
def referral(practitioner) -> Referral:
    return make_completed(practitioner, "level-3", date_of_birth=BORN).referral


@pytest.fixture
def passed(referral, mash_worker, owen, walsall) -> Referral:
    return actions.move(
        referral=referral, by=mash_worker, to_area=walsall, reason="The child lives in Walsall.", feedback="Ring them."
    )


@pytest.fixture
def walsalls(walsall):
    """The same child as a school in Walsall knows her, under another name and screened there."""
    nurse = make_member(make_agency(walsall, name="Brackenhall Demo School"))
    return make_completed(nurse, "level-3", first_names="Hazel", family_name="Notreal", date_of_birth=BORN).child


@pytest.fixture
def merged(passed, walsalls, owen, sign_in) -> ChildMatch:
    client, at = sign_in(owen), reverse("referrals:pair", args=[passed.reference, walsalls.reference])
    assert client.post(at, {"what": "keep_theirs", "reason": WHY}).status_code == 302
    return ChildMatch.objects.get()


def test_an_officer_is_not_led_to_a_record_that_only_another_area_knows(merged, referral, cse_officer, sign_in):
    page = sign_in(cse_officer).get(reverse("referrals:child", args=[referral.child.reference]))
    assert page.status_code == 200
    said = page.content.decode()
    hidden = (merged.kept.reference, "Notreal", "Brackenhall", "same child", "Owen Makebelieve", WHY)
    assert not [words for words in hidden if words in said]
    assert sign_in(cse_officer).get(reverse("referrals:child", args=[merged.kept.reference])).status_code == 404


def test_the_officer_of_the_area_that_knows_both_is_led_to_the_one_kept(merged, referral, walsall, sign_in):
    dev = make_member(make_agency(walsall, "social_care"), "cse_officer", name="Dev Mockingham")
    page = sign_in(dev).get(reverse("referrals:child", args=[referral.child.reference]), follow=True)
    assert page.redirect_chain == [(reverse("referrals:child", args=[merged.kept.reference]), 302)]
    assert referral.child.reference in page.content.decode()
    looked = sign_in(dev).get(reverse("referrals:child_looked", args=[merged.kept.reference]))
    assert "Owen Makebelieve" in looked.content.decode()


def test_what_was_said_is_read_in_the_area_that_said_it(merged, referral, passed, mash_worker, owen, sign_in):
    assert statements(passed) == [merged] and statements(referral) == []
    at = reverse("referrals:same_child", args=[referral.reference])
    said = sign_in(mash_worker).get(at).content.decode()
    assert not [words for words in (WHY, "Owen Makebelieve", merged.kept.reference) if words in said]


def test_two_records_of_both_areas_show_the_statement_and_not_who_said_it(
    passed, practitioner, mash_worker, owen, walsall, sign_in
):
    second = make_completed(practitioner, "level-3", first_names="Wrenn", date_of_birth=BORN).referral
    actions.move(referral=second, by=mash_worker, to_area=walsall, reason="Lives there.", feedback="Ring them.")
    actions.link(referral=passed, other=second.child, by=owen, reason=WHY)
    pair = {"owen": [passed.reference, second.child.reference], "dawn": [second.reference, passed.child.reference]}
    assert WHY in sign_in(owen).get(reverse("referrals:pair", args=pair["owen"])).content.decode()
    said = sign_in(mash_worker).get(reverse("referrals:pair", args=pair["dawn"])).content.decode()
    assert "The MASH of another area said this" in said
    assert WHY not in said and "Owen Makebelieve" not in said


@pytest.fixture
def alert(practitioner, referral, mash_worker) -> Referral:
    """An alert that names nobody, of which the MASH says whom it is about."""
    details = {"who": "A girl of about 14", "where": "At school", "what": "A man waits.", "phone": "01632 960401"}
    alert = actions.send_alert(by=practitioner, area=practitioner.area, details=details)
    return actions.say_who(referral=alert, child=referral.child, by=mash_worker, reason=WHY)


@pytest.mark.parametrize(("who", "told"), [("practitioner", False), ("lead", False), ("cse_officer", True)])
def test_whom_an_alert_is_about_stands_on_the_childs_page_for_the_officer_alone(
    alert, referral, who, told, request, sign_in
):
    page = sign_in(request.getfixturevalue(who)).get(
        reverse("referrals:child_referrals", args=[referral.child.reference])
    )
    assert referral.reference in page.content.decode()
    assert (alert.reference in page.content.decode()) is told

"""Rule 21: something is new about a child, so a new screening is asked for the same day."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from audit.models import Event
from cse_portal.models import Message
from referrals.models import LogEntry
from screening import actions
from screening.actions import Incomplete
from screening.models import Rescreen
from screening.states import NotPossible
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_completed, make_draft

FRIDAY = dt.date(2026, 11, 20)
NEW = {"kind": "placement", "why": "Moved to her aunt on Thursday."}


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel("2026-11-20 14:00:00+00:00", tick=False) as clock:
        yield clock


def url(child) -> str:
    return reverse("referrals:ask_for_screen", args=[child.reference])


def asked(by, child) -> Rescreen:
    actions.prompt(child=child, by=by, kind="information", why="Seen in a grey car on Thursday night")
    return Rescreen.objects.get(child=child)


@pytest.mark.parametrize("who", ["cse_officer", "lead"])
def test_the_re_screen_moves_to_today_with_the_reason(request, sign_in, practitioner, who):
    done = make_completed(practitioner, "level-1")
    client = sign_in(request.getfixturevalue(who))
    answer = client.post(url(done.child), NEW)
    rescreen = Rescreen.objects.get(child=done.child)
    assert answer["Location"] == reverse("referrals:child", args=[done.child.reference])
    assert (rescreen.due_on, rescreen.owner) == (FRIDAY, practitioner)
    assert rescreen.why == "A change of placement: Moved to her aunt on Thursday."
    assert LogEntry.objects.get(screening=done).due_on == FRIDAY
    assert Event.objects.filter(type="rescreen:asked", child=done.child.reference).count() == 1


def test_whoever_holds_it_is_told_and_so_is_whoever_has_begun(practitioner, lead, school):
    done = make_completed(practitioner, "level-1")
    colleague = make_member(school, name="Kit Pretend")
    draft = make_draft(colleague, child=done.child)
    asked(lead, done.child)
    told = Message.objects.filter(kind="rescreen_asked").values_list("to_user_id", "path")
    assert set(told) == {
        (practitioner.user_id, f"/rescreens/{done.reference}/"),
        (colleague.user_id, f"/screenings/{draft.reference}/"),
    }


def test_an_outcome_without_a_day_gets_one(practitioner, lead):
    child = make_completed(practitioner, "level-0").child
    assert asked(lead, child).due_on == FRIDAY


def test_one_that_was_closed_is_open_again(practitioner, lead):
    rescreen = make_completed(practitioner, "level-1").rescreen
    actions.close_rescreen(rescreen=rescreen, by=lead, reason="The plan review on 3 December")
    assert asked(lead, rescreen.child).closed_at is None
    assert Rescreen.objects.open().get().pk == rescreen.pk


def test_one_that_is_overdue_stays_as_late_as_it_is(practitioner, lead, friday):
    rescreen = make_completed(practitioner, "level-1").rescreen
    friday.move_to("2027-03-02 09:00:00+00:00")
    assert asked(lead, rescreen.child).due_on == rescreen.due_on


def test_it_needs_to_say_what_is_new(sign_in, practitioner, lead):
    done = make_completed(practitioner, "level-1")
    html = sign_in(lead).post(url(done.child), {"kind": "", "why": ""}).content.decode()
    assert "<title>Error:" in html
    assert "Choose what is new" in html and "Say in short what is new" in html
    with pytest.raises(Incomplete):
        actions.prompt(child=done.child, by=lead, kind="school", why=" ")


def test_nobody_of_18_or_over_is_screened(sign_in, practitioner, lead, friday):
    done = make_completed(practitioner, "level-1", age=17)
    friday.move_to("2027-12-01 09:00:00+00:00")
    with pytest.raises(NotPossible):
        asked(lead, done.child)
    said = sign_in(lead).post(url(done.child), NEW, follow=True).content.decode()
    assert "18 or over, so there is no screening" in said


def test_a_child_of_another_agency_is_not_there_and_a_practitioner_asks_nobody(sign_in, practitioner, lead, solihull):
    other = make_member(make_agency(solihull), "safeguarding_lead", name="Rowan Imaginary")
    done = make_completed(practitioner, "level-1")
    assert sign_in(other).post(url(done.child), NEW).status_code == 404
    assert sign_in(practitioner).post(url(done.child), NEW).status_code == 404


def test_the_record_leads_there_and_the_page_records_the_look(sign_in, practitioner, cse_officer):
    child = make_completed(practitioner, "level-1").child
    client = sign_in(cse_officer)
    assert url(child) in client.get(reverse("referrals:child", args=[child.reference])).content.decode()
    assert "Ask for a new screening" in client.get(url(child)).content.decode()
    assert Event.objects.filter(type="child:viewed", child=child.reference, person=cse_officer.user.name).count() == 2


@pytest.mark.parametrize(
    ("who", "said"),
    [("cse_officer", "1 person is asked"), ("lead", "Everyone with an open case is asked")],
)
def test_how_many_are_asked_is_the_officers_alone_to_know(request, sign_in, practitioner, who, said):
    child = make_completed(practitioner, "level-1").child
    client = sign_in(request.getfixturevalue(who))
    for page in (client.get(url(child)), client.post(url(child), NEW, follow=True)):
        html = page.content.decode()
        assert said in html
        assert ("1 person is" in html) is (who == "cse_officer")

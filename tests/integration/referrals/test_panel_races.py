"""Two people at the same moment, at a panel and at a specialist service: one is first, the other is told."""

import pytest

from accounts.models import Membership
from audit.models import Event
from cse_portal import clock
from cse_portal.models import Message
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.models import Answered, Panel, PanelChild, PrintJob, SupportRequest
from referrals.states import NotPossible
from tests.factories.panels import SHARED, agree, ask, make_panel, make_service, put_on
from tests.factories.people import make_member
from tests.factories.screenings import make_completed
from tests.integration.referrals.test_races import at_once, split

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officers(cse_officer) -> list[Membership]:
    return [cse_officer, make_member(cse_officer.agency, "cse_officer", name="Nia Mockley")]


@pytest.fixture
def child(practitioner):
    return make_completed(practitioner, "level-3").child


def test_of_two_answers_of_a_service_one_stands_and_the_other_is_told_whose(practitioner, child, solihull):
    people = make_service(solihull)
    request = ask(child, practitioner, people[0])
    calls = (
        lambda: actions.answer_support(request=request, by=people[0], accept=True, worker="Leon"),
        lambda: actions.answer_support(request=request, by=people[1], accept=False, reason="No room."),
    )
    done, refused = split(at_once(*calls))
    request.refresh_from_db()
    assert len(done) == len(refused) == 1
    assert str(refused[0]).startswith(f"{request.answered_by.user.name} has already {request.state}")
    assert Message.objects.filter(kind="support_answered").count() == 1
    assert Event.objects.filter(type="support:answered").count() == 1


def test_taken_back_and_accepted_at_once_only_one_happens(practitioner, child, solihull):
    people = make_service(solihull)
    request = ask(child, practitioner, people[0])
    done, refused = split(
        at_once(
            lambda: actions.take_back_support(request=request, by=practitioner),
            lambda: actions.answer_support(request=request, by=people[0], accept=True, worker="Leon"),
        )
    )
    request.refresh_from_db()
    assert len(done) == len(refused) == 1
    assert request.state in (Answered.WITHDRAWN, Answered.ACCEPTED)
    assert Message.objects.filter(kind="support_answered").count() == (request.state == Answered.ACCEPTED)


def test_asked_twice_at_once_the_service_is_asked_once(practitioner, cse_officer, child, solihull):
    service = make_service(solihull)[0].agency
    calls = (
        lambda by=by: actions.ask_support(child=child, by=by, service=service, shared=SHARED)
        for by in (practitioner, cse_officer)
    )
    done, refused = split(at_once(*calls))
    assert len(done) == len(refused) == 1
    assert SupportRequest.objects.count() == 1


def test_two_officers_put_the_same_child_on_the_list_once(officers, child):
    panel = make_panel(officers[0])
    done, refused = split(at_once(*(lambda by=by: put_on(panel, by, child) for by in officers)))
    assert len(done) == len(refused) == 1
    assert PanelChild.objects.count() == 1


def test_two_officers_plan_one_meeting_a_day(officers):
    results = at_once(*(lambda by=by: actions.plan_panel(by=by, held_on=clock.today()) for by in officers))
    assert sorted(type(result) for result in results if not isinstance(result, Panel)) == [Incomplete]
    assert Panel.objects.count() == 1


def test_while_one_closes_nothing_more_is_agreed(officers, child):
    panel = make_panel(officers[0])
    about = put_on(panel, officers[0], child)
    actions.write_discussed(about=about, by=officers[0], discussed="", stays=True)
    at_once(
        lambda: actions.close_panel(panel=panel, by=officers[0]),
        lambda: agree(about, officers[1]),
    )
    panel.refresh_from_db()
    assert not about.actions.filter(agreed_at__gt=panel.closed_at).exists()


def test_an_action_is_done_by_one_and_the_other_is_told(officers, practitioner, child):
    action = agree(put_on(make_panel(officers[0]), officers[0], child), officers[0], practitioner)
    calls = (lambda by=by: actions.finish_action(action=action, by=by, result=by.user.name)
             for by in (practitioner, officers[1]))  # fmt: skip
    done, refused = split(at_once(*calls))
    action.refresh_from_db()
    assert len(done) == len(refused) == 1
    assert action.result == action.done_by.user.name
    assert isinstance(refused[0], NotPossible) and str(refused[0]).startswith(action.done_by.user.name)


def test_pressed_twice_the_papers_are_asked_for_once(officers, child):
    panel = make_panel(officers[0])
    put_on(panel, officers[0], child)
    at_once(*(lambda: actions.ask_for_panel_papers(panel=panel, by=officers[0]) for _ in range(2)))
    assert PrintJob.objects.count() == 1

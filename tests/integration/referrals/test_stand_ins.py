"""Who sees to what somebody held who has left: in the log at once, and in the prompts of rule 21."""

import datetime as dt

import pytest

from accounts import actions as people
from cse_portal import clock
from cse_portal.models import Message
from referrals import actions as referrals
from referrals.models import LogEntry
from referrals.views.next_step import who_words
from screening import actions
from screening.models import Screening
from screening.reminders import chase_written
from tests.factories.decisions import details
from tests.factories.duties import make_waiting
from tests.factories.people import make_member
from tests.factories.screenings import make_completed, make_draft

pytestmark = pytest.mark.django_db


def said() -> str:
    """With whom the log has the only child's next step."""
    return who_words(LogEntry.objects.for_lists().get(current=True))


def close(member, by) -> None:
    people.set_active(by=by, user=member.user, active=False)


def end(member, by) -> None:
    people.end_role(by=by, member=member)


def screened(by, outcome, mash) -> None:
    """Next: for level 0 the other concerns, for level 1 an action of the plan, for level 2 the re-screen."""
    screening = make_completed(by, outcome)
    if outcome == "level-2":
        referrals.decide(
            referral=screening.referral, by=mash, mash_outcome="section_17", details=details("section_17"),
            reason="Known.", feedback="Known.",
        )  # fmt: skip


@pytest.mark.parametrize("leave", [end, close])
@pytest.mark.parametrize("outcome", ["level-0", "level-1", "level-2"])
def test_the_next_step_falls_to_a_lead_then_to_the_officer_and_comes_back(
    practitioner, lead, mash_worker, cse_officer, area_admin, outcome, leave
):
    screened(practitioner, outcome, mash_worker)
    assert said() == "Priya Sampleton"
    leave(practitioner, area_admin)
    assert said() == "Colm Mockford"
    leave(lead, area_admin)
    assert said() == "Alder Notional"
    people.add_role(by=area_admin, user=make_member(cse_officer.agency, name="Elm Madeup").user, agency=lead.agency,
                    role="safeguarding_lead")  # fmt: skip
    assert said() == "Elm Madeup"
    if leave is close:
        people.set_active(by=area_admin, user=practitioner.user, active=True)
    else:
        people.add_role(by=area_admin, user=practitioner.user, agency=practitioner.agency, role="practitioner")
    assert said() == "Priya Sampleton"


def test_where_nobody_is_left_the_log_says_so(practitioner, area_admin):
    make_completed(practitioner, "level-1")
    end(practitioner, area_admin)
    assert said() == "Nobody at work there"


def test_what_a_mash_worker_had_is_the_whole_mashs_again(practitioner, lead, mash_worker, area_admin):
    referral = make_completed(practitioner, "level-2").referral
    referrals.acknowledge(referral=referral, by=mash_worker)
    assert said() == "Dawn Placeholder"
    end(mash_worker, area_admin)
    assert said() == "MASH, nobody yet"


def test_a_call_that_was_left_unwritten_is_the_leads_to_hand_over(practitioner, lead, area_admin):
    long_ago = clock.now() - dt.timedelta(days=2)
    stub = actions.note_danger_call(by=practitioner, area=practitioner.area, called="999", called_at=long_ago)
    end(practitioner, area_admin)
    assert chase_written() == 1
    told = Message.objects.get(kind="written_late", reference=stub.reference)
    assert (told.to_user_id, told.path) == (lead.user_id, f"/colleagues/{practitioner.user.reference}/")


class TestPrompts:
    @pytest.fixture
    def child(self, practitioner, area_admin):
        child = make_completed(practitioner, "level-1").child
        end(practitioner, area_admin)
        return child

    def asked(self) -> dict[int, str]:
        return dict(Message.objects.filter(kind="rescreen_asked").values_list("to_user_id", "path"))

    def prompt(self, child, by):
        return actions.prompt(child=child, by=by, kind="school", why="Moved to Fernleigh on Monday")

    def test_the_lead_is_asked_for_who_has_left(self, child, lead, cse_officer):
        rescreen = f"/rescreens/{child.rescreens.get().screening.reference}/"
        assert actions.would_ask(child, cse_officer) == 1
        assert self.prompt(child, cse_officer).asked == 1
        assert self.asked() == {lead.user_id: rescreen}

    @pytest.mark.parametrize("writer", ["lead", "no lead"])
    def test_the_officer_is_where_there_is_no_other_lead(self, child, lead, cse_officer, area_admin, school, writer):
        by = lead if writer == "lead" else make_member(school, "mash_worker", name="Nox Madeup")
        if writer == "no lead":
            referral = make_completed(lead, "level-2", family_name="Otherby").referral
            type(referral).objects.filter(pk=referral.pk).update(mash_child=child)
            end(lead, area_admin)
        self.prompt(child, by)
        assert list(self.asked()) == [cse_officer.user_id]

    def test_what_nobody_else_opens_is_on_the_page_that_hands_it_over(
        self, practitioner, lead, cse_officer, area_admin, school
    ):
        second = make_member(school, "safeguarding_lead", name="Elm Madeup")
        begun = make_draft(practitioner, family_name="Draftover")
        sent = make_waiting(practitioner, second_person=second)
        complete = make_completed(make_member(school, name="Linden Sampleby"), "universal", family_name="Otherby")
        Screening.objects.filter(pk__in=[begun.pk, sent.pk]).update(child=complete.child)
        for gone in (practitioner, second):
            end(gone, area_admin)
        self.prompt(complete.child, cse_officer)
        assert self.asked()[lead.user_id] == f"/colleagues/{practitioner.user.reference}/"

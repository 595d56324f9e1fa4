"""Two at one re-screen, with real transactions: each agency its own screening, nobody waits for ever."""

import pytest

from referrals.actions import merge
from referrals.models import LogEntry, Referral
from screening import actions
from screening.models import Rescreen, Screening
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import NARRATIVE, answer, judgement, make_child, make_completed
from tests.integration.screening.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
CODE = "rs-unexplained-items"


def again(rescreen: Rescreen, by, outcome: str = "level-3") -> Screening:
    draft = actions.start_rescreen(rescreen=rescreen, by=by)
    draft = actions.save_narrative(screening=draft, by=by, values=NARRATIVE)
    answer(draft, CODE)
    return actions.submit(screening=draft, by=by, judgement=judgement(outcome))


@pytest.fixture
def two(practitioner, solihull, mash_worker):
    """One child at two agencies, linked as the same, with a re-screen due at each."""
    nurse = make_member(make_agency(solihull, name="Mereside Invented Surgery"))
    ours = make_completed(practitioner, "level-2", codes=(CODE,))
    theirs = make_completed(nurse, "level-2", codes=(CODE,), first_names="Wrenn")
    referral = Referral.objects.get(screening=ours)
    merge(referral=referral, other=theirs.child, kept=ours.child, by=mash_worker, reason="One child.")
    return (practitioner, Rescreen.objects.get(screening=ours)), (nurse, Rescreen.objects.get(screening=theirs))


def test_two_agencies_at_once_make_a_screening_each_and_close_their_own_duty(two):
    (priya, ours), (nurse, theirs) = two
    results = at_once(lambda: again(ours, priya), lambda: again(theirs, nurse))
    assert [type(each) for each in results] == [Screening, Screening], results
    for rescreen, sent in zip((ours, theirs), results, strict=True):
        rescreen.refresh_from_db()
        assert rescreen.done_by == sent
        assert sent.previous == rescreen.screening, "what another agency found is not shown to this one"
        assert Rescreen.objects.open().filter(owner=rescreen.owner).get().screening == sent
    assert LogEntry.objects.filter(screening__in=results).count() == 2


def test_two_records_of_one_agency_submitted_at_once_leave_one_duty_open_for_the_last(practitioner, mash_worker):
    first = make_completed(practitioner, "level-2", codes=(CODE,))
    other = make_child(practitioner, first_names="Wrenn", age=14)
    drafts = []
    for child in (first.child, other):
        draft = actions.start(by=practitioner, area=first.area, child=child)
        draft = actions.save_narrative(screening=draft, by=practitioner, values=NARRATIVE)
        answer(draft, CODE)
        drafts.append(draft)
    referral = Referral.objects.get(screening=first)
    merge(referral=referral, other=other, kept=other, by=mash_worker, reason="One child.")

    def sending(draft):
        return lambda: actions.submit(screening=draft, by=practitioner, judgement=judgement("level-3"))

    results = at_once(*map(sending, drafts))
    assert [type(each) for each in results] == [Screening, Screening], results
    assert not Rescreen.objects.open().filter(screening=first).exists()
    assert 1 <= Rescreen.objects.open().count() <= 2


def test_one_re_screen_started_twice_at_once_makes_one_draft(practitioner):
    first = make_completed(practitioner, "level-2", codes=(CODE,))
    rescreen = Rescreen.objects.get(screening=first)

    def start():
        return actions.start_rescreen(rescreen=rescreen, by=practitioner)

    one, other = at_once(start, start)
    assert one == other
    assert Screening.objects.drafts_of(practitioner).count() == 1


def test_a_correction_at_once_with_the_next_screening_leaves_both_whole(practitioner):
    first = make_completed(practitioner, "level-2", codes=(CODE,))
    rescreen = Rescreen.objects.get(screening=first)
    newer = actions.correct(screening=first, by=practitioner, reason="The month was wrong.")
    draft = actions.start_rescreen(rescreen=rescreen, by=practitioner)
    draft = actions.save_narrative(screening=draft, by=practitioner, values=NARRATIVE)
    answer(draft, CODE)
    results = at_once(
        lambda: actions.submit(screening=newer, by=practitioner, judgement=judgement("level-2")),
        lambda: actions.submit(screening=draft, by=practitioner, judgement=judgement("level-3")),
    )
    assert [type(each) for each in results] == [Screening, Screening], results
    assert results[1].previous in (first, newer)
    assert Rescreen.objects.open().get().screening == results[1]

"""What waits for somebody else when a person leaves: with a second person, with the MASH, or for the one who left."""

import pytest
from django.http import Http404
from django.urls import reverse

from accounts import actions as people
from audit.models import Event
from cse_portal.models import Message, MessageKind
from referrals import actions as referrals
from referrals.actions import Asked
from referrals.models import LogEntry, Referral
from screening import actions
from screening.actions import Incomplete, hand_over
from screening.holdings import KINDS, held_words
from screening.models import Child, Rescreen, Screening
from screening.states import Status
from tests.factories.duties import everything_of, make_waiting
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import judgement, make_completed

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(school):
    return make_member(school, name="Linden Sampleby")


@pytest.fixture
def waiting(practitioner, lead):
    return make_waiting(practitioner, second_person=lead)


def give(person, by, **to):
    return hand_over(person=person.user, agency=person.agency, by=by, to=to)


def page(person, agency) -> str:
    return f"{reverse('referrals:hand_over', args=[person.user.reference])}?agency={agency.pk}"


class TestWithASecondPerson:
    def test_it_stays_who_wrote_it_and_is_the_takers_to_take_back(self, waiting, practitioner, lead, colleague):
        give(practitioner, lead, waiting=colleague)
        waiting.refresh_from_db()
        assert (waiting.practitioner, waiting.held_by, waiting.status) == (practitioner, colleague, Status.WAITING)
        for may_see in (Screening, Child):
            assert may_see.objects.visible_to(colleague).count() == 1
        with pytest.raises(Http404):
            actions.withdraw(screening=waiting, by=practitioner)
        back = actions.withdraw(screening=waiting, by=colleague)
        assert (back.practitioner, back.holder, back.is_draft) == (colleague, None, True)

    def test_agreed_to_it_is_judged_by_who_wrote_it_and_goes_on_with_the_taker(
        self, sign_in, waiting, practitioner, lead, colleague, area_admin
    ):
        give(practitioner, lead, waiting=colleague)
        people.end_role(by=area_admin, member=practitioner)
        client = sign_in(colleague)
        assert waiting.reference in client.get("/screenings/?list=waiting").content.decode()
        assert "Waits for Colm Mockford" in client.get("/home/").content.decode()
        done = actions.agree(screening=waiting, by=lead)
        assert (done.submitted_by, done.countersigned_by) == (practitioner, lead)
        assert not Rescreen.objects.exclude(owner=colleague).exists()
        assert Message.objects.get(kind="countersign_agreed").to_user_id == colleague.user_id
        text = client.get(reverse("screening:view", args=[done.reference])).content.decode()
        assert "<dt>Judged by</dt><dd>Priya Sampleton" in text
        assert "<dt>Taken over by</dt><dd>Linden Sampleby" in text

    def test_sent_back_it_is_the_takers_draft(self, waiting, practitioner, lead, colleague):
        give(practitioner, lead, waiting=colleague)
        actions.send_back(screening=waiting, by=lead, reason="Higher, in my view.")
        assert Screening.objects.drafts_of(colleague).get() == waiting
        done = actions.submit(screening=waiting, by=colleague, judgement=judgement("vulnerable"))
        assert done.submitted_by == colleague

    def test_sent_back_to_somebody_who_left_their_lead_hears_of_it(self, waiting, practitioner, lead, area_admin):
        people.end_role(by=area_admin, member=practitioner)
        actions.send_back(screening=waiting, by=lead, reason="Higher, in my view.")
        told = Message.objects.get(kind="countersign_returned")
        assert (told.to_user_id, told.path) == (lead.user_id, f"/colleagues/{practitioner.user.reference}/")

    def test_nobody_agrees_to_their_own_and_then_nothing_moves(self, waiting, practitioner, lead, school, colleague):
        second = make_member(school, "safeguarding_lead", name="Elm Madeup")
        make_waiting(second, second_person=lead)
        make_completed(lead, "level-2")
        for person, to, sentence in (
            (practitioner, {"waiting": lead}, f"Colm Mockford is the second person of {waiting.reference}"),
            (
                lead,
                {"rescreens": colleague, "to_countersign": second},
                "Elm Madeup cannot agree to their own screening",
            ),
        ):
            with pytest.raises(Incomplete, match=sentence):
                give(person, second, **to)
        assert {row.held_by for row in Screening.objects.filter(status="waiting")} == {practitioner, second}
        assert Rescreen.objects.get().owner == lead

    def test_another_second_person_answers(self, waiting, lead, school, cse_officer):
        second = make_member(school, "safeguarding_lead", name="Elm Madeup")
        assert give(lead, cse_officer, to_countersign=second) == {"to_countersign": 1}
        with pytest.raises(Http404):
            actions.agree(screening=waiting, by=lead)
        assert actions.agree(screening=waiting, by=second).countersigned_by == second

    def test_what_nobody_may_take_stays_and_hinders_nothing(
        self, sign_in, waiting, lead, cse_officer, colleague, school
    ):
        make_completed(lead, "level-2")
        client = sign_in(cse_officer)
        text = client.post(page(lead, school), {"to": colleague.pk}, follow=True).content.decode()
        assert held_words([lead]) == ["1 screening to countersign"]
        assert "Nobody at work may take: screenings to countersign." in text

    def test_where_both_have_left_another_lead_acts(self, waiting, practitioner, lead, school, colleague, area_admin):
        another = make_member(school, "safeguarding_lead", name="Elm Madeup")
        for gone in (practitioner, lead):
            people.end_role(by=area_admin, member=gone)
        give(practitioner, another, waiting=colleague)
        give(lead, another, to_countersign=another)
        assert actions.agree(screening=waiting, by=another).held_by == colleague

    def test_where_no_lead_is_left_the_administrator_does_by_references_alone(
        self, sign_in, waiting, practitioner, lead, school, colleague, area_admin
    ):
        make_completed(practitioner, "level-1", family_name="Rescreenover")
        client = sign_in(area_admin)
        assert client.get(page(practitioner, school)).status_code == 404
        for gone in (practitioner, lead):
            people.end_role(by=area_admin, member=gone)
        person = client.get(reverse("accounts:person", args=[practitioner.user.reference])).content.decode()
        assert page(practitioner, school) in person
        text = client.get(page(practitioner, school)).content.decode()
        assert waiting.reference in text
        assert "Waitover" not in text and "Rescreenover" not in text
        client.post(page(practitioner, school), {"to": colleague.pk})
        waiting.refresh_from_db()
        assert (waiting.holder, held_words([practitioner])) == (colleague, [])
        people.add_role(by=area_admin, user=lead.user, agency=school, role="safeguarding_lead")
        assert client.get(page(practitioner, school)).status_code == 404


class TestReferrals:
    def test_one_that_was_sent_is_followed_by_the_taker_and_stays_who_sent_it(
        self, sign_in, practitioner, lead, colleague, mash_worker
    ):
        referral = make_completed(practitioner, "level-2").referral
        asked = referrals.ask(referral=referral, by=mash_worker, questions=[Asked("", "Which car was it?")])
        assert give(practitioner, lead, referrals_sent=colleague) == {"referrals_sent": 1}
        referral.refresh_from_db()
        asked.refresh_from_db()
        assert (referral.referrer, referral.sent_by, asked.to) == (colleague, practitioner, colleague)
        assert referral.content["referrer"]["name"] == "Priya Sampleton"
        assert Referral.objects.visible_to(colleague).get() == referral
        text = sign_in(mash_worker).get(f"/referrals/{referral.reference}/").content.decode()
        assert "Taken over by Linden Sampleby" in text
        timeline = sign_in(mash_worker).get(f"/referrals/{referral.reference}/timeline/").content.decode()
        assert "Handed over to Linden Sampleby" in timeline

    def test_one_that_was_answered_and_read_stays(self, practitioner, lead, colleague):
        referral = make_completed(practitioner, "level-2").referral
        Referral.objects.filter(pk=referral.pk).update(
            state="decided", mash_outcome="advice", reason="x", feedback="x", decided_at=referral.sent_at,
            decided_by=practitioner, feedback_read_at=referral.sent_at, feedback_read_by=practitioner,
        )  # fmt: skip
        assert held_words([practitioner]) == ["1 re-screen"]

    def test_one_in_the_inbox_goes_to_anybody_of_the_areas_mash(
        self, practitioner, mash_worker, cse_officer, solihull, walsall, colleague
    ):
        referral = make_completed(practitioner, "level-2").referral
        referrals.acknowledge(referral=referral, by=mash_worker)
        nights = make_member(make_agency(solihull, "mash", "Solihull MASH by night"), "mash_worker", name="Nox Madeup")
        abroad = make_member(make_agency(walsall, "mash"), "mash_worker", name="Far Madeup")
        for wrong in (abroad, colleague):
            with pytest.raises(Incomplete):
                give(mash_worker, cse_officer, referrals_held=wrong)
        Message.objects.all().delete()
        give(mash_worker, cse_officer, referrals_held=nights)
        assert Referral.objects.get().worker == nights
        assert LogEntry.objects.get().next_with == nights
        assert list(Message.objects.values_list("kind", "to_user_id")) == [(MessageKind.HANDED_OVER, nights.user_id)]
        assert Event.objects.filter(type="referral:assigned", reference=referral.reference).exists()

    def test_the_mashs_manager_does_for_their_own_mash(self, sign_in, practitioner, mash_worker, solihull):
        manager = make_member(mash_worker.agency, "mash_manager", name="Elm Madeup")
        referrals.acknowledge(referral=make_completed(practitioner, "level-2").referral, by=mash_worker)
        client = sign_in(manager)
        assert "/colleagues/" in client.get("/inbox/").content.decode()
        assert "Dawn Placeholder" in client.get("/colleagues/").content.decode()
        client.post(page(mash_worker, mash_worker.agency), {"to": manager.pk})
        assert Referral.objects.get().worker == manager
        assert client.get(page(practitioner, practitioner.agency)).status_code == 404


def test_who_takes_it_over_may_not_have_been_closed_meanwhile(waiting, practitioner, lead, colleague, area_admin):
    people.set_active(by=area_admin, user=colleague.user, active=False)
    with pytest.raises(Incomplete) as refused:
        give(practitioner, lead, waiting=colleague)
    assert refused.value.problems == {"waiting": "Choose somebody who works at Fernleigh Demo School now"}
    assert Screening.objects.get(pk=waiting.pk).holder is None


@pytest.mark.parametrize("kind", KINDS)
def test_every_list_counts_the_same(sign_in, kind, practitioner, lead, mash_worker, cse_officer, area_admin):
    """One thing of a kind is on the page, puts the person on the list, and is what the administrator reads of."""
    everything = everything_of(practitioner, officer=cse_officer, mash=mash_worker)
    row = everything.get(kind) or everything["waiting" if kind == "to_countersign" else "referrals_sent"]
    holder = make_member(practitioner.agency, name="Nell Sampleford")
    type(row).objects.filter(pk=row.pk).update(**{KINDS[kind].holder: holder})
    people.end_role(by=area_admin, member=holder)
    reference = row.screening.reference if kind == "rescreens" else getattr(row, "reference", None)
    client = sign_in(cse_officer)
    assert "Nell Sampleford" in client.get("/colleagues/").content.decode()
    assert (reference or row.plan.reference) in client.get(page(holder, holder.agency)).content.decode()
    assert held_words([holder]) == [f"1 {KINDS[kind].one}"]
    person = sign_in(area_admin).get(reverse("accounts:person", args=[holder.user.reference])).content.decode()
    assert f"Still holds 1 {KINDS[kind].one}." in person

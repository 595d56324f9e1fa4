"""The MASH rates the priority; the earlier of rule 25 and the area's target is when the referral is due."""

import datetime as dt

import pytest
import time_machine
from django.http import Http404
from django.urls import reverse
from django.utils.html import strip_tags

from audit.models import Event
from cse_portal.clock import LONDON
from cse_portal.models import Message
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.models import Referral
from referrals.states import NotPossible
from tests.factories.decisions import details
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db
# The fixtures' targets: red 4 hours day and night, amber 6 and green 8 hours of the office, 08:45 to 17:20.
THURSDAY = dt.datetime(2026, 11, 19, 14, 0, tzinfo=LONDON)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(THURSDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def referral(practitioner) -> Referral:
    return make_completed(practitioner, codes=("px-vehicle",)).referral


def wait(referral: Referral, by) -> None:
    actions.ask(referral=referral, by=by, questions=[actions.Asked("", "Which school bus?")])


def resume(referral: Referral, by) -> Referral:
    actions.go_on(referral=referral, by=by, reason="Learnt elsewhere.")
    return Referral.objects.get(pk=referral.pk)


@pytest.mark.parametrize(
    ("priority", "due"),
    [
        ("red", "2026-11-19 18:00"),  # four hours on, the office closed or not
        ("amber", "2026-11-20 11:25"),  # 3 h 20 min on Thursday, the rest on Friday
        ("green", "2026-11-20 13:25"),
    ],
)
def test_a_priority_with_a_target_is_due_by_it(referral, mash_worker, priority, due):
    assert referral.due_at == at("2026-11-20 14:00")
    actions.rate(referral=referral, by=mash_worker, priority=priority)
    referral.refresh_from_db()
    assert referral.due_at == at(due)
    assert (referral.priority, referral.rated_by, referral.rated_at) == (priority, mash_worker, THURSDAY)


def test_no_target_makes_it_due_later_than_rule_25(referral, mash_worker, solihull):
    solihull.procedures.update(priority_targets={"green": {"hours": 30}, "red": {"hours": 48, "day_and_night": True}})
    for priority in ("green", "red", "amber"):
        referral = actions.rate(referral=referral, by=mash_worker, priority=priority, reason="More is known.")
        assert referral.due_at == at("2026-11-20 14:00")


def test_it_counts_from_sending_and_not_from_rating(referral, mash_worker, now):
    now.move_to(THURSDAY + dt.timedelta(hours=3))
    assert actions.rate(referral=referral, by=mash_worker, priority="red").due_at == at("2026-11-19 18:00")


def test_the_first_rating_needs_no_reason_and_a_review_does(referral, mash_worker):
    actions.rate(referral=referral, by=mash_worker, priority="amber")
    for reason in ("", "  "):
        with pytest.raises(Incomplete) as refused:
            actions.rate(referral=referral, by=mash_worker, priority="red", reason=reason)
        assert refused.value.problems == {"reason": "Write why the priority is rated anew"}
    actions.rate(referral=referral, by=mash_worker, priority="red", reason="The driver was named.")
    events = Event.objects.filter(type="referral:rated").order_by("id")
    assert [(event.detail, event.reason) for event in events] == [
        ({"from": "", "to": "amber"}, ""),
        ({"from": "amber", "to": "red"}, "The driver was named."),
    ]


def test_pressed_twice_it_is_rated_once_and_alike_again_after_another_rating_anew(referral, mash_worker):
    for priority, reason in [("red", ""), ("red", ""), ("amber", "Less."), ("amber", "Less."), ("amber", "Still."),
                             ("red", "More."), ("amber", "Less.")]:  # fmt: skip
        actions.rate(referral=referral, by=mash_worker, priority=priority, reason=reason)
    events = Event.objects.filter(type="referral:rated").order_by("id")
    assert [(event.detail["to"], event.reason) for event in events] == [
        ("red", ""), ("amber", "Less."), ("amber", "Still."), ("red", "More."), ("amber", "Less."),
    ]  # fmt: skip


def test_another_worker_who_rates_it_alike_is_recorded_too(referral, mash_worker):
    other = make_member(mash_worker.agency, "mash_worker", name="Owen Pretend")
    for by in (mash_worker, other):
        actions.rate(referral=referral, by=by, priority="red", reason="The driver was named.")
    assert Referral.objects.get().rated_by == other
    assert Event.objects.filter(type="referral:rated").count() == 2


@pytest.mark.parametrize("priority", ["", "purple", "RED"])
def test_what_is_no_priority_changes_nothing(referral, mash_worker, priority):
    with pytest.raises(Incomplete) as refused:
        actions.rate(referral=referral, by=mash_worker, priority=priority)
    assert refused.value.problems == {"priority": "Choose the priority"}
    assert not Event.objects.filter(type="referral:rated").exists()


def test_what_is_decided_is_rated_no_more(referral, mash_worker):
    actions.decide(
        referral=referral, by=mash_worker, mash_outcome="advice", reason="Known.", feedback="Rang you.",
        details=details("advice"),
    )  # fmt: skip
    with pytest.raises(NotPossible, match="Dawn Placeholder has already decided"):
        actions.rate(referral=referral, by=mash_worker, priority="red")


def test_the_time_it_stood_still_does_not_count_against_the_mash(referral, mash_worker, now):
    now.move_to(at("2026-11-19 16:00"))
    wait(referral, mash_worker)
    now.move_to(at("2026-11-20 10:45"))  # 1 h 20 min on Thursday and 2 h on Friday, 18 h 45 min by the clock
    resume(referral, mash_worker)
    # Rule 25: Friday 14:00 and 3 h 20 min of the office, which closes at 16:30.
    assert Referral.objects.get().due_at == at("2026-11-23 09:35")
    red = actions.rate(referral=referral, by=mash_worker, priority="red")
    assert red.due_at == at("2026-11-20 12:45")  # two real hours were left at 16:00
    amber = actions.rate(referral=referral, by=mash_worker, priority="amber", reason="More is known.")
    assert amber.due_at == at("2026-11-20 14:45")  # four working hours were left


def test_two_pauses_are_both_given_back_and_the_red_clock_keeps_its_real_hours(referral, mash_worker, now):
    referral = actions.rate(referral=referral, by=mash_worker, priority="red")
    for begins, ends in (("2026-11-19 15:00", "2026-11-19 15:30"), ("2026-11-19 16:00", "2026-11-20 09:00")):
        now.move_to(at(begins))
        wait(referral, mash_worker)
        now.move_to(at(ends))
        referral = resume(referral, mash_worker)
    # Sent at 14:00, an hour gone by 15:00, half an hour more by 16:00: two and a half of the four are left.
    assert Referral.objects.get().due_at == at("2026-11-20 11:30")
    assert len(referral.pauses) == 2


def test_what_was_overdue_when_it_stopped_is_overdue_when_it_goes_on(referral, mash_worker, now):
    now.move_to(at("2026-11-20 15:00"))
    wait(referral, mash_worker)
    now.move_to(at("2026-11-23 10:00"))
    assert resume(referral, mash_worker).due_at == at("2026-11-20 14:00")
    assert Referral.objects.overdue().get() == referral


def test_rated_while_it_stands_still_it_goes_on_by_its_new_priority(referral, mash_worker, now):
    now.move_to(at("2026-11-19 15:00"))
    wait(referral, mash_worker)
    now.move_to(at("2026-11-19 16:00"))
    assert actions.rate(referral=referral, by=mash_worker, priority="red").paused_at == at("2026-11-19 15:00")
    now.move_to(at("2026-11-20 09:00"))
    assert resume(Referral.objects.get(), mash_worker).due_at == at("2026-11-20 12:00")


def test_the_referrer_who_was_told_is_told_again_only_when_it_is_late_again(referral, mash_worker, now):
    actions.rate(referral=referral, by=mash_worker, priority="red")
    now.move_to(at("2026-11-19 18:01"))
    assert (actions.chase_overdue(), actions.chase_overdue()) == (1, 0)
    actions.rate(referral=referral, by=mash_worker, priority="amber", reason="More is known.")
    assert actions.chase_overdue() == 0
    now.move_to(at("2026-11-20 11:26"))
    actions.rate(referral=referral, by=mash_worker, priority="red", reason="More is known.")
    assert (actions.chase_overdue(), actions.chase_overdue()) == (1, 0)
    # Late before and late after: nothing new to tell.
    actions.rate(referral=referral, by=mash_worker, priority="amber", reason="More is known.")
    assert actions.chase_overdue() == 0
    assert Message.objects.filter(kind="referral_overdue").count() == 2


def test_another_area_does_not_rate_it(referral, walsall):
    other = make_member(make_agency(walsall, "mash", "Walsall MASH"), "mash_worker", name="Fern Makebelieve")
    with pytest.raises(Http404):
        actions.rate(referral=referral, by=other, priority="red")
    referral.refresh_from_db()
    assert referral.priority == ""


class TestPage:
    @pytest.fixture
    def client(self, sign_in, mash_worker):
        return sign_in(mash_worker)

    def url(self, referral: Referral) -> str:
        return reverse("referrals:rate", args=[referral.reference])

    def shown(self, client, referral: Referral) -> str:
        page = client.get(reverse("referrals:referral", args=[referral.reference])).content.decode()
        return " ".join(strip_tags(page).split())

    def test_it_says_when_each_priority_would_be_due(self, client, referral):
        text = client.get(self.url(referral)).content.decode()
        for words in ("Due today 18:00, runs day and night", "Due tomorrow 11:25", "Due tomorrow 13:25"):
            assert words in text

    def test_the_referral_says_who_rated_it_since_when_and_what_it_was_before(self, client, referral, now):
        assert "Priority: Not rated yet" in self.shown(client, referral)
        answer = client.post(self.url(referral), {"priority": "amber", "reason": ""}, follow=True)
        assert "Priority Amber. The decision is due tomorrow 11:25." in answer.content.decode()
        assert "Priority: Amber Rated by Dawn Placeholder, today at 14:00" in self.shown(client, referral)
        now.move_to(THURSDAY + dt.timedelta(minutes=20))
        client.post(self.url(referral), {"priority": "red", "reason": "The driver was named."})
        text = self.shown(client, referral)
        assert "Priority: Red Reviewed by Dawn Placeholder, today at 14:20: The driver was named." in text
        assert "Before: Amber, by Dawn Placeholder, today at 14:00" in text
        assert "3 h 40 min left, runs day and night." in text

    def test_a_review_without_its_reason_comes_back_with_what_was_chosen(self, client, referral, mash_worker):
        actions.rate(referral=referral, by=mash_worker, priority="amber")
        page = client.post(self.url(referral), {"priority": "red", "reason": ""})
        assert "Write why the priority is rated anew" in page.content.decode()
        assert page.context["form"]["priority"].value() == "red"
        assert Referral.objects.get().priority == "amber"

    def test_two_who_rate_for_the_first_time_together_the_second_says_why(self, client, referral, mash_worker):
        page = client.get(self.url(referral))
        assert not page.context["form"].fields["reason"].required
        actions.rate(referral=referral, by=mash_worker, priority="red")
        assert "Write why the priority is rated anew" in client.post(
            self.url(referral), {"priority": "green", "reason": ""}
        ).content.decode()  # fmt: skip

    @pytest.mark.parametrize("priority", ["", "purple"])
    def test_nothing_chosen_or_nonsense_is_said_at_the_box(self, client, referral, priority):
        page = client.post(self.url(referral), {"priority": priority, "reason": ""})
        assert page.status_code == 200
        assert "priority" in page.context["form"].errors

    def test_a_closed_referral_leads_back_to_itself(self, client, referral, mash_worker):
        actions.decide(
            referral=referral, by=mash_worker, mash_outcome="advice", reason="Known.", feedback="Rang you.",
            details=details("advice"),
        )  # fmt: skip
        there = reverse("referrals:referral", args=[referral.reference])
        assert client.get(self.url(referral)).url == there
        page = client.post(self.url(referral), {"priority": "red", "reason": ""}, follow=True)
        assert "Dawn Placeholder has already decided this referral" in page.content.decode()

    def test_while_a_question_is_out_everybody_sees_with_whom_and_since_when(
        self, client, sign_in, referral, mash_worker, practitioner, now
    ):
        wait(referral, mash_worker)
        now.move_to(THURSDAY + dt.timedelta(minutes=20))
        words = "With Priya Sampleton, Fernleigh Demo School, since today 14:00"
        assert words in client.get(reverse("referrals:inbox")).content.decode()
        assert words in self.shown(client, referral)
        became = self.shown(sign_in(practitioner), referral)
        assert f"clock stands still. {words}" in became
        assert "due tomorrow" not in became

    def test_the_referrer_is_not_told_which_other_agency_is_asked(
        self, client, sign_in, referral, mash_worker, practitioner, cse_officer, solihull
    ):
        clinic = make_agency(solihull, "health", "Demo Clinic")
        nurse = make_member(clinic, "safeguarding_lead", name="Kit Pretend")
        actions.ask_agency(
            referral=referral, by=mash_worker, agency=clinic, to=nurse, questions=["What do you know?"],
            due_on=dt.date(2026, 11, 23),
        )  # fmt: skip
        assert "With Kit Pretend, Demo Clinic, since today 14:00" in self.shown(client, referral)
        assert "With Kit Pretend, Demo Clinic, since today 14:00" in self.shown(sign_in(cse_officer), referral)
        text = self.shown(sign_in(practitioner), referral)
        assert "clock stands still. With another agency, since today 14:00" in text
        assert "Demo Clinic" not in text

    def test_the_referrers_home_says_with_whom_the_clock_stands_still(
        self, client, sign_in, referral, mash_worker, practitioner
    ):
        home = reverse("screening:home")
        sign_in(practitioner)
        assert "due tomorrow 14:00" in client.get(home).content.decode()
        wait(referral, mash_worker)
        page = client.get(home).content.decode()
        assert "clock stands still. With Priya Sampleton, Fernleigh Demo School, since today 14:00" in page
        assert "due tomorrow 14:00" not in page

    def test_the_next_edition_of_the_pdf_says_why_it_is_due_then(self, referral, mash_worker):
        assert referral.documents.get(kind="referral").content["due_why"] == "One working day after sending"
        rated = actions.rate(referral=referral, by=mash_worker, priority="red")
        document = actions.ask_for_document(rated)
        assert document.content["due_why"] == "Priority red: 4 hours, day and night, after sending"
        assert document.content["due_at"] == "2026-11-19T18:00+00:00"

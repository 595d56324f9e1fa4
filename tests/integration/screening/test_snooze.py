"""Putting a re-screen's reminders off: with a reason and an end, never beyond 28 days or the eighteenth birthday."""

import datetime as dt

import pytest
import time_machine
from django.http import Http404
from django.urls import reverse

from audit.events import EventType
from audit.models import Event
from cse_portal.clock import LONDON
from screening import actions
from screening.models import Digest, Rescreen
from screening.reminders import send_due
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 19)
DAY = dt.timedelta(days=1)
REASON = "The plan is reviewed on Thursday."


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(dt.datetime(2026, 11, 19, 14, 41, tzinfo=LONDON), tick=False) as traveller:
        yield traveller


@pytest.fixture
def rescreen(practitioner) -> Rescreen:
    rescreen = make_completed(practitioner, "level-2").rescreen
    Rescreen.objects.update(due_on=TODAY + 3 * DAY)
    rescreen.refresh_from_db()
    return rescreen


def snooze(rescreen, by, until=TODAY + 7 * DAY, reason=REASON):
    return actions.snooze_rescreen(rescreen=rescreen, by=by, until=until, reason=reason)


def post(client, rescreen, until=TODAY + 7 * DAY, reason=REASON, page="snooze"):
    typed = {"until_day": until.day, "until_month": until.month, "until_year": until.year, "reason": reason}
    return client.post(reverse(f"screening:{page}", args=[rescreen.screening.reference]), typed)


def digests(day) -> int:
    Digest.objects.all().delete()
    return send_due(today=day)


def who(day) -> set[int]:
    digests(day)
    return set(Digest.objects.values_list("user_id", flat=True))


class TestReminders:
    def test_none_goes_before_the_day_and_then_what_is_true_by_then(self, rescreen, practitioner):
        snooze(rescreen, practitioner, until=TODAY + 7 * DAY)
        assert [digests(TODAY + day * DAY) for day in range(9)] == [0, 0, 0, 0, 0, 0, 0, 1, 0]

    def test_leads_and_officers_go_on_hearing_of_what_is_overdue(self, rescreen, practitioner, lead, cse_officer):
        snooze(rescreen, practitioner, until=TODAY + 28 * DAY)
        told = {day: who(TODAY + day * DAY) for day in range(28)}
        leads, both = {lead.user_id}, {lead.user_id, cse_officer.user_id}
        assert {day: found for day, found in told.items() if found} == {4: leads, 11: both, 18: both, 25: both}
        assert who(TODAY + 28 * DAY) == {practitioner.user_id}

    def test_the_day_it_ends_is_told_once_though_the_stage_was_told_before(self, rescreen, practitioner):
        assert digests(TODAY) == 1
        snooze(rescreen, practitioner, until=TODAY + DAY)
        assert [digests(TODAY + day * DAY) for day in range(4)] == [0, 1, 0, 1]

    def test_another_owner_is_reminded_at_once(self, rescreen, practitioner, lead):
        snooze(rescreen, practitioner)
        actions.reassign_rescreen(rescreen=rescreen, by=lead, to=lead)
        rescreen.refresh_from_db()
        assert (rescreen.is_snoozed, rescreen.snoozed_reason, rescreen.snoozed_by) == (False, "", None)
        assert who(TODAY) == {lead.user_id}

    def test_the_date_itself_stays(self, rescreen, practitioner):
        snooze(rescreen, practitioner)
        rescreen.refresh_from_db()
        assert rescreen.due_on == TODAY + 3 * DAY

    def test_ended_early_they_go_again(self, rescreen, practitioner):
        snooze(rescreen, practitioner)
        assert digests(TODAY) == 0
        actions.end_snooze(rescreen=rescreen, by=practitioner)
        assert digests(TODAY + DAY) == 1

    def test_something_new_ends_it(self, rescreen, practitioner, lead):
        snooze(rescreen, practitioner)
        actions.prompt(child=rescreen.child, by=lead, kind="information", why="Seen with the same car.")
        rescreen.refresh_from_db()
        assert (rescreen.is_snoozed, rescreen.snoozed_reason, rescreen.snoozed_by) == (False, "", None)


class TestWho:
    def test_the_owner_a_lead_and_the_officer(self, rescreen, practitioner, lead, cse_officer):
        for member in (practitioner, lead, cse_officer):
            assert snooze(rescreen, member).snoozed_by == member

    def test_nobody_else(self, rescreen, school, solihull, mash_worker, area_admin):
        other_lead = make_member(make_agency(solihull), "safeguarding_lead")
        for member in (make_member(school), other_lead, mash_worker, area_admin):
            with pytest.raises(Http404):
                snooze(rescreen, member)

    def test_not_one_that_is_closed(self, rescreen, practitioner, lead):
        actions.close_rescreen(rescreen=rescreen, by=lead, reason="The plan review replaces it.")
        with pytest.raises(Http404):
            snooze(rescreen, practitioner)


class TestDays:
    @pytest.mark.parametrize("days", [1, 28])
    def test_from_tomorrow_to_28_days(self, rescreen, practitioner, days):
        assert snooze(rescreen, practitioner, until=TODAY + days * DAY).snoozed_until == TODAY + days * DAY

    @pytest.mark.parametrize(
        ("until", "sentence"),
        [
            (None, "Enter the day from which to remind again"),
            (TODAY - DAY, "The day must be after today"),
            (TODAY, "The day must be after today"),
            (TODAY + 29 * DAY, "The day must be Thursday 17 December 2026 or earlier: reminders wait 28 days at most"),
        ],
        ids=["none", "yesterday", "today", "29 days"],
    )
    def test_no_other(self, rescreen, practitioner, until, sentence):
        with pytest.raises(actions.Incomplete) as refused:
            snooze(rescreen, practitioner, until=until)
        assert refused.value.problems == {"until": sentence}
        rescreen.refresh_from_db()
        assert rescreen.snoozed_until is None

    def test_a_reason_is_needed(self, rescreen, practitioner):
        with pytest.raises(actions.Incomplete) as refused:
            snooze(rescreen, practitioner, until=None, reason=" ")
        assert set(refused.value.problems) == {"until", "reason"}

    def born(self, rescreen, born):
        child = rescreen.child
        child.date_of_birth = born
        child.save()

    def test_until_the_day_before_the_eighteenth_birthday(self, rescreen, practitioner):
        self.born(rescreen, dt.date(2008, 12, 3))
        assert snooze(rescreen, practitioner, until=dt.date(2026, 12, 2)).is_snoozed

    @pytest.mark.parametrize("until", [dt.date(2026, 12, 3), dt.date(2026, 12, 10)], ids=["on it", "after it"])
    def test_not_past_the_eighteenth_birthday(self, rescreen, practitioner, until):
        self.born(rescreen, dt.date(2008, 12, 3))
        with pytest.raises(actions.Incomplete) as refused:
            snooze(rescreen, practitioner, until=until)
        assert "is 18 on 3 December 2026" in refused.value.problems["until"]

    def test_one_who_is_18_already_is_not_screened(self, rescreen, practitioner):
        self.born(rescreen, TODAY.replace(year=2008))
        with pytest.raises(actions.Incomplete) as refused:
            snooze(rescreen, practitioner)
        assert "has been 18 since 19 November 2026" in refused.value.problems["until"]

    def test_one_born_on_29_february_is_18_on_1_march(self, rescreen, practitioner, thursday):
        self.born(rescreen, dt.date(2008, 2, 29))
        thursday.move_to(dt.datetime(2026, 2, 20, 9, tzinfo=LONDON))
        assert snooze(rescreen, practitioner, until=dt.date(2026, 2, 28)).is_snoozed
        with pytest.raises(actions.Incomplete) as refused:
            snooze(rescreen, practitioner, until=dt.date(2026, 3, 1))
        assert "is 18 on 1 March 2026" in refused.value.problems["until"]

    def test_an_estimated_age_has_no_birthday_to_name(self, rescreen, practitioner):
        child = rescreen.child
        child.date_of_birth, child.estimated_age, child.estimated_on = None, 17, TODAY.replace(year=2025) + 2 * DAY
        child.save()
        assert snooze(rescreen, practitioner, until=TODAY + DAY).is_snoozed
        with pytest.raises(actions.Incomplete) as refused:
            snooze(rescreen, practitioner, until=TODAY + 2 * DAY)
        assert "may be 18 by then" in refused.value.problems["until"]


class TestPages:
    def test_put_off_seen_on_the_page_and_the_list_and_ended(self, sign_in, rescreen, practitioner, lead, cse_officer):
        address = reverse("screening:rescreen", args=[rescreen.screening.reference])
        assert post(sign_in(practitioner), rescreen).headers["Location"] == address
        for member, page in ((practitioner, address), (lead, address), (cse_officer, address)):
            text = sign_in(member).get(page).content.decode()
            assert "Reminders off until Thursday 26 November 2026" in text
            assert REASON in text
        text = sign_in(cse_officer).get("/rescreens/").content.decode()
        assert f"Reminders off until Thu 26 Nov because: {REASON}" in text
        post(sign_in(lead), rescreen, page="snooze_end")
        assert "Reminders off" not in sign_in(practitioner).get(address).content.decode()

    def test_after_its_day_the_list_says_nothing_more(self, sign_in, rescreen, practitioner, cse_officer, thursday):
        snooze(rescreen, practitioner)
        thursday.move_to(dt.datetime(2026, 11, 26, 9, tzinfo=LONDON))
        assert "Reminders off" not in sign_in(cse_officer).get("/rescreens/").content.decode()

    def test_a_day_that_is_refused_comes_back_at_its_box(self, sign_in, rescreen, practitioner):
        text = post(sign_in(practitioner), rescreen, until=TODAY).content.decode()
        assert "<title>Error:" in text
        assert text.count("The day must be after today") == 2
        assert REASON in text

    def test_each_is_on_the_record_with_its_reason(self, sign_in, rescreen, practitioner):
        post(sign_in(practitioner), rescreen)
        post(sign_in(practitioner), rescreen, page="snooze_end")
        post(sign_in(practitioner), rescreen, page="snooze_end")
        events = Event.objects.filter(type=EventType.RESCREEN_SNOOZED).order_by("id")
        assert [(each.reason, each.detail) for each in events] == [
            (REASON, {"until": "2026-11-26"}), ("", {"ended": "2026-11-19"}),
        ]  # fmt: skip

"""The MASH's pages: the inbox, every referral, one referral, and what may be done with it."""

import datetime as dt
from urllib.parse import urlencode

import pytest
import time_machine
from django.urls import reverse

from audit.models import Event
from cse_portal.clock import LONDON
from referrals import actions
from referrals.models import Referral
from tests.factories.decisions import details
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db
THURSDAY = dt.datetime(2026, 11, 19, 14, 41, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def referral(practitioner) -> Referral:
    return make_completed(practitioner, codes=("px-vehicle",)).referral


def send_alert(practitioner, who="Hazel, a girl of about 15") -> Referral:
    details = {"who": who, "where": "At school", "what": "She says a man waits outside.", "phone": "01632 960401"}
    return actions.send_alert(by=practitioner, area=practitioner.area, details=details)


def page(client, name, referral=None, **query):
    """The page, with `q` sent as a search is."""
    url = reverse(f"referrals:{name}", args=[referral.reference] if referral else [])
    if "q" in query:
        words = query.pop("q")
        return client.post(f"{url}?{urlencode(query)}", {"q": words}, follow=True)
    return client.get(url, query)


class TestInbox:
    def test_what_is_urgent_stands_first_then_the_oldest(self, sign_in, mash_worker, practitioner, referral, thursday):
        thursday.move_to(THURSDAY + dt.timedelta(minutes=10))
        later = make_completed(practitioner, first_names="Linden", family_name="Sampleby").referral
        thursday.move_to(THURSDAY + dt.timedelta(minutes=20))
        alert = send_alert(practitioner)
        response = page(sign_in(mash_worker), "inbox")
        assert [row for row, _ in response.context["rows"]] == [alert, referral, later]

    def test_a_row_says_child_outcome_clock_and_that_nobody_has_it(self, sign_in, mash_worker, referral):
        text = page(sign_in(mash_worker), "inbox").content.decode()
        for words in ("Testerby, Wren", "Age 10", "Vulnerable to CSE", "Due tomorrow 14:41", "Unread", "Nobody yet"):
            assert words in text

    def test_it_stays_unread_until_somebody_opens_it(self, sign_in, mash_worker, referral):
        client = sign_in(mash_worker)
        page(client, "inbox")
        assert "Unread" in page(client, "inbox").content.decode()
        page(client, "referral", referral)
        assert "Unread" not in page(client, "inbox").content.decode()
        assert Referral.objects.get().opened_by == mash_worker

    def test_the_chips_count_each_state(self, sign_in, mash_worker, practitioner, referral, thursday):
        done = make_completed(practitioner, family_name="Sampleby").referral
        actions.decide(
            referral=done,
            by=mash_worker,
            mash_outcome="advice",
            details=details("advice"),
            reason="Known.",
            feedback="Rang you.",
        )
        thursday.move_to(THURSDAY + dt.timedelta(days=2))
        chips = {chip["label"]: chip["count"] for chip in page(sign_in(mash_worker), "inbox").context["chips"]}
        assert chips == {
            "Open": "1",
            "New": "1",
            "Acknowledged": "0",
            "Waiting for information": "0",
            "Overdue": "1",
            "Decided today": "0",
        }

    def test_each_chip_is_a_list(self, sign_in, mash_worker, practitioner, referral):
        actions.acknowledge(referral=send_alert(practitioner), by=mash_worker)
        client = sign_in(mash_worker)
        counts = {"open": 2, "new": 1, "acknowledged": 1, "overdue": 0, "decided": 0, "nonsense": 2}
        assert {show: len(page(client, "inbox", show=show).context["rows"]) for show in counts} == counts

    def test_filters_with_whom_and_from_which_agency(self, sign_in, mash_worker, solihull, practitioner, referral):
        clinic = make_member(make_agency(solihull, "health", "Demo Clinic"), name="Kit Pretend")
        theirs = make_completed(clinic, family_name="Sampleby").referral
        actions.acknowledge(referral=theirs, by=mash_worker)
        client = sign_in(mash_worker)
        found = lambda **query: [row for row, _ in page(client, "inbox", **query).context["rows"]]  # noqa: E731
        assert found(worker="me") == [theirs] == found(agency="Demo Clinic")
        assert found(worker="nobody") == [referral]
        assert found(worker="me", agency="Fernleigh Demo School") == []
        assert len(found(worker="<x>", agency="Nowhere")) == 2

    def test_an_empty_list_says_what_was_looked_at(self, sign_in, mash_worker, referral):
        text = page(sign_in(mash_worker), "inbox", show="overdue", worker="me").content.decode()
        assert "No overdue referrals with you." in text
        assert "Looked at: overdue, with me, any priority, however sent, any agency." in text
        assert 'href="?show=overdue"' in text

    def test_what_was_decided_is_in_its_own_list_on_its_day(self, sign_in, mash_worker, referral, thursday):
        actions.decide(
            referral=referral,
            by=mash_worker,
            mash_outcome="advice",
            details=details("advice"),
            reason="Known.",
            feedback="Rang you.",
        )
        assert "Advice or signposting" in page(sign_in(mash_worker), "inbox", show="decided").content.decode()
        thursday.move_to(THURSDAY + dt.timedelta(days=1))
        assert not page(sign_in(mash_worker), "inbox", show="decided").context["rows"]

    def test_looking_at_the_list_is_recorded(self, sign_in, mash_worker, referral):
        page(sign_in(mash_worker), "inbox")
        assert Event.objects.filter(type="referral:listed", membership_id=mash_worker.pk).count() == 1

    def test_another_areas_referrals_are_not_there(self, sign_in, walsall, referral):
        other = make_member(make_agency(walsall, "mash", "Walsall MASH"), "mash_worker", name="Fern Makebelieve")
        assert not page(sign_in(other), "inbox").context["rows"]

    def test_out_of_hours_the_page_says_when_the_office_opens(self, sign_in, mash_worker, thursday):
        thursday.move_to(THURSDAY.replace(hour=20))
        assert "The office is closed and opens tomorrow 08:45." in page(sign_in(mash_worker), "inbox").content.decode()

    def test_pages_follow_one_another_without_gap_or_repeat(self, sign_in, mash_worker, practitioner, referral):
        for number in range(30):
            copy = Referral.objects.get(pk=referral.pk)
            copy.pk, copy.reference, copy.screening = None, f"R-0000-{number:04d}", None
            copy.urgent = number % 3 == 0
            copy.save(force_insert=True)
        client, seen, after = sign_in(mash_worker), [], ""
        while True:
            shown = page(client, "inbox", after=after)
            seen += [row.pk for row, _ in shown.context["rows"]]
            after = shown.context["page"].next
            if not after:
                break
        expected = Referral.objects.open().inbox_order().values_list("pk", flat=True)
        assert seen == list(expected)
        first = page(client, "inbox", before=shown.context["page"].previous)
        assert [row.pk for row, _ in first.context["rows"]] == seen[:25]
        assert not first.context["page"].previous
        assert len(page(client, "inbox", after="tampered:with").context["rows"]) == 25


class TestTakeNext:
    def test_takes_the_first_of_the_inbox(self, sign_in, mash_worker, practitioner, referral):
        alert = send_alert(practitioner)
        response = sign_in(mash_worker).post(reverse("referrals:take_next"))
        assert response.headers["Location"] == f"/referrals/{alert.reference}/"
        alert.refresh_from_db()
        assert (alert.state, alert.worker, alert.acknowledged_by) == ("acknowledged", mash_worker, mash_worker)

    def test_an_empty_inbox_says_so(self, sign_in, mash_worker):
        response = sign_in(mash_worker).post(reverse("referrals:take_next"), follow=True)
        assert "No new referral waits for anybody." in response.content.decode()

    def test_it_is_not_done_by_looking(self, sign_in, mash_worker):
        assert page(sign_in(mash_worker), "take_next").status_code == 405


class TestAllReferrals:
    def test_newest_first_with_every_state(self, sign_in, mash_worker, practitioner, referral, thursday):
        actions.decide(
            referral=referral,
            by=mash_worker,
            mash_outcome="section_17",
            details=details("section_17"),
            reason="Known.",
            feedback="Rang.",
        )
        thursday.move_to(THURSDAY + dt.timedelta(hours=1))
        alert = send_alert(practitioner)
        response = page(sign_in(mash_worker), "all")
        assert [row for row, _ in response.context["rows"]] == [alert, referral]
        assert "Section 17 assessment" in response.content.decode()

    @pytest.mark.parametrize("words", ["Test", "testerby wren", "Wren T", "hazel", "girl of about"])
    def test_found_by_the_beginning_of_a_name_or_the_words_of_an_alert(
        self, sign_in, mash_worker, practitioner, referral, words
    ):
        alert = send_alert(practitioner)
        expected = referral if words[0] in "TtW" else alert
        assert [row for row, _ in page(sign_in(mash_worker), "all", q=words).context["rows"]] == [expected]

    def test_found_by_reference_in_small_letters(self, sign_in, mash_worker, practitioner, referral):
        send_alert(practitioner)
        rows = page(sign_in(mash_worker), "all", q=referral.reference.lower()).context["rows"]
        assert [row for row, _ in rows] == [referral]

    @pytest.mark.parametrize("words", ["%", "_", "Nobody", "'; drop", "\u202etest", "Testerby Linden"])
    def test_a_search_that_fits_nothing_says_what_was_looked_at(self, sign_in, mash_worker, referral, words):
        response = page(sign_in(mash_worker), "all", q=words)
        assert response.context["empty"]["title"] == f"No referrals for “{words}”."
        assert not response.context["rows"]

    def test_filters_by_state_and_agency(self, sign_in, mash_worker, practitioner, referral):
        actions.acknowledge(referral=send_alert(practitioner), by=mash_worker)
        client = sign_in(mash_worker)
        assert [row for row, _ in page(client, "all", state="new").context["rows"]] == [referral]
        assert len(page(client, "all", agency="Fernleigh Demo School").context["rows"]) == 2


class TestReferral:
    def test_the_summary_says_who_why_when_and_whom_to_ring(self, sign_in, mash_worker, referral):
        text = page(sign_in(mash_worker), "referral", referral).content.decode()
        for words in (
            "Referral of Wren Testerby", "By 14:41 on Friday 20 November", "of working time left", "Vulnerable to CSE",
            "fixed by the tool’s own rule", "Adults the family does not know give lifts.", "It’s just a lift.",
            "An aunt rings the school every day.", "Find out who the driver is.", "The aunt collects the child.",
            "Yes. The aunt, today at 13:10", "The aunt’s work number before 15:00.", "Priya Sampleton", "01632 960401",
            "Provisional content", "listed with who may know", "Acknowledge and take it",
        ):  # fmt: skip
            assert words in text, words

    def test_the_title_carries_the_reference_and_no_name(self, sign_in, mash_worker, referral):
        text = page(sign_in(mash_worker), "referral", referral).content.decode()
        title = text[text.index("<title>") : text.index("</title>")]
        assert referral.reference in title
        assert "Wren" not in title

    def test_an_alert_shows_its_four_boxes(self, sign_in, mash_worker, practitioner):
        alert = send_alert(practitioner)
        text = page(sign_in(mash_worker), "referral", alert).content.decode()
        for words in ("Hazel, a girl of about 15", "At school", "She says a man waits outside.", "screening to follow"):
            assert words in text
        assert page(sign_in(mash_worker), "screening", alert).status_code == 404

    @pytest.mark.parametrize("name", ["referral", "full", "screening", "looked", "assign", "decide"])
    def test_every_page_records_the_look(self, sign_in, mash_worker, referral, name):
        assert page(sign_in(mash_worker), name, referral).status_code == 200
        looks = Event.objects.filter(type="referral:viewed", reference=referral.reference)
        assert [look.membership_id for look in looks] == [mash_worker.pk]

    def test_the_first_look_opens_it_and_the_second_changes_nothing(self, sign_in, mash_worker, referral, thursday):
        client = sign_in(mash_worker)
        page(client, "referral", referral)
        thursday.move_to(THURSDAY + dt.timedelta(hours=1))
        page(client, "referral", referral)
        referral.refresh_from_db()
        assert referral.opened_at == THURSDAY
        assert Event.objects.filter(type="referral:opened").count() == 1

    def test_the_officer_sees_it_and_does_not_open_it(self, sign_in, cse_officer, referral):
        text = page(sign_in(cse_officer), "referral", referral).content.decode()
        assert "Decision due" in text
        assert "Acknowledge" not in text
        referral.refresh_from_db()
        assert referral.opened_at is None

    def test_the_full_page_and_the_tool_come_from_what_was_frozen(self, sign_in, mash_worker, referral):
        child = referral.child
        child.first_names = "Changed"
        child.save()
        client = sign_in(mash_worker)
        assert "Wren Testerby" in page(client, "full", referral).content.decode().split("<main")[1]
        text = page(client, "screening", referral).content.decode()
        assert "Got out of a grey car at the gate." in text
        assert "Not asked is not the same as not present." in text

    def test_who_has_looked_names_the_looker(self, sign_in, mash_worker, referral):
        client = sign_in(mash_worker)
        page(client, "referral", referral)
        text = page(client, "looked", referral).content.decode()
        assert text.count("Dawn Placeholder</th>") == 2

    def test_the_timeline_tells_what_happened_newest_first(self, sign_in, mash_worker, referral):
        actions.acknowledge(referral=referral, by=mash_worker)
        titles = [event["title"] for event in page(sign_in(mash_worker), "referral", referral).context["timeline"]]
        assert titles == [
            "Referral acknowledged",
            "Referral opened for the first time",
            "Referral sent to the MASH",
            "Screening completed: Vulnerable to CSE",
        ]

    @pytest.mark.parametrize("name", ["referral", "full", "screening", "looked", "assign", "decide"])
    def test_a_foreign_reference_is_not_found(self, sign_in, walsall, referral, name):
        other = make_member(make_agency(walsall, "mash", "Walsall MASH"), "mash_worker", name="Fern Makebelieve")
        assert page(sign_in(other), name, referral).status_code == 404
        assert not Event.objects.filter(type="referral:viewed").exists()

    @pytest.mark.parametrize("name", ["acknowledge", "assign", "decide", "read"])
    def test_nor_can_it_be_changed_by_a_foreigner(self, sign_in, walsall, referral, name):
        other = make_member(make_agency(walsall, "mash", "Walsall MASH"), "mash_worker", name="Fern Makebelieve")
        response = sign_in(other).post(reverse(f"referrals:{name}", args=[referral.reference]), {"reason": "x"})
        assert response.status_code == 404

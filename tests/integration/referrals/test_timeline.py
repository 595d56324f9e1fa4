"""The timeline of a referral: everything in order, by kind, and nothing that its reader may not know."""

import datetime as dt
import re

import pytest
import time_machine
from django.http import QueryDict
from django.urls import reverse

from audit.actions import record
from audit.events import EventType as E
from audit.models import Event
from cse_portal.clock import LONDON
from cse_portal.models import Message, MessageKind
from referrals import actions
from referrals.documents import make_waiting
from referrals.models import Referral
from referrals.timeline import EVERYTHING, GROUPS, NEWEST, OLDEST, happened
from tests.factories.decisions import details
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db
FRIDAY = dt.datetime(2026, 11, 20, 14, 41, 7, tzinfo=LONDON)
MASH_ONLY = (E.REFERRAL_VIEWED, E.REFERRAL_LISTED)


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel(FRIDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def referral(practitioner) -> Referral:
    referral = make_completed(practitioner, codes=("px-vehicle",)).referral
    mails_left(FRIDAY)
    return referral


def mails_left(at: dt.datetime) -> None:
    """The database's own clock is not moved by tests."""
    Message.objects.filter(created_at__gt=dt.datetime.now(dt.UTC) - dt.timedelta(minutes=5)).update(created_at=at)
    Message.objects.exclude(created_at__lte=at).update(created_at=at)


def shown(client, referral, **query):
    return client.get(reverse("referrals:timeline", args=[referral.reference]), query)


def titles(client, referral, **query) -> list[str]:
    return [event["title"] for event in shown(client, referral, **query).context["events"]]


def decide(referral, by):
    return actions.decide(referral=referral, by=by, mash_outcome="advice", reason="Known to them.",
                          feedback="We rang you.", details=details("advice"))  # fmt: skip


def test_every_event_about_a_referral_is_of_one_kind_or_a_look():
    told = [event for group in GROUPS.values() for event in group.types]
    assert len(told) == len(set(told))
    subjects = ("referral", "disagreement", "document", "file")
    about = {event for event in E if event.value.split(":")[0] in subjects}
    assert about - set(told) - {E.REFERRAL_VIEWED, E.REFERRAL_LISTED, E.REFERRAL_WRITTEN} == set()


class TestOrder:
    def test_newest_first_with_who_from_where_and_exactly_when(self, sign_in, mash_worker, referral, friday):
        friday.shift(dt.timedelta(minutes=10, seconds=5))
        actions.acknowledge(referral=referral, by=mash_worker)
        response = shown(sign_in(mash_worker), referral)
        heads = [event["title"] for event in response.context["events"]]
        assert heads[-2:] == ["Referral sent to the MASH", "Screening completed: Vulnerable to CSE"]
        assert heads.index("Referral acknowledged") < heads.index("Referral opened for the first time") < len(heads) - 2
        text = response.content.decode()
        assert "Dawn Placeholder, Solihull MASH" in text and "Priya Sampleton, Fernleigh Demo School" in text
        assert '<time datetime="2026-11-20T14:51:12+00:00">Friday 20 November 2026, 14:51</time>' in text

    def test_the_switch_turns_it_round(self, sign_in, mash_worker, referral, friday):
        friday.shift(dt.timedelta(minutes=1))
        actions.acknowledge(referral=referral, by=mash_worker)
        client = sign_in(mash_worker)
        assert titles(client, referral, order="oldest", kind="work") == titles(client, referral, kind="work")[::-1]
        text = shown(client, referral, order="oldest", kind="work").content.decode()
        assert 'href="?kind=work"' in text and "Newest first" in text

    @pytest.mark.parametrize("order", [NEWEST, OLDEST])
    @pytest.mark.parametrize("minutes", [0, 1])
    def test_long_ones_come_in_pages_without_gap_or_repeat(self, referral, mash_worker, friday, order, minutes):
        for _ in range(30):
            friday.shift(dt.timedelta(minutes=minutes))
            record(E.REFERRAL_RATED, by=mash_worker, reference=referral.reference)
            mail = Message.objects.create(kind=MessageKind.REFERRAL_GIVEN, to_user_id=mash_worker.user_id,
                                          reference=referral.reference, path="/")  # fmt: skip
            Message.objects.filter(pk=mail.pk).update(created_at=FRIDAY + minutes * dt.timedelta(minutes=5))
        seen, query = [], QueryDict()
        while True:
            page = happened(referral, EVERYTHING, order=order, query=query)
            seen += page.rows
            if not page.next:
                break
            query = QueryDict(mutable=True)
            query["after"] = page.next
        keys = [entry[:3] for entry in seen]
        events = Event.objects.filter(type__in=EVERYTHING.types, reference=referral.reference).count()
        assert len(keys) == len(set(keys)) == events + Message.objects.filter(reference=referral.reference).count() + 1
        assert keys == sorted(keys, reverse=order == NEWEST)
        query["before"] = page.previous
        query.pop("after")
        before = [row[:3] for row in happened(referral, EVERYTHING, order=order, query=query).rows]
        end = len(keys) - len(page.rows)
        assert before == keys[end - 25 : end]

    def test_an_address_that_was_tampered_with_shows_the_first_page(self, sign_in, mash_worker, referral):
        client = sign_in(mash_worker)
        assert titles(client, referral, after="x:y", kind="nonsense", order="?") == titles(client, referral)


class TestKinds:
    def test_each_kind_is_a_list_and_everything_is_their_sum(self, sign_in, mash_worker, practitioner, referral):
        asked = actions.ask(referral=referral, by=mash_worker, questions=[actions.Asked("", "Which gate?")])
        actions.answer(round=asked, by=practitioner, answers={1: "The north gate."})
        decide(referral, mash_worker)
        make_waiting()
        client = sign_in(mash_worker)
        assert "1 question asked of Priya Sampleton, Fernleigh Demo School" in titles(
            client, referral, kind="questions"
        )
        assert titles(client, referral, kind="decisions") == ["Decided: Advice or signposting"]
        papers = titles(client, referral, kind="papers")
        assert sorted(papers) == [
            "PDF of the decision letter made, edition 1",
            "PDF of the referral made, edition 1",
            # With the answers, then with the decision.
            "PDF of the referral made, edition 2",
            "PDF of the referral made, edition 3",
        ]
        whole = happened(referral, EVERYTHING, order=NEWEST, query=QueryDict(), size=500).rows
        parts = [happened(referral, group, order=NEWEST, query=QueryDict(), size=500).rows for group in GROUPS.values()]
        assert len(whole) == sum(map(len, parts))

    def test_a_kind_of_which_nothing_happened_says_so(self, sign_in, mash_worker, referral):
        text = shown(sign_in(mash_worker), referral, kind="questions").content.decode()
        assert "Nothing of this kind has happened." in text and 'href="?"' in text

    def test_looks_are_not_there_but_downloads_are(self, sign_in, mash_worker, referral):
        make_waiting()
        client = sign_in(mash_worker)
        client.get(reverse("referrals:pdf", args=[referral.reference, 1]))
        heads = titles(client, referral)
        assert "PDF of the referral downloaded, edition 1" in heads
        assert not [head for head in heads if "looked at" in head.lower()]

    def test_what_was_said_of_the_childs_record_is_there_for_this_area_only(
        self, sign_in, mash_worker, referral, walsall
    ):
        child = referral.child.reference
        record(E.CHILD_LINKED, by=mash_worker, reference="C-0000-0001", child=child)
        record(E.CHILD_MERGED, by=None, reference="C-0000-0002", child=child, area_id=walsall.pk)
        record(E.CHILD_VIEWED, by=mash_worker, reference=child, child=child)
        assert titles(sign_in(mash_worker), referral, kind="child") == ["Two records linked as the same child"]

    def test_the_child_the_mash_found_for_an_alert_belongs_to_it(self, sign_in, mash_worker, practitioner, referral):
        details = {"who": "Wren", "where": "At school", "what": "A man waits.", "phone": "01632 960401"}
        alert = actions.send_alert(by=practitioner, area=practitioner.area, details=details)
        record(E.CHILD_RESTRICTED, by=mash_worker, reference=referral.child.reference, child=referral.child.reference)
        assert titles(sign_in(mash_worker), alert, kind="child") == []
        record(E.CHILD_MATCHED, by=mash_worker, reference=alert.reference, child=referral.child.reference)
        Referral.objects.filter(pk=alert.pk).update(mash_child=referral.child)
        assert set(titles(sign_in(mash_worker), Referral.objects.get(pk=alert.pk), kind="child")) == {
            "Existing record of the child chosen",
            "Child's record restricted",
        }


class TestMails:
    def test_a_mail_is_listed_by_kind_with_whom_and_whether_it_arrived(self, sign_in, mash_worker, referral):
        text = shown(sign_in(mash_worker), referral, kind="mails").content.decode()
        assert "Mail: a referral has arrived" in text
        assert "To Dawn Placeholder, Solihull MASH: waiting to be delivered" in text
        Message.objects.update(sent_at=FRIDAY + dt.timedelta(seconds=20))
        text = shown(sign_in(mash_worker), referral, kind="mails").content.decode()
        assert 'delivered <time datetime="2026-11-20T14:41:27+00:00">today at 14:41</time>' in text
        Message.objects.update(sent_at=None, failed="the account is no longer in use")
        text = shown(sign_in(mash_worker), referral, kind="mails").content.decode()
        assert "not delivered, because the account is no longer in use" in text

    def test_mails_to_several_people_are_one_thing_that_happened(self, sign_in, mash_worker, practitioner):
        make_member(mash_worker.agency, "mash_worker", name="Alder Exampler")
        sent = make_completed(practitioner).referral
        mails_left(FRIDAY)
        (mail,) = shown(sign_in(mash_worker), sent, kind="mails").context["events"]
        assert len(mail["lines"]) == 2

    def test_nothing_of_their_content_stands_there(self, sign_in, mash_worker, referral):
        text = shown(sign_in(mash_worker), referral, kind="mails").content.decode()
        main = text[text.index("<h1") : text.index("</main>")]
        for secret in ("Wren", "Testerby", "@", "Hello", "Subject", "grey car", "http"):
            assert secret not in main

    def test_the_clock_that_was_moved_moves_the_mails_with_it(self, mash_worker, referral, monkeypatch):
        before = happened(referral, GROUPS["mails"], order=NEWEST, query=QueryDict()).rows[0].at
        monkeypatch.setenv("CSE_CLOCK_SHIFT", "3600")
        after = happened(referral, GROUPS["mails"], order=NEWEST, query=QueryDict()).rows[0].at
        assert after - before == dt.timedelta(hours=1)

    def test_mails_of_another_referral_are_not_there(self, sign_in, mash_worker, practitioner, referral):
        make_completed(practitioner, first_names="Linden")
        mails_left(FRIDAY)
        assert len(shown(sign_in(mash_worker), referral, kind="mails").context["events"]) == 1


class TestWhoReadsIt:
    @pytest.mark.parametrize("who", ["practitioner", "lead", "auditor", "area_admin"])
    def test_the_referrers_side_has_steps_instead(self, sign_in, referral, who, request):
        client = sign_in(request.getfixturevalue(who))
        assert shown(client, referral).status_code == 404
        if who in ("practitioner", "lead"):
            full = client.get(reverse("referrals:full", args=[referral.reference])).content.decode()
            assert "/timeline/" not in full and "/who-has-looked/" not in full

    def test_another_areas_mash_and_officer_find_nothing(self, sign_in, walsall, referral):
        for role in ("mash_worker", "cse_officer"):
            other = make_member(make_agency(walsall, "mash"), role, name="Fern Makebelieve")
            assert shown(sign_in(other), referral).status_code == 404

    def test_events_of_another_areas_copy_are_not_there(self, sign_in, mash_worker, walsall, referral):
        copy = Referral.objects.get(pk=referral.pk)
        copy.pk, copy.reference, copy.screening, copy.area, copy.came_from = (
            None,
            "R-0000-0001",
            None,
            walsall,
            referral,
        )
        copy.save(force_insert=True)
        abroad = make_member(make_agency(walsall, "mash"), "mash_worker", name="Fern Makebelieve")
        actions.acknowledge(referral=copy, by=abroad)
        text = shown(sign_in(mash_worker), referral).content.decode()
        assert "Fern Makebelieve" not in text and "R-0000-0001" not in text

    def test_that_it_went_to_another_area_stands_there_and_nothing_of_what_became_of_it(
        self, sign_in, mash_worker, walsall, referral
    ):
        abroad = make_member(make_agency(walsall, "mash", "Walsall MASH"), "mash_worker", name="Fern Makebelieve")
        came = actions.move(
            referral=referral, by=mash_worker, to_area=walsall, reason="The child moved.", feedback="They have it."
        )
        actions.acknowledge(referral=came, by=abroad)
        client = sign_in(mash_worker)
        assert f"Passed to Walsall as {came.reference}" in titles(client, referral, kind="work")
        assert "Fern Makebelieve" not in shown(client, referral).content.decode()
        theirs = sign_in(abroad)
        assert [head for head in titles(theirs, came) if head.startswith("Came from Solihull")]
        assert "Referral opened for the first time" in titles(theirs, came)

    @pytest.mark.parametrize("who", ["mash_worker", "cse_officer"])
    def test_which_other_agency_is_asked_is_said_and_what_it_was_asked_is_not(
        self, sign_in, mash_worker, cse_officer, referral, solihull, who, request
    ):
        clinic = make_agency(solihull, "health", "Demo Clinic")
        nurse = make_member(clinic, name="Kit Pretend")
        asked = actions.ask_agency(
            referral=referral, by=mash_worker, agency=clinic, questions=["Is the child seen?"],
            due_on=FRIDAY.date() + dt.timedelta(days=1), to=nurse,
        )  # fmt: skip
        actions.answer(round=asked, by=nurse, answers={1: "Seen in May."})
        text = shown(sign_in(request.getfixturevalue(who)), referral).content.decode()
        assert "Demo Clinic" in text and "Kit Pretend" in text
        assert "Seen in May." not in text and "Is the child seen?" not in text

    def test_the_summary_shows_the_latest_five_and_leads_to_the_rest(self, sign_in, mash_worker, referral):
        actions.open_first_time(referral=referral, by=mash_worker)
        for _ in range(6):
            record(E.REFERRAL_RATED, by=mash_worker, reference=referral.reference, detail={"from": "", "to": "red"})
        response = sign_in(mash_worker).get(reverse("referrals:referral", args=[referral.reference]))
        assert [event["title"] for event in response.context["timeline"]] == ["Priority rated Red"] * 5
        assert reverse("referrals:timeline", args=[referral.reference]) in response.content.decode()

    def test_looking_at_it_is_recorded_and_its_title_names_no_child(self, sign_in, mash_worker, referral):
        text = shown(sign_in(mash_worker), referral).content.decode()
        assert Event.objects.filter(type=E.REFERRAL_VIEWED, reference=referral.reference).count() == 1
        assert "Wren" not in re.search("<title>.*</title>", text).group()

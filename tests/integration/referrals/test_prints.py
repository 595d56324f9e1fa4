"""Several referrals printed in one go: one PDF a child, made once, for whoever asked, and forgotten after a week."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection
from django.http import Http404
from django.urls import reverse

from audit.events import EventType
from audit.models import Event
from cse_portal import clock
from cse_portal.models import Message, MessageKind
from cse_portal.problems import Incomplete
from referrals import actions, prints
from referrals.models import ChildMatch, Document, Print, PrintJob, Referral
from referrals.prints import forget, make_waiting
from referrals.tasks import forget_prints, make_prints
from tests.factories.documents import opened, tags_of, text_of
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db


@pytest.fixture
def referral(practitioner) -> Referral:
    return make_completed(practitioner, codes=("px-vehicle",)).referral


@pytest.fixture
def other(practitioner) -> Referral:
    return make_completed(practitioner, first_names="Linden", family_name="Sampleby").referral


def another_of(referral, practitioner) -> Referral:
    return make_completed(practitioner, child=referral.child).referral


def ask(by, *referrals) -> PrintJob:
    return actions.ask_for_prints(by=by, references=[referral.reference for referral in referrals])


def groups(job) -> list[set[Referral]]:
    return [set(each.referrals.all()) for each in job.prints.all()]


def break_one(monkeypatch, referral) -> None:
    whole = prints.laid_out_together

    def failing(documents):
        if documents[0].content["reference"] == referral.reference:
            raise RuntimeError("Wren Testerby")
        return whole(documents)

    monkeypatch.setattr(prints, "laid_out_together", failing)


def file_of(job, number=1) -> str:
    return reverse("referrals:prints_file", args=[job.reference, number])


class TestAsking:
    def test_one_pdf_a_child_and_an_event_a_referral(self, mash_worker, practitioner, referral, other):
        again = another_of(referral, practitioner)
        job = ask(mash_worker, referral, other, again)
        assert groups(job) == [{referral, again}, {other}]
        events = Event.objects.filter(type=EventType.PRINTS_ASKED)
        assert {event.reference for event in events} == {referral.reference, other.reference, again.reference}
        assert {event.detail["prints"] for event in events} == {job.reference}

    @pytest.mark.parametrize("match", ["linked", "merged"])
    def test_records_of_one_child_count_as_one(self, mash_worker, referral, other, match):
        low, high = sorted([referral.child, other.child], key=lambda child: child.pk)
        ChildMatch.objects.create(one=low, other=high, match=match, kept=low if match == "merged" else None,
                                  reason="Same birth date.", said_at=clock.now(), said_by=mash_worker)  # fmt: skip
        assert groups(ask(mash_worker, referral, other)) == [{referral, other}]

    def test_records_kept_apart_and_alerts_of_nobody_known_stay_apart(self, mash_worker, practitioner, referral, other):
        low, high = sorted([referral.child, other.child], key=lambda child: child.pk)
        ChildMatch.objects.create(one=low, other=high, match="apart", reason="Twins.", said_at=clock.now(),
                                  said_by=mash_worker)  # fmt: skip
        details = {"who": "Hazel", "where": "At school", "what": "A man waits.", "phone": "01632 960401"}
        alerts = [actions.send_alert(by=practitioner, area=practitioner.area, details=details) for _ in range(2)]
        assert len(groups(ask(mash_worker, referral, other, *alerts))) == 4

    def test_what_is_not_theirs_to_see_is_left_out_and_nothing_at_all_is_refused(self, mash_worker, walsall, referral):
        abroad = make_member(make_agency(walsall, "mash"), "mash_worker", name="Fern Makebelieve")
        for by, references in ((abroad, [referral.reference]), (mash_worker, []), (mash_worker, ["R-0000-0000"])):
            with pytest.raises(Incomplete) as refused:
                actions.ask_for_prints(by=by, references=references)
            assert "Tick at least one" in refused.value.problems["referrals"]
        assert not PrintJob.objects.exists()

    @pytest.mark.parametrize("who", ["practitioner", "cse_officer", "auditor"])
    def test_nobody_but_the_mash_asks(self, referral, who, request):
        with pytest.raises(Http404):
            ask(request.getfixturevalue(who), referral)

    def test_fifty_are_printed_and_fifty_one_are_not(self, mash_worker, practitioner, referral):
        references = [referral.reference]
        for number in range(50):
            copy = Referral.objects.get(pk=referral.pk)
            copy.pk, copy.reference, copy.screening = None, f"R-0000-{number:04d}", None
            copy.save(force_insert=True)
            references.append(copy.reference)
        with pytest.raises(Incomplete, match="50 referrals or fewer"):
            actions.ask_for_prints(by=mash_worker, references=references)
        assert actions.ask_for_prints(by=mash_worker, references=references[:50]).prints.count() == 1

    def test_pressed_twice_it_is_asked_for_once(self, sign_in, mash_worker, referral, other):
        client, page = sign_in(mash_worker), reverse("referrals:print")
        given = client.get(page).context["reference"]
        pressed = [client.post(page, {"whole": "on", "reference": given}).url for _ in range(2)]
        assert pressed == [reverse("referrals:prints", args=[given])] * 2
        assert Print.objects.count() == 2
        assert Event.objects.filter(type=EventType.PRINTS_ASKED).count() == 2
        # Back, and another choice on the same page.
        chosen = client.post(page, {"referrals": [other.reference], "reference": given})
        assert groups(PrintJob.objects.exclude(reference=given).get()) == [{other}]
        assert chosen.url not in pressed

    def test_what_a_page_says_is_never_taken_for_somebody_elses_or_for_no_reference(self, mash_worker, referral):
        worker = make_member(mash_worker.agency, "mash_worker", name="Owen Pretend")
        first = ask(mash_worker, referral)
        for said in (first.reference, "of my own", ""):
            again = actions.ask_for_prints(by=worker, references=[referral.reference], reference=said)
            assert again.asked_by == worker and again.reference not in (first.reference, said)


class TestMaking:
    def test_all_of_the_child_in_one_tagged_file_each_with_its_own_code(self, mash_worker, practitioner, referral):
        again = another_of(referral, practitioner)
        job = ask(mash_worker, again, referral)
        assert make_waiting() == 1
        made = job.prints.get()
        pages = text_of(bytes(made.pdf))
        assert made.pages == len(pages)
        codes = [Document.objects.get(referral=each).check_code for each in (referral, again)]
        assert codes[0] in pages[0] and codes[1] in pages[-1]
        starts = [number for number, page in enumerate(pages) if "What is asked of the MASH" in page]
        assert len(starts) == 2 and codes[1] in pages[starts[1]] and codes[0] in pages[starts[1] - 1]
        file = opened(bytes(made.pdf))
        assert "Wren" not in str(file.docinfo.Title) and referral.reference in str(file.docinfo.Title)
        assert tags_of(bytes(made.pdf)).count("H1") == 2

    def test_the_newest_edition_is_printed(self, mash_worker, referral):
        actions.ask_for_document(referral)
        job = ask(mash_worker, referral)
        make_waiting()
        assert Document.objects.get(edition=2).check_code in text_of(bytes(job.prints.get().pdf))[0]

    def test_whoever_asked_is_told_once_and_by_reference_alone(self, mash_worker, referral, other):
        job = ask(mash_worker, referral, other)
        make_prints()
        make_prints()
        message = Message.objects.get(kind=MessageKind.PRINTS_READY)
        assert (message.to_user_id, message.reference) == (mash_worker.user_id, job.reference)
        assert message.path == reverse("referrals:prints", args=[job.reference])
        assert PrintJob.objects.get().made_at

    def test_one_that_fails_holds_up_no_other_and_the_log_names_nobody(
        self, mash_worker, referral, other, monkeypatch, caplog
    ):
        job = ask(mash_worker, referral, other)
        break_one(monkeypatch, referral)
        assert make_waiting() == 1
        assert [bool(each.made_at) for each in job.prints.all()] == [False, True]
        assert "could not be made" in caplog.text and "Wren" not in caplog.text
        assert not Message.objects.filter(kind=MessageKind.PRINTS_READY).exists()

    def test_after_five_failures_the_rest_is_told_of_and_the_failed_one_is_tried_on(
        self, mash_worker, referral, other, monkeypatch
    ):
        job, asked = ask(mash_worker, referral, other), clock.now()
        with monkeypatch.context() as patch:
            break_one(patch, referral)
            for minutes in (0, 1, 2, 4, 8):
                assert not Message.objects.filter(kind=MessageKind.PRINTS_READY).exists()
                with time_machine.travel(asked + dt.timedelta(minutes=minutes)):
                    make_waiting()
        assert Message.objects.filter(kind=MessageKind.PRINTS_READY).count() == 1
        with time_machine.travel(asked + dt.timedelta(hours=2)):
            assert make_waiting() == 1
        assert job.prints.filter(made_at=None).count() == 0
        assert Message.objects.filter(kind=MessageKind.PRINTS_READY).count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_two_workers_at_once_make_each_once_and_tell_once(self, mash_worker, practitioner):
        referrals = [make_completed(practitioner, first_names=name).referral for name in ("Wren", "Linden", "Hazel")]
        ask(mash_worker, *referrals)

        def work(_):
            try:
                return make_waiting()
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            assert sum(pool.map(work, range(2))) == 3
        assert set(Print.objects.values_list("attempts", flat=True)) == {1}
        assert Message.objects.filter(kind=MessageKind.PRINTS_READY).count() == 1


class TestTaking:
    def test_the_file_is_named_by_reference_and_each_referral_has_its_event_and_is_opened(
        self, mash_worker, practitioner, referral, sign_in
    ):
        again = another_of(referral, practitioner)
        job = ask(mash_worker, referral, again)
        make_waiting()
        response = sign_in(mash_worker).get(file_of(job))
        assert response.content == bytes(job.prints.get().pdf)
        assert response.headers["Content-Disposition"] == (
            f'attachment; filename="referral-{referral.reference}-and-1-more.pdf"'
        )
        events = Event.objects.filter(type=EventType.PRINTS_DOWNLOADED)
        assert {event.reference for event in events} == {referral.reference, again.reference}
        assert {event.detail["sha256"] for event in events} == {job.prints.get().sha256}
        assert set(Referral.objects.values_list("opened_by", flat=True)) == {mash_worker.pk}
        looked = sign_in(mash_worker).get(reverse("referrals:looked", args=[again.reference])).content.decode()
        assert "PDFs made in one go downloaded" in looked

    def test_only_the_person_who_asked_finds_page_and_file(self, mash_worker, referral, sign_in):
        colleague = make_member(mash_worker.agency, "mash_worker", name="Alder Exampler")
        job = ask(mash_worker, referral)
        make_waiting()
        for address in (file_of(job), reverse("referrals:prints", args=[job.reference])):
            assert sign_in(colleague).get(address).status_code == 404
            assert sign_in(mash_worker).get(address).status_code == 200

    def test_what_left_the_area_since_cannot_be_taken(self, mash_worker, referral, walsall, sign_in):
        job = ask(mash_worker, referral)
        make_waiting()
        Referral.objects.update(area=walsall)
        assert sign_in(mash_worker).get(file_of(job)).status_code == 404
        page = sign_in(mash_worker).get(reverse("referrals:prints", args=[job.reference]))
        assert referral.reference not in page.content.decode()

    def test_the_page_says_what_is_being_made_and_names_no_child(self, mash_worker, referral, other, sign_in):
        job = ask(mash_worker, referral, other)
        address = reverse("referrals:prints", args=[job.reference])
        text = sign_in(mash_worker).get(address).content.decode()
        assert text.count("being made") >= 2 and "Check again" in text
        assert sign_in(mash_worker).get(file_of(job)).status_code == 404
        make_waiting()
        text = sign_in(mash_worker).get(address).content.decode()
        assert file_of(job, 1) in text and file_of(job, 2) in text and "Check again" not in text
        assert "Wren" not in text and "Linden" not in text

    def test_they_are_kept_seven_days_and_no_longer(self, mash_worker, referral):
        job = ask(mash_worker, referral)
        make_waiting()
        with time_machine.travel(job.asked_at + dt.timedelta(days=7), tick=False):
            assert forget() == 0
        with time_machine.travel(job.asked_at + dt.timedelta(days=7, seconds=1), tick=False):
            forget_prints()
        assert not Print.objects.exists() and not PrintJob.objects.exists()
        assert Referral.objects.exists()


class TestRestricted:
    @pytest.fixture
    def restricted(self, referral) -> Referral:
        referral.child.restricted = True
        referral.child.save()
        return referral

    def test_the_list_does_not_name_the_child(self, mash_worker, restricted, other, sign_in):
        text = sign_in(mash_worker).get("/prints/?list=all").content.decode()
        assert "Testerby" not in text and "Sampleby" in text and restricted.reference in text

    def test_the_reason_is_asked_for_before_the_file_and_recorded_with_it(self, mash_worker, restricted, sign_in):
        job = ask(mash_worker, restricted)
        make_waiting()
        client = sign_in(mash_worker)
        first = client.get(file_of(job))
        assert first.status_code == 302 and first.url.startswith(f"/children/{restricted.child.reference}/")
        assert not Event.objects.filter(type=EventType.PRINTS_DOWNLOADED).exists()
        client.post(first.url, {"reason": "I hold the strategy discussion."})
        assert client.get(file_of(job)).status_code == 200
        assert Event.objects.get(type=EventType.PRINTS_DOWNLOADED).reason == "I hold the strategy discussion."


class TestChoosing:
    def test_the_inbox_and_all_referrals_lead_there_with_their_filters(self, mash_worker, referral, sign_in):
        for name, words in (("inbox", "?list=inbox&amp;show=new"), ("all", "?list=all&amp;state=new")):
            query = {"show": "new"} if name == "inbox" else {"state": "new"}
            text = sign_in(mash_worker).get(reverse(f"referrals:{name}"), query).content.decode()
            assert f'href="/prints/{words}"' in text

    @pytest.mark.parametrize("words", ["list=inbox&show=new", "list=all&state=new", ""])
    def test_it_shows_the_list_as_it_was_narrowed(self, mash_worker, practitioner, referral, other, sign_in, words):
        if words:
            actions.acknowledge(referral=other, by=mash_worker)
        page = sign_in(mash_worker).get(f"/prints/?{words}")
        offered = {row.reference for row in page.context["form"].rows}
        assert offered == ({referral.reference} if words else {referral.reference, other.reference})

    def test_ticked_ones_are_made_without_script(self, mash_worker, referral, other, sign_in):
        response = sign_in(mash_worker).post("/prints/?list=inbox", {"referrals": [other.reference]})
        job = PrintJob.objects.get()
        assert response.headers["Location"] == reverse("referrals:prints", args=[job.reference])
        assert groups(job) == [{other}]

    def test_all_of_the_list_are_made(self, mash_worker, referral, other, sign_in):
        sign_in(mash_worker).post("/prints/?list=all", {"whole": "on"})
        assert groups(PrintJob.objects.get()) == [{referral}, {other}]

    @pytest.mark.parametrize("sent", [{}, {"referrals": ["R-0000-0000"]}, {"referrals": ["<x>"]}])
    def test_nothing_ticked_or_something_else_comes_back_with_a_sentence(self, mash_worker, referral, sign_in, sent):
        response = sign_in(mash_worker).post("/prints/", sent)
        assert response.status_code == 200 and response.context["form"].errors["referrals"]
        assert not PrintJob.objects.exists()

    def test_what_was_ticked_is_printed_although_it_left_the_list_meanwhile(self, mash_worker, referral, sign_in):
        client = sign_in(mash_worker)
        assert client.get("/prints/?list=inbox&show=new").context["form"].rows == [referral]
        actions.acknowledge(referral=referral, by=mash_worker)
        client.post("/prints/?list=inbox&show=new", {"referrals": [referral.reference]})
        assert groups(PrintJob.objects.get()) == [{referral}]

    def test_an_empty_list_says_so(self, mash_worker, sign_in):
        assert "No referrals in this list." in sign_in(mash_worker).get("/prints/").content.decode()

    def test_the_search_of_all_referrals_is_kept(self, mash_worker, referral, other, sign_in):
        client = sign_in(mash_worker)
        client.post(reverse("referrals:all"), {"q": "Sampleby"})
        assert client.get("/prints/?list=all&search=on").context["form"].rows == [other]

"""PDFs are made once, by the worker; one that fails waits and holds up no other. Each download is recorded."""

import datetime as dt
import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from audit.events import EventType
from audit.models import Event
from cse_portal import clock
from referrals import documents
from referrals.documents import make_waiting
from referrals.models import Document
from tests.factories.documents import opened
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_completed


@pytest.fixture
def referral(practitioner, db):
    return make_completed(practitioner, codes=("px-vehicle",)).referral


def address(referral, name="pdf", edition=1):
    return reverse(f"referrals:{name}", args=[referral.reference, edition])


def break_one(monkeypatch, reference):
    """Let the PDF of one referral fail, as a fault in the renderer would."""
    whole = documents.laid_out

    def failing(document):
        if document.content["reference"] == reference:
            raise RuntimeError("Wren Testerby")
        return whole(document)

    monkeypatch.setattr(documents, "laid_out", failing)


class TestMaking:
    def test_it_is_stored_with_its_sum_its_pages_and_an_event(self, referral):
        assert make_waiting() == 1
        document = referral.documents.get()
        assert bytes(document.pdf).startswith(b"%PDF")
        assert document.sha256 == hashlib.sha256(document.pdf).hexdigest()
        assert document.pages == len(opened(bytes(document.pdf)).pages)
        event = Event.objects.get(type=EventType.DOCUMENT_MADE)
        assert (event.reference, event.child, event.person) == (
            referral.reference,
            referral.child.reference,
            "the portal",
        )
        assert event.detail == {"edition": 1, "sha256": document.sha256}

    def test_a_second_run_makes_nothing_more(self, referral):
        assert (make_waiting(), make_waiting()) == (1, 0)
        assert Document.objects.get().attempts == 1

    def test_what_is_made_cannot_be_changed(self, referral):
        make_waiting()
        with pytest.raises(Exception, match="made_is_unchanging"):
            Document.objects.update(sha256="0" * 64)

    def test_one_that_fails_holds_up_no_other_and_tells_the_log_nothing_of_the_child(
        self, referral, practitioner, monkeypatch, caplog
    ):
        other = make_completed(practitioner, first_names="Linden").referral
        break_one(monkeypatch, referral.reference)
        assert make_waiting() == 1
        assert other.documents.get().made_at
        failed = referral.documents.get()
        assert (failed.made_at, failed.attempts) == (None, 1)
        assert "could not be made" in caplog.text
        assert "Wren" not in caplog.text

    def test_it_is_tried_again_later_and_later(self, referral, monkeypatch):
        break_one(monkeypatch, referral.reference)
        asked = referral.documents.get().asked_at
        tries = []
        for seconds in range(0, 600, 5):
            before = Document.objects.get().attempts
            with time_machine.travel(asked + dt.timedelta(seconds=seconds), tick=False):
                make_waiting()
            if Document.objects.get().attempts > before:
                tries.append(seconds)
        assert tries == [0, 15, 45, 105, 225, 465]

    def test_one_that_failed_is_made_when_the_fault_is_mended(self, referral, monkeypatch):
        with monkeypatch.context() as patch:
            break_one(patch, referral.reference)
            make_waiting()
        assert make_waiting() == 0
        with time_machine.travel(clock.now() + dt.timedelta(minutes=1)):
            assert make_waiting() == 1

    @pytest.mark.django_db(transaction=True)
    def test_two_workers_at_once_make_each_once(self, practitioner):
        for name in ("Wren", "Linden", "Hazel"):
            make_completed(practitioner, first_names=name)

        def work(_):
            try:
                return make_waiting()
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            assert sum(pool.map(work, range(2))) == 3
        assert Event.objects.filter(type=EventType.DOCUMENT_MADE).count() == 3
        assert set(Document.objects.values_list("attempts", flat=True)) == {1}


class TestDownload:
    def test_it_is_the_stored_file_each_time_under_a_neutral_name(self, referral, sign_in, mash_worker):
        make_waiting()
        client = sign_in(mash_worker)
        first, second = client.get(address(referral)), client.get(address(referral))
        assert first.content == second.content == bytes(referral.documents.get().pdf)
        assert first.headers["Content-Type"] == "application/pdf"
        assert first.headers["Content-Disposition"] == f'attachment; filename="referral-{referral.reference}.pdf"'
        assert "ETag" not in first.headers
        assert first.headers["Cache-Control"] == "no-store, private"

    def test_each_download_is_an_event_with_the_sum_of_the_file(self, referral, sign_in, mash_worker):
        make_waiting()
        client = sign_in(mash_worker)
        for _ in range(2):
            client.get(address(referral))
        events = Event.objects.filter(type=EventType.DOCUMENT_DOWNLOADED)
        assert [(e.user_id, e.reference, e.child, e.detail["sha256"]) for e in events] == [
            (mash_worker.user_id, referral.reference, referral.child.reference, referral.documents.get().sha256)
        ] * 2

    @pytest.mark.parametrize("who", ["practitioner", "lead", "mash_worker", "cse_officer"])
    def test_whoever_sees_the_referral_gets_it(self, referral, sign_in, who, request):
        make_waiting()
        assert sign_in(request.getfixturevalue(who)).get(address(referral)).status_code == 200

    @pytest.mark.parametrize("who", ["area_admin", "auditor"])
    @pytest.mark.parametrize("name", ["pdf", "pdf_state"])
    def test_a_role_without_referrals_finds_nothing(self, referral, sign_in, who, name, request):
        make_waiting()
        assert sign_in(request.getfixturevalue(who)).get(address(referral, name)).status_code == 404

    @pytest.mark.parametrize("name", ["pdf", "pdf_state"])
    def test_another_area_and_another_school_find_nothing(self, referral, sign_in, walsall, solihull, name):
        make_waiting()
        strangers = [
            make_member(make_agency(walsall, "mash"), "mash_worker"),
            make_member(make_agency(walsall, "social_care"), "cse_officer"),
            make_member(make_agency(solihull), "safeguarding_lead"),
        ]
        for stranger in strangers:
            assert sign_in(stranger).get(address(referral, name)).status_code == 404
        assert not Event.objects.filter(type=EventType.DOCUMENT_DOWNLOADED).exists()

    def test_an_edition_that_does_not_exist_is_not_found(self, referral, sign_in, mash_worker):
        assert sign_in(mash_worker).get(address(referral, edition=2)).status_code == 404

    def test_nobody_signed_out_gets_it(self, referral, client):
        make_waiting()
        assert client.get(address(referral)).status_code == 302


class TestBeingMade:
    def test_it_says_so_offers_to_check_again_and_records_no_download(self, referral, sign_in, mash_worker):
        response = sign_in(mash_worker).get(address(referral))
        text = response.content.decode()
        assert response.status_code == 200
        assert "is being made" in text
        assert f'href="{address(referral)}"' in text
        assert f'data-poll="{address(referral, "pdf_state")}"' in text
        assert "Wren" not in text
        assert not Event.objects.filter(type=EventType.DOCUMENT_DOWNLOADED).exists()

    def test_the_self_check_gives_the_link_once_it_is_made(self, referral, sign_in, mash_worker):
        client = sign_in(mash_worker)
        assert "data-poll" in client.get(address(referral, "pdf_state")).content.decode()
        make_waiting()
        text = client.get(address(referral, "pdf_state")).content.decode()
        assert "data-poll" not in text
        assert f'href="{address(referral)}"' in text

    def test_the_self_check_does_not_read_the_file(self, referral, sign_in, mash_worker, django_assert_max_num_queries):
        make_waiting()
        client = sign_in(mash_worker)
        with django_assert_max_num_queries(12) as asked:
            client.get(address(referral, "pdf_state"))
        assert not any('"referrals_document"."pdf"' in query["sql"] for query in asked.captured_queries)

    def test_a_correction_is_a_second_edition_and_the_first_stays(self, referral, practitioner, sign_in, mash_worker):
        from screening import actions
        from tests.factories.screenings import judgement

        make_waiting()
        again = actions.correct(screening=referral.screening, by=practitioner, reason="The car was blue.")
        actions.submit(screening=again, by=practitioner, judgement=judgement("vulnerable"))
        make_waiting()
        client = sign_in(mash_worker)
        first, second = (client.get(address(referral, edition=edition)) for edition in (1, 2))
        assert first.content != second.content
        assert second.headers["Content-Disposition"].endswith(f'"referral-{referral.reference}-edition-2.pdf"')


def test_chasing_tells_the_referrer_once(referral, practitioner):
    from cse_portal.models import Message, MessageKind
    from referrals.tasks import chase_overdue

    with time_machine.travel(referral.due_at + dt.timedelta(minutes=1)):
        chase_overdue()
        chase_overdue()
    told = Message.objects.filter(kind=MessageKind.REFERRAL_OVERDUE)
    assert [(m.to_user_id, m.reference) for m in told] == [(practitioner.user_id, referral.reference)]

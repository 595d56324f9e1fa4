"""Files on a referral: added by either side, refused with a sentence, read by those who may see the referral."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from cse_portal.models import Message
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.content import of_document
from referrals.files.kinds import LARGEST
from referrals.models import Attachment, AttachmentContent, Referral
from referrals.states import FileState, NotPossible
from tests.factories.decisions import details
from tests.factories.files import PDF, REMARK, TEXT, docx, make_file, photograph, picture
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db


@pytest.fixture
def referral(practitioner) -> Referral:
    return make_completed(practitioner, codes=("px-vehicle",)).referral


@pytest.fixture(autouse=True)
def no_scanner(settings):
    settings.CLAMAV_URL = ""


def send(client, referral, *files, description="The minutes"):
    url = reverse("referrals:files", args=[referral.reference])
    uploads = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(url, {"files": uploads, "description": description})


def address(referral, attachment) -> str:
    return reverse("referrals:file", args=[referral.reference, attachment.reference])


def text(response) -> str:
    return response.content.decode()


def close(referral, by):
    actions.decide(
        referral=referral, by=by, mash_outcome="advice", reason="Known.", feedback="Rang you.",
        details=details("advice"),
    )  # fmt: skip


class TestAdding:
    def test_each_kind_is_added_with_what_it_shows(self, sign_in, practitioner, referral):
        client = sign_in(practitioner)
        files = [("a.pdf", PDF), ("b.png", picture()), ("c.jpg", photograph()), ("d.docx", docx()), ("e.txt", TEXT)]
        response = send(client, referral, *files, description="Minutes of 12 November")
        assert response.status_code == 302
        kinds = ["pdf", "png", "jpeg", "docx", "text"]
        assert list(referral.attachments.values_list("kind", flat=True)) == kinds
        page = text(client.get(response.url))
        for words in ("5 files added", "Minutes of 12 November", "a.pdf", "Word document", "47 bytes", "Plain text",
                      "Not checked for viruses", "This portal does not check files for viruses",
                      "Priya Sampleton", referral.attachments.get(kind="pdf").sha256[:8]):  # fmt: skip
            assert words in page

    def test_a_page_that_was_only_opened_has_no_errors(self, sign_in, practitioner, referral):
        page = text(sign_in(practitioner).get(reverse("referrals:files", args=[referral.reference])))
        assert "No files on this referral" in page
        assert "Error:" not in page and "again" not in page

    def test_a_picture_is_kept_without_what_was_written_beside_it(self, practitioner, referral):
        sent = photograph()
        attachment = make_file(referral, practitioner, sent, "photo.jpg")
        assert REMARK.encode() in sent
        assert REMARK.encode() not in bytes(attachment.content.data)
        assert attachment.size == len(attachment.content.data)

    def test_the_event_holds_what_it_is_and_never_its_name(self, practitioner, referral):
        attachment = make_file(referral, practitioner, name="Wren Testerby.txt", description="What Wren said")
        event = Event.objects.get(type="file:added")
        assert event.reference == referral.reference
        assert event.detail == {
            "file": attachment.reference, "kind": "text", "size": len(TEXT), "sha256": attachment.sha256,
        }  # fmt: skip
        assert "Wren" not in str(event.detail) + event.reason

    def test_who_holds_the_referral_is_told_of_the_referrers_file(self, practitioner, mash_worker, referral):
        Message.objects.all().delete()
        make_file(referral, practitioner)
        [message] = Message.objects.filter(kind="referral_added")
        assert (message.to_user_id, message.reference) == (mash_worker.user_id, referral.reference)

    def test_the_referrer_is_told_of_the_mashs_file(self, sign_in, practitioner, mash_worker, referral):
        response = send(sign_in(mash_worker), referral, ("letter.pdf", PDF))
        assert response.status_code == 302
        [message] = Message.objects.filter(kind="referral_added")
        assert message.to_user_id == practitioner.user_id
        assert referral.attachments.get().added_by == mash_worker

    def test_the_lead_adds_to_the_agencys_referral(self, sign_in, lead, referral):
        assert send(sign_in(lead), referral, ("letter.pdf", PDF)).status_code == 302

    def test_who_only_reads_adds_nothing(self, sign_in, cse_officer, referral):
        client = sign_in(cse_officer)
        page = client.get(reverse("referrals:files", args=[referral.reference]))
        assert 'type="file"' not in text(page)
        assert send(client, referral, ("letter.pdf", PDF)).status_code == 404
        assert not Attachment.objects.exists()

    def test_people_of_elsewhere_add_nothing(self, sign_in, referral, solihull, walsall):
        for member in (make_member(make_agency(solihull)), make_member(make_agency(walsall, "mash"), "mash_worker")):
            assert send(sign_in(member), referral, ("letter.pdf", PDF)).status_code == 404
            with pytest.raises(Http404):
                make_file(referral, member)
        assert not Attachment.objects.exists()


def test_the_page_asks_the_database_as_often_for_many_files_as_for_one(sign_in, practitioner, referral):
    client, url = sign_in(practitioner), reverse("referrals:files", args=[referral.reference])
    counts = []
    for n in range(6):
        make_file(referral, practitioner, f"Words {n}".encode())
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        counts.append(len(captured))
        # No list reads what the files hold.
        assert not any("referrals_attachmentcontent" in query["sql"] for query in captured)
    assert len(set(counts[1:])) == 1


class TestRefusing:
    @pytest.mark.parametrize(
        ("name", "data", "sentence"),
        [
            (
                "letter.pdf",
                b"MZ\x90\x00 a program",
                "“letter.pdf” is a program. A file must be one of these: PDF, PNG,",
            ),
            ("notes.txt", b"", "This file is empty: “notes.txt”"),
            ("photo.jpg", b"\xff\xd8\xff\xe0 no picture", "“photo.jpg” is damaged"),
            ("film.txt", b"a" * (25 * 1024 * 1024), "“film.txt” is larger than 20 MB. Make it smaller, or send it in"),
            ("large.txt", b"a" * (LARGEST + 1), "“large.txt” is larger than 20 MB"),
        ],
    )
    def test_the_page_says_why_and_keeps_what_was_typed(self, sign_in, practitioner, referral, name, data, sentence):
        response = send(sign_in(practitioner), referral, (name, data), description="The minutes of Monday")
        page = text(response)
        assert response.status_code == 200
        assert f"Error: Files on referral {referral.reference}" in page
        assert sentence in page
        assert page.count("The minutes of Monday") == 1
        assert "Choose the files again. A page that comes back cannot keep them." in page
        assert not Attachment.objects.exists()
        assert not Event.objects.filter(type="file:added").exists()

    def test_twenty_megabytes_are_taken(self, sign_in, practitioner, referral):
        assert send(sign_in(practitioner), referral, ("large.txt", b"a" * LARGEST)).status_code == 302
        assert AttachmentContent.objects.get().data.nbytes == LARGEST

    def test_all_are_added_or_none(self, sign_in, practitioner, referral):
        page = text(send(sign_in(practitioner), referral, ("a.pdf", PDF), ("b.pdf", TEXT), ("c.txt", b"")))
        assert "“b.pdf” holds plain text, but is named otherwise" in page
        assert "This file is empty: “c.txt”" in page
        assert not Attachment.objects.exists()

    def test_a_large_one_among_others_is_named_alone(self, sign_in, practitioner, referral):
        files = [("a.pdf", PDF), ("large.txt", b"a" * (LARGEST + 1)), ("c.txt", TEXT)]
        page = text(send(sign_in(practitioner), referral, *files))
        assert page.count("“large.txt” is larger than 20 MB") == 2  # above the page and at the box
        assert "“a.pdf”" not in page
        assert not Attachment.objects.exists()

    def test_five_at_a_time(self, sign_in, practitioner, referral):
        client = sign_in(practitioner)
        files = [(f"{n}.txt", f"Words {n}".encode()) for n in range(6)]
        assert "Choose up to 5 files at a time" in text(send(client, referral, *files))
        assert send(client, referral, *files[:5]).status_code == 302
        assert Attachment.objects.count() == 5

    def test_twenty_on_a_referral(self, practitioner, mash_worker, referral):
        for n in range(19):
            make_file(referral, practitioner, f"Words {n}".encode())
        pair = [actions.Sent(f"{n}.txt", io.BytesIO(f"More {n}".encode())) for n in range(2)]
        with pytest.raises(Incomplete, match="A referral takes 20 files, and this one has 19"):
            actions.attach(referral=referral, by=mash_worker, files=pair, description="Two")
        make_file(referral, practitioner, b"The twentieth")
        with pytest.raises(Incomplete, match="and this one has 20"):
            make_file(referral, practitioner, b"The next")

    def test_the_same_file_twice(self, sign_in, practitioner, mash_worker, referral):
        make_file(referral, practitioner, name="first.txt")
        page = text(send(sign_in(mash_worker), referral, ("second.txt", TEXT)))
        assert "“second.txt” is on this referral already, as “first.txt”" in page
        page = text(send(sign_in(practitioner), referral, ("a.pdf", PDF), ("b.pdf", PDF)))
        assert "The same file was chosen twice" in page
        assert Attachment.objects.count() == 1

    @pytest.mark.parametrize(
        ("files", "description", "sentence"),
        [
            ([("a.pdf", PDF)], "  ", "Say what the files show"),
            ([], "The minutes", "Choose the files again"),
            ([("a.pdf", PDF)], "x" * 301, "What they show must be 300 characters or fewer"),
        ],
    )
    def test_what_is_missing_is_asked_for(self, sign_in, practitioner, referral, files, description, sentence):
        assert sentence in text(send(sign_in(practitioner), referral, *files, description=description))
        assert not Attachment.objects.exists()

    def test_a_form_sent_without_its_files_part(self, sign_in, practitioner, referral):
        url = reverse("referrals:files", args=[referral.reference])
        page = text(sign_in(practitioner).post(url, {"files": "letter.pdf", "description": "The minutes"}))
        assert "Choose the files again" in page

    def test_the_action_asks_for_both_as_well(self, practitioner, referral):
        with pytest.raises(Incomplete) as caught:
            actions.attach(referral=referral, by=practitioner, files=[], description=" ")
        assert caught.value.problems == {"files": "Choose a file", "description": "Say what the files show"}

    def test_the_action_takes_as_long_a_description_as_there_is_room_for(self, practitioner, referral):
        assert make_file(referral, practitioner, description="x" * 300).description == "x" * 300
        with pytest.raises(Incomplete, match="What they show must be 300 characters or fewer"):
            make_file(referral, practitioner, PDF, "a.pdf", "x" * 301)

    def test_a_closed_referral_takes_none_and_shows_those_it_has(self, sign_in, practitioner, mash_worker, referral):
        make_file(referral, practitioner)
        close(referral, mash_worker)
        client = sign_in(practitioner)
        page = text(client.get(reverse("referrals:files", args=[referral.reference])))
        assert "This referral is “Decided”, so no more files can be added." in page
        assert 'type="file"' not in page
        assert "Download" in page
        response = send(client, referral, ("a.pdf", PDF))
        assert response.status_code == 409
        assert "Dawn Placeholder has already decided this referral" in text(response)
        with pytest.raises(NotPossible):
            make_file(referral, mash_worker, PDF, "a.pdf")
        assert Attachment.objects.count() == 1


class TestSignedOut:
    def test_words_are_held_and_files_must_be_chosen_again(self, client, sign_in, practitioner, referral):
        sign_in(practitioner)
        url = reverse("referrals:files", args=[referral.reference])
        client.get(url)
        client.cookies.pop("sessionid")
        response = send(client, referral, ("a.pdf", PDF), description="The minutes of Monday")
        assert response.url.startswith("/accounts/login/")
        client.post("/accounts/login/", {"login": practitioner.user.email, "password": "invented-for-tests"})
        page = text(client.get(url))
        assert "You were signed out. What you typed is below" in page
        assert "The minutes of Monday" in page
        assert "Choose the files again" in page
        assert not Attachment.objects.exists()

    def test_nothing_a_stranger_sends_is_kept_on_the_way(self, client, db, monkeypatch):
        from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler

        def kept(*args):
            raise AssertionError("a stranger's bytes were kept")

        for handler in (MemoryFileUploadHandler, TemporaryFileUploadHandler):
            monkeypatch.setattr(handler, "receive_data_chunk", kept)
        response = client.post("/accounts/login/", {"files": SimpleUploadedFile("a.pdf", PDF), "login": "x@y.example"})
        assert response.status_code == 200


class TestDownloading:
    @pytest.mark.parametrize(
        ("name", "data", "content_type", "ending"),
        [
            ("Wren Testerby.pdf", PDF, "application/pdf", "pdf"),
            ("photo.jpeg", photograph(), "image/jpeg", "jpg"),
            ("photo.png", picture(), "image/png", "png"),
            ("report.docx", docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
            ("notes.txt", b"<script>alert(1)</script>"[8:] + TEXT, "text/plain", "txt"),
        ],
    )
    def test_it_is_a_download_and_nothing_else(
        self, sign_in, practitioner, mash_worker, referral, name, data, content_type, ending
    ):
        make_file(referral, practitioner, b"Another file comes first")
        attachment = make_file(referral, practitioner, data, name)
        response = sign_in(mash_worker).get(address(referral, attachment))
        assert response.content == bytes(attachment.content.data)
        assert response.headers["Content-Type"] == content_type
        file_name = f"{referral.reference}-file-2.{ending}"
        assert response.headers["Content-Disposition"] == f'attachment; filename="{file_name}"'
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response.headers["Cache-Control"] == "no-store, private"
        assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "Wren" not in str(response.headers)

    def test_each_is_recorded_by_what_it_is(self, sign_in, practitioner, mash_worker, referral):
        attachment = make_file(referral, practitioner, name="Wren.txt")
        client = sign_in(mash_worker)
        for _ in range(2):
            client.get(address(referral, attachment))
        events = Event.objects.filter(type="file:downloaded")
        assert [event.person for event in events] == [mash_worker.user.name] * 2
        assert events[0].detail["sha256"] == attachment.sha256
        assert events[0].reference == referral.reference
        assert "Wren" not in str(events[0].detail)

    def test_timeline_and_looks_say_what_it_is_and_not_its_name(self, sign_in, practitioner, mash_worker, referral):
        attachment = make_file(referral, practitioner, name="Wren-said.txt", description="What Wren told her aunt")
        client = sign_in(mash_worker)
        client.get(address(referral, attachment))
        pages = {
            name: text(client.get(reverse(f"referrals:{name}", args=[referral.reference])))
            for name in ("timeline", "looked", "referral")
        }
        assert "File added: Plain text, 47 bytes" in pages["timeline"]
        assert "File downloaded: Plain text, 47 bytes" in pages["timeline"]
        assert "File downloaded" in pages["looked"]
        for page in pages.values():
            assert "Wren-said" not in page and "told her aunt" not in page

    def test_it_is_there_for_those_who_may_see_the_referral_and_nobody_else(
        self, client, sign_in, referral, practitioner, lead, mash_worker, cse_officer, area_admin, auditor, walsall
    ):
        attachment = make_file(referral, practitioner)
        may = [practitioner, lead, mash_worker, cse_officer]
        may_not = [area_admin, auditor, make_member(practitioner.agency), make_member(make_agency(walsall)),
                   *(make_member(make_agency(walsall), role)
                     for role in ("mash_worker", "mash_manager", "cse_officer", "safeguarding_lead"))]  # fmt: skip
        assert client.get(address(referral, attachment)).status_code == 302
        assert [sign_in(member).get(address(referral, attachment)).status_code for member in may] == [200] * len(may)
        for member in may_not:
            assert sign_in(member).get(address(referral, attachment)).status_code == 404
        assert Event.objects.filter(type="file:downloaded").count() == len(may)

    def test_a_file_is_not_found_through_another_referral(self, sign_in, practitioner, mash_worker, referral):
        other = make_completed(practitioner, codes=("px-vehicle",), family_name="Sampleby").referral
        attachment = make_file(referral, practitioner)
        assert sign_in(mash_worker).get(address(other, attachment)).status_code == 404

    @pytest.mark.parametrize("method", ["post", "put", "delete"])
    def test_it_can_only_be_read(self, sign_in, practitioner, referral, method):
        attachment = make_file(referral, practitioner)
        assert getattr(sign_in(practitioner), method)(address(referral, attachment)).status_code == 405
        assert Attachment.objects.filter(pk=attachment.pk).exists()

    @pytest.mark.parametrize("state", [FileState.BEING_CHECKED, FileState.HARMFUL])
    def test_what_is_being_checked_or_harmful_comes_to_nobody(
        self, sign_in, referral, practitioner, lead, mash_worker, cse_officer, state
    ):
        attachment = make_file(referral, practitioner)
        Attachment.objects.update(state=state)
        for member in (practitioner, lead, mash_worker, cse_officer):
            client = sign_in(member)
            assert client.get(address(referral, attachment)).status_code == 404
            page = text(client.get(reverse("referrals:files", args=[referral.reference])))
            assert address(referral, attachment) not in page
            assert attachment.state_words not in page  # the words of the state it was added in
        assert not Event.objects.filter(type="file:downloaded").exists()


class TestFromAnotherArea:
    """Rule 30: what was sent with a referral goes with it."""

    @pytest.fixture
    def moved(self, referral, walsall) -> Referral:
        """The other area's referral, two steps from the first."""
        step = self.copy(referral, walsall)
        return self.copy(step, walsall)

    @staticmethod
    def copy(referral, area) -> Referral:
        fields = ("kind", "agency", "referrer", "child", "child_as_known", "content", "sent_at", "sent_by", "due_at")
        return Referral.objects.create(
            area=area, came_from=referral, **{name: getattr(referral, name) for name in fields}
        )

    def test_its_files_are_read_there_under_the_first_referrals_name(
        self, sign_in, practitioner, referral, moved, walsall
    ):
        attachment = make_file(referral, practitioner)
        client = sign_in(make_member(make_agency(walsall, "mash"), "mash_worker"))
        page = text(client.get(reverse("referrals:files", args=[moved.reference])))
        assert "Files (1)" in page
        assert "Came with the referral from Solihull" in page
        response = client.get(address(moved, attachment))
        assert response.content == TEXT
        assert f"{referral.reference}-file-1.txt" in response.headers["Content-Disposition"]
        event = Event.objects.get(type="file:downloaded")
        assert (event.reference, event.area_id) == (moved.reference, walsall.pk)

    def test_the_first_referral_itself_stays_closed_to_the_other_area(
        self, sign_in, practitioner, referral, moved, walsall
    ):
        attachment = make_file(referral, practitioner)
        client = sign_in(make_member(make_agency(walsall, "mash"), "mash_worker"))
        assert client.get(address(referral, attachment)).status_code == 404
        assert client.get(reverse("referrals:files", args=[referral.reference])).status_code == 404

    def test_what_is_added_there_is_not_read_here(self, sign_in, practitioner, mash_worker, referral, moved, walsall):
        attachment = make_file(moved, make_member(make_agency(walsall, "mash"), "mash_worker"))
        client = sign_in(mash_worker)
        assert client.get(address(referral, attachment)).status_code == 404
        assert "Files (0)" in text(client.get(reverse("referrals:files", args=[referral.reference])))


class TestDocument:
    def test_the_list_of_files_names_each_and_no_harmful_one(self, practitioner, mash_worker, referral):
        first = make_file(referral, practitioner, name="minutes.txt")
        harmful = make_file(referral, mash_worker, PDF, "letter.pdf")
        Attachment.objects.filter(pk=harmful.pk).update(state=FileState.HARMFUL)
        [listed] = of_document(referral)["files"]
        assert listed["added_at"].startswith(first.added_at.astimezone().strftime("%Y-"))
        del listed["added_at"]
        assert listed == {
            "name": "minutes.txt", "description": "The minutes", "kind": "Plain text", "size": "47 bytes",
            "sha256": first.sha256, "added_by": "Priya Sampleton, Fernleigh Demo School",
        }  # fmt: skip

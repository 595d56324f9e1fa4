"""Editions of the referral's PDF and the letter to the referrer: what each says, and which supersedes which."""

import datetime as dt
import hashlib
import io

import pytest
import time_machine
from django.urls import reverse

from audit.events import EventType
from audit.models import Event
from cse_portal.clock import LONDON
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.documents import make_waiting
from referrals.models import Document, Referral
from referrals.papers import changed, verify_at
from referrals.pdf import laid_out, referral_pdf
from referrals.states import DocumentKind
from screening import actions as screens
from tests.factories.decisions import details
from tests.factories.documents import faults_of_layout, opened, tags_of, text_of
from tests.factories.files import make_file
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import judgement, make_completed

pytestmark = pytest.mark.django_db
FRIDAY = dt.datetime(2026, 11, 20, 14, 41, tzinfo=LONDON)
ALERT = {"who": "Hazel", "where": "At school", "what": "A man waits outside.", "phone": "01632 960499"}


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel(FRIDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def referral(practitioner) -> Referral:
    return make_completed(practitioner, codes=("px-vehicle",)).referral


def decide(referral, by, outcome="strategy_discussion", **fields):
    fields = {"reason": "Two adults are not known to the family.", "feedback": "Come to the meeting.", **fields}
    return actions.decide(referral=referral, by=by, mash_outcome=outcome, details=details(outcome), **fields)


@pytest.fixture
def decided(referral, mash_worker, lead, friday) -> Referral:
    friday.shift(dt.timedelta(days=1))
    return decide(referral, mash_worker, next_step="Dawn Placeholder rings the aunt.")


def of_kind(referral, kind=DocumentKind.REFERRAL) -> list[Document]:
    return list(Document.objects.filter(referral=referral, kind=kind).order_by("edition"))


def letter(referral) -> Document:
    return of_kind(referral, DocumentKind.LETTER)[-1]


def one_line(document, pages=None) -> str:
    return " ".join(" ".join(text_of(referral_pdf(document))[:pages]).split())


def address(document) -> str:
    return reverse(document.page, args=[document.referral.reference, document.edition])


class TestEditions:
    def test_the_decision_makes_a_second_edition_and_the_first_stays_as_it_was(self, referral, mash_worker):
        first = of_kind(referral)[0].content
        decide(referral, mash_worker)
        assert [document.edition for document in of_kind(referral)] == [1, 2]
        assert of_kind(referral)[0].content == first
        assert first["decision"] is None

    def test_its_first_page_says_the_edition_the_decision_and_what_it_replaces(self, decided):
        first = one_line(of_kind(decided)[1], 1)
        for words in (
            "This is edition 2, with the decision of Saturday 21 November 2026. It replaces edition 1.",
            "Decided Strategy discussion or section 47 enquiry Dawn Placeholder, Sat 21 Nov 2026, 14:41",
        ):
            assert words in first
        assert "Decision due" not in first

    def test_it_holds_the_whole_decision(self, decided):
        whole = one_line(of_kind(decided)[1])
        for words in (
            "What the MASH decided", "Two adults are not known to the family.", "Come to the meeting.",
            "Dawn Placeholder rings the aunt.", "Dawn Placeholder, Solihull MASH: 01632 960401",
            "Dawn Placeholder, on Saturday 21 November 2026 at 14:41",
        ):  # fmt: skip
            assert words in whole
        for fact in of_kind(decided)[1].content["decision"]["needs"]:
            assert f"{fact['label']} {' '.join(fact['text'].split())}" in whole
        assert faults_of_layout(laid_out(of_kind(decided)[1])) == []

    def test_the_first_edition_says_nothing_of_editions_before_it(self, referral):
        assert "This is edition" not in one_line(of_kind(referral)[0])
        assert "replaces" not in one_line(of_kind(referral)[0])

    def test_a_corrected_screening_says_so(self, practitioner, friday):
        screening = make_completed(practitioner)
        friday.shift(dt.timedelta(hours=1))
        again = screens.correct(screening=screening, by=practitioner, reason="The car was blue.")
        screens.submit(screening=again, by=practitioner, judgement=judgement("vulnerable"))
        second = one_line(Document.objects.get(edition=2), 1)
        assert "This is edition 2, with the screening corrected on Friday 20 November 2026." in second

    def test_a_decided_alert_without_a_screening_has_the_decision_too(self, practitioner, mash_worker):
        alert = actions.send_alert(by=practitioner, area=practitioner.area, details=ALERT)
        decide(alert, mash_worker)
        whole = one_line(of_kind(alert)[1])
        assert "What the MASH decided" in whole
        assert "A man waits outside." in whole

    def test_the_answers_of_the_referrer_stand_in_it_and_those_of_other_agencies_do_not(
        self, referral, practitioner, mash_worker, solihull
    ):
        clinic = make_agency(solihull, "health", "Demo Clinic")
        nurse = make_member(clinic, name="Kit Pretend")
        asked = actions.ask(referral=referral, by=mash_worker, questions=[actions.Asked("", "Which gate was it?")])
        other = actions.ask_agency(
            referral=referral, by=mash_worker, agency=clinic, questions=["Is the child seen?"],
            due_on=FRIDAY.date() + dt.timedelta(days=1), to=nurse,
        )  # fmt: skip
        actions.answer(round=asked, by=practitioner, answers={1: "The north gate."})
        actions.answer(round=other, by=nurse, answers={1: "Seen in May."})
        decide(referral, mash_worker)
        whole = one_line(of_kind(referral)[-1])
        assert "Which gate was it?" in whole and "The north gate." in whole
        for words in ("Is the child seen?", "Seen in May.", "Demo Clinic", "Kit Pretend"):
            assert words not in whole

    def test_each_finished_round_of_the_referrer_makes_one_edition(self, referral, practitioner, mash_worker):
        asked = actions.ask(referral=referral, by=mash_worker, questions=[actions.Asked("", "Which gate?")] * 2)
        actions.answer(round=asked, by=practitioner, answers={1: "The north gate."})
        assert len(of_kind(referral)) == 1
        for _ in range(2):
            actions.answer(round=asked, by=practitioner, answers={2: "The same."})
        second = of_kind(referral)[-1]
        assert second.edition == 2
        assert "This is edition 2, with the referrer’s answers up to Friday 20 November 2026." in one_line(second, 1)
        assert "The north gate." in one_line(second)

    @pytest.mark.parametrize(("answers", "editions"), [({}, 1), ({1: "The north gate."}, 2)])
    def test_a_round_that_ends_without_all_answers_makes_one_for_those_that_came(
        self, referral, practitioner, mash_worker, answers, editions
    ):
        asked = actions.ask(referral=referral, by=mash_worker, questions=[actions.Asked("", "Which gate?")] * 2)
        if answers:
            actions.answer(round=asked, by=practitioner, answers=answers)
        actions.go_on(referral=referral, by=mash_worker, reason="Learnt elsewhere.")
        assert len(of_kind(referral)) == editions

    def test_each_time_that_files_are_added_makes_one_edition(self, referral, practitioner, mash_worker):
        sent = [actions.Sent(f"{n}.txt", io.BytesIO(f"Words {n}".encode())) for n in range(2)]
        actions.attach(referral=referral, by=practitioner, files=sent, description="Minutes")
        make_file(referral, mash_worker, b"More words", "letter.txt")
        with pytest.raises(Incomplete):
            make_file(referral, mash_worker, b"More words", "letter.txt")
        first, second, third = of_kind(referral)
        assert second.content["changed"] == ["with 2 files added up to Friday 20 November 2026"]
        assert "This is edition 3, with a file added up to Friday 20 November 2026." in one_line(third, 1)
        assert [len(each.content["files"]) for each in (first, second, third)] == [0, 2, 3]

    @pytest.mark.parametrize("closed", [False, True])
    def test_a_file_found_harmful_is_in_no_newest_edition(
        self, referral, practitioner, mash_worker, settings, closed
    ):  # fmt: skip
        settings.CLAMAV_URL = "tcp://127.0.0.1:3310"
        good, bad = (make_file(referral, practitioner, words, f"{words[:1]}.txt") for words in (b"good", b"bad"))
        if closed:
            decide(referral, mash_worker)
        before = len(of_kind(referral))
        actions.file_checked(attachment=good, harmful=False)
        assert len(of_kind(referral)) == before
        actions.file_checked(attachment=bad, harmful=True)
        newest = of_kind(referral)[-1]
        assert newest.edition == before + 1
        assert [file["sha256"] for file in newest.content["files"]] == [good.sha256]
        assert newest.content["changed"] == ["without a file found to be harmful"]

    def test_a_file_of_the_referrer_is_listed_in_the_other_area_too_and_one_of_the_mash_is_not(
        self, referral, practitioner, mash_worker, walsall, friday
    ):
        make_member(make_agency(walsall, "mash", "Walsall MASH"), "mash_worker", name="Owen Makebelieve")
        came = actions.share(referral=referral, by=mash_worker, to_area=walsall, reason="r", host=walsall)
        friday.shift(dt.timedelta(minutes=1))
        make_file(referral, mash_worker, b"Ours", "ours.txt")
        assert len(of_kind(came)) == 1
        make_file(referral, practitioner, b"Theirs", "theirs.txt")
        assert [[file["name"] for file in each.content["files"]] for each in of_kind(came)] == [[], ["theirs.txt"]]

    def test_what_changed_is_found_by_comparing_the_two(self):
        day = {"as_of": "2026-11-21T10:00+00:00"}
        assert changed({}, day | {"added_at": "x"}) == ["with what the referrer added by Saturday 21 November 2026"]
        assert changed({"decision": None}, day | {"decision": None}) == []
        again = {"decided_at": "2026-11-21T10:00+00:00"}
        assert changed({"decision": {"words": "A"}}, day | {"decision": again}) == [
            "with the decision as changed on Saturday 21 November 2026"
        ]

    def test_the_same_frozen_content_gives_the_same_bytes_also_days_later(self, decided, friday):
        for document in Document.objects.filter(referral=decided):
            first = referral_pdf(document)
            friday.shift(dt.timedelta(days=3))
            assert hashlib.sha256(referral_pdf(Document.objects.get(pk=document.pk))).digest() == (
                hashlib.sha256(first).digest()
            )


class TestLetter:
    def test_it_is_addressed_to_the_referrer_and_says_everything_they_need(self, decided):
        text = one_line(letter(decided))
        for words in (
            "Priya Sampleton", "Fernleigh Demo School", decided.reference, "Saturday 21 November 2026",
            "Strategy discussion or section 47 enquiry", "Two adults are not known to the family.",
            "Come to the meeting.", "Dawn Placeholder rings the aunt.", "01632 960401",
            "Write down what you know, ready to share", "ask for the duty team manager", "Colm Mockford",
            letter(decided).check_code,
        ):  # fmt: skip
            assert words in text, words
        assert f"{letter(decided).check_code}at{verify_at()}." in "".join(text.split())

    def test_it_is_tagged_titled_by_its_reference_and_its_fonts_are_inside(self, decided):
        pdf = referral_pdf(letter(decided))
        file = opened(pdf)
        assert str(file.Root.Lang) == "en-GB" and bool(file.Root.MarkInfo.Marked)
        assert str(file.docinfo.Title) == f"Decision on referral {decided.reference}"
        with file.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert "Wren" not in str(metadata)
        tags = tags_of(pdf)
        assert tags.count("H1") == 1 and {"H2", "P", "Table", "TH", "TD"} <= set(tags)
        for page in file.pages:
            assert all("Liberation-Sans" in str(font.BaseFont) for font in page.Resources.Font.values())

    def test_long_and_strange_texts_stay_on_the_paper(self, referral, mash_worker):
        decide(referral, mash_worker, reason="W" * 900 + " word" * 3000, feedback="<b>\U0001f600</b>\nمحمد")
        pages = laid_out(letter(referral))
        assert faults_of_layout(pages) == []
        assert "[grinning face]" in one_line(letter(referral)) and "<b>" in one_line(letter(referral))

    @pytest.mark.parametrize("who", ["practitioner", "lead", "mash_worker", "cse_officer"])
    def test_both_sides_download_it_and_the_event_says_that_it_was_the_letter(self, decided, sign_in, who, request):
        make_waiting()
        response = sign_in(request.getfixturevalue(who)).get(address(letter(decided)))
        assert response.content == bytes(letter(decided).pdf)
        assert response.headers["Content-Disposition"] == (f'attachment; filename="letter-{decided.reference}.pdf"')
        assert Event.objects.get(type=EventType.DOCUMENT_DOWNLOADED).detail["kind"] == "letter"

    def test_nobody_else_finds_it_and_an_undecided_referral_has_none(self, decided, walsall, sign_in, practitioner):
        make_waiting()
        other = make_member(make_agency(walsall, "mash"), "mash_worker", name="Fern Makebelieve")
        assert sign_in(other).get(address(letter(decided))).status_code == 404
        fresh = make_completed(practitioner, first_names="Linden").referral
        assert sign_in(practitioner).get(reverse("referrals:letter", args=[fresh.reference, 1])).status_code == 404


class TestPages:
    @pytest.mark.parametrize("who", ["practitioner", "mash_worker", "cse_officer"])
    def test_every_edition_and_the_letter_are_listed_and_the_first_is_marked(self, decided, sign_in, who, request):
        make_waiting()
        client = sign_in(request.getfixturevalue(who))
        text = client.get(reverse("referrals:referral", args=[decided.reference])).content.decode()
        for document in Document.objects.filter(referral=decided):
            assert f'href="{address(document)}"' in text
        assert "superseded by edition 2 of 21 November 2026" in text
        assert "Download the decision letter" in text

    def test_while_it_is_made_the_page_of_the_letter_asks_for_itself(self, decided, sign_in, practitioner):
        text = sign_in(practitioner).get(address(letter(decided))).content.decode()
        assert f'data-poll="{address(letter(decided))}state/"' in text
        state = sign_in(practitioner).get(address(letter(decided)) + "state/")
        assert "data-poll" in state.content.decode()


class TestOtherAnswers:
    def test_the_letter_of_a_joined_referral_does_not_say_why(self, referral, practitioner, mash_worker):
        """The MASH's reason may tell of the other referral, which its referrer is told nothing of."""
        again = make_completed(practitioner, child=referral.child).referral
        actions.join(referral=again, by=mash_worker, original=referral.reference, reason="The clinic wrote the same.",
                     feedback="We have it already and work on it.")  # fmt: skip
        text = one_line(letter(again)) + one_line(of_kind(again)[-1])
        assert "Joined to another referral" in text and "We have it already and work on it." in text
        assert "The clinic wrote the same." not in text and referral.reference not in text

    def test_what_was_passed_on_has_its_letter_too(self, referral, mash_worker, walsall):
        make_member(make_agency(walsall, "mash", "Walsall MASH"), "mash_worker", name="Fern Makebelieve")
        actions.move(referral=referral, by=mash_worker, to_area=walsall, reason="The child moved to Walsall.",
                     feedback="The Walsall MASH has it now.")  # fmt: skip
        text = one_line(letter(referral))
        for words in ("Passed to another area", "The child moved to Walsall.", "The Walsall MASH has it now."):
            assert words in text

    def test_a_changed_decision_has_its_own_edition_of_both_papers(self, decided, practitioner, mash_worker, friday):
        manager = make_member(mash_worker.agency, "mash_manager", name="Mira Sampleford")
        actions.open_disagreement(
            referral=decided, by=practitioner, stage="duty_manager", with_whom="The duty manager",
            argument="It is more than that.", unsafe=False,
        )  # fmt: skip
        friday.shift(dt.timedelta(days=2))
        actions.decide_again(
            referral=decided, by=manager, mash_outcome="section_17", reason="New facts.", feedback="You were right.",
            details=details("section_17"),
        )  # fmt: skip
        assert [document.edition for document in of_kind(decided)] == [1, 2, 3]
        words = (
            "edition 2 of this letter, with the decision as changed on Monday 23 November 2026. It replaces edition 1."
        )
        assert words in one_line(letter(decided))
        assert "with the decision as changed on Monday 23 November 2026. It replaces edition 2." in one_line(
            of_kind(decided)[-1], 1
        )
        assert "Two adults are not known" in one_line(of_kind(decided, DocumentKind.LETTER)[0])

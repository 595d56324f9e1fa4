"""The referral as a PDF: what its first page says, its tags, its bytes, and the hardest texts people can type."""

import datetime as dt
import hashlib
import os
import subprocess
import sys

import pytest
import time_machine
import weasyprint

from cse_portal.clock import LONDON
from referrals import actions
from referrals.pdf import as_bytes, laid_out, referral_html, referral_pdf
from tests.factories.documents import faults_of_layout, make_document, opened, tags_of, text_of
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db
FRIDAY = dt.datetime(2026, 11, 20, 14, 41, tzinfo=LONDON)
DIRECT = {
    "worried_about": "Bruises and a locked door.", "where": "At home with the uncle", "asked_of_mash": "Visit today.",
    "done_already": "Nothing yet.", "carers_told": "no", "carers_not_told_reason": "It would warn the uncle.",
    "safe_contact": "Through the school only.",
}  # fmt: skip

SCRIPTS = (
    "میں گھر جانا چاہتی ہوں", "আমি বাড়ি যেতে চাই", "ਮੈਂ ਘਰ ਜਾਣਾ", "मैं घर जाना", "હું ઘરે જવા", "நான் வீட்டிற்கு",
    "ፈላስፋ", "ฉันอยากกลับบ้าน", "我想回家", "家に帰りたい", "שלום", "Привет", "Ἀλφα",
)  # fmt: skip


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel(FRIDAY, tick=False):
        yield


@pytest.fixture
def referral(practitioner):
    return make_completed(practitioner, codes=("px-vehicle",)).referral


def one_line(pages: list[str]) -> str:
    return " ".join(" ".join(pages).split())


def rows(content: dict) -> list[dict]:
    return [row for section in content["screening"]["sections"] for row in section["rows"]]


def written(content: dict, name: str) -> dict:
    """The row of the referral's parts with that name."""
    return next(row for part in content["parts"] for row in part["rows"] if row["name"] == name)


def answer_all(document, what) -> None:
    """Answer every indicator; `what` gives the evidence from the number of the row."""
    screening = document.content["screening"]
    evidence = screening["evidence"][0]
    own = ("code", "label", "weight", "nature", "sign_of_harm", "who_may_know")
    for number, row in enumerate(rows(document.content)):
        row.update({key: value for key, value in evidence.items() if key not in own}, what=what(number))
    screening.update(evidence=rows(document.content), not_asked=[])


class TestFirstPage:
    def test_it_says_who_what_why_what_is_asked_whom_to_ring_and_by_when(self, referral):
        first = one_line(text_of(referral_pdf(referral.documents.get()))[:1])
        for words in (
            "Wren Testerby, age 10", "Born 9 January 2016",
            "Sent to the Solihull MASH on Friday 20 November 2026 at 14:41",
            "Vulnerable to CSE", "Mon 23 Nov 2026, 14:41", "One working day after sending", "01632 960401",
            "Priya Sampleton, Fernleigh Demo School", "Find out who the driver is.",
            "Got out of a grey car at the gate.",
            "Present, clear evidence", "(rule 12)", "It began in the same month.", "“It’s just a lift.”",
            "The aunt collects the child.", "The aunt’s work number before 15:00.", "provisional content",
            "0121 788 4333", "0121 605 6060",
        ):  # fmt: skip
            assert words in first

    def test_sent_while_the_office_is_closed_it_says_from_when_the_day_counts(self, practitioner):
        with time_machine.travel(FRIDAY + dt.timedelta(hours=6), tick=False):
            late = make_completed(practitioner).referral
        first = one_line(text_of(referral_pdf(late.documents.get())))
        assert "One working day from when the office opens, Monday 23 November at 08:45" in first

    def test_many_signs_leave_the_first_page_to_the_strongest(self, referral):
        document = make_document(referral)
        answer_all(document, lambda number: f"Seen at the gate {number}.")
        pages = text_of(referral_pdf(document))
        assert "The strongest of the indicators" in one_line(pages[:1])
        assert one_line(pages[:1]).count("Seen at the gate") == 5

    def test_a_long_text_says_that_it_goes_on_below(self, referral):
        document = make_document(referral, judgement_reason="It began in the same month. " * 60)
        assert "… (in full below)" in one_line(text_of(referral_pdf(document))[:1])


class TestWhole:
    def test_every_page_names_tool_edition_provisional_content_reference_and_page(self, referral):
        document = referral.documents.get()
        pages = text_of(referral_pdf(document))
        assert len(pages) > 2
        for number, page in enumerate(pages, 1):
            line = one_line([page])
            for words in (
                referral.reference, "edition 1", document.check_code, f"Page {number} of {len(pages)}",
                document.content["screening"]["tool"]["name"], document.content["screening"]["tool"]["edition"],
                "Provisional content, not the authorised edition.",
            ):  # fmt: skip
                assert words in line

    def test_it_holds_the_tool_the_narrative_the_reasons_and_what_was_not_asked(self, referral):
        whole = one_line(text_of(referral_pdf(referral.documents.get())))
        content = referral.documents.get().content["screening"]
        for row in content["not_asked"]:
            assert f"{row['label']}. {row['who_may_know']}" in whole
        for reason in content["reasons"]:
            assert f"{reason['text']} (rule {reason['rule']})" in whole
        for words in ("An aunt rings the school every day.", "Not asked yet, to keep the child safe.",
                      "protocol 2026.1", "How known: I saw it myself: Me"):  # fmt: skip
            assert words in whole

    def test_an_authorised_edition_is_not_called_provisional(self, referral):
        document = make_document(referral)
        document.content["screening"]["tool"] |= {"provisional": False, "note": ""}
        assert "rovisional content" not in one_line(text_of(referral_pdf(document)))

    def test_an_urgent_alert_has_its_four_boxes_and_nothing_of_a_tool(self, practitioner):
        details = {"who": "Hazel, about 15", "where": "Not known", "what": "Locked in a room.", "phone": "01632 960499"}
        alert = actions.send_alert(by=practitioner, area=practitioner.area, details=details)
        pages = text_of(referral_pdf(alert.documents.get()))
        for words in (*details.values(), "Urgent alert", "Sent without a screening tool."):
            assert words in one_line(pages)
        assert len(pages) == 1

    def test_a_referral_of_known_harm_says_everything_that_was_typed(self, practitioner):
        screening = make_completed(practitioner, "universal")
        sent = actions.send_direct(
            by=practitioner, area=practitioner.area, child=screening.child, details=DIRECT, screening=screening
        )
        whole = one_line(text_of(referral_pdf(sent.documents.get())))
        for words in ("Wren Testerby, age 10", "Known risk of significant harm", "No. It would warn the uncle.",
                      *(value for name, value in DIRECT.items() if name != "carers_told")):  # fmt: skip
            assert words in whole

    def test_the_screening_that_follows_an_alert_keeps_what_the_alert_said(self, referral):
        document = make_document(referral)
        details = {"who": "A girl", "where": "At the park", "what": "Ran to a car.", "phone": "01632 960499"}
        document.content |= {"kind": "alert", "details": details}
        whole = one_line(text_of(referral_pdf(document)))
        assert "What happened, from the urgent alert Ran to a car." in whole
        assert "The urgent alert, as sent Who the child is A girl" in whole


class TestFile:
    def test_it_is_tagged_english_and_titled_by_its_reference_alone(self, referral):
        pdf = referral_pdf(referral.documents.get())
        file = opened(pdf)
        assert str(file.Root.Lang) == "en-GB"
        assert bool(file.Root.MarkInfo.Marked)
        assert bool(file.Root.ViewerPreferences.DisplayDocTitle)
        assert dict(file.docinfo).keys() == {"/Title", "/Producer"}
        assert str(file.docinfo.Title) == f"MASH referral {referral.reference}"
        with file.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert "Wren" not in str(metadata) and "Testerby" not in str(metadata)
        tags = tags_of(pdf)
        assert tags[0] == "Document"
        assert tags.count("H1") == 1
        assert {"H2", "H3", "P", "Table", "TR", "TH", "TD", "L", "LI", "Caption"} <= set(tags)

    def test_no_name_stands_in_the_bookmarks(self, referral):
        with opened(referral_pdf(referral.documents.get())).open_outline() as outline:
            assert "Wren" not in " ".join(item.title for item in outline.root)

    def test_every_font_is_our_own_and_inside(self, referral):
        file = opened(referral_pdf(referral.documents.get()))
        for page in file.pages:
            for font in page.Resources.Font.values():
                assert "Liberation-Sans" in str(font.BaseFont)
                assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor

    def test_the_same_content_gives_the_same_bytes_also_in_another_process(self, referral):
        html = referral_html(referral.documents.get())
        code = (
            "import sys, hashlib, django; django.setup()\n"
            "from referrals import pdf; import weasyprint\n"
            "pages = weasyprint.HTML(string=sys.stdin.read()).render(**pdf.VARIANT)\n"
            "print(hashlib.sha256(pdf.as_bytes(pages)).hexdigest())"
        )
        environment = {**os.environ, "PYTHONHASHSEED": "7", "DJANGO_SETTINGS_MODULE": "cse_portal.settings"}
        sums = {
            subprocess.run([sys.executable, "-c", code], input=html, env=environment, text=True, capture_output=True,
                           check=True, timeout=60).stdout
            for _ in range(2)
        }  # fmt: skip
        assert sums == {hashlib.sha256(referral_pdf(referral.documents.get())).hexdigest() + "\n"}

    def test_the_renderer_reaches_neither_files_nor_network(self, referral, monkeypatch):
        reached = []
        monkeypatch.setattr(weasyprint.urls.request.OpenerDirector, "open", lambda *a, **k: reached.append(a) or 1 / 0)
        document = make_document(referral)
        html = referral_html(document).replace(
            "</body>", '<img alt="" src="file:///etc/passwd"><img alt="" src="http://127.0.0.1/x"></body>'
        )
        monkeypatch.setattr("referrals.pdf.referral_html", lambda document: html)
        laid_out(document)
        assert all("data:" in str(arguments[1].full_url)[:5] for arguments in reached)


class TestHardTexts:
    def test_sixty_answers_and_very_long_texts_lose_nothing_and_overlap_nowhere(self, referral):
        words = " ".join(f"w{number}" for number in range(3500))[:20_000]
        document = make_document(referral)
        answer_all(document, lambda number: "Seen by a teacher. " * 15 + f"Evidence{number}.")
        screening = document.content["screening"]
        more = [{**row, "what": f"Also{number}."} for number, row in enumerate(rows(document.content) * 3)]
        screening["sections"][0]["rows"] += more[: 60 - len(rows(document.content))]
        rows(document.content)[2]["what"] = words
        rows(document.content)[3]["what"] = "Ж" * 4_990 + "ENDOFWORD"
        screening["narrative"][3]["value"] = "\n".join(f"line{number}" for number in range(200))
        written(document.content, "worried_about")["value"] = words.replace("w", "v")
        screening["front_sheet"].append({"name": "n", "label": "L" * 300, "group": "", "value": "short"})
        pages = laid_out(document)
        whole = "\n".join(text_of(as_bytes(pages)))
        assert len(rows(document.content)) == 60
        for row in rows(document.content):
            assert row["what"].split()[-1][-9:] in "".join(whole.split())
        lines = {f"line{number}" for number in range(200)}
        assert {*words.split(), *words.replace("w", "v").split()} | lines <= set(whole.split())
        assert whole.count("Ж") == 4_990 + 170
        assert faults_of_layout(pages) == []

    @pytest.mark.parametrize("name", ["محمد علی خان", "王小明", "สมชาย ใจดี", "Zoë Ó Ŵyn-d’Arc", "Z̵͉͔̀̈́a̷l̸g̶o̵", "W" * 120])
    def test_names_of_every_script_are_drawn_by_a_font_of_ours_and_stay_readable(self, referral, name):
        document = make_document(referral)
        document.content["screening"]["child"]["name"] = name
        document.content["screening"]["narrative"][1]["value"] = "\n".join(SCRIPTS)
        document.content["parts"] = []
        pages = laid_out(document)
        whole = "".join("".join(text_of(as_bytes(pages))).split())
        assert "�" not in whole
        assert {letter for letter in name + "".join(SCRIPTS) if letter.isalpha()} <= set(whole)
        assert faults_of_layout(pages) == []

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("\U0001f600 she said", "[grinning face] she said"),
            ("\U00013000", "[egyptian hieroglyph a001]"),
            ("\ue000", "[U+E000]"),
            ("bell\x08 and tab\tend", "bell and tab\tend"),
            ("\u202eback\u2069wards", "backwards"),
        ],
    )
    def test_what_no_font_draws_is_written_out_and_nothing_turns_the_line_round(self, referral, text, shown):
        document = make_document(referral, judgement_reason=text)
        assert f">{shown}</td>" in referral_html(document)
        assert faults_of_layout(laid_out(document)) == []

    @pytest.mark.parametrize(
        "text", ["<script>alert(1)</script>", "{{ 7|add:7 }}{% now 'Y' %}", "&amp; &lt;b&gt;", "</style>", "<body>"]
    )
    def test_markup_and_template_syntax_are_text(self, referral, text):
        document = make_document(referral, judgement_reason=text)
        assert "".join(text.split()) in "".join("".join(text_of(referral_pdf(document))).split())

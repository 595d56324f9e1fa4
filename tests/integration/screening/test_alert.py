"""The urgent alert and the note of a call: sent at once, once, and never held up by a screening (rule 1)."""

import pytest
import time_machine

from audit.models import Event
from referrals.models import Referral
from screening import actions
from screening.models import Screening
from tests.factories.screenings import judgement, make_completed, make_draft
from tests.integration.screening.begun import ALERT, CALLED, token

BOXES = {"who": "Wren, about 10", "where": "Unknown", "what": "Got into a grey car.", "phone": "01632 960401"}


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel("2026-11-20 14:00:00+00:00", tick=False):
        yield


def send(priya, area, page=ALERT, **boxes):
    begins = token(priya.get(page)) if page == ALERT else ""
    return priya.post(page, {**BOXES, "area": area.pk, "begins": begins, **boxes})


def test_the_alert_asks_four_boxes_with_ones_own_number_filled_in(priya):
    page = priya.get(ALERT).content.decode()
    assert page.count("<textarea") == 3
    assert 'value="01632 960401"' in page


def test_an_alert_is_sent_at_once_with_a_stub_to_screen_later(priya, solihull, practitioner):
    answer = send(priya, solihull)
    alert, stub = Referral.objects.get(), Screening.objects.get()
    assert (alert.kind, alert.urgent, alert.area, alert.screening) == ("alert", True, solihull, stub)
    assert alert.content["details"] == BOXES
    assert stub.danger and stub.child is None
    assert answer.headers["Location"] == f"/screenings/{stub.reference}/told/"


def test_the_confirmation_says_when_and_whom_to_ring(priya, solihull):
    page = priya.get(send(priya, solihull).headers["Location"]).content.decode()
    assert "Alert sent to the Solihull MASH" in page
    assert "Sent today at 14:00" in page
    assert "0121 788 4333" in page
    assert "Monday 23 November 2026, 14:00" in page


def test_at_night_the_confirmation_says_that_nobody_reads_it_yet(sign_in, practitioner, solihull):
    with time_machine.travel("2026-11-20 22:00:00+00:00", tick=False):
        priya = sign_in(practitioner)
        page = priya.get(send(priya, solihull).headers["Location"]).content.decode()
    assert "The MASH is closed now and reads this when it opens" in page
    assert "0121 605 6060" in page and "stands first" not in page


def test_the_stub_waits_at_home(priya, solihull):
    send(priya, solihull)
    assert "Screen later: your alert of today at 14:00" in priya.get("/home/").content.decode()


def test_the_alert_goes_to_the_area_that_was_chosen(priya, walsall):
    page = priya.get(send(priya, walsall).headers["Location"]).content.decode()
    assert Referral.objects.get().area == walsall
    assert "Alert sent to the Walsall MASH" in page


@pytest.mark.parametrize("box", BOXES)
def test_a_blank_box_is_asked_for_and_nothing_is_sent(priya, solihull, box):
    for value in ("", "   ", "\x00"):
        assert f'id="id_{box}-error"' in send(priya, solihull, **{box: value}).content.decode()
    assert not Referral.objects.exists()
    assert not Screening.objects.exists()


def test_what_was_typed_stays_when_a_box_is_blank(priya, solihull):
    assert "Got into a grey car." in send(priya, solihull, who="").content.decode()


def test_pressed_twice_it_is_one_alert(priya, solihull):
    form = {**BOXES, "area": solihull.pk, "begins": token(priya.get(ALERT))}
    first, second = priya.post(ALERT, form), priya.post(ALERT, form)
    assert first.headers["Location"] == second.headers["Location"]
    assert Referral.objects.count() == Screening.objects.count() == 1


@pytest.mark.parametrize("begins", ["", "S-0000-0000", "S-0000-0000:forged", "x" * 5000])
def test_a_tampered_hidden_field_is_refused(priya, solihull, begins):
    assert priya.post(ALERT, {**BOXES, "area": solihull.pk, "begins": begins}).status_code == 400
    assert not Referral.objects.exists()


def test_a_hidden_field_of_somebody_else_is_refused(sign_in, practitioner, lead, solihull):
    theirs = token(sign_in(practitioner).get(ALERT))
    assert sign_in(lead).post(ALERT, {**BOXES, "area": solihull.pk, "begins": theirs}).status_code == 400


def test_an_unknown_area_is_refused(priya, solihull):
    form = {**BOXES, "area": "999999", "begins": token(priya.get(ALERT))}
    assert "Choose one of the areas" in priya.post(ALERT, form).content.decode()
    assert not Referral.objects.exists()


def test_markup_in_the_boxes_is_shown_as_text(priya, solihull):
    page = send(priya, solihull, who="", what="<script>alert(1)</script>{{ 7|add:7 }}").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}" in page


def test_an_alert_from_a_draft_belongs_to_that_draft(priya, practitioner, solihull):
    draft = make_draft(practitioner)
    page = f"/screenings/{draft.reference}/alert/"
    assert "Wren Testerby" in priya.get(page).content.decode()
    send(priya, solihull, page=page)
    alert = Referral.objects.get()
    assert (alert.screening, alert.child) == (draft, draft.child)
    assert Screening.objects.get().danger


def test_coming_again_shows_what_was_sent(priya, practitioner, solihull):
    page = f"/screenings/{make_draft(practitioner).reference}/alert/"
    told = send(priya, solihull, page=page).headers["Location"]
    assert priya.get(page).headers["Location"] == told
    assert send(priya, solihull, page=page).headers["Location"] == told
    assert Referral.objects.count() == 1


def test_looking_at_what_was_sent_is_an_event(priya, solihull):
    priya.get(send(priya, solihull).headers["Location"])
    assert Event.objects.about(Referral.objects.get().reference).filter(type="referral:viewed").count() == 1


@pytest.mark.parametrize("page", ["alert", "told", "child", "tool", "about", "delete", "tool-changed", ""])
def test_a_draft_of_somebody_else_is_not_there(sign_in, practitioner, lead, page):
    draft = make_draft(practitioner)
    address = f"/screenings/{draft.reference}/{page}/".replace("//", "/")
    assert sign_in(lead).get(address).status_code == 404


def test_nothing_was_told_of_a_plain_draft(priya, practitioner):
    assert priya.get(f"/screenings/{make_draft(practitioner).reference}/told/").status_code == 404


def note(priya, **fields):
    form = {"called": "999, log 123", "called_on_day": "20", "called_on_month": "11", "called_on_year": "2026",
            "called_time": "13:30", "begins": token(priya.get(CALLED)), **fields}  # fmt: skip
    return form, priya.post(CALLED, form)


def test_a_call_is_noted_and_says_by_when_to_write(priya):
    _, answer = note(priya)
    stub = Screening.objects.get()
    page = priya.get(answer.headers["Location"]).content.decode()
    assert (stub.danger, stub.danger_called) == (True, "999, log 123")
    assert "Saturday 21 November 2026, 13:30" in page
    assert "Tell the MASH in writing: your call of today at 13:30" in priya.get("/home/").content.decode()


def test_a_call_noted_twice_is_one_note(priya):
    form, first = note(priya)
    assert priya.post(CALLED, form).headers["Location"] == first.headers["Location"]
    assert Screening.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"called": "  "}, "Say whom you called"),
        ({"called": "x" * 301}, "must be 300 characters or fewer"),
        ({"called_time": "14:01"}, "The call must be in the past"),
        ({"called_time": "25:00"}, "must be a time, like 14:41"),
        ({"called_on_day": "31", "called_on_month": "2"}, "must be a real date"),
        ({"called_on_year": "2027"}, "must be today or in the past"),
    ],
)
def test_a_call_that_cannot_be_is_asked_about(priya, fields, sentence):
    _, answer = note(priya, **fields)
    assert sentence in answer.content.decode()
    assert not Screening.objects.exists()


def test_the_alert_after_a_noted_call_belongs_to_the_note(priya, solihull):
    note(priya)
    stub = Screening.objects.get()
    send(priya, solihull, page=f"/screenings/{stub.reference}/alert/")
    assert Referral.objects.get().screening == stub


def test_an_alert_whose_event_cannot_be_written_leaves_nothing(priya, solihull, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("the audit cannot be written")

    monkeypatch.setattr("referrals.actions.telling.record", broken)
    with pytest.raises(RuntimeError, match="audit"):
        send(priya, solihull)
    assert not Screening.objects.exists()
    assert not Referral.objects.exists()


def test_a_deleted_draft_is_not_there(priya, practitioner):
    draft = make_draft(practitioner)
    actions.delete_draft(screening=draft, by=practitioner, reason="Wrong child")
    assert priya.get(f"/screenings/{draft.reference}/alert/").status_code == 404


def test_an_alert_about_a_child_whose_screening_is_complete_is_a_new_case(priya, practitioner):
    done = make_completed(practitioner, "universal")
    assert priya.get(f"/screenings/{done.reference}/alert/").headers["Location"] == ALERT


def test_an_alert_typed_while_its_screening_was_sent_is_not_dropped_in_silence(priya, practitioner, solihull):
    draft = make_draft(practitioner)
    priya.get(f"/screenings/{draft.reference}/alert/")
    actions.submit(screening=draft, by=practitioner, judgement=judgement("vulnerable"))
    page = send(priya, solihull, f"/screenings/{draft.reference}/alert/", what="He is back, at the gate.")
    text = page.content.decode()
    assert page.status_code == 400
    assert "The alert was not sent" in text
    assert "He is back, at the gate." in text
    assert "999" in text

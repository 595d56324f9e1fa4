"""The pages on which the MASH asks, reads the answers under their cards, and goes on without them."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from cse_portal.clock import LONDON
from referrals import actions
from referrals.cards import answered, cards
from referrals.models import Question, Referral, Round
from tests.factories.people import make_agency, make_member
from tests.factories.rounds import CAR, ask_surgery, decided, make_round, make_surgery
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db
THURSDAY = dt.datetime(2026, 11, 19, 14, 41, tzinfo=LONDON)
EVIDENCE = "Got out of a grey car at the gate."


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def referral(practitioner) -> Referral:
    return make_completed(practitioner, codes=("px-vehicle",)).referral


@pytest.fixture
def surgery(walsall):
    return make_surgery(walsall)


@pytest.fixture
def asked(referral, mash_worker) -> Round:
    return make_round(referral, mash_worker)


@pytest.fixture
def information(referral, mash_worker, surgery) -> Round:
    return ask_surgery(referral, mash_worker, surgery)


def address(name, record, query="") -> str:
    return reverse(f"referrals:{name}", args=[record.reference]) + query


def text_of(response) -> str:
    return response.content.decode()


def typed(*rows, do="send", **more) -> dict:
    """What the page of questions posts; each row is what it is about and its text."""
    boxes = {f"about_{n}": about for n, (about, _) in enumerate(rows, 1)}
    boxes |= {f"text_{n}": text for n, (_, text) in enumerate(rows, 1)}
    return {"rows": len(rows), "do": do, "reference": "Q-2HF8-TQ9N", **boxes, **more}


class TestAsk:
    def test_it_opens_about_the_card_whose_link_was_followed(self, sign_in, mash_worker, referral):
        text = text_of(sign_in(mash_worker).get(address("ask", referral, f"?about={CAR}")))
        assert f'<option value="{CAR}" selected>' in text
        assert EVIDENCE in text

    def test_a_card_nobody_knows_opens_about_nothing_in_particular(self, sign_in, mash_worker, referral):
        text = text_of(sign_in(mash_worker).get(address("ask", referral, "?about=indicator:%22%3E")))
        assert '<option value="" selected>Nothing in particular' in text

    def test_every_indicator_and_every_field_has_a_link(self, sign_in, mash_worker, referral):
        client = sign_in(mash_worker)
        pages = text_of(client.get(address("screening", referral))) + text_of(client.get(address("full", referral)))
        assert CAR in cards(referral.content)
        known = cards(referral.content)
        missing = [about for about in known if f"?about={about.replace(':', '%3A')}" not in pages]
        assert not missing

    def test_every_box_of_an_alert_has_a_link(self, sign_in, mash_worker, practitioner):
        words = {"who": "Hazel", "where": "At school", "what": "A man waits outside.", "phone": "01632 960401"}
        alert = actions.send_alert(by=practitioner, area=practitioner.area, details=words)
        page = text_of(sign_in(mash_worker).get(address("full", alert)))
        known = cards(alert.content)
        assert {"field:who", "field:where", "field:what", "field:phone"} <= set(known)
        assert not [about for about in known if f"?about={about.replace(':', '%3A')}" not in page]

    def test_another_row_keeps_what_was_typed_and_checks_nothing_yet(self, sign_in, mash_worker, referral):
        response = sign_in(mash_worker).post(address("ask", referral), typed((CAR, "Which car?"), do="add"))
        text = text_of(response)
        assert response.status_code == 200
        assert "Which car?" in text and 'name="text_2"' in text and "There is a problem" not in text
        assert 'name="reference" value="Q-2HF8-TQ9N"' in text
        assert not Round.objects.exists()

    def test_a_row_is_taken_away(self, sign_in, mash_worker, referral):
        rows = typed((CAR, "Which car?"), ("", "Who else?"), do="remove-1")
        text = text_of(sign_in(mash_worker).post(address("ask", referral), rows))
        assert "Who else?" in text and "Which car?" not in text and 'name="text_2"' not in text

    def test_all_are_sent_as_one_round_and_rows_left_empty_are_not(self, sign_in, mash_worker, referral):
        rows = typed((CAR, "Which car?"), ("", "  "), ("", "Who else?"))
        response = sign_in(mash_worker).post(address("ask", referral), rows)
        assert response.url == address("referral", referral)
        assert list(Question.objects.values_list("number", "about", "text")) == [
            (1, CAR, "Which car?"), (2, "", "Who else?")
        ]  # fmt: skip

    def test_pressed_twice_it_asks_once(self, sign_in, mash_worker, referral):
        client = sign_in(mash_worker)
        for _ in range(2):
            assert client.post(address("ask", referral), typed((CAR, "Which car?"))).status_code == 302
        assert Round.objects.get().reference == "Q-2HF8-TQ9N"

    @pytest.mark.parametrize(
        ("rows", "sentence"),
        [
            ([("", "")], "Write the question"),
            ([(CAR, "")], "Write the question"),
            ([("", "x" * 20_000)], "Your question must be 10,000 characters or fewer"),
            ([("indicator:nothing", "Who?")], "Choose what the question is about from the list"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_box(self, sign_in, mash_worker, referral, rows, sentence):
        text = text_of(sign_in(mash_worker).post(address("ask", referral), typed(*rows)))
        assert "There is a problem" in text and text.count(sentence) == 2
        assert not Round.objects.exists()

    @pytest.mark.parametrize("rows", ["", "-1", "²", "99999999999", "many"])
    def test_a_number_of_rows_that_is_none_is_no_error(self, sign_in, mash_worker, referral, rows):
        data = {**typed(("", "Who?")), "rows": rows}
        assert sign_in(mash_worker).post(address("ask", referral), data).status_code == 302

    def test_on_a_decided_referral_it_says_who_decided(self, sign_in, mash_worker, referral):
        client = sign_in(mash_worker)
        decided(referral, mash_worker)
        assert "Dawn Placeholder has already decided" in text_of(client.get(address("ask", referral), follow=True))
        response = client.post(address("ask", referral), typed((CAR, "Which car?")))
        assert response.status_code == 409
        assert "Dawn Placeholder has already decided" in text_of(response) and "Which car?" in text_of(response)

    def test_typed_while_signed_out_it_comes_back(self, client, sign_in, mash_worker, referral):
        sign_in(mash_worker).get(address("ask", referral))
        for key in ("_auth_user_id", "_auth_user_backend", "_auth_user_hash"):
            session = client.session
            del session[key]
            session.save()
        client.post(address("ask", referral), typed((CAR, "Which car?")))
        text = text_of(sign_in(mash_worker).get(address("ask", referral)))
        assert "Which car?" in text and "You were signed out" in text


class TestAskAgency:
    def step(self, client, referral, agency, **more):
        return client.post(address("ask_agency", referral), {"agency": agency.pk, **more})

    @pytest.fixture
    def clinic(self, solihull):
        """An agency of the MASH's own area that did not send the referral."""
        return make_member(make_agency(solihull, "health", "Nearby Demo Clinic")).agency

    def test_first_the_agency_with_the_areas_own_first(self, sign_in, mash_worker, referral, surgery, clinic):
        text = text_of(sign_in(mash_worker).get(address("ask_agency", referral)))
        assert text.index("Nearby Demo Clinic") < text.index("Invented Surgery")
        assert "Fernleigh Demo School</option>" not in text
        assert "Solihull MASH</option>" not in text

    def test_then_what_it_will_see_and_the_next_working_day(self, sign_in, mash_worker, referral, surgery, thursday):
        thursday.move_to(THURSDAY + dt.timedelta(days=1))
        response = self.step(sign_in(mash_worker), referral, surgery, do="choose")
        assert "Wren Testerby, born 9 January 2016" in text_of(response)
        assert response.context["form"]["due_on"].value() == dt.date(2026, 11, 23)
        assert "Teo Makebelieve" in text_of(response)

    def test_it_is_sent_to_whom_and_by_when_it_says(self, sign_in, mash_worker, referral, surgery):
        teo = surgery.memberships.get(role="practitioner")
        rows = typed(("", "Last seen?"), due_on_day="19", due_on_month="11", due_on_year="2026", to=teo.pk)
        response = self.step(sign_in(mash_worker), referral, surgery, **rows)
        asked = Round.objects.get()
        assert response.url == address("referral", referral)
        assert (asked.agency, asked.to, asked.due_on, asked.of_referrer) == (surgery, teo, THURSDAY.date(), False)

    @pytest.mark.parametrize(
        ("day", "sentence"),
        [
            (("18", "11", "2026"), "Answer by must be today or later"),
            (("", "", ""), "Enter the day by which you need the answer"),
            (("31", "2", "2027"), "Answer by must be a real date"),
            (("1", "6", "2027"), "The day must be today or within the next 90 days"),
        ],
    )
    def test_a_day_that_does_not_do_is_said(self, sign_in, mash_worker, referral, surgery, day, sentence):
        boxes = dict(zip(("due_on_day", "due_on_month", "due_on_year"), day, strict=True))
        text = text_of(self.step(sign_in(mash_worker), referral, surgery, **typed(("", "Last seen?"), **boxes)))
        assert sentence in text and "Last seen?" in text
        assert not Round.objects.exists()

    def test_choosing_another_agency_keeps_what_was_typed(self, sign_in, mash_worker, referral, surgery, clinic):
        client = sign_in(mash_worker)
        text = text_of(self.step(client, referral, surgery, **typed(("", "Last seen?"), do="change")))
        assert '<input type="hidden" name="text_1" value="Last seen?">' in text
        text = text_of(self.step(client, referral, clinic, rows=1, text_1="Last seen?", do="choose"))
        assert "Nearby Demo Clinic" in text and "Last seen?</textarea>" in text

    def test_another_row_keeps_day_and_person(self, sign_in, mash_worker, referral, surgery):
        teo = surgery.memberships.get(role="practitioner")
        rows = typed(("", "Last seen?"), do="add", due_on_day="1", due_on_month="x", due_on_year="", to=teo.pk)
        response = self.step(sign_in(mash_worker), referral, surgery, **rows)
        form = response.context["form"]
        assert (form["due_on"].value(), form["to"].value()) == (("1", "x", ""), str(teo.pk))
        assert 'value="x"' in text_of(response) and "There is a problem" not in text_of(response)

    @pytest.mark.parametrize("agency", ["", "0", "x", "99999999999999999999"])
    def test_an_agency_that_is_none_is_said(self, sign_in, mash_worker, referral, agency):
        text = text_of(sign_in(mash_worker).post(address("ask_agency", referral), {"agency": agency, "do": "choose"}))
        assert "There is a problem" in text

    def test_the_words_of_an_alert_can_be_shortened_first(self, sign_in, mash_worker, practitioner, surgery):
        words = {"who": "Hazel; Fernleigh called", "where": "Here", "what": "A man waits.", "phone": "01632 960401"}
        alert = actions.send_alert(by=practitioner, area=practitioner.area, details=words)
        client = sign_in(mash_worker)
        page = self.step(client, alert, surgery, do="choose")
        assert page.context["form"]["who"].value() == "Hazel; Fernleigh called"
        day = {"due_on_day": "19", "due_on_month": "11", "due_on_year": "2026"}
        assert "Say who the child is" in text_of(
            self.step(client, alert, surgery, **typed(("", "Seen?"), who=" ", **day))
        )
        self.step(client, alert, surgery, **typed(("", "Seen?"), who="Hazel, about 15", **day))
        assert Round.objects.get().told["name"] == "Hazel, about 15"

    def test_on_a_decided_referral_it_says_who_decided(self, sign_in, mash_worker, referral, surgery):
        client = sign_in(mash_worker)
        decided(referral, mash_worker)
        page = client.get(address("ask_agency", referral), follow=True)
        assert "Dawn Placeholder has already decided" in text_of(page)
        day = {"due_on_day": "19", "due_on_month": "11", "due_on_year": "2026"}
        response = self.step(client, referral, surgery, **typed(("", "Last seen?"), **day))
        assert response.status_code == 409 and "Last seen?" in text_of(response)


class TestAnswersStandUnderTheirCards:
    @pytest.mark.parametrize("name", ["referral", "screening"])
    def test_an_answer_about_an_indicator(self, sign_in, mash_worker, practitioner, referral, asked, name):
        actions.answer(round=asked, by=practitioner, answers={1: "A silver hatchback."})
        text = text_of(sign_in(mash_worker).get(address(name, referral)))
        cards_asked_about = text.split("The MASH asked:</strong>")[1:]
        card = next(part for part in cards_asked_about if "Which car was it?" in part)
        for words in ("A silver hatchback.", "Priya Sampleton, Fernleigh Demo School, today at"):
            assert words in card

    @pytest.mark.parametrize("name", ["referral", "full"])
    def test_an_answer_about_a_field(self, sign_in, mash_worker, practitioner, referral, asked, name):
        actions.answer(round=asked, by=practitioner, answers={2: "Since September."})
        assert "Since September." in text_of(sign_in(mash_worker).get(address(name, referral)))

    def test_the_summary_lists_every_round_with_where_it_stands(
        self, sign_in, mash_worker, practitioner, referral, asked, information, thursday
    ):
        client = sign_in(mash_worker)
        rounds = client.get(address("referral", referral)).context["rounds"]
        assert [(each.round, each.tag, each.tone) for each in rounds] == [
            (information, "Waiting", "amber"), (asked, "Waiting", "amber")
        ]  # fmt: skip
        assert rounds[0].lines == ["Asked today at 14:41 by Dawn Placeholder.", "Answer due Fri 20 Nov."]
        actions.answer(round=asked, by=practitioner, answers={1: "Grey.", 2: "May."})
        thursday.move_to(dt.datetime(2026, 11, 22, 9, 0, tzinfo=LONDON))
        client = sign_in(mash_worker)
        rounds = client.get(address("referral", referral)).context["rounds"]
        assert [(each.tag, each.tone) for each in rounds] == [("2 days late", "red"), ("Answered", "green")]
        actions.go_on(referral=referral, by=mash_worker, reason="Enough is known.")
        first = client.get(address("referral", referral)).context["rounds"][0]
        assert (first.tag, first.lines[-1]) == (
            "Ended without the answers", "Ended today at 09:00 by Dawn Placeholder. Enough is known."
        )  # fmt: skip

    def test_when_nobody_there_can_answer_any_more_it_says_to_ring(
        self, sign_in, mash_worker, practitioner, referral, asked
    ):
        type(practitioner).objects.filter(pk=practitioner.pk).update(ended_on=THURSDAY.date())
        shown = sign_in(mash_worker).get(address("referral", referral)).context["rounds"][0]
        assert shown.lines[-1] == "Nobody there can answer here any more. Ring them."

    def test_the_referrer_reads_their_own_and_not_what_another_agency_was_asked(
        self, sign_in, practitioner, referral, asked, information
    ):
        client = sign_in(practitioner)
        text = text_of(client.get(address("screening", referral))) + text_of(client.get(address("full", referral)))
        assert "Which car was it?" in text and "Since when?" in text
        assert "When was the child last seen?" not in text and "ask/?about" not in text

    def test_frozen_for_documents(self, referral, practitioner, asked):
        actions.answer(round=asked, by=practitioner, answers={2: "Since September."})
        assert answered(referral) == [
            {
                "about": "field:worried_about", "label": "What you are worried about, in short", "text": "Since when?",
                "answer": "Since September.", "asked_by": "Dawn Placeholder", "asked_at": "2026-11-19T14:41+00:00",
                "answered_by": "Priya Sampleton", "agency": "Fernleigh Demo School",
                "answered_at": "2026-11-19T14:41+00:00", "of_referrer": True,
            }
        ]  # fmt: skip

    def test_whoever_decides_reads_the_answers(self, sign_in, mash_worker, practitioner, referral, asked):
        actions.answer(round=asked, by=practitioner, answers={1: "A silver hatchback."})
        assert "A silver hatchback." in text_of(sign_in(mash_worker).get(address("decide", referral)))


class TestGoOn:
    def test_it_asks_why_and_says_who_is_waited_for(self, sign_in, mash_worker, referral, asked):
        client = sign_in(mash_worker)
        assert "Priya Sampleton, Fernleigh Demo School" in text_of(client.get(address("go_on", referral)))
        assert "Say why the MASH goes on" in text_of(client.post(address("go_on", referral), {"reason": " "}))
        assert client.post(address("go_on", referral), {"reason": "Enough."}).url == address("referral", referral)
        assert Round.objects.get().ended_reason == "Enough."

    def test_with_nothing_to_wait_for_it_says_so(self, sign_in, mash_worker, referral):
        client = sign_in(mash_worker)
        for page in (client.get(address("go_on", referral), follow=True),
                     client.post(address("go_on", referral), {"reason": "Enough."}, follow=True)):  # fmt: skip
            assert page.redirect_chain and page.context["referral"].state == "new"

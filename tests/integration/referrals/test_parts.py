"""The rest of a referral: the pages of the MASH's field list, kept as typed and sent when the referrer says so."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse

from audit.models import Event
from cse_portal.clock import LONDON
from cse_portal.models import Message
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.fields import BY_SLUG, PARTS, QUESTIONS, missing_words, values_of
from referrals.models import Referral
from referrals.states import NotPossible
from referrals.triage import triage
from screening import actions as screenings
from tests.factories.people import PASSWORD, make_member
from tests.factories.screenings import judgement, make_child, make_completed, make_draft

pytestmark = pytest.mark.django_db
FRIDAY = dt.datetime(2026, 11, 20, 14, 41, tzinfo=LONDON)
ALERT = {"who": "Hazel, about 15", "where": "At school", "what": "A man waits outside.", "phone": "01632 960401"}
SHEET = {
    "ethnicity": "white",
    "address": "1 Demo Street",
    "school": "Fernleigh Demo School",
    "disability": "None known",
}
CLOSED = "has already decided this referral"


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel(FRIDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def alert(practitioner) -> Referral:
    return actions.send_alert(by=practitioner, area=practitioner.area, details=ALERT)


@pytest.fixture
def referral(practitioner) -> Referral:
    draft = make_draft(practitioner)
    screenings.save_front_sheet(screening=draft, by=practitioner, values=SHEET)
    return screenings.submit(screening=draft, by=practitioner, judgement=judgement("vulnerable")).referral


def address(referral, part="") -> str:
    return reverse(
        "referrals:part" if part else "referrals:parts", args=[referral.reference, *([part] if part else [])]
    )


def loaded(page) -> str:
    return re.search(r'name="version" value="(\w*)"', page.content.decode())[1]


def save(client, referral, part, **values):
    """Type into a page as it is now, and save it."""
    version = loaded(client.get(address(referral, part)))
    return client.post(address(referral, part), {"version": version, "later": "1", **values})


def decide(referral, by, **more):
    advice = {"advised": "Ring the CSE team."}
    actions.decide(
        referral=referral, by=by, mash_outcome="advice", reason="Known.", feedback="Rang you.",
        next_step="None.", details=advice, **more,
    )  # fmt: skip


class TestNothingIsAskedTwice:
    def test_the_screening_the_child_and_the_referrer_fill_the_pages(self, sign_in, practitioner, referral):
        client = sign_in(practitioner)
        pages = {part.slug: client.get(address(referral, part.slug)).content.decode() for part in PARTS}
        assert 'value="Wren Testerby"' in pages["child"] and "1 Demo Street" in pages["child"]
        assert 'value="9 January 2016"' in pages["child"]
        assert 'value="Fernleigh Demo School"' in pages["services"]
        assert "It’s just a lift." in pages["words"] and "Not asked yet, to keep the child safe." in pages["words"]
        assert "Find out who the driver is." in pages["why"]
        assert 'value="01632 960401"' in pages["you"]

    def test_what_an_alert_says_is_not_missing_again(self, alert):
        words = missing_words(alert.content)
        assert "what you are worried about" not in words and "where the child is now" not in words
        for name in ("ethnicity", "GP", "whether parents or carers were told", "the lawful basis", "home address"):
            assert name in words

    def test_an_own_draft_is_offered_to_its_practitioner_and_to_nobody_else(self, sign_in, practitioner, lead):
        draft = make_draft(practitioner)
        screenings.save_front_sheet(screening=draft, by=practitioner, values=SHEET)
        sent = screenings.raise_alert(by=practitioner, area=practitioner.area, details=ALERT, screening=draft)
        assert "1 Demo Street" in sign_in(practitioner).get(address(sent, "child")).content.decode()
        assert "1 Demo Street" not in sign_in(lead).get(address(sent, "child")).content.decode()

    @pytest.mark.parametrize("part", PARTS, ids=lambda part: part.slug)
    def test_saving_a_page_as_it_is_adds_nothing(self, sign_in, practitioner, referral, part):
        client = sign_in(practitioner)
        form = client.get(address(referral, part.slug)).context["form"]
        values = {}
        for name in part.names:
            value = form[name].value()
            if isinstance(value, dt.date):
                values |= {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}
            elif value:
                values[name] = value
        save(client, referral, part.slug, **values)
        referral.refresh_from_db()
        assert referral.additions == {}


class TestSaving:
    @pytest.mark.parametrize("part", PARTS, ids=lambda part: part.slug)
    def test_every_page_takes_every_answer_and_sends_it(self, sign_in, practitioner, mash_worker, alert, part):
        given = {name: _answer(QUESTIONS[name]) for name in part.names}
        typed = {}
        for name, value in given.items():
            if QUESTIONS[name].field.kind == "date":
                typed |= {f"{name}_day": "19", f"{name}_month": "Nov", f"{name}_year": "2026"}
            else:
                typed[name] = value
        client = sign_in(practitioner)
        assert save(client, alert, part.slug, **typed).status_code == 302
        client.post(address(alert))
        alert.refresh_from_db()
        now = values_of(alert.content)
        assert {name: now.get(name) for name in given} == given
        html = sign_in(mash_worker).get(reverse("referrals:full", args=[alert.reference])).content.decode()
        shown = {name: QUESTIONS[name] for name in given if QUESTIONS[name].applies(given)}
        assert not [name for name, question in shown.items() if question.field.in_words(given[name]) not in html]

    @pytest.mark.parametrize("part", PARTS, ids=lambda part: part.slug)
    def test_boxes_that_were_not_sent_stay_as_they_were(self, sign_in, practitioner, alert, part):
        assert sign_in(practitioner).post(address(alert, part.slug), {"later": "1"}).status_code == 302
        alert.refresh_from_db()
        assert not alert.additions

    def test_not_known_is_an_answer_where_the_list_takes_it(self, sign_in, practitioner, alert):
        client = sign_in(practitioner)
        assert "write “Not known”" in client.get(address(alert, "services")).content.decode()
        assert "write “Not known”" not in client.get(address(alert, "why")).content.decode()
        save(client, alert, "child", ethnicity="not_recorded", language="Not known", disability="Not known")
        save(client, alert, "services", gp="Not known", school="Not known")
        actions.send_additions(referral=alert, by=practitioner)
        alert.refresh_from_db()
        for name in ("ethnicity", "first language", "disability", "GP", "school or nursery"):
            assert name not in missing_words(alert.content).split("; ")

    def test_too_long_a_text_is_said_and_kept_in_its_box_while_the_rest_is_saved(self, sign_in, practitioner, alert):
        page = save(sign_in(practitioner), alert, "why", tried="x" * 51_000, chronology="In May.")
        html = page.content.decode()
        assert "What has been tried, and what came of it must be 50,000 characters or fewer" in html
        assert "x" * 51_000 in html
        alert.refresh_from_db()
        assert alert.additions == {"chronology": "In May."}

    @pytest.mark.parametrize("part", PARTS, ids=lambda part: part.slug)
    def test_on_every_page_51000_characters_are_said_and_kept_in_their_box(self, sign_in, practitioner, alert, part):
        box = next(each.name for each in part.questions if each.field.kind in ("text", "long"))
        html = save(sign_in(practitioner), alert, part.slug, **{box: "x" * 51_000}).content.decode()
        assert "characters or fewer" in html and "x" * 51_000 in html
        alert.refresh_from_db()
        assert alert.additions == {}

    def test_half_a_date_is_said_and_the_rest_is_saved(self, sign_in, practitioner, alert):
        page = save(sign_in(practitioner), alert, "start", phoned="yes", phoned_on_day="20", phoned_to="Duty desk")
        assert "Day of the call must include a month and a year" in page.content.decode()
        alert.refresh_from_db()
        assert alert.additions == {"phoned": "yes", "phoned_to": "Duty desk"}

    def test_a_choice_nobody_offers_is_said(self, sign_in, practitioner, alert):
        page = save(sign_in(practitioner), alert, "sharing", lawful_basis="consent")
        assert "choose one of the answers shown" in page.content.decode()

    def test_saving_goes_on_to_the_next_page_and_from_the_last_to_the_list(self, sign_in, practitioner, alert):
        client = sign_in(practitioner)
        assert client.post(address(alert, "child"), {"religion": "None"}).url == address(alert, "family")
        assert client.post(address(alert, "you"), {"relationship": "Form tutor"}).url == address(alert)

    def test_what_is_typed_is_saved_as_a_draft(self, sign_in, practitioner, alert):
        client = sign_in(practitioner)
        sent = client.post(address(alert, "child"), {"religion": "None"}, headers={"X-Draft": "1"}).json()
        assert sent["saved_at"] == "14:41"
        again = {"religion": "Not asked", "nhs_number": "1" * 600, "version": sent["version"]}
        note = client.post(address(alert, "child"), again, headers={"X-Draft": "1"}).json()["note"]
        assert "NHS number must be 500 characters or fewer" in note
        alert.refresh_from_db()
        assert alert.additions == {"religion": "Not asked"}

    def test_an_answer_can_be_taken_out_again(self, sign_in, practitioner, mash_worker, referral):
        save(sign_in(practitioner), referral, "child", child_names="Wren Testerby", address="")
        actions.send_additions(referral=referral, by=practitioner)
        referral.refresh_from_db()
        assert "home address" in missing_words(referral.content)
        assert "1 Demo Street" not in str(referral.content["parts"])

    def test_an_answer_of_another_page_is_refused(self, practitioner, alert):
        with pytest.raises(ValueError, match="not on this page"):
            actions.save_part(referral=alert, by=practitioner, part="you", values={"gp": "Demo Practice"})

    def test_each_save_that_changes_something_is_recorded_without_a_word_of_it(self, sign_in, practitioner, alert):
        client = sign_in(practitioner)
        save(client, alert, "child", religion="None")
        save(client, alert, "child", religion="None")
        event = Event.objects.get(type="referral:written")
        assert (event.detail, event.membership_id) == ({"part": "child"}, practitioner.pk)


def _answer(question) -> str:
    kinds = {"choice": question.field.choices[0][0] if question.field.choices else "", "date": "2026-11-19",
             "time": "09:15"}  # fmt: skip
    return kinds.get(question.field.kind, f"Told of {question.name}")


class TestTwoPeople:
    """The referrer and their lead have the same page open."""

    def test_each_keeps_what_the_other_did_not_touch(self, sign_in, practitioner, lead, alert):
        version = loaded(sign_in(practitioner).get(address(alert, "child")))
        typed = {"version": version, "religion": "", "nhs_number": "", "later": "1"}
        sign_in(lead).post(address(alert, "child"), {**typed, "religion": "None"})
        sign_in(practitioner).post(address(alert, "child"), {**typed, "nhs_number": "000"})
        alert.refresh_from_db()
        assert alert.additions == {"religion": "None", "nhs_number": "000"}

    @pytest.mark.parametrize(
        ("kept", "stands"), [("mine", "Two sisters"), ("theirs", "A brother"), ("both", "A brother\n\nTwo sisters")]
    )
    def test_the_same_box_is_asked_about_and_nothing_is_lost(self, sign_in, practitioner, lead, alert, kept, stands):
        version = loaded(sign_in(practitioner).get(address(alert, "family")))
        sign_in(lead).post(address(alert, "family"), {"version": version, "other_children": "A brother", "later": "1"})
        client = sign_in(practitioner)
        page = client.post(address(alert, "family"), {"version": version, "other_children": "Two sisters"})
        html = page.content.decode()
        assert "changed by somebody else" in html and "A brother" in html and "Two sisters" in html
        alert.refresh_from_db()
        assert alert.additions == {"other_children": "A brother"}
        answered = {"version": loaded(page), "other_children": "Two sisters", "other_children-keep": kept, "later": "1"}
        assert client.post(address(alert, "family"), answered).status_code == 302
        alert.refresh_from_db()
        assert alert.additions == {"other_children": stands}

    @pytest.mark.parametrize("part", PARTS, ids=lambda part: part.slug)
    def test_every_page_finds_what_changed(self, sign_in, practitioner, lead, alert, part):
        box = next(each.name for each in part.questions if each.field.kind in ("text", "long"))
        version = loaded(sign_in(practitioner).get(address(alert, part.slug)))
        sign_in(lead).post(address(alert, part.slug), {"version": version, box: "Hers", "later": "1"})
        typed = {"version": version, box: "His", "later": "1"}
        html = sign_in(practitioner).post(address(alert, part.slug), typed).content.decode()
        assert f'name="{box}-keep"' in html and "Hers" in html and "His" in html
        alert.refresh_from_db()
        assert alert.additions == {box: "Hers"}

    def test_a_draft_save_says_that_it_changed(self, sign_in, practitioner, lead, alert):
        version = loaded(sign_in(practitioner).get(address(alert, "child")))
        actions.save_part(referral=alert, by=lead, part="child", values={"religion": "None"})
        typed = {"version": version, "religion": "Not asked"}
        answer = sign_in(practitioner).post(address(alert, "child"), typed, headers={"X-Draft": "1"})
        assert answer.status_code == 409 and "somebody else changed this page" in answer.json()["error"]
        alert.refresh_from_db()
        assert alert.additions == {"religion": "None"}


class TestSending:
    def test_it_goes_to_the_mash_with_a_new_edition_an_event_and_a_mail(
        self, sign_in, practitioner, mash_worker, alert
    ):
        client = sign_in(practitioner)
        save(client, alert, "services", gp="Demo Practice")
        assert "Not sent yet" in client.get(address(alert)).content.decode()
        Message.objects.all().delete()
        assert client.post(address(alert)).url == address(alert)
        alert.refresh_from_db()
        assert alert.additions == {} and alert.details == {**ALERT, "gp": "Demo Practice"}
        assert alert.documents.count() == 2
        assert Event.objects.get(type="referral:added").detail == {"parts": ["services"]}
        message = Message.objects.get()
        assert (message.kind, message.to_user_id) == ("referral_added", mash_worker.user_id)
        page = client.get(address(alert)).content.decode()
        assert "Send this to the MASH" not in page and "Not sent yet" not in page

    def test_its_worker_alone_is_told_once_somebody_has_it(self, solihull, practitioner, mash_worker, alert):
        make_member(mash_worker.agency, "mash_worker", name="Fern Makebelieve")
        actions.acknowledge(referral=alert, by=mash_worker)
        Message.objects.all().delete()
        actions.save_part(referral=alert, by=practitioner, part="services", values={"gp": "Demo Practice"})
        actions.send_additions(referral=alert, by=practitioner)
        assert [message.to_user_id for message in Message.objects.all()] == [mash_worker.user_id]

    def test_a_second_press_sends_nothing_twice(self, practitioner, alert):
        actions.save_part(referral=alert, by=practitioner, part="services", values={"gp": "Demo Practice"})
        actions.send_additions(referral=alert, by=practitioner)
        actions.send_additions(referral=alert, by=practitioner)
        assert alert.documents.count() == 2

    def test_the_mash_reads_what_is_not_given_yet(self, sign_in, mash_worker, alert):
        client = sign_in(mash_worker)
        summary = client.get(reverse("referrals:referral", args=[alert.reference])).content.decode()
        assert "Not given yet" in summary and "whether parents or carers were told" in summary
        assert "Not given yet" in client.get(reverse("referrals:full", args=[alert.reference])).content.decode()

    def test_what_is_typed_and_not_sent_is_not_the_mashs_to_read(self, sign_in, practitioner, mash_worker, alert):
        actions.save_part(referral=alert, by=practitioner, part="services", values={"gp": "Demo Practice"})
        client = sign_in(mash_worker)
        for name in ("referral", "full"):
            html = client.get(reverse(f"referrals:{name}", args=[alert.reference])).content.decode()
            assert "Demo Practice" not in html and "More written" not in html


def test_the_summary_and_the_first_page_of_the_pdf_say_what_was_put_right(sign_in, practitioner, mash_worker, referral):
    said = {"own_words": "I want it to stop.", "own_words_not_obtained": ""}
    actions.save_part(referral=referral, by=practitioner, part="words", values=said)
    actions.save_part(referral=referral, by=practitioner, part="child", values={"where": "At her aunt’s"})
    sent = actions.send_additions(referral=referral, by=practitioner)
    html = sign_in(mash_worker).get(reverse("referrals:referral", args=[sent.reference])).content.decode()
    assert "I want it to stop." in html and "It’s just a lift." not in html
    first = triage(sent.documents.order_by("-edition").first().content)
    texts = [fact.text for fact in first.child]
    assert "“I want it to stop.”" in texts and "At her aunt’s" in texts


def test_what_was_typed_survives_a_sign_out(client, practitioner, alert):
    sign_in = {"login": practitioner.user.email, "password": PASSWORD}
    client.post(reverse("account_login"), sign_in)
    version = loaded(client.get(address(alert, "child")))
    client.session.flush()
    client.post(address(alert, "child"), {"version": version, "religion": "Typed before"})
    client.post(reverse("account_login"), sign_in)
    html = client.get(address(alert, "child")).content.decode()
    assert "You were signed out." in html and "Typed before" in html


class TestRule34:
    """A carer who was not told needs its reason; nobody's agreeing or not is ever a dead end."""

    def test_not_told_asks_for_the_reason_and_keeps_what_was_said(self, sign_in, practitioner, alert):
        answer = sign_in(practitioner).post(address(alert, "sharing"), {"carers_told": "no"})
        assert "Say why parents or carers have not been told" in answer.content.decode()
        alert.refresh_from_db()
        assert alert.additions == {"carers_told": "no"}

    def test_it_is_not_sent_without_the_reason(self, sign_in, practitioner, alert):
        client = sign_in(practitioner)
        save(client, alert, "sharing", carers_told="no")
        html = client.post(address(alert)).content.decode()
        assert "Say why parents or carers have not been told" in html
        assert f'href="{address(alert, "sharing")}#id_carers_not_told_reason"' in html
        with pytest.raises(Incomplete):
            actions.send_additions(referral=alert, by=practitioner)

    def test_it_is_sent_with_the_reason(self, sign_in, practitioner, alert):
        client = sign_in(practitioner)
        save(client, alert, "sharing", carers_told="no", carers_not_told_reason="It would put her at risk.")
        client.post(address(alert))
        alert.refresh_from_db()
        assert alert.details["carers_not_told_reason"] == "It would put her at risk."
        assert "Parents and carers: why not" in str(alert.content["parts"])

    @pytest.mark.parametrize(
        ("question", "reason"),
        [("carers_agree", "carers_disagree_reason"), ("support_agreed", "support_refused_reason"),
         ("child_told_of_referral", "child_not_told_reason")],
    )  # fmt: skip
    def test_a_no_asks_why_and_goes_on(self, sign_in, practitioner, alert, question, reason):
        client = sign_in(practitioner)
        refused = client.post(address(alert, "sharing"), {question: "no"})
        assert f'id="id_{reason}-error"' in refused.content.decode()
        typed = {"version": loaded(refused), question: "no", reason: "She is at risk either way."}
        assert client.post(address(alert, "sharing"), typed).url == address(alert, "why")
        assert client.post(address(alert)).status_code == 302

    def test_agreeing_is_no_lawful_basis(self):
        basis = QUESTIONS["lawful_basis"].field
        assert "consent" not in dict(basis.choices) and "not the legal basis" in basis.hint
        assert {"carers_told", "carers_agree", "child_told_of_referral", "support_agreed", "lawful_basis"} <= set(
            BY_SLUG["sharing"].names
        )


class TestRule2:
    """A referral without a screening, and a screening added to it later."""

    def test_what_was_added_stands_after_the_screening_comes(self, sign_in, practitioner, mash_worker):
        draft = make_draft(practitioner)
        sent = screenings.raise_alert(by=practitioner, area=practitioner.area, details=ALERT, screening=draft)
        actions.save_part(referral=sent, by=practitioner, part="services", values={"gp": "Demo Practice"})
        actions.send_additions(referral=sent, by=practitioner)
        actions.save_part(referral=sent, by=practitioner, part="child", values={"religion": "None"})
        done = screenings.submit(screening=draft, by=practitioner, judgement=judgement("vulnerable"))
        assert done.referral == sent
        html = sign_in(mash_worker).get(reverse("referrals:full", args=[sent.reference])).content.decode()
        assert "Demo Practice" in html and "A man waits outside." in html and "It’s just a lift." in html
        sent.refresh_from_db()
        assert sent.additions == {"religion": "None"}
        assert "GP" not in missing_words(sent.content).split("; ")

    def test_a_correction_keeps_it_too(self, practitioner, referral):
        actions.save_part(referral=referral, by=practitioner, part="services", values={"gp": "Demo Practice"})
        actions.send_additions(referral=referral, by=practitioner)
        draft = screenings.correct(screening=referral.screening, by=practitioner, reason="Mixed up.")
        done = screenings.submit(screening=draft, by=practitioner, judgement=judgement("vulnerable"))
        assert "Demo Practice" in str(done.referral.content["parts"])

    def test_the_referrers_page_offers_to_add_a_screening(self, sign_in, practitioner, lead):
        draft = make_draft(practitioner)
        sent = screenings.raise_alert(by=practitioner, area=practitioner.area, details=ALERT, screening=draft)
        record = reverse("referrals:referral", args=[sent.reference])
        assert "Add a screening to this referral" in sign_in(practitioner).get(record).content.decode()
        assert "Add a screening to this referral" not in sign_in(lead).get(record).content.decode()
        screenings.submit(screening=draft, by=practitioner, judgement=judgement("vulnerable"))
        assert "Add a screening to this referral" not in sign_in(practitioner).get(record).content.decode()

    def test_the_confirmation_pages_say_what_the_mash_lacks(self, sign_in, practitioner, referral):
        draft = make_draft(practitioner, child=make_child(practitioner, family_name="Sampleby"))
        sent = screenings.raise_alert(by=practitioner, area=practitioner.area, details=ALERT, screening=draft)
        client = sign_in(practitioner)
        for name, record in (("told", sent), ("sent", referral)):
            html = client.get(reverse(f"screening:{name}", args=[record.screening.reference])).content.decode()
            assert "What the MASH still lacks" in html and "more." in html
            assert f'href="{address(record)}"' in html


class TestClosed:
    @pytest.fixture
    def written(self, practitioner, mash_worker, alert):
        actions.save_part(referral=alert, by=practitioner, part="services", values={"gp": "Demo Practice"})
        decide(alert, mash_worker)
        return alert

    def test_sending_says_who_decided_and_keeps_what_was_typed(self, sign_in, practitioner, written):
        answer = sign_in(practitioner).post(address(written))
        assert answer.status_code == 409
        html = answer.content.decode()
        assert CLOSED in html and "Nothing was sent." in html and "Demo Practice" in html
        written.refresh_from_db()
        assert written.additions == {"gp": "Demo Practice"} and written.documents.filter(kind="referral").count() >= 1

    def test_a_page_that_was_open_shows_what_was_typed(self, sign_in, practitioner, written):
        answer = sign_in(practitioner).post(address(written, "child"), {"religion": "Typed too late"})
        assert answer.status_code == 409
        html = answer.content.decode()
        assert CLOSED in html and "Typed too late" in html and "Save and continue" not in html

    def test_a_draft_save_says_so(self, sign_in, practitioner, written):
        answer = sign_in(practitioner).post(address(written, "child"), {"religion": "x"}, headers={"X-Draft": "1"})
        assert answer.status_code == 409 and CLOSED in answer.json()["error"]

    def test_the_list_shows_what_was_not_sent_and_the_pages_lead_there(self, sign_in, practitioner, written):
        client = sign_in(practitioner)
        html = client.get(address(written)).content.decode()
        assert "nothing more can be added" in html and "Demo Practice" in html and "Send this" not in html
        assert client.get(address(written, "child")).url == address(written)

    def test_withdrawn_is_closed_too(self, sign_in, practitioner, alert):
        actions.save_part(referral=alert, by=practitioner, part="services", values={"gp": "Demo Practice"})
        actions.withdraw(referral=alert, by=practitioner, reason="Sent about the wrong child.")
        html = sign_in(practitioner).post(address(alert)).content.decode()
        assert "has already withdrawn this referral" in html and "Demo Practice" in html

    def test_the_mash_is_no_longer_told_what_was_not_given(self, sign_in, mash_worker, written):
        record = reverse("referrals:referral", args=[written.reference])
        assert "Not given yet" not in sign_in(mash_worker).get(record).content.decode()

    def test_nothing_is_sent_by_the_action_either(self, practitioner, written):
        with pytest.raises(NotPossible):
            actions.send_additions(referral=written, by=practitioner)


def test_a_page_nobody_has_is_not_there(sign_in, practitioner, alert):
    client = sign_in(practitioner)
    assert client.get(f"/referrals/{alert.reference}/more/nonsense/").status_code == 404
    assert client.post(f"/referrals/{alert.reference}/more/nonsense/").status_code == 404


def test_a_colleague_and_the_mash_have_no_such_page(sign_in, school, practitioner, mash_worker, alert):
    for other in (make_member(school, name="Kit Pretend"), mash_worker):
        client = sign_in(other)
        for method in (client.get, client.post):
            assert method(address(alert)).status_code == 404
            assert method(address(alert, "child")).status_code == 404


def test_the_pdf_has_the_parts_once_they_were_added(practitioner, referral):
    from referrals.pdf import referral_html

    actions.save_part(referral=referral, by=practitioner, part="services", values={"gp": "Demo Practice"})
    actions.send_additions(referral=referral, by=practitioner)
    html = referral_html(referral.documents.order_by("-edition").first())
    assert "Demo Practice" in html and "Not given yet" in html


def test_an_alert_that_grew_has_its_parts_in_the_pdf(practitioner, alert):
    from referrals.pdf import referral_html

    actions.save_part(referral=alert, by=practitioner, part="services", values={"gp": "Demo Practice"})
    actions.send_additions(referral=alert, by=practitioner)
    assert "Demo Practice" in referral_html(alert.documents.order_by("-edition").first())


def test_a_referral_from_before_these_pages_still_opens(sign_in, practitioner, mash_worker):
    old = make_completed(practitioner).referral
    del old.content["parts"]
    old.save(update_fields=["content"])
    for member, name in ((mash_worker, "full"), (mash_worker, "referral"), (practitioner, "parts")):
        assert sign_in(member).get(reverse(f"referrals:{name}", args=[old.reference])).status_code == 200


def test_who_has_the_decision_open_reads_what_was_added_before_they_decide(practitioner, mash_worker, alert):
    read = actions.edition_of(alert)
    actions.save_part(referral=alert, by=practitioner, part="services", values={"gp": "Demo Practice"})
    actions.send_additions(referral=alert, by=practitioner)
    with pytest.raises(Incomplete, match="The referral changed while you had this page open"):
        decide(alert, mash_worker, edition=read)

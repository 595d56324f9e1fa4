"""One screening's answers shared with another agency for its re-screen: what it sees, what never, and until when."""

import datetime as dt

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from audit.models import Event
from cse_portal.models import Message
from referrals import actions as referrals
from referrals.content import of_screening
from referrals.models import LogEntry
from screening import actions
from screening.models import Screening, SharedAnswers
from screening.states import NotPossible
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import NARRATIVE, answer, judgement, make_child, make_completed, make_draft
from tests.integration.screening.sheets import section_of
from tests.integration.screening.test_races import at_once

BORN = dt.date(2012, 4, 3)
CODE, SECTION = "rs-unexplained-items", "significant"
SEEN = "Got out of a grey car at the gate."
# Of the other agency's record: the reason for its outcome, its narrative, what it wrote to the MASH.
SECRETS = ["Reasoned in private.", NARRATIVE["protective_factors"], NARRATIVE["analysis"], "Find out who the driver is"]
WHY = "The school sees her daily and screens again this week."


@pytest.fixture
def nurse(solihull):
    return make_member(make_agency(solihull, "health", "Mereside Invented Surgery"), name="Nell Sampleford")


@pytest.fixture
def theirs(nurse) -> Screening:
    draft = make_draft(nurse, date_of_birth=BORN)
    answer(draft, CODE)
    return actions.submit(screening=draft, by=nurse, judgement=judgement("level-2", SECRETS[0]))


def share(screening, by, agency, reason=WHY) -> SharedAnswers:
    return actions.share_answers(screening=screening, by=by, agency=agency, reason=reason)


def begin(by, **fields) -> Screening:
    identity = {"first_names": "Wren", "family_name": "Testerby", "date_of_birth": BORN, **fields}
    return actions.begin(by=by, area=by.area, reference="", identity=identity)


def corrected(screening, by) -> Screening:
    draft = actions.correct(screening=screening, by=by, reason="It was another car.")
    return actions.submit(screening=draft, by=by, judgement=judgement("level-2"))


def read(client, url) -> str:
    return client.get(url).content.decode()


class TestWhatTheOtherAgencySees:
    def test_the_answers_beside_todays_questions_with_who_shared_them(self, theirs, cse_officer, practitioner, sign_in):
        made = share(theirs, cse_officer, practitioner.agency)
        draft = begin(practitioner)
        assert (draft.beside, draft.previous) == (made, None)
        html = read(sign_in(practitioner), section_of(draft, CODE))
        assert SEEN in html and "Still so on" in html
        assert f"Shared by {made.by_words} on" in html and "Answers of Mereside Invented Surgery" in html

    def test_nothing_else_of_the_record_on_any_page(self, theirs, cse_officer, practitioner, sign_in):
        share(theirs, cse_officer, practitioner.agency)
        draft, client = begin(practitioner), sign_in(practitioner)
        pages = [
            reverse(f"screening:{name}", args=[draft.reference]) for name in ("tasks", "tool", "check", "narrative")
        ]
        for page in (*pages, section_of(draft, CODE)):
            html = read(client, page)
            told = [*SECRETS, theirs.reference, theirs.child.reference, theirs.referral.reference, "Level 2</", WHY]
            assert not [each for each in told if each in html], page
        for name in ("screening:view", "screening:sent", "screening:explain", "screening:rescreen", "screening:share"):
            assert client.get(reverse(name, args=[theirs.reference])).status_code == 404, name
        assert client.get(reverse("referrals:referral", args=[theirs.referral.reference])).status_code == 404

    def test_the_outcome_is_compared_with_nothing_of_theirs(self, theirs, cse_officer, practitioner):
        share(theirs, cse_officer, practitioner.agency)
        draft = actions.save_narrative(screening=begin(practitioner), by=practitioner, values=NARRATIVE)
        done = actions.submit(screening=draft, by=practitioner, judgement=judgement("level-1", what_changed=""))
        assert (done.decision.get("movement"), done.previous) == (None, None)
        assert LogEntry.objects.get(screening=done).previous_outcome == ""

    def test_an_affirmed_answer_says_whose_it_was_and_was_seen_by_nobody_here(
        self, theirs, cse_officer, practitioner, sign_in
    ):
        share(theirs, cse_officer, practitioner.agency)
        draft = begin(practitioner)
        sign_in(practitioner).post(section_of(draft, CODE), {CODE: "not_asked", f"{CODE}-still-so": "yes"})
        kept = draft.answers.get()
        assert (kept.what, kept.source_type) == (SEEN, "other_professional")
        assert kept.source_detail.startswith("Mereside Invented Surgery: ")
        draft = actions.save_narrative(screening=draft, by=practitioner, values=NARRATIVE)
        done = actions.submit(screening=draft, by=practitioner, judgement=judgement("level-1"))
        [row] = of_screening(done)["evidence"]
        assert row["affirmed"].endswith("by Mereside Invented Surgery")

    def test_looking_at_them_is_an_event_on_their_screening(self, theirs, cse_officer, practitioner, sign_in):
        share(theirs, cse_officer, practitioner.agency)
        read(sign_in(practitioner), section_of(begin(practitioner), CODE))
        event = Event.objects.get(type="screening:answers_viewed")
        assert (event.reference, event.child, event.user_id) == (
            theirs.reference, theirs.child.reference, practitioner.user_id,
        )  # fmt: skip

    def test_their_own_newer_screening_stands_beside_instead(self, theirs, cse_officer, practitioner, sign_in):
        share(theirs, cse_officer, practitioner.agency)
        own = make_completed(practitioner, "level-1", date_of_birth=BORN)
        draft = actions.start_rescreen(rescreen=own.rescreen, by=practitioner)
        assert draft.previous == own
        client = sign_in(practitioner)
        assert SEEN not in read(client, section_of(draft, CODE))
        for page in ("tasks", "tool"):
            html = read(client, reverse(f"screening:{page}", args=[draft.reference]))
            assert "stand beside yours" not in html, "no page says what the section does not do"

    def test_a_draft_already_begun_gets_them_too(self, theirs, cse_officer, practitioner):
        draft = begin(practitioner)
        made = share(theirs, cse_officer, practitioner.agency)
        draft.refresh_from_db()
        assert draft.beside == made

    def test_a_draft_that_had_the_version_before_gets_the_corrected_one(self, theirs, cse_officer, practitioner, nurse):
        share(theirs, cse_officer, practitioner.agency)
        draft = begin(practitioner)
        made = share(corrected(theirs, nurse), cse_officer, practitioner.agency)
        draft.refresh_from_db()
        assert draft.beside == made
        assert actions.share_of(draft) == made

    def test_the_sharing_agency_sees_nothing_of_the_rescreen(self, theirs, cse_officer, practitioner, nurse, sign_in):
        share(theirs, cse_officer, practitioner.agency)
        draft, client = begin(practitioner), sign_in(nurse)
        assert client.get(reverse("screening:tasks", args=[draft.reference])).status_code == 404
        again = actions.start_rescreen(rescreen=theirs.rescreen, by=nurse)
        assert (again.beside, again.previous) == (None, theirs)


class TestWhoIsOfferedNothing:
    @pytest.mark.parametrize("fields", [{"first_names": "Wrenna"}, {"date_of_birth": dt.date(2012, 4, 4)}])
    def test_another_child(self, theirs, cse_officer, practitioner, fields):
        share(theirs, cse_officer, practitioner.agency)
        assert begin(practitioner, **fields).beside is None

    def test_another_agency(self, theirs, cse_officer, practitioner, solihull):
        share(theirs, cse_officer, practitioner.agency)
        assert begin(make_member(make_agency(solihull))).beside is None

    def test_a_name_that_was_put_right_is_another_child(self, theirs, cse_officer, practitioner, sign_in):
        share(theirs, cse_officer, practitioner.agency)
        draft = begin(practitioner)
        identity = {"first_names": "Robin", "family_name": "Testerby", "date_of_birth": BORN}
        actions.say_who(screening=draft, by=practitioner, area=practitioner.area, identity=identity)
        assert SEEN not in read(sign_in(practitioner), section_of(draft, CODE))

    def test_a_screening_begun_after_it_was_taken_back(self, theirs, cse_officer, practitioner, sign_in):
        made = share(theirs, cse_officer, practitioner.agency)
        begun = begin(practitioner)
        actions.take_back_answers(share=made, by=cse_officer)
        colleague = make_member(practitioner.agency)
        assert begin(colleague).beside is None
        assert SEEN in read(sign_in(practitioner), section_of(begun, CODE)), "what was begun keeps them"

    def test_a_correction_begun_after_it_was_taken_back(self, theirs, cse_officer, practitioner, sign_in):
        made = share(theirs, cse_officer, practitioner.agency)
        draft = actions.save_narrative(screening=begin(practitioner), by=practitioner, values=NARRATIVE)
        done = actions.submit(screening=draft, by=practitioner, judgement=judgement("level-1"))
        actions.take_back_answers(share=made, by=cse_officer)
        draft = actions.correct(screening=done, by=practitioner, reason="A date was wrong.")
        assert SEEN not in read(sign_in(practitioner), section_of(draft, CODE))
        identity = {"first_names": "Wren", "family_name": "Testerby", "date_of_birth": BORN}
        draft = actions.say_who(screening=draft, by=practitioner, area=practitioner.area, identity=identity)
        assert draft.beside == made, "its paper says what stood beside the version before"

    def test_nobody_of_a_child_restricted_since(self, theirs, cse_officer, practitioner, nurse, sign_in):
        share(theirs, cse_officer, practitioner.agency)
        begun = begin(practitioner)
        referrals.restrict(child=theirs.child, by=cse_officer, reason="Known to staff.")
        assert SEEN not in read(sign_in(practitioner), section_of(begun, CODE))
        assert begin(make_member(practitioner.agency)).beside is None
        lead = make_member(practitioner.agency, Role.SAFEGUARDING_LEAD)
        assert sign_in(lead).get(reverse("screening:shared", args=[theirs.reference])).status_code == 404

    def test_nobody_of_answers_that_were_corrected_since(self, theirs, cse_officer, practitioner, nurse):
        share(theirs, cse_officer, practitioner.agency)
        corrected(theirs, nurse)
        assert begin(practitioner).beside is None


class TestSharing:
    def test_the_lead_of_its_own_agency_may_as_well(self, theirs, nurse, practitioner):
        lead = make_member(nurse.agency, Role.SAFEGUARDING_LEAD)
        assert share(theirs, lead, practitioner.agency).shared_by == lead

    def test_nobody_else_may(self, theirs, nurse, practitioner, mash_worker, lead):
        for by in (nurse, practitioner, mash_worker, lead):
            with pytest.raises(Http404):
                share(theirs, by, practitioner.agency)

    def test_only_with_an_agency_of_the_area_where_somebody_screens(self, theirs, cse_officer, walsall, solihull):
        elsewhere = make_member(make_agency(walsall)).agency
        gone = make_member(make_agency(solihull))
        gone.user.is_active = False
        gone.user.save()
        for agency in (None, elsewhere, gone.agency, theirs.agency):
            with pytest.raises(actions.Incomplete) as refused:
                share(theirs, cse_officer, agency)
            assert list(refused.value.problems) == ["agency"]
        assert not SharedAnswers.objects.exists()

    def test_only_with_a_reason_which_is_on_the_event(self, theirs, cse_officer, practitioner):
        with pytest.raises(actions.Incomplete):
            share(theirs, cse_officer, practitioner.agency, reason="  ")
        share(theirs, cse_officer, practitioner.agency)
        event = Event.objects.get(type="screening:answers_shared")
        assert (event.reference, event.reason) == (theirs.reference, WHY)
        assert "Testerby" not in str(event.detail)

    def test_never_of_a_restricted_child_whichever_record_is(self, theirs, cse_officer, practitioner):
        other = make_child(practitioner, date_of_birth=BORN)
        make_draft(practitioner, child=other)
        make_completed(practitioner, "level-1", date_of_birth=BORN)
        referrals.restrict(child=practitioner.agency.children.latest("pk"), by=cse_officer, reason="Known to staff.")
        with pytest.raises(NotPossible, match="restricted"):
            share(theirs, cse_officer, practitioner.agency)

    def test_the_leads_at_work_are_mailed_without_a_word_about_the_child(self, theirs, cse_officer, practitioner, lead):
        gone = make_member(practitioner.agency, Role.SAFEGUARDING_LEAD)
        gone.user.is_active = False
        gone.user.save()
        share(theirs, cse_officer, practitioner.agency)
        mail = Message.objects.get(kind="answers_shared")
        assert (mail.to_user_id, mail.reference) == (lead.user_id, theirs.reference)
        assert mail.path == reverse("screening:shared", args=[theirs.reference])

    def test_without_a_lead_those_who_have_begun_are_mailed_or_the_page_says_nobody(
        self, theirs, cse_officer, practitioner, solihull, sign_in
    ):
        draft, elsewhere = begin(practitioner), make_member(make_agency(solihull)).agency
        client, url = sign_in(cse_officer), reverse("screening:share", args=[theirs.reference])
        post = {"agency": elsewhere.pk, "reason": WHY}
        assert "Nobody was mailed" in client.post(url, post, follow=True).content.decode()
        post["agency"] = practitioner.agency_id
        assert "has begun with this child there is told" in client.post(url, post, follow=True).content.decode()
        mail = Message.objects.get(kind="answers_shared")
        assert (mail.to_user_id, mail.reference) == (practitioner.user_id, draft.reference)
        assert mail.path == reverse("screening:tasks", args=[draft.reference])

    def test_whoever_shared_what_a_correction_ended_is_told(self, theirs, nurse, practitioner, solihull, sign_in):
        lead, gone = (make_member(nurse.agency, Role.SAFEGUARDING_LEAD) for _ in range(2))
        share(theirs, lead, practitioner.agency)
        actions.take_back_answers(share=share(theirs, gone, make_member(make_agency(solihull)).agency), by=gone)
        newer = corrected(theirs, nurse)
        mail = Message.objects.get(kind="screening_corrected", path__endswith="/share/")
        assert (mail.to_user_id, mail.reference) == (lead.user_id, newer.reference)
        html = read(sign_in(lead), mail.path)
        assert f"were shared with {practitioner.agency.name}. That has ended." in html

    def test_where_whoever_shared_it_has_left_the_leads_are_told(self, theirs, nurse, practitioner):
        lead, gone = (make_member(nurse.agency, Role.SAFEGUARDING_LEAD) for _ in range(2))
        share(theirs, gone, practitioner.agency)
        gone.user.is_active = False
        gone.user.save()
        corrected(theirs, nurse)
        assert Message.objects.get(kind="screening_corrected", path__endswith="/share/").to_user_id == lead.user_id

    def test_the_locks_leave_room_for_what_others_write_about_the_screening(self, theirs, cse_officer, practitioner):
        draft = begin(practitioner)
        with CaptureQueriesContext(connection) as queries:
            share(theirs, cse_officer, practitioner.agency)
            actions.save_narrative(screening=draft, by=practitioner, values=NARRATIVE)
        held = [each["sql"] for each in queries if ' OF "screening_screening"' in each["sql"]]
        assert len(held) == 2
        assert all(" FOR NO KEY UPDATE" in sql for sql in held)

    def test_the_lead_is_told_of_whom_and_by_whom_and_no_answer(self, theirs, cse_officer, practitioner, lead, sign_in):
        made = share(theirs, cse_officer, practitioner.agency)
        url = reverse("screening:shared", args=[theirs.reference])
        html = read(sign_in(lead), url)
        assert "Wren Testerby" in html and made.by_words in html
        assert not [each for each in (*SECRETS, SEEN, WHY, "Level 2") if each in html]
        actions.take_back_answers(share=made, by=cse_officer)
        assert sign_in(lead).get(url).status_code == 404

    def test_the_page_shares_and_takes_back(self, theirs, cse_officer, practitioner, sign_in):
        client, url = sign_in(cse_officer), reverse("screening:share", args=[theirs.reference])
        assert url in read(client, reverse("screening:view", args=[theirs.reference]))
        assert "necessary and proportionate</" in client.post(url, {"agency": practitioner.agency_id}).content.decode()
        client.post(url, {"agency": practitioner.agency_id, "reason": WHY})
        made = SharedAnswers.objects.get()
        end = reverse("screening:share_end", args=[theirs.reference, made.pk])
        for _ in range(2):
            assert "Taken back by" in client.post(end, follow=True).content.decode()
        assert Event.objects.filter(type="screening:answers_taken_back").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_share_once(theirs, cse_officer, nurse, practitioner, lead):
    their_lead = make_member(nurse.agency, Role.SAFEGUARDING_LEAD)
    results = at_once(*(lambda by=by: share(theirs, by, practitioner.agency) for by in (cse_officer, their_lead)))
    assert results[0] == results[1] == SharedAnswers.objects.get()
    assert Message.objects.filter(kind="answers_shared").count() == 1
    assert Event.objects.filter(type="screening:answers_shared").count() == 1

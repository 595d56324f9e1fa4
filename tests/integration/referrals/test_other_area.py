"""A referral goes to another area (rule 30): passed on, or sent to both, and neither reads the other's work."""

import datetime as dt

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.http import Http404
from django.urls import reverse
from django.utils.html import strip_tags

from audit.models import Event
from cse_portal.clock import LONDON
from cse_portal.models import Message
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.actions.moving import CARRIED
from referrals.areas import family
from referrals.models import Attachment, Document, Referral
from referrals.pdf import referral_pdf
from referrals.states import NotPossible
from screening import actions as screenings
from tests.factories.decisions import details
from tests.factories.documents import text_of
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import judgement, make_completed

pytestmark = pytest.mark.django_db
THURSDAY = dt.datetime(2026, 11, 19, 14, 0, tzinfo=LONDON)
ALERT = {"who": "Hazel, about 15", "where": "At school", "what": "A man waits outside.", "phone": "01632 960401"}


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(THURSDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def referral(practitioner) -> Referral:
    return make_completed(practitioner, codes=("px-vehicle",)).referral


@pytest.fixture
def owen(walsall):
    """Walsall's MASH."""
    return make_member(make_agency(walsall, "mash", "Walsall MASH"), "mash_worker", name="Owen Makebelieve")


@pytest.fixture
def dev(walsall):
    return make_member(make_agency(walsall, "social_care", "Walsall CSE team"), "cse_officer", name="Dev Mockingham")


@pytest.fixture
def passed(referral, mash_worker, owen, walsall) -> Referral:
    """What Walsall has after Solihull passed it on."""
    return actions.move(
        referral=referral, by=mash_worker, to_area=walsall, reason="The child lives in Walsall.",
        feedback="Walsall decides. Ring them on their own number.",
    )  # fmt: skip


@pytest.fixture
def shared(referral, mash_worker, owen, walsall) -> Referral:
    """What Walsall has after Solihull sent it to both."""
    return actions.share(
        referral=referral, by=mash_worker, to_area=walsall, reason="Placed in Walsall.", host=walsall
    )  # fmt: skip


def text(client, name: str, referral: Referral) -> str:
    page = client.get(reverse(f"referrals:{name}", args=[referral.reference]))
    assert page.status_code == 200
    return " ".join(strip_tags(page.content.decode()).split())


def mails(kind: str) -> list[tuple[str, int]]:
    return list(Message.objects.filter(kind=kind).order_by("id").values_list("reference", "to_user_id"))


class TestPassing:
    def test_the_other_area_has_the_whole_record_with_a_reference_and_a_clock_of_its_own(self, referral, passed, now):
        referral.refresh_from_db()
        for name in CARRIED:
            assert getattr(passed, name) == getattr(referral, name), name
        assert passed.content["screening"]["evidence"]
        assert (passed.area.slug, passed.state, passed.came_from) == ("walsall", "new", referral)
        assert passed.reference != referral.reference
        assert (passed.screening, passed.priority, passed.pauses, passed.opened_at) == (None, "", [], None)
        assert (passed.sent_at, passed.due_at) == (THURSDAY, THURSDAY + dt.timedelta(days=1))

    def test_the_time_it_has_there_is_by_that_areas_procedure(self, referral, mash_worker, owen, walsall, now):
        walsall.procedures.update(decision_working_days=2)
        now.move_to(THURSDAY + dt.timedelta(hours=2))
        came = actions.move(referral=referral, by=mash_worker, to_area=walsall, reason="r", feedback="f")
        assert came.due_at == dt.datetime(2026, 11, 23, 16, 0, tzinfo=LONDON)

    def test_it_is_closed_here_with_its_reason_and_feedback(self, referral, passed, mash_worker):
        referral.refresh_from_db()
        assert (referral.state, referral.decided_by, referral.decided_at) == ("passed", mash_worker, THURSDAY)
        assert referral.reason == "The child lives in Walsall."
        assert referral.feedback.startswith("Walsall decides.")
        assert referral.screening is not None

    def test_each_area_has_its_event_with_both_references_and_areas(self, referral, passed, solihull, walsall):
        both = {
            "from": referral.reference, "from_area": "Solihull", "to": passed.reference, "to_area": "Walsall",
        }  # fmt: skip
        here, there = (Event.objects.get(type=f"referral:{name}") for name in ("passed", "came"))
        assert (here.reference, here.area_id, here.detail) == (referral.reference, solihull.pk, both)
        assert (there.reference, there.area_id, there.detail) == (passed.reference, walsall.pk, both)

    def test_that_mash_and_the_referrer_get_a_mail(self, referral, passed, owen, practitioner):
        assert (passed.reference, owen.user_id) in mails("referral_received")
        assert mails("referral_passed") == [(referral.reference, practitioner.user_id)]

    def test_an_alert_arrives_there_as_an_alert(self, practitioner, mash_worker, owen, walsall):
        alert = actions.send_alert(by=practitioner, area=practitioner.area, details=ALERT)
        came = actions.move(referral=alert, by=mash_worker, to_area=walsall, reason="r", feedback="f")
        assert (came.urgent, came.child, came.child_as_known) == (True, None, "Hazel, about 15")
        assert (came.reference, owen.user_id) in mails("urgent_alert")

    def test_its_own_pdf_is_asked_for(self, passed):
        document = Document.objects.get(referral=passed)
        assert document.edition == 1
        assert document.content["area"] == "Walsall"
        assert document.content["reference"] == passed.reference

    def test_a_question_that_was_out_is_ended(self, referral, mash_worker, owen, walsall):
        actions.ask(referral=referral, by=mash_worker, questions=[actions.Asked("", "Which bus?")])
        actions.move(referral=referral, by=mash_worker, to_area=walsall, reason="r", feedback="f")
        referral.refresh_from_db()
        assert referral.paused_at is None
        assert not referral.rounds.open().exists()

    def test_nobody_passes_it_twice(self, referral, passed, mash_worker, walsall):
        with pytest.raises(NotPossible, match="Dawn Placeholder has already passed on this referral"):
            actions.move(referral=referral, by=mash_worker, to_area=walsall, reason="r", feedback="f")
        assert Referral.objects.count() == 2

    def test_the_area_that_passed_it_on_may_get_it_back_and_no_other_twice(
        self, referral, passed, mash_worker, owen, solihull, walsall
    ):
        back = actions.move(referral=passed, by=owen, to_area=solihull, reason="She moved back.", feedback="f")
        assert (back.area, back.came_from) == (solihull, passed)
        assert family(referral) == family(passed) == family(back) == [referral, passed, back]
        again = actions.share(referral=back, by=mash_worker, to_area=walsall, reason="r", host=walsall)
        with pytest.raises(Incomplete) as refused:
            actions.move(referral=again, by=owen, to_area=solihull, reason="r", feedback="f")
        sentence = f"The Solihull MASH has it already, as {back.reference}"
        assert refused.value.problems == {"to_area": sentence}


class TestRefused:
    def test_everything_that_is_missing_is_said_at_once(self, referral, mash_worker, owen, walsall):
        with pytest.raises(Incomplete) as refused:
            actions.move(referral=referral, by=mash_worker, to_area=None, reason=" ", feedback="")
        assert refused.value.problems == actions.MOVE_FIELDS
        with pytest.raises(Incomplete) as refused:
            actions.share(referral=referral, by=mash_worker, to_area=None, reason="", host=None)
        assert refused.value.problems == actions.SHARE_FIELDS

    def test_its_own_area(self, referral, mash_worker, solihull):
        with pytest.raises(Incomplete) as refused:
            actions.move(referral=referral, by=mash_worker, to_area=solihull, reason="r", feedback="f")
        assert refused.value.problems == {"to_area": "It is in this area already. Choose another area"}

    def test_an_area_whose_mash_nobody_works_in(self, referral, mash_worker, walsall):
        with pytest.raises(Incomplete) as refused:
            actions.move(referral=referral, by=mash_worker, to_area=walsall, reason="r", feedback="f")
        sentence = "Nobody in the Walsall MASH works with this portal yet. Ring them"
        assert refused.value.problems == {"to_area": sentence}

    def test_an_area_without_a_procedure(self, referral, mash_worker, owen, walsall):
        walsall.procedures.all().delete()
        with pytest.raises(Incomplete, match="works with this portal"):
            actions.move(referral=referral, by=mash_worker, to_area=walsall, reason="r", feedback="f")

    def test_a_second_area_that_has_it(self, referral, shared, mash_worker, walsall):
        sentence = f"The Walsall MASH has it already, as {shared.reference}"
        for again in (
            lambda: actions.share(referral=referral, by=mash_worker, to_area=walsall, reason="r", host=walsall),
            lambda: actions.move(referral=referral, by=mash_worker, to_area=walsall, reason="r", feedback="f"),
        ):
            with pytest.raises(Incomplete) as refused:
                again()
            assert refused.value.problems == {"to_area": sentence}
        assert Referral.objects.count() == 2

    def test_a_host_that_is_neither_area(self, referral, mash_worker, owen, walsall):
        with pytest.raises(Incomplete) as refused:
            actions.share(referral=referral, by=mash_worker, to_area=walsall, reason="r", host=None)
        assert list(refused.value.problems) == ["host"]

    def test_what_is_decided(self, referral, mash_worker, owen, walsall):
        _decide(referral, mash_worker)
        with pytest.raises(NotPossible, match="has already decided"):
            actions.move(referral=referral, by=mash_worker, to_area=walsall, reason="r", feedback="f")
        with pytest.raises(NotPossible, match="has already decided"):
            actions.share(referral=referral, by=mash_worker, to_area=walsall, reason="r", host=walsall)

    def test_a_foreign_mash(self, referral, owen, walsall):
        with pytest.raises(Http404):
            actions.move(referral=referral, by=owen, to_area=walsall, reason="r", feedback="f")


def _decide(referral: Referral, by, outcome: str = "advice", **words) -> None:
    actions.decide(
        referral=referral, by=by, mash_outcome=outcome, details=details(outcome),
        **{"reason": "Known here.", "feedback": "Rang you."} | words,
    )  # fmt: skip


class TestSharing:
    def test_both_are_open_and_both_decide(self, referral, shared, mash_worker, owen):
        referral.refresh_from_db()
        assert (referral.state, shared.state) == ("new", "new")
        _decide(referral, mash_worker)
        _decide(shared, owen, "section_17")
        assert {row.mash_outcome for row in Referral.objects.all()} == {"advice", "section_17"}

    def test_host_and_placing_authority_are_recorded_with_front_doors_and_cse_leads(
        self, referral, mash_worker, owen, cse_officer, dev, walsall, solihull
    ):
        came = actions.share(referral=referral, by=mash_worker, to_area=walsall, reason="r", host=solihull)
        areas = came.content["areas"]
        assert (areas["host"]["area"], areas["placing"]["area"]) == ("Solihull", "Walsall")
        assert (areas["host"]["cse_leads"], areas["placing"]["cse_leads"]) == (["Alder Notional"], ["Dev Mockingham"])
        mash = walsall.contacts.filter(kind="mash").first()
        assert areas["placing"]["mash"] == {"service": mash.service, "number": mash.number}
        for event in Event.objects.filter(type__in=["referral:shared", "referral:came"]):
            assert (event.detail["host"], event.detail["placing"]) == ("Solihull", "Walsall")
        assert "areas" not in Referral.objects.get(pk=referral.pk).content

    def test_what_the_referrer_adds_later_follows(self, referral, shared, practitioner, owen):
        actions.save_part(referral=referral, by=practitioner, part="why", values={"worried_about": "He has a van."})
        actions.send_additions(referral=Referral.objects.get(pk=referral.pk), by=practitioner)
        shared.refresh_from_db()
        assert shared.details["worried_about"] == shared.content["details"]["worried_about"] == "He has a van."
        assert shared.content["areas"]["host"]["area"] == "Walsall"
        assert Document.objects.filter(referral=shared).count() == 2
        assert (shared.reference, owen.user_id) in mails("referral_added")

    def test_what_only_the_other_area_was_told_is_kept(self, referral, shared, practitioner):
        actions.save_part(referral=shared, by=practitioner, part="why", values={"chronology": "Since October."})
        actions.send_additions(referral=Referral.objects.get(pk=shared.pk), by=practitioner)
        actions.save_part(referral=referral, by=practitioner, part="why", values={"worried_about": "He has a van."})
        actions.send_additions(referral=Referral.objects.get(pk=referral.pk), by=practitioner)
        shared.refresh_from_db()
        referral.refresh_from_db()
        assert (shared.details["chronology"], shared.details["worried_about"]) == ("Since October.", "He has a van.")
        assert "chronology" not in referral.details

    def test_what_is_decided_there_stays_as_it_was_decided_on(self, referral, shared, practitioner, owen):
        _decide(shared, owen)
        shared.refresh_from_db()
        before = shared.content
        actions.save_part(referral=referral, by=practitioner, part="why", values={"worried_about": "He has a van."})
        actions.send_additions(referral=Referral.objects.get(pk=referral.pk), by=practitioner)
        shared.refresh_from_db()
        assert shared.content == before


class TestCorrections:
    def corrected(self, referral: Referral, by, outcome: str):
        again = screenings.correct(screening=referral.screening, by=by, reason="A second look.")
        return screenings.submit(screening=again, by=by, judgement=judgement(outcome, "Seen again."))

    def test_a_correction_follows_to_where_it_was_passed(self, referral, passed, practitioner, owen):
        referral.refresh_from_db()
        version = self.corrected(referral, practitioner, "vulnerable")
        passed.refresh_from_db()
        assert passed.content["screening"]["reference"] == version.reference
        assert passed.screening is None
        assert Document.objects.filter(referral=passed).count() == 2
        assert (passed.reference, owen.user_id) in mails("referral_added")
        assert Referral.objects.count() == 2

    def test_once_it_is_decided_there_on_less_a_higher_outcome_is_a_new_referral(
        self, practitioner, mash_worker, owen, walsall
    ):
        referral = make_completed(practitioner, "level-2").referral
        came = actions.move(referral=referral, by=mash_worker, to_area=walsall, reason="r", feedback="f")
        _decide(came, owen)
        referral.refresh_from_db()
        version = self.corrected(referral, practitioner, "level-3")
        assert version.referral not in (referral, came)
        assert version.referral.state == "new"

    def test_a_screening_of_an_alert_follows_with_its_child(self, practitioner, mash_worker, owen, walsall):
        from tests.factories.screenings import answer, make_draft

        draft = make_draft(practitioner)
        alert = actions.send_alert(by=practitioner, area=practitioner.area, details=ALERT, screening=draft)
        Referral.objects.filter(pk=alert.pk).update(child=None)
        alert.refresh_from_db()
        came = actions.move(referral=alert, by=mash_worker, to_area=walsall, reason="r", feedback="f")
        answer(draft, "px-vehicle")
        screenings.submit(screening=draft, by=practitioner, judgement=judgement("vulnerable"))
        came.refresh_from_db()
        assert (came.child, came.outcome) == (draft.child, "vulnerable")


class TestWhoReadsWhat:
    SECRET, THEIRS = "Only Solihull knows this.", "Only Walsall decides so."

    @pytest.fixture
    def both(self, referral, shared, mash_worker, owen) -> tuple[Referral, Referral]:
        """Each area has worked on its own: a note here, a decision there."""
        actions.acknowledge(referral=referral, by=mash_worker)
        colleague = make_member(mash_worker.agency, "mash_worker", name="Mira Sampleford")
        actions.assign(referral=referral, by=mash_worker, to=colleague, note=self.SECRET)
        actions.rate(referral=referral, by=mash_worker, priority="red", reason=self.SECRET)
        _decide(shared, owen, reason=self.THEIRS, feedback=self.THEIRS, next_step=self.THEIRS)
        return Referral.objects.get(pk=referral.pk), Referral.objects.get(pk=shared.pk)

    PAGES = ("referral", "full", "screening", "timeline", "looked", "files")

    def test_walsall_reads_what_was_sent_and_nothing_of_solihulls_work(self, both, sign_in, owen, dev):
        here, there = both
        for member in (owen, dev):
            client = sign_in(member)
            everything = " ".join(text(client, name, there) for name in self.PAGES)
            assert "Got out of a grey car at the gate." in everything
            assert self.SECRET not in everything
            assert "Red" not in text(client, "referral", there).split("In short")[0]
            for name in (*self.PAGES, "rate", "move", "decide"):
                assert client.get(reverse(f"referrals:{name}", args=[here.reference])).status_code == 404
            assert client.get(reverse("referrals:pdf", args=[here.reference, 1])).status_code == 404

    def test_solihull_reads_its_own_and_only_how_far_walsall_is(self, both, sign_in, mash_worker, cse_officer):
        here, there = both
        for member in (mash_worker, cse_officer):
            client = sign_in(member)
            everything = " ".join(text(client, name, here) for name in self.PAGES)
            words = f"Sent to the Walsall MASH as well, as {there.reference}. There it is: decided."
            assert words in everything
            assert self.THEIRS not in everything
            assert "Owen Makebelieve" not in everything
            for name in self.PAGES:
                assert client.get(reverse(f"referrals:{name}", args=[there.reference])).status_code == 404

    def test_neither_mash_finds_the_others_in_its_lists(self, both, sign_in, owen, mash_worker):
        here, there = both
        for member, own, foreign in ((owen, there, here), (mash_worker, here, there)):
            page = sign_in(member).get(reverse("referrals:all")).content.decode()
            assert own.reference in page
            assert foreign.reference not in page

    def test_the_referrer_and_the_lead_read_both_answers(self, both, sign_in, practitioner, lead):
        here, there = both
        for member in (practitioner, lead):
            client = sign_in(member)
            assert self.THEIRS in text(client, "referral", there)
            page = client.get(reverse("referrals:referral", args=[here.reference])).content.decode()
            assert f'href="/referrals/{there.reference}/"' in page
            assert self.SECRET not in page

    def test_a_colleague_of_another_agency_reads_neither(self, both, sign_in, solihull):
        other = make_member(make_agency(solihull), name="Kit Pretend")
        for referral in both:
            assert sign_in(other).get(reverse("referrals:referral", args=[referral.reference])).status_code == 404

    def test_each_auditor_sees_the_events_of_the_own_area(self, both, sign_in, auditor, walsall):
        theirs = make_member(make_agency(walsall, "council"), "auditor", name="Femi Fictional")
        here, there = both
        for member, own, foreign in ((auditor, here, there), (theirs, there, here)):
            page = sign_in(member).get(reverse("audit:list")).content.decode()
            assert own.reference in page
            assert f">{foreign.reference}<" not in page


class TestPages:
    def url(self, referral: Referral) -> str:
        return reverse("referrals:move", args=[referral.reference])

    def test_passed_from_the_page_both_say_where_it_is(self, sign_in, mash_worker, owen, practitioner, referral):
        client = sign_in(mash_worker)
        assert "Send it to another area" in text(client, "referral", referral)
        typed = {"to_area": "walsall", "how": "pass", "reason": "Lives there.", "feedback": "Walsall decides."}
        page = client.post(self.url(referral), typed, follow=True)
        came = Referral.objects.get(came_from=referral)
        words = f"Passed to the Walsall MASH as {came.reference}. There it is: new."
        assert f"The Walsall MASH has it as {came.reference}. The referrer has been told." in page.content.decode()
        assert words in text(client, "referral", referral)
        assert f"Passed to Walsall as {came.reference}" in text(client, "timeline", referral)
        assert words in text(sign_in(practitioner), "referral", referral)
        there = text(sign_in(owen), "referral", came)
        came_words = f"Came from the Solihull MASH, where it is {referral.reference}."
        assert f"{came_words} There it is: passed to another area." in there
        assert f"Came from Solihull, where it is {referral.reference}" in there
        assert "Lives there." in there

    def test_sent_to_both_from_the_page(self, sign_in, mash_worker, owen, referral):
        client = sign_in(mash_worker)
        typed = {"to_area": "walsall", "how": "both", "reason": "Placed there.", "host": "walsall"}
        client.post(self.url(referral), typed)
        came = Referral.objects.get(came_from=referral)
        for page in (text(client, "referral", referral), text(sign_in(owen), "referral", came)):
            assert "WalsallThe host authority, where the child lives" in page
            assert "SolihullThe placing authority, which looks after the child" in page

    @pytest.mark.parametrize(
        ("typed", "wrong"),
        [
            ({}, {"to_area", "how", "reason"}),
            ({"to_area": "walsall", "how": "pass", "reason": "r"}, {"feedback"}),
            ({"to_area": "walsall", "how": "both", "reason": "r"}, {"host"}),
            ({"to_area": "walsall", "how": "both", "reason": "r", "host": "atlantis"}, {"host"}),
            ({"to_area": "solihull", "how": "pass", "reason": "r", "feedback": "f"}, {"to_area"}),
            ({"to_area": "atlantis", "how": "pass", "reason": "r", "feedback": "f"}, {"to_area"}),
            ({"to_area": "walsall", "how": "never", "reason": "r", "feedback": "f"}, {"how"}),
        ],
    )
    def test_what_is_missing_or_nonsense_is_said_at_its_box(self, sign_in, mash_worker, owen, referral, typed, wrong):
        page = sign_in(mash_worker).post(self.url(referral), typed)
        assert page.status_code == 200
        assert set(page.context["form"].errors) == wrong
        assert Referral.objects.count() == 1

    def test_nobody_there_is_said_at_the_area(self, sign_in, mash_worker, referral, walsall):
        typed = {"to_area": "walsall", "how": "pass", "reason": "r", "feedback": "f"}
        page = sign_in(mash_worker).post(self.url(referral), typed)
        assert "Nobody in the Walsall MASH works with this portal yet. Ring them" in page.content.decode()

    def test_a_closed_one_leads_back(self, sign_in, mash_worker, passed, referral):
        client = sign_in(mash_worker)
        assert client.get(self.url(referral)).status_code == 302
        typed = {"to_area": "walsall", "how": "pass", "reason": "r", "feedback": "f"}
        page = client.post(self.url(referral), typed, follow=True)
        assert "Dawn Placeholder has already passed on this referral" in page.content.decode()
        assert Referral.objects.count() == 2

    def test_the_receiving_officer_sees_it_on_today_while_open_and_for_a_month(
        self, sign_in, dev, owen, cse_officer, passed, now
    ):
        def came() -> list[str]:
            return [row["url"] for row in sign_in(dev).get(reverse("referrals:today")).context["came"]["duties"]]

        there = [f"/referrals/{passed.reference}/"]
        assert came() == there
        now.move_to(THURSDAY + dt.timedelta(days=40))
        assert came() == there
        [row] = sign_in(dev).get(reverse("referrals:today")).context["came"]["duties"]
        assert (row["due"], row["what"], row["who"]) == (
            "Thu 19 Nov at 14:00",
            "came from Solihull",
            "New, with nobody yet",
        )
        _decide(passed, owen)
        assert came() == []
        Referral.objects.filter(pk=passed.pk).update(sent_at=THURSDAY + dt.timedelta(days=10))
        assert came() == there
        assert sign_in(cse_officer).get(reverse("referrals:today")).context["came"]["duties"] == []


class TestFiles:
    def attach(self, referral: Referral, by, description: str) -> None:
        file = actions.Sent(f"{description}.txt", ContentFile(f"Minutes: {description}.".encode()))
        actions.attach(referral=referral, by=by, files=[file], description=description)

    def read(self, referral: Referral) -> set[str]:
        return {file.description for file in Attachment.objects.readable_on(referral)}

    def test_the_other_area_reads_what_was_there_and_what_the_referrer_adds_and_not_the_other_mashs_work(
        self, referral, mash_worker, practitioner, owen, walsall, now
    ):
        self.attach(referral, practitioner, "Sent with it")
        self.attach(referral, mash_worker, "Before it went")
        came = actions.share(referral=referral, by=mash_worker, to_area=walsall, reason="r", host=walsall)
        now.move_to(THURSDAY + dt.timedelta(minutes=1))
        self.attach(referral, practitioner, "Added later")
        self.attach(referral, mash_worker, "Solihull's own")
        self.attach(came, owen, "Walsall's own")
        assert self.read(came) == {"Sent with it", "Before it went", "Added later", "Walsall's own"}
        assert self.read(referral) == {"Sent with it", "Before it went", "Added later", "Solihull's own"}


class TestPaper:
    def test_the_pdf_says_which_area_has_it_too_and_who_answers_for_what(self, referral, shared, mash_worker):
        content = Document.objects.get(referral=shared).content
        assert content["elsewhere"] == [f"Came from the Solihull MASH, where it is {referral.reference}"]
        assert [area["area"] for area in content["authorities"]] == ["Walsall", "Solihull"]
        again = actions.ask_for_document(Referral.objects.get(pk=referral.pk)).content
        assert again["elsewhere"] == [f"Sent to the Walsall MASH as well, as {shared.reference}"]
        assert [area["area"] for area in again["authorities"]] == ["Walsall", "Solihull"]

    def test_a_referral_of_one_area_says_nothing_of_it(self, referral):
        content = referral.documents.get(kind="referral").content
        assert (content["elsewhere"], content["authorities"]) == ([], [])

    def test_it_prints(self, shared):
        document = Document.objects.get(referral=shared)
        words = " ".join("".join(text_of(referral_pdf(document))).split())
        assert "In two areas" in words
        assert "The host authority, where the child lives" in words


class TestLog:
    """What the CSE officer's log says of a referral that the MASH did not decide itself."""

    def row(self, client) -> str:
        return " ".join(strip_tags(client.get(reverse("referrals:log")).content.decode()).split())

    def test_passed_on_it_waits_for_no_decision_here(self, sign_in, cse_officer, passed):
        text = self.row(sign_in(cse_officer))
        assert "Referral passed to another area" in text
        assert "MASH decision due" not in text

    def test_while_a_question_is_out_nothing_is_due(self, sign_in, cse_officer, referral, mash_worker):
        assert "MASH decision due tomorrow 14:00" in self.row(sign_in(cse_officer))
        actions.ask(referral=referral, by=mash_worker, questions=[actions.Asked("", "Which bus?")])
        text = self.row(sign_in(cse_officer))
        assert "At the MASH since Thu 19 Nov, waits for information" in text
        assert "MASH decision due" not in text

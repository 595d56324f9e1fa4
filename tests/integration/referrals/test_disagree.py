"""A referrer disagrees (rule 28): stages in order, replies by the area's days, an end that both sides agree on."""

import datetime as dt

import pytest
import time_machine
from django.http import Http404
from django.urls import reverse

from accounts.models import LocalProcedure
from audit.models import Event
from cse_portal.clock import LONDON
from cse_portal.models import Message
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.actions.disagreeing import reply_due
from referrals.models import Disagreement, DisagreementStage, Referral
from referrals.states import NotPossible, Stage
from referrals.tasks import chase_disagreements
from screening.models import Child
from tests.factories.decisions import details
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db
THURSDAY = dt.datetime(2026, 11, 19, 14, 41, tzinfo=LONDON)
ARGUMENT = {"with_whom": "Tamsin Notreal, duty team manager", "argument": "The lifts go on every Friday."}
FIRST = {"stage": "duty_manager", **ARGUMENT}
CHANGED = {"mash_outcome": "early_help", "reason": "Heard.", "next_step": "Colm rings.", "feedback": "We meet."}


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def manager(mash_worker):
    return make_member(mash_worker.agency, "mash_manager", name="Tamsin Notreal")


@pytest.fixture
def referral(practitioner, mash_worker, manager) -> Referral:
    sent = make_completed(practitioner, codes=("px-vehicle",)).referral
    return actions.decide(
        referral=sent, by=mash_worker, mash_outcome="advice", details=details("advice"), reason="Known.",
        feedback="Ring them.",
    )  # fmt: skip


@pytest.fixture
def opened(referral, practitioner) -> Referral:
    actions.open_disagreement(referral=referral, by=practitioner, **FIRST)
    return referral


def told(kind: str, member) -> int:
    return Message.objects.filter(kind=kind, to_user_id=member.user_id).count()


def url(name: str, referral: Referral) -> str:
    return reverse(f"referrals:{name}", args=[referral.reference])


def stages() -> list[str]:
    return list(DisagreementStage.objects.values_list("stage", flat=True))


class TestOpening:
    def test_it_starts_with_the_duty_team_manager_whose_people_are_told(self, opened, practitioner, manager):
        disagreement = Disagreement.objects.get()
        stage = disagreement.stages.get()
        assert (disagreement.opened_by, disagreement.opened_at, disagreement.unsafe) == (practitioner, THURSDAY, False)
        assert (stage.stage, stage.argument) == ("duty_manager", ARGUMENT["argument"])
        # The area's first stage has one working day.
        assert stage.due_at == THURSDAY + dt.timedelta(days=1)
        assert told("disagreement_opened", manager) == 1
        assert Event.objects.get(type="disagreement:opened").detail == {"stage": "duty_manager", "unsafe": False}
        assert Referral.objects.get().state == "decided"

    def test_where_nobody_manages_all_of_the_mash_is_told(self, referral, practitioner, manager, mash_worker):
        manager.ended_on = dt.date(2026, 11, 18)
        manager.save()
        actions.open_disagreement(referral=referral, by=practitioner, **FIRST)
        assert (told("disagreement_opened", mash_worker), told("disagreement_opened", manager)) == (1, 0)

    @pytest.mark.parametrize("stage", [stage.value for stage in Stage][1:])
    def test_a_stage_is_skipped_only_when_the_child_may_be_unsafe(self, referral, practitioner, stage):
        with pytest.raises(Incomplete) as refused:
            actions.open_disagreement(referral=referral, by=practitioner, **FIRST | {"stage": stage})
        assert set(refused.value.problems) == {"stage"}
        actions.open_disagreement(referral=referral, by=practitioner, **FIRST | {"stage": stage}, unsafe=True)
        assert stages() == [stage]

    @pytest.mark.parametrize("stage", ["", "the mayor"])
    def test_a_stage_that_is_none_is_refused_even_then(self, referral, practitioner, stage):
        with pytest.raises(Incomplete):
            actions.open_disagreement(referral=referral, by=practitioner, **FIRST | {"stage": stage}, unsafe=True)

    @pytest.mark.parametrize("field", ["with_whom", "argument"])
    @pytest.mark.parametrize("text", ["", " \n\t"])
    def test_person_and_argument_are_needed(self, referral, practitioner, field, text):
        with pytest.raises(Incomplete) as refused:
            actions.open_disagreement(referral=referral, by=practitioner, **FIRST | {field: text})
        assert set(refused.value.problems) == {field}

    def test_a_name_beyond_any_use_is_refused(self, referral, practitioner):
        with pytest.raises(Incomplete, match="200 characters"):
            actions.open_disagreement(referral=referral, by=practitioner, **FIRST | {"with_whom": "x" * 201})

    def test_not_before_a_decision(self, practitioner):
        sent = make_completed(practitioner).referral
        with pytest.raises(NotPossible, match="so you cannot disagree with it now"):
            actions.open_disagreement(referral=sent, by=practitioner, **FIRST)

    def test_one_at_a_time(self, opened, lead):
        with pytest.raises(NotPossible, match="open already"):
            actions.open_disagreement(referral=opened, by=lead, **FIRST)

    def test_again_after_an_end(self, opened, practitioner, manager):
        actions.reply(referral=opened, by=manager, reply="Seen.")
        actions.close_disagreement(referral=opened, by=practitioner, result="A visit.", agreed=True)
        actions.open_disagreement(referral=opened, by=practitioner, **FIRST)
        assert Disagreement.objects.open().count() == 1

    def test_the_lead_may_and_the_mash_and_strangers_may_not(self, referral, lead, mash_worker, solihull, school):
        others = [mash_worker, make_member(school), make_member(make_agency(solihull), "safeguarding_lead")]
        for member in others:
            with pytest.raises(Http404):
                actions.open_disagreement(referral=referral, by=member, **FIRST)
        actions.open_disagreement(referral=referral, by=lead, **FIRST)


class TestTime:
    @pytest.mark.parametrize(("stage", "day"), [("duty_manager", 20), ("leads", 23), ("senior_managers", 24),
                                                ("partnership", 26)])  # fmt: skip
    def test_each_stage_has_its_days_of_the_areas_procedure(self, solihull, stage, day):
        assert reply_due(solihull, stage, now=THURSDAY) == THURSDAY.replace(day=day)

    def test_an_area_with_no_days_sets_no_time(self, solihull, sign_in, referral, practitioner):
        LocalProcedure.objects.filter(area=solihull).update(escalation_stage_days=[])
        actions.open_disagreement(referral=referral, by=practitioner, **FIRST)
        assert DisagreementStage.objects.get().due_at is None
        assert "No time is set for this stage" in sign_in(practitioner).get(url("disagreement", referral)).text

    def test_an_area_without_a_procedure_sets_none(self, solihull):
        LocalProcedure.objects.filter(area=solihull).delete()
        assert reply_due(solihull, "leads", now=THURSDAY) is None

    def test_a_late_reply_is_chased_once_on_both_sides(self, opened, practitioner, manager, thursday):
        thursday.move_to(THURSDAY + dt.timedelta(days=1))
        assert actions.chase_disagreements() == 0
        thursday.move_to(THURSDAY + dt.timedelta(days=1, minutes=1))
        chase_disagreements()
        chase_disagreements()
        assert told("disagreement_late", practitioner) == told("disagreement_late", manager) == 1
        assert Event.objects.filter(type="referral:chased", person="the portal").count() == 1

    def test_what_was_answered_taken_further_or_ended_is_not_chased(self, opened, practitioner, manager, thursday):
        actions.take_further(referral=opened, by=practitioner, stage="leads", **ARGUMENT)
        thursday.move_to(THURSDAY + dt.timedelta(days=2))
        assert actions.chase_disagreements() == 0
        actions.reply(referral=opened, by=manager, reply="Heard.")
        thursday.move_to(THURSDAY + dt.timedelta(days=30))
        assert actions.chase_disagreements() == 0


class TestReplies:
    def test_the_manager_replies_and_the_referrer_is_told(self, opened, practitioner, manager, sign_in):
        actions.reply(referral=opened, by=manager, reply=" We look again. ")
        stage = DisagreementStage.objects.get()
        assert (stage.reply, stage.replied_at, stage.replied_by) == ("We look again.", THURSDAY, manager)
        assert (told("disagreement_replied", practitioner), told("disagreement_replied", manager)) == (1, 0)
        home = sign_in(practitioner).get("/home/").text
        assert "Read the reply about Wren Testerby" in home

    def test_the_first_stage_is_the_managers_alone(self, opened, mash_worker, lead, practitioner, cse_officer):
        for member in (mash_worker, lead, practitioner, cse_officer):
            with pytest.raises(Http404):
                actions.reply(referral=opened, by=member, reply="No.")
        assert DisagreementStage.objects.get().replied_at is None

    def test_at_a_later_stage_the_lead_writes_down_the_reply(self, opened, lead, practitioner, manager, mash_worker):
        actions.take_further(referral=opened, by=practitioner, stage="leads", **ARGUMENT)
        for member in (mash_worker, practitioner):
            with pytest.raises(Http404):
                actions.reply(referral=opened, by=member, reply="No.")
        actions.reply(referral=opened, by=lead, reply="The leads met.")
        assert told("disagreement_replied", manager) == told("disagreement_replied", practitioner) == 1

    @pytest.mark.parametrize("text", ["", "  \n"])
    def test_an_empty_reply_is_none(self, opened, manager, text):
        with pytest.raises(Incomplete):
            actions.reply(referral=opened, by=manager, reply=text)

    def test_the_second_reply_is_told_who_was_first(self, opened, manager, mash_worker):
        other = make_member(mash_worker.agency, "mash_manager", name="Owen Pretend")
        actions.reply(referral=opened, by=manager, reply="First.")
        with pytest.raises(NotPossible, match="Tamsin Notreal has already replied .* Thursday 19 November at 14:41"):
            actions.reply(referral=opened, by=other, reply="Second.")
        assert DisagreementStage.objects.get().reply == "First."

    def test_a_reply_to_a_stage_that_was_left_is_asked_about(self, opened, manager, practitioner):
        actions.take_further(referral=opened, by=practitioner, stage="leads", **ARGUMENT)
        with pytest.raises(NotPossible, match="Priya Sampleton has already taken the disagreement further"):
            actions.reply(referral=opened, by=manager, reply="Late.", read="duty_manager")
        assert not DisagreementStage.objects.exclude(reply="").exists()

    def test_no_reply_after_the_end(self, opened, manager, practitioner):
        actions.reply(referral=opened, by=manager, reply="Seen.")
        actions.close_disagreement(referral=opened, by=practitioner, result="A visit.", agreed=True)
        with pytest.raises(NotPossible, match="Priya Sampleton has already ended the disagreement"):
            actions.reply(referral=opened, by=manager, reply="One more.")

    def test_no_reply_where_nobody_disagrees(self, referral, manager):
        with pytest.raises(NotPossible, match="Nobody disagrees"):
            actions.reply(referral=referral, by=manager, reply="What?")


class TestFurther:
    def test_stage_by_stage_to_the_partnership_and_no_further(self, opened, practitioner):
        for stage in ("leads", "senior_managers", "partnership"):
            actions.take_further(referral=opened, by=practitioner, stage=stage, **ARGUMENT)
        assert stages() == [stage.value for stage in Stage]
        assert Event.objects.filter(type="disagreement:taken_on").count() == 3
        with pytest.raises(NotPossible, match="last stage"):
            actions.take_further(referral=opened, by=practitioner, stage="partnership", **ARGUMENT)

    @pytest.mark.parametrize("stage", ["duty_manager", "senior_managers", "partnership", ""])
    def test_only_the_next_unless_the_child_may_be_unsafe(self, opened, practitioner, stage):
        with pytest.raises(Incomplete):
            actions.take_further(referral=opened, by=practitioner, stage=stage, **ARGUMENT)

    def test_an_unsafe_child_skips_stages_and_stays_unsafe(self, opened, practitioner):
        actions.take_further(referral=opened, by=practitioner, stage="senior_managers", unsafe=True, **ARGUMENT)
        assert Disagreement.objects.get().unsafe
        with pytest.raises(Incomplete):
            actions.take_further(referral=opened, by=practitioner, stage="leads", **ARGUMENT)
        actions.take_further(referral=opened, by=practitioner, stage="partnership", **ARGUMENT)

    def test_not_by_the_mash(self, opened, manager):
        with pytest.raises(Http404):
            actions.take_further(referral=opened, by=manager, stage="leads", **ARGUMENT)


class TestTheEnd:
    def test_only_by_an_agreed_result(self, opened, practitioner, manager):
        actions.reply(referral=opened, by=manager, reply="Seen.")
        for result, agreed in (("A visit.", False), (" ", True), ("", False)):
            with pytest.raises(Incomplete):
                actions.close_disagreement(referral=opened, by=practitioner, result=result, agreed=agreed)
        assert Disagreement.objects.open().exists()
        actions.close_disagreement(referral=opened, by=practitioner, result="A visit.", agreed=True)
        ended = Disagreement.objects.get()
        assert (ended.result, ended.closed_at, ended.closed_by) == ("A visit.", THURSDAY, practitioner)
        assert told("disagreement_closed", practitioner) == told("disagreement_closed", manager) == 1

    def test_not_before_the_other_side_has_said_anything(self, opened, practitioner):
        with pytest.raises(NotPossible, match="Nobody has replied yet"):
            actions.close_disagreement(referral=opened, by=practitioner, result="Never mind.", agreed=True)

    def test_not_by_the_mash(self, opened, manager):
        actions.reply(referral=opened, by=manager, reply="Seen.")
        with pytest.raises(Http404):
            actions.close_disagreement(referral=opened, by=manager, result="Done.", agreed=True)

    def test_nor_twice(self, opened, manager, practitioner, lead):
        actions.reply(referral=opened, by=manager, reply="Seen.")
        actions.close_disagreement(referral=opened, by=practitioner, result="A visit.", agreed=True)
        with pytest.raises(NotPossible, match="has already ended"):
            actions.close_disagreement(referral=opened, by=lead, result="Another.", agreed=True)


class TestChangedDecision:
    def change(self, referral, by, **changed) -> Referral:
        words = {**CHANGED, "details": details("early_help"), **changed}
        return actions.decide_again(referral=referral, by=by, **words)

    def test_the_earlier_one_stays_readable_and_the_new_one_is_unread(
        self, opened, manager, practitioner, mash_worker, sign_in, thursday
    ):
        actions.read_feedback(referral=opened, by=practitioner)
        thursday.move_to(THURSDAY + dt.timedelta(hours=1))
        self.change(opened, manager)
        opened.refresh_from_db()
        assert (opened.mash_outcome, opened.decided_by, opened.feedback_read_at) == ("early_help", manager, None)
        earlier = opened.decision_details["earlier"]
        assert [(row["mash_outcome"], row["decided_by"], row["reason"]) for row in earlier] == [
            ("advice", "Dawn Placeholder", "Known.")
        ]
        assert told("decision_changed", practitioner) == 1
        assert Event.objects.get(type="referral:decided_again").detail == {"outcome": "early_help"}
        for member in (practitioner, mash_worker):
            text = sign_in(member).get(url("referral", opened)).text
            assert "Earlier decision: Advice or signposting" in text
            assert "Ring the specialist service." in text
        assert "Read the decision about Wren Testerby" in sign_in(practitioner).get("/home/").text

    def test_a_changed_decision_in_time_stays_in_time(self, opened, manager, mash_worker, sign_in, thursday):
        thursday.move_to(THURSDAY + dt.timedelta(days=7))
        self.change(opened, manager)
        assert sign_in(mash_worker).get(url("referral", opened)).context["clock"].sub == "In time"

    def test_the_referrer_then_ends_it(self, opened, manager, practitioner, thursday):
        thursday.move_to(THURSDAY + dt.timedelta(hours=1))
        self.change(opened, manager)
        actions.close_disagreement(referral=opened, by=practitioner, result="Early help it is.", agreed=True)
        assert not Disagreement.objects.open().exists()

    def test_only_while_the_referrer_disagrees_and_only_by_the_manager(self, referral, manager, mash_worker, lead):
        with pytest.raises(NotPossible, match="only while the referrer disagrees"):
            self.change(referral, manager)
        actions.open_disagreement(referral=referral, by=lead, **FIRST)
        for member in (mash_worker, lead):
            with pytest.raises(Http404):
                self.change(referral, member)

    @pytest.mark.parametrize("field", ["mash_outcome", "reason", "feedback"])
    def test_it_is_as_complete_as_the_first(self, opened, manager, field):
        with pytest.raises(Incomplete) as refused:
            self.change(opened, manager, **{field: " "})
        assert field in refused.value.problems

    def test_two_changes_one_is_told(self, opened, manager, mash_worker):
        other = make_member(mash_worker.agency, "mash_manager", name="Owen Pretend")
        read = actions.decision_read(opened)
        self.change(opened, manager, instead_of=read)
        with pytest.raises(NotPossible, match="Tamsin Notreal has already changed the decision on this referral"):
            self.change(opened, other, instead_of=read)
        assert len(Referral.objects.get().decision_details["earlier"]) == 1


class TestPages:
    def post(self, client, name, referral, **data):
        return client.post(url(name, referral), data)

    def test_the_whole_way_by_the_pages(self, referral, sign_in, practitioner, lead, manager, thursday):
        client = sign_in(practitioner)
        assert "Say that you disagree" in client.get(url("referral", referral)).text
        sent = self.post(client, "disagree", referral, unsafe="no", **ARGUMENT)
        assert sent.headers["Location"] == url("disagreement", referral)
        page = client.get(url("disagreement", referral)).text
        assert ARGUMENT["argument"] in page
        assert "Due tomorrow 14:41" in page
        assert "End it by an agreed result" not in page
        client = sign_in(manager)
        listed = client.get("/disagreements/").text
        assert "Disagreements (1)" in listed
        assert "Due tomorrow 14:41" in listed
        assert "The referrer disagrees" in client.get(url("referral", referral)).text
        self.post(client, "disagree_reply", referral, reply="We look again.", read="duty_manager")
        client = sign_in(practitioner)
        assert "We look again." in client.get(url("disagreement", referral)).text
        self.post(client, "disagree_further", referral, unsafe="no", **ARGUMENT)
        assert stages() == ["duty_manager", "leads"]
        client = sign_in(lead)
        assert "Write down the reply" in client.get(url("disagreement", referral)).text
        self.post(client, "disagree_reply", referral, reply="They met.", read="leads")
        ended = self.post(client, "disagree_end", referral, result="A visit on Monday.", agreed="on")
        assert ended.headers["Location"] == url("disagreement", referral)
        assert "A visit on Monday." in client.get(url("disagreement", referral)).text
        assert "Nobody disagrees with a decision now." in sign_in(manager).get("/disagreements/").text

    def test_what_is_late_is_said(self, opened, sign_in, manager, practitioner, thursday):
        thursday.move_to(THURSDAY + dt.timedelta(days=1, hours=2))
        assert "2 h overdue" in sign_in(manager).get("/disagreements/").text
        home = sign_in(practitioner).get("/home/").text
        assert "Ask for the reply about Wren Testerby" in home
        assert "2 h overdue" in home

    def test_an_unsafe_child_is_for_ringing_first(self, referral, sign_in, practitioner):
        client = sign_in(practitioner)
        assert 'href="tel:999"' in client.get(url("disagree", referral)).text
        self.post(client, "disagree", referral, unsafe="yes", stage="partnership", **ARGUMENT)
        assert stages() == ["partnership"]
        assert "The child may be unsafe as things stand." in client.get(url("disagreement", referral)).text

    def test_nothing_typed_is_lost(self, referral, sign_in, practitioner):
        response = self.post(sign_in(practitioner), "disagree", referral, argument="The lifts go on.")
        assert {"unsafe", "with_whom"} <= set(response.context["form"].errors)
        assert "The lifts go on." in response.text
        assert "<title>Error:" in response.text

    @pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{ 7|add:7 }}", "a\x00b", "🦋 مرحبا", "x" * 50_000])
    def test_any_argument_is_kept_and_shown_as_text(self, referral, sign_in, practitioner, text):
        client = sign_in(practitioner)
        self.post(client, "disagree", referral, unsafe="no", with_whom="Tamsin", argument=text)
        assert DisagreementStage.objects.get().argument == text.replace("\x00", "")
        assert "<script>alert" not in client.get(url("disagreement", referral)).text

    def test_the_second_replier_reads_who_was_first_and_keeps_the_words(self, opened, sign_in, manager, mash_worker):
        other = make_member(mash_worker.agency, "mash_manager", name="Owen Pretend")
        actions.reply(referral=opened, by=other, reply="First.")
        response = self.post(sign_in(manager), "disagree_reply", opened, reply="Mine.", read="duty_manager")
        assert response.status_code == 409
        assert "Owen Pretend has already replied to the disagreement" in response.text
        assert "Mine." in response.text

    def test_what_is_typed_while_it_went_further_or_ended_is_told_so_and_kept(
        self, opened, sign_in, practitioner, lead, manager
    ):
        page = sign_in(lead).get(url("disagree_further", opened)).text
        assert '<input type="hidden" name="read" value="duty_manager">' in page
        actions.take_further(referral=opened, by=practitioner, stage="leads", **ARGUMENT)
        data = {"unsafe": "no", "with_whom": "Ruth", "argument": "Typed.", "read": "duty_manager"}
        late = self.post(sign_in(lead), "disagree_further", opened, **data)
        assert late.status_code == 409
        assert "Priya Sampleton has already taken the disagreement further" in late.text
        assert "Typed." in late.text
        assert stages() == ["duty_manager", "leads"]
        actions.reply(referral=opened, by=manager, reply="Seen.")
        actions.close_disagreement(referral=opened, by=practitioner, result="A visit.", agreed=True)
        for member, name, text in (
            (manager, "disagree_reply", {"reply": "Typed."}),
            (lead, "disagree_further", {"unsafe": "no", "with_whom": "Ruth", "argument": "Typed."}),
            (lead, "disagree_end", {"result": "Typed.", "agreed": "on"}),
        ):
            response = self.post(sign_in(member), name, opened, **text)
            assert response.status_code == 409, name
            assert "Priya Sampleton has already ended the disagreement" in response.text
            assert "Typed." in response.text

    def test_the_manager_changes_the_decision_on_the_page(self, opened, sign_in, manager, practitioner):
        client = sign_in(manager)
        page = client.get(url("decide_again", opened))
        assert "The decision as it stands" in page.text
        data = CHANGED | {"leads": "Colm Mockford", "decided_by": manager.pk, "instead_of": page.context["instead_of"]}
        assert self.post(client, "decide_again", opened, **data).headers["Location"] == url("disagreement", opened)
        again = self.post(client, "decide_again", opened, **data)
        assert again.status_code == 409
        assert "Tamsin Notreal has already changed the decision" in again.text

    def test_without_a_disagreement_its_pages_lead_back(self, referral, sign_in, manager, practitioner):
        for member, names in ((manager, ["disagree_reply", "disagreement", "decide_again"]),
                              (practitioner, ["disagree_further", "disagree_end", "disagreement"])):  # fmt: skip
            client = sign_in(member)
            for name in names:
                assert client.get(url(name, referral)).status_code == 302, name

    @pytest.mark.parametrize("name", ["disagree", "disagreement", "disagree_reply", "disagree_further",
                                      "disagree_end", "decide_again"])  # fmt: skip
    def test_to_strangers_it_does_not_exist(self, opened, sign_in, solihull, walsall, school, cse_officer, name):
        strangers = [make_member(school), make_member(make_agency(solihull), "safeguarding_lead"), cse_officer,
                     make_member(make_agency(walsall, "mash"), "mash_manager")]  # fmt: skip
        for member in strangers:
            client = sign_in(member)
            assert client.get(url(name, opened)).status_code == 404
            if name != "disagreement":
                assert client.post(url(name, opened), {"reply": "x"}).status_code == 404

    def test_a_restricted_child_is_listed_by_the_reference(self, opened, sign_in, manager):
        Child.objects.filter(pk=opened.child_id).update(restricted=True)
        page = sign_in(manager).get("/disagreements/").text
        assert "Restricted record" in page
        assert "Testerby" not in page

    def test_another_areas_manager_lists_none_of_it(self, opened, sign_in, walsall):
        client = sign_in(make_member(make_agency(walsall, "mash"), "mash_manager"))
        assert "Nobody disagrees with a decision now." in client.get("/disagreements/").text

"""When somebody leaves: what they hold is on one page and goes to colleagues in one step, with nothing left behind."""

import datetime as dt
import time
from functools import partial

import pytest
import time_machine
from django.db import connection
from django.http import Http404
from django.urls import reverse

from accounts import actions as people
from audit.events import EventType
from audit.models import Event
from cse_portal.clock import LONDON
from cse_portal.models import Message, MessageKind
from screening import actions
from screening.actions import Incomplete, hand_over, submitting
from screening.holdings import KINDS, held_words, roles_of
from screening.models import Rescreen, Screening
from screening.states import NotPossible
from tests.factories.duties import everything_of
from tests.factories.people import make_agency, make_member
from tests.factories.plans import make_action
from tests.factories.screenings import judgement, make_completed, make_draft
from tests.integration.referrals.test_races import at_once

pytestmark = pytest.mark.django_db
# What a practitioner can hold.
ALL = [kind for kind in KINDS if kind not in ("to_countersign", "referrals_held")]


@pytest.fixture(autouse=True)
def thursday(request):
    if "transactional_db" in request.fixturenames:
        yield
        return
    with time_machine.travel(dt.datetime(2026, 11, 19, 14, 41, tzinfo=LONDON), tick=False):
        yield


@pytest.fixture
def colleague(school):
    return make_member(school, name="Linden Sampleby")


@pytest.fixture
def held(practitioner, cse_officer, mash_worker):
    everything = everything_of(practitioner, officer=cse_officer, mash=mash_worker)
    Message.objects.all().delete()
    return everything


def give(person, by, taker, kinds=ALL):
    return hand_over(person=person.user, agency=person.agency, by=by, to=dict.fromkeys(kinds, taker))


def holders(held) -> set:
    found = set()
    for kind, row in held.items():
        row.refresh_from_db()
        found.add(row.held_by if kind == "waiting" else getattr(row, KINDS[kind].holder))
    return found


class TestWhatGoesOver:
    def test_one_of_each_kind_goes_in_one_step(self, held, practitioner, lead, colleague):
        assert give(practitioner, lead, colleague) == dict.fromkeys(ALL, 1)
        assert holders(held) == {colleague}
        assert held_words(roles_of(practitioner.user, practitioner.agency)) == []

    def test_also_of_somebody_who_has_left_already(self, held, practitioner, lead, colleague, area_admin):
        people.end_role(by=area_admin, member=practitioner)
        give(practitioner, lead, colleague)
        assert holders(held) == {colleague}

    def test_a_draft_nobody_could_open_is_the_colleagues_now(self, held, practitioner, lead, colleague, area_admin):
        people.end_role(by=area_admin, member=practitioner)
        draft = held["drafts"]
        assert not Screening.objects.visible_to(colleague).filter(pk=draft.pk).exists()
        give(practitioner, lead, colleague)
        narrative = {**Screening.objects.get(pk=draft.pk).narrative, "own_words": "I go by bus now."}
        assert actions.save_narrative(screening=draft, by=colleague, values=narrative).practitioner == colleague
        events = Event.objects.filter(reference=draft.reference, type=EventType.SCREENING_STARTED)
        assert [each.person for each in events] == ["Priya Sampleton"]

    def test_nobody_becomes_the_second_person_of_their_own(self, practitioner, lead, school):
        draft = make_draft(practitioner)
        Screening.objects.filter(pk=draft.pk).update(second_person=lead)
        give(practitioner, make_member(school, "safeguarding_lead"), lead)
        draft.refresh_from_db()
        assert (draft.practitioner, draft.second_person) == (lead, None)

    def test_one_kind_to_one_and_the_rest_stays(self, held, practitioner, lead, colleague):
        assert give(practitioner, lead, colleague, ["rescreens"]) == {"rescreens": 1}
        assert holders({"rescreens": held["rescreens"]}) == {colleague}
        assert holders({name: row for name, row in held.items() if name != "rescreens"}) == {practitioner}

    def test_what_is_closed_and_what_others_hold_stays(self, practitioner, lead, colleague):
        closed = make_completed(practitioner, "level-2").rescreen
        actions.close_rescreen(rescreen=closed, by=lead, reason="The plan review replaces it.")
        others = make_completed(lead, "level-2", family_name="Sampleby").rescreen
        make_draft(practitioner, family_name="Otherby")
        give(practitioner, lead, colleague)
        assert set(Rescreen.objects.values_list("pk", "owner")) == {
            (closed.pk, practitioner.pk), (others.pk, lead.pk),
        }  # fmt: skip

    def test_somebody_with_a_new_role_takes_what_the_old_one_held(self, practitioner, lead, school, area_admin):
        draft = make_draft(practitioner)
        now_lead = make_member(school, "safeguarding_lead", user=practitioner.user)
        people.end_role(by=area_admin, member=practitioner)
        assert give(practitioner, lead, now_lead) == {"drafts": 1}
        assert Screening.objects.get(pk=draft.pk).practitioner == now_lead


class TestWho:
    def test_the_officer_may_for_every_agency_of_the_area(self, held, practitioner, cse_officer, colleague):
        give(practitioner, cse_officer, colleague)
        assert holders(held) == {colleague}

    def test_nobody_else_may(self, held, practitioner, colleague, solihull, walsall, mash_worker, area_admin):
        abroad = make_member(make_agency(walsall), "cse_officer")
        other_lead = make_member(make_agency(solihull), "safeguarding_lead")
        for by in (practitioner, colleague, mash_worker, area_admin, abroad, other_lead):
            with pytest.raises(Http404):
                give(practitioner, by, colleague)
        assert holders(held) == {practitioner}

    def test_only_somebody_who_works_there_now_takes_it(
        self, held, practitioner, lead, colleague, solihull, area_admin
    ):
        elsewhere = make_member(make_agency(solihull))
        people.end_role(by=area_admin, member=colleague)
        for taker in (elsewhere, colleague):
            with pytest.raises(Incomplete) as refused:
                give(practitioner, lead, taker, ["drafts"])
            assert refused.value.problems == {"drafts": "Choose somebody who works at Fernleigh Demo School now"}
        assert holders(held) == {practitioner}

    def test_only_somebody_whose_role_allows_it(self, held, practitioner, lead, school):
        mash = make_member(school, "mash_worker")
        with pytest.raises(Incomplete) as refused:
            give(practitioner, lead, mash)
        assert set(refused.value.problems) == set(ALL) - {"panel_actions"}
        assert give(practitioner, lead, mash, ["panel_actions"]) == {"panel_actions": 1}

    def test_a_second_time_nothing_is_left(self, held, practitioner, lead, colleague):
        give(practitioner, lead, colleague)
        with pytest.raises(NotPossible):
            give(practitioner, lead, colleague)


def test_it_is_on_the_record_and_each_taker_is_told_once(held, practitioner, lead, colleague):
    give(practitioner, lead, colleague)
    events = Event.objects.filter(type=EventType.CASES_HANDED_OVER)
    whole = events.get(reference=practitioner.user.reference)
    assert whole.detail == {"held": dict.fromkeys(ALL, 1), "to": [colleague.user.reference]}
    own = {held[kind].reference for kind in ("drafts", "waiting", "referrals_sent", "panel_actions", "questions")}
    assert set(events.exclude(pk=whole.pk).values_list("reference", flat=True)) == own
    for row in (held["rescreens"].screening, held["plans"]):
        assert Event.objects.filter(reference=row.reference, person=lead.user.name).exists()
    assert list(held["plans"].notes.filter(kind="handed_over").values_list("action", flat=True).order_by("id")) == [
        None, held["plan_actions"].pk,
    ]  # fmt: skip
    told = Message.objects.exclude(kind=MessageKind.PLAN_CHANGED)
    assert list(told.values_list("kind", "to_user_id", "reference")) == [
        (MessageKind.HANDED_OVER, colleague.user_id, practitioner.user.reference)
    ]


def test_colleagues_in_a_plan_and_the_cse_team_are_told_once_whatever_of_it_goes_over(
    held, practitioner, lead, colleague, school, cse_officer
):
    other, plan = make_member(school, name="Rowan Mockley"), held["plans"]
    make_action(plan, practitioner, owner=other)
    for kinds, told in (
        (["plan_actions"], {practitioner, colleague, other, cse_officer}),
        (["plans", "plan_actions"], {colleague, other, cse_officer}),
    ):
        make_action(plan, practitioner, owner=practitioner)
        Message.objects.all().delete()
        give(practitioner, lead, colleague, kinds)
        rows = Message.objects.filter(kind=MessageKind.PLAN_CHANGED).values_list("to_user_id", "reference", "path")
        assert sorted(rows) == sorted((each.user_id, plan.reference, f"/plans/{plan.reference}/") for each in told)


class TestPages:
    def page(self, person):
        return reverse("referrals:hand_over", args=[person.user.reference])

    def test_everything_is_on_one_page_and_goes_with_one_choice(self, sign_in, held, practitioner, lead, colleague):
        client = sign_in(lead)
        assert "Priya Sampleton" in client.get("/colleagues/").content.decode()
        text = client.get(self.page(practitioner)).content.decode()
        for words in (
            "1 re-screen",
            "1 draft",
            "1 screening with a second person",
            "1 referral to the MASH",
            "1 plan",
            "1 action of a plan",
            "1 action of the panel",
            "1 question from the MASH",
            "Wren Handover",
            "Wren Planover",
            held["drafts"].reference,
        ):
            assert words in text, words  # fmt: skip
        assert "Draftover" not in text and "Waitover" not in text
        done = client.post(self.page(practitioner), {"to": colleague.pk}, follow=True).content.decode()
        assert "Handed over: 1 draft, 1 screening with a second person, 1 referral to the MASH, 1 re-screen" in done
        assert "Nothing is left to hand over." in done
        assert holders(held) == {colleague}

    def test_one_kind_may_go_to_another(self, sign_in, held, practitioner, lead, colleague):
        sign_in(lead).post(self.page(practitioner), {"to": colleague.pk, "plans": lead.pk})
        assert holders({"plans": held["plans"]}) == {lead}
        assert holders({name: row for name, row in held.items() if name != "plans"}) == {colleague}

    @pytest.mark.parametrize("to", ["", "0", "nobody"])
    def test_nobody_chosen_comes_back(self, sign_in, held, practitioner, lead, colleague, to):
        text = sign_in(lead).post(self.page(practitioner), {"to": to}).content.decode()
        assert "<title>Error:" in text
        assert holders(held) == {practitioner}

    def test_the_officer_sees_who_has_left_and_a_restricted_child_by_its_reference(
        self, sign_in, held, practitioner, cse_officer, area_admin
    ):
        client = sign_in(cse_officer)
        assert "Priya Sampleton" not in client.get("/colleagues/").content.decode()
        people.end_role(by=area_admin, member=practitioner)
        assert "Priya Sampleton" in client.get("/colleagues/").content.decode()
        child = held["rescreens"].child
        child.restricted = True
        child.save()
        text = client.get(self.page(practitioner)).content.decode()
        assert "Wren Handover" not in text
        assert f"Restricted record {child.reference}" in text

    def test_the_administrator_sees_counts_and_no_child(self, sign_in, held, practitioner, area_admin):
        people.end_role(by=area_admin, member=practitioner)
        text = sign_in(area_admin).get(reverse("accounts:person", args=[practitioner.user.reference])).content.decode()
        assert (
            "Still holds 1 draft, 1 screening with a second person, 1 referral to the MASH, 1 re-screen, 1 plan" in text
        )
        for row in held.values():
            assert getattr(row, "reference", "Wren") not in text


@pytest.mark.django_db(transaction=True)
def test_of_two_who_hand_over_at_once_one_does_and_the_other_is_told(held, practitioner, lead, cse_officer, school):
    one, two = (make_member(school, name=name) for name in ("Linden Sampleby", "Rowan Mockley"))
    results = at_once(partial(give, practitioner, lead, one), partial(give, practitioner, cse_officer, two))
    assert sorted(type(result).__name__ for result in results) == ["NotPossible", "dict"]
    assert holders(held) in ({one}, {two})
    assert Message.objects.filter(kind=MessageKind.HANDED_OVER).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_draft_that_is_saved_meanwhile_is_lost_by_nobody(held, practitioner, lead, colleague):
    draft = held["drafts"]
    narrative = {**draft.narrative, "own_words": "I go by bus now."}
    saved, given = at_once(
        partial(actions.save_narrative, screening=draft, by=practitioner, values=narrative),
        partial(give, practitioner, lead, colleague),
    )
    draft.refresh_from_db()
    assert isinstance(given, dict)
    assert draft.practitioner == colleague
    assert draft.narrative == (narrative if isinstance(saved, Screening) else held["drafts"].narrative)


def until_somebody_waits_for_this() -> None:
    """Go on once another transaction waits for a row of this one, or after ten seconds."""
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute("select 1 from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))")
            if cursor.fetchone():
                return
            time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_a_screening_that_is_sent_while_its_writer_hands_over_ends_in_no_deadlock(
    practitioner, lead, colleague, monkeypatch
):
    first = make_completed(practitioner, "vulnerable")
    draft = make_draft(practitioner, child=first.child)
    prepare = submitting.prepare

    def slowly(screening):
        until_somebody_waits_for_this()
        prepare(screening)

    monkeypatch.setattr(submitting, "prepare", slowly)
    sent, given = at_once(
        partial(actions.submit, screening=draft, by=practitioner, judgement=judgement("vulnerable")),
        # The order in which the kinds were chosen is not the order in which they are held.
        partial(later, partial(give, practitioner, lead, colleague, ["plans", "rescreens", "drafts"])),
    )
    assert isinstance(sent, Screening), sent
    assert given == {"rescreens": 1}
    assert Rescreen.objects.open().get().owner == colleague


def later(call):
    """So that the other one has its row when this one begins."""
    time.sleep(0.5)
    return call()

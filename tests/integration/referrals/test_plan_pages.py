"""The pages of the early-help plan: what each person finds there, and that what is typed is never lost."""

import datetime as dt

import pytest
from django.urls import reverse

from audit.models import Event
from cse_portal import clock
from referrals import actions
from referrals.forms.plan import ActionForm, HolderForm
from referrals.models import ChildMatch, Plan, Progress
from tests.factories.people import make_agency, make_member
from tests.factories.plans import make_action, make_plan, working_day
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse(solihull):
    return make_member(make_agency(solihull, "health", "Demo Clinic"), name="Nell Sampleford")


@pytest.fixture
def plan(practitioner):
    return make_plan(practitioner)


def page(client, name, *args, query="") -> str:
    return client.get(reverse(f"referrals:{name}", args=args) + query).content.decode()


def day(name: str, value: dt.date) -> dict:
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def test_a_plan_is_begun_from_the_child_with_what_the_last_screening_planned(sign_in, practitioner):
    child = make_completed(practitioner, "level-1").child
    words = {"because": "met", "reason": "Done.", "what_changed": "Home every evening."}
    actions.close_plan(plan=Plan.objects.get(), by=practitioner, **words)
    client = sign_in(practitioner)
    assert "Daily check-in (Form tutor)" in page(client, "plan_start", child.reference)
    sent = {"holder": practitioner.pk, "with_actions": "on", **day("review_on", working_day())}
    answer = client.post(reverse("referrals:plan_start", args=[child.reference]), sent)
    plan = Plan.objects.open().get()
    assert answer.url == reverse("referrals:plan", args=[plan.reference])
    assert plan.actions.get().what == "Daily check-in"
    assert client.get(reverse("referrals:plan_start", args=[child.reference])).url == answer.url


def test_a_review_on_a_weekend_comes_back_with_the_day_that_is_offered(sign_in, practitioner, plan):
    saturday = working_day() + dt.timedelta(days=3)
    url = reverse("referrals:plan_review", args=[plan.reference])
    said = sign_in(practitioner).post(url, {"reviewed": "The lifts stopped.", **day("review_on", saturday)})
    text = said.content.decode()
    assert "The next working day is" in text and "The lifts stopped." in text
    assert not plan.notes.filter(kind="reviewed").exists()


def test_the_page_shows_each_action_by_its_indicators_words_with_owner_agency_and_due(
    sign_in, practitioner, nurse, plan
):
    make_action(plan, practitioner, owner=nurse, indicator="rs-missing-repeat", due_on=clock.today())
    text = page(sign_in(practitioner), "plan", plan.reference)
    assert "rs-missing-repeat" not in text and "About: " in text
    for said in ("Nell Sampleford", "Demo Clinic", "Due today", "Not started", "A check-in every morning"):
        assert said in text, said
    assert f"<title>Plan {plan.reference}" in text.replace("\n", "")


@pytest.mark.parametrize("progress", Progress.values)
def test_the_page_says_how_each_action_goes_and_who_has_left(sign_in, practitioner, nurse, plan, progress):
    action = make_action(plan, practitioner, owner=nurse)
    actions.progress_action(action=action, by=practitioner, progress=progress, result="As agreed.")
    nurse.user.is_active = False
    nurse.user.save()
    text = page(sign_in(practitioner), "plan", plan.reference)
    assert Progress(progress).label in text and "As agreed." in text and "has left" in text


def test_an_owner_elsewhere_sees_the_childs_name_and_the_actions_and_no_more(sign_in, practitioner, nurse, plan):
    own = make_action(plan, practitioner, owner=nurse)
    actions.say_parts(plan=plan, by=practitioner, child_part="Wants a key.", carer_part="")
    client = sign_in(nurse)
    text = page(client, "plan", plan.reference)
    assert "Wren Testerby" in text and own.what in text
    for hidden in ("Wants a key.", "What happened to the plan", "Begin", "born", "Review the plan", "Close the plan"):
        assert hidden not in text, hidden
    text = page(client, "plan_action", plan.reference, own.pk)
    assert "Save how it goes" in text and "Save the change" not in text
    assert client.get(reverse("referrals:child", args=[plan.child.reference])).status_code == 404
    others = make_action(plan, practitioner, what="Ring the aunt")
    assert client.get(reverse("referrals:plan_action", args=[plan.reference, others.pk])).status_code == 404
    assert Event.objects.filter(type="plan:viewed", reference=plan.reference, user_id=nurse.user_id).exists()


def test_owners_are_offered_by_agency_those_in_the_plan_first(practitioner, nurse, plan, cse_officer, solihull):
    make_member(make_agency(solihull, "health", "Aaa Clinic"))
    make_action(plan, practitioner, owner=nurse)
    groups = [name for name, _ in ActionForm(plan=plan).fields["owner"].choices[1:]]
    assert groups[:2] == sorted([nurse.agency.name, practitioner.agency.name]) and groups[2] == "Aaa Clinic"
    assert len(groups) == len(set(groups))
    groups = [name for name, _ in HolderForm(plan=plan, by=cse_officer).fields["to"].choices[1:]]
    assert groups[0] == nurse.agency.name and "Aaa Clinic" in groups


def test_an_owner_cannot_send_the_form_that_changes_the_action(sign_in, practitioner, nurse, plan):
    own = make_action(plan, practitioner, owner=nurse)
    url = reverse("referrals:plan_action", args=[plan.reference, own.pk])
    assert sign_in(nurse).post(url, {"do": "change", "what": "Nothing"}).status_code == 404


def test_who_comes_second_keeps_what_they_typed_and_can_save_it_after_looking(sign_in, practitioner, lead, plan):
    action = make_action(plan, practitioner)
    url, stale = reverse("referrals:plan_action", args=[plan.reference, action.pk]), actions.last_note(action)
    actions.progress_action(action=action, by=practitioner, progress="under_way")
    client = sign_in(lead)
    sent = {"do": "progress", "progress": "done", "result": "It worked well.", "seen": stale}
    refused = client.post(url, sent)
    text = refused.content.decode()
    assert refused.status_code == 409 and "changed this action at the same time" in text and "It worked well." in text
    assert client.post(url, sent | {"seen": refused.context["seen"]}).status_code == 302
    action.refresh_from_db()
    assert action.progress == "done"


@pytest.mark.parametrize("number", ["", "x", "9" * 40, "²"], ids=["none", "a letter", "forty digits", "a small two"])
def test_a_number_that_nobody_was_shown_counts_as_not_seen(sign_in, practitioner, plan, number):
    action = make_action(plan, practitioner)
    url = reverse("referrals:plan_action", args=[plan.reference, action.pk])
    sent = {"do": "progress", "progress": "done", "seen": number}
    assert sign_in(practitioner).post(url, sent).status_code == 409


def test_closing_for_stopped_engagement_comes_back_with_rule_24(sign_in, practitioner, plan):
    sent = {"because": "met", "reason": "The child stopped engaging.", "what_changed": "Nothing is known."}
    url = reverse("referrals:plan_close", args=[plan.reference])
    answer = sign_in(practitioner).post(url, sent)
    assert "never a reason to close a plan" in answer.content.decode() and Plan.objects.open().exists()


def test_an_empty_end_of_a_plan_says_everything_that_is_missing_at_once(sign_in, practitioner, plan):
    text = sign_in(practitioner).post(reverse("referrals:plan_close", args=[plan.reference])).content.decode()
    for missing in ("Choose why the plan ends", "Say why the plan ends", "Say what has changed for the child since"):
        assert missing in text
    assert Plan.objects.open().exists()


def test_a_closed_plan_is_read_and_has_no_buttons(sign_in, practitioner, plan):
    words = {"because": "met", "reason": "Over for good.", "what_changed": "Home every evening."}
    actions.close_plan(plan=plan, by=practitioner, **words)
    client = sign_in(practitioner)
    text = page(client, "plan", plan.reference)
    assert "Over for good." in text and "Home every evening." in text and "Add an action" not in text
    for name in ("plan_add", "plan_review", "plan_change", "plan_close"):
        assert client.get(reverse(f"referrals:{name}", args=[plan.reference])).status_code == 302


def test_the_officers_list_has_the_soonest_review_first_and_each_chip_what_it_says(
    sign_in, practitioner, lead, cse_officer
):
    late, soon, far = (make_plan(practitioner, family_name=name) for name in ("Late", "Soon", "Far"))
    for plan, days in ((late, -1), (soon, 14), (far, 15)):
        Plan.objects.filter(pk=plan.pk).update(review_on=clock.today() + dt.timedelta(days=days))
    action = make_action(far, practitioner)
    type(action).objects.update(due_on=clock.today() - dt.timedelta(days=1))
    client = sign_in(cse_officer)

    def shown(query="") -> list[str]:
        return [row["plan"].child.family_name for row in client.get(reverse("referrals:plans") + query).context["rows"]]

    assert shown() == ["Late", "Soon", "Far"]
    assert (shown("?show=overdue"), shown("?show=due"), shown("?show=actions")) == (["Late"], ["Soon"], ["Far"])
    assert shown("?show=left") == [] == shown("?show=closed")
    practitioner.user.is_active = False
    practitioner.user.save()
    assert shown("?show=left") == ["Late", "Soon", "Far"]


def test_a_restricted_child_is_not_named_in_the_list_and_its_plan_asks_why(sign_in, practitioner, cse_officer, plan):
    plan.child.restricted = True
    plan.child.save()
    client = sign_in(cse_officer)
    text = page(client, "plans")
    assert "Testerby" not in text and f"Restricted record {plan.child.reference}" in text
    assert f"Age {plan.child.age()}" not in text
    answer = client.get(reverse("referrals:plan", args=[plan.reference]))
    assert answer.url.startswith(reverse("referrals:reason", args=[plan.child.reference]))


def test_a_restricted_child_is_not_named_to_who_only_does_an_action(sign_in, practitioner, nurse, plan):
    action = make_action(plan, practitioner, owner=nurse)
    plan.child.restricted = True
    plan.child.save()
    places = {
        name: reverse(f"referrals:{name}", args=args)
        for name, args in {"plans": (), "plan": (plan.reference,), "plan_action": (plan.reference, action.pk)}.items()
    } | {"home": reverse("screening:home")}
    client, own = sign_in(nurse), f"Restricted record {plan.child.reference}"
    for name, url in places.items():
        text = client.get(url).content.decode()
        assert own in text and "Testerby" not in text and "Wren" not in text, name
    client = sign_in(practitioner)
    for name in ("plans", "plan"):
        assert "Testerby" in client.get(places[name]).content.decode(), name


def test_who_says_that_an_action_is_done_is_led_to_the_list(sign_in, practitioner, nurse, plan):
    action = make_action(plan, practitioner, owner=nurse)
    url = reverse("referrals:plan_action", args=[plan.reference, action.pk])
    sent = {"do": "progress", "progress": "done", "result": "", "seen": actions.last_note(action)}
    client = sign_in(nurse)
    assert client.post(url, sent).url == reverse("referrals:plans")
    for again in (client.post(url, sent), client.get(url)):
        text = again.content.decode()
        assert again.status_code == 200 and "This action is done" in text and action.what in text
        assert "Wren" not in text and "Testerby" not in text
    assert plan.notes.filter(kind="progress").count() == 1


def test_an_action_that_its_owner_finds_ended_says_by_whom_and_to_nobody_else(sign_in, practitioner, nurse, plan):
    action = make_action(plan, practitioner, owner=nurse)
    url, stranger = reverse("referrals:plan_action", args=[plan.reference, action.pk]), make_member(nurse.agency)
    actions.progress_action(action=action, by=practitioner, progress="not_done", result="Wren said no.")
    text = sign_in(nurse).post(url, {"do": "progress", "progress": "done"}).content.decode()
    assert "This action has ended" in text and "Priya Sampleton said so" in text and "Wren" not in text
    assert sign_in(stranger).get(url).status_code == 404
    elsewhere = make_member(make_agency(nurse.area, "council"), user=nurse.user)
    nurse.ended_on = clock.today()
    nurse.save()
    assert sign_in(elsewhere).get(url).status_code == 404


def test_home_names_actions_due_reviews_and_plans_nobody_holds(sign_in, practitioner, lead, nurse, plan):
    near, far = clock.today() + dt.timedelta(days=7), clock.today() + dt.timedelta(days=8)
    make_action(plan, practitioner, owner=nurse, what="Weigh in", due_on=near)
    make_action(plan, practitioner, owner=nurse, what="Later on", due_on=far)
    make_action(plan, practitioner, what="Form time", due_on=near)
    Plan.objects.update(review_on=near)
    home = reverse("screening:home")
    text = sign_in(nurse).get(home).content.decode()
    assert "Plan action for Wren Testerby" in text and "Weigh in" in text and "Later on" not in text
    text = sign_in(practitioner).get(home).content.decode()
    assert "Form time (The form tutor; you hold the plan)" in text and "Review the plan of Wren Testerby" in text
    assert "Weigh in" not in text
    nurse.user.is_active = False
    nurse.user.save()
    assert "Weigh in (Nell Sampleford has left; you hold the plan)" in sign_in(practitioner).get(home).content.decode()
    assert "Find who holds the plan" not in sign_in(lead).get(home).content.decode()
    practitioner.user.is_active = False
    practitioner.user.save()
    assert "Find who holds the plan of Wren Testerby" in sign_in(lead).get(home).content.decode()


def test_a_plan_of_a_merged_child_is_found_from_either_record_by_the_officer(
    sign_in, practitioner, nurse, cse_officer, mash_worker
):
    one, other = (make_completed(by, "universal").child for by in (practitioner, nurse))
    plan = make_plan(practitioner, child=one)
    low, high = sorted((one, other), key=lambda child: child.pk)
    ChildMatch.objects.create(
        one=low, other=high, kept=other, match="merged", reason="Same", said_at=clock.now(), said_by=mash_worker
    )
    client = sign_in(cse_officer)
    for record in (one, other):
        answer = client.get(reverse("referrals:plan_start", args=[record.reference]))
        assert answer.url == reverse("referrals:plan", args=[plan.reference])

"""The submit action by rule: what it asks for, what it decides, what follows, and that it is all or nothing."""

import datetime as dt

import pytest
from django.db import DatabaseError

from audit.models import Event
from cse_portal.models import Message
from referrals.models import Document, LogEntry, Referral
from screening import actions
from screening.actions import Incomplete, Refused
from screening.models import Rescreen, Screening
from screening.states import NotPossible, Status
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import LEVEL_1, answer, judgement, make_completed, make_draft

ALERT, RED, AMBER, AMBER_2 = "px-vehicle", "pr-unexplained-gifts", "pa-older-friends", "pa-appearance"
FRIDAY = "2026-11-20 14:41 +0000"
pytestmark = pytest.mark.usefixtures("friday")


@pytest.fixture
def friday(time_machine):
    time_machine.move_to(FRIDAY, tick=False)


def submit(draft: Screening, outcome: str, *, second_person=None, **fields) -> Screening:
    return actions.submit(
        screening=draft, by=draft.practitioner, judgement=judgement(outcome, **fields), second_person=second_person
    )


def missing(draft: Screening, outcome: str, **fields) -> dict:
    with pytest.raises(Incomplete) as stopped:
        submit(draft, outcome, **fields)
    assert Screening.objects.get(pk=draft.pk).status == Status.DRAFT
    return stopped.value.problems


def sexual_sign(draft: Screening) -> str:
    return draft.edition.indicators.filter(sexual_act_or_assault=True).first().code


# What every submission leaves behind


@pytest.mark.parametrize(
    ("outcome", "refers"),
    [
        ("universal", False), ("potentially-vulnerable", True), ("vulnerable", True),
        ("level-0", False), ("level-1", False), ("level-2", True), ("level-3", True),
    ],
)  # fmt: skip
def test_rules_9_10_11_16_and_35_every_outcome_is_logged(practitioner, cse_officer, outcome, refers):
    done = make_completed(practitioner, outcome)
    assert done.status == Status.COMPLETE
    assert LogEntry.objects.get(screening=done).outcome == outcome
    assert Referral.objects.filter(screening=done).exists() is refers
    assert Message.objects.filter(kind="screening_logged", to_user_id=cse_officer.user_id).exists()
    submitted = Event.objects.get(type="screening:submitted", reference=done.reference)
    assert (submitted.person, submitted.child) == ("Priya Sampleton", done.child.reference)


def test_the_decision_is_frozen_with_reasons_edition_and_version(practitioner):
    draft = make_draft(practitioner)
    answer(draft, RED)
    done = submit(draft, "potentially-vulnerable")
    assert done.decision["outcome"] == done.outcome == "potentially-vulnerable"
    assert {14, 16, 22} <= {reason["rule"] for reason in done.decision["reasons"]}
    assert done.protocol_version == done.decision["version"]
    assert done.edition == draft.edition
    assert (done.submitted_by, done.screening_date) == (practitioner, dt.date(2026, 11, 20))


def test_rule_11_the_referral_has_the_tool_and_what_was_typed(practitioner, mash_worker):
    done = make_completed(practitioner, "level-2", codes=("rs-missing-repeat",))
    referral = Referral.objects.get(screening=done)
    assert referral.content["screening"]["outcome"] == "level-2"
    assert [row["code"] for row in referral.content["screening"]["evidence"]] == ["rs-missing-repeat"]
    assert referral.details["safe_contact"] == "The aunt’s work number before 15:00."
    assert Document.objects.filter(referral=referral, edition=1).exists()
    assert Message.objects.filter(kind="referral_received", to_user_id=mash_worker.user_id).exists()


def test_rule_25_the_mash_answers_within_one_working_day(practitioner):
    done = make_completed(practitioner, "level-3")
    assert done.referral.due_at.isoformat() == "2026-11-23T14:41:00+00:00"


def test_messages_name_no_child(practitioner, mash_worker, cse_officer):
    make_completed(practitioner, "level-3")
    for message in Message.objects.all():
        assert "Wren" not in f"{message.reference} {message.path}"


def test_submitting_twice_gives_the_first_result(practitioner):
    draft = make_draft(practitioner)
    first = submit(draft, "vulnerable")
    second = submit(draft, "universal")
    assert (second.pk, second.outcome) == (first.pk, "vulnerable")
    assert Referral.objects.filter(screening=draft).count() == 1
    assert LogEntry.objects.filter(screening=draft).count() == 1


def test_a_completed_screening_cannot_be_saved(practitioner):
    done = make_completed(practitioner)
    with pytest.raises(NotPossible):
        actions.save_judgement(screening=done, by=practitioner, values={})
    with pytest.raises(DatabaseError, match="read-only"):
        Screening.objects.filter(pk=done.pk).update(narrative={})


# Rule 8


@pytest.mark.parametrize("outcome", ["level-0", "level-1", "level-2"])
def test_rule_8_under_13_with_a_sexual_act_is_referred_at_every_level(practitioner, outcome):
    draft = make_draft(practitioner, age=12)
    code = sexual_sign(draft)
    answer(draft, code, "suspected", "concern_only")
    done = submit(draft, outcome, plan=[LEVEL_1["plan"][0] | {"code": code}])
    assert {"mash_referral", "police"} <= set(done.decision["pathway"])
    assert "no_cse_action" not in done.decision["pathway"]
    assert Referral.objects.filter(screening=done).exists()


def test_rule_8_asks_for_the_police(practitioner):
    draft = make_draft(practitioner, age=12)
    answer(draft, sexual_sign(draft), "suspected", "concern_only")
    assert missing(draft, "level-0", police_told="") == {
        "police_told": "Tell the police, then write when and who took the call"
    }


def test_rule_8_ends_on_the_13th_birthday(practitioner):
    draft = make_draft(practitioner, age=13)
    answer(draft, sexual_sign(draft), "suspected", "concern_only")
    assert not Referral.objects.filter(screening=submit(draft, "level-0", police_told="")).exists()


def test_rule_8_refers_at_once_while_a_second_person_is_waited_for(practitioner, lead, mash_worker):
    draft = make_draft(practitioner)
    answer(draft, sexual_sign(draft), "suspected", "concern_only")
    waiting = submit(draft, "universal", second_person=lead)
    referral = Referral.objects.get(screening=draft)
    assert waiting.status == Status.WAITING
    assert referral.details["worried_about"] == "Adults the family does not know give lifts."
    assert referral.content["screening"] is None
    assert Message.objects.filter(kind="referral_received", to_user_id=mash_worker.user_id).exists()
    agreed = actions.agree(screening=waiting, by=lead)
    assert Referral.objects.get(child=draft.child).screening == agreed
    assert Referral.objects.get(pk=referral.pk).content["screening"]["outcome"] == "universal"


# Rules 3 to 6


@pytest.mark.parametrize(("age", "rule"), [(11, 3), (12, 4)])
def test_rules_3_and_4_the_decision_says_why_this_tool(practitioner, age, rule):
    done = submit(make_draft(practitioner, age=age), "vulnerable" if age < 12 else "level-2")
    assert done.decision["reasons"][0]["rule"] == rule


def test_rule_6_the_decision_says_that_the_age_is_an_estimate(practitioner):
    unknown = {"date_of_birth": None, "estimated_age": 11, "age_source": "The year group"}
    done = submit(make_draft(practitioner, **unknown), "vulnerable")
    assert [reason["rule"] for reason in done.decision["reasons"][:2]] == [6, 3]


# Rules 9 and 10


@pytest.mark.parametrize("name", ["other_concerns", "other_concerns_who", "further_action"])
def test_rule_9_level_0_asks_what_else_and_who(practitioner, name):
    assert list(missing(make_draft(practitioner, age=14), "level-0", **{name: " "})) == [name]


@pytest.mark.parametrize("name", ["lead_name", "lead_on", "lead_result", "cse_name", "cse_on", "cse_result", "plan"])
def test_rule_10_level_1_asks_for_both_talks_and_the_plan(practitioner, name):
    assert list(missing(make_draft(practitioner, age=14), "level-1", **{name: [] if name == "plan" else ""})) == [name]


def test_rule_10_a_referral_is_offered_and_not_forced(practitioner):
    assert not Referral.objects.filter(screening=make_completed(practitioner, "level-1")).exists()
    assert Referral.objects.filter(
        screening=submit(make_draft(practitioner, age=14), "level-1", refer_anyway=True)
    ).exists()


# Rules 12 to 17


def test_rule_12_nothing_but_vulnerable_on_a_clear_alert(practitioner, lead):
    draft = make_draft(practitioner)
    answer(draft, ALERT)
    for lower in ("universal", "potentially-vulnerable"):
        with pytest.raises(Refused) as refused:
            submit(draft, lower, second_person=lead)
        assert refused.value.decision.refused == (12,)
    assert submit(draft, "vulnerable").outcome == "vulnerable"


@pytest.mark.parametrize(
    ("rule", "given"),
    [
        (13, [(ALERT, "suspected", "clear")]),
        (13, [(ALERT, "present", "partial")]),
        (14, [(RED, "present", "clear")]),
        (14, [(RED, "suspected", "concern_only"), (AMBER, "present", "clear")]),
    ],
)
def test_rules_13_14_and_17_universal_waits_for_a_second_person(practitioner, lead, rule, given):
    draft = make_draft(practitioner)
    for code, presence, strength in given:
        answer(draft, code, presence, strength)
    assert list(missing(draft, "universal")) == ["second_person"]
    waiting = submit(draft, "universal", second_person=lead)
    assert waiting.status == Status.WAITING
    assert waiting.outcome == ""
    assert not LogEntry.objects.filter(screening=draft).exists()
    assert Message.objects.filter(kind="countersign_wanted", to_user_id=lead.user_id).count() == 1
    done = actions.agree(screening=waiting, by=lead)
    assert rule in {reason["rule"] for reason in done.decision["reasons"]}


def test_rule_15_universal_on_two_ambers_needs_a_reason_and_no_second_person(practitioner):
    draft = make_draft(practitioner)
    answer(draft, AMBER)
    answer(draft, AMBER_2)
    assert list(missing(draft, "universal", reason=" ")) == ["reason"]
    assert submit(draft, "universal").status == Status.COMPLETE


def test_rule_17_upwards_is_free(practitioner):
    draft = make_draft(practitioner)
    answer(draft, AMBER)
    assert submit(draft, "vulnerable").status == Status.COMPLETE


def test_rule_17_the_second_person_is_another_one_of_the_agency_who_may(practitioner, lead, solihull, school):
    draft = make_draft(practitioner)
    answer(draft, RED)
    elsewhere = make_member(make_agency(solihull), "safeguarding_lead", name="Other Lead")
    colleague = make_member(school, "practitioner", name="Other Person")
    self_as_lead = make_member(school, "safeguarding_lead", user=practitioner.user)
    gone = make_member(school, "safeguarding_lead", name="Gone Person")
    gone.ended_on = dt.date(2026, 1, 6)
    gone.save()
    assert actions.may_countersign(draft) == [lead]
    for nobody in (elsewhere, colleague, self_as_lead, gone, practitioner):
        assert list(missing(draft, "universal", second_person=nobody)) == ["second_person"]


# Rules 18 and 20


@pytest.mark.parametrize(
    ("without", "words"),
    [
        ({"what": " "}, "what was seen or said"),
        ({"recent": False, "period": ""}, "when"),
        ({"source_type": ""}, "how you know"),
        ({"strength": ""}, "how strong it is"),
    ],
)
def test_rule_18_a_bare_tick_stops_it(practitioner, without, words):
    draft = make_draft(practitioner)
    answer(draft, RED, **{"strength": "clear", **without})
    problems = missing(draft, "vulnerable")
    assert list(problems) == [f"section:people-places:{RED}"]
    assert words in problems[f"section:people-places:{RED}"]


def test_rule_18_concern_only_is_enough(practitioner):
    draft = make_draft(practitioner)
    answer(draft, RED, "suspected", "concern_only")
    assert submit(draft, "vulnerable").status == Status.COMPLETE


@pytest.mark.parametrize("name", ["protective_factors", "own_words", "carer_view", "analysis"])
def test_rule_20_the_narrative_is_written_or_says_why_not(practitioner, name):
    draft = make_draft(practitioner)
    rest = {n: "Written" for n in ("protective_factors", "own_words", "carer_view", "analysis") if n != name}
    actions.save_narrative(screening=draft, by=practitioner, values=rest)
    assert list(missing(draft, "vulnerable")) == [f"narrative:{name}"]
    actions.save_narrative(screening=draft, by=practitioner, values=rest | {f"{name}_not_obtained": "Not safe to ask"})
    assert submit(draft, "vulnerable").status == Status.COMPLETE


# Rules 22 to 24


@pytest.mark.parametrize(
    ("outcome", "due"),
    [
        ("level-0", None), ("level-1", "2027-02-20"), ("level-2", "2027-01-01"), ("level-3", "2027-01-01"),
        ("universal", None), ("potentially-vulnerable", "2027-01-01"), ("vulnerable", "2027-01-01"),
    ],
)  # fmt: skip
def test_rule_22_the_next_screening_has_its_day(practitioner, outcome, due):
    done = make_completed(practitioner, outcome)
    rescreen = Rescreen.objects.filter(screening=done).first()
    assert (rescreen and rescreen.due_on.isoformat()) == due
    assert LogEntry.objects.get(screening=done).due_on == (rescreen and rescreen.due_on)


@pytest.mark.parametrize(("agreed", "accepted"), [("2027-02-20", True), ("2026-11-21", True), ("2027-02-21", False),
                                                  ("2026-11-20", False)])  # fmt: skip
def test_rule_10_the_agreed_day_is_after_today_and_not_after_the_areas(practitioner, agreed, accepted):
    draft = make_draft(practitioner, age=14)
    if accepted:
        assert Rescreen.objects.get(screening=submit(draft, "level-1", rescreen_on=agreed)).due_on.isoformat() == agreed
    else:
        assert list(missing(draft, "level-1", rescreen_on=agreed)) == ["rescreen_on"]


def test_rule_22_screening_again_closes_what_was_due_and_dates_the_next(practitioner, time_machine):
    first = make_completed(practitioner, "level-2")
    time_machine.move_to("2026-12-30 10:00 +0000", tick=False)
    again = submit(make_draft(practitioner, child=first.child), "level-2")
    old = Rescreen.objects.get(screening=first)
    assert (old.done_by, old.closed_reason) == (again, "Screened again")
    assert Rescreen.objects.open().get(child=first.child).due_on == dt.date(2027, 2, 10)


def test_rule_23_a_higher_level_refers_and_the_movement_is_logged(practitioner):
    first = make_completed(practitioner, "level-1")
    again = submit(make_draft(practitioner, child=first.child), "level-2")
    entry = LogEntry.objects.get(screening=again)
    assert (entry.movement, entry.previous_outcome) == ("up", "level-1")
    assert Referral.objects.filter(screening=again).exists()
    assert not LogEntry.objects.get(screening=first).current


def test_rule_24_a_lower_level_needs_what_changed(practitioner):
    draft = make_draft(practitioner, child=make_completed(practitioner, "level-2").child)
    assert list(missing(draft, "level-0")) == ["what_changed"]
    done = submit(draft, "level-0", what_changed="The man was arrested in March and she has moved to her aunt.")
    assert LogEntry.objects.get(screening=done).movement == "down"
    assert 24 in {reason["rule"] for reason in done.decision["reasons"]}


def test_rule_7_the_two_tools_scales_do_not_compare(practitioner, time_machine):
    first = make_completed(practitioner, "vulnerable", age=11)
    time_machine.move_to("2027-01-09 10:00 +0000", tick=False)
    done = submit(make_draft(practitioner, child=first.child), "level-0")
    assert LogEntry.objects.get(screening=done).movement == "other_tool"
    assert first.outcome == Screening.objects.get(pk=first.pk).outcome == "vulnerable"


def test_rule_7_a_birthday_before_submitting_stops_the_old_tool(practitioner, time_machine):
    draft = make_draft(practitioner, age=11)
    time_machine.move_to("2027-01-09 10:00 +0000", tick=False)
    with pytest.raises(NotPossible, match="birthday"):
        submit(draft, "vulnerable")


# Rule 34


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"carers_told": ""}, "carers_told"),
        ({"carers_told": "no"}, "carers_not_told_reason"),
        ({"carers_told": "yes", "carers_told_detail": ""}, "carers_told_detail"),
    ],
)
def test_rule_34_the_carer_is_told_or_the_reason_is_written(practitioner, fields, problem):
    assert list(missing(make_draft(practitioner, age=14), "level-2", **fields)) == [problem]


@pytest.mark.parametrize("name", ["worried_about", "asked_of_mash", "done_already", "safe_contact"])
def test_rule_11_a_referral_asks_its_fields(practitioner, name):
    assert list(missing(make_draft(practitioner, age=14), "level-2", **{name: ""})) == [name]


# All or nothing


class Broken(Exception):
    pass


def fail(*args, **kwargs):
    raise Broken


@pytest.mark.parametrize(
    "part",
    [
        "screening.actions.submitting.record_on",
        "screening.actions.submitting._date_rescreen",
        "referrals.models.LogEntry.objects.create",
        "referrals.models.Referral.objects.create",
        "referrals.models.Document.objects.create",
        "referrals.actions.telling.record",
        "cse_portal.outbox.send",
    ],
)
def test_when_any_part_fails_everything_is_undone(practitioner, mash_worker, cse_officer, monkeypatch, part):
    draft = make_draft(practitioner)
    events, messages = Event.objects.count(), Message.objects.count()
    monkeypatch.setattr(part, fail)
    with pytest.raises(Broken):
        submit(draft, "vulnerable")
    kept = Screening.objects.get(pk=draft.pk)
    assert (kept.status, kept.outcome, kept.decision, kept.submitted_at) == (Status.DRAFT, "", None, None)
    for model in (Referral, LogEntry, Rescreen, Document):
        assert not model.objects.exists()
    assert (Event.objects.count(), Message.objects.count()) == (events, messages)


def test_a_request_that_fails_leaves_nothing_of_its_submission(practitioner, sign_in, monkeypatch):
    from tests.integration.screening.judging import boxes, check_url

    draft = make_draft(practitioner)
    browser = sign_in(practitioner)
    browser.raise_request_exception = False
    monkeypatch.setattr("referrals.models.Referral.objects.create", fail)
    assert browser.post(check_url(draft), boxes("vulnerable")).status_code == 500
    assert Screening.objects.get(pk=draft.pk).status == Status.DRAFT
    assert not LogEntry.objects.exists()


def test_an_alert_that_came_first_gets_the_completed_tool(practitioner, solihull):
    details = {"who": "A girl in year 9", "where": "School", "what": "Told a teacher", "phone": "01632 960401"}
    referral = actions.raise_alert(by=practitioner, area=solihull, details=details)
    stub = referral.screening
    child = make_draft(practitioner, age=14).child
    draft = actions.start(by=practitioner, area=solihull, child=child, stub=stub)
    actions.save_narrative(screening=draft, by=practitioner, values=make_draft(practitioner).narrative)
    done = submit(draft, "level-0")
    assert Referral.objects.get().pk == referral.pk
    assert Referral.objects.get().content["screening"]["outcome"] == "level-0"
    assert Referral.objects.get().screening == done

"""One decision: how the rules meet, and that it always says why."""

import json
from collections.abc import Callable
from datetime import date

import pytest

from screening.protocol import (
    VERSION,
    Answer,
    Answers,
    Judgement,
    Movement,
    Nature,
    Outcome,
    Presence,
    Procedure,
    Step,
    Strength,
    Tool,
    Weight,
    age_route,
    decide,
    decide_without_screen,
    start_route,
)

DAY = date(2026, 3, 31)
Screen = Callable[..., Answers]
CLEAR_ALERT = (Weight.ALERT, Presence.PRESENT, Strength.CLEAR)
RED = (Weight.RED, Presence.PRESENT, Strength.PARTIAL)


def test_a_fixed_outcome_needs_no_judgement(screen: Screen, procedure: Procedure) -> None:
    decision = decide(screen(CLEAR_ALERT), None, procedure, on=DAY)
    assert (decision.version, decision.route, decision.outcome) == (VERSION, "petch", Outcome.VULNERABLE)
    assert decision.is_accepted
    assert decision.refused == ()
    assert decision.pathway.steps == (Step.MASH_REFERRAL, Step.CSE_OFFICER)
    assert decision.rescreen_due == date(2026, 5, 12)


def test_without_a_judgement_nothing_else_stands(screen: Screen, procedure: Procedure) -> None:
    decision = decide(screen(RED), None, procedure, on=DAY, previous_outcome=Outcome.VULNERABLE)
    assert (decision.outcome, decision.refused, decision.rescreen_due, decision.movement) == (None, (), None, None)
    assert not decision.is_accepted
    assert decision.pathway.steps == ()


def test_a_refused_judgement_has_no_outcome_and_says_why(screen: Screen, procedure: Procedure) -> None:
    decision = decide(screen(RED), Judgement(Outcome.UNIVERSAL, "why"), procedure, on=DAY)
    assert (decision.outcome, decision.refused, decision.rescreen_due) == (None, (14, 17), None)
    texts = {reason.rule: reason.text for reason in decision.reasons}
    assert "countersign" in texts[17]
    assert "written reason" in texts[14]


def test_rule_17_an_accepted_lower_outcome_says_on_what(screen: Screen, procedure: Procedure) -> None:
    decision = decide(screen(RED), Judgement(Outcome.UNIVERSAL, "why", countersigned=True), procedure, on=DAY)
    assert (decision.outcome, decision.refused) == (Outcome.UNIVERSAL, ())
    assert any(reason.rule == 17 and "accepted" in reason.text for reason in decision.reasons)


@pytest.mark.parametrize(
    ("outcome", "previous", "moved", "rule"),
    [
        (Outcome.LEVEL_2, Outcome.LEVEL_0, Movement.UP, 23),
        (Outcome.LEVEL_0, Outcome.LEVEL_2, Movement.DOWN, 24),
        (Outcome.LEVEL_2, Outcome.UNIVERSAL, Movement.OTHER_TOOL, 7),
        (Outcome.LEVEL_2, Outcome.LEVEL_2, Movement.SAME, None),
        (Outcome.LEVEL_2, None, None, None),
    ],
)
def test_rules_7_23_and_24_speak_of_the_screen_before(
    outcome: Outcome, previous: Outcome | None, moved: Movement | None, rule: int | None, procedure: Procedure
) -> None:
    answers = Answers(Tool.REGIONAL, under_13=False)
    decision = decide(answers, Judgement(outcome, "moved"), procedure, on=DAY, previous_outcome=previous)
    assert decision.movement is moved
    assert [reason.rule for reason in decision.reasons if reason.rule in (7, 23, 24)] == ([rule] if rule else [])


def test_rule_18_a_bare_tick_stops_even_a_fixed_outcome(screen: Screen, procedure: Procedure) -> None:
    decision = decide(screen(CLEAR_ALERT, (Weight.AMBER, Presence.PRESENT, None)), None, procedure, on=DAY)
    assert (decision.finding.fixed, decision.outcome, decision.refused) == (Outcome.VULNERABLE, None, (18,))


def test_rule_19_what_is_unknown_is_named_by_its_codes(screen: Screen, procedure: Procedure) -> None:
    answers = screen(RED, (Weight.RED, Presence.NOT_ASKED, None), (Weight.AMBER, Presence.NO_INFORMATION, None))
    (unknown,) = (reason for reason in decide(answers, None, procedure, on=DAY).reasons if reason.rule == 19)
    assert unknown.codes == ("i1", "i2")


def test_the_age_route_gives_its_reason_first(screen: Screen, procedure: Procedure) -> None:
    decision = decide(screen(), None, procedure, on=DAY, age_route=age_route(estimated_age=9, on=DAY))
    assert [reason.rule for reason in decision.reasons][:2] == [6, 3]


def test_one_decision_is_of_one_tool(screen: Screen, procedure: Procedure) -> None:
    with pytest.raises(ValueError, match="level-1 is not an outcome of the petch tool"):
        decide(screen(), Judgement(Outcome.LEVEL_1), procedure, on=DAY)
    with pytest.raises(ValueError, match="the age leads to regional"):
        decide(screen(), None, procedure, on=DAY, age_route=age_route(estimated_age=12, on=DAY))


def test_rules_1_2_and_5_decide_without_a_screen(screen: Screen) -> None:
    emergency = decide_without_screen(start_route(on=DAY, immediate_danger=True))
    assert (emergency.route, emergency.outcome, emergency.refused) == ("emergency", None, ())
    assert emergency.pathway.steps == (Step.EMERGENCY_SERVICES, Step.MASH_REFERRAL)
    adult = decide_without_screen(age_route(estimated_age=18, on=DAY), screen())
    assert (adult.route, adult.pathway.steps) == ("adult", (Step.ADULT_ROUTE,))
    with pytest.raises(ValueError, match="petch tool is to be completed"):
        decide_without_screen(age_route(estimated_age=9, on=DAY))


def test_rule_8_holds_when_danger_made_the_screen_wait() -> None:
    sign = Answer(
        "x", Weight.RISK, Nature.SIGN_OF_HARM, Presence.SUSPECTED, Strength.PARTIAL, sexual_act_or_assault=True
    )
    route = start_route(on=DAY, estimated_age=12, significant_harm=True)
    decision = decide_without_screen(route, Answers(Tool.REGIONAL, True, (sign,)))
    assert decision.pathway.steps == (Step.MASH_REFERRAL, Step.POLICE)
    assert [reason.rule for reason in decision.reasons] == [2, 8]


def test_a_record_is_plain_json_and_whole(screen: Screen, procedure: Procedure) -> None:
    decision = decide(screen(CLEAR_ALERT), None, procedure, on=DAY, previous_outcome=Outcome.UNIVERSAL)
    record = json.loads(json.dumps(decision.as_record()))
    assert record["outcome"] == record["fixed"] == record["least"] == "vulnerable"
    assert (record["version"], record["movement"], record["rescreen_due"]) == (VERSION, "up", "2026-05-12")
    assert record["duties"][0] == {
        "duty": "mash_sent",
        "rule": 11,
        "text": "Send the MASH referral with the screen attached.",
    }
    assert record["reasons"][0]["codes"] == ["i0"]
    empty = decide(screen(), None, procedure, on=DAY).as_record()
    assert (empty["outcome"], empty["rescreen_due"], empty["movement"]) == (None, None, None)

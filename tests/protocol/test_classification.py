"""Rules 12 to 15: what the Petch tool's own rules say, and that the regional tool has none."""

from collections.abc import Callable

import pytest

from screening.protocol import (
    HARM_PROMPT,
    NUMBER_PROMPT,
    Answer,
    Answers,
    Finding,
    Nature,
    Outcome,
    Presence,
    Strength,
    Tool,
    Weight,
    classify,
)

A, R, X = Weight.AMBER, Weight.RED, Weight.ALERT
PRESENT, SUSPECTED = Presence.PRESENT, Presence.SUSPECTED
CLEAR, PARTIAL, CONCERN = Strength.CLEAR, Strength.PARTIAL, Strength.CONCERN_ONLY
PV, V = Outcome.POTENTIALLY_VULNERABLE, Outcome.VULNERABLE
Screen = Callable[..., Answers]


def rules(finding: Finding) -> list[int]:
    return [reason.rule for reason in finding.reasons]


def test_rule_12_a_clear_alert_fixes_vulnerable_and_speaks_alone(screen: Screen) -> None:
    finding = classify(screen((X, PRESENT, CLEAR), (X, SUSPECTED, None), (R, PRESENT, CLEAR), (A, PRESENT, CLEAR)))
    assert (finding.fixed, finding.least, rules(finding)) == (V, V, [12])
    assert finding.reasons[0].codes == ("i0",)


@pytest.mark.parametrize(
    ("presence", "strength"),
    [
        (SUSPECTED, CLEAR),
        (SUSPECTED, PARTIAL),
        (SUSPECTED, None),
        (PRESENT, PARTIAL),
        (PRESENT, CONCERN),
        (PRESENT, None),
    ],
)
def test_rule_13_an_alert_that_is_not_clear(screen: Screen, presence: Presence, strength: Strength | None) -> None:
    finding = classify(screen((X, presence, strength)))
    assert (finding.fixed, finding.least, rules(finding)) == (None, PV, [13])


def test_rule_13_and_14_together_are_both_named(screen: Screen) -> None:
    finding = classify(screen((X, SUSPECTED, PARTIAL), (R, PRESENT, CLEAR)))
    assert (finding.least, rules(finding)) == (PV, [13, 14])


@pytest.mark.parametrize("strength", [CLEAR, PARTIAL, CONCERN, None])
@pytest.mark.parametrize("presence", [PRESENT, SUSPECTED])
def test_rule_14_red_alone(screen: Screen, presence: Presence, strength: Strength | None) -> None:
    finding = classify(screen((R, presence, strength)))
    assert (finding.fixed, finding.least, rules(finding)) == (None, PV, [14])
    assert finding.reasons[0].text.startswith("Red alone")


def test_rule_14_red_with_amber_names_both(screen: Screen) -> None:
    finding = classify(screen((A, PRESENT, CLEAR), (R, PRESENT, CLEAR)))
    assert (finding.least, rules(finding), finding.reasons[0].codes) == (PV, [14], ("i1", "i0"))
    assert finding.reasons[0].text.startswith("Red together with amber")


@pytest.mark.parametrize("number", [2, 3, 20])
def test_rule_15_amber_only_asks_and_expects_nothing(screen: Screen, number: int) -> None:
    finding = classify(screen(*[(A, PRESENT, CLEAR)] * number))
    assert (finding.fixed, finding.least, rules(finding), finding.prompts) == (None, None, [15], (NUMBER_PROMPT,))


def test_rule_15_one_amber_is_for_judgement(screen: Screen) -> None:
    finding = classify(screen((A, PRESENT, CLEAR), (A, Presence.NOT_PRESENT, None)))
    assert (finding.fixed, finding.least, rules(finding), finding.prompts) == (None, None, [20], ())


def test_rule_19_no_evidence_does_not_rule_out_abuse(screen: Screen) -> None:
    finding = classify(screen((X, Presence.NOT_ASKED, None), (R, Presence.NO_INFORMATION, None)))
    assert (finding.fixed, finding.least, rules(finding)) == (None, None, [19])
    assert "does not rule out abuse" in finding.reasons[0].text


def test_rule_4_the_regional_tool_fixes_and_expects_nothing(screen: Screen) -> None:
    signs = [(Weight.SIGNIFICANT, PRESENT, CLEAR)] * 8 + [(Weight.RISK, PRESENT, CLEAR)] * 20
    assert classify(screen(*signs, tool=Tool.REGIONAL)) == Finding()


@pytest.mark.parametrize(("tool", "weight"), [(Tool.PETCH, R), (Tool.REGIONAL, Weight.SIGNIFICANT)])
def test_rule_2_signs_of_harm_are_named_first(tool: Tool, weight: Weight) -> None:
    sign = Answer("sign", weight, Nature.SIGN_OF_HARM, PRESENT, CLEAR, label="Injury")
    other = Answer("other", weight, Nature.POSSIBLE_SIGN, PRESENT, CLEAR)
    absent = Answer("absent", weight, Nature.SIGN_OF_HARM, Presence.NOT_PRESENT)
    finding = classify(Answers(tool, False, (other, absent, sign)))
    assert (finding.reasons[0].rule, finding.reasons[0].codes, finding.prompts[0]) == (2, ("sign",), HARM_PROMPT)
    assert "Injury" in finding.reasons[0].text


def test_reasons_use_the_label_presence_and_strength() -> None:
    car = Answer("px-vehicle", X, Nature.POSSIBLE_SIGN, SUSPECTED, PARTIAL, label="Taken by car {names}")
    (reason,) = classify(Answers(Tool.PETCH, True, (car,))).reasons
    assert "Taken by car {names} (suspected, partial evidence)" in reason.text

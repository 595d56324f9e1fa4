"""Rules 12 to 15, 17, 18 and 24: what a judgement must bring."""

import pytest

from screening.protocol import Finding, Judgement, Movement, Needs, Outcome, Reason, movement, needs
from screening.protocol.judgement import refusals

U, PV, V = Outcome.UNIVERSAL, Outcome.POTENTIALLY_VULNERABLE, Outcome.VULNERABLE
FIXED = Finding(V, V, (Reason(12, ""),))
ALERT = Finding(None, PV, (Reason(13, ""),))
BOTH = Finding(None, PV, (Reason(2, ""), Reason(13, ""), Reason(14, "")))
AMBER = Finding(None, None, (Reason(15, ""),))
NOTHING = Finding(None, None, (Reason(19, ""),))


@pytest.mark.parametrize(
    ("finding", "outcome", "bare", "with_reason", "with_second_person", "with_both"),
    [
        # Rule 12: nothing helps below the fixed outcome.
        (FIXED, U, {12}, {12}, {12}, {12}),
        (FIXED, PV, {12}, {12}, {12}, {12}),
        (FIXED, V, set(), set(), set(), set()),
        # Rules 13 and 14 with 17: both are needed.
        (ALERT, U, {13, 17}, {13, 17}, {13, 17}, set()),
        (BOTH, U, {13, 14, 17}, {13, 14, 17}, {13, 14, 17}, set()),
        (ALERT, PV, set(), set(), set(), set()),
        (BOTH, V, set(), set(), set(), set()),
        # Rule 15: a reason is enough.
        (AMBER, U, {15}, set(), {15}, set()),
        (AMBER, PV, set(), set(), set(), set()),
        (AMBER, V, set(), set(), set(), set()),
        (NOTHING, U, set(), set(), set(), set()),
        (NOTHING, V, set(), set(), set(), set()),
    ],
)
def test_refused_by(
    finding: Finding,
    outcome: Outcome,
    bare: set[int],
    with_reason: set[int],
    with_second_person: set[int],
    with_both: set[int],
) -> None:
    assert refusals(finding, Judgement(outcome)) == bare
    assert refusals(finding, Judgement(outcome, "why")) == with_reason
    assert refusals(finding, Judgement(outcome, " ", countersigned=True)) == with_second_person
    assert refusals(finding, Judgement(outcome, "why", countersigned=True)) == with_both


@pytest.mark.parametrize(
    ("outcome", "previous", "found"),
    [
        (Outcome.LEVEL_1, None, None),
        (Outcome.LEVEL_1, Outcome.LEVEL_0, Movement.UP),
        (Outcome.LEVEL_1, Outcome.LEVEL_1, Movement.SAME),
        (Outcome.LEVEL_1, Outcome.LEVEL_2, Movement.DOWN),
        (Outcome.LEVEL_1, Outcome.VULNERABLE, Movement.OTHER_TOOL),
    ],
)
def test_rules_7_23_and_24_movement(outcome: Outcome, previous: Outcome | None, found: Movement | None) -> None:
    assert movement(outcome, previous) is found


def test_rule_24_lower_than_before_needs_the_analysis() -> None:
    assert refusals(Finding(), Judgement(Outcome.LEVEL_1), Outcome.LEVEL_2) == {24}
    assert refusals(Finding(), Judgement(Outcome.LEVEL_1, "", countersigned=True), Outcome.LEVEL_2) == {24}
    assert refusals(Finding(), Judgement(Outcome.LEVEL_1, "moved school"), Outcome.LEVEL_2) == set()
    assert refusals(Finding(), Judgement(Outcome.LEVEL_1), Outcome.LEVEL_1) == set()
    assert refusals(BOTH, Judgement(U), V) == {13, 14, 17, 24}
    assert refusals(AMBER, Judgement(U), V) == {15, 24}


@pytest.mark.parametrize(
    ("finding", "outcome", "previous", "needed"),
    [
        (FIXED, V, None, Needs()),
        (FIXED, U, None, Needs(allowed=False, rules=frozenset({12}))),
        (BOTH, U, None, Needs(reason=True, countersign=True, rules=frozenset({13, 14, 17}))),
        (BOTH, V, None, Needs()),
        (AMBER, U, None, Needs(reason=True, rules=frozenset({15}))),
        (NOTHING, U, V, Needs(reason=True, rules=frozenset({24}))),
    ],
)
def test_needs_says_before_submitting_what_is_asked(
    finding: Finding, outcome: Outcome, previous: Outcome | None, needed: Needs
) -> None:
    assert needs(finding, outcome, previous) == needed

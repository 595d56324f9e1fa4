"""What holds for every screen that can be built: more concern never means less, and blanks mean nothing."""

from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.protocol import (
    TOOL_OUTCOMES,
    TOOL_WEIGHTS,
    Answer,
    Answers,
    Finding,
    Judgement,
    Nature,
    Outcome,
    Presence,
    Procedure,
    Step,
    Strength,
    Tool,
    age_on,
    age_route,
    classify,
    decide,
    rule_8_signs,
)

PROCEDURE = Procedure("Solihull", date(2016, 1, 1))
DAYS = st.dates(date(2016, 1, 1), date(2100, 1, 1))
# A machine that is busy with other things is no reason to fail.
MANY = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
UNKNOWN = (Presence.NOT_ASKED, Presence.NO_INFORMATION)
# No sign, suspected, present, present and clear: each says more than the one before.
LADDER = (
    (Presence.NOT_ASKED, None),
    (Presence.SUSPECTED, Strength.CONCERN_ONLY),
    (Presence.PRESENT, Strength.PARTIAL),
    (Presence.PRESENT, Strength.CLEAR),
)


@st.composite
def an_answer(draw: st.DrawFn, tool: Tool, code: str) -> Answer:
    presence = draw(st.sampled_from(Presence))
    evident = presence in (Presence.SUSPECTED, Presence.PRESENT)
    return Answer(
        code,
        draw(st.sampled_from(TOOL_WEIGHTS[tool])),
        draw(st.sampled_from(Nature)),
        presence,
        draw(st.sampled_from((None, *Strength))) if evident else None,
        sexual_act_or_assault=draw(st.booleans()),
    )


@st.composite
def screens(draw: st.DrawFn) -> Answers:
    tool = draw(st.sampled_from(Tool))
    items = tuple(draw(an_answer(tool, f"i{number}")) for number in range(draw(st.integers(0, 6))))
    return Answers(tool, draw(st.booleans()) or tool is Tool.PETCH, items)


@st.composite
def judgements(draw: st.DrawFn, tool: Tool) -> Judgement | None:
    if draw(st.booleans()):
        return None
    reason = draw(st.sampled_from(("", " ", "because")))
    return Judgement(draw(st.sampled_from(TOOL_OUTCOMES[tool])), reason, draw(st.booleans()))


def height(finding: Finding) -> tuple[int, int]:
    """A finding as a place in order: what is fixed, then the least expected."""
    return tuple(-1 if outcome is None else outcome.rank for outcome in (finding.fixed, finding.least))  # type: ignore[return-value]


@MANY
@given(screens(), st.data())
def test_adding_a_sign_never_lowers_the_finding(answers: Answers, data: st.DataObject) -> None:
    added = data.draw(an_answer(answers.tool, "added"))
    more = replace(answers, items=(*answers.items, added))
    assert height(classify(more)) >= height(classify(answers))


@MANY
@given(screens(), st.data())
def test_saying_more_of_a_sign_never_lowers_the_finding(answers: Answers, data: st.DataObject) -> None:
    weight = data.draw(st.sampled_from(TOOL_WEIGHTS[answers.tool]))
    steps = [Answer("added", weight, Nature.POSSIBLE_SIGN, *rung) for rung in LADDER]
    heights = [height(classify(replace(answers, items=(*answers.items, step)))) for step in steps]
    assert heights == sorted(heights)


@MANY
@given(screens(), st.data())
def test_rule_19_what_is_unknown_never_changes_the_finding(answers: Answers, data: st.DataObject) -> None:
    unknown = replace(
        data.draw(an_answer(answers.tool, "added")), presence=data.draw(st.sampled_from(UNKNOWN)), strength=None
    )
    assert classify(replace(answers, items=(*answers.items, unknown))) == classify(answers)


@MANY
@given(screens(), st.permutations(range(6)))
def test_the_order_of_the_answers_does_not_matter(answers: Answers, order: list[int]) -> None:
    shuffled = tuple(answers.items[place] for place in order if place < len(answers.items))
    assert height(classify(replace(answers, items=shuffled))) == height(classify(answers))


@MANY
@given(screens(), DAYS, st.none() | st.sampled_from(Outcome), st.data())
def test_decide_is_total_and_never_careless(
    answers: Answers, day: date, previous: Outcome | None, data: st.DataObject
) -> None:
    judgement = data.draw(judgements(answers.tool))
    decision = decide(answers, judgement, PROCEDURE, on=day, previous_outcome=previous)
    steps = set(decision.pathway.steps)
    # Refused, or without a judgement: no outcome and no day.
    assert not (decision.refused and decision.outcome)
    assert decision.outcome or decision.rescreen_due is None
    # An accepted screen always reaches the CSE officer, and one above the lowest two is always referred.
    assert not decision.outcome or Step.CSE_OFFICER in steps
    assert (
        not decision.outcome
        or decision.outcome.rank < (1 if answers.tool is Tool.PETCH else 2)
        or (Step.MASH_REFERRAL in steps and decision.rescreen_due is not None)
    )
    # Rule 12 and rule 8 let nothing fall through.
    assert decision.outcome is None or decision.finding.fixed in (None, decision.outcome)
    if rule_8_signs(answers):
        assert {Step.MASH_REFERRAL, Step.POLICE} <= steps
        assert Step.NO_CSE_ACTION not in steps
    assert {reason.rule for reason in decision.reasons} >= set(decision.refused)
    assert all(reason.text for reason in decision.reasons)


@MANY
@given(st.dates(date(1980, 1, 1), date(2100, 1, 1)), DAYS)
def test_every_age_has_one_route(born: date, day: date) -> None:
    if born > day:
        return
    age = age_on(born, day)
    expected = "petch" if age < 12 else "regional" if age < 18 else "adult"
    assert age_route(date_of_birth=born, on=day).route == expected
    assert age_on(born, day.replace(year=day.year + 1, day=min(day.day, 28))) >= age

"""Answers and judgements: what can not be built, and what a blank is."""

import pytest

from screening.protocol import Answer, Answers, Judgement, Nature, Outcome, Presence, Strength, Timeframe, Tool, Weight


def answer(presence: Presence, strength: Strength | None = None, **more: object) -> Answer:
    return Answer("pr-gang", Weight.RED, Nature.POSSIBLE_SIGN, presence, strength, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("presence", [Presence.NOT_ASKED, Presence.NO_INFORMATION, Presence.NOT_PRESENT])
def test_strength_or_time_without_evidence_is_contradictory(presence: Presence) -> None:
    with pytest.raises(ValueError, match="pr-gang"):
        answer(presence, Strength.CLEAR)
    with pytest.raises(ValueError, match="pr-gang"):
        answer(presence, timeframes=frozenset({Timeframe.RECENT}))


def test_rule_19_not_asked_and_no_information_are_unknown_not_absent() -> None:
    unknown = {presence for presence in Presence if answer(presence).is_unknown}
    evident = {presence for presence in Presence if answer(presence).has_evidence}
    assert unknown == {Presence.NOT_ASKED, Presence.NO_INFORMATION}
    assert evident == {Presence.SUSPECTED, Presence.PRESENT}


def test_rule_12_clear_means_present_with_clear_evidence() -> None:
    clear = [(p, s) for p in (Presence.SUSPECTED, Presence.PRESENT) for s in (None, *Strength) if answer(p, s).is_clear]
    assert clear == [(Presence.PRESENT, Strength.CLEAR)]


def test_rule_18_a_bare_tick_lacks_strength() -> None:
    assert answer(Presence.PRESENT).lacks_strength
    assert not answer(Presence.PRESENT, Strength.CONCERN_ONLY).lacks_strength
    assert not answer(Presence.NOT_PRESENT).lacks_strength


def test_an_answer_is_named_by_its_label_or_else_its_code() -> None:
    assert answer(Presence.PRESENT).name == "pr-gang"
    assert answer(Presence.PRESENT, label="Drawn towards gangs").name == "Drawn towards gangs"


def test_an_indicator_is_answered_once_and_with_a_weight_of_the_tool() -> None:
    red = answer(Presence.PRESENT)
    with pytest.raises(ValueError, match="twice"):
        Answers(Tool.PETCH, True, (red, red))
    with pytest.raises(ValueError, match="weight of the regional tool"):
        Answers(Tool.REGIONAL, True, (red,))


@pytest.mark.parametrize("reason", ["", "  ", "\t\n", ".", "…", "\u200b\u00a0", "\x00"])
def test_a_reason_needs_a_letter_or_a_figure(reason: str) -> None:
    assert not Judgement(Outcome.UNIVERSAL, reason).has_reason


@pytest.mark.parametrize("reason", ["x", " 7 ", "é", "شوهد", "看"])
def test_a_reason_may_be_in_any_script(reason: str) -> None:
    assert Judgement(Outcome.UNIVERSAL, reason).has_reason

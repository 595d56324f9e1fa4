"""Rules 1, 2, 5, 8 to 11 and 16: what follows."""

import pytest

from screening.protocol import (
    Answer,
    Answers,
    Duty,
    Nature,
    Outcome,
    Presence,
    Route,
    Step,
    Strength,
    Tool,
    Weight,
    rule_8_signs,
)
from screening.protocol.pathway import pathway_for

NO_CSE = (Step.CSE_OFFICER, Step.NO_CSE_ACTION, Step.OTHER_CONCERNS)
EARLY_HELP = (Step.CSE_OFFICER, Step.CSE_TEAM_LOG, Step.EARLY_HELP_PLAN)
REFER = (Step.MASH_REFERRAL, Step.CSE_OFFICER)


@pytest.mark.parametrize(
    ("outcome", "steps", "with_rule_8"),
    [
        (Outcome.LEVEL_0, NO_CSE, (Step.MASH_REFERRAL, Step.POLICE, Step.CSE_OFFICER, Step.OTHER_CONCERNS)),
        (Outcome.LEVEL_1, EARLY_HELP, (Step.MASH_REFERRAL, Step.POLICE, *EARLY_HELP)),
        (Outcome.LEVEL_2, REFER, (Step.MASH_REFERRAL, Step.POLICE, Step.CSE_OFFICER)),
        (Outcome.LEVEL_3, REFER, (Step.MASH_REFERRAL, Step.POLICE, Step.CSE_OFFICER)),
        (Outcome.UNIVERSAL, NO_CSE, (Step.MASH_REFERRAL, Step.POLICE, Step.CSE_OFFICER, Step.OTHER_CONCERNS)),
        (Outcome.POTENTIALLY_VULNERABLE, REFER, (Step.MASH_REFERRAL, Step.POLICE, Step.CSE_OFFICER)),
        (Outcome.VULNERABLE, REFER, (Step.MASH_REFERRAL, Step.POLICE, Step.CSE_OFFICER)),
        (None, (), (Step.MASH_REFERRAL, Step.POLICE)),
    ],
)
def test_rules_8_to_11_and_16(outcome: Outcome | None, steps: tuple[Step], with_rule_8: tuple[Step]) -> None:
    route = Route(outcome.tool) if outcome else Route.PETCH
    assert pathway_for(route, outcome, rule_8=False).steps == steps
    assert pathway_for(route, outcome, rule_8=True).steps == with_rule_8


@pytest.mark.parametrize(
    ("route", "steps"),
    [
        (Route.EMERGENCY, (Step.EMERGENCY_SERVICES, Step.MASH_REFERRAL)),
        (Route.MASH_DIRECT, (Step.MASH_REFERRAL,)),
        (Route.ADULT, (Step.ADULT_ROUTE,)),
        (Route.PETCH, ()),
        (Route.REGIONAL, ()),
    ],
)
def test_rules_1_2_and_5_without_a_screen(route: Route, steps: tuple[Step]) -> None:
    assert pathway_for(route, None, rule_8=False).steps == steps


@pytest.mark.parametrize(
    ("outcome", "duties"),
    [
        (Outcome.LEVEL_0, {Duty.OTHER_CONCERNS_FOLLOWED_UP, Duty.FURTHER_ACTION_CONSIDERED, Duty.NOT_RULED_OUT_NOTICE}),
        (
            Outcome.LEVEL_1,
            {
                Duty.DISCUSS_WITH_LEAD,
                Duty.DISCUSS_WITH_CSE_OR_SOCIAL_CARE,
                Duty.EARLY_HELP_PLAN,
                Duty.CSE_TEAM_TOLD,
                Duty.MASH_OFFERED,
                Duty.RESCREEN_AGREED,
            },
        ),
        (Outcome.LEVEL_2, {Duty.MASH_SENT, Duty.CARER_TOLD_OR_WHY_NOT}),
        (Outcome.VULNERABLE, {Duty.MASH_SENT, Duty.CARER_TOLD_OR_WHY_NOT}),
    ],
)
def test_what_must_be_evidenced(outcome: Outcome, duties: set[Duty]) -> None:
    pathway = pathway_for(Route(outcome.tool), outcome, rule_8=False)
    assert duties <= set(pathway.duties)
    assert Duty.SCREEN_TO_CSE_OFFICER in pathway.duties


def test_rule_8_brings_its_own_duties_once() -> None:
    duties = pathway_for(Route.PETCH, Outcome.VULNERABLE, rule_8=True).duties
    assert Duty.POLICE_TOLD in duties
    assert Duty.MASH_SENT in duties
    assert len(set(duties)) == len(duties)


@pytest.mark.parametrize("presence", Presence)
@pytest.mark.parametrize("under_13", [True, False])
@pytest.mark.parametrize("marked", [True, False])
def test_rule_8_is_under_13_a_marked_indicator_and_evidence(presence: Presence, under_13: bool, marked: bool) -> None:
    evident = presence in (Presence.SUSPECTED, Presence.PRESENT)
    strength = Strength.CONCERN_ONLY if evident else None
    sign = Answer("x", Weight.RISK, Nature.SIGN_OF_HARM, presence, strength, sexual_act_or_assault=marked)
    found = rule_8_signs(Answers(Tool.REGIONAL, under_13, (sign,)))
    assert bool(found) is (evident and under_13 and marked)

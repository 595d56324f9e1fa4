"""From an outcome and the circumstances to what happens next, and its duties (rules 1, 2, 5, 8 to 11 and 16)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from .answers import Answer, Answers
from .terms import Outcome, Route, Step


class Duty(StrEnum):
    """Something a person must do or write down for the pathway to be kept."""

    CALL_EMERGENCY_SERVICES = "call_emergency_services"
    MASH_SENT = "mash_sent"
    POLICE_TOLD = "police_told"
    CARER_TOLD_OR_WHY_NOT = "carer_told_or_why_not"
    WRITTEN_AFTER_PHONE = "written_after_phone"
    SCREEN_TO_CSE_OFFICER = "screen_to_cse_officer"
    DISCUSS_WITH_LEAD = "discuss_with_lead"
    DISCUSS_WITH_CSE_OR_SOCIAL_CARE = "discuss_with_cse_or_social_care"
    CSE_TEAM_TOLD = "cse_team_told"
    EARLY_HELP_PLAN = "early_help_plan"
    MASH_OFFERED = "mash_offered"
    RESCREEN_AGREED = "rescreen_agreed"
    OTHER_CONCERNS_FOLLOWED_UP = "other_concerns_followed_up"
    FURTHER_ACTION_CONSIDERED = "further_action_considered"
    NOT_RULED_OUT_NOTICE = "not_ruled_out_notice"
    ADULT_ROUTES = "adult_routes"
    OPEN_ACTIONS_HANDED_OVER = "open_actions_handed_over"

    @property
    def rule(self) -> int:
        """The number of the rule it comes from."""
        return DUTY_TABLE[self][0]

    @property
    def text(self) -> str:
        """What to do, in words."""
        return DUTY_TABLE[self][1]


# duty: its rule and its words
DUTY_TABLE: Mapping[Duty, tuple[int, str]] = {
    Duty.CALL_EMERGENCY_SERVICES: (1, "Call 999 and the MASH now; note the time and who was called."),
    Duty.MASH_SENT: (11, "Send the MASH referral with the screen attached."),
    Duty.POLICE_TOLD: (8, "Tell the police; note when, and who was told."),
    Duty.CARER_TOLD_OR_WHY_NOT: (34, "Tell the parent or carer about the referral, or write why not."),
    Duty.WRITTEN_AFTER_PHONE: (26, "A referral made by phone is followed in writing within the area's time."),
    Duty.SCREEN_TO_CSE_OFFICER: (35, "The completed screen goes to the CSE officer."),
    Duty.DISCUSS_WITH_LEAD: (10, "Talk to the safeguarding lead: who, when, and what came of it."),
    Duty.DISCUSS_WITH_CSE_OR_SOCIAL_CARE: (10, "Talk to the CSE team or social care: who, when, and what came of it."),
    Duty.CSE_TEAM_TOLD: (10, "Tell the CSE team, so that the child is logged and the level is followed."),
    Duty.EARLY_HELP_PLAN: (10, "Make an early-help plan tied to particular indicators."),
    Duty.MASH_OFFERED: (10, "A MASH referral stays open to you at this level too."),
    Duty.RESCREEN_AGREED: (22, "Agree the day to screen again."),
    Duty.OTHER_CONCERNS_FOLLOWED_UP: (9, "Follow up every other concern: what it is, and who does it."),
    Duty.FURTHER_ACTION_CONSIDERED: (9, "Write which further action was considered."),
    Duty.NOT_RULED_OUT_NOTICE: (9, "No current risk found does not rule out exploitation."),
    Duty.ADULT_ROUTES: (5, "Show the adult safeguarding, police and transition routes."),
    Duty.OPEN_ACTIONS_HANDED_OVER: (5, "Hand over open actions; drop none."),
}


@dataclass(frozen=True)
class Pathway:
    """What happens next, in the order of `Step`, and the duties that come with it."""

    steps: tuple[Step, ...] = ()
    duties: tuple[Duty, ...] = ()


@dataclass(frozen=True)
class PathwayRow:
    """One row of a pathway table: the rule, what it leads to, and in words why."""

    rule: int
    text: str
    pathway: Pathway


_REFERRAL_DUTIES = (Duty.MASH_SENT, Duty.CARER_TOLD_OR_WHY_NOT, Duty.WRITTEN_AFTER_PHONE)

# Solihull: no CSE action, but other concerns are followed up swiftly.
_NO_CSE_ACTION = Pathway(
    (Step.CSE_OFFICER, Step.NO_CSE_ACTION, Step.OTHER_CONCERNS),
    (
        Duty.SCREEN_TO_CSE_OFFICER,
        Duty.OTHER_CONCERNS_FOLLOWED_UP,
        Duty.FURTHER_ACTION_CONSIDERED,
        Duty.NOT_RULED_OUT_NOTICE,
    ),
)
# Solihull: the CSE team logs the child and the risks are met at early-help level.
_EARLY_HELP = Pathway(
    (Step.CSE_OFFICER, Step.CSE_TEAM_LOG, Step.EARLY_HELP_PLAN),
    (
        Duty.SCREEN_TO_CSE_OFFICER,
        Duty.DISCUSS_WITH_LEAD,
        Duty.DISCUSS_WITH_CSE_OR_SOCIAL_CARE,
        Duty.CSE_TEAM_TOLD,
        Duty.EARLY_HELP_PLAN,
        Duty.MASH_OFFERED,
        Duty.RESCREEN_AGREED,
    ),
)
# Solihull: refer swiftly, with the completed screen.
_REFERRAL = Pathway(
    (Step.MASH_REFERRAL, Step.CSE_OFFICER),
    (*_REFERRAL_DUTIES, Duty.SCREEN_TO_CSE_OFFICER, Duty.RESCREEN_AGREED),
)
# Project, from the Sexual Offences Act 2003 and other areas' rules: a child under 13 cannot consent.
RULE_8 = Pathway((Step.MASH_REFERRAL, Step.POLICE), (*_REFERRAL_DUTIES, Duty.POLICE_TOLD))
RULE_8_TEXT = (
    "Under 13, with sexual activity or sexual assault suspected or present: {names}. The MASH referral and "
    "the police are required, whatever the tool or the outcome."
)

# Rules 9, 10 and 11 are the regional tool's, rule 16 the Petch tool's; all Solihull's. Universal is read as rule 9.
OUTCOME_TABLE: Mapping[Outcome, PathwayRow] = {
    Outcome.LEVEL_0: PathwayRow(
        9, "Level 0: other concerns are followed up, and the CSE officer has the screen.", _NO_CSE_ACTION
    ),
    Outcome.LEVEL_1: PathwayRow(10, "Level 1: the CSE team is told, and an early-help plan is made.", _EARLY_HELP),
    Outcome.LEVEL_2: PathwayRow(11, "Level 2: a MASH referral, with the screen attached.", _REFERRAL),
    Outcome.LEVEL_3: PathwayRow(11, "Level 3: a MASH referral, with the screen attached.", _REFERRAL),
    Outcome.UNIVERSAL: PathwayRow(
        9, "Universal: other concerns are followed up, and the CSE officer has the screen.", _NO_CSE_ACTION
    ),
    Outcome.POTENTIALLY_VULNERABLE: PathwayRow(
        16, "Potentially vulnerable to CSE, and under 12: a MASH referral always.", _REFERRAL
    ),
    Outcome.VULNERABLE: PathwayRow(16, "Vulnerable to CSE, and under 12: a MASH referral always.", _REFERRAL),
}

# Rules 1, 2 and 5: what happens where there is no screen. With a tool, nothing happens before there is an outcome.
ROUTE_TABLE: Mapping[Route, Pathway] = {
    Route.EMERGENCY: Pathway(
        (Step.EMERGENCY_SERVICES, Step.MASH_REFERRAL), (Duty.CALL_EMERGENCY_SERVICES, *_REFERRAL_DUTIES)
    ),
    Route.MASH_DIRECT: Pathway((Step.MASH_REFERRAL,), _REFERRAL_DUTIES),
    Route.ADULT: Pathway((Step.ADULT_ROUTE,), (Duty.ADULT_ROUTES, Duty.OPEN_ACTIONS_HANDED_OVER)),
    Route.PETCH: Pathway(),
    Route.REGIONAL: Pathway(),
}


def rule_8_signs(answers: Answers) -> tuple[Answer, ...]:
    """The answers that bring rule 8: a child under 13, and sexual activity or assault suspected or present."""
    if not answers.under_13:
        return ()
    return tuple(item for item in answers.items if item.sexual_act_or_assault and item.has_evidence)


def pathway_for(route: Route, outcome: Outcome | None, *, rule_8: bool) -> Pathway:
    """Every pathway that applies, joined in the order of `Step`; rule 8 never leaves "no CSE action" standing."""
    joined = [ROUTE_TABLE[route]]
    if outcome is not None:
        joined.append(OUTCOME_TABLE[outcome].pathway)
    if rule_8:
        joined.append(RULE_8)
    return _join(joined, without={Step.NO_CSE_ACTION} if rule_8 else set())


def _join(pathways: Iterable[Pathway], without: set[Step]) -> Pathway:
    parts = list(pathways)
    steps = {step for part in parts for step in part.steps} - without
    duties = {duty for part in parts for duty in part.duties}
    return Pathway(tuple(step for step in Step if step in steps), tuple(duty for duty in Duty if duty in duties))

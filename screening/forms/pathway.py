"""What each outcome would lead to, for the check page: read from the protocol before anything is decided."""

import datetime as dt
from dataclasses import dataclass

from accounts.models import Area, LocalProcedure
from cse_portal import clock, dates, outcomes
from referrals.clock import decision_due
from referrals.models import Referral
from screening.actions import procedure_of
from screening.models import Screening
from screening.protocol import (
    OUTCOME_WORDS,
    TOOL_OUTCOMES,
    Answers,
    Duty,
    Finding,
    Needs,
    Outcome,
    Pathway,
    Procedure,
    Route,
    Step,
    classify,
    needs,
    rescreen_due,
    rule_8_signs,
)
from screening.protocol.pathway import pathway_for

_COUNTERSIGN = "needs your reason and a second person’s agreement before it is complete"


@dataclass(frozen=True)
class Prospect:
    """One outcome the practitioner may choose: what choosing it asks, and what submitting it does."""

    outcome: Outcome
    needs: Needs
    pathway: Pathway
    due: dt.date | None
    rule_8: bool
    previous: Outcome | None

    @property
    def label(self) -> str:
        return outcomes.shown(self.outcome).label

    @property
    def refers(self) -> bool:
        return Step.MASH_REFERRAL in self.pathway.steps

    def asks(self, duty: Duty) -> bool:
        return duty in self.pathway.duties

    @property
    def is_lower_than_before(self) -> bool:
        return 24 in self.needs.rules

    @property
    def hint(self) -> str:
        """What it leads to, and what it needs, under its radio."""
        if self.needs.countersign:
            leads = f"Below what the tool expects: {_COUNTERSIGN}"
        elif self.refers:
            leads = "Sent to the MASH now"
        elif self.asks(Duty.EARLY_HELP_PLAN):
            leads = "The CSE team is told, an early-help plan is made, and you screen again"
        else:
            leads = "No CSE action; other concerns are followed up, and the CSE officer sees the screening"
        extra = []
        if self.rule_8 and not outcomes.shown(self.outcome).refers:
            extra.append("The MASH and the police are told all the same, because the child is under 13 (rule 8)")
        if self.is_lower_than_before and self.previous:
            extra.append(f"Lower than last time ({OUTCOME_WORDS[self.previous]}): say what changed")
        return ". ".join([leads, *extra])

    @property
    def button(self) -> str:
        """What pressing the button does, in its own words."""
        if self.needs.countersign:
            return SEND_AND_ASK if self.refers else "Submit for countersigning"
        if self.refers:
            return SEND
        return "Submit and tell the CSE team" if self.asks(Duty.CSE_TEAM_TOLD) else SUBMIT


SEND, SUBMIT = "Submit and send to the MASH", "Submit the screening"
SEND_AND_ASK = "Send to the MASH and submit for countersigning"


def prospects(screening: Screening, answers: Answers) -> list[Prospect]:
    """Every outcome of the tool, highest first; the fixed one alone where the tool fixes it (rule 12)."""
    finding = classify(answers)
    previous = Outcome(screening.previous.outcome) if screening.previous else None
    procedure = procedure_of(screening)
    chosen_from = [finding.fixed] if finding.fixed else reversed(TOOL_OUTCOMES[answers.tool])
    return [_prospect(each, screening, answers, finding, previous, procedure) for each in chosen_from]


def _prospect(outcome: Outcome, screening: Screening, answers: Answers, finding: Finding, previous: Outcome | None,
              procedure: Procedure) -> Prospect:  # fmt: skip
    rule_8 = bool(rule_8_signs(answers))
    return Prospect(
        outcome=outcome,
        needs=needs(finding, outcome, previous),
        pathway=pathway_for(Route(answers.tool), outcome, rule_8=rule_8),
        due=rescreen_due(outcome, procedure, on=screening.screening_date, rule_8=rule_8),
        rule_8=rule_8,
        previous=previous,
    )


def what_happens(prospect: Prospect, screening: Screening) -> list[str]:
    """The lines of "When you submit" for this outcome, each with its date."""
    return [*_second_person(prospect), *_mash(prospect, screening), *_after(prospect, screening, "you screen")]


def when_agreed(prospect: Prospect, screening: Screening) -> list[str]:
    """The same for the second person: what follows from their "Agree"."""
    refers = prospect.refers or screening.judgement.get("refer_anyway")
    mash = mash_lines(screening.area, existing=referral_of(screening)) if refers else []
    return [*mash, *_after(prospect, screening, f"{screening.held_by.user.name} screens")]


def _second_person(prospect: Prospect) -> list[str]:
    if not prospect.needs.countersign:
        return []
    if prospect.refers:
        return ["the second person agrees or sends it back; the MASH referral does not wait for that (rule 8)"]
    return ["the second person agrees or sends it back, and only then is the screening complete"]


def _mash(prospect: Prospect, screening: Screening) -> list[str]:
    if not prospect.refers:
        return []
    return mash_lines(screening.area, existing=referral_of(screening))


def referral_of(screening: Screening) -> Referral | None:
    """The referral this screening is added to: of an alert that came first, or of the version it corrects."""
    return Referral.objects.filter(screening_id__in=[screening.pk, screening.corrects_id or screening.pk]).first()


def mash_lines(area: Area, existing: Referral | None = None) -> list[str]:
    """What happens at the MASH, with the time by which it answers (rule 25)."""
    if existing:
        return [f"this screening is added to the referral {existing.reference}, which the {area.name} MASH already has"]
    now = clock.now()
    procedure = LocalProcedure.objects.calendar(area, now.date())
    due = decision_due(procedure, now)
    answered = f"{dates.day(due)} at {dates.time24(due)}"
    return [f"a MASH referral goes to {area.name} at once, with this screening", f"the MASH answers by {answered}"]


def _after(prospect: Prospect, screening: Screening, somebody_screens: str) -> list[str]:
    name = screening.child.known_as or screening.child.first_names
    lines = ["the CSE officer sees the screening"]
    if prospect.asks(Duty.CSE_TEAM_TOLD):
        lines.append("the CSE team logs the child, and the early-help plan begins")
    if prospect.due:
        by = dates.plain_day(prospect.due)
        lines.append(f"{somebody_screens} {name} again by {by}, and sooner when anything changes")
    else:
        lines.append(f"no day is set to screen again: {somebody_screens} {name} the same day when anything changes")
    if screening.corrects:
        lines.append(f"this becomes version {screening.version}; version {screening.version - 1} stays readable")
    return [*lines, "the screening is locked; corrections become a new version"]

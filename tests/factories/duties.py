"""What an invented person holds besides screenings: something of each kind."""

import datetime as dt

from accounts.models import Membership
from cse_portal import clock
from referrals import actions
from referrals.models import MissingEpisode, PanelAction, Plan, Round
from screening.actions import submit
from screening.models import Child, Rescreen, Screening
from tests.factories.people import make_agency, make_member
from tests.factories.plans import make_action, make_plan
from tests.factories.screenings import answer, judgement, make_completed, make_draft

ONE_DAY = dt.timedelta(days=1)


def make_panel_action(
    owner: Membership | None, *, officer: Membership, child: Child, due_on: dt.date | None = None
) -> PanelAction:
    panel = actions.plan_panel(by=officer, held_on=clock.today())
    [about] = actions.add_children(panel=panel, by=officer, reasons={child: "Missing again."})
    return actions.agree_action(
        about=about, by=officer, what="Ring the aunt", agency=owner.agency if owner else officer.agency, owner=owner,
        owner_name="" if owner else "The youth worker", due_on=due_on or clock.today() + 7 * ONE_DAY,
    )  # fmt: skip


def make_episode(child: Child, *, by: Membership, interview_due: dt.datetime | None) -> MissingEpisode:
    found = clock.now()
    return MissingEpisode.objects.create(
        child=child, area=by.area, missing_from=found - ONE_DAY, found_at=found, interview_due=interview_due,
        recorded_at=found, recorded_by=by,
    )  # fmt: skip


def make_waiting(by: Membership, *, second_person: Membership, **child) -> Screening:
    """A judgement below what the tool expects, sent to a second person (rule 17)."""
    draft = make_draft(by, **{"family_name": "Waitover", **child})
    answer(draft, "pr-unexplained-gifts")
    judged = judgement("universal", "The aunt gave them.")
    return submit(screening=draft, by=by, judgement=judged, second_person=second_person)


def everything_of(holder: Membership, *, officer: Membership, mash: Membership) -> dict[str, object]:
    """One of each kind that a practitioner can hold, by the names of screening.holdings.KINDS."""
    done = make_completed(holder, "level-2", family_name="Handover")
    plan: Plan = make_plan(holder, family_name="Planover")
    elsewhere = make_completed(make_member(make_agency(holder.area, "health")), "vulnerable", family_name="Askedover")
    question: Round = actions.ask_agency(
        referral=elsewhere.referral,
        by=mash,
        agency=holder.agency,
        questions=["Last seen?"],
        due_on=clock.today(),
        to=holder,
    )
    rescreens = {each.screening.child.family_name: each for each in Rescreen.objects.open().filter(owner=holder)}
    return {
        "rescreens": rescreens["Handover"],
        "drafts": make_draft(holder, family_name="Draftover"),
        "waiting": make_waiting(
            holder, second_person=make_member(holder.agency, "safeguarding_lead", name="Elm Madeup")
        ),
        "referrals_sent": done.referral,
        "plans": plan,
        "plan_actions": make_action(plan, holder, owner=holder),
        "panel_actions": make_panel_action(holder, officer=officer, child=done.child),
        "questions": question,
    }

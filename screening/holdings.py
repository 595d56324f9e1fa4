"""What one person holds at an agency: everything that would lie still if nobody took it over."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Agency, Membership, User
from accounts.permissions import Permission as P
from referrals.models import PanelAction, Plan, PlanAction, Round
from screening.models import Rescreen, Screening
from screening.states import Status


class Kind(NamedTuple):
    """One kind of thing a person holds: its words, the field that says who, and what a holder must be allowed to do."""

    one: str
    several: str
    holder: str
    needs: frozenset[P]
    rows: QuerySet

    def of(self, members: Iterable[Membership]) -> QuerySet:
        return self.rows.filter(**{f"{self.holder}__in": members})

    def counted(self, number: int) -> str:
        return f"{number} {self.one if number == 1 else self.several}"


_DRAFTS = Screening.objects.filter(status=Status.DRAFT)
_ACTIONS = PlanAction.objects.filter(ended_at=None, plan__closed_at=None)
# What the MASH asks a referrer about the referral is the leads' anyway: nobody else may see it (RoundQuerySet).
_QUESTIONS = Round.objects.filter(ended_at=None, of_referrer=False)
_WORKS_WITH_CHILDREN = frozenset({P.SCREENING_WRITE, P.REFERRAL_RECEIVE, P.PANEL_RUN})
# In the order in which everybody locks (screening.actions.locking): screenings, re-screens, then plans.
KINDS = {
    "drafts": Kind("draft", "drafts", "practitioner", frozenset({P.SCREENING_WRITE}), _DRAFTS),
    "rescreens": Kind("re-screen", "re-screens", "owner", frozenset({P.SCREENING_WRITE}), Rescreen.objects.open()),
    "plans": Kind("plan", "plans", "holder", frozenset({P.PLAN_WRITE}), Plan.objects.open()),
    "plan_actions": Kind("action of a plan", "actions of plans", "owner", frozenset({P.PLAN_WRITE}), _ACTIONS),
    "panel_actions": Kind(
        "action of the panel", "actions of the panel", "owner", _WORKS_WITH_CHILDREN, PanelAction.objects.open()
    ),
    "questions": Kind(
        "question from the MASH", "questions from the MASH", "to", frozenset({P.REFERRAL_SEND}), _QUESTIONS
    ),
}  # fmt: skip


def roles_of(person: User, agency: Agency) -> QuerySet:
    """Every role the person has or had at the agency: what was held in an ended one is held still."""
    return Membership.objects.filter(user=person, agency=agency)


def held_words(members: Iterable[Membership]) -> list[str]:
    """What they hold in words: 3 re-screens, 1 draft. Empty where nothing is held."""
    members = [member.pk for member in members]
    counts = {name: kind.of(members).count() for name, kind in KINDS.items()}
    return [KINDS[name].counted(number) for name, number in counts.items() if number]


def holding(members: QuerySet) -> QuerySet:
    """Those of the members who hold anything."""
    held = Q(pk__in=[])
    for kind in KINDS.values():
        held |= Exists(kind.rows.filter(**{kind.holder: OuterRef("pk")}))
    return members.filter(held)


def left(members: QuerySet) -> QuerySet:
    """Those of the members whose role has ended or whose account is closed."""
    return members.filter(Q(ended_on__isnull=False) | Q(user__is_active=False))

"""What one person holds at an agency: everything that would lie still if nobody took it over."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.access import roles_with
from accounts.models import Agency, Membership, User
from accounts.permissions import Permission as P
from referrals.models import PanelAction, Plan, PlanAction, Referral, Round
from referrals.models.referrals import ANSWERED, OPEN
from screening.models import Rescreen, Screening
from screening.states import Status


class Kind(NamedTuple):
    """One kind of thing a person holds: its words, the field that says who, and what a holder must be allowed to do."""

    one: str
    several: str
    holder: str
    needs: frozenset[P]
    rows: QuerySet
    # Where each row says which child it is about, when the log says with whom it is.
    children: tuple[str, ...] = ()
    # By what the holder is found, where the field is empty for whoever began it.
    found_by: str = ""
    # A MASH's work may go to anybody of the area's, all else to colleagues of the agency.
    whole_area: bool = False

    @property
    def whose(self) -> str:
        return self.found_by or self.holder

    def of(self, members: Iterable[Membership | int]) -> QuerySet:
        return self.rows.filter(**{f"{self.whose}__in": [getattr(member, "pk", member) for member in members]})

    def children_of(self, rows: QuerySet) -> set[int]:
        return {pk for path in self.children for pk in rows.values_list(path, flat=True) if pk}

    def counted(self, number: int) -> str:
        return f"{number} {self.one if number == 1 else self.several}"


_DRAFTS = Screening.objects.filter(status=Status.DRAFT)
_WAITING = Screening.objects.waiting()
# Open, or answered and not read yet: whoever has it hears from the MASH, and chases it.
_SENT = Referral.objects.filter(OPEN | ANSWERED & Q(feedback_read_at=None))
_ACTIONS = PlanAction.objects.filter(ended_at=None, plan__closed_at=None)
# What the MASH asks a referrer about the referral goes with the referral: nobody else may see it (RoundQuerySet).
_QUESTIONS = Round.objects.filter(ended_at=None, of_referrer=False)
_WORKS_WITH_CHILDREN = frozenset({P.SCREENING_WRITE, P.REFERRAL_RECEIVE, P.PANEL_RUN})
_SCREENS, _PLANS = frozenset({P.SCREENING_WRITE}), frozenset({P.PLAN_WRITE})
_SENDS, _RECEIVES = frozenset({P.REFERRAL_SEND}), frozenset({P.REFERRAL_RECEIVE})
_SECOND = frozenset({P.SCREENING_COUNTERSIGN})
_ABOUT = ("child", "mash_child")
# In the order in which everybody locks (screening.actions.locking): screenings, referrals, re-screens, then plans.
KINDS = {
    "drafts": Kind("draft", "drafts", "practitioner", _SCREENS, _DRAFTS),
    "waiting": Kind(
        "screening with a second person", "screenings with a second person", "holder", _SCREENS, _WAITING,
        found_by="held_now",
    ),
    "to_countersign": Kind("screening to countersign", "screenings to countersign", "second_person", _SECOND, _WAITING),
    "referrals_sent": Kind("referral to the MASH", "referrals to the MASH", "referrer", _SENDS, _SENT),
    "referrals_held": Kind(
        "referral in the inbox", "referrals in the inbox", "worker", _RECEIVES, Referral.objects.open(), _ABOUT,
        whole_area=True,
    ),
    "rescreens": Kind("re-screen", "re-screens", "owner", _SCREENS, Rescreen.objects.open(), ("child",)),
    "plans": Kind("plan", "plans", "holder", _PLANS, Plan.objects.open(), ("child",)),
    "plan_actions": Kind("action of a plan", "actions of plans", "owner", _PLANS, _ACTIONS, ("plan__child",)),
    "panel_actions": Kind(
        "action of the panel", "actions of the panel", "owner", _WORKS_WITH_CHILDREN, PanelAction.objects.open()
    ),
    "questions": Kind("question from the MASH", "questions from the MASH", "to", _SENDS, _QUESTIONS),
}  # fmt: skip


def roles_of(person: User, agency: Agency) -> QuerySet:
    """Every role the person has or had at the agency: what was held in an ended one is held still."""
    return Membership.objects.filter(user=person, agency=agency)


def takers(agency: Agency, name: str) -> QuerySet:
    """Who may take over that kind of what was held at the agency, now."""
    kind = KINDS[name]
    roles = {role for permission in kind.needs for role in roles_with(permission)}
    within = {"agency__area": agency.area_id} if kind.whole_area else {"agency": agency}
    return Membership.objects.active().filter(role__in=roles, **within)


def held_words(members: Iterable[Membership]) -> list[str]:
    """What they hold in words: 3 re-screens, 1 draft. Empty where nothing is held."""
    members = [member.pk for member in members]
    counts = {name: kind.of(members).count() for name, kind in KINDS.items()}
    return [KINDS[name].counted(number) for name, number in counts.items() if number]


def children_held(members: Iterable[Membership]) -> set[int]:
    """The children of whom the log may say that something is with one of them."""
    members = [member.pk for member in members]
    return {pk for kind in KINDS.values() if kind.children for pk in kind.children_of(kind.of(members))}


def holding(members: QuerySet) -> QuerySet:
    """Those of the members who hold anything."""
    held = Q(pk__in=[])
    for kind in KINDS.values():
        held |= Exists(kind.rows.filter(**{kind.whose: OuterRef("pk")}))
    return members.filter(held)


def left(members: QuerySet) -> QuerySet:
    """Those of the members whose role has ended or whose account is closed."""
    return members.filter(Q(ended_on__isnull=False) | Q(user__is_active=False))

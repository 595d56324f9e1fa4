"""What every page shows round its content: who is signed in, where they can go, and whom to ring now."""

from functools import cached_property

from django.conf import settings
from django.urls import reverse

from accounts.access import has_permission
from accounts.demo import DEMO_DOMAIN
from accounts.models import Area, Membership
from accounts.opening import help_line, number_now
from accounts.permissions import Permission as P
from referrals.models import Disagreement, ListSetting, Referral, SupportRequest
from referrals.models.lists import SHORTCUTS, SWITCHED_OFF
from referrals.models.support import is_service
from screening.models import Screening
from screening.states import Status

# Who sees which entry, in the order of the bar: label, url name, permission, count. Without a permission it is for
# everyone with a role. `_has` says what else must hold.
_ENTRIES = (
    ("Today", "referrals:today", P.LOG_VIEW, None),
    ("Log", "referrals:log", P.LOG_VIEW, None),
    ("Re-screens due", "referrals:rescreens", P.RESCREEN_VIEW_AREA, None),
    ("Plans", "referrals:plans", P.LOG_VIEW, None),
    ("Figures", "referrals:figures", P.FIGURES_VIEW, None),
    ("Inbox", "referrals:inbox", P.REFERRAL_RECEIVE, "inbox"),
    ("All referrals", "referrals:all", P.REFERRAL_RECEIVE, None),
    ("Disagreements", "referrals:disagreements", P.REFERRAL_MANAGE, "disagreements"),
    ("Home", "screening:home", P.SCREENING_WRITE, None),
    ("To countersign", "screening:to_countersign", P.SCREENING_COUNTERSIGN, "countersign"),
    ("Screenings", "screening:list", P.SCREENING_WRITE, None),
    ("Requests", "referrals:support_list", P.SUPPORT_ANSWER, "requests"),
    ("Home", "accounts:area", P.PEOPLE_EDIT, None),
    ("People", "accounts:people", P.PEOPLE_EDIT, None),
    ("Procedure", "accounts:procedure", P.PROCEDURE_EDIT, None),
    ("Views and changes", "audit:list", P.AUDIT_VIEW, None),
    ("Police information", "police:list", P.INFORMATION_WRITE, None),
    ("Guidance", "indicators:guidance", None, None),
    ("Contacts", "indicators:contacts", None, None),
)
# The number of the inbox is of what is new, a shorter list than the one its name leads to.
_COUNTED = {"referrals:inbox": {"counted": "/inbox/?show=new", "words": "new"}}
# What to press for an entry, where somebody who works here all day can.
_KEYS = {"referrals:inbox": "g i", "referrals:all": "/"}


def portal(request) -> dict:
    """The `portal` of templates. Read lazily: a page without a header asks the database nothing."""
    return {"portal": Portal(request)}


class Portal:
    def __init__(self, request):
        self._request = request
        self._known: dict = {}

    @property
    def member(self) -> Membership | None:
        return getattr(self._request, "member", None)

    @property
    def demo(self) -> bool:
        return settings.IS_DEMO

    @property
    def demo_accounts(self) -> list[dict]:
        """The demo's invented people for its sign-in page, one row a role; nothing anywhere else."""
        if not settings.IS_DEMO:
            return []
        members = Membership.objects.active().filter(user__email__endswith=DEMO_DOMAIN).select_related("user", "agency")
        return [
            {"name": m.user.name, "email": m.user.email, "role": m.role_label, "agency": m.agency.name}
            for m in members.order_by("agency__area__name", "id")
        ]

    @property
    def person(self) -> dict | None:
        if not self.member:
            user = getattr(self._request, "user", None)
            return {"name": user.name, "agency": "", "role": ""} if user and user.is_authenticated else None
        return {"name": self.member.user.name, "agency": self.member.agency.name, "role": self.member.role_label}

    @property
    def roles(self) -> list[Membership]:
        """The other memberships, for "Working as"."""
        return [m for m in getattr(self._request, "members", []) if m != self.member]

    @property
    def nav(self) -> list[dict]:
        if not self.member:
            return []
        return [
            {
                "label": label,
                "url": reverse(name),
                "active": self._is_active(name),
                "count": self._count(count),
                "key": _KEYS.get(name),
            }
            | _COUNTED.get(name, {})
            for label, name, permission, count in _ENTRIES
            if (permission is None or has_permission(self.member, permission)) and self._has(name)
        ]

    def _has(self, name: str) -> bool:
        """Requests come to specialist services; whoever asks begins on a child's page.

        A bar has seven entries at most: the officer finds the contacts at the foot of every page, as everybody does.
        """
        if name == "indicators:contacts":
            return not has_permission(self.member, P.LOG_VIEW)
        return name != "referrals:support_list" or is_service(self.member)

    @property
    def receives(self) -> bool:
        return has_permission(self.member, P.REFERRAL_RECEIVE)

    @cached_property
    def shortcuts(self) -> bool:
        """Whether single keys do something for this person: they may switch them off (referrals/views/shortcuts.py)."""
        off = ListSetting.objects.filter(member=self.member, page=SHORTCUTS, query=SWITCHED_OFF)
        return self.receives and not off.exists()

    def _is_active(self, name: str) -> bool:
        match = self._request.resolver_match
        url = reverse(name)
        return bool(match) and (match.view_name == name or url != "/" and self._request.path.startswith(url))

    def _count(self, what: str | None) -> int | None:
        if what == "inbox":
            return capped(Referral.objects.visible_to(self.member).filter(state="new"))
        if what == "disagreements":
            return capped(Disagreement.objects.open().visible_to(self.member))
        if what == "requests":
            return capped(SupportRequest.objects.of_service(self.member).waiting())
        if what == "countersign":
            return capped(Screening.objects.filter(second_person=self.member, status=Status.WAITING))
        return None

    @cached_property
    def danger(self) -> list[dict]:
        """Whom to ring now: 999, then the member's own area; every area for somebody who is not signed in."""
        areas = [self.member.area] if self.member else Area.objects.order_by("name")
        first = [{"service": "Police or ambulance", "number": "999"}]
        contacts = filter(None, map(number_now, areas))
        return first + [{"service": contact.service, "number": contact.number} for contact in contacts]

    @property
    def help_line(self) -> dict | None:
        contact = self._known.setdefault("help", help_line(self.member.area) if self.member else None)
        return {"service": contact.service, "number": contact.number} if contact else None


CAP = 100


def capped(queryset) -> int:
    """A count that stops at 100: a bar that says "100 or more" reads as well, and costs the same at any size."""
    return len(queryset.order_by().values_list("pk", flat=True)[:CAP])

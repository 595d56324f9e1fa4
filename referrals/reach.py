"""Whose record a person reaches: their agency's or area's children, and for the MASH those it has a referral about."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from accounts.access import has_permission
from accounts.models import Area, Membership
from accounts.permissions import Permission
from referrals.models.log import LogEntry
from referrals.models.matches import SAME
from referrals.models.referrals import Referral
from screening.models import Child, Screening
from screening.states import Status

# Records of the same child as one that the area has screened, of which the area knows otherwise. Begun from the
# matches, which are few, and once for the whole query.
_OF_THE_SAME = """
with recursive pair as (
    select one_id, other_id from referrals_childmatch where undone_at is null and match = any(%s)
    union all
    select other_id, one_id from referrals_childmatch where undone_at is null and match = any(%s)
),
same(child_id) as (
    select one_id from pair
    where exists (select 1 from screening_screening s where s.child_id = one_id and s.area_id = %s and s.status = %s)
    union
    select pair.other_id from same join pair on pair.one_id = same.child_id
)
select same.child_id from same join screening_child c on c.id = same.child_id
join accounts_agency a on a.id = c.agency_id
where a.area_id = %s or exists (
    select 1 from referrals_referral r where r.area_id = %s and (r.child_id = c.id or r.mash_child_id = c.id)
)
"""


def reached_by(member: Membership | None) -> QuerySet[Child]:
    """The children about whom this person may record what is new."""
    if not has_permission(member, Permission.REFERRAL_RECEIVE):
        return Child.objects.visible_to(member)
    about = Q(child=OuterRef("pk")) | Q(mash_child=OuterRef("pk"))
    return Child.objects.filter(Exists(Referral.objects.visible_to(member).filter(about)))


def known_to_officer(area: Area) -> Q:
    """Of rows with a `child`: those the area's officer may open, as the child's page finds them, whoever wrote them."""
    screened = Screening.objects.filter(child=OuterRef("child"), area=area, status=Status.COMPLETE)
    same = [list(SAME), list(SAME), area.pk, Status.COMPLETE.value, area.pk, area.pk]
    return Q(Exists(screened)) | Q(child__in=RawSQL(_OF_THE_SAME, same))  # noqa: S611 - fixed words, values apart


def home_area(child: Child) -> Area | None:
    """Whose officer has the child in the log, which need not be the area of whoever writes about the child."""
    rows = LogEntry.objects.filter(child=child, current=True).at_home().order_by("-entered_at", "-id")
    entry = rows.select_related("area").first()
    return entry.area if entry else None

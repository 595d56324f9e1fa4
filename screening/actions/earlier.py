"""The screening before this one: the newest of the child, over every record that is of the same child."""

from django.db.models import Q

from accounts.models import Membership
from referrals.models import ChildMatch
from screening.models import Child, Screening


def last_screening(child: Child, by: Membership) -> Screening | None:
    """The child's newest completed screening: of this agency, or one of another agency that `by` may read.

    A corrected screening is represented by its newest version. Within an agency the result is there for whoever
    screens next, as it was before records were linked or merged.
    """
    cluster = ChildMatch.objects.cluster(child.pk)
    readable = Screening.objects.visible_to(by).filter(child__in=cluster)
    rows = Screening.objects.completed().filter(
        Q(child=child) | Q(child__in=cluster, agency=by.agency_id) | Q(pk__in=readable.values("pk"))
    )
    return rows.select_related("edition").order_by("-screening_date", "-submitted_at", "-id").first()


def goes_on_as(child: Child, by: Membership) -> Child:
    """The record that goes on for a merged one. Agencies keep records of their own, so it stays within the agency."""
    kept = Child.objects.get(pk=ChildMatch.objects.leads_to(child.pk))
    return kept if kept.agency_id == child.agency_id == by.agency_id else child

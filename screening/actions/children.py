"""A child's record in one agency: made, changed, and found again rather than made twice."""

import datetime as dt
from difflib import SequenceMatcher

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.access import require
from accounts.models import Membership
from accounts.permissions import Permission
from audit.actions import record
from audit.events import EventType
from cse_portal import clock
from referrals.actions import stand
from screening.models import Child, ChildKey, Screening
from screening.states import Status

# Two spellings of one name: "Wren Testerby" and "Ren Testerbey". Below this people would not take them for the same.
_NEAR = 0.72
IDENTITY = ("first_names", "family_name", "known_as", "date_of_birth", "estimated_age", "age_source")


@transaction.atomic
def create_child(*, by: Membership, **identity) -> Child:
    """A new record at the member's agency. An estimated age counts from today."""
    require(by, Permission.SCREENING_WRITE)
    child = Child.objects.create(agency=by.agency, **_identity(identity))
    ChildKey.objects.write(child)
    record(EventType.CHILD_CREATED, by=by, reference=child.reference, child=child.reference)
    return child


@transaction.atomic
def change_child(*, child: Child, by: Membership, **identity) -> Child:
    """Correct who the child is. A later birth date re-routes new screens only (rule 6); the event names the fields."""
    require(by, Permission.SCREENING_WRITE)
    child = Child.objects.select_for_update().get(pk=child.pk)
    values = _identity(identity)
    if values["estimated_age"] is not None and values["estimated_age"] == child.estimated_age:
        values["estimated_on"] = child.estimated_on
    changed = sorted(name for name, value in values.items() if getattr(child, name) != value)
    for name, value in values.items():
        setattr(child, name, value)
    child.save()
    if changed:
        ChildKey.objects.write(child)
        stand(child)
        record(
            EventType.CHILD_CHANGED, by=by, reference=child.reference, child=child.reference, detail={"fields": changed}
        )
    return child


def _identity(given: dict) -> dict:
    known_birth = given.get("date_of_birth")
    estimate = None if known_birth else given.get("estimated_age")
    return {
        "first_names": given["first_names"].strip(),
        "family_name": given["family_name"].strip(),
        "known_as": given.get("known_as", "").strip(),
        "date_of_birth": known_birth,
        "estimated_age": estimate,
        "estimated_on": clock.today() if estimate is not None else None,
        "age_source": given.get("age_source", "").strip() if estimate is not None else "",
    }


def possible_matches(
    *, by: Membership, first_names: str, family_name: str, date_of_birth: dt.date | None
) -> list[Child]:
    """Children this agency already knows who may be the same: a near name with the same or an unknown birth date.

    Offered, never chosen. Only the agency's own children are looked at, so a match tells nothing of other agencies'.
    """
    same_birth = Q(date_of_birth=date_of_birth) | Q(date_of_birth=None) if date_of_birth else Q()
    screened = Screening.objects.filter(child=OuterRef("pk")).exclude(status=Status.DELETED)
    known = Child.objects.filter(Exists(screened), same_birth, agency=by.agency)
    if not date_of_birth:
        known = known.filter(family_name__istartswith=family_name[:2])
    near = [(_likeness(f"{first_names} {family_name}", child.name), child) for child in known[:500]]
    return [child for ratio, child in sorted(near, key=lambda pair: -pair[0]) if ratio >= _NEAR][:5]


def _likeness(one: str, other: str) -> float:
    """How alike two names are from 0 to 1, whichever way round first and family names were written."""
    ours, theirs = _words(one), _words(other)
    in_order = SequenceMatcher(None, " ".join(ours), " ".join(theirs)).ratio()
    return max(in_order, SequenceMatcher(None, " ".join(sorted(ours)), " ".join(sorted(theirs))).ratio())


def _words(name: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in name.casefold()).split()

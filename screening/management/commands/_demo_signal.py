"""A second agency begins with a child of the demo, so that each learns whom to ring."""

from accounts.models import Membership
from cse_portal.reference import screening_reference
from screening import actions
from screening.models import Screening
from screening.states import Status


def seed_signal(members: dict[str, list[Membership]]) -> None:
    """The police officer begins a screening of a child whom the teacher is to screen again."""
    [teacher], [officer] = members["priya"], members["rhys"]
    known = Screening.objects.filter(practitioner=teacher, status=Status.COMPLETE, rescreen__closed_at=None)
    child = known.filter(rescreen__isnull=False, child__date_of_birth__isnull=False).earliest("id").child
    identity = {name: getattr(child, name) for name in ("first_names", "family_name", "date_of_birth")}
    actions.begin(by=officer, area=officer.area, reference=screening_reference(), identity=identity)

"""Invented police information for the demo, through the same actions the pages use."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.demo import DEMO_DOMAIN
from accounts.models import Membership
from accounts.permissions import Permission
from cse_portal import clock
from police import actions
from police.models import InformationForm
from police.subjects import Kind

GRILL = "Sample Grill, Notreal Road"
SAID = {"source": "I saw it", "how_known": "seen", "may_act": "yes"}
# Who wrote it, about what, and what it says.
FORMS = (
    ("priya", Kind.VEHICLE, {"registration": "ZZ99 ZZZ", "make": "Sample hatchback", "colour": "Grey",
                             "description": "Dent on the left back door."}),
    ("priya", Kind.PERSON, {"name": "Rufus Inventado", "age": "About 30", "description": "Grey coat, short beard."}),
    ("colm", Kind.PLACE, {"address": GRILL, "place_kind": "Takeaway", "description": "Open late; a back door."}),
    ("grace", Kind.PERSON, {"name": "Somebody called Testo", "description": "About 25, red cap."}),
    ("rhys", Kind.PLACE, {"address": GRILL, "place_kind": "Takeaway", "description": "Cars wait in the lane."}),
    ("leon", Kind.VEHICLE, {"registration": "ZZ98", "make": "Van", "colour": "White", "description": "Has a ladder."}),
)  # fmt: skip


class Command(BaseCommand):
    help = "Fill an empty demo with invented police information."

    def handle(self, *args, **options):
        if settings.IS_PRODUCTION:
            raise CommandError("Invented people never go into a live portal.")
        if not InformationForm.objects.exists():
            seed_police()


@transaction.atomic
def seed_police() -> None:
    """Six forms that went and name one place, and one that its writer has just begun."""
    for key, kind, subject in FORMS:
        member = _member(key)
        form = actions.write(
            by=member, kind=kind, **subject, **SAID, place="Sample Grill", happened_on=clock.today(),
            known="Two pupils were given chips for nothing, and a lift home.",
        )  # fmt: skip
        actions.mark_sent(form=form, by=member, how="own_route", on=clock.today())
    begun = {"name": "Rita", "known": "Last week she handed out phones at the gate."}
    actions.write(by=_member("priya"), kind=Kind.PERSON, **begun)


def _member(key: str) -> Membership:
    writers = Membership.objects.with_permission(Permission.INFORMATION_WRITE)
    return writers.filter(user__email=f"{key}{DEMO_DOMAIN}").first()

"""What the demo's people were sent, a re-screen whose reminders wait, and somebody who left with a draft in hand."""

import datetime as dt

from accounts.demo import DEMO_DOMAIN
from accounts.models import Membership, User
from accounts.roles import Role
from cse_portal import clock
from screening import actions
from screening.models import Rescreen
from screening.reminders import send_due

DAYS = (6, 3, 1)


def seed_reminders(at) -> None:
    """`at` sets the business clock, as seed_demo has it."""
    for days in DAYS:
        with at(days, "06:00"):
            send_due()
    _put_off()
    _leaver(at)


def _put_off() -> None:
    """The last of the open re-screens of somebody at work: one that nobody's story waits for."""
    held = Rescreen.objects.open().filter(owner__ended_on=None, due_on__gt=clock.today()).order_by("-due_on", "-id")
    for rescreen in held[:1]:
        actions.snooze_rescreen(
            rescreen=rescreen, by=rescreen.owner, until=clock.today() + dt.timedelta(days=14),
            reason="The school is closed until then; the aunt rings us every second day.",
        )  # fmt: skip


def _leaver(at) -> None:
    lead = Membership.objects.filter(role=Role.SAFEGUARDING_LEAD).order_by("id").first()
    user = User(email=f"ash.departed{DEMO_DOMAIN}", name="Ash Departed", job_title="Form tutor", phone="01632 960488")
    user.set_unusable_password()
    with at(20, "10:00"):
        user.save()
        leaver = Membership.objects.create(
            user=user, agency=lead.agency, role=Role.PRACTITIONER, started_on=clock.today() - dt.timedelta(days=300)
        )  # fmt: skip
        born = dt.date(clock.today().year - 14, 2, 3)
        child = actions.create_child(by=leaver, first_names="Alder", family_name="Leftbehind", date_of_birth=born)
        actions.start(by=leaver, area=leaver.area, child=child)
    Membership.objects.filter(pk=leaver.pk).update(ended_on=clock.today() - dt.timedelta(days=2))

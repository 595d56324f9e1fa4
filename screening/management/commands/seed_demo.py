"""Fills an empty demo with invented people and what happened to them, through the same actions the pages use."""

import datetime as dt
import os
from contextlib import contextmanager
from pathlib import Path

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import F

from accounts.demo import DEMO_DOMAIN, DEMO_PASSWORD
from accounts.models import Agency, Area, Membership, User
from cse_portal import clock
from cse_portal.models import Message
from screening.management.commands._demo_figures import seed_figures
from screening.management.commands._demo_missing import seed_missing
from screening.management.commands._demo_panel import seed_panel
from screening.management.commands._demo_plan import keep_up, seed_plans
from screening.management.commands._demo_reminders import seed_reminders
from screening.management.commands._demo_rescreen import seed_rescreens
from screening.management.commands._demo_signal import seed_signal
from screening.management.commands._demo_steps import Story

DEMO = Path(settings.BASE_DIR) / "fixtures" / "demo"


class Command(BaseCommand):
    help = "Fill an empty demo database with invented people and cases."

    def handle(self, *args, **options):
        if settings.IS_PRODUCTION:
            raise CommandError("Invented people never go into a live portal.")
        if User.objects.exists():
            return
        with transaction.atomic():
            members = make_people(yaml.safe_load((DEMO / "people.yaml").read_text()))
            told: dict[str, Story] = {}
            for child in yaml.safe_load((DEMO / "cases.yaml").read_text())["children"]:
                Story(child, members, at=at, told=told).tell()
            seed_plans(members, at=at)
            seed_missing(members, at=at)
            seed_panel(members, told, at)
            seed_rescreens(DEMO, members, at=at)
            keep_up(at=at)
            seed_reminders(at)
            seed_signal(members)
            seed_figures(members, at)
            # The mails of the invented past went out long ago; the newest still do.
            Message.objects.exclude(pk__in=_recent()).update(sent_at=F("created_at"))


def _recent() -> list[int]:
    return list(Message.objects.order_by("-id").values_list("pk", flat=True)[:6])


def make_people(content: dict) -> dict[str, list[Membership]]:
    """Agencies, people and their roles; memberships by the person's key."""
    agencies = {}
    for row in content["agencies"]:
        area = Area.objects.get(slug=row["area"])
        agencies[row["key"]] = Agency.objects.create(area=area, kind=row["kind"], name=row["name"], phone=row["phone"])
    # One hash for all: a demo's thirty sign-ins need not cost thirty slow hashes at start.
    password = User()
    password.set_password(DEMO_PASSWORD)
    members = {}
    for row in content["people"]:
        user = User.objects.create(
            email=f"{row['key']}{DEMO_DOMAIN}", name=row["name"], job_title=row["job_title"], phone=row["phone"],
            password=password.password,
        )  # fmt: skip
        members[row["key"]] = [
            Membership.objects.create(
                user=user, agency=agencies[agency], role=role, started_on=clock.today() - dt.timedelta(days=400)
            )
            for role, agency in row["roles"]
        ]
    return members


@contextmanager
def at(days: int, time: str):
    """The business clock stands at that time of day, so many days ago, while the block runs."""
    before = os.environ.get("CSE_CLOCK_SHIFT")
    shift = int(before or 0)
    now = clock.now()
    then = dt.datetime.combine(now.date() - dt.timedelta(days=days), dt.time.fromisoformat(time), clock.LONDON)
    # What the stories call "today" may not have happened yet when the demo is filled in the morning.
    then = min(then, now - dt.timedelta(minutes=5))
    os.environ["CSE_CLOCK_SHIFT"] = str(shift + int((then - now).total_seconds()))
    try:
        yield
    finally:
        os.environ.pop("CSE_CLOCK_SHIFT")
        if before is not None:
            os.environ["CSE_CLOCK_SHIFT"] = before

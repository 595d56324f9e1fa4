"""Prints the demo's accounts, for the launcher to show."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.demo import DEMO_DOMAIN, DEMO_PASSWORD
from accounts.models import Membership


class Command(BaseCommand):
    help = "Print the accounts of the demo."

    def handle(self, *args, **options):
        if not settings.IS_DEMO:
            raise CommandError("Only the demo shows its accounts.")
        members = Membership.objects.active().filter(user__email__endswith=DEMO_DOMAIN).select_related("user", "agency")
        self.stdout.write(f"Everyone's password: {DEMO_PASSWORD}")
        for member in members.order_by("id"):
            self.stdout.write(f"  {member.user.email:38} {member.role_label}, {member.agency.name}")

"""Gives an area its first administrator, who adds everyone else on the portal's own pages."""

from django.core.management.base import BaseCommand, CommandError

from accounts.actions import Incomplete, first_administrator
from accounts.models import Area


class Command(BaseCommand):
    help = "Add an area's first administrator. They set a password through “Forgotten your password?”."

    def add_arguments(self, parser):
        parser.add_argument("area", help="the area's short name, such as solihull")
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--office", help="the name of their agency; “<Area> partnership office” when left out")

    def handle(self, *args, area: str, email: str, name: str, office: str | None, **options):
        try:
            found = Area.objects.get(slug=area)
        except Area.DoesNotExist:
            known = ", ".join(Area.objects.values_list("slug", flat=True))
            raise CommandError(f"There is no area {area!r}. The areas are: {known}.") from None
        try:
            member = first_administrator(area=found, email=email, name=name, office=office)
        except Incomplete as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"{member.user.name} administers {found.name}. They set a password at /accounts/password/reset/."
        )

"""Everything between an empty database and a portal that can be opened. Safe to run again at every start."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from accounts.actions import contacts, load_areas
from cse_portal import emergency_page, static_files
from indicators.actions import load_edition
from indicators.edition_yaml import EditionError
from referrals.actions import plan_unplanned, stand_unworked
from screening.models import ChildKey


def load_editions(folder: Path) -> None:
    """Every edition of the folder. One that is wrong, or loaded with other content, is named and stops the start."""
    for path in sorted(folder.glob("*.yaml")):
        try:
            load_edition(path)
        except EditionError as problem:
            raise CommandError(str(problem)) from problem


class Command(BaseCommand):
    help = "Migrate, collect static files, load editions and areas, and fill an empty demo."

    def handle(self, *args, **options):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        if settings.MODE != "test":
            static_files.collect()
        load_editions(Path(settings.BASE_DIR) / "fixtures" / "editions")
        load_areas()
        ChildKey.objects.write_missing()
        plan_unplanned()
        stand_unworked()
        emergency_page.write(contacts())
        if settings.IS_DEMO:
            call_command("seed_demo")
            call_command("seed_police")

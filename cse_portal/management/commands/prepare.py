"""Everything between an empty database and a portal that can be opened. Safe to run again at every start."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from accounts.actions import contacts, load_areas
from cse_portal import emergency_page, static_files
from indicators.actions import load_edition


class Command(BaseCommand):
    help = "Migrate, collect static files, load editions and areas, and fill an empty demo."

    def handle(self, *args, **options):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        if settings.MODE != "test":
            static_files.collect()
        for path in sorted((Path(settings.BASE_DIR) / "fixtures" / "editions").glob("*.yaml")):
            load_edition(path)
        load_areas()
        emergency_page.write(contacts())
        if settings.IS_DEMO:
            call_command("seed_demo")

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from indicators.actions import load_edition
from indicators.edition_yaml import EditionError


class Command(BaseCommand):
    help = "Loads editions of the screening tools from their files. A file with a mistake loads nothing."

    def add_arguments(self, parser):
        parser.add_argument("path", nargs="+", type=Path, help="such as fixtures/editions/petch-provisional-2026.yaml")

    def handle(self, *args, path: list[Path], **options):
        for one in path:
            try:
                edition = load_edition(one)
            except EditionError as error:
                raise CommandError(str(error)) from error
            self.stdout.write(f"{edition.code}: in the portal, {edition.indicators.count()} indicators")

"""Prints docs/reference from the code; with --check says which page differs from it and changes nothing."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cse_portal.management import reference

FOLDER = Path(settings.BASE_DIR) / "docs" / "reference"


class Command(BaseCommand):
    help = "Write docs/reference from the code (--check: only compare)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="fail when a page differs from the code")

    def handle(self, *args, check: bool, **options):
        pages = reference.pages()
        stale = [name for name, text in pages.items() if _read(FOLDER / name) != text]
        extra = [path.name for path in FOLDER.glob("*.md") if path.name not in pages]
        if check:
            if stale or extra:
                raise CommandError(f"docs/reference differs from the code in {', '.join(stale + extra)}. "
                                   "Run python3 manage.py print_reference and commit the result.")  # fmt: skip
            return
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name in stale:
            (FOLDER / name).write_text(pages[name])
        for name in extra:
            (FOLDER / name).unlink()
        self.stdout.write(f"{len(stale)} pages written, {len(pages) - len(stale)} unchanged")


def _read(path: Path) -> str | None:
    return path.read_text() if path.exists() else None

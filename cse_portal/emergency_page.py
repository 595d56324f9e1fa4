"""The numbers of the pages that are shown when something is wrong. They need no database.

A copy of every area's numbers is kept in a small file, written when the portal is prepared and after each change of the
contacts. Until it exists, the numbers come from fixtures/contacts.
"""

import json
import logging
import os
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings

FRONT_DOORS = ("mash", "out_of_hours")  # what somebody needs in a bad moment, in this order
KEPT = ("service", "number", "hours")


def _file() -> Path:
    return Path(settings.VAR_DIR) / "emergency.json"


def write(contacts: Iterable[Mapping]) -> None:
    """Keeps the front doors of every area. Each contact has area, kind, service, number and hours."""
    areas: dict[str, list] = {}
    contacts = list(contacts)
    for kind in FRONT_DOORS:
        for contact in contacts:
            if contact["kind"] == kind:
                areas.setdefault(str(contact["area"]), []).append({name: contact.get(name) or "" for name in KEPT})
    content = [{"area": area, "contacts": rows} for area, rows in sorted(areas.items())]
    _file().parent.mkdir(parents=True, exist_ok=True)
    draft = _file().with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(content), encoding="utf-8")
    draft.replace(_file())


def numbers() -> list[dict]:
    """Every area with its front doors: [{area, contacts: [{service, number, hours}]}]. Never raises."""
    for source in (_kept, _published):
        try:
            return source()
        except FileNotFoundError:
            continue
        except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError):
            logging.getLogger(__name__).exception("The numbers for the error pages could not be read")
    return []


def _kept() -> list[dict]:
    return json.loads(_file().read_text(encoding="utf-8"))


def _published() -> list[dict]:
    """The numbers as published, from the project's own files."""
    return _read(Path(settings.BASE_DIR) / "fixtures" / "contacts")


@lru_cache(maxsize=1)
def _read(folder: Path) -> list[dict]:
    """These files change with a release only, and whoever meets an error page should not wait for them."""
    areas = []
    for path in sorted(folder.glob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        doors = [contact for kind in FRONT_DOORS for contact in content["contacts"] if contact["kind"] == kind]
        areas.append(
            {"area": content["area"], "contacts": [{name: door.get(name) or "" for name in KEPT} for door in doors]}
        )
    return areas

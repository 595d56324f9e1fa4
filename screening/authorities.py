"""Which authority a child comes from, and in which one the child lives, as the front sheet says (rule 30).

Each is chosen among the areas of the portal, by name; another authority is typed.
"""

from collections.abc import Mapping

from accounts.models import Area
from screening.pages import ANOTHER

HOME, HOST = "home_authority", "host_authority"
QUESTIONS = (HOME, HOST)
# What councils call themselves around the name of their area.
_AROUND = {"the", "city", "county", "metropolitan", "borough", "council", "mbc", "of"}


def typed_name(question: str) -> str:
    """The question that takes the name of an authority that is not to choose."""
    return f"{question}_name"


# Every part of the front sheet that this is read from.
KEYS = tuple(key for question in QUESTIONS for key in (question, typed_name(question)))


def said(sheet: Mapping, question: str) -> str:
    """The authority in words; empty where nothing was said."""
    chosen, typed = (str(sheet.get(key) or "").strip() for key in (question, typed_name(question)))
    if chosen and chosen != ANOTHER:
        return chosen
    return typed or ("another authority" if chosen else "")


def named(sheet: Mapping) -> list[str]:
    """The authorities that the front sheet names."""
    return [name for name in (said(sheet, question) for question in QUESTIONS) if name]


def same(name: str, area_name: str) -> bool:
    """Whether a name, however the council writes it, is that area's."""
    return _core(name) == _core(area_name)


def _core(name: str) -> list[str]:
    return [word for word in name.lower().replace(",", " ").replace(".", " ").split() if word not in _AROUND]


def other_areas(sheet: Mapping, *, own: Area) -> list[Area]:
    """The areas of the portal, besides the screening's own, that are the child's home or host authority."""
    names = [name for name in named(sheet) if not same(name, own.name)]
    areas = Area.objects.exclude(pk=own.pk) if names else []
    return [area for area in areas if any(same(name, area.name) for name in names)]


def out_of_area(sheet: Mapping, *, own: str) -> str:
    """ "lives in Walsall, home authority Solihull"; empty where the child comes from the area and lives there.

    `own` is the area that the screening says the child lives in, which stands where no other one is said.
    """
    home, host = (said(sheet, question) for question in QUESTIONS)
    if all(same(name, own) for name in named(sheet)):
        return ""
    return ", ".join([f"lives in {host or own}", *([f"home authority {home}"] if home else [])])

"""A practitioner screens a child. Children's records are reached only through visible_to(member)."""

from screening.models.answers import Answer, HarmHappened, Source
from screening.models.by_name import of_children
from screening.models.children import NAMES, Child, name_key
from screening.models.finding import ChildKey, NamePart
from screening.models.rescreens import Digest, DigestDay, Reminder, Rescreen
from screening.models.screenings import KEPT, Screening, is_with
from screening.models.shares import SharedAnswers
from screening.models.signals import NamesTried, Signal

__all__ = [
    "KEPT",
    "NAMES",
    "Answer",
    "Child",
    "ChildKey",
    "Digest",
    "DigestDay",
    "HarmHappened",
    "NamePart",
    "NamesTried",
    "Reminder",
    "Rescreen",
    "Screening",
    "SharedAnswers",
    "Signal",
    "Source",
    "is_with",
    "name_key",
    "of_children",
]

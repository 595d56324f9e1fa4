"""An event in words, for the page and the file. Nothing of a child beyond the reference."""

import datetime as dt
from typing import NamedTuple

from django.utils.text import capfirst

from accounts.models import User
from audit.events import EventType as E
from audit.models import Event
from cse_portal.dates import plain_day


class Line(NamedTuple):
    event: Event
    # What is known of a record that is a person: the name beside the reference.
    name: str
    detail: str
    reason: str


def lines(events: list[Event]) -> list[Line]:
    """The events with the names of the people they are about, which takes one query for all."""
    about = {event.reference for event in events if event.reference.startswith("P-")}
    names = dict(User.objects.filter(reference__in=about).values_list("reference", "name"))
    return [Line(event, names.get(event.reference, ""), detail_of(event), reason_of(event)) for event in events]


def reason_of(event: Event) -> str:
    """Why somebody looked is for the auditor; why somebody changed a record tells of the child, and stays with it."""
    is_look = event.type.endswith(":viewed")
    return event.reason if is_look or not event.reason else "Given; it is not shown here"


def detail_of(event: Event) -> str:
    """Old and new values, for the kinds whose detail is never a child's. Any other kind gives none."""
    says = SAYS.get(E(event.type))
    return says(event.detail) if says and event.detail else ""


def _contact(detail: dict) -> str:
    for key, words in (("added", "Added"), ("removed", "Removed")):
        if key in detail:
            return f"{words}: {', '.join(detail[key])}"
    changes = [f"{name.replace('_', ' ')} was “{old}”, now “{new}”" for name, (old, new) in detail["changed"].items()]
    return "; ".join([detail["service"], *changes])


def _person(detail: dict) -> str:
    if "active" in detail:
        return "Account opened again" if detail["active"] else "Account closed"
    return "Link to set a password sent"


def _role(detail: dict) -> str:
    return f"{capfirst(detail['role'])}, {detail['agency']}"


def _procedure(detail: dict) -> str:
    words, moved = f"In force from {plain_day(dt.date.fromisoformat(detail['in_force_from']))}", detail.get("moved", 0)
    return f"{words}; {moved} open referral{'s' if moved > 1 else ''} due later by it" if moved else words


def _search(detail: dict) -> str:
    words = "; ".join(detail["filter"]) or "everything"
    return f"Looked at: {words}" if "rows" not in detail else f"{detail['rows']} lines: {words}"


SAYS = {
    E.CONTACT_CHANGED: _contact,
    E.PERSON_CHANGED: _person,
    E.MEMBERSHIP_ADDED: _role,
    E.MEMBERSHIP_ENDED: _role,
    E.PROCEDURE_ADDED: _procedure,
    E.AUDIT_VIEWED: _search,
    E.AUDIT_EXPORTED: _search,
    E.FIGURES_EXPORTED: _search,
}

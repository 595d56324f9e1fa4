"""A panel with a child on it, and a specialist service, made through the actions."""

import datetime as dt

from accounts.models import Area, Membership
from cse_portal import clock
from referrals import actions
from referrals.models import Panel, PanelAction, PanelChild
from screening.models import Child
from tests.factories.people import make_agency, make_member

SHARED = {
    "name": "Wren T",
    "age": "14",
    "needs": "Somebody of her own to talk to.",
    "asked": "One to one work.",
    "safe_contact": "The aunt, before 15:00.",
    "child_knows": "agrees",
    "carer_knows": "not_told",
    "knows_detail": "The carer is told on Monday.",
}


def make_panel(officer: Membership, *, days: int = 0) -> Panel:
    """A meeting so many days from today; earlier for a negative number."""
    return actions.plan_panel(by=officer, held_on=clock.today() + dt.timedelta(days=days), where="Room 2")


def put_on(panel: Panel, officer: Membership, child: Child, why: str = "Level 3 since Monday.") -> PanelChild:
    return actions.add_children(panel=panel, by=officer, reasons={child: why})[0]


def agree(about: PanelChild, officer: Membership, owner: Membership | None = None, **fields) -> PanelAction:
    values = {
        "what": "Map the addresses.", "agency": owner.agency if owner else officer.agency, "owner": owner,
        "owner_name": "" if owner else "PC Invented", "due_on": about.panel.held_on + dt.timedelta(days=7), **fields,
    }  # fmt: skip
    return actions.agree_action(about=about, by=officer, **values)


def closed(panel: Panel, officer: Membership, *, stays: bool = True) -> Panel:
    for about in panel.children.all():
        actions.write_discussed(about=about, by=officer, discussed="Talked about.", stays=stays)
    return actions.close_panel(panel=panel, by=officer)


def make_service(area: Area, name: str = "Demo Street Project") -> list[Membership]:
    """Two people who answer for one specialist service."""
    agency = make_agency(area, "specialist", name)
    return [make_member(agency, name="Leon Invented"), make_member(agency, name="Sana Madeup")]


def ask(child: Child, by: Membership, service: Membership, **shared):
    return actions.ask_support(child=child, by=by, service=service.agency, shared={**SHARED, **shared})

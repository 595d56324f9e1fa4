"""What a panel agrees that somebody does, until it is done."""

import datetime as dt

from django.db import transaction
from django.http import Http404

from accounts.access import has_permission
from accounts.models import Agency, Membership
from accounts.permissions import Permission
from audit.actions import record
from audit.events import EventType
from cse_portal import clock, dates, outbox
from cse_portal.models import MessageKind
from cse_portal.problems import Incomplete
from referrals.actions.panels import on_list, open_panel, record_panel
from referrals.models import PanelAction, PanelChild
from referrals.states import NotPossible

# Whose roles let them open an action and say that it is done.
MAY_DO = (Permission.SCREENING_WRITE, Permission.REFERRAL_RECEIVE, Permission.PANEL_RUN)


@transaction.atomic
def agree_action(
    *, about: PanelChild, by: Membership, what: str, agency: Agency | None, due_on: dt.date | None,
    owner: Membership | None = None, owner_name: str = "",
) -> PanelAction:  # fmt: skip
    """An agency takes something away from the meeting. An owner with an account is told, without the child's name.

    The same again, while it is open, is the second press of the button and makes nothing.
    """
    panel = open_panel(about.panel, by)
    about = on_list(about, panel)
    if missing := _missing(panel, what, agency, due_on, owner, owner_name):
        raise Incomplete(missing)
    same = {"what": what.strip(), "agency": agency, "owner": owner, "due_on": due_on,
            "owner_name": "" if owner else owner_name.strip()}  # fmt: skip
    if already := about.actions.open().filter(**same).first():
        return already
    action = PanelAction.objects.create(about=about, agreed_at=clock.now(), agreed_by=by, **same)
    record_panel(
        EventType.PANEL_CHANGED, panel, by=by, child=about.child,
        detail={"what": "action_agreed", "action": action.reference},
    )  # fmt: skip
    outbox.send(
        MessageKind.PANEL_ACTION, to=[owner] if owner else [], reference=action.reference, path=path_of_action(action)
    )
    return action


def _missing(panel, what, agency, due_on, owner, owner_name) -> dict[str, str]:
    missing = {}
    if not what.strip():
        missing["what"] = "Say what is to be done"
    if agency is None or agency.area_id != panel.area_id:
        missing["agency"] = "Choose the agency"
    if not owner and not owner_name.strip():
        missing["owner"] = "Choose who does it, or enter a name"
    elif owner and not can_own(owner, agency):
        missing["owner"] = "Choose somebody who works at that agency now"
    if due_on is None:
        missing["due_on"] = "Enter the day by which it is done"
    elif due_on < panel.held_on:
        missing["due_on"] = f"The day must be {dates.day(panel.held_on)}, the day of the meeting, or later"
    return missing


def can_own(owner: Membership, agency: Agency | None) -> bool:
    may = any(has_permission(owner, permission) for permission in MAY_DO)
    return may and owner.is_working and agency is not None and owner.agency_id == agency.pk


@transaction.atomic
def finish_action(*, action: PanelAction, by: Membership, result: str) -> PanelAction:
    """It is done, or cannot be done: what came of it, by its owner or the area's officer. A second one is told who."""
    rows = PanelAction.objects.visible_to(by).select_related("about__panel", "about__child")
    action = rows.select_for_update(of=("self",)).filter(pk=action.pk).first()
    if action is None:
        raise Http404
    if action.done_at:
        raise NotPossible(f"{action.done_by.user.name} has already marked this as done, {dates.when(action.done_at)}.")
    if not result.strip():
        raise Incomplete({"result": "Say what came of it"})
    action.result, action.done_at, action.done_by = result.strip(), clock.now(), by
    action.save(update_fields=["result", "done_at", "done_by"])
    panel = action.about.panel
    record(
        EventType.PANEL_CHANGED, by=by, reference=panel.reference, child=action.about.child.reference,
        area_id=panel.area_id, detail={"what": "action_done", "action": action.reference},
    )  # fmt: skip
    return action


def path_of_action(action: PanelAction) -> str:
    return f"/panel-actions/{action.reference}/"

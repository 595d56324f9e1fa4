"""The area's panel: planned, its list filled, what it agreed, who came, and closed. Closed, it is only read."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping

from django.db import IntegrityError, transaction
from django.http import Http404

from accounts.access import require
from accounts.models import Membership
from accounts.permissions import Permission
from audit.actions import record
from audit.events import EventType
from cse_portal import clock, dates
from cse_portal.problems import Incomplete
from referrals.actions.matching import known_in
from referrals.models import Attendance, ChildMatch, Panel, PanelChild
from referrals.states import NotPossible
from screening.models import Child

LONGEST_NAME = 60
OVERTAKEN = (
    "Somebody else has written about this child since you opened this page. What they wrote is shown next to your own: "
    "put both together, and save again."
)


@transaction.atomic
def plan_panel(*, by: Membership, held_on: dt.date, where: str = "") -> Panel:
    """A meeting of the area's panel on a day. Those who were invited to the last one are invited again."""
    require(by, Permission.PANEL_RUN)
    if not held_on:
        raise Incomplete({"held_on": "Enter the day of the meeting"})
    area = by.area
    if Panel.objects.filter(area=area, held_on=held_on).exists():
        raise Incomplete({"held_on": f"There is a {area.panel_name} on {dates.day(held_on)} already"})
    try:
        with transaction.atomic():
            panel = Panel.objects.create(
                area=area, name=area.panel_name, held_on=held_on, where=where.strip(), made_at=clock.now(), made_by=by
            )
    except IntegrityError as clash:
        raise Incomplete({"held_on": f"There is a {area.panel_name} on {dates.day(held_on)} already"}) from clash
    _invite_as_before(panel)
    record_panel(EventType.PANEL_MADE, panel, by=by)
    return panel


def _invite_as_before(panel: Panel) -> None:
    before = Panel.objects.filter(area=panel.area, held_on__lt=panel.held_on).order_by("-held_on").first()
    if before:
        Attendance.objects.bulk_create(
            Attendance(panel=panel, agency_id=row.agency_id, name=row.name, job_title=row.job_title)
            for row in before.attendance.order_by("id")
        )


@transaction.atomic
def add_children(*, panel: Panel, by: Membership, reasons: Mapping[Child, str]) -> list[PanelChild]:
    """Put children on the list, each with why. The same child of two records stands there once.

    Raises Incomplete at the child (by reference) for whom nothing is said, and NotPossible for one that is there.
    """
    panel = open_panel(panel, by)
    if not reasons:
        raise Incomplete({"children": "Tick at least one child"})
    if blank := {child.reference: "Say why the panel talks about this child" for child, why in reasons.items()
                 if not why.strip()}:  # fmt: skip
        raise Incomplete(blank)
    there = set(panel.children.values_list("child_id", flat=True))
    return [_add(panel, child, why.strip(), by, there) for child, why in reasons.items()]


def _add(panel: Panel, child: Child, why: str, by: Membership, there: set[int]) -> PanelChild:
    cluster = ChildMatch.objects.cluster(child.pk)
    seen = Child.objects.visible_to(by).filter(pk__in=cluster).exists()
    if not seen or not known_in(child, by.area):
        raise Http404
    if cluster & there:
        raise NotPossible(f"{child.reference} is on the list already, by this record or another of the same child.")
    there.add(child.pk)
    row = PanelChild.objects.create(panel=panel, child=child, why=why, added_at=clock.now(), added_by=by)
    record_panel(EventType.PANEL_CHANGED, panel, by=by, child=child, detail={"what": "child_added"})
    return row


@transaction.atomic
def take_off(*, about: PanelChild, by: Membership, reason: str) -> None:
    """A child who was put on the list by mistake. Once something was said or agreed, the child stays on it."""
    panel = open_panel(about.panel, by)
    if not reason.strip():
        raise Incomplete({"reason": "Say why the child comes off the list"})
    about = on_list(about, panel)
    if about.discussed or about.stays is not None or about.actions.exists():
        raise NotPossible("The panel has talked about this child, so the child stays on this list.")
    child = about.child
    about.delete()
    detail = {"what": "child_taken_off"}
    record_panel(EventType.PANEL_CHANGED, panel, by=by, child=child, detail=detail, reason=reason.strip())


@transaction.atomic
def write_discussed(
    *, about: PanelChild, by: Membership, discussed: str, stays: bool | None, seen: str | None = None
) -> PanelChild:
    """What the panel said of the child, and whether it goes on with the child; None: not decided yet.

    `seen` is `as_seen` of what the person had before them. Raises NotPossible when somebody else has written since; the
    same again changes nothing.
    """
    panel = open_panel(about.panel, by)
    about, discussed = on_list(about, panel), _lines(discussed)
    if (about.discussed, about.stays) == (discussed, stays):
        return about
    if seen is not None and seen != as_seen(about):
        raise NotPossible(OVERTAKEN)
    about.discussed, about.stays = discussed, stays
    about.save(update_fields=["discussed", "stays"])
    record_panel(EventType.PANEL_CHANGED, panel, by=by, child=about.child, detail={"what": "discussed", "stays": stays})
    return about


def as_seen(about: PanelChild) -> str:
    """What stands written about the child, in short, by which a form knows whether it has been overtaken."""
    return hashlib.sha256(repr((about.discussed, about.stays)).encode()).hexdigest()[:16]


def _lines(text: str) -> str:
    """As one line end, whichever the browser sent."""
    return text.replace("\r\n", "\n").strip()


@transaction.atomic
def invite(*, panel: Panel, by: Membership, agency, name: str, job_title: str = "") -> Attendance:
    """Somebody who is asked to come, for an agency of the area."""
    panel = open_panel(panel, by)
    missing = {} if name.strip() else {"name": "Enter the person’s name"}
    if agency is None or agency.area_id != panel.area_id:
        missing["agency"] = "Choose the agency"
    if missing:
        raise Incomplete(missing)
    row, is_new = Attendance.objects.get_or_create(
        panel=panel, agency=agency, name=name.strip(), defaults={"job_title": job_title.strip()}
    )
    if not is_new:
        raise Incomplete({"name": "This person is invited already"})
    record_panel(EventType.PANEL_CHANGED, panel, by=by, detail={"what": "invited"})
    return row


@transaction.atomic
def note_attendance(*, panel: Panel, by: Membership, came: Mapping[int, bool | None]) -> None:
    """Who came, by the number of the invitation; None: not known."""
    panel = open_panel(panel, by)
    rows = list(panel.attendance.filter(pk__in=came))
    for row in rows:
        row.came = came[row.pk]
    Attendance.objects.bulk_update(rows, ["came"])
    record_panel(EventType.PANEL_CHANGED, panel, by=by, detail={"what": "attendance"})


@transaction.atomic
def close_panel(*, panel: Panel, by: Membership) -> Panel:
    """The meeting is over. Raises Incomplete, by reference, for children of whom nobody said whether they stay."""
    panel = open_panel(panel, by)
    if panel.held_on > clock.today():
        raise NotPossible(f"The meeting is on {dates.day(panel.held_on)}. Close it on that day or later.")
    if open_ones := undecided(panel):
        raise Incomplete({each.child.reference: "Say whether the child stays on the list" for each in open_ones})
    panel.closed_at, panel.closed_by = clock.now(), by
    panel.save(update_fields=["closed_at", "closed_by"])
    record_panel(EventType.PANEL_CLOSED, panel, by=by)
    return panel


def undecided(panel: Panel) -> Iterable[PanelChild]:
    """The children of whom nobody has said whether they stay on the list."""
    return panel.children.filter(stays=None).select_related("child").order_by("id")


def open_panel(panel: Panel, by: Membership) -> Panel:
    """The panel, locked and fresh. Raises Http404 for anyone but the area's officer, NotPossible once it is closed."""
    # Who closed it is read once the row is held: joined to it, it would be what it was before the wait.
    rows = Panel.objects.visible_to(by).select_related("area")
    fresh = rows.select_for_update(of=("self",)).filter(pk=panel.pk).first()
    if fresh is None:
        raise Http404
    if fresh.closed_at:
        raise NotPossible(
            f"{fresh.closed_by.user.name} closed this panel {dates.when(fresh.closed_at)}. It is only read now."
        )
    return fresh


def on_list(about: PanelChild, panel: Panel) -> PanelChild:
    """The row, fresh. Raises NotPossible when the child was taken off the list meanwhile."""
    fresh = panel.children.select_related("child").filter(pk=about.pk).first()
    if fresh is None:
        raise NotPossible("This child is not on the list any more.")
    return fresh


def record_panel(
    event: EventType, panel: Panel, *, by: Membership, child: Child | None = None, detail: dict | None = None,
    reason: str = "",
) -> None:  # fmt: skip
    record(
        event, by=by, reference=panel.reference, child=child.reference if child else "", area_id=panel.area_id,
        detail=detail, reason=reason,
    )  # fmt: skip

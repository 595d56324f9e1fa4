"""Everything that changes people, agencies, areas, contacts and procedures. Each change is audited with it."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import yaml
from django.conf import settings
from django.db import transaction

from accounts.access import require
from accounts.models import Agency, AgencyKind, Area, Contact, ContactKind, LocalProcedure, Membership, User
from accounts.permissions import Permission
from accounts.roles import ROLES, Role
from accounts.stand_ins import works_changed
from audit.actions import record
from audit.events import EventType
from cse_portal import clock, emergency_page
from cse_portal.problems import Incomplete
from screening.protocol import procedure_from

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
# What every page leads with: an area always has one of each.
FRONT_DOORS = (ContactKind.MASH, ContactKind.OUT_OF_HOURS, ContactKind.POLICE_EMERGENCY)
CONTACT_FIELDS = ("kind", "service", "number", "hours", "note", "owner", "last_checked_on")


@transaction.atomic
def load_areas() -> None:
    """Areas, contacts and procedures from fixtures, for an area that is not there yet. What is there is never touched:
    from then on its administrator keeps it.
    """
    for path in sorted((FIXTURES / "contacts").glob("*.yaml")):
        content = yaml.safe_load(path.read_text())
        area, is_new = Area.objects.get_or_create(slug=content["slug"], defaults={"name": content["area"]})
        if is_new:
            _load_contacts(area, content["contacts"])
            _load_procedures(area)


def _load_contacts(area: Area, rows: list[dict]) -> None:
    Contact.objects.bulk_create(
        Contact(
            area=area,
            kind=ContactKind(row["kind"]),
            service=row["service"],
            number=row["number"],
            hours=row.get("hours") or "",
            note=row.get("note") or "",
            owner=row.get("owner") or "",
            last_checked_on=row.get("last_checked"),
            position=position,
        )
        for position, row in enumerate(rows)
    )


def _load_procedures(area: Area) -> None:
    for path in sorted((FIXTURES / "procedures").glob("*.yaml")):
        content = yaml.safe_load(path.read_text())
        if content["area"] != area.name:
            continue
        procedure_from(content)  # raises ValueError, in words, for a file that is wrong
        content["closed_days"] = [day.isoformat() for day in content.get("closed_days", [])]
        LocalProcedure.objects.create(**{**content, "area": area})


def _lock(area: Area) -> None:
    """One change of an area's people, contacts or procedure at a time, so that two presses never make two.

    Screenings and referrals of the area are begun and sent meanwhile.
    """
    Area.objects.select_for_update(no_key=True).get(pk=area.pk)


@transaction.atomic
def change_contact(*, contact: Contact, by: Membership, **values) -> Contact:
    """Correct a contact of the administrator's own area. The event keeps the old and new values."""
    require(by, Permission.CONTACT_EDIT)
    contact = Contact.objects.select_for_update().get(pk=contact.pk, area=by.area)
    changed = {
        name: [str(getattr(contact, name) or ""), str(values[name] or "")]
        for name in CONTACT_FIELDS
        if name in values and getattr(contact, name) != values[name]
    }
    if "kind" in changed and _is_last_front_door(contact):
        raise Incomplete({"kind": "Every page shows this number. Add another of its kind before you change what it is"})
    for name in changed:
        setattr(contact, name, values[name])
    contact.save()
    if changed:
        detail = {"service": contact.service, "changed": changed}
        record(EventType.CONTACT_CHANGED, by=by, reference=contact.reference, detail=detail)
        keep_for_emergencies()
    return contact


@transaction.atomic
def add_contact(*, by: Membership, **values) -> Contact:
    """A new number of the administrator's own area, at the end of the list."""
    require(by, Permission.CONTACT_EDIT)
    _lock(by.area)
    last = by.area.contacts.order_by("-position").first()
    contact = Contact.objects.create(area=by.area, position=last.position + 1 if last else 0, **values)
    detail = {"added": [contact.service, contact.number]}
    record(EventType.CONTACT_CHANGED, by=by, reference=contact.reference, detail=detail)
    keep_for_emergencies()
    return contact


@transaction.atomic
def remove_contact(*, contact: Contact, by: Membership) -> None:
    """Take a number off the list. The last of a kind that pages lead with can be changed but not removed."""
    require(by, Permission.CONTACT_EDIT)
    _lock(by.area)
    contact = Contact.objects.get(pk=contact.pk, area=by.area)
    if _is_last_front_door(contact):
        raise Incomplete({"": "This number can be changed but not removed, because every page shows it"})
    detail = {"removed": [contact.service, contact.number]}
    record(EventType.CONTACT_CHANGED, by=by, reference=contact.reference, detail=detail)
    contact.delete()
    keep_for_emergencies()


@transaction.atomic
def change_police_inbox(*, by: Membership, police_inbox: str) -> Area:
    """Where the force of the administrator's own area takes information; empty for nowhere. The event keeps both."""
    require(by, Permission.CONTACT_EDIT)
    area = Area.objects.select_for_update(no_key=True).get(pk=by.agency.area_id)
    if police_inbox != area.police_inbox:
        changed = {"police_inbox": [area.police_inbox, police_inbox]}
        Area.objects.filter(pk=area.pk).update(police_inbox=police_inbox)
        area.police_inbox = police_inbox
        record(EventType.CONTACT_CHANGED, by=by, detail={"service": "Police information", "changed": changed})
    return area


@transaction.atomic
def change_panel_name(*, by: Membership, panel_name: str) -> Area:
    """What the administrator's own area calls its monthly panel. Meetings planned before keep the name they had."""
    require(by, Permission.PROCEDURE_EDIT)
    area = Area.objects.select_for_update(no_key=True).get(pk=by.agency.area_id)
    panel_name = panel_name.strip()
    if not panel_name:
        raise Incomplete({"panel_name": "Enter the name of the panel"})
    if panel_name != area.panel_name:
        changed = {"panel_name": [area.panel_name, panel_name]}
        Area.objects.filter(pk=area.pk).update(panel_name=panel_name)
        area.panel_name = panel_name
        record(EventType.PANEL_CHANGED, by=by, detail={"changed": changed})
    return area


def _is_last_front_door(contact: Contact) -> bool:
    others = Contact.objects.filter(area=contact.area_id, kind=contact.kind).exclude(pk=contact.pk)
    return contact.kind in FRONT_DOORS and not others.exists()


@transaction.atomic
def add_procedure(
    *, by: Membership, in_force_from: dt.date, put_off: Callable[[Area], int], **values
) -> LocalProcedure:  # fmt: skip
    """The area's procedure from a day on, which is today or later: a past one explains old decisions and stays.

    `put_off` moves what is due in the area where it closes the office on more days, and gives back how many: it is
    referrals.actions.put_off, handed in because people and areas know nothing of referrals. Raises Incomplete for an
    earlier day, for a day that has one already, or for values the rules cannot read.
    """
    require(by, Permission.PROCEDURE_EDIT)
    _lock(by.area)
    if in_force_from < clock.today():
        raise Incomplete({"in_force_from": "A procedure begins today or later; earlier ones explain old decisions"})
    if LocalProcedure.objects.filter(area=by.area, in_force_from=in_force_from).exists():
        raise Incomplete({"in_force_from": "A procedure already begins on that day; choose another day"})
    procedure = LocalProcedure(area=by.area, in_force_from=in_force_from, **values)
    try:
        procedure.as_procedure()
        procedure.save()
        moved = put_off(by.area)
    except ValueError as problem:
        raise Incomplete({"": str(problem)}) from problem
    detail = {"in_force_from": in_force_from.isoformat(), "moved": moved}
    record(EventType.PROCEDURE_ADDED, by=by, detail=detail)
    return procedure


@transaction.atomic
def add_person(*, by: Membership, email: str, name: str, agency: Agency, role: Role, **fields) -> Membership:
    """An account for a person, or a further role for one who has an account. A new person sets a password by mail."""
    require(by, Permission.PEOPLE_EDIT)
    _lock(by.area)
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, None, name=name, **fields)
        record(EventType.PERSON_ADDED, by=by, reference=user.reference)
    return add_role(by=by, user=user, agency=agency, role=role)


@transaction.atomic
def add_role(*, by: Membership, user: User, agency: Agency, role: Role) -> Membership:
    """Give a role, or an ended one again. Nobody gives one to themselves: an administrator sees no child's record."""
    require(by, Permission.PEOPLE_EDIT)
    _lock(by.area)
    if agency.area_id != by.agency.area_id:
        raise Incomplete({"agency": "Choose an agency of your own area"})
    if user.pk == by.user_id:
        raise Incomplete({"role": "You cannot give yourself a role; ask another administrator"})
    if not user.is_active:
        raise Incomplete({"role": "This account is closed. Open it again before you give it a role"})
    member, is_new = Membership.objects.get_or_create(
        user=user, agency=agency, role=role, defaults={"started_on": clock.today()}
    )
    if not is_new and member.ended_on is None:
        raise Incomplete({"role": "This person already has that role there"})
    member.ended_on = None
    member.save(update_fields=["ended_on"])
    detail = {"role": ROLES[Role(role)].label, "agency": agency.name}
    record(EventType.MEMBERSHIP_ADDED, by=by, reference=user.reference, detail=detail)
    works_changed.send(Membership, members=[member])
    return member


@transaction.atomic
def end_role(*, by: Membership, member: Membership) -> Membership:
    """End a role of a person in the administrator's own area. What they hold goes to their lead's lists by itself."""
    require(by, Permission.PEOPLE_EDIT)
    member = Membership.objects.select_for_update(of=["self"], no_key=True).get(pk=member.pk, agency__area=by.area)
    if member.pk == by.pk:
        raise Incomplete({"": "You cannot end your own role; ask another administrator"})
    if member.ended_on:
        return member
    member.ended_on = clock.today()
    member.save(update_fields=["ended_on"])
    detail = {"role": member.role_label, "agency": member.agency.name}
    record(EventType.MEMBERSHIP_ENDED, by=by, reference=member.user.reference, detail=detail)
    works_changed.send(Membership, members=[member])
    return member


@transaction.atomic
def set_active(*, by: Membership, user: User, active: bool) -> User:
    """Close an account, or open it again. Only for people with a role in the administrator's area. Auditors of every
    area where the person works see it.
    """
    require(by, Permission.PEOPLE_EDIT)
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    areas = set(user.memberships.filter(ended_on=None).values_list("agency__area", flat=True))
    if user.pk == by.user_id or by.agency.area_id not in areas:
        raise Incomplete({"": "You can close the accounts of people with a role in your own area, and not your own"})
    if user.is_active == active:
        return user
    user.is_active = active
    user.save(update_fields=["is_active"])
    for area in sorted(areas):
        record(EventType.PERSON_CHANGED, by=by, reference=user.reference, area_id=area, detail={"active": active})
    works_changed.send(Membership, members=list(user.memberships.select_related("agency")))
    return user


@transaction.atomic
def first_administrator(*, area: Area, email: str, name: str, office: str | None = None) -> Membership:
    """The one person whom nobody can add on a page. Raises Incomplete when the area has an administrator already."""
    if Membership.objects.with_permission(Permission.PEOPLE_EDIT).filter(agency__area=area).exists():
        raise Incomplete({"": f"{area.name} has an administrator already, who adds people on the People page."})
    agency, _ = Agency.objects.get_or_create(
        name=office or f"{area.name} partnership office", defaults={"area": area, "kind": AgencyKind.COUNCIL}
    )
    if agency.area_id != area.pk:
        raise Incomplete({"": f"{agency.name} is an agency of another area."})
    user = User.objects.filter(email__iexact=email).first() or User.objects.create_user(email, None, name=name)
    member = Membership.objects.create(user=user, agency=agency, role=Role.AREA_ADMINISTRATOR, started_on=clock.today())
    detail = {"role": member.role, "agency": agency.name}
    record(EventType.MEMBERSHIP_ADDED, by=None, reference=user.reference, area_id=area.pk, detail=detail)
    return member


@transaction.atomic
def invite(*, by: Membership, user: User, send: Callable[[], object]) -> None:
    """Have `send` mail a link to set a password, after commit: a mail server that is away undoes nothing."""
    require(by, Permission.PEOPLE_EDIT)
    if not User.objects.working_in(by.area).filter(pk=user.pk).exists():
        raise Incomplete({"": "A link goes only to people who can sign in and have a role in your own area"})
    record(EventType.PERSON_CHANGED, by=by, reference=user.reference, detail={"link": True})
    transaction.on_commit(send, robust=True)


def contacts() -> list[dict]:
    """Every area's contacts as plain values, for the pages that must work without the database."""
    rows = Contact.objects.order_by("area__name", "position").values("area__name", *CONTACT_FIELDS[:4])
    return [{"area": row.pop("area__name"), **row} for row in rows]


def keep_for_emergencies() -> None:
    """After commit, renew the copy of the front doors' numbers that the error pages show."""
    transaction.on_commit(lambda: emergency_page.write(contacts()), robust=True)

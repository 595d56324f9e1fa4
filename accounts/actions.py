"""Everything that changes people, agencies, areas, contacts and procedures. Each change is audited in its transaction."""

import datetime as dt
from pathlib import Path

import yaml
from django.conf import settings
from django.db import transaction

from accounts.access import require
from accounts.models import Agency, Area, Contact, ContactKind, LocalProcedure, Membership, User
from accounts.permissions import Permission
from accounts.roles import Role
from audit.actions import record
from audit.events import EventType
from cse_portal import clock, emergency_page
from screening.protocol import procedure_from

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
CONTACT_FIELDS = ("kind", "service", "number", "hours", "note", "owner", "last_checked_on")


class Incomplete(Exception):
    """Something is missing or wrong. `problems` is field name to sentence."""

    def __init__(self, problems: dict[str, str]):
        super().__init__("; ".join(problems.values()))
        self.problems = problems


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
    for name in changed:
        setattr(contact, name, values[name])
    contact.save()
    if changed:
        record(EventType.CONTACT_CHANGED, by=by, reference=f"contact {contact.pk}", detail={"changed": changed})
        keep_for_emergencies()
    return contact


@transaction.atomic
def add_contact(*, by: Membership, **values) -> Contact:
    """A new number of the administrator's own area, at the end of the list."""
    require(by, Permission.CONTACT_EDIT)
    last = by.area.contacts.order_by("-position").first()
    contact = Contact.objects.create(area=by.area, position=last.position + 1 if last else 0, **values)
    record(
        EventType.CONTACT_CHANGED, by=by, reference=f"contact {contact.pk}",
        detail={"added": [contact.service, contact.number]},
    )  # fmt: skip
    keep_for_emergencies()
    return contact


@transaction.atomic
def remove_contact(*, contact: Contact, by: Membership) -> None:
    """Take a number off the list. The MASH and out-of-hours numbers can be changed but not removed: pages lead with them."""
    require(by, Permission.CONTACT_EDIT)
    contact = Contact.objects.select_for_update().get(pk=contact.pk, area=by.area)
    if contact.kind in (ContactKind.MASH, ContactKind.OUT_OF_HOURS, ContactKind.POLICE_EMERGENCY):
        raise Incomplete({"": "This number can be changed but not removed, because every page shows it"})
    record(
        EventType.CONTACT_CHANGED, by=by, reference=f"contact {contact.pk}",
        detail={"removed": [contact.service, contact.number]},
    )  # fmt: skip
    contact.delete()


@transaction.atomic
def add_procedure(*, by: Membership, in_force_from: dt.date, **values) -> LocalProcedure:
    """The area's procedure from a day on, which is today or later: a past one explains old decisions and stays.

    Raises Incomplete for an earlier day, for a day that has one already, or for values the rules cannot read.
    """
    require(by, Permission.PROCEDURE_EDIT)
    if in_force_from < clock.today():
        raise Incomplete({"in_force_from": "A procedure begins today or later; earlier ones explain old decisions"})
    if LocalProcedure.objects.filter(area=by.area, in_force_from=in_force_from).exists():
        raise Incomplete({"in_force_from": "A procedure already begins on that day; choose another day"})
    procedure = LocalProcedure(area=by.area, in_force_from=in_force_from, **values)
    try:
        procedure.as_procedure()
    except ValueError as problem:
        raise Incomplete({"": str(problem)}) from problem
    procedure.save()
    record(EventType.PROCEDURE_ADDED, by=by, detail={"in_force_from": in_force_from.isoformat()})
    return procedure


@transaction.atomic
def add_person(*, by: Membership, email: str, name: str, agency: Agency, role: Role, **fields) -> Membership:
    """An account for a person, or a further role for one who has an account. A new person sets a password by mail."""
    require(by, Permission.PEOPLE_EDIT)
    if agency.area_id != by.agency.area_id:
        raise Incomplete({"agency": "Choose an agency of your own area"})
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, None, name=name, **fields)
        record(EventType.PERSON_ADDED, by=by, reference=f"person {user.pk}")
    return add_role(by=by, user=user, agency=agency, role=role)


@transaction.atomic
def add_role(*, by: Membership, user: User, agency: Agency, role: Role) -> Membership:
    """Give a role, or give an ended one again."""
    require(by, Permission.PEOPLE_EDIT)
    if agency.area_id != by.agency.area_id:
        raise Incomplete({"agency": "Choose an agency of your own area"})
    member, is_new = Membership.objects.get_or_create(
        user=user, agency=agency, role=role, defaults={"started_on": clock.today()}
    )
    if not is_new and member.ended_on is None:
        raise Incomplete({"role": "This person already has that role there"})
    Membership.objects.filter(pk=member.pk).update(ended_on=None)
    record(EventType.MEMBERSHIP_ADDED, by=by, reference=f"person {user.pk}", detail={"role": role, "agency": agency.name})
    member.refresh_from_db()
    return member


@transaction.atomic
def end_role(*, by: Membership, member: Membership) -> Membership:
    """End a role of a person in the administrator's own area. What they hold goes to their lead's lists by itself."""
    require(by, Permission.PEOPLE_EDIT)
    member = Membership.objects.select_for_update().get(pk=member.pk, agency__area=by.area)
    if member.pk == by.pk:
        raise Incomplete({"": "You cannot end your own role; ask another administrator"})
    member.ended_on = member.ended_on or clock.today()
    member.save(update_fields=["ended_on"])
    record(
        EventType.MEMBERSHIP_ENDED, by=by, reference=f"person {member.user_id}",
        detail={"role": member.role, "agency": member.agency.name},
    )  # fmt: skip
    return member


@transaction.atomic
def set_active(*, by: Membership, user: User, active: bool) -> User:
    """Disable an account, or let it in again. Only for people who work in the administrator's area."""
    require(by, Permission.PEOPLE_EDIT)
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.pk == by.user_id or not user.memberships.filter(agency__area=by.area).exists():
        raise Incomplete({"": "You can disable people of your own area, and not yourself"})
    user.is_active = active
    user.save(update_fields=["is_active"])
    record(EventType.PERSON_CHANGED, by=by, reference=f"person {user.pk}", detail={"active": active})
    return user


def contacts() -> list[dict]:
    """Every area's contacts as plain values, for the pages that must work without the database."""
    rows = Contact.objects.order_by("area__name", "position").values("area__name", *CONTACT_FIELDS[:4])
    return [{"area": row.pop("area__name"), **row} for row in rows]


def keep_for_emergencies() -> None:
    """After commit, renew the copy of the front doors' numbers that the error pages show."""
    transaction.on_commit(lambda: emergency_page.write(contacts()))

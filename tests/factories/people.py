"""Invented people, agencies and areas."""

import datetime as dt
import itertools

from accounts.models import Agency, AgencyKind, Area, Membership, User
from accounts.roles import Role

PASSWORD = "invented-for-tests"
_numbers = itertools.count(1)


def make_agency(area: Area, kind: AgencyKind = AgencyKind.SECONDARY_SCHOOL, name: str = "") -> Agency:
    name = name or f"Demo agency {next(_numbers)}"
    return Agency.objects.create(area=area, kind=kind, name=name, phone="01632 960100")


def make_user(name: str = "Priya Sampleton", **fields) -> User:
    email = fields.pop("email", f"person{next(_numbers)}@test.example")
    user = User(email=email, name=name, phone="01632 960401", **fields)
    user.set_password(PASSWORD)
    user.save()
    return user


def make_member(agency: Agency, role: Role = Role.PRACTITIONER, user: User | None = None, **fields) -> Membership:
    return Membership.objects.create(
        user=user or make_user(**fields), agency=agency, role=role, started_on=dt.date(2026, 1, 5)
    )

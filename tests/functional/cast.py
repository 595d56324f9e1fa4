"""The people of the browser tests, and how one of them comes to be signed in without the sign-in page."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from accounts.middleware import SESSION_KEY as WORKING_AS
from accounts.models import Area, Membership, User
from accounts.roles import Role
from tests.factories.people import make_agency, make_member


@dataclass(frozen=True)
class Cast:
    area: Area
    practitioner: Membership
    lead: Membership
    worker: Membership
    manager: Membership
    officer: Membership
    administrator: Membership
    auditor: Membership
    service: Membership


def make_cast() -> Cast:
    area = Area.objects.get(slug="solihull")
    school = make_agency(area, name="Fernleigh Demo School")
    mash, council = make_agency(area, "mash", "Solihull MASH"), make_agency(area, "council", "Solihull partnership")
    return Cast(
        area=area,
        practitioner=make_member(school, Role.PRACTITIONER, name="Priya Sampleton"),
        lead=make_member(school, Role.SAFEGUARDING_LEAD, name="Colm Mockford"),
        worker=make_member(mash, Role.MASH_WORKER, name="Dawn Placeholder"),
        manager=make_member(mash, Role.MASH_MANAGER, name="Tamsin Notreal"),
        officer=make_member(council, Role.CSE_OFFICER, name="Nia Notional"),
        administrator=make_member(council, Role.AREA_ADMINISTRATOR, name="Bryony Fictus"),
        auditor=make_member(council, Role.AUDITOR, name="Ash Pretend"),
        service=make_member(make_agency(area, "specialist", "Demo Street Project"), name="Leon Invented"),
    )


def session_of(person: Membership | User) -> str:
    """The key of a session in which this person works in this role, or has none."""
    member = person if isinstance(person, Membership) else None
    user = member.user if member else person
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[WORKING_AS] = member.pk if member else None
    session.create()
    return session.session_key

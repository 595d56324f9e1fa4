"""The table of roles is complete: every role has its words and permissions, every permission somebody to carry it."""

import pytest
from django.http import Http404

from accounts.access import has_permission, require, roles_with
from accounts.models import Membership
from accounts.permissions import Permission
from accounts.roles import ROLES, Role

P, R = Permission, Role
SCREENS = {R.PRACTITIONER, R.SAFEGUARDING_LEAD}
MASH = {R.MASH_WORKER, R.MASH_MANAGER}
# Written out a second time on purpose: whoever changes who may do what says so here as well.
WHO_MAY = {
    P.SCREENING_WRITE: SCREENS,
    P.SCREENING_COUNTERSIGN: {R.SAFEGUARDING_LEAD},
    P.SCREENING_VIEW_AGENCY: {R.SAFEGUARDING_LEAD},
    P.SCREENING_VIEW_AREA: {R.CSE_OFFICER},
    P.SCREENING_SHARE: {R.SAFEGUARDING_LEAD, R.CSE_OFFICER},
    P.RESCREEN_REASSIGN: {R.SAFEGUARDING_LEAD, R.CSE_OFFICER},
    P.RESCREEN_ASK: {R.SAFEGUARDING_LEAD, R.CSE_OFFICER} | MASH,
    P.RESCREEN_VIEW_AREA: {R.CSE_OFFICER},
    P.REFERRAL_SEND: SCREENS,
    P.REFERRAL_ATTACH: SCREENS | MASH,
    P.REFERRAL_RECEIVE: MASH,
    P.REFERRAL_MANAGE: {R.MASH_MANAGER},
    P.LOG_VIEW: {R.CSE_OFFICER},
    P.CONTACT_EDIT: {R.AREA_ADMINISTRATOR},
    P.PROCEDURE_EDIT: {R.AREA_ADMINISTRATOR},
    P.PEOPLE_EDIT: {R.AREA_ADMINISTRATOR},
    P.AUDIT_VIEW: {R.AUDITOR},
    P.PLAN_WRITE: SCREENS | {R.CSE_OFFICER},
    P.PANEL_RUN: {R.CSE_OFFICER},
    P.SUPPORT_ASK: SCREENS | {R.CSE_OFFICER},
    P.SUPPORT_ANSWER: SCREENS,
    P.FIGURES_VIEW: {R.CSE_OFFICER},
    P.INFORMATION_WRITE: SCREENS | MASH | {R.CSE_OFFICER},
    P.INFORMATION_COUNT: {R.CSE_OFFICER},
}


def test_every_permission_is_in_the_table():
    assert set(WHO_MAY) == set(Permission)


def test_every_role_is_described():
    assert set(ROLES) == set(Role)
    assert all(described.label and described.sentence.endswith(".") for described in ROLES.values())


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_who_may_do_what(role, permission):
    member = Membership(role=role)
    may = role in WHO_MAY[permission]
    assert has_permission(member, permission) is may
    assert (role in roles_with(permission)) is may
    if may:
        require(member, permission)
    else:
        with pytest.raises(Http404):
            require(member, permission)


@pytest.mark.parametrize("permission", Permission)
def test_nobody_without_a_role_may_do_anything(permission):
    assert not has_permission(None, permission)


def test_the_administrator_and_the_auditor_reach_no_record_of_a_child():
    about_children = {P.SCREENING_WRITE, P.SCREENING_COUNTERSIGN, P.SCREENING_VIEW_AGENCY, P.SCREENING_VIEW_AREA,
                      P.SCREENING_SHARE,
                      P.REFERRAL_RECEIVE, P.LOG_VIEW, P.RESCREEN_VIEW_AREA, P.RESCREEN_ASK, P.PLAN_WRITE,
                      P.PANEL_RUN, P.SUPPORT_ASK, P.SUPPORT_ANSWER, P.INFORMATION_WRITE}  # fmt: skip
    for role in (R.AREA_ADMINISTRATOR, R.AUDITOR):
        assert not ROLES[role].permissions & about_children

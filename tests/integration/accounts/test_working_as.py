"""A person with several roles acts in one at a time, and only in their own."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import Membership
from audit.models import Event
from tests.factories.people import make_agency, make_member, make_user

PAGE = "/working-as/"


@pytest.fixture
def both(area_admin, walsall):
    """An administrator of Solihull who audits Walsall as well."""
    return area_admin, make_member(make_agency(walsall, name="Walsall partnership"), "auditor", user=area_admin.user)


def choose(client, member):
    return client.post(PAGE, {"role": member.pk})


def test_the_first_role_is_worked_in_until_another_is_chosen(client, both):
    administrator, auditor = both
    client.force_login(administrator.user)
    assert client.get("/").url == reverse("accounts:area")
    assert choose(client, auditor).url == "/"
    assert client.get("/").url == reverse("audit:list")
    choose(client, administrator)
    assert client.get("/").url == reverse("accounts:area")


def test_the_header_names_the_role_and_leads_to_the_others(client, both):
    administrator, auditor = both
    client.force_login(administrator.user)
    html = client.get(reverse("accounts:area")).content.decode()
    assert "Bryony Fictus, Solihull council, area administrator" in html
    assert f'href="{PAGE}"' in html
    choose(client, auditor)
    assert "Bryony Fictus, Walsall partnership, auditor" in client.get(reverse("audit:list")).content.decode()


def test_who_has_one_role_gets_no_link(sign_in, area_admin):
    client = sign_in(area_admin)
    assert f'href="{PAGE}"' not in client.get(reverse("accounts:area")).content.decode()
    assert b"You work as this now" in client.get(PAGE).content


def test_each_role_has_a_button_but_the_one_in_use(client, both):
    administrator, auditor = both
    client.force_login(administrator.user)
    html = client.get(PAGE).content.decode()
    assert f'name="role" value="{auditor.pk}"' in html
    assert f'name="role" value="{administrator.pk}"' not in html


def test_what_is_done_is_recorded_in_the_role_worked_in(client, both, walsall):
    _, auditor = both
    client.force_login(auditor.user)
    choose(client, auditor)
    client.get(reverse("audit:list"))
    event = Event.objects.latest("id")
    assert (event.membership_id, event.role, event.area_id) == (auditor.pk, "auditor", walsall.pk)


def test_one_role_opens_nothing_of_the_other(client, both):
    administrator, auditor = both
    client.force_login(administrator.user)
    assert client.get(reverse("audit:list")).status_code == 404
    choose(client, auditor)
    assert client.get(reverse("accounts:people")).status_code == 404


@pytest.mark.parametrize("chosen", ["", "0", "x", "-1", "99999999999999999999"])
def test_a_role_that_does_not_exist_cannot_be_chosen(client, both, chosen):
    client.force_login(both[0].user)
    assert client.post(PAGE, {"role": chosen}).status_code == 404


def test_a_role_of_somebody_else_cannot_be_chosen(client, both, mash_worker):
    client.force_login(both[0].user)
    assert choose(client, mash_worker).status_code == 404
    assert client.get("/").url == reverse("accounts:area")


def test_an_ended_role_is_not_offered_and_not_worked_in(client, both):
    administrator, auditor = both
    client.force_login(administrator.user)
    choose(client, auditor)
    Membership.objects.filter(pk=auditor.pk).update(ended_on=dt.date(2026, 1, 9))
    assert client.get("/").url == reverse("accounts:area")
    assert choose(client, auditor).status_code == 404


def test_who_has_no_role_is_told_whom_to_ask(client, portal):
    client.force_login(make_user("Wren Newcomer"))
    page = client.get("/")
    assert page.status_code == 200
    assert b"Your account has no role yet" in page.content
    assert client.get(PAGE).status_code == 404

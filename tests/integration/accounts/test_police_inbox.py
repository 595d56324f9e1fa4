"""The administrator says where the force takes information."""

import pytest
from django.urls import reverse

from audit.models import Event


def save(client, address):
    return client.post(reverse("accounts:police_inbox"), {"police_inbox": address})


def test_it_is_kept_with_old_and_new_and_shown(area_admin, sign_in, solihull, walsall):
    client = sign_in(area_admin)
    assert save(client, "information@force.example").url == reverse("accounts:area")
    solihull.refresh_from_db()
    walsall.refresh_from_db()
    assert (solihull.police_inbox, walsall.police_inbox) == ("information@force.example", "")
    event = Event.objects.latest("id")
    changed = {"police_inbox": ["", "information@force.example"]}
    assert (event.type, event.detail["changed"]) == ("contact:changed", changed)
    assert "information@force.example" in client.get(reverse("accounts:area")).content.decode()
    save(client, "")
    solihull.refresh_from_db()
    assert solihull.police_inbox == ""


def test_saving_it_unchanged_is_no_event(area_admin, sign_in):
    save(sign_in(area_admin), "")
    assert not Event.objects.filter(type="contact:changed").exists()


@pytest.mark.parametrize("address", ["nobody", "a@b", "two@force.example, three@force.example"])
def test_what_is_no_address_comes_back(area_admin, sign_in, solihull, address):
    html = save(sign_in(area_admin), address).content.decode()
    assert "Enter an email address in the correct format" in html
    solihull.refresh_from_db()
    assert solihull.police_inbox == ""

"""The administrator keeps the area's numbers, and each change says what was and what is."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Contact
from audit.models import Event
from cse_portal import clock, emergency_page

NEW = {"kind": "other", "service": "Sample helpline", "number": "01632 960150", "owner": "Sample administrator"}


@pytest.fixture
def admin(sign_in, area_admin):
    return sign_in(area_admin)


@pytest.fixture
def mash(solihull):
    return solihull.contacts.get(kind="mash")


def sent(contact, **changed) -> dict:
    fields = ("kind", "service", "number", "hours", "note", "owner")
    return {name: getattr(contact, name) for name in fields} | changed


def address(contact, page="contact_edit"):
    return reverse(f"accounts:{page}", args=[contact.reference])


def test_the_list_shows_every_number_and_no_other_areas(admin, solihull, walsall):
    html = admin.get(reverse("accounts:contacts_edit")).content.decode()
    assert all(contact.reference in html for contact in solihull.contacts.all())
    assert not any(contact.reference in html for contact in walsall.contacts.all())


def test_a_change_is_kept_with_old_and_new(admin, area_admin, mash):
    response = admin.post(address(mash), sent(mash, number="01632 960199", note=mash.note))
    assert response.url == reverse("accounts:contacts_edit")
    mash.refresh_from_db()
    assert mash.number == "01632 960199"
    event = Event.objects.latest("id")
    assert (event.type, event.reference, event.user_id) == ("contact:changed", mash.reference, area_admin.user_id)
    assert event.detail["changed"] == {"number": ["0121 788 4333", "01632 960199"]}


def test_saving_without_a_change_is_no_event(admin, mash):
    before = Event.objects.count()
    admin.post(address(mash), sent(mash))
    assert Event.objects.count() == before


def test_the_error_pages_follow_a_change(admin, mash, django_capture_on_commit_callbacks, monkeypatch):
    kept = []
    monkeypatch.setattr(emergency_page, "write", kept.append)
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(address(mash), sent(mash, number="01632 960199"))
    assert "01632 960199" in [row["number"] for row in kept[0]]


def test_checked_today_is_one_press(admin, mash):
    response = admin.post(address(mash, "contact_checked"), {"from": "area"})
    assert response.url == reverse("accounts:area")
    mash.refresh_from_db()
    assert mash.last_checked_on == clock.today()
    assert Event.objects.latest("id").detail["changed"] == {"last_checked_on": ["", str(clock.today())]}


def test_a_number_is_added_last_and_removed_after_asking(admin, solihull, django_capture_on_commit_callbacks):
    admin.post(reverse("accounts:contact_add"), NEW)
    contact = solihull.contacts.get(service="Sample helpline")
    assert contact == solihull.contacts.last()
    assert Event.objects.latest("id").detail == {"added": ["Sample helpline", "01632 960150"]}
    assert b"Take Sample helpline off the list?" in admin.get(address(contact, "contact_remove")).content
    admin.post(address(contact, "contact_remove"))
    assert not Contact.objects.filter(pk=contact.pk).exists()
    assert Event.objects.latest("id").detail == {"removed": ["Sample helpline", "01632 960150"]}


@pytest.mark.parametrize("kind", ["mash", "out_of_hours", "police_emergency"])
def test_what_every_page_leads_with_stays(admin, solihull, kind):
    contact = solihull.contacts.get(kind=kind)
    page = admin.post(address(contact, "contact_remove"))
    assert b"can be changed but not removed" in page.content
    page = admin.post(address(contact), sent(contact, kind="other"))
    assert "Add another of its kind before you change what it is" in page.content.decode()
    contact.refresh_from_db()
    assert contact.kind == kind


def test_one_of_two_mash_numbers_may_go(admin, solihull, mash):
    admin.post(reverse("accounts:contact_add"), NEW | {"kind": "mash"})
    admin.post(address(mash, "contact_remove"))
    assert [contact.service for contact in solihull.contacts.filter(kind="mash")] == ["Sample helpline"]


def test_an_error_keeps_what_was_typed_and_saves_nothing(admin, mash):
    page = admin.post(address(mash), sent(mash, number="ring me", service="Sample MASH"))
    html = page.content.decode()
    assert "<title>Error: " in html
    assert 'value="ring me"' in html
    assert 'value="Sample MASH"' in html
    assert Contact.objects.get(pk=mash.pk).number == mash.number


@pytest.mark.parametrize("page", ["contact_edit", "contact_checked", "contact_remove"])
def test_a_contact_of_another_area_is_not_there(admin, walsall, page):
    foreign = walsall.contacts.first()
    assert admin.post(address(foreign, page), sent(foreign)).status_code == 404
    assert not Event.objects.filter(reference=foreign.reference).exists()


def home(admin) -> str:
    return admin.get(reverse("accounts:area")).content.decode()


def test_home_of_a_new_area_says_that_there_are_no_contacts_yet(admin, solihull):
    solihull.contacts.all().delete()
    assert "There are no contacts yet." in home(admin) and "Every number was checked" not in home(admin)


def test_home_names_what_nobody_has_rung_for_90_days(admin, solihull):
    solihull.contacts.update(last_checked_on=dt.date(2026, 8, 22))
    with time_machine.travel(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC), tick=False):
        admin.force_login(admin.get(reverse("accounts:area")).wsgi_request.user)
        assert "Every number was checked in the last 90 days." in home(admin)
        solihull.contacts.filter(kind="mash").update(last_checked_on=dt.date(2026, 8, 21))
        solihull.contacts.filter(kind="cse_team").update(last_checked_on=None)
        text = home(admin)
    assert "Checked Fri 21 Aug" in text
    assert text.index("Never checked") < text.index("Checked Fri 21 Aug")


def test_nobody_is_asked_to_ring_999_to_check_it(admin, solihull):
    emergency = solihull.contacts.get(kind="police_emergency")
    for name in ("accounts:area", "accounts:contacts_edit"):
        assert address(emergency, "contact_checked") not in admin.get(reverse(name)).content.decode()


def test_a_change_stands_although_the_copy_for_bad_moments_cannot_be_written(
    admin, mash, monkeypatch, django_capture_on_commit_callbacks
):
    def full(*args):
        raise OSError("No space left on device")

    monkeypatch.setattr(emergency_page, "write", full)
    with django_capture_on_commit_callbacks(execute=True):
        response = admin.post(address(mash), sent(mash, number="01632 960199"))
    assert response.status_code == 302
    mash.refresh_from_db()
    assert mash.number == "01632 960199"

"""What people paste and what strangers send: kept as text, or refused with a sentence, never an error page."""

import pytest
from django.urls import reverse

from accounts.models import Contact, User

HOSTILE = [
    "<script>alert(1)</script>",
    "{{ request.user.password }}{% debug %}",
    "Robert'); DROP TABLE accounts_user;--",
    "نورة ‏العربي",
    "Zoë Z̈a̧l̂gö́",
    "🦔👩‍👩‍👧",
    "O’Brien-D'Souza",
    "x",
]


@pytest.fixture
def admin(sign_in, area_admin):
    return sign_in(area_admin)


def contact(**changed) -> dict:
    return {"kind": "other", "service": "Sample", "number": "01632 960150", "owner": "Sample"} | changed


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_kept_as_it_is_and_shown_as_text(admin, solihull, text):
    admin.post(reverse("accounts:contact_add"), contact(service=text))
    assert solihull.contacts.filter(service=text).exists()
    html = admin.get(reverse("accounts:contacts_edit")).content.decode()
    assert "<script>alert(1)" not in html
    assert "DEBUG" not in html


@pytest.mark.parametrize("text", HOSTILE)
def test_a_persons_name_is_any_text(admin, school, text):
    person = {"name": text, "email": "new@test.example", "agency": school.pk, "role": "practitioner"}
    page = admin.post(reverse("accounts:person_add"), person, follow=True)
    assert page.status_code == 200
    assert User.objects.get(email="new@test.example").name == text


def test_nul_is_taken_out_of_what_is_typed(admin, solihull):
    admin.post(reverse("accounts:contact_add"), contact(service="Sam\x00ple\x00"))
    assert solihull.contacts.filter(service="Sample").exists()


@pytest.mark.parametrize("path", ["/people/?q=%00", "/people/?who=%00", "/people/?after=%00", "/area/?%00=%00"])
def test_nul_in_an_address_is_no_error(admin, path):
    assert admin.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/people/%00/", "/area/contacts/N-%00%00%00%00-0000/", "/people/P-0000-000U/"])
def test_nul_in_a_reference_is_not_found(admin, path):
    assert admin.get(path).status_code == 404


def test_a_long_paste_is_sent_back_whole(admin):
    pasted = "The side door. " * 3400
    page = admin.post(reverse("accounts:contact_add"), contact(note=pasted))
    assert "What is it for? must be 300 characters or fewer" in page.content.decode()
    assert page.context["form"]["note"].value() == pasted
    assert not Contact.objects.filter(service="Sample").exists()


@pytest.mark.parametrize("cursor", ["x", "a:b:c", "WyJhIl0:1:2", "💥"])
def test_a_page_address_that_was_tampered_with_gives_the_first_page(admin, cursor):
    for direction in ("after", "before"):
        rows = admin.get(reverse("accounts:people"), {direction: cursor}).context["page"].rows
        assert [person.name for person in rows] == ["Bryony Fictus"]


def test_fields_nobody_asked_for_change_nothing(admin, area_admin, walsall):
    extra = {"area": walsall.pk, "id": 1, "position": 0, "reference": "N-0000-0000", "last_checked_on": "2026-01-01"}
    admin.post(reverse("accounts:contact_add"), contact(**extra))
    added = Contact.objects.get(service="Sample")
    assert added.area == area_admin.area
    assert added.reference != "N-0000-0000"
    assert added.last_checked_on is None

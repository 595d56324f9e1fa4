"""What somebody typed survives being signed out, and is shown to nobody else."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.models import Contact
from cse_portal.tasks import forget_sessions
from tests.factories.people import PASSWORD, make_agency, make_member

TYPED = "Ring the side door: “Wren’s” <b>tea</b> & ملاحظة 🦔"
SIGNED_OUT = "You were signed out. What you typed is below; check it and save."


@pytest.fixture
def path(solihull):
    return reverse("accounts:contact_edit", args=[solihull.contacts.get(kind="mash").reference])


@pytest.fixture
def colleague(area_admin):
    """A second administrator of the same area."""
    return make_member(area_admin.agency, "area_administrator", name="Carys Pretendry")


def answers(**changed) -> dict:
    return {"kind": "mash", "service": "Solihull MASH", "number": "0121 788 4333", "owner": "Sample",
            "note": TYPED, **changed}  # fmt: skip


def sign_in(client, member, path=""):
    client.post(reverse("account_login"), {"login": member.user.email, "password": PASSWORD, "next": path})


def expire(client):
    """The session ends on the server, as it does after half an hour; the browser keeps its cookies."""
    client.session.flush()


@pytest.fixture
def signed_out(client, area_admin, path):
    """The administrator pressed Save after the session had ended."""
    sign_in(client, area_admin)
    client.get(path)
    expire(client)
    response = client.post(path, answers())
    assert response.url == f"{reverse('account_login')}?next={path}"
    return client


def test_the_form_comes_back_with_everything_typed(signed_out, area_admin, path):
    sign_in(signed_out, area_admin, path)
    page = signed_out.get(path)
    assert page.context["form"]["note"].value() == TYPED
    assert SIGNED_OUT in page.content.decode()
    assert not Contact.objects.filter(note=TYPED).exists()


def test_it_is_saved_by_pressing_again(signed_out, area_admin, path):
    sign_in(signed_out, area_admin, path)
    signed_out.get(path)
    signed_out.post(path, answers())
    assert Contact.objects.filter(note=TYPED).count() == 1


def test_it_comes_back_once(signed_out, area_admin, path):
    sign_in(signed_out, area_admin, path)
    signed_out.get(path)
    assert TYPED not in signed_out.get(path).context["form"]["note"].value()


def test_it_comes_back_on_its_own_page_only(signed_out, area_admin, path):
    sign_in(signed_out, area_admin)
    assert SIGNED_OUT not in signed_out.get(reverse("accounts:contact_add")).content.decode()
    assert SIGNED_OUT in signed_out.get(path).content.decode()


def test_somebody_else_on_the_same_computer_never_sees_it(signed_out, area_admin, colleague, path):
    sign_in(signed_out, colleague, path)
    page = signed_out.get(path)
    assert page.status_code == 200
    assert page.context["form"]["note"].value() != TYPED
    assert SIGNED_OUT not in page.content.decode()
    signed_out.post(reverse("account_logout"))
    sign_in(signed_out, area_admin, path)
    assert SIGNED_OUT not in signed_out.get(path).content.decode()


def test_a_page_that_is_no_longer_open_to_the_person_does_not_show_it(signed_out, area_admin, path):
    area_admin.agency = make_agency(area_admin.area, name="Elsewhere")
    type(area_admin).objects.filter(pk=area_admin.pk).update(role="auditor")
    sign_in(signed_out, area_admin, path)
    assert signed_out.get(path).status_code == 404


def test_nothing_is_kept_for_a_browser_where_nobody_was_signed_in(client, area_admin, path):
    client.post(path, answers())
    sign_in(client, area_admin, path)
    assert SIGNED_OUT not in client.get(path).content.decode()


def test_nothing_is_kept_of_a_cookie_that_was_tampered_with(signed_out, client, area_admin, colleague, path):
    stranger = Client()
    stranger.cookies["last_person"] = str(area_admin.user_id)
    stranger.post(path, answers())
    assert "held_form" not in stranger.session


def test_the_browser_holds_no_word_of_it(signed_out):
    assert not [name for name, cookie in signed_out.cookies.items() if "side door" in cookie.value]


def test_a_password_is_never_kept(client, area_admin):
    path = reverse("account_change_password")
    sign_in(client, area_admin)
    client.get(path)
    expire(client)
    client.post(path, {"oldpassword": PASSWORD, "password1": "moss ladder kettle", "password2": "moss ladder kettle"})
    assert "held_form" not in client.session


def test_what_nobody_came_back_for_is_forgotten_when_the_session_ends(signed_out, time_machine):
    forget_sessions()
    assert Session.objects.count() == 1
    time_machine.move_to(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=31))
    forget_sessions()
    assert not Session.objects.exists()


def test_a_button_that_met_a_signed_out_person_says_that_nothing_was_done(client, area_admin, solihull):
    path = reverse("accounts:contact_checked", args=[solihull.contacts.get(kind="mash").reference])
    sign_in(client, area_admin)
    expire(client)
    client.post(path)
    sign_in(client, area_admin, path)
    page = client.get(path)
    assert page.status_code == 405
    assert b"That is not done yet" in page.content
    assert Contact.objects.filter(last_checked_on=None, kind="mash", area=solihull).exists()


def test_a_page_that_was_open_too_long_gives_the_text_back(area_admin, path):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(area_admin.user)
    page = strict.post(path, answers(csrfmiddlewaretoken="old"))
    html = page.content.decode()
    assert page.status_code == 403
    assert "Your page was open too long" in html
    assert "Ring the side door: “Wren’s” &lt;b&gt;tea&lt;/b&gt; &amp; ملاحظة 🦔" in html
    assert "csrfmiddlewaretoken" not in html.lower()
    assert f'href="{path}"' in html
    assert not Contact.objects.filter(note=TYPED).exists()


def test_a_password_is_never_given_back(portal):
    page = Client(enforce_csrf_checks=True).post(
        reverse("account_login"), {"login": "wren@test.example", "password": "moss ladder kettle"}
    )
    assert page.status_code == 403
    assert "wren@test.example" in page.content.decode()
    assert "moss ladder kettle" not in page.content.decode()

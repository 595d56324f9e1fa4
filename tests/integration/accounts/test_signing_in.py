"""Signing in and out, and a forgotten password."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.actions import set_active
from tests.factories.people import PASSWORD, make_user

LOGIN = "/accounts/login/"
RESET = "/accounts/password/reset/"
WRONG = "The e-mail address or the password is not right"


@pytest.fixture(autouse=True)
def mailbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def sign_in(client, email, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": email, "password": password, **more})


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("written", [str.lower, str.upper, str.title, lambda email: f"  {email} "])
def test_the_address_may_be_written_in_any_case(client, practitioner, written):
    response = sign_in(client, written(practitioner.user.email))
    assert response.status_code == 302
    assert is_in(client)


def test_a_wrong_password_and_an_unknown_address_read_the_same(client, practitioner):
    for email in (practitioner.user.email, "nobody@test.example"):
        assert WRONG in sign_in(client, email, "not the password").content.decode()
    assert not is_in(client)


def test_the_password_typed_is_not_sent_back(client, practitioner):
    assert "not-the-password" not in sign_in(client, practitioner.user.email, "not-the-password").content.decode()


def test_a_closed_account_cannot_sign_in(client, area_admin, practitioner):
    set_active(by=area_admin, user=practitioner.user, active=False)
    page = sign_in(client, practitioner.user.email)
    assert not is_in(client)
    assert b"This account is closed" in (client.get(page.url).content if page.status_code == 302 else page.content)


def test_guessing_is_stopped_even_for_the_right_password(client, practitioner):
    for _ in range(5):
        sign_in(client, practitioner.user.email, "guess")
    page = sign_in(client, practitioner.user.email)
    assert "Too many tries. Wait 5 minutes" in page.content.decode()
    assert not is_in(client)


def test_one_persons_wrong_guesses_do_not_lock_out_another(client, practitioner, lead):
    for _ in range(5):
        sign_in(client, practitioner.user.email, "guess")
    sign_in(client, lead.user.email)
    assert is_in(client)


def test_nobody_makes_an_account_for_themselves(client, portal):
    typed = {"email": "new@test.example", "password1": "moss ladder kettle"}
    page = client.post("/accounts/signup/", typed)
    assert not is_in(client)
    assert page.status_code in (200, 404)
    assert not make_user().__class__.objects.filter(email="new@test.example").exists()


@pytest.mark.parametrize("next_", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(client, practitioner, next_):
    assert sign_in(client, practitioner.user.email, next=next_).url == "/"


def test_signing_in_leads_to_the_page_that_was_wanted(client, area_admin):
    wanted = client.get(reverse("accounts:people"))
    assert wanted.url == f"{LOGIN}?next=/people/"
    assert sign_in(client, area_admin.user.email, next="/people/").url == "/people/"


def test_signing_out_needs_a_press(client, practitioner):
    client.force_login(practitioner.user)
    client.get("/accounts/logout/")
    assert is_in(client)
    client.post("/accounts/logout/")
    assert not is_in(client)


def test_a_session_ends_by_itself_after_half_an_hour(client, practitioner):
    client.force_login(practitioner.user)
    client.get("/working-as/")
    assert client.cookies["sessionid"]["max-age"] == 30 * 60
    assert client.cookies["sessionid"]["httponly"]


def test_the_mail_for_a_new_password_holds_a_link_and_nothing_else(client, practitioner, settings):
    settings.PUBLIC_URL = "https://portal.example"
    client.post(RESET, {"email": practitioner.user.email.upper()})
    message = mail.outbox[0]
    assert message.to == [practitioner.user.email]
    text = f"{message.subject} {message.body} {message.from_email}"
    for word in ("Priya", "Sampleton", "Fernleigh", "practitioner", "Solihull", "01632"):
        assert word not in text
    links = [word for word in message.body.split() if "://" in word]
    assert len(links) == 1
    assert links[0].startswith("https://portal.example/accounts/password/reset/key/")
    assert all(len(line) <= 72 for line in message.body.splitlines() if "://" not in line)


def test_the_link_ignores_the_host_the_request_claims(client, practitioner, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post(RESET, {"email": practitioner.user.email}, headers={"host": "elsewhere.example"})
    assert "elsewhere.example" not in mail.outbox[0].body


def test_asking_for_a_link_does_not_tell_who_has_an_account(client, practitioner):
    known = client.post(RESET, {"email": practitioner.user.email})
    unknown = client.post(RESET, {"email": "nobody@test.example"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_the_link_works_once(client, practitioner):
    client.post(RESET, {"email": practitioner.user.email})
    link = next(word for word in mail.outbox[0].body.split() if "://" in word)
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "moss ladder kettle", "password2": "moss ladder kettle"})
    assert b"This link no longer works" in Client().get(link, follow=True).content
    sign_in(client, practitioner.user.email, "moss ladder kettle")
    assert is_in(client)


def test_a_closed_account_gets_no_link(client, area_admin, practitioner):
    set_active(by=area_admin, user=practitioner.user, active=False)
    client.post(RESET, {"email": practitioner.user.email})
    assert not [message for message in mail.outbox if "/key/" in message.body]


@pytest.mark.parametrize("password", ["short", "password1234"])
def test_a_weak_password_is_refused(client, practitioner, password):
    client.post(RESET, {"email": practitioner.user.email})
    link = next(word for word in mail.outbox[0].body.split() if "://" in word)
    form = client.get(link, follow=True)
    page = client.post(form.request["PATH_INFO"], {"password1": password, "password2": password})
    assert b"There is a problem" in page.content
    practitioner.user.refresh_from_db()
    assert practitioner.user.check_password(PASSWORD)

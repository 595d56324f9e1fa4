"""The pages for a bad moment: they ask no database, and always say whom to ring about a child."""

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from cse_portal import emergency_page
from cse_portal.views import errors

FORM = "application/x-www-form-urlencoded"
PUBLISHED = ("0121 788 4333", "0121 605 6060", "0300 555 2866", "0300 555 2922")


@pytest.fixture(autouse=True)
def own_var(tmp_path, settings):
    settings.VAR_DIR = tmp_path


@pytest.mark.parametrize(
    ("view", "status", "sentence"),
    [
        (errors.bad_request, 400, "We could not read what was sent"),
        (errors.not_found, 404, "It may not exist, or it is not open to you"),
        (errors.server_error, 500, "Nothing you had already saved is lost"),
    ],
)
def test_each_page_gives_every_number_without_a_database(view, status, sentence):
    response = view(RequestFactory().get("/somewhere/"))
    page = response.content.decode()
    assert response.status_code == status
    assert sentence in page
    assert all(number in page for number in ("999", *PUBLISHED))


def test_a_lost_csrf_token_gives_the_typed_text_back():
    request = RequestFactory().post(
        "/s/S-1/", {"px-vehicle-what": "A <grey> car", "password": "secret", "csrfmiddlewaretoken": "t", "empty": ""}
    )
    response = errors.csrf_failure(request)
    page = response.content.decode()
    assert response.status_code == 403
    assert "Your page was open too long" in page
    assert "A &lt;grey&gt; car" in page
    assert "secret" not in page
    assert 'href="/s/S-1/"' in page


@pytest.mark.parametrize("view", [errors.bad_request, errors.not_found, errors.server_error])
def test_what_was_sent_is_given_back_since_going_back_finds_an_empty_page(view):
    sent = {"analysis": "A <grey> car", "password1": "secret", "version": "12345678", "begins": "S-1:token"}
    page = view(RequestFactory().post("/s/S-1/", sent)).content.decode()
    assert "A &lt;grey&gt; car" in page
    assert not [word for word in ("secret", "12345678", "token") if word in page]
    assert "What you typed" not in view(RequestFactory().get("/s/S-1/?analysis=A+grey+car")).content.decode()


def test_a_form_too_large_to_read_still_gets_its_page(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    page = errors.bad_request(RequestFactory().post("/s/S-1/", "analysis=" + "a" * 20, content_type=FORM))
    assert PUBLISHED[0] in page.content.decode()


def test_kept_numbers_replace_the_published_ones():
    contacts = [
        {
            "area": "Walsall",
            "kind": "mash",
            "service": "Walsall MASH",
            "number": "01632 960100",
            "hours": "Office hours",
        },
        {"area": "Walsall", "kind": "specialist", "service": "Someone else", "number": "01632 960199", "hours": ""},
        {"area": "Walsall", "kind": "out_of_hours", "service": "Duty team", "number": "01632 960101", "hours": None},
    ]
    emergency_page.write(iter(contacts))
    assert emergency_page.numbers() == [
        {
            "area": "Walsall",
            "contacts": [
                {"service": "Walsall MASH", "number": "01632 960100", "hours": "Office hours"},
                {"service": "Duty team", "number": "01632 960101", "hours": ""},
            ],
        }
    ]


def test_a_broken_file_never_breaks_the_error_page(caplog):
    (settings.VAR_DIR / "emergency.json").write_text("{")
    assert PUBLISHED[0] in errors.server_error(RequestFactory().get("/")).content.decode()
    assert "could not be read" in caplog.text


@pytest.mark.django_db
def test_the_gallery_shows_every_part_and_only_outside_production(settings):
    response = Client().get("/gallery/")
    assert response.status_code == 200
    assert "Parts of the portal" in response.content.decode()
    settings.MODE = "production"
    assert Client().get("/gallery/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/", "/accounts/signup/"]
)
def test_the_pages_around_signing_in(path):
    page = Client().get(path).content.decode()
    assert "<h1" in page
    assert "Danger now?" in page


@pytest.mark.django_db
def test_a_wrong_password_says_what_to_do():
    response = Client().post("/accounts/login/", {"login": "nobody@example.org", "password": "wrong"})
    page = response.content.decode()
    assert "<title>Error: Sign in" in page
    assert "The e-mail address or the password is not right" in page
    assert "Enter your e-mail address" in Client().post("/accounts/login/", {}).content.decode()

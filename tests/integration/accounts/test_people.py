"""The administrator adds people, gives and ends roles, and closes accounts, in the own area only."""

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse

from accounts.actions import Incomplete, add_role, end_role, invite, set_active
from accounts.models import Membership, User
from audit.models import Event
from cse_portal import clock
from tests.factories.people import PASSWORD, make_agency, make_member, make_user


@pytest.fixture
def admin(sign_in, area_admin):
    return sign_in(area_admin)


@pytest.fixture(autouse=True)
def mailbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def stranger(walsall):
    """Somebody of the other area."""
    return make_member(make_agency(walsall), name="Femi Fictional")


def new(agency, /, **changed) -> dict:
    person = {"name": "Leon Invented", "email": "leon@test.example", "agency": agency.pk, "role": "practitioner"}
    return person | changed


def page(person, name="person"):
    return reverse(f"accounts:{name}", args=[person.reference])


def events_about(person) -> list[str]:
    return list(Event.objects.filter(reference=person.reference).order_by("id").values_list("type", flat=True))


def search(admin, words):
    return admin.post(reverse("accounts:people"), {"q": words}, follow=True)


def names(admin, *, q="", **query) -> list[str]:
    response = search(admin, q) if q else admin.get(reverse("accounts:people"), query)
    return [person.name for person in response.context["page"].rows]


def test_a_new_person_gets_a_role_and_a_link(admin, school, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = admin.post(reverse("accounts:person_add"), new(school, job_title="Learning mentor"))
    leon = User.objects.get(email="leon@test.example")
    assert response.url == page(leon)
    assert [(m.role, m.agency, m.started_on) for m in leon.memberships.all()] == [
        ("practitioner", school, clock.today())
    ]
    assert not leon.has_usable_password()
    assert events_about(leon) == ["person:added", "membership:added", "person:changed"]
    assert [message.to for message in mail.outbox] == [["leon@test.example"]]


def test_the_link_lets_a_new_person_choose_a_password(admin, school, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(reverse("accounts:person_add"), new(school, email="Leon@TEST.example"))
    client.logout()
    link = next(word for word in mail.outbox[0].body.split() if "/password/" in word)
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "moss ladder kettle", "password2": "moss ladder kettle"})
    client.post(reverse("account_login"), {"login": "leon@test.example", "password": "moss ladder kettle"})
    assert client.get("/").url == reverse("screening:home")


def test_a_mail_server_that_is_away_undoes_nothing(admin, school, settings, django_capture_on_commit_callbacks):
    settings.EMAIL_BACKEND = "tests.integration.accounts.no_such_backend"
    with django_capture_on_commit_callbacks(execute=True):
        response = admin.post(reverse("accounts:person_add"), new(school))
    assert response.status_code == 302
    assert User.objects.filter(email="leon@test.example").exists()


def test_who_has_an_account_keeps_it_and_gets_the_role(admin, school, stranger, django_capture_on_commit_callbacks):
    User.objects.filter(pk=stranger.user_id).update(last_login=clock.now())
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(reverse("accounts:person_add"), new(school, email=stranger.user.email.upper(), name="Another Name"))
    assert {m.area.slug for m in stranger.user.memberships.all()} == {"solihull", "walsall"}
    stranger.user.refresh_from_db()
    assert stranger.user.name == "Femi Fictional"
    assert not mail.outbox


@pytest.mark.parametrize("wrong", [{"email": "leon"}, {"email": ""}, {"name": ""}, {"role": ""}, {"role": "owner"},
                                   {"agency": ""}, {"agency": "x"}, {"email": "l@test.example\n@x"}])  # fmt: skip
def test_what_is_missing_or_unknown_is_asked_again(admin, school, wrong):
    people = User.objects.count()
    html = admin.post(reverse("accounts:person_add"), new(school, **wrong)).content.decode()
    assert "<title>Error: " in html
    assert User.objects.count() == people


def test_an_agency_of_another_area_is_no_choice(admin, area_admin, stranger):
    html = admin.post(reverse("accounts:person_add"), new(stranger.agency)).content.decode()
    assert "Choose an agency of your own area" in html
    assert stranger.agency.name not in html
    with pytest.raises(Incomplete):
        add_role(by=area_admin, user=make_user(), agency=stranger.agency, role="practitioner")


def test_a_role_is_given_ended_and_given_again(admin, practitioner, school):
    somebody = practitioner.user
    admin.post(page(somebody), {"agency": school.pk, "role": "safeguarding_lead"})
    lead = somebody.memberships.get(role="safeguarding_lead")
    admin.post(page(somebody, "role_end"), {"role": lead.pk})
    lead.refresh_from_db()
    assert lead.ended_on == clock.today()
    admin.post(page(somebody, "role_end"), {"role": lead.pk})
    admin.post(page(somebody), {"agency": school.pk, "role": "safeguarding_lead"})
    lead.refresh_from_db()
    assert lead.ended_on is None
    assert events_about(somebody) == ["membership:added", "membership:ended", "membership:added"]
    again = admin.post(page(somebody), {"agency": school.pk, "role": "safeguarding_lead"})
    assert b"This person already has that role there" in again.content


def test_a_role_that_ended_opens_nothing_at_once(admin, client, sign_in, area_admin, practitioner):
    end_role(by=area_admin, member=practitioner)
    assert sign_in(practitioner).get(reverse("screening:list")).status_code == 404


@pytest.mark.parametrize("role", ["", "x", "²", "0", "99999999999999999999999"])
def test_a_role_that_is_not_there_cannot_be_ended(admin, practitioner, role):
    assert admin.post(page(practitioner.user, "role_end"), {"role": role}).status_code == 404


def test_nobody_ends_the_role_of_somebody_else_through_a_person_of_the_area(admin, practitioner, stranger):
    assert admin.post(page(practitioner.user, "role_end"), {"role": stranger.pk}).status_code == 404
    stranger.refresh_from_db()
    assert stranger.ended_on is None


def test_an_administrator_cannot_change_the_own_roles_or_account(admin, area_admin, school):
    me = area_admin.user
    given = admin.post(page(me), {"agency": school.pk, "role": "mash_worker"})
    assert b"You cannot give yourself a role" in given.content
    admin.post(page(me, "role_end"), {"role": area_admin.pk})
    closed = admin.post(page(me, "person_active"), {"active": "no"}, follow=True)
    assert b"and not your own" in closed.content
    area_admin.refresh_from_db()
    assert (area_admin.ended_on, me.memberships.count()) == (None, 1)


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(admin, area_admin, practitioner, client):
    somebody = practitioner.user
    admin.post(page(somebody, "person_active"), {"active": "no"})
    assert b"Closed: nobody can sign in with it" in admin.get(page(somebody)).content
    client.logout()
    client.post(reverse("account_login"), {"login": somebody.email, "password": PASSWORD})
    assert client.get(reverse("accounts:work_as")).status_code == 302
    somebody.refresh_from_db()
    set_active(by=area_admin, user=somebody, active=True)
    set_active(by=area_admin, user=somebody, active=True)
    client.post(reverse("account_login"), {"login": somebody.email, "password": PASSWORD})
    assert client.get(reverse("accounts:work_as")).status_code == 200
    assert [event.detail for event in Event.objects.filter(reference=somebody.reference).order_by("id")] == [
        {"active": False}, {"active": True}
    ]  # fmt: skip


def test_closing_the_account_ends_a_session_that_is_open(client, area_admin, practitioner):
    client.force_login(practitioner.user)
    assert client.get(reverse("accounts:work_as")).status_code == 200
    set_active(by=area_admin, user=practitioner.user, active=False)
    assert client.get(reverse("accounts:work_as")).status_code == 302


def test_closing_an_account_is_seen_by_the_auditors_of_both_areas(area_admin, stranger, school, solihull, walsall):
    add_role(by=area_admin, user=stranger.user, agency=school, role="practitioner")
    set_active(by=area_admin, user=stranger.user, active=False)
    areas = Event.objects.filter(type="person:changed").values_list("area_id", flat=True)
    assert set(areas) == {solihull.pk, walsall.pk}


def test_who_works_elsewhere_only_is_out_of_reach(area_admin, stranger, school):
    member = add_role(by=area_admin, user=stranger.user, agency=school, role="practitioner")
    end_role(by=area_admin, member=member)
    for action in (lambda: set_active(by=area_admin, user=stranger.user, active=False),
                   lambda: invite(by=area_admin, user=stranger.user, send=print)):  # fmt: skip
        with pytest.raises(Incomplete):
            action()


def test_a_closed_account_gets_neither_role_nor_link(admin, practitioner, school, django_capture_on_commit_callbacks):
    User.objects.filter(pk=practitioner.user_id).update(is_active=False)
    given = admin.post(page(practitioner.user), {"agency": school.pk, "role": "auditor"})
    assert b"This account is closed. Open it again" in given.content
    with django_capture_on_commit_callbacks(execute=True):
        linked = admin.post(page(practitioner.user, "person_link"), follow=True)
    assert b"A link goes only to people who can sign in" in linked.content
    assert not mail.outbox


def test_the_link_can_be_sent_again(admin, practitioner, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(page(practitioner.user, "person_link"))
    assert [message.to for message in mail.outbox] == [[practitioner.user.email]]
    assert Event.objects.latest("id").detail == {"link": True}


@pytest.mark.parametrize("name", ["person", "role_end", "person_active", "person_link"])
def test_somebody_of_another_area_is_not_there(admin, stranger, name):
    response = admin.post(page(stranger.user, name), {"active": "no", "role": stranger.pk})
    assert response.status_code == 404
    stranger.user.refresh_from_db()
    assert stranger.user.is_active


def test_roles_in_another_area_are_not_shown(admin, area_admin, stranger, school):
    add_role(by=area_admin, user=stranger.user, agency=school, role="practitioner")
    assert stranger.agency.name not in admin.get(page(stranger.user)).content.decode()


def test_the_list_tells_who_works_here_from_who_did(admin, practitioner, lead, mash_worker, stranger):
    Membership.objects.filter(pk=lead.pk).update(ended_on=dt.date(2026, 1, 9))
    User.objects.filter(pk=mash_worker.user_id).update(is_active=False)
    assert names(admin) == ["Bryony Fictus", "Priya Sampleton"]
    assert names(admin, who="ended") == ["Colm Mockford", "Dawn Placeholder"]
    assert names(admin, who="all") == ["Bryony Fictus", "Colm Mockford", "Dawn Placeholder", "Priya Sampleton"]
    assert names(admin, who="nonsense") == names(admin)


@pytest.mark.parametrize(("words", "found"), [("priya", ["Priya Sampleton"]), ("SAMPLE", ["Priya Sampleton"]),
                                              ("zz", []), ("%", []), ("<b>", [])])  # fmt: skip
def test_search_is_by_name_or_address(admin, practitioner, words, found):
    assert names(admin, q=words) == found


def test_an_empty_search_says_where_it_looked(admin):
    html = search(admin, "zz").content.decode()
    assert "Looked at: working here, “zz”." in html


def test_a_long_list_comes_in_pages_and_asks_the_same_number_of_questions(admin, school, django_assert_max_num_queries):
    for number in range(30):
        make_member(school, name=f"Invented {number:02}")
    search(admin, "Invented")
    with django_assert_max_num_queries(12):
        first = admin.get(reverse("accounts:people"), {"search": "on"}).context["page"]
    second = admin.get(reverse("accounts:people"), {"search": "on", "after": first.next}).context["page"]
    shown = [person.name for person in [*first.rows, *second.rows]]
    assert shown == [f"Invented {number:02}" for number in range(30)]
    assert not second.next


def test_home_names_a_few_who_have_not_signed_in(admin, school):
    for number in range(7):
        make_member(school, name=f"Invented {number}")
    html = admin.get(reverse("accounts:area")).content.decode()
    assert "Invented 3" in html
    assert "Invented 6" not in html
    assert "and others" in html

"""A new procedure takes over on its day; those that were stay as they are."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.actions import Incomplete, add_procedure
from accounts.models import LocalProcedure
from audit.models import Event
from cse_portal import clock
from referrals.actions import put_off

LIST, ADD = "accounts:procedure", "accounts:procedure_add"


@pytest.fixture
def admin(sign_in, area_admin):
    return sign_in(area_admin)


def form_of(admin, first_day: dt.date, **changed) -> dict:
    """The form as the page offers it, with its first day filled in."""
    form = admin.get(reverse(ADD)).context["form"]
    typed = {
        name: form[name].field.prepare_value(form[name].value()) or ""
        for name in form.fields
        if name != "in_force_from"
    }
    days = {f"in_force_from_{part}": str(getattr(first_day, part)) for part in ("day", "month", "year")}
    return typed | days | changed


def test_a_new_procedure_is_a_copy_with_what_changes(admin, solihull):
    old = LocalProcedure.objects.in_force(solihull, clock.today())
    day = clock.today() + dt.timedelta(days=30)
    answers = form_of(admin, day, rescreen_weeks_referred="4", monday_opens="09:00", closed_days="24 December 2026")
    assert admin.post(reverse(ADD), answers).url == reverse(LIST)
    new = LocalProcedure.objects.in_force(solihull, day)
    assert (new.rescreen_weeks_referred, new.office_hours["monday"]) == (4, ["09:00", "17:20"])
    assert (new.rescreen_months_level_1, new.office_hours["friday"]) == (3, old.office_hours["friday"])
    assert new.as_procedure().closed_days == {dt.date(2026, 12, 24)}
    assert LocalProcedure.objects.in_force(solihull, clock.today()) == old
    event = Event.objects.latest("id")
    assert (event.type, event.detail) == ("procedure:added", {"in_force_from": day.isoformat(), "moved": 0})


def test_a_new_one_keeps_the_priorities_targets_and_changes_them(admin, solihull):
    day = clock.today() + dt.timedelta(days=30)
    page = admin.get(reverse(LIST)).content.decode()
    for words in ("Priority red is decided within", "4 hours, day and night", "6 working hours", "8 working hours"):
        assert words in page
    answers = form_of(admin, day, amber_hours="1", green_hours="")
    assert (answers["red_hours"], answers["red_day_and_night"]) == (4, True)
    admin.post(reverse(ADD), answers)
    new = LocalProcedure.objects.in_force(solihull, day)
    assert new.priority_targets == {
        "red": {"hours": 4, "day_and_night": True}, "amber": {"hours": 1, "day_and_night": False},
    }  # fmt: skip
    page = admin.get(reverse(LIST)).content.decode()
    assert "1 working hour<" in page.replace("\n", "")
    assert "The working days above" in page


def test_the_page_tells_coming_in_force_and_past_apart(admin, area_admin, solihull):
    old = LocalProcedure.objects.get(area=solihull)
    for days in (0, 10, 20):
        values = {name: getattr(old, name) for name in ("office_hours", "source", "owner")}
        add_procedure(by=area_admin, put_off=put_off, in_force_from=clock.today() + dt.timedelta(days=days), **values)
    shown = admin.get(reverse(LIST)).context
    assert [each["row"].in_force_from - clock.today() for each in shown["coming"]] == [
        dt.timedelta(days=10), dt.timedelta(days=20)
    ]  # fmt: skip
    assert shown["in_force"]["row"].in_force_from == clock.today()
    assert [each["row"] for each in shown["past"]] == [old]


def test_a_second_press_of_the_same_form_makes_one_procedure(admin, solihull):
    answers = form_of(admin, clock.today())
    admin.post(reverse(ADD), answers)
    page = admin.post(reverse(ADD), answers)
    assert b"A procedure already begins on that day" in page.content
    assert LocalProcedure.objects.filter(area=solihull, in_force_from=clock.today()).count() == 1


def test_what_the_rules_cannot_read_is_never_saved(area_admin):
    before = LocalProcedure.objects.count()
    for wrong in ({"rescreen_weeks_referred": 0}, {"office_hours": {"monday": ["17:00", "09:00"]}}):
        with pytest.raises(Incomplete):
            add_procedure(by=area_admin, put_off=put_off, in_force_from=clock.today(), **wrong)
    with pytest.raises(Incomplete):
        add_procedure(by=area_admin, put_off=put_off, in_force_from=clock.today() - dt.timedelta(days=1))
    assert LocalProcedure.objects.count() == before


def test_an_area_without_a_procedure_says_what_follows(admin, solihull):
    LocalProcedure.objects.filter(area=solihull).delete()
    assert b"The MASH counts as closed" in admin.get(reverse(LIST)).content
    assert b"None is in force" in admin.get(reverse("accounts:area")).content
    assert admin.get(reverse(ADD)).status_code == 200


def test_another_areas_procedure_is_not_shown(admin, walsall):
    LocalProcedure.objects.filter(area=walsall).update(source="Only for Walsall")
    assert b"Only for Walsall" not in admin.get(reverse(LIST)).content

"""Whom the contacts page and the public front name first, by the clock."""

import datetime as dt
from pathlib import Path

import pytest
import time_machine
import yaml

from accounts.models import Agency, Area, Contact, LocalProcedure, Membership, User
from cse_portal.clock import LONDON
from indicators.views.contacts import areas_now

pytestmark = pytest.mark.django_db

MONDAY_NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=LONDON)
MONDAY_NIGHT = dt.datetime(2026, 11, 23, 23, 0, tzinfo=LONDON)
CHRISTMAS_NOON = dt.datetime(2026, 12, 25, 12, 0, tzinfo=LONDON)
SUMMER_MORNING = dt.datetime(2026, 7, 6, 8, 50, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def areas(db):
    """Both areas as their files give them, whatever else the database holds."""
    Contact.objects.all().delete()
    hours = {name: ["08:45", "17:20"] for name in ("monday", "tuesday", "wednesday", "thursday")}
    for path in sorted(Path("fixtures/contacts").glob("*.yaml")):
        content = yaml.safe_load(path.read_text())
        area, _ = Area.objects.get_or_create(slug=content["slug"], defaults={"name": content["area"]})
        for place, row in enumerate(content["contacts"]):
            keys = ("kind", "service", "number", "hours", "note", "owner")
            Contact.objects.create(area=area, position=place, **{key: row[key] for key in keys})
        LocalProcedure.objects.update_or_create(
            area=area,
            in_force_from=dt.date(2020, 1, 1),
            defaults={"office_hours": hours | {"friday": ["08:45", "16:30"]}},
        )


def firsts(at):
    with time_machine.travel(at, tick=False):
        return {each.area.slug: each.first.kind for each in areas_now()}


@pytest.mark.parametrize("at", [MONDAY_NOON, SUMMER_MORNING])
def test_the_mash_stands_first_while_it_is_open(at):
    assert firsts(at) == {"solihull": "mash", "walsall": "mash"}


@pytest.mark.parametrize("at", [MONDAY_NIGHT, CHRISTMAS_NOON])
def test_the_out_of_hours_service_stands_first_while_the_mash_is_closed(at):
    assert firsts(at) == {"solihull": "out_of_hours", "walsall": "out_of_hours"}


def page(client, at, path="/contacts/"):
    with time_machine.travel(at, tick=False):
        return client.get(path).content.decode()


def test_anyone_sees_that_the_mash_is_open_and_until_when(client):
    text = page(client, MONDAY_NOON)
    assert "open now</strong>, until 17:20" in text
    assert text.index("0121 788 4333") < text.index("0121 605 6060")


def test_the_out_of_hours_number_is_above_the_mash_at_night(client):
    text = page(client, MONDAY_NIGHT)
    solihull = text[text.index('id="area-solihull"') : text.index('id="area-walsall"')]
    assert "closed now" in solihull
    assert solihull.index("0121 605 6060") < solihull.index("0121 788 4333")


def test_the_office_hours_are_said_in_words(client):
    text = page(client, MONDAY_NOON)
    assert "Monday to Thursday 08:45 to 17:20; Friday 08:45 to 16:30, not on bank holidays." in text


def test_an_extension_is_not_dialled(client):
    assert '<a class="govuk-link portal-nowrap" href="tel:101">101 78896476</a>' in page(client, MONDAY_NOON)


def test_it_says_that_a_number_was_never_checked(client):
    assert "Not checked by phone yet" in page(client, MONDAY_NOON)
    Contact.objects.update(last_checked_on=dt.date(2026, 11, 20))
    text = page(client, MONDAY_NOON)
    assert "Not checked by phone yet" not in text
    assert "Checked by phone on Fri 20 Nov" in text


def test_an_area_without_out_of_hours_service_shows_the_mash():
    Contact.objects.filter(kind="out_of_hours").delete()
    with time_machine.travel(MONDAY_NIGHT, tick=False):
        for each in areas_now():
            assert each.first.kind == "mash"
            assert each.second is None


def test_an_area_without_contacts_or_procedure_is_no_error(client):
    Area.objects.create(slug="emptyshire", name="Emptyshire")
    assert "Emptyshire" in page(client, MONDAY_NOON)
    assert page(client, MONDAY_NOON, "/help/").count("No number is kept here yet") == 1


def test_the_reader_s_own_area_comes_first():
    walsall = Area.objects.get(slug="walsall")
    member = Membership.objects.create(
        user=User.objects.create(email="wren@example.org", name="Wren Testerby"),
        agency=Agency.objects.create(area=walsall, name="Invented Academy", kind="secondary_school"),
        role="practitioner",
        started_on=dt.date(2026, 1, 1),
    )
    assert [each.area.slug for each in areas_now(member)][0] == "walsall"
    assert [each.area.slug for each in areas_now()] == sorted(area.slug for area in Area.objects.all())


def test_help_names_the_cse_team_or_the_mash(client):
    text = page(client, MONDAY_NOON, "/help/")
    assert "0121 709 7000" in text
    assert "0300 555 2866" in text


def test_every_published_number_has_its_source():
    for path in Path("fixtures/contacts").glob("*.yaml"):
        for row in yaml.safe_load(path.read_text())["contacts"]:
            assert row["source"], row["service"]
            assert row["last_checked"] is None or isinstance(row["last_checked"], dt.date)

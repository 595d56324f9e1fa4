"""The auditor sees who looked at and changed what in the own area, by search, in pages, and nothing more of a child."""

import datetime as dt

import pytest
import time_machine
from django.db import InternalError, transaction
from django.urls import reverse

from accounts.actions import add_role, change_contact
from accounts.roles import Role
from audit.actions import record
from audit.events import EventType as E
from audit.models import Event
from cse_portal import clock
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_completed

LIST = "/audit/"


@pytest.fixture
def look(sign_in, auditor):
    """The lines the auditor sees for a search."""
    client = sign_in(auditor)
    return lambda **query: client.get(LIST, query)


def types(page) -> list[str]:
    return [line.event.type for line in page.context["lines"]]


def test_newest_first_with_who_as_what_and_which(look, practitioner, mash_worker):
    record(E.REFERRAL_VIEWED, by=mash_worker, reference="R-0000-0001", child="C-0000-0001", reason="Asked to help")
    record(E.DOCUMENT_DOWNLOADED, by=practitioner, reference="R-0000-0001", child="C-0000-0001")
    page = look()
    assert types(page) == ["document:downloaded", "referral:viewed"]
    html = page.content.decode()
    for words in ("Dawn Placeholder", "MASH worker, Solihull MASH", "Referral looked at", "R-0000-0001", "C-0000-0001",
                  "Asked to help", "Priya Sampleton", "PDF downloaded"):  # fmt: skip
        assert words in html


def test_looking_is_an_event_once_a_look(look, auditor):
    look()
    look(who="Priya")
    kinds = list(Event.objects.filter(user_id=auditor.user_id).order_by("id").values_list("type", "detail"))
    assert kinds == [("audit:viewed", {"filter": []}), ("audit:viewed", {"filter": ["Priya"]})]


def test_another_areas_events_are_not_there(look, auditor, walsall):
    foreign = make_member(make_agency(walsall), name="Femi Fictional")
    record(E.SCREENING_STARTED, by=foreign, reference="S-0000-0009")
    assert types(look()) == []
    assert types(look(about="S-0000-0009")) == []
    assert "Femi Fictional" not in look(who="Femi").content.decode()


def test_somebody_from_elsewhere_who_looked_at_this_areas_record_is_there(look, solihull, walsall):
    foreign = make_member(make_agency(walsall), "mash_worker", name="Femi Fictional")
    record(E.REFERRAL_VIEWED, by=foreign, reference="R-0000-0001", area_id=solihull.pk)
    assert types(look(who="Femi")) == ["referral:viewed"]


def test_a_person_with_both_areas_sees_the_one_worked_in(client, auditor, practitioner, walsall):
    other = make_member(make_agency(walsall), Role.AUDITOR, user=auditor.user)
    record(E.SCREENING_STARTED, by=practitioner, reference="S-0000-0001")
    client.force_login(auditor.user)
    assert types(client.get(LIST)) == ["screening:started"]
    client.post(reverse("accounts:work_as"), {"role": other.pk})
    assert types(client.get(LIST)) == []


def test_nothing_of_a_child_is_shown_beyond_the_reference(look, practitioner):
    screening = make_completed(practitioner, "vulnerable")
    html = "".join(look(about=about).content.decode() for about in (screening.reference, screening.child.reference))
    assert screening.child.reference in html
    for words in ("Wren", "Testerby", "aunt", "It began in the same month", "ulnerable", "petch"):
        assert words not in html


def test_old_and_new_values_of_a_contact_are_shown(look, area_admin, solihull):
    contact = solihull.contacts.get(kind="mash")
    change_contact(contact=contact, by=area_admin, number="01632 960199")
    assert "number was “0121 788 4333”, now “01632 960199”" in look(kind="contact:changed").content.decode()


def test_a_person_is_named_beside_the_reference(look, area_admin, practitioner, school):
    add_role(by=area_admin, user=practitioner.user, agency=school, role=Role.SAFEGUARDING_LEAD)
    line = look(kind="membership:added").context["lines"][0]
    assert (line.event.reference, line.name) == (practitioner.user.reference, "Priya Sampleton")
    assert line.detail == "Safeguarding lead, Fernleigh Demo School"


@pytest.fixture
def three_days(practitioner, lead):
    """A look a day on 1, 2 and 3 June 2026, the first at the first minute of the day and the last at its last."""
    times = [("2026-06-01T00:00", practitioner, E.SCREENING_VIEWED), ("2026-06-02T12:00", lead, E.CHILD_VIEWED),
             ("2026-06-03T23:59", practitioner, E.SCREENING_VIEWED)]  # fmt: skip
    for number, (time, by, kind) in enumerate(times, 1):
        with time_machine.travel(dt.datetime.fromisoformat(time).replace(tzinfo=clock.LONDON), tick=False):
            record(kind, by=by, reference=f"S-0000-000{number}", child="C-0000-0001")


FOUND = [
    ({"who": "priya"}, [3, 1]),
    ({"who": "mock"}, [2]),
    ({"who": "nobody"}, []),
    ({"about": "s-0000-0002"}, [2]),
    ({"about": "C-0000-0001"}, [3, 2, 1]),
    ({"kind": "child:viewed"}, [2]),
    ({"start": "2026-06-02"}, [3, 2]),
    ({"end": "2026-06-02"}, [2, 1]),
    ({"start": "1 June 2026", "end": "01/06/2026"}, [1]),
    ({"start": "2026-06-03", "end": "2026-06-03"}, [3]),
    ({"who": "priya", "start": "2026-06-02"}, [3]),
]


@pytest.mark.parametrize(("query", "numbers"), FOUND)
def test_a_search_narrows_by_each_thing_that_is_set(look, three_days, query, numbers):
    page = look(**query)
    assert [line.event.reference for line in page.context["lines"]] == [f"S-0000-000{number}" for number in numbers]


WRONG = [
    ({"about": "Wren"}, "Record reference: enter it whole, like S-2HF8-TQ9N"),
    ({"start": "30 February 2026"}, "From: enter a real date, like 20 November 2026"),
    ({"end": "soon"}, "To: enter a real date, like 20 November 2026"),
    ({"start": "2026-06-02", "end": "2026-06-01"}, "To: choose the same day as From, or a later one"),
    ({"kind": "screening:eaten"}, "Kind: choose one from the list"),
]


@pytest.mark.parametrize(("query", "sentence"), WRONG)
def test_a_search_that_cannot_be_read_says_so_and_shows_nothing(look, three_days, query, sentence):
    page = look(**query)
    assert sentence in page.content.decode()
    assert page.context["lines"] == []
    assert not Event.objects.filter(type="audit:viewed").exists()


def test_an_empty_search_says_what_was_looked_at(look):
    assert "Looked at: Priya, from 1 June 2026." in look(who="Priya", start="2026-06-01").content.decode()


def test_pages_go_on_where_the_last_one_ended_and_keep_the_search(look, practitioner, django_assert_max_num_queries):
    for number in range(60):
        record(E.SCREENING_VIEWED, by=practitioner, reference=f"S-0000-00{number:02}")
    seen, after = [], ""
    for _ in range(3):
        with django_assert_max_num_queries(14):
            page = look(kind="screening:viewed", **({"after": after} if after else {}))
        seen += [line.event.reference for line in page.context["lines"]]
        after = page.context["page"].next
    assert seen == [f"S-0000-00{number:02}" for number in reversed(range(60))]
    assert not after
    assert "kind=screening%3Aviewed" in page.content.decode()


def test_an_event_cannot_be_changed_or_deleted(look):
    look()
    for change in (lambda: Event.objects.update(person="Nobody"), lambda: Event.objects.all().delete()):
        with pytest.raises(InternalError), transaction.atomic():
            change()

"""Who a child's record is open to, and that every look and change has its event where the record's auditor finds it."""

import threading

import pytest
from django.db import connection, transaction
from django.urls import reverse

from accounts.actions import add_contact
from accounts.models import Membership
from audit.models import Event
from screening import actions
from screening.models import Child, Screening
from tests.factories.people import make_member
from tests.factories.screenings import NARRATIVE, judgement, make_child, make_completed, make_draft

pytestmark = pytest.mark.django_db


def test_a_deleted_draft_leaves_the_record_with_those_who_screen_the_child(practitioner, school):
    colleague = make_member(school, name="Other Person")
    child = make_completed(colleague).child
    draft = make_draft(practitioner, child=child)
    assert Child.objects.visible_to(practitioner).get() == child
    actions.delete_draft(screening=draft, by=practitioner, reason="Another child of that name")
    assert not Child.objects.visible_to(practitioner).exists()
    assert Child.objects.visible_to(colleague).get() == child


def test_a_case_that_moves_to_another_area_has_its_event(practitioner, walsall):
    draft = make_draft(practitioner)
    names = {"first_names": "Wren", "family_name": "Testerby", "date_of_birth": draft.child.date_of_birth}
    before = list(Event.objects.values_list("pk", flat=True))
    actions.say_who(screening=draft, by=practitioner, area=walsall, identity=names)
    new = Event.objects.exclude(pk__in=before).get()
    assert (new.type, new.reference, new.area_id) == ("screening:saved", draft.reference, walsall.pk)
    actions.say_who(screening=draft, by=practitioner, area=walsall, identity=names)
    assert Event.objects.exclude(pk__in=before).count() == 1


def test_a_look_at_a_re_screen_is_seen_where_the_record_is(sign_in, lead, practitioner, walsall):
    child = make_child(practitioner)
    draft = actions.start(by=practitioner, area=walsall, child=child)
    done = finished(draft)
    sign_in(lead).get(reverse("referrals:rescreen_change", args=[done.reference]))
    assert Event.objects.get(type="child:viewed", child=child.reference).area_id == walsall.pk


def finished(draft: Screening) -> Screening:
    actions.save_narrative(screening=draft, by=draft.practitioner, values=NARRATIVE)
    return actions.submit(screening=draft, by=draft.practitioner, judgement=judgement("vulnerable"))


def test_the_reasons_shown_live_are_a_look_for_whoever_does_not_write_them(sign_in, lead, practitioner):
    done = make_completed(practitioner)
    before = Event.objects.filter(type="screening:viewed").count()
    sign_in(lead).get(reverse("screening:explain", args=[done.reference]))
    assert Event.objects.filter(type="screening:viewed").count() == before + 1


@pytest.mark.parametrize("page", ["tool", "delete", "alert_for", "tool_changed"])
def test_each_page_of_a_draft_that_names_the_child_is_a_look(sign_in, practitioner, time_machine, page):
    time_machine.move_to("2026-11-20 14:41 +0000")
    draft = make_draft(practitioner, age=11)
    time_machine.move_to("2027-01-09 10:00 +0000" if page == "tool_changed" else "2026-11-20 15:00 +0000")
    shown = sign_in(practitioner).get(reverse(f"screening:{page}", args=[draft.reference]))
    assert b"Wren" in shown.content
    assert Event.objects.filter(type="screening:viewed", child=draft.child.reference).count() == 1


@pytest.mark.parametrize("address", ["/screenings/?list=agency", "/countersign/"])
def test_a_list_of_colleagues_screenings_is_a_look(sign_in, lead, address):
    sign_in(lead).get(address)
    assert Event.objects.get(type="screening:listed").user_id == lead.user_id


def test_ones_own_list_is_not(sign_in, lead):
    sign_in(lead).get("/screenings/")
    assert not Event.objects.filter(type="screening:listed").exists()


@pytest.mark.django_db(transaction=True)
def test_an_administrator_at_work_holds_up_no_case(area_admin, practitioner):
    started = []

    def start():
        with connection.cursor() as cursor:
            cursor.execute("set lock_timeout = '2s'")
        started.append(make_draft(Membership.objects.get(pk=practitioner.pk)))
        connection.close()

    with transaction.atomic():
        add_contact(by=area_admin, kind="other", service="Sample helpline", number="01632 960150", owner="Sample")
        thread = threading.Thread(target=start)
        thread.start()
        thread.join(timeout=10)
    assert len(started) == 1

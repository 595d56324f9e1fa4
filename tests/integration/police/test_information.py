"""Police information: who sees a form, what must be there before it goes, and that nothing else is told of it."""

import datetime as dt

import pytest
import time_machine
from django.http import Http404
from django.urls import reverse

from audit.models import Event
from cse_portal import clock
from cse_portal.models import Message
from cse_portal.problems import Incomplete
from police import actions
from police.checking import missing
from police.models import InformationForm
from police.subjects import SUBJECT, Kind, SentHow
from tests.factories.people import make_member
from tests.factories.police import SUBJECTS, WHOLE, make_information, make_sent

BODY = {
    "kind": "person", "name": "Rufus Inventado", "known": "He waits at the gate.", "how_known": "seen",
    "happened_on_day": "16", "happened_on_month": "November", "happened_on_year": "2026", "source": "I saw it",
    "may_act": "yes",
}  # fmt: skip


@pytest.fixture(autouse=True)
def on_a_day():
    with time_machine.travel(dt.datetime(2026, 11, 20, 10, 0, tzinfo=clock.LONDON), tick=False):
        yield


@pytest.fixture
def form(practitioner):
    return make_information(practitioner)


def at(form, page="form") -> str:
    return reverse(f"police:{page}", args=[form.reference])


def only() -> InformationForm:
    return InformationForm.objects.get()


class TestWriting:
    @pytest.mark.parametrize("kind", list(Kind), ids=str)
    def test_each_kind_has_its_own_boxes(self, practitioner, sign_in, kind):
        html = sign_in(practitioner).get(reverse("police:write"), {"kind": kind}).content.decode()
        others = {box.name for boxes in SUBJECT.values() for box in boxes} - {box.name for box in SUBJECT[kind]}
        assert all(f'name="{box.name}"' in html for box in SUBJECT[kind])
        assert not [name for name in others if f'name="{name}"' in html]

    def test_without_a_kind_it_is_asked(self, practitioner, sign_in):
        client = sign_in(practitioner)
        assert "What is the information about?" in client.get(reverse("police:write")).content.decode()
        wrong = client.get(reverse("police:write"), {"kind": "child"}).content.decode()
        assert "Choose what the information is about" in wrong

    def test_what_is_typed_is_kept_in_its_boxes(self, practitioner, sign_in):
        response = sign_in(practitioner).post(reverse("police:write"), BODY)
        form = only()
        assert response.url == at(form)
        assert form.subject == {"name": "Rufus Inventado"}
        assert (form.known, form.happened_on) == ("He waits at the gate.", dt.date(2026, 11, 16))
        assert (form.area, form.agency, form.written_by) == (practitioner.area, practitioner.agency, practitioner)

    def test_anything_may_be_missing_and_boxes_of_another_kind_are_dropped(self, practitioner):
        form = actions.write(by=practitioner, kind=Kind.PHONE, name="Rufus", number="01632 960999")
        assert form.subject == {"number": "01632 960999"}
        assert set(missing(form.kind, form.values)) == {"known", "happened_on", "source", "how_known", "may_act"}

    @pytest.mark.parametrize("typed", [{}, {"known": "  "}], ids=["nothing", "spaces"])
    def test_a_form_without_a_word_is_not_saved(self, practitioner, sign_in, form, typed):
        client = sign_in(practitioner)
        change = (reverse("police:change", args=[form.reference]), typed | {"version": form.version})
        for page, sent in ((reverse("police:write"), typed), change):
            text = client.post(page, sent | {"kind": "person"}).content.decode()
            assert "There is a problem" in text
            assert 'href="#id_known"' in text and "Write down something of what you know" in text
        form.refresh_from_db()
        assert InformationForm.objects.get() == form and form.known

    def test_a_day_to_come_and_a_name_of_an_unnamed_source_come_back(self, practitioner, sign_in):
        client = sign_in(practitioner)
        html = client.post(reverse("police:write"), BODY | {"happened_on_year": "2027"}).content.decode()
        assert "must be today or in the past" in html
        html = client.post(reverse("police:write"), BODY | {"source_unnamed": "on"}).content.decode()
        assert "Take the name out" in html
        assert not InformationForm.objects.exists()

    def test_the_warnings_stand_first(self, practitioner, sign_in, form):
        client = sign_in(practitioner)
        pages = [reverse("police:list"), reverse("police:write"), at(form), at(form, "change")]
        for page in pages:
            html = client.get(page).content.decode()
            assert "not a crime report and not a referral" in html
            assert 'href="tel:999"' in html
            assert 'href="tel:101"' in html


class TestChanging:
    def test_a_second_tab_does_not_write_over_the_first_unseen(self, practitioner, sign_in, form):
        client = sign_in(practitioner)
        client.post(at(form, "change"), BODY | {"version": "1", "known": "First tab"})
        second = client.post(at(form, "change"), BODY | {"version": "1", "known": "Second tab"})
        html = second.content.decode()
        assert "was changed in another tab" in html
        assert "Second tab" in html
        assert only().known == "First tab"
        client.post(at(form, "change"), BODY | {"version": "2", "known": "Second tab"})
        assert (only().known, only().version) == ("Second tab", 3)

    @pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30], ids=["none", "letter", "below", "huge"])
    def test_a_version_nobody_has_changes_nothing(self, practitioner, sign_in, form, version):
        sign_in(practitioner).post(at(form, "change"), BODY | {"version": version, "known": "New"})
        assert only().known == WHOLE["known"]

    def test_what_was_sent_stays_as_it_went(self, practitioner, sign_in):
        form = make_sent(practitioner)
        with pytest.raises(Incomplete, match="has gone to the police"):
            actions.change(form=form, by=practitioner, version=1, known="New")
        client = sign_in(practitioner)
        assert client.get(at(form, "change")).url == at(form)
        assert client.post(at(form, "change"), BODY | {"version": "1"}).url == at(form)
        assert only().known == WHOLE["known"]


class TestSending:
    @pytest.mark.parametrize("name", ["name", "known", "happened_on", "source", "how_known", "may_act"])
    def test_nothing_goes_while_something_is_missing(self, practitioner, sign_in, name):
        values = SUBJECTS[Kind.PERSON] | WHOLE | ({"description": ""} if name == "name" else {})
        form = actions.write(by=practitioner, kind=Kind.PERSON, **{k: v for k, v in values.items() if k != name})
        for act in (actions.printed, lambda **who: actions.mark_sent(**who, how="own_route", on=clock.today())):
            with pytest.raises(Incomplete) as refused:
                act(form=form, by=practitioner)
            assert list(refused.value.problems) == [name]
        client = sign_in(practitioner)
        assert client.get(at(form, "pdf")).url == at(form)
        assert client.post(at(form, "sent"), {"how": "own_route"}).url == at(form)
        assert not only().is_sent

    @pytest.mark.parametrize("may_act", ["ask_first", "no"])
    def test_whoever_limits_it_says_why(self, practitioner, may_act):
        form = make_information(practitioner, may_act=may_act)
        assert list(missing(form.kind, form.values)) == ["why_not"]
        form = make_information(practitioner, may_act=may_act, why_not="Only she could know.")
        assert missing(form.kind, form.values) == {}

    def test_a_period_and_an_unnamed_source_are_enough(self, practitioner):
        words = {"happened_on": None, "period": "Most Fridays in October", "source": "", "source_unnamed": True}
        form = make_information(practitioner, **words)
        assert missing(form.kind, form.values) == {}

    @pytest.mark.parametrize(
        ("day", "fits"), [(19, False), (20, True), (21, True), (22, False)],
        ids=["before it was written", "that day", "today", "tomorrow"],
    )  # fmt: skip
    def test_the_day_it_went_is_between_writing_and_today(self, practitioner, sign_in, form, day, fits):
        with time_machine.travel(dt.datetime(2026, 11, 21, 9, 0, tzinfo=clock.LONDON)):
            on = {"on_day": str(day), "on_month": "11", "on_year": "2026"}
            sign_in(practitioner).post(at(form, "sent"), {"how": "own_route", **on})
        assert only().is_sent is fits

    def test_the_areas_address_is_offered_only_where_there_is_one(self, practitioner, sign_in, form, solihull):
        client = sign_in(practitioner)
        with pytest.raises(Incomplete, match="no address"):
            actions.mark_sent(form=form, by=practitioner, how=SentHow.AREA_ADDRESS, on=clock.today())
        assert "area_address" not in client.get(at(form, "sent")).content.decode()
        solihull.police_inbox = "information@force.example"
        solihull.save()
        assert "information@force.example" in client.get(at(form)).content.decode()
        today = {"on_day": "20", "on_month": "11", "on_year": "2026"}
        client.post(at(form, "sent"), {"how": "area_address", **today})
        assert (only().sent_how, only().sent_on) == ("area_address", dt.date(2026, 11, 20))

    def test_a_second_press_changes_nothing(self, practitioner, form):
        for _ in range(2):
            actions.mark_sent(form=form, by=practitioner, how="own_route", on=clock.today())
        assert Event.objects.filter(type="information:changed").count() == 1

    def test_the_portal_mails_nothing_of_it(self, practitioner, form, solihull):
        actions.printed(form=form, by=practitioner)
        actions.mark_sent(form=form, by=practitioner, how="own_route", on=clock.today())
        assert not Message.objects.exists()


class TestWhoSees:
    def test_nobody_but_its_writer(self, practitioner, lead, cse_officer, mash_worker, school, form):
        others = [lead, cse_officer, mash_worker, make_member(school)]
        assert list(InformationForm.objects.visible_to(practitioner)) == [form]
        for other in others:
            assert not InformationForm.objects.visible_to(other).exists()
            for act in (
                lambda by: actions.printed(form=form, by=by),
                lambda by: actions.change(form=form, by=by, version=1, known="New"),
                lambda by: actions.mark_sent(form=form, by=by, how="own_route", on=clock.today()),
            ):
                with pytest.raises(Http404):
                    act(other)

    def test_a_new_role_at_the_same_agency_keeps_the_forms(self, practitioner, school, form):
        again = make_member(school, "safeguarding_lead", user=practitioner.user)
        assert list(InformationForm.objects.visible_to(again)) == [form]

    def test_the_same_person_at_another_agency_does_not(self, practitioner, mash_worker, form):
        elsewhere = make_member(mash_worker.agency, "mash_worker", user=practitioner.user)
        assert not InformationForm.objects.visible_to(elsewhere).exists()

    def test_who_may_not_write_it_writes_none(self, area_admin, auditor):
        for member in (area_admin, auditor):
            with pytest.raises(Http404):
                actions.write(by=member, kind=Kind.PERSON, name="Rufus")


class TestEvents:
    def test_each_step_and_look_is_recorded_without_a_word_of_the_form(self, practitioner, sign_in, form):
        client = sign_in(practitioner)
        client.get(reverse("police:list"))
        client.get(at(form))
        client.post(at(form, "change"), BODY | {"version": "1"})
        client.get(at(form, "pdf"))
        events = Event.objects.filter(type__startswith="information:").order_by("id")
        assert [event.type for event in events] == [
            "information:written", "information:listed", "information:viewed", "information:changed",
            "information:printed",
        ]  # fmt: skip
        assert {event.reference for event in events} == {form.reference, ""}
        assert {event.child for event in events} == {""}
        kept = " ".join(str([event.detail, event.reason]) for event in events).lower()
        assert not [word for word in ("rufus", "inventado", "gate", "colm") if word in kept]

"""The area's panel: who is suggested and why, the list, what is agreed and chased, who came, and closing it."""

import datetime as dt

import pytest
from django.http import Http404
from django.urls import reverse

from audit.models import Event
from cse_portal import clock
from cse_portal.models import Message
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.models import ChildMatch, LogEntry, Panel, PanelAction, PanelChild
from referrals.panel_actions import child_words, to_do
from referrals.panel_list import found_by, suggested
from referrals.states import NotPossible
from screening.models import Child
from tests.factories.panels import agree, closed, make_panel, put_on
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_child, make_completed

pytestmark = pytest.mark.django_db


@pytest.fixture
def screened(practitioner):
    return make_completed(practitioner, "level-3")


@pytest.fixture
def panel(cse_officer) -> Panel:
    return make_panel(cse_officer)


def reasons(panel, officer) -> dict[str, list[str]]:
    return {each.child.reference: each.reasons for each in suggested(panel, officer)}


def link(child, other, worker):
    one, two = sorted((child, other), key=lambda each: each.pk)
    return ChildMatch.objects.create(
        one=one, other=two, match="linked", reason="Same birth date.", said_at=clock.now(), said_by=worker
    )


def up(screening, at: dt.datetime) -> None:
    LogEntry.objects.filter(screening=screening).update(movement="up", previous_outcome="level-0", entered_at=at)


@pytest.mark.parametrize(
    ("outcome", "is_suggested"),
    [
        ("level-0", False),
        ("level-1", False),
        ("level-2", True),
        ("level-3", True),
        ("universal", False),
        ("potentially-vulnerable", False),
        ("vulnerable", True),
    ],
)
def test_levels_2_and_3_and_vulnerable_under_twelves_are_suggested(
    practitioner, cse_officer, panel, outcome, is_suggested
):
    child = make_completed(practitioner, outcome).child
    assert (child.reference in reasons(panel, cse_officer)) is is_suggested


def test_a_level_that_went_up_since_the_last_panel_is_suggested_and_an_earlier_one_is_not(
    practitioner, cse_officer, panel
):
    last = make_panel(cse_officer, days=-20)
    closed(last, cse_officer)
    start = dt.datetime.combine(last.held_on, dt.time(), clock.LONDON)
    before, since = (make_completed(practitioner, "level-1") for _ in range(2))
    up(before, start - dt.timedelta(seconds=1))
    up(since, start)
    found = reasons(panel, cse_officer)
    assert set(found) == {since.child.reference}
    assert found[since.child.reference][0].startswith("Up from level 0")


def test_whom_the_last_panel_kept_on_is_suggested_first_and_whom_it_let_go_is_not(practitioner, cse_officer, panel):
    kept, gone = (make_completed(practitioner, "level-1").child for _ in range(2))
    last = make_panel(cse_officer, days=-30)
    for child, stays in ((kept, True), (gone, False)):
        actions.write_discussed(about=put_on(last, cse_officer, child), by=cse_officer, discussed="", stays=stays)
    actions.close_panel(panel=last, by=cse_officer)
    level = make_completed(practitioner, "level-3").child
    assert list(reasons(panel, cse_officer)) == [kept.reference, level.reference]


@pytest.mark.parametrize(("age", "is_suggested"), [(17, True), (18, False)])
def test_a_young_person_of_18_is_not_suggested_by_level(practitioner, cse_officer, panel, age, is_suggested):
    child = make_completed(practitioner, "level-3").child
    born = clock.today().replace(year=clock.today().year - age, month=1, day=1)
    Child.objects.filter(pk=child.pk).update(date_of_birth=born)
    assert bool(reasons(panel, cse_officer)) is is_suggested


def test_the_same_child_of_two_records_is_suggested_once_and_not_when_either_is_on_the_list(
    practitioner, cse_officer, mash_worker, panel, solihull
):
    other = make_member(make_agency(solihull))
    one, two = (make_completed(by, "level-3").child for by in (practitioner, other))
    link(one, two, mash_worker)
    assert len(reasons(panel, cse_officer)) == 1
    put_on(panel, cse_officer, one)
    assert reasons(panel, cse_officer) == {}
    assert found_by(two.reference, panel, cse_officer) == []
    with pytest.raises(NotPossible, match="on the list already"):
        put_on(panel, cse_officer, two)


def test_a_restricted_child_is_suggested_by_reference_and_a_search_by_name_leaves_it_out(
    sign_in, screened, cse_officer, panel
):
    child = screened.child
    assert found_by("wren", panel, cse_officer) == [child]
    actions.restrict(child=child, by=cse_officer, reason="A relative works here.")
    assert found_by("wren", panel, cse_officer) == []
    assert found_by(child.reference.lower(), panel, cse_officer)[0].veiled
    client = sign_in(cse_officer)
    page = client.get(reverse("referrals:panel_add", args=[panel.reference])).content.decode()
    assert child.reference in page and "Testerby" not in page
    put_on(panel, cse_officer, child)
    page = client.get(reverse("referrals:panel", args=[panel.reference])).content.decode()
    assert child.reference in page and "Testerby" not in page
    summary = client.get(reverse("referrals:panel_child", args=[panel.reference, child.reference]))
    assert summary.status_code == 302 and "/reason/" in summary.url


def test_nobody_is_put_on_the_list_without_a_reason(screened, cse_officer, panel):
    with pytest.raises(Incomplete) as missing:
        put_on(panel, cse_officer, screened.child, why="  ")
    assert list(missing.value.problems) == [screened.child.reference]
    with pytest.raises(Incomplete):
        actions.add_children(panel=panel, by=cse_officer, reasons={})
    assert not PanelChild.objects.exists()


def test_a_child_of_another_area_is_not_there(walsall, cse_officer, panel):
    foreign = make_completed(make_member(make_agency(walsall)), "level-3").child
    with pytest.raises(Http404):
        put_on(panel, cse_officer, foreign)
    assert foreign.reference not in reasons(panel, cse_officer)


def test_a_child_nobody_has_screened_to_the_end_is_not_there(practitioner, cse_officer, panel):
    with pytest.raises(Http404):
        put_on(panel, cse_officer, make_child(practitioner))


def test_another_areas_officer_and_another_role_run_nothing(walsall, lead, panel):
    theirs = make_member(make_agency(walsall, "council"), "cse_officer")
    for member in (theirs, lead):
        with pytest.raises(Http404):
            actions.close_panel(panel=panel, by=member)
    with pytest.raises(Http404):
        actions.plan_panel(by=lead, held_on=clock.today())


def test_one_panel_a_day_and_it_keeps_the_name_it_had(cse_officer, solihull, panel):
    assert panel.name == "MACE"
    with pytest.raises(Incomplete) as clash:
        make_panel(cse_officer)
    assert list(clash.value.problems) == ["held_on"]
    solihull.panel_name = "CMOG"
    solihull.save()
    cse_officer.agency.refresh_from_db()
    assert make_panel(cse_officer, days=30).name == "CMOG"
    panel.refresh_from_db()
    assert panel.name == "MACE"


def test_who_was_invited_last_time_is_invited_again_without_saying_that_they_came(cse_officer, panel, school):
    row = actions.invite(panel=panel, by=cse_officer, agency=school, name="Colm Mockford", job_title="Lead")
    actions.note_attendance(panel=panel, by=cse_officer, came={row.pk: True})
    again = make_panel(cse_officer, days=30).attendance.get()
    assert (again.agency, again.name, again.job_title, again.came) == (school, "Colm Mockford", "Lead", None)
    with pytest.raises(Incomplete):
        actions.invite(panel=panel, by=cse_officer, agency=school, name="Colm Mockford")


def test_an_agency_of_another_area_is_not_invited(cse_officer, panel, walsall):
    with pytest.raises(Incomplete) as missing:
        actions.invite(panel=panel, by=cse_officer, agency=make_agency(walsall), name="")
    assert set(missing.value.problems) == {"agency", "name"}


def test_an_owner_is_told_without_a_name_and_sees_the_childs_only_where_they_may(
    practitioner, cse_officer, panel, screened, school
):
    colleague = make_member(school, name="Teo Makebelieve")
    about = put_on(panel, cse_officer, screened.child)
    mine, theirs = (agree(about, cse_officer, owner) for owner in (practitioner, colleague))
    told = Message.objects.filter(kind="panel_action")
    assert {(each.to_user_id, each.reference) for each in told} == {
        (practitioner.user_id, mine.reference),
        (colleague.user_id, theirs.reference),
    }
    assert to_do(practitioner, 20) == [mine]
    assert child_words(practitioner, [mine]) == {mine.pk: "Wren Testerby"}
    assert child_words(colleague, [theirs]) == {theirs.pk: screened.child.reference}


def test_an_action_stands_on_its_owners_home_until_it_is_done(sign_in, practitioner, cse_officer, panel, screened):
    action = agree(put_on(panel, cse_officer, screened.child), cse_officer, practitioner)
    client = sign_in(practitioner)
    assert action.reference in client.get(reverse("screening:home")).content.decode()
    address = reverse("referrals:panel_action", args=[action.reference])
    assert "Say what came of it" in client.post(address, {"result": " "}).content.decode()
    assert client.post(address, {"result": "Two addresses are known."}).status_code == 302
    action.refresh_from_db()
    assert (action.result, action.done_by) == ("Two addresses are known.", practitioner)
    assert action.reference not in client.get(reverse("screening:home")).content.decode()
    again = client.post(address, {"result": "Again"})
    assert again.status_code == 409 and "already marked this as done" in again.content.decode()


@pytest.mark.parametrize(
    ("fields", "box"),
    [
        ({"what": " "}, "what"),
        ({"agency": None}, "agency"),
        ({"owner_name": ""}, "owner"),
        ({"due_on": None}, "due_on"),
        ({"due_on": dt.date(2020, 1, 1)}, "due_on"),
    ],
    ids=["what", "agency", "owner", "no day", "day before the meeting"],
)
def test_an_action_says_what_who_and_by_when(cse_officer, panel, screened, fields, box):
    about = put_on(panel, cse_officer, screened.child)
    with pytest.raises(Incomplete) as missing:
        agree(about, cse_officer, **fields)
    assert box in missing.value.problems
    assert not PanelAction.objects.exists()


def test_somebody_who_has_left_is_given_nothing(cse_officer, panel, screened, practitioner):
    about = put_on(panel, cse_officer, screened.child)
    practitioner.ended_on = clock.today()
    practitioner.save()
    with pytest.raises(Incomplete) as missing:
        agree(about, cse_officer, practitioner)
    assert "owner" in missing.value.problems


def test_what_is_late_stands_on_the_panels_page_from_the_day_after(sign_in, cse_officer, screened, panel):
    about = put_on(panel, cse_officer, screened.child)
    action = agree(about, cse_officer)
    for due_on, is_late in ((clock.today(), False), (clock.today() - dt.timedelta(days=1), True)):
        PanelAction.objects.update(due_on=due_on)
        page = sign_in(cse_officer).get(reverse("referrals:panels")).content.decode()
        assert (action.reference in page) is is_late
    actions.finish_action(action=action, by=cse_officer, result="Done.")
    assert action.reference not in sign_in(cse_officer).get(reverse("referrals:panels")).content.decode()


def test_closing_needs_a_word_on_every_child_and_the_day_of_the_meeting(cse_officer, screened, panel):
    about = put_on(panel, cse_officer, screened.child)
    with pytest.raises(Incomplete) as missing:
        actions.close_panel(panel=panel, by=cse_officer)
    assert list(missing.value.problems) == [screened.child.reference]
    actions.write_discussed(about=about, by=cse_officer, discussed="", stays=False)
    assert actions.close_panel(panel=panel, by=cse_officer).closed_by == cse_officer
    tomorrow = make_panel(cse_officer, days=1)
    with pytest.raises(NotPossible, match="on that day or later"):
        actions.close_panel(panel=tomorrow, by=cse_officer)


def test_once_closed_it_is_only_read_but_its_actions_go_on(cse_officer, screened, panel, practitioner, school):
    about = put_on(panel, cse_officer, screened.child)
    action, row = agree(about, cse_officer, practitioner), None
    row = actions.invite(panel=panel, by=cse_officer, agency=school, name="Colm Mockford")
    closed(panel, cse_officer)
    tried = (
        lambda: put_on(panel, cse_officer, make_completed(practitioner, "level-2").child),
        lambda: actions.write_discussed(about=about, by=cse_officer, discussed="More", stays=False),
        lambda: agree(about, cse_officer),
        lambda: actions.take_off(about=about, by=cse_officer, reason="Wrong child."),
        lambda: actions.invite(panel=panel, by=cse_officer, agency=school, name="Another"),
        lambda: actions.note_attendance(panel=panel, by=cse_officer, came={row.pk: True}),
        lambda: actions.close_panel(panel=panel, by=cse_officer),
    )
    for attempt in tried:
        with pytest.raises(NotPossible, match="only read"):
            attempt()
    assert actions.finish_action(action=action, by=practitioner, result="Done.").done_at


def test_a_child_put_on_by_mistake_comes_off_until_the_panel_has_talked_about_it(cse_officer, screened, panel):
    about = put_on(panel, cse_officer, screened.child)
    actions.take_off(about=about, by=cse_officer, reason="Wrong child.")
    assert not panel.children.exists()
    about = put_on(panel, cse_officer, screened.child)
    actions.write_discussed(about=about, by=cse_officer, discussed="Said.", stays=None)
    with pytest.raises(NotPossible, match="talked about"):
        actions.take_off(about=about, by=cse_officer, reason="Wrong child.")


def test_taking_off_is_asked_first_with_why_and_a_second_press_is_calm(sign_in, cse_officer, screened, panel):
    put_on(panel, cse_officer, screened.child)
    at_panel = [panel.reference, screened.child.reference]
    client, page = sign_in(cse_officer), reverse("referrals:panel_take_off", args=at_panel)
    assert page in client.get(reverse("referrals:panel_child", args=at_panel)).content.decode()
    assert f"Take {screened.child.name} off the list?" in client.get(page).content.decode()
    actions.restrict(child=screened.child, by=cse_officer, reason="A relative works here.")
    assert screened.child.name not in client.get(page).content.decode()
    assert "Say why the child comes off the list" in client.post(page, {"reason": " "}).content.decode()
    assert panel.children.exists()
    back = reverse("referrals:panel", args=[panel.reference])
    assert [client.post(page, {"reason": "The brother was meant."}).url for _ in range(2)] == [back, back]
    assert not panel.children.exists()
    assert Event.objects.get(detail__what="child_taken_off").reason == "The brother was meant."


def test_every_change_is_recorded_and_no_event_holds_what_was_said(cse_officer, screened, panel):
    about = put_on(panel, cse_officer, screened.child, why="A grey car.")
    agree(about, cse_officer, what="Map the grey car.")
    closed(panel, cse_officer)
    events = Event.objects.filter(reference=panel.reference).order_by("id")
    assert [each.type for each in events] == [
        "panel:made", "panel:changed", "panel:changed", "panel:changed", "panel:closed",
    ]  # fmt: skip
    assert {each.child for each in events} == {"", screened.child.reference}
    assert "grey" not in str([(each.detail, each.reason) for each in events])


def version_on(client, page: str) -> str:
    return client.get(page).context["version"]


def test_of_two_officers_who_write_about_a_child_the_second_sees_what_the_first_wrote(
    sign_in, cse_officer, screened, panel
):
    about = put_on(panel, cse_officer, screened.child)
    second = make_member(cse_officer.agency, "cse_officer", name="Nia Mockley")
    address = reverse("referrals:panel_child", args=[panel.reference, screened.child.reference])
    client = sign_in(second)
    typed = {"do": "said", "discussed": "The aunt is worried.", "stays": "no", "version": version_on(client, address)}
    actions.write_discussed(about=about, by=cse_officer, discussed="A new car.\nGrey.", stays=True)
    missing = client.post(address, typed | {"stays": ""})
    assert missing.context["version"] == typed["version"]
    refused = client.post(address, typed)
    text = refused.content.decode()
    assert refused.status_code == 409
    assert "Somebody else has written" in text and "A new car." in text and "The aunt is worried." in text
    about.refresh_from_db()
    assert (about.discussed, about.stays) == ("A new car.\nGrey.", True)
    both = typed | {"discussed": "A new car.\r\nGrey. The aunt is worried.", "version": refused.context["version"]}
    # The second press of the same button changes nothing.
    assert [client.post(address, both).status_code for _ in range(2)] == [302, 302]
    about.refresh_from_db()
    assert (about.discussed, about.stays) == ("A new car.\nGrey. The aunt is worried.", False)
    assert Event.objects.filter(reference=panel.reference, detail__what="discussed").count() == 2


def test_an_action_for_a_child_who_was_taken_off_meanwhile_is_refused_in_words(cse_officer, screened, panel):
    about = put_on(panel, cse_officer, screened.child)
    actions.take_off(about=PanelChild.objects.get(), by=cse_officer, reason="Wrong child.")
    with pytest.raises(NotPossible, match="not on the list any more"):
        agree(about, cse_officer)


def test_a_double_press_agrees_one_action_and_tells_its_owner_once(cse_officer, screened, panel, practitioner):
    about = put_on(panel, cse_officer, screened.child)
    first, again = (agree(about, cse_officer, practitioner) for _ in range(2))
    assert first == again and Message.objects.filter(kind="panel_action").count() == 1
    assert agree(about, cse_officer, practitioner, due_on=panel.held_on) != first
    actions.finish_action(action=first, by=practitioner, result="Done.")
    assert agree(about, cse_officer, practitioner) != first


def test_the_officer_goes_through_a_meeting_on_the_pages(sign_in, cse_officer, screened, practitioner):
    client, ref = sign_in(cse_officer), screened.child.reference
    day = clock.today()
    typed = {"held_on_day": day.day, "held_on_month": day.month, "held_on_year": day.year, "where": "Room 2"}
    page = client.post(reverse("referrals:panel_plan"), typed).url
    without = client.post(f"{page}add/", {"children": ref, f"why_{ref}": " "})
    assert "Say why the panel talks about this child" in without.content.decode()
    assert client.post(f"{page}add/", {"children": ref, f"why_{ref}": "Level 3."}).url == page
    child = f"{page}children/{ref}/"
    assert "Got out of a grey car" not in client.get(child).content.decode()
    agreed = {
        "do": "agree", "what": "Map the addresses.", "owner": practitioner.pk,
        "due_on_day": day.day, "due_on_month": day.month, "due_on_year": day.year,
    }  # fmt: skip
    assert client.post(child, agreed).status_code == 302
    assert "owner" in client.post(child, agreed | {"owner": ""}).content.decode()
    assert PanelAction.objects.get().owner == practitioner
    assert client.post(f"{page}close/").status_code == 409
    said = {"do": "said", "discussed": "Said.", "stays": "yes", "version": version_on(client, child)}
    assert client.post(child, said).status_code == 302
    invited = {"do": "invite", "agency": practitioner.agency_id, "name": "Priya Sampleton"}
    assert client.post(f"{page}attendance/", invited).status_code == 302
    row = Panel.objects.get().attendance.get()
    assert client.post(f"{page}attendance/", {"do": "came", f"came_{row.pk}": "yes"}).status_code == 302
    assert client.post(f"{page}close/").url == page
    shown = client.get(child).content.decode()
    assert "Stays on the list: yes" in shown and "Add this action" not in shown
    assert "Priya Sampleton" in client.get(page).content.decode()


def test_a_mash_worker_finds_their_actions_in_the_inbox_and_on_a_list_until_they_are_done(
    sign_in, panel, screened, cse_officer, mash_worker, practitioner
):
    about = put_on(panel, cse_officer, screened.child)
    action = agree(about, cse_officer, mash_worker, what="Ask the neighbours.")
    agree(about, cse_officer, practitioner, what="Ring the aunt.")
    client, places = sign_in(mash_worker), (reverse("referrals:inbox"), reverse("referrals:panel_actions"))
    for place in places:
        shown = client.get(place).content.decode()
        assert "Ask the neighbours." in shown and reverse("referrals:panel_action", args=[action.reference]) in shown
        assert "Ring the aunt." not in shown
    actions.finish_action(action=action, by=mash_worker, result="Nobody knows him.")
    inbox, own = (client.get(place).content.decode() for place in places)
    assert "Ask the neighbours." not in inbox and "Nothing waits for you." in own
    assert "Done in the last 90 days" in own and "Ask the neighbours." in own
    PanelAction.objects.filter(pk=action.pk).update(done_at=clock.now() - dt.timedelta(days=91))
    assert "Ask the neighbours." not in client.get(places[1]).content.decode()


def test_the_officers_day_has_what_the_panel_agreed_that_they_do(sign_in, panel, screened, cse_officer, mash_worker):
    about = put_on(panel, cse_officer, screened.child)
    agree(about, cse_officer, cse_officer, what="Map the bus stops.")
    agree(about, cse_officer, mash_worker, what="Ask the neighbours.")
    shown = sign_in(cse_officer).get(reverse("referrals:today")).content.decode()
    assert "Map the bus stops." in shown and "Ask the neighbours." not in shown

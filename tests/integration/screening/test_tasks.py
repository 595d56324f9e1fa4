"""The task list and its neighbours: which tool and why, the front sheet, and deleting a draft."""

import datetime as dt

import pytest
import time_machine

from audit.models import Event
from screening import actions
from screening.models import Screening
from screening.pages import FRONT_SHEET
from tests.factories.screenings import NARRATIVE, answer, judgement, make_child, make_completed, make_draft


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel("2026-11-20 14:00:00+00:00", tick=False) as clock:
        yield clock


@pytest.fixture
def draft(practitioner):
    child = make_child(practitioner)
    return actions.start(by=practitioner, area=practitioner.area, child=child)


def at(draft, page="") -> str:
    return f"/screenings/{draft.reference}/{page}/".replace("//", "/")


def see_every_section(draft):
    for section in draft.edition.sections.all():
        actions.save_section(screening=draft, by=draft.practitioner, section=section, answers={})


def test_each_section_has_a_row_and_nothing_counts_as_answered(priya, draft):
    page = priya.get(at(draft)).content.decode()
    for section in draft.edition.sections.all():
        assert section.title in page
    assert page.count("Not started") == draft.edition.sections.count() + 2
    assert "0 answered" in page


def test_the_check_comes_last(priya, draft):
    page = priya.get(at(draft)).content.decode()
    assert "Cannot start yet" in page
    assert at(draft, "check") not in page


def test_the_check_opens_when_every_page_was_seen(priya, draft):
    see_every_section(draft)
    actions.save_front_sheet(screening=draft, by=draft.practitioner, values={})
    actions.save_narrative(screening=draft, by=draft.practitioner, values=NARRATIVE)
    page = priya.get(at(draft)).content.decode()
    assert f'<a href="{at(draft, "check")}" role="button"' in page


def test_the_button_leads_to_the_first_page_that_is_not_done(priya, draft):
    assert f'<a href="{at(draft, "about")}" role="button"' in priya.get(at(draft)).content.decode()
    actions.save_front_sheet(screening=draft, by=draft.practitioner, values={})
    first = draft.edition.sections.first()
    assert f'<a href="{at(draft, f"section/{first.code}")}" role="button"' in priya.get(at(draft)).content.decode()


def test_an_answer_without_its_evidence_keeps_its_section_open(priya, draft):
    indicator = draft.edition.indicators.select_related("section").first()
    answer(draft, indicator.code, "suspected", what="")
    page = priya.get(at(draft)).content.decode()
    assert "1 answered" in page and "Evidence is missing for 1 of them" in page
    assert "In progress" in page


def test_a_noted_call_does_not_keep_the_check_closed(priya, draft):
    Screening.objects.filter(pk=draft.pk).update(danger=True)
    see_every_section(draft)
    actions.save_front_sheet(screening=draft, by=draft.practitioner, values={})
    actions.save_narrative(screening=draft, by=draft.practitioner, values=NARRATIVE)
    page = priya.get(at(draft)).content.decode()
    assert "In writing not yet" in page and at(draft, "check") in page


def test_looking_at_the_task_list_is_an_event(priya, draft):
    priya.get(at(draft))
    assert Event.objects.about(draft.reference).filter(type="screening:viewed").count() == 1


def test_the_title_has_the_reference_and_no_name(priya, draft):
    title = priya.get(at(draft)).content.decode().split("</title>")[0]
    assert draft.reference in title and "Testerby" not in title


@pytest.mark.parametrize("page", ["", "about", "tool", "child", "delete"])
def test_a_complete_screening_leads_to_its_record(priya, practitioner, page):
    done = make_completed(practitioner, "universal")
    assert priya.get(at(done, page)).headers["Location"] == at(done, "view")


@pytest.mark.parametrize("page", ["about", "tool"])
def test_a_stub_leads_to_its_child_first(priya, practitioner, page):
    stub = actions.start(by=practitioner, area=practitioner.area, child=None, danger=True)
    assert priya.get(at(stub, page)).headers["Location"] == at(stub, "child")


def test_the_number_of_questions_to_the_database_does_not_grow(priya, draft, django_assert_max_num_queries):
    for indicator in draft.edition.indicators.all()[:12]:
        answer(draft, indicator.code, "not_present")
    with django_assert_max_num_queries(22):
        priya.get(at(draft))


def test_the_earlier_result_stands_beside_a_new_tool(priya, practitioner, friday):
    child = make_child(practitioner, date_of_birth=dt.date(2014, 12, 1))
    draft = make_draft(practitioner, child=child)
    actions.submit(screening=draft, by=practitioner, judgement=judgement("universal"))
    friday.move_to("2026-12-02 14:00:00+00:00")
    priya.force_login(practitioner.user)
    later = actions.start(by=practitioner, area=practitioner.area, child=child)
    page = priya.get(at(later, "tool")).content.decode()
    assert "Wren is 12 today: the tool for ages 12 to 17" in page
    assert "Tool changed." in page and "do not compare" in page


def front_sheet(**values) -> dict:
    return {"gender": "female", "address": "1 Invented Row", **values}


def test_a_front_sheet_left_blank_is_not_called_answered(priya, draft):
    priya.post(at(draft, "about"), {})
    assert "Seen, nothing written" in priya.get(at(draft)).content.decode()


def test_the_front_sheet_asks_every_question_and_fills_none(priya, draft):
    page = priya.get(at(draft, "about")).content.decode()
    for field in FRONT_SHEET:
        assert f'name="{field.name}"' in page
    assert " checked" not in page


def test_the_front_sheet_is_kept_without_its_blanks(priya, draft):
    answer = priya.post(at(draft, "about"), front_sheet(school=""))
    draft.refresh_from_db()
    assert draft.front_sheet == {"gender": "female", "address": "1 Invented Row"}
    assert answer.headers["Location"] == at(draft)


def test_rule_30_an_authority_is_one_of_the_portals_areas_or_another_that_is_typed(priya, draft):
    page = priya.get(at(draft, "about")).content.decode()
    for name in ("Solihull", "Walsall", "another"):
        assert page.count(f'<option value="{name}"') == 2
    typed = {"home_authority": "another", "home_authority_name": "Coventry"}
    priya.post(at(draft, "about"), typed | {"host_authority": "Walsall", "host_authority_name": "Left from before"})
    draft.refresh_from_db()
    assert draft.front_sheet == typed | {"host_authority": "Walsall"}


def test_save_and_come_back_later_goes_home(priya, draft):
    assert priya.post(at(draft, "about"), front_sheet(later="1")).headers["Location"] == "/home/"


def test_the_page_saves_itself_while_typing(priya, draft):
    answer = priya.post(at(draft, "about"), front_sheet(), headers={"X-Draft": "1"})
    assert answer.json()["saved_at"] == "14:00"
    draft.refresh_from_db()
    assert draft.front_sheet["address"] == "1 Invented Row"


def test_an_answer_that_is_not_on_the_page_is_refused(priya, draft):
    page = priya.post(at(draft, "about"), front_sheet(gender="robot")).content.decode()
    assert "Gender: choose one of the answers shown" in page
    draft.refresh_from_db()
    assert draft.front_sheet == {}


def test_what_is_too_long_is_said_while_typing(priya, draft):
    answer = priya.post(at(draft, "about"), front_sheet(school="x" * 501), headers={"X-Draft": "1"})
    assert answer.status_code == 422
    assert "too long" in answer.json()["error"]


def test_a_draft_is_deleted_with_its_reason(priya, draft):
    priya.post(at(draft, "delete"), {"reason": "Begun about the wrong child"})
    assert Event.objects.about(draft.reference).get(type="screening:deleted").reason == "Begun about the wrong child"
    assert priya.get(at(draft)).status_code == 404
    assert "is deleted" in priya.get("/home/").content.decode()


def test_a_draft_is_not_deleted_without_a_reason(priya, draft):
    assert "Say why you delete this draft" in priya.post(at(draft, "delete"), {"reason": " "}).content.decode()
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_draft_the_mash_knows_of_cannot_be_deleted(priya, practitioner, solihull):
    details = {"who": "Wren", "where": "Unknown", "what": "A grey car", "phone": "01632 960401"}
    alert = actions.raise_alert(by=practitioner, area=solihull, details=details, reference="S-0000-0002")
    page = priya.post(at(alert.screening, "delete"), {"reason": "Tidying"}).content.decode()
    assert "This draft cannot be deleted" in page
    assert Screening.objects.get().status == "draft"


def test_rule_6_an_estimated_age_asks_for_the_birth_date(priya, practitioner):
    unknown = {"date_of_birth": None, "estimated_age": 11, "age_source": "The year group"}
    assert "ask for the date of birth" in priya.get(at(make_draft(practitioner, **unknown))).content.decode()
    assert "ask for the date of birth" not in priya.get(at(make_draft(practitioner))).content.decode()

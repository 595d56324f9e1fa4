"""The child page: who the child is, the age that leads to a tool, a known child offered, and odd input."""

import datetime as dt

import pytest
import time_machine

from audit.models import Event
from screening import actions
from screening.models import Child, Screening
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_child, make_draft
from tests.integration.screening.begun import ADULT, CHILD, START, answer_questions, estimated, token, wren


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel("2026-11-20 14:00:00+00:00", tick=False):
        yield


@pytest.fixture
def visitor(sign_in, practitioner):
    visitor = sign_in(practitioner)
    answer_questions(visitor)
    return visitor


def save(visitor, form):
    return visitor.post(CHILD, {**form, "begins": token(visitor.get(CHILD))})


def born(day, month, year) -> dict:
    return {"date_of_birth_day": day, "date_of_birth_month": month, "date_of_birth_year": year}


def test_saving_the_child_makes_the_draft_and_says_which_tool(visitor, solihull):
    answer = save(visitor, wren(solihull))
    draft = Screening.objects.get()
    page = visitor.get(answer.headers["Location"]).content.decode()
    assert (draft.child.name, draft.child.date_of_birth) == ("Wren Testerby", dt.date(2016, 6, 9))
    assert "Wren is 10 today: the under 12 tool" in page
    assert "Provisional content, not the authorised edition" in page


@pytest.mark.parametrize(
    ("date", "tool"),
    [
        (("21", "11", "2014"), "petch"),
        (("20", "11", "2014"), "regional"),
        (("21", "Nov", "2008"), "regional"),
        (("29", "feb", "2016"), "petch"),
    ],
)
def test_the_age_today_decides_the_tool(visitor, solihull, date, tool):
    save(visitor, wren(solihull, **born(*date)))
    assert Screening.objects.get().tool == tool


@pytest.mark.parametrize(
    ("date", "sentence"),
    [
        (("31", "2", "2016"), "Date of birth must be a real date, like 9 June 2016"),
        (("29", "2", "2015"), "Date of birth must be a real date"),
        (("21", "11", "2026"), "Date of birth must be today or in the past"),
        (("9", "6", "16"), "must include the year in full"),
        (("9", "", "2016"), "must include a month"),
        (("9", "6", "1900"), "less than 120 years ago"),
        (("9", "Juin", "2016"), "must be a real date"),
        (("9" * 400, "6", "2016"), "must be a real date"),
        (("-1", "6", "2016"), "must be a real date"),
        (("99999999999999999999", "6", "2016"), "must be a real date"),
        (("", "", ""), "Give the date of birth, or the youngest age the child may be"),
    ],
)
def test_an_impossible_birth_date_is_asked_again(visitor, solihull, date, sentence):
    page = save(visitor, wren(solihull, **born(*date))).content.decode()
    assert sentence in page
    assert "<title>Error: " in page
    assert not Screening.objects.exists()
    assert not Child.objects.exists()


def test_an_estimate_counts_from_today_and_says_so(visitor, solihull):
    page = visitor.get(save(visitor, estimated(solihull, 11)).headers["Location"]).content.decode()
    child = Child.objects.get()
    assert (child.estimated_age, child.estimated_on) == (11, dt.date(2026, 11, 20))
    assert "Wren may be as young as 11: the under 12 tool" in page


@pytest.mark.parametrize(
    ("age", "source", "sentence"),
    [
        ("11", "", "Say how the age is known"),
        ("11", " ", "Say how the age is known"),
        ("-1", "Guess", "from 0 to 120"),
        ("121", "Guess", "from 0 to 120"),
        ("ten", "Guess", "from 0 to 120"),
        ("10.5", "Guess", "from 0 to 120"),
        ("1" * 5000, "Guess", "from 0 to 120"),
        ("11", "x" * 201, "must be 200 characters or fewer"),
    ],
)
def test_an_estimate_that_cannot_be_is_asked_again(visitor, solihull, age, source, sentence):
    assert sentence in save(visitor, estimated(solihull, age, source)).content.decode()
    assert not Screening.objects.exists()


def test_a_birth_date_and_an_estimate_together_are_asked_about(visitor, solihull):
    page = save(visitor, wren(solihull, estimated_age="10", age_source="Guess")).content.decode()
    assert "Give the date of birth or an estimated age, not both" in page


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Síle O’Mockham-D'Arcy", "Síle O’Mockham-D'Arcy"),
        ("נועה", "נועה"),
        ("A", "A"),
        ("ß" * 200, "ß" * 200),
        ("Zoë", "Zoë"),
        ("  Wren \n\t Ash ", "Wren Ash"),
        ("Wr\x00en", "Wren"),
        ("Wren\u202e", "Wren"),
        ("<b>Wren</b> {{ x }}", "<b>Wren</b> {{ x }}"),
        ("Wren 🐦", "Wren 🐦"),
    ],
)
def test_names_are_kept_as_people_have_them(visitor, solihull, typed, kept):
    answer = save(visitor, wren(solihull, first_names=typed, family_name=""))
    assert Child.objects.get().first_names == kept
    assert visitor.get(answer.headers["Location"]).status_code == 200
    assert visitor.get("/home/").status_code == 200


@pytest.mark.parametrize("typed", ["", "   ", "\u200b\u200b", "\u00a0", "🙂", "\u202e", "--"])
def test_a_name_without_a_letter_is_asked_again(visitor, solihull, typed):
    page = save(visitor, wren(solihull, first_names=typed)).content.decode()
    assert "Enter the child’s first name, with at least one letter" in page
    assert not Child.objects.exists()


def test_a_name_of_more_than_200_characters_comes_back_uncut(visitor, solihull):
    page = save(visitor, wren(solihull, family_name="x" * 201)).content.decode()
    assert "Family name must be 200 characters or fewer" in page
    assert "x" * 201 in page


def test_markup_in_a_name_is_shown_as_text(visitor, solihull):
    answer = save(visitor, wren(solihull, first_names="<b>Wren</b>"))
    assert "&lt;b&gt;Wren&lt;/b&gt; is 10 today" in visitor.get(answer.headers["Location"]).content.decode()


def test_the_child_of_another_area_is_screened_for_that_area(visitor, walsall):
    save(visitor, wren(walsall))
    assert Screening.objects.get().area == walsall


def test_pressed_twice_it_is_one_draft_of_one_child(visitor, solihull):
    form = {**wren(solihull), "begins": token(visitor.get(CHILD))}
    first, second = visitor.post(CHILD, form), visitor.post(CHILD, form)
    assert first.headers["Location"] == second.headers["Location"]
    assert Screening.objects.count() == Child.objects.count() == 1


def test_two_cases_in_two_tabs_are_two_drafts(visitor, solihull):
    one, other = token(visitor.get(CHILD)), token(visitor.get(CHILD))
    visitor.post(CHILD, {**wren(solihull), "begins": one})
    visitor.post(CHILD, {**wren(solihull, first_names="Oakley", family_name="Mockham"), "begins": other})
    assert Screening.objects.count() == 2


@pytest.mark.parametrize("begins", ["", "forged", "S-0000-0000:forged"])
def test_a_tampered_hidden_field_is_refused(visitor, solihull, begins):
    assert visitor.post(CHILD, {**wren(solihull), "begins": begins}).status_code == 400
    assert not Child.objects.exists()


def test_an_adult_is_led_on_and_nothing_is_kept(visitor, solihull):
    answer = save(visitor, wren(solihull, **born("20", "11", "2008")))
    page = visitor.get(answer.headers["Location"]).content.decode()
    assert answer.headers["Location"] == ADULT
    assert "At 18 there is no screening" in page
    assert "Adult safeguarding" in page and "101" in page and "Back to home" in page
    assert not Screening.objects.exists() and not Child.objects.exists()


def test_an_estimate_of_18_is_led_on_too(visitor, solihull):
    assert save(visitor, estimated(solihull, 18)).headers["Location"] == ADULT


def test_what_was_typed_in_one_role_does_not_turn_up_in_another(visitor, practitioner, solihull):
    elsewhere = make_member(make_agency(solihull, name="Larkfield Demo Primary"), user=practitioner.user)
    save(visitor, wren(solihull, **born("20", "11", "2008")))
    visitor.post("/working-as/", {"role": elsewhere.pk})
    assert visitor.get(CHILD).headers["Location"] == START


def test_going_back_from_the_adult_page_shows_what_was_typed(visitor, solihull):
    save(visitor, wren(solihull, **born("20", "11", "2008")))
    page = visitor.get(CHILD).content.decode()
    assert 'value="Testerby"' in page and 'value="2008"' in page


def test_the_next_case_begins_blank(visitor, solihull):
    save(visitor, wren(solihull, **born("20", "11", "2008")))
    answer_questions(visitor)
    assert "Testerby" not in visitor.get(CHILD).content.decode()


def known(practitioner, **fields) -> Child:
    values = {"first_names": "Ren", "family_name": "Testerbey", "date_of_birth": dt.date(2016, 6, 9), **fields}
    draft = make_draft(practitioner, child=make_child(practitioner, **values))
    return draft.child


@pytest.fixture
def colleague(school):
    return make_member(school, name="Tansy Pretender")


def test_a_child_the_agency_knows_is_offered_with_none_chosen(visitor, colleague, solihull):
    child = known(colleague)
    page = save(visitor, wren(solihull)).content.decode()
    assert "Is it one of these?" in page and "Ren Testerbey, born 9 June 2016" in page
    assert f'value="{child.reference}" checked' not in page
    assert Event.objects.filter(type="child:viewed", child=child.reference).exists()
    assert not Screening.objects.filter(child__first_names="Wren").exists()


def test_the_known_child_that_is_chosen_is_screened(visitor, colleague, solihull):
    child = known(colleague)
    save(visitor, wren(solihull, match=child.reference))
    assert Child.objects.get() == child
    assert Screening.objects.filter(child=child).count() == 2
    assert Event.objects.filter(type="child:matched", child=child.reference).count() == 1


def test_none_of_these_makes_a_record_of_its_own(visitor, colleague, solihull):
    known(colleague)
    save(visitor, wren(solihull, match="none"))
    assert Child.objects.count() == 2


@pytest.mark.parametrize("match", ["", "C-0000-0000", "1", "None"])
def test_a_choice_that_was_not_offered_is_asked_again(visitor, colleague, solihull, match):
    known(colleague)
    assert "Say whether it is one of these, or none" in save(visitor, wren(solihull, match=match)).content.decode()


def test_a_child_of_another_agency_is_never_offered(visitor, solihull):
    elsewhere = make_member(make_agency(solihull), name="Rowan Imaginary")
    known(elsewhere)
    assert save(visitor, wren(solihull)).status_code == 302


def test_a_known_child_without_a_birth_date_gets_the_one_that_was_typed(visitor, colleague, solihull):
    estimate = {"date_of_birth": None, "estimated_age": 12, "age_source": "Guess"}
    child = known(colleague, **estimate)
    save(visitor, wren(solihull, match=child.reference))
    child.refresh_from_db()
    assert (child.date_of_birth, child.estimated_age) == (dt.date(2016, 6, 9), None)
    assert Screening.objects.latest("id").tool == "petch"


def test_a_draft_of_ones_own_about_the_known_child_is_given_again(visitor, practitioner, solihull):
    child = known(practitioner)
    answer = save(visitor, wren(solihull, match=child.reference))
    assert answer.headers["Location"] == f"/screenings/{Screening.objects.get().reference}/"


def test_a_deleted_draft_does_not_hide_a_known_child(practitioner):
    child = known(practitioner)
    second = actions.start(by=practitioner, area=practitioner.area, child=child)
    actions.delete_draft(screening=second, by=practitioner, reason="Begun twice")
    found = actions.possible_matches(
        by=practitioner, first_names="Wren", family_name="Testerby", date_of_birth=dt.date(2016, 6, 9)
    )
    assert found == [child]


def test_a_stub_becomes_the_draft_of_its_child(visitor, practitioner, solihull):
    stub = actions.start(by=practitioner, area=solihull, child=None, danger=True)
    answer = visitor.post(f"/screenings/{stub.reference}/child/", wren(solihull))
    assert answer.headers["Location"] == f"/screenings/{stub.reference}/tool/"
    draft = Screening.objects.get()
    assert (draft.child.name, draft.tool, draft.danger) == ("Wren Testerby", "petch", True)


def test_the_page_of_a_draft_shows_its_child_and_records_the_look(visitor, practitioner):
    draft = make_draft(practitioner)
    page = visitor.get(f"/screenings/{draft.reference}/child/").content.decode()
    assert 'value="Testerby"' in page
    assert Event.objects.filter(type="child:viewed", child=draft.child.reference).count() == 1


def test_a_corrected_birth_date_that_moves_the_tool_is_said(visitor, practitioner, solihull):
    draft = make_draft(practitioner)
    answer = visitor.post(f"/screenings/{draft.reference}/child/", wren(solihull, **born("9", "6", "2012")))
    assert answer.headers["Location"] == f"/screenings/{draft.reference}/tool-changed/"
    draft.refresh_from_db()
    assert draft.tool == "petch"


def test_a_draft_saved_unchanged_leaves_no_change(visitor, practitioner, solihull):
    child = make_child(practitioner, date_of_birth=dt.date(2016, 6, 9))
    draft = make_draft(practitioner, child=child)
    visitor.post(f"/screenings/{draft.reference}/child/", wren(solihull))
    assert not Event.objects.filter(type="child:changed").exists()


def test_the_area_stays_where_the_mash_was_told(visitor, practitioner, solihull, walsall):
    details = {"who": "Wren", "where": "Unknown", "what": "A grey car", "phone": "01632 960401"}
    actions.raise_alert(by=practitioner, area=solihull, details=details, reference="S-0000-0001")
    visitor.post("/screenings/S-0000-0001/child/", wren(walsall))
    draft = Screening.objects.get()
    assert (draft.area, draft.child.name) == (solihull, "Wren Testerby")


def test_the_page_of_a_stub_leads_an_adult_on(visitor, practitioner, solihull):
    stub = actions.start(by=practitioner, area=solihull, child=None, danger=True)
    answer = visitor.post(f"/screenings/{stub.reference}/child/", wren(solihull, **born("1", "1", "2000")))
    assert answer.headers["Location"] == ADULT


def test_what_was_typed_survives_being_signed_out(visitor, practitioner, solihull):
    begins = token(visitor.get(CHILD))
    del visitor.cookies["sessionid"]
    visitor.post(CHILD, {**wren(solihull), "begins": begins})
    visitor.force_login(practitioner.user)
    page = visitor.get(CHILD).content.decode()
    assert "You were signed out" in page and 'value="Testerby"' in page

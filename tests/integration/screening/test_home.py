"""Home and the lists: what waits for a practitioner or a lead, what became of it, and nothing of anybody else."""

import datetime as dt

import pytest
import time_machine

from accounts import actions as people
from referrals import actions as referrals
from screening import actions
from screening.models import Rescreen, Screening
from tests.factories.decisions import details
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import answer, judgement, make_child, make_completed, make_draft

HOME, LIST, COUNTERSIGN = "/home/", "/screenings/", "/countersign/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-20 14:00:00+00:00", tick=False) as moved:
        yield moved


@pytest.fixture
def read(sign_in):
    def page_of(member, address=HOME) -> str:
        return sign_in(member).get(address).content.decode()

    return page_of


@pytest.fixture
def referred(practitioner, mash_worker):
    return make_completed(practitioner, "vulnerable").referral


def decide(referral, by):
    referrals.decide(
        referral=referral, by=by, mash_outcome="section_17", reason="Harm is likely.", feedback="Thank you.",
        next_step="A social worker rings you.", details=details("section_17"),
    )  # fmt: skip


def waiting(practitioner, lead) -> Screening:
    draft = make_draft(practitioner)
    answer(draft, _alert(draft), "suspected", "partial")
    return actions.submit(screening=draft, by=practitioner, judgement=judgement("universal"), second_person=lead)


def _alert(draft) -> str:
    return draft.edition.indicators.filter(weight="alert", sexual_act_or_assault=False).first().code


@pytest.mark.parametrize(
    ("hour", "words"), [(8, "Good morning"), (14, "Good afternoon"), (19, "Good evening"), (0, "Good morning")]
)
def test_home_greets_by_the_clock(read, practitioner, clock, hour, words):
    clock.move_to(dt.datetime(2026, 11, 20, hour, tzinfo=dt.UTC))
    assert f"{words}, Priya" in read(practitioner)


def test_home_with_nothing_to_do_says_what_was_looked_at(read, practitioner):
    page = read(practitioner)
    assert "Nothing waits for you." in page and "Nothing you sent waits for an answer." in page
    assert "Screen a child" in page and "0121 709 7000" in page


def test_a_draft_waits_at_its_practitioners_home_alone(read, practitioner, lead):
    make_draft(practitioner)
    assert "Continue the screening of Wren Testerby" in read(practitioner)
    assert "Wren" not in read(lead)


def test_what_was_sent_shows_its_steps(read, referred, practitioner, mash_worker):
    page = read(practitioner)
    assert f"Referral {referred.reference}" in page and "not yet" in page
    referrals.open_first_time(referral=referred, by=mash_worker)
    assert "Opened<span>today at 14:00</span>" in read(practitioner)


def test_a_decision_is_to_be_read_until_it_was(read, referred, practitioner, mash_worker):
    decide(referred, mash_worker)
    page = read(practitioner)
    assert "Read the decision about Wren Testerby" in page and "New decision to read" in page
    assert "Section 17 assessment" in page and "A social worker rings you." in page
    referrals.read_feedback(referral=referred, by=practitioner)
    page = read(practitioner)
    assert "New decision to read" not in page and "Section 17 assessment" in page


@pytest.mark.parametrize("way", ["joined", "decided", "passed"])
def test_what_was_joined_may_be_disagreed_with_like_a_decision(read, referred, practitioner, mash_worker, way, walsall):
    if way == "decided":
        decide(referred, mash_worker)
    elif way == "passed":
        make_member(make_agency(walsall, "mash"), "mash_worker")
        referrals.move(referral=referred, by=mash_worker, to_area=walsall, reason="Lives there.", feedback="Walsall.")
    else:
        again = make_completed(practitioner, "vulnerable", child=referred.child).referral
        referrals.join(
            referral=referred, by=mash_worker, original=again.reference, reason="The same.", feedback="Read with it."
        )
    referred.refresh_from_db()
    referrals.read_feedback(referral=referred, by=practitioner)
    assert (f"/referrals/{referred.reference}/disagree/" in read(practitioner)) is (way != "passed")


def test_no_decision_by_the_due_time_is_to_be_asked_about(read, referred, practitioner, clock):
    clock.move_to("2026-11-23 16:00:00+00:00")
    page = read(practitioner)
    assert "Ask the MASH about Wren Testerby" in page and "2 h overdue" in page


@pytest.mark.parametrize(
    ("day", "tag", "is_to_do"),
    [
        ("2026-12-20", None, False),
        ("2026-12-25", "Due Fri 1 Jan 2027", True),
        ("2027-01-01", "Due today", True),
        ("2027-01-03", "2 days overdue", True),
    ],
)
def test_a_rescreen_is_to_do_from_a_week_before(read, practitioner, referred, mash_worker, clock, day, tag, is_to_do):
    decide(referred, mash_worker)
    referrals.read_feedback(referral=referred, by=practitioner)
    assert Rescreen.objects.get().due_on == dt.date(2027, 1, 1)
    clock.move_to(f"{day} 12:00:00+00:00")
    page = read(practitioner)
    to_do = page.split("What became of it")[0]
    assert ("Screen Wren Testerby again" in to_do) is is_to_do
    assert (tag or "Re-screens to come") in page


def test_what_the_second_person_sent_back_comes_before_other_drafts(read, practitioner, lead):
    returned = waiting(practitioner, lead)
    actions.send_back(screening=returned, by=lead, reason="Look again")
    make_draft(practitioner, first_names="Oakley", family_name="Mockham")
    page = read(practitioner)
    assert page.index("Look again at the screening of Wren") < page.index("Continue the screening of Oakley")


def test_a_screening_with_the_second_person_says_who_has_it(read, practitioner, lead):
    waiting(practitioner, lead)
    assert "Waits for Colm Mockford to agree or send it back" in read(practitioner)


def test_the_second_person_finds_it_at_home_and_on_the_list(read, practitioner, lead):
    screening = waiting(practitioner, lead)
    address = f"/screenings/{screening.reference}/countersign/"
    assert "Agree or disagree with the screening of Wren Testerby" in read(lead)
    page = read(lead, COUNTERSIGN)
    assert address in page and "Priya Sampleton judges" in page


def test_the_list_to_countersign_is_for_second_persons(sign_in, read, practitioner, lead):
    assert sign_in(practitioner).get(COUNTERSIGN).status_code == 404
    assert "Nothing waits for you." in read(lead, COUNTERSIGN)


def test_another_second_person_does_not_see_it(read, practitioner, lead, school):
    waiting(practitioner, lead)
    other = make_member(school, "safeguarding_lead", name="Rowan Imaginary")
    assert "Wren" not in read(other, COUNTERSIGN)


def test_a_lead_sees_what_is_overdue_in_the_agency_and_not_elsewhere(read, practitioner, lead, solihull, clock):
    make_completed(practitioner, "vulnerable")
    elsewhere = make_member(make_agency(solihull), "safeguarding_lead", name="Tansy Pretender")
    clock.move_to("2027-01-04 12:00:00+00:00")
    page = read(lead)
    assert "Overdue in your agency" in page and "With Priya Sampleton." in page
    assert "Overdue" not in read(elsewhere)


def test_home_asks_the_database_as_often_for_many_as_for_few(
    sign_in, practitioner, lead, mash_worker, django_assert_max_num_queries
):
    for number in range(6):
        make_draft(practitioner, first_names=f"Oakley{number}")
        make_completed(practitioner, "vulnerable", first_names=f"Wren{number}")
    visitor = sign_in(practitioner)
    with django_assert_max_num_queries(31):
        visitor.get(HOME)


def test_the_list_has_ones_own_screenings_with_what_became_of_them(read, referred, practitioner):
    page = read(practitioner, LIST)
    assert "Testerby, Wren" in page and "Vulnerable to CSE" in page and referred.reference in page


def test_a_chip_shows_its_own_list(read, referred, practitioner):
    """A practitioner who asks for the agency's list gets their own."""
    make_draft(practitioner, first_names="Oakley", family_name="Mockham")
    for chip, has_draft, has_complete in [
        ("own", True, True),
        ("drafts", True, False),
        ("waiting", False, False),
        ("complete", False, True),
        ("referrals", False, True),
        ("agency", True, True),
        ("nonsense", True, True),
    ]:
        page = read(practitioner, f"{LIST}?list={chip}")
        assert ("Mockham, Oakley" in page, "Testerby, Wren" in page) == (has_draft, has_complete), chip


def test_a_lead_lists_the_agencys_complete_screenings_and_no_drafts(read, referred, practitioner, lead):
    make_draft(practitioner, first_names="Oakley", family_name="Mockham")
    page = read(lead, f"{LIST}?list=agency")
    assert "Testerby, Wren" in page and "Priya Sampleton" in page and "Mockham" not in page


def test_the_list_has_pages_that_miss_and_repeat_nobody(sign_in, practitioner):
    names = {f"Oakley{number:02}" for number in range(30)}
    for name in sorted(names):
        make_draft(practitioner, first_names=name)
    visitor, seen, address = sign_in(practitioner), [], LIST
    while address:
        page = visitor.get(address)
        seen += [row["screening"].child.first_names for row in page.context["rows"]]
        following = page.context["page"].next
        address = f"{LIST}?after={following}" if following else ""
    assert sorted(seen) == sorted(names)


@pytest.mark.parametrize("words", ["after=forged", "before=%00", "after=&list=drafts"])
def test_a_tampered_page_address_gives_the_first_page(sign_in, practitioner, words):
    assert sign_in(practitioner).get(f"{LIST}?{words}").status_code == 200


def test_the_list_asks_the_database_as_often_for_many_as_for_few(sign_in, practitioner, django_assert_max_num_queries):
    for number in range(10):
        make_completed(practitioner, "vulnerable", first_names=f"Wren{number}")
    visitor = sign_in(practitioner)
    with django_assert_max_num_queries(14):
        visitor.get(LIST)


def rescreen_of(practitioner, **fields):
    return make_completed(practitioner, "vulnerable", **fields).rescreen


def test_the_rescreen_page_says_what_is_due_with_the_earlier_result_beside(read, practitioner):
    rescreen = rescreen_of(practitioner)
    page = read(practitioner, f"/rescreens/{rescreen.screening.reference}/")
    assert "Friday 1 January 2027" in page and "Vulnerable to CSE" in page and "Start the screening" in page


def test_a_colleague_who_screens_next_sees_the_earlier_result_without_its_link(read, practitioner, school, lead):
    rescreen = rescreen_of(practitioner)
    colleague = make_member(school, name="Kit Pretend")
    actions.reassign_rescreen(rescreen=rescreen, by=lead, to=colleague)
    page = read(colleague, f"/rescreens/{rescreen.screening.reference}/")
    assert "Vulnerable to CSE" in page and "by a colleague" in page
    assert f"/screenings/{rescreen.screening.reference}/view/" not in page


def test_starting_a_rescreen_makes_one_draft_with_no_answer_taken_over(sign_in, practitioner):
    rescreen = rescreen_of(practitioner)
    visitor, address = sign_in(practitioner), f"/rescreens/{rescreen.screening.reference}/"
    first, second = visitor.post(address), visitor.post(address)
    draft = Screening.objects.drafts_of(practitioner).get()
    assert first.headers["Location"] == second.headers["Location"] == f"/screenings/{draft.reference}/tool/"
    assert draft.previous == rescreen.screening and not draft.answers.exists()


def test_a_correction_that_was_begun_is_not_taken_for_the_rescreen(sign_in, practitioner):
    rescreen = rescreen_of(practitioner)
    correction = actions.correct(screening=rescreen.screening, by=practitioner, reason="A date was wrong.")
    begun = sign_in(practitioner).post(f"/rescreens/{rescreen.screening.reference}/")
    assert correction.reference not in begun["Location"]


def test_a_rescreen_of_somebody_who_is_18_by_now_leads_on(read, sign_in, practitioner, clock):
    child = make_child(practitioner, date_of_birth=dt.date(2008, 12, 1))
    draft = make_draft(practitioner, child=child)
    done = actions.submit(screening=draft, by=practitioner, judgement=judgement("level-2"))
    clock.move_to("2026-12-02 12:00:00+00:00")
    address = f"/rescreens/{done.reference}/"
    page = read(practitioner, address)
    assert "there is no new screening" in page and "Adult safeguarding" in page and "Start the screening" not in page
    assert sign_in(practitioner).post(address).headers["Location"] == address
    assert not Screening.objects.drafts_of(practitioner).exists()


def test_a_rescreen_done_says_where_it_is(read, practitioner):
    rescreen = rescreen_of(practitioner)
    again = actions.start_rescreen(rescreen=rescreen, by=practitioner)
    actions.save_narrative(screening=again, by=practitioner, values=rescreen.screening.narrative)
    done = actions.submit(screening=again, by=practitioner, judgement=judgement("vulnerable"))
    page = read(practitioner, f"/rescreens/{rescreen.screening.reference}/")
    assert "This re-screen is closed" in page and done.reference in page


@pytest.mark.parametrize("who", ["mash_worker", "auditor", "area_admin"])
def test_a_rescreen_is_not_there_for_others(request, sign_in, practitioner, who):
    rescreen = rescreen_of(practitioner)
    visitor = sign_in(request.getfixturevalue(who))
    assert visitor.get(f"/rescreens/{rescreen.screening.reference}/").status_code == 404


def test_the_cse_officer_sees_a_rescreen_and_does_not_start_it(read, sign_in, practitioner, cse_officer):
    address = f"/rescreens/{rescreen_of(practitioner).screening.reference}/"
    assert "Start the screening" not in read(cse_officer, address)
    assert sign_in(cse_officer).post(address).status_code == 404


def test_other_concerns_of_own_screenings_are_to_follow_up_until_somebody_has(read, practitioner, lead, clock, school):
    screening = make_completed(practitioner, "level-0")
    page, link = read(practitioner), f"/log/{screening.reference}/other-concerns/"
    assert "Say what came of the other concerns about Wren Testerby" in page and link in page
    assert "Attendance" in page and "Due Fri 27 Nov" in page
    assert link not in read(lead) and link not in read(make_member(school))
    clock.move_to("2026-11-29 14:00:00+00:00")
    assert "2 days overdue" in read(practitioner)
    referrals.follow_up(screening=screening, by=lead, what="The attendance lead saw the family.")
    assert link not in read(practitioner)


@pytest.mark.parametrize("outcome", ["level-1", "vulnerable"])
def test_an_outcome_with_cse_action_has_no_other_concerns_to_follow_up(read, practitioner, outcome):
    make_completed(practitioner, outcome)
    assert "other concerns about" not in read(practitioner)


def test_who_took_a_screening_over_follows_up_its_other_concerns(read, practitioner, school):
    colleague = make_member(school)
    screening = make_completed(practitioner, "universal")
    Screening.objects.filter(pk=screening.pk).update(holder=colleague)
    referrals.stand(screening.child)
    words = "other concerns about Wren Testerby"
    assert words in read(colleague) and words not in read(practitioner)


def test_other_concerns_of_somebody_who_has_left_fall_to_the_lead(read, practitioner, lead, school, area_admin):
    screening = make_completed(practitioner, "universal")
    link = f"/log/{screening.reference}/other-concerns/"
    assert link not in read(lead)
    people.end_role(by=area_admin, member=practitioner)
    assert read(lead).count(link) == 1 and link not in read(make_member(school))
    assert "Other concerns</h1>" in read(lead, link)

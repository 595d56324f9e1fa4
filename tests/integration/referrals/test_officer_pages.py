"""The CSE officer's pages: today, the log, and a child over time."""

import datetime as dt
from urllib.parse import urlencode

import pytest
import time_machine
from django.urls import reverse

from audit.models import Event
from cse_portal.clock import LONDON
from referrals import actions as referral_actions
from referrals.views.movement import FIRST, MOVEMENT_WORDS
from screening import actions
from screening.models import Screening
from screening.protocol import Movement
from tests.factories.decisions import details
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import judgement, make_child, make_completed, make_draft

pytestmark = pytest.mark.django_db
THURSDAY = dt.datetime(2026, 11, 19, 14, 41, tzinfo=LONDON)
WEEK = dt.timedelta(weeks=1)


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY, tick=False) as traveller:
        yield traveller


def page(client, name, reference=None, **query):
    """The page, with `q` sent as a search is. Of the log it is every screening where no list is named."""
    query = ({"show": "all"} if name == "log" else {}) | query
    url = reverse(f"referrals:{name}", args=[reference] if reference else [])
    if "q" in query:
        words = query.pop("q")
        return client.post(f"{url}?{urlencode(query)}", {"q": words}, follow=True)
    return client.get(url, query)


def again(by, child, outcome, **fields) -> Screening:
    """Screen the same child once more."""
    draft = make_draft(by, child=child)
    return actions.submit(screening=draft, by=by, judgement=judgement(outcome, **fields))


def names(response) -> list[str]:
    return [entry.child.family_name for entry, *_ in response.context["rows"]]


class TestLog:
    def test_every_outcome_is_in_it_newest_first(self, sign_in, cse_officer, practitioner, thursday):
        for number, outcome in enumerate(["universal", "level-0", "level-2"]):
            thursday.move_to(THURSDAY + number * dt.timedelta(hours=1))
            make_completed(practitioner, outcome, family_name=f"Number{number}")
        response = page(sign_in(cse_officer), "log")
        assert names(response) == ["Number2", "Number1", "Number0"]
        assert Event.objects.filter(type="log:viewed", membership_id=cse_officer.pk).count() == 1

    def test_a_row_says_level_movement_state_and_the_next_step_with_whom(self, sign_in, cse_officer, practitioner):
        make_completed(practitioner, "level-2")
        text = page(sign_in(cse_officer), "log").content.decode()
        for words in (
            "Testerby, Wren",
            "Level 2, significant risk",
            "First screening, Thu 19 Nov",
            "At the MASH since Thu 19 Nov",
            "MASH decision due tomorrow 14:41",
            "MASH, nobody yet",
        ):
            assert words in text, words

    def test_after_the_decision_the_rescreen_is_next(self, sign_in, cse_officer, practitioner, mash_worker):
        referral = make_completed(practitioner, "level-2").referral
        referral_actions.decide(
            referral=referral,
            by=mash_worker,
            mash_outcome="section_17",
            details=details("section_17"),
            reason="x",
            feedback="x",
        )
        text = page(sign_in(cse_officer), "log").content.decode()
        assert "MASH decided: section 17 assessment" in text
        assert "Re-screen due Thu 31 Dec" in text
        assert "Priya Sampleton" in text

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ({"outcome": "level-2"}, ["Two"]),
            ({"tool": "petch"}, ["Young"]),
            ({"tool": "regional"}, ["Two", "One"]),
            ({"agency": "Demo Clinic"}, ["Two"]),
            ({"agency": "Fernleigh Demo School", "tool": "regional"}, ["One"]),
            ({"outcome": "level-9", "agency": "Nowhere", "tool": "<b>"}, ["Young", "Two", "One"]),
            ({"q": "tw"}, ["Two"]),
            ({"q": "WREN on"}, ["One"]),
            ({"q": "wren", "outcome": "level-1"}, ["One"]),
            ({"q": "nobody"}, []),
        ],
    )
    def test_filters_and_search(self, sign_in, cse_officer, solihull, practitioner, thursday, query, expected):
        clinic = make_member(make_agency(solihull, "health", "Demo Clinic"), name="Kit Pretend")
        for hour, (by, outcome, family) in enumerate(
            [(practitioner, "level-1", "One"), (clinic, "level-2", "Two"), (practitioner, "universal", "Young")]
        ):
            thursday.move_to(THURSDAY + dt.timedelta(hours=hour))
            make_completed(by, outcome, family_name=family)
        assert names(page(sign_in(cse_officer), "log", **query)) == expected

    @pytest.mark.parametrize("what", ["screening", "child", "referral"])
    def test_found_by_any_reference(self, sign_in, cse_officer, practitioner, what):
        wanted = make_completed(practitioner, "level-2", family_name="Two")
        make_completed(practitioner, "level-2", family_name="Other")
        reference = {"screening": wanted, "child": wanted.child, "referral": wanted.referral}[what].reference
        assert names(page(sign_in(cse_officer), "log", q=reference.lower())) == ["Two"]

    def test_due_and_overdue(self, sign_in, cse_officer, practitioner, thursday):
        make_completed(practitioner, "level-2", family_name="Six weeks")
        make_completed(practitioner, "level-1", family_name="Three months")
        for later, due, overdue in ((dt.timedelta(), [], []), (5 * WEEK, ["Six weeks"], []),
                                    (6 * WEEK, ["Six weeks"], []), (7 * WEEK, [], ["Six weeks"]),
                                    (14 * WEEK, [], ["Six weeks", "Three months"])):  # fmt: skip
            thursday.move_to(THURSDAY + later)
            client = sign_in(cse_officer)
            assert names(page(client, "log", show="due")) == due
            assert names(page(client, "log", show="overdue")) == overdue

    def test_movement_up_has_its_own_list(self, sign_in, cse_officer, practitioner, thursday):
        first = make_completed(practitioner, "level-1", family_name="Riser")
        make_completed(practitioner, "level-1", family_name="Still")
        thursday.move_to(THURSDAY + WEEK)
        again(practitioner, first.child, "level-2")
        response = page(sign_in(cse_officer), "log", show="up")
        assert names(response) == ["Riser"]
        assert "Up from level 1, Thu 26 Nov" in response.content.decode()

    def test_across_the_twelfth_birthday_it_says_tool_changed(self, sign_in, cse_officer, practitioner, thursday):
        child = make_child(practitioner, date_of_birth=dt.date(2014, 11, 26))
        again(practitioner, child, "universal")
        thursday.move_to(THURSDAY + WEEK)
        again(practitioner, child, "level-2")
        text = page(sign_in(cse_officer), "log").content.decode()
        assert "Tool changed, Thu 26 Nov" in text
        assert "Up from" not in text
        assert "A later screening stands" in text

    def test_a_correction_replaces_the_version_it_corrects(self, sign_in, cse_officer, practitioner):
        first = make_completed(practitioner, "level-1")
        copy = actions.correct(screening=first, by=practitioner, reason="Wrong day.")
        actions.submit(screening=copy, by=practitioner, judgement=judgement("level-2"))
        response = page(sign_in(cse_officer), "log")
        assert [entry.outcome for entry, *_ in response.context["rows"]] == ["level-2"]

    def test_another_areas_officer_sees_nothing_of_it(self, sign_in, walsall, practitioner):
        screening = make_completed(practitioner, "level-2")
        other = make_member(make_agency(walsall, "social_care"), "cse_officer", name="Fern Makebelieve")
        client = sign_in(other)
        assert names(page(client, "log")) == []
        assert page(client, "child", screening.child.reference).status_code == 404
        assert page(client, "rescreen_change", screening.reference).status_code == 404

    @pytest.mark.parametrize("role", ["practitioner", "mash_worker", "area_administrator", "auditor"])
    def test_the_officers_lists_are_nobody_elses(self, sign_in, school, role):
        client = sign_in(make_member(school, role))
        assert {page(client, name).status_code for name in ("log", "today", "rescreens")} == {404}

    def test_chips_count_and_stop_at_a_hundred(self, sign_in, cse_officer, practitioner):
        entry = make_completed(practitioner, "level-2").log_entry
        chips = page(sign_in(cse_officer), "log").context["chips"]
        assert [(chip["label"], chip["count"]) for chip in chips] == [
            ("All open", "1"), ("Re-screen overdue", "0"), ("Due in 14 days", "0"), ("Level went up", "0"),
            ("No plan yet", "0"), ("No contact", "0"), ("At the MASH", "1"), ("Out of area", "0"),
            ("Turning 12 or 18 soon", "0"), ("Every screening", "1"),
        ]  # fmt: skip
        from referrals.views.lists import count_words

        assert (count_words(99), count_words(100)) == ("99", "100 or more")
        assert entry.current


class TestToday:
    def test_an_area_with_nothing_unfinished_says_so(self, sign_in, cse_officer):
        assert "Nothing is unfinished." in page(sign_in(cse_officer), "today").content.decode()

    def test_what_the_mash_has_not_acknowledged_in_time(self, sign_in, cse_officer, practitioner, thursday):
        make_completed(practitioner, "level-2")
        assert page(sign_in(cse_officer), "today").context["unfinished"].duties == []
        thursday.move_to(THURSDAY + dt.timedelta(days=1, minutes=21))
        text = page(sign_in(cse_officer), "today").content.decode()
        for words in (
            "21 min overdue",
            "Wren Testerby",
            "the MASH has not acknowledged the referral",
            "The MASH must answer, nobody has it yet",
        ):
            assert words in text, words

    def test_rescreens_overdue_and_soon_with_who_must_screen(self, sign_in, cse_officer, practitioner, thursday):
        make_completed(practitioner, "level-1")
        thursday.move_to(dt.datetime(2027, 2, 18, 9, tzinfo=LONDON))
        assert [row.due for row in page(sign_in(cse_officer), "today").context["soon"]["duties"]] == ["Due tomorrow"]
        thursday.move_to(dt.datetime(2027, 2, 21, 9, tzinfo=LONDON))
        rows = page(sign_in(cse_officer), "today").context["unfinished"].duties
        [row] = [row for row in rows if row.what == "re-screen not done"]
        assert (row.due, row.who) == ("2 days overdue", "Priya Sampleton must screen")

    def test_a_countersign_that_waits_is_named_by_reference_alone(self, sign_in, cse_officer, practitioner, lead):
        from tests.factories.screenings import answer

        draft = make_draft(practitioner)
        answer(draft, "pr-self-harm")
        actions.submit(screening=draft, by=practitioner, judgement=judgement("universal"), second_person=lead)
        text = page(sign_in(cse_officer), "today").content.decode()
        assert f"Screening {draft.reference}" in text
        assert "Colm Mockford must answer" in text
        assert "Testerby" not in text
        assert f"/screenings/{draft.reference}" not in text

    def test_where_a_level_went_up_for_two_weeks(self, sign_in, cse_officer, practitioner, thursday):
        first = make_completed(practitioner, "level-1")
        thursday.move_to(THURSDAY + WEEK)
        again(practitioner, first.child, "level-3")
        assert [row["movement"] for row in page(sign_in(cse_officer), "today").context["went_up"]["duties"]] == [
            "Up from level 1"
        ]
        thursday.move_to(THURSDAY + 4 * WEEK)
        assert page(sign_in(cse_officer), "today").context["went_up"]["duties"] == []


class TestChild:
    def test_where_things_stand_and_every_screening(self, sign_in, cse_officer, practitioner, thursday):
        first = make_completed(practitioner, "level-1")
        thursday.move_to(THURSDAY + WEEK)
        again(practitioner, first.child, "level-2")
        text = page(sign_in(cse_officer), "child", first.child.reference).content.decode()
        for words in ("Where things stand", "Thursday 26 November 2026", "Up from level 1", "First screening",
                      "MASH decision due tomorrow 14:41", "By Thursday 7 January 2027, with Priya Sampleton",
                      "A referral is open.", "It began in the same month.", "(age 14)"):  # fmt: skip
            assert words in text, words
        looks = Event.objects.filter(type="child:viewed", child=first.child.reference)
        assert [look.membership_id for look in looks] == [cse_officer.pk]

    def test_the_title_has_no_name(self, sign_in, cse_officer, practitioner):
        child = make_completed(practitioner, "level-1").child
        text = page(sign_in(cse_officer), "child", child.reference).content.decode()
        assert "Wren" not in text[text.index("<title>") : text.index("</title>")]

    def test_versions_that_were_corrected_are_kept_with_the_reason(self, sign_in, cse_officer, practitioner):
        first = make_completed(practitioner, "level-1")
        copy = actions.correct(screening=first, by=practitioner, reason="The wrong week.")
        actions.submit(screening=copy, by=practitioner, judgement=judgement("level-1"))
        text = page(sign_in(cse_officer), "over_time", first.child.reference).content.decode()
        assert "Corrected because: The wrong week." in text
        assert "Version 2" in text

    def test_the_lead_sees_the_agencys_child_and_the_practitioner_their_own(self, sign_in, lead, practitioner, school):
        child = make_completed(practitioner, "level-1").child
        assert page(sign_in(lead), "child", child.reference).status_code == 200
        assert page(sign_in(practitioner), "child", child.reference).status_code == 200
        other = make_member(school, name="Kit Pretend")
        assert page(sign_in(other), "child", child.reference).status_code == 404

    def test_mash_staff_reach_a_child_through_a_referral_alone(self, sign_in, mash_worker, practitioner):
        child = make_completed(practitioner, "level-2").child
        assert page(sign_in(mash_worker), "child", child.reference).status_code == 404

    def test_a_child_with_drafts_alone_is_not_the_officers_to_see(self, sign_in, cse_officer, practitioner):
        draft = make_draft(practitioner)
        assert page(sign_in(cse_officer), "child", draft.child.reference).status_code == 404


def test_every_movement_has_its_words():
    assert set(MOVEMENT_WORDS) == {*(movement.value for movement in Movement), FIRST}

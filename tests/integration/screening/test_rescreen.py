"""The re-screen as a diff (rules 7, 21 to 24): last time beside today, affirmed or afresh, and what has changed."""

import datetime as dt
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse

from audit.models import Event
from indicators.actions import load_edition
from referrals.actions import merge
from referrals.models import LogEntry, Referral
from screening import actions
from screening.models import Rescreen
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import EVIDENCE, answer, make_child, make_completed, make_draft
from tests.integration.screening.judging import check_url
from tests.integration.screening.sheets import CODE, HARM, Page, completed, saved, section_of, text

pytestmark = pytest.mark.django_db
FRIDAY = dt.datetime(2026, 11, 20, 10, tzinfo=dt.UTC)
ITEMS, ITEMS_PETCH = "rs-unexplained-items", "pr-unexplained-gifts"


@pytest.fixture(autouse=True)
def now():
    """Friday 20 November 2026; called with a time, it is so much later."""
    with time_machine.travel(FRIDAY, tick=False) as traveller:
        yield lambda later: traveller.move_to(FRIDAY + later)


def lines(html: str) -> str:
    """The comparison of the check page, as text."""
    return html.split('id="changes"')[1].split("</section>")[0]


class TestAffirming:
    def test_the_row_names_the_day_of_last_time_and_asks_for_today(self, sheet, first):
        shown = text(sheet.open())
        day = f"{first.screening_date.day} {first.screening_date:%B %Y}"
        assert f"Last time, {day}: Present." in shown and f"Still so on {day}?" in shown

    def test_nothing_counts_until_touched(self, sheet, again):
        sheet.send(**{CODE: "not_asked"})
        assert saved(again) is None

    @pytest.mark.parametrize(
        "fresh",
        [
            pytest.param({"": "not_present"}, id="another answer"),
            pytest.param({"": "suspected"}, id="a weaker answer"),
            pytest.param({"-strength": "clear"}, id="another strength"),
            pytest.param({"-period": "in May"}, id="another period"),
            pytest.param({"-source": "child_said"}, id="another source"),
            pytest.param({"-timeframe": "more_than_6_months_ago"}, id="another time"),
        ],
    )
    def test_yes_and_another_answer_together_are_asked_about_and_kept(self, sheet, again, fresh):
        sent = {CODE: "not_asked", f"{CODE}-still-so": "yes"} | {CODE + end: value for end, value in fresh.items()}
        shown = text(sheet.send(**sent))
        assert f'href="#{CODE}-still-so"' in shown and "also chose “still so today”" in shown
        assert saved(again) is None
        for end, value in fresh.items():
            assert f'name="{CODE}{end}"' in shown and f'value="{value}"' in shown

    def test_yes_with_the_same_answer_as_last_time_is_no_contradiction(self, sheet, again):
        sheet.send(**{CODE: "present", f"{CODE}-still-so": "yes"})
        assert saved(again).affirmed_from is not None

    def test_a_second_affirmation_still_knows_when_it_was_first_recorded(self, sheet, again, first, practitioner):
        sheet.send(**{CODE: "not_asked", f"{CODE}-still-so": "yes"})
        completed(again, "universal")
        third = actions.start(by=practitioner, area=first.area, child=first.child)
        sheet.url = section_of(third, CODE)
        assert "First recorded" in text(sheet.open())
        sheet.send(**{CODE: "not_asked", f"{CODE}-still-so": "yes"})
        assert saved(third).affirmed_from == saved(first)

    def test_a_page_sent_again_untouched_keeps_what_was_affirmed(self, sheet, again):
        sheet.send(**{CODE: "not_asked", f"{CODE}-still-so": "yes"})
        sheet.open()
        kept = {"": "present", "-what": EVIDENCE["what"], "-timeframe": "current_or_last_6_months",
                "-period": EVIDENCE["period"], "-source": "observed_by_me", "-source-detail": "Me",
                "-strength": "partial"}  # fmt: skip
        sheet.send(**{CODE + end: value for end, value in kept.items()})
        assert saved(again).affirmed_from is not None

    def test_record_says_that_it_was_affirmed_and_since_when(self, sheet, again, priya, first):
        sheet.send(**{CODE: "not_asked", f"{CODE}-still-so": "yes"})
        completed(again, "universal")
        day = f"{first.screening_date.day} {first.screening_date:%B %Y}"
        shown = text(priya.get(reverse("screening:view", args=[again.reference])))
        assert f"Still so on {day}. First recorded {day}" in shown


@pytest.mark.parametrize(
    ("later", "recent"), [(dt.timedelta(days=181), True), (dt.timedelta(days=182), False)], ids=["181 days", "182 days"]
)
def test_evidence_over_six_months_old_is_never_of_the_last_six_months(practitioner, sign_in, now, later, recent):
    draft = make_draft(practitioner, age=9)
    answer(draft, CODE, strength="partial")
    first = completed(draft, "universal")
    now(later)
    again = actions.start(by=practitioner, area=first.area, child=first.child)
    sheet = Page(sign_in(practitioner), section_of(again, CODE))
    assert ("so “Yes” keeps it as “before that”" in text(sheet.open())) is not recent
    sheet.send(**{CODE: "not_asked", f"{CODE}-still-so": "yes"})
    assert (saved(again).recent, saved(again).earlier) == (recent, not recent)


class TestCheckPage:
    def test_each_change_is_named_in_words(self, practitioner, priya):
        draft = make_draft(practitioner)
        for code in (CODE, "pr-missing", "pr-places", "pa-attendance"):
            answer(draft, code, strength="partial")
        first = completed(draft, "potentially-vulnerable")
        again = make_draft(practitioner, child=first.child)
        answer(again, CODE)
        answer(again, "pr-missing", presence="not_present")
        answer(again, "pr-places", strength="partial")
        answer(again, ITEMS_PETCH, presence="suspected")
        shown = lines(text(priya.get(check_url(again))))
        order = ["New", "Stronger", "Not present now", "Not known now", "Unchanged"]
        places = [shown.index(f">{words}</strong>") for words in order]
        assert places == sorted(places)
        assert "Still so today?" in shown

    def test_a_first_screening_compares_with_nothing(self, practitioner, priya):
        assert 'id="changes"' not in text(priya.get(check_url(make_draft(practitioner))))

    def test_it_completes_nothing_by_itself(self, again, priya):
        priya.get(check_url(again))
        assert not again.answers.exists()

    def test_the_last_screening_corrected_meanwhile_is_compared_as_corrected(self, first, again, priya, practitioner):
        newer = actions.correct(screening=first, by=practitioner, reason="It was suspected only.")
        answer(newer, CODE, presence="suspected", strength="partial", what="Seen once.")
        completed(newer, "universal")
        page = Page(priya, section_of(again, CODE))
        assert "Seen once." in text(page.open())
        page.send(**{CODE: "not_asked", f"{CODE}-still-so": "yes"})
        assert saved(again).presence == "suspected"
        assert "Unchanged" in lines(text(priya.get(check_url(again))))

    def test_what_was_affirmed_before_a_correction_is_to_be_looked_at_again(self, first, again, sheet, practitioner):
        sheet.send(**{CODE: "not_asked", f"{CODE}-still-so": "yes"})
        newer = actions.correct(screening=first, by=practitioner, reason="It was suspected only.")
        answer(newer, CODE, presence="suspected", strength="partial", what="Seen once.")
        completed(newer, "universal")
        sheet.open()
        assert f'name="{CODE}-still-so" type="radio" value="yes" checked' not in text(sheet.open())


class TestAnotherTool:
    @pytest.fixture
    def twelve(self, practitioner, now):
        """Screened at 11 with gifts and an alert; then the child turns 12."""
        child = make_child(practitioner, age=11)
        draft = make_draft(practitioner, child=child)
        answer(draft, ITEMS_PETCH, strength="partial")
        answer(draft, HARM, presence="suspected", strength="partial")
        completed(draft, "vulnerable")
        now(dt.timedelta(days=365))
        return make_draft(practitioner, child=child)

    def test_what_both_tools_ask_stands_beside_today_and_can_be_affirmed(self, twelve, priya):
        page = Page(priya, section_of(twelve, ITEMS))
        shown = text(page.open())
        assert "Tool changed" in shown and shown.count("Last time, ") == 1
        assert "Asked then as “Gifts or money or phone credit nobody can account for”" in shown
        page.send(**{ITEMS: "not_asked", f"{ITEMS}-still-so": "yes"})
        assert saved(twelve, ITEMS).what == EVIDENCE["what"]

    def test_what_only_the_other_tool_asked_is_not_known_and_nothing_moves_up_or_down(self, twelve, priya):
        shown = lines(text(priya.get(check_url(twelve))))
        assert "Tool changed" in shown and "This tool does not ask it" in shown
        sent = completed(twelve, "level-0")
        assert sent.decision["movement"] == "other_tool"
        assert LogEntry.objects.get(screening=sent).movement == "other_tool"
        assert "Tool changed" in text(priya.get(reverse("screening:view", args=[sent.reference])))

    def test_a_new_edition_asks_only_what_is_new_afresh(self, practitioner, priya, tmp_path):
        first = make_completed(practitioner, "level-1", codes=(ITEMS, "rs-missing-repeat", "rr-phone-concern"))
        changed = Path("fixtures/editions/regional-early-2026.yaml").read_text()
        for old, new in (
            ("edition: regional-early-2026", "edition: regional-later"),
            (f"in_force_from: {first.edition.in_force_from}", "in_force_from: 2026-11-20"),
            ("id: rs-missing-repeat", "id: rs-missing-often"),
        ):
            assert old in changed
            changed = changed.replace(old, new, 1)
        path = tmp_path / "later.yaml"
        path.write_text(changed)
        load_edition(path)
        again = make_draft(practitioner, child=first.child)
        assert again.edition.code == "regional-later"
        shown = text(priya.get(section_of(again, ITEMS)))
        assert "New edition" in shown and shown.count("Last time, ") == 1


class TestRules23And24:
    def test_movement_is_in_the_event_and_its_reason_on_the_screening(self, practitioner):
        first = make_completed(practitioner, "level-2")
        lower = completed(
            make_draft(practitioner, child=first.child), "level-1", what_changed="The car has gone and he is at home."
        )
        assert lower.movement_reason == "The car has gone and he is at home."
        assert Event.objects.get(type="screening:submitted", reference=lower.reference).detail["movement"] == "down"
        higher = completed(make_draft(practitioner, child=first.child), "level-2", reason="The car is back.")
        assert higher.movement_reason == "The car is back."
        assert first.movement_reason == ""

    def test_higher_to_level_2_sends_what_is_known_without_typing_it_again(self, practitioner, priya):
        first = make_draft(practitioner, age=14)
        answer(first, "rs-missing-repeat")
        completed(first, "level-1", done_already="")
        draft = make_draft(practitioner, child=first.child)
        answer(draft, "rs-missing-repeat")
        shown = text(priya.get(check_url(draft)))
        assert "The lifts and the phone began in the same month." in shown
        assert "Daily check-in (Form tutor)" in shown
        sent = completed(draft, "level-2")
        assert Referral.objects.filter(screening=sent).exists()

    @pytest.mark.parametrize("said", [None, "", "  ", "—", "She stopped engaging.", "Refused support. Case closed."])
    def test_the_action_refuses_a_lower_level_without_a_reason_of_safety(self, practitioner, said):
        first = make_completed(practitioner, "level-3")
        draft = make_draft(practitioner, child=first.child)
        with pytest.raises(actions.Incomplete) as raised:
            completed(draft, "level-1", **({} if said is None else {"what_changed": said}))
        assert list(raised.value.problems) == ["what_changed"]


class TestMerged:
    @pytest.fixture
    def kept(self, practitioner, mash_worker):
        """Two records of one child at one agency; the second goes on."""
        first = make_completed(practitioner, "level-2", codes=(ITEMS,), age=14)
        other = make_child(practitioner, first_names="Wrenn", age=14)
        referral = Referral.objects.get(screening=first)
        merge(referral=referral, other=other, kept=other, by=mash_worker, reason="One child, spelt in two ways.")
        return other

    def test_it_starts_on_the_record_that_goes_on_with_what_the_other_said(self, kept, practitioner, priya):
        rescreen = Rescreen.objects.get()
        draft = actions.start_rescreen(rescreen=rescreen, by=practitioner)
        assert draft.child == kept
        assert draft.previous == rescreen.screening
        assert "Last time, " in text(priya.get(section_of(draft, ITEMS)))
        assert actions.start_rescreen(rescreen=rescreen, by=practitioner) == draft

    def test_its_completion_closes_the_duty_of_the_other_record(self, kept, practitioner):
        rescreen = Rescreen.objects.get()
        draft = actions.start_rescreen(rescreen=rescreen, by=practitioner)
        actions.save_narrative(screening=draft, by=practitioner, values=rescreen.screening.narrative)
        sent = completed(draft, "level-2")
        rescreen.refresh_from_db()
        assert rescreen.done_by == sent

    def test_another_agencys_record_stays_its_own(self, practitioner, mash_worker, solihull):
        nurse = make_member(make_agency(solihull, name="Mereside Invented Surgery"))
        first = make_completed(practitioner, "level-2", codes=(ITEMS,))
        theirs = make_completed(nurse, "level-3", codes=(ITEMS,), first_names="Wrenn")
        referral = Referral.objects.get(screening=first)
        merge(referral=referral, other=theirs.child, kept=theirs.child, by=mash_worker, reason="One child.")
        draft = actions.start_rescreen(rescreen=Rescreen.objects.get(screening=first), by=practitioner)
        assert draft.child == first.child
        assert draft.previous == first

"""How long "still so today" holds on a re-screen: one day, and while last time's answer says the same."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from screening import actions
from tests.factories.screenings import answer, judgement, make_draft
from tests.integration.screening.sheets import CODE, Page, boxes, completed, saved, section_of, text

pytestmark = pytest.mark.django_db
FRIDAY = dt.datetime(2026, 11, 20, 10, tzinfo=dt.UTC)
ITEMS_PETCH = "pr-unexplained-gifts"


@pytest.fixture(autouse=True)
def traveller():
    """Friday 20 November 2026."""
    with time_machine.travel(FRIDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def now(traveller, sign_in, practitioner):
    """Called with a time, it is so much later, and Priya has signed in again."""

    def later(by: dt.timedelta):
        traveller.move_to(FRIDAY + by)
        return sign_in(practitioner)

    return later


class TestAffirmationsGrowOld:
    """What was affirmed counts for one day, and for what last time's answer says by now."""

    YES = {CODE: "not_asked", f"{CODE}-still-so": "yes"}

    @pytest.fixture
    def tomorrow(self, sheet, now):
        """Affirmed on Friday; it is Saturday."""
        sheet.send(**self.YES)
        sheet.client = now(dt.timedelta(days=1))
        return sheet

    def test_another_day_refuses_it_until_it_is_affirmed_again(self, tomorrow, again):
        with pytest.raises(actions.Incomplete) as raised:
            completed(again, "universal")
        assert list(raised.value.problems) == [f"section:people-places:{CODE}"]
        assert raised.value.problems[f"section:people-places:{CODE}"].endswith(
            "affirm it again for today, or answer afresh"
        )
        shown = text(tomorrow.open())
        assert f'name="{CODE}-still-so" type="radio" value="yes" checked' not in shown
        tomorrow.send(**self.YES)
        assert saved(again).recorded_at.date() == FRIDAY.date() + dt.timedelta(days=1)
        assert completed(again, "universal").outcome == "universal"

    def test_a_page_sent_again_untouched_does_not_affirm_it_for_today(self, tomorrow, again):
        before = saved(again).recorded_at
        tomorrow.open()
        then = saved(again)
        tomorrow.send(**{
            CODE: "present", f"{CODE}-what": then.what, f"{CODE}-timeframe": "current_or_last_6_months",
            f"{CODE}-period": then.period, f"{CODE}-source": then.source_type,
            f"{CODE}-source-detail": then.source_detail, f"{CODE}-strength": then.strength,
        })  # fmt: skip
        assert saved(again).recorded_at == before

    def test_a_page_of_the_day_before_affirms_nothing_for_today(self, sheet, again, now):
        sheet.send(**self.YES)
        sheet.open()
        sheet.client = now(dt.timedelta(days=1))
        before = saved(again).recorded_at
        sheet.send(**self.YES)
        assert saved(again).recorded_at == before
        sheet.open()
        sheet.send(**self.YES)
        assert saved(again).recorded_at > before

    def test_answered_afresh_it_needs_no_affirming(self, tomorrow, again):
        tomorrow.open()
        tomorrow.send(**boxes(still_so="no"))
        assert completed(again, "universal").outcome == "universal"

    @pytest.mark.parametrize(
        ("code", "presence", "refused"),
        [(CODE, "suspected", True), ("pr-places", "not_present", False)],
        ids=["this answer", "another answer"],
    )
    def test_last_time_corrected_meanwhile_refuses_what_it_changed(
        self, sheet, again, first, practitioner, code, presence, refused
    ):
        sheet.send(**self.YES)
        newer = actions.correct(screening=first, by=practitioner, reason="It was suspected only.")
        answer(newer, code, presence=presence, strength="partial", what="Seen once.")
        completed(newer, "universal")
        if not refused:
            assert completed(again, "universal").outcome == "universal"
            return
        with pytest.raises(actions.Incomplete, match="affirm it again"):
            completed(again, "universal")

    def test_a_correction_keeps_what_was_affirmed_on_its_day(self, sheet, again, practitioner, now):
        sheet.send(**self.YES)
        completed(again, "universal")
        sheet.client = now(dt.timedelta(days=3))
        newer = actions.correct(screening=again, by=practitioner, reason="The address was wrong.")
        sheet.url = section_of(newer, CODE)
        assert f'name="{CODE}-still-so" type="radio" value="yes" checked' in text(sheet.open())
        assert completed(newer, "universal").outcome == "universal"

    def test_the_second_person_agrees_on_another_day_and_the_record_says_when_it_was_affirmed(
        self, practitioner, lead, now
    ):
        draft = make_draft(practitioner)
        answer(draft, ITEMS_PETCH)
        waiting = actions.submit(screening=draft, by=practitioner, judgement=judgement("universal"), second_person=lead)
        first = actions.agree(screening=waiting, by=lead)
        client = now(dt.timedelta(days=2))
        again = make_draft(practitioner, child=first.child)
        page = Page(client, section_of(again, ITEMS_PETCH))
        page.open()
        page.send(**{ITEMS_PETCH: "not_asked", f"{ITEMS_PETCH}-still-so": "yes"})
        waiting = actions.submit(screening=again, by=practitioner, judgement=judgement("universal"), second_person=lead)
        client = now(dt.timedelta(days=3))
        done = actions.agree(screening=waiting, by=lead)
        shown = text(client.get(reverse("screening:view", args=[done.reference])))
        assert "Still so on 22 November 2026. First recorded 20 November 2026" in shown

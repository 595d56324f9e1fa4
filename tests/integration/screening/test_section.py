"""The section page: what is typed is kept, what is missing is said, and nothing is lost on the way."""

import html

import pytest
from django.urls import reverse

from audit.models import Event
from tests.factories.screenings import EVIDENCE, answer, make_draft
from tests.integration.screening.sheets import CODE, DRAFT, FULL, HARM, Page, boxes, saved, text


@pytest.fixture
def draft(practitioner):
    return make_draft(practitioner)


@pytest.fixture
def sheet(draft, practitioner, sign_in):
    return Page(sign_in(practitioner), reverse("screening:section", args=[draft.reference, "people-places"]))


# What the page shows


def test_the_groups_come_in_order_and_every_indicator_starts_at_not_asked(sheet):
    shown = text(sheet.open())
    titles = ["Signs that harm may already have happened", "Possible signs"]
    assert [shown.index(title) for title in titles] == sorted(shown.index(title) for title in titles)
    assert shown.count('value="not_asked" checked') == 7
    assert "Section 5 of 6" in shown and "Provisional content" in shown
    assert f"<title>People, places and gifts, section 5 of 6, {sheet.url.split('/')[2]} – CSE screening" in shown


def test_more_than_ten_indicators_have_an_index(practitioner, sign_in):
    draft = make_draft(practitioner, age=14)
    client = sign_in(practitioner)
    of = lambda code: text(client.get(reverse("screening:section", args=[draft.reference, code])))  # noqa: E731
    assert 'aria-label="Indicators on this page"' in of("risk")
    assert 'aria-label="Indicators on this page"' not in of("significant")


def test_looking_is_recorded_and_the_title_holds_no_name(sheet, draft):
    shown = text(sheet.open())
    assert "Wren" not in shown[: shown.index("</title>")]
    assert Event.objects.filter(type="screening:viewed", reference=draft.reference).count() == 1


def test_the_number_of_queries_does_not_grow_with_the_answers(sheet, draft, django_assert_max_num_queries):
    sheet.open()  # the edition is read once a process
    with django_assert_max_num_queries(13) as empty:
        sheet.open()
    for code in (CODE, HARM, "px-vehicle", "pr-missing", "pr-places"):
        answer(draft, code)
    with django_assert_max_num_queries(len(empty)):
        sheet.open()


# Saving


def test_full_evidence_is_saved_and_leads_to_the_next_section(sheet, draft):
    sheet.open()
    response = sheet.send(**boxes())
    assert response.url == reverse("screening:section", args=[draft.reference, "school-community"])
    kept = saved(draft)
    assert (kept.presence, kept.recent, kept.earlier, kept.strength) == ("present", True, False, "clear")
    assert kept.what == FULL["-what"]
    assert "Evidence saved" in text(sheet.open())


def test_the_last_section_leads_to_the_narrative(sheet, draft):
    sheet.url = reverse("screening:section", args=[draft.reference, "school-community"])
    sheet.open()
    assert sheet.send().url == reverse("screening:narrative", args=[draft.reference])


def test_missing_evidence_is_said_at_each_box_after_everything_was_saved(sheet, draft):
    sheet.open()
    response = sheet.send(**{HARM: "suspected", f"{HARM}-what": "He got a game for a picture."}, **boxes())
    shown = text(response)
    assert shown.startswith("<!DOCTYPE") and "<title>Error: " in shown
    for box in ("timeframe", "source", "strength", "harm"):
        assert f'href="#{HARM}-{box}"' in shown and f'id="{HARM}-{box}-error"' in shown
    assert f'href="#{HARM}-what"' not in shown and "He got a game for a picture." in shown
    assert "Say whether harm has already happened, or change the answer: given something" in shown
    assert saved(draft, HARM).what == "He got a game for a picture." and saved(draft).strength == "clear"


def test_a_bare_tick_is_asked_what_was_seen(sheet, draft):
    sheet.open()
    assert f'href="#{CODE}-what"' in text(sheet.send(**{CODE: "present"}))


def test_a_period_is_a_time(sheet):
    sheet.open()
    assert sheet.send(**boxes(timeframe="", period="in the spring")).status_code == 400
    assert sheet.send(**{k: v for k, v in boxes().items() if k != f"{CODE}-timeframe"}).status_code == 302


def test_come_back_later_saves_without_complaining(sheet, draft):
    sheet.open()
    response = sheet.send(later=True, **{CODE: "present", f"{CODE}-what": "Half a thought"})
    assert response.url == reverse("screening:home")
    assert saved(draft).what == "Half a thought"


def test_not_asked_is_kept_as_nothing(sheet, draft):
    answer(draft, CODE, presence="not_present")
    sheet.open()
    sheet.send(**{CODE: "not_asked"})
    assert saved(draft) is None


def test_an_indicator_that_was_not_sent_stays_as_it_was(sheet, draft):
    answer(draft, CODE)
    sheet.open()
    sheet.send(**{HARM: "not_present"})
    assert saved(draft).presence == "present"


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "{% now 'Y' %}{{ screening }}",
        "O’Neil עִבְרִית é 👩‍👧",
        "a\x00b",
        "“It’s just a lift.”",
    ],
)
def test_text_of_any_kind_comes_back_as_it_was_typed(sheet, draft, typed):
    sheet.open()
    sheet.send(**boxes(what=typed))
    assert saved(draft).what == typed.replace("\x00", "")
    response = sheet.open()
    assert html.escape(typed.replace("\x00", "")) in response.content.decode()


# Evidence of an answer that carries none


def test_evidence_is_not_dropped_before_it_was_said(sheet, draft):
    answer(draft, CODE)
    sheet.open()
    changed = boxes(presence="not_present", what=EVIDENCE["what"])
    shown = text(sheet.send(**changed))
    assert "but the answer is Not present. Save again to drop it, or change the answer" in shown
    assert shown.count(EVIDENCE["what"]) >= 2, "in its box, and in sight"
    assert saved(draft).presence == "present", "nothing is lowered yet"
    assert f'name="{CODE}-drop" value="yes"' in shown
    assert sheet.send(**changed, **{f"{CODE}-drop": "yes"}).status_code == 302
    assert (saved(draft).presence, saved(draft).what) == ("not_present", "")


def test_evidence_is_said_also_when_coming_back_later_and_never_dropped_by_itself(sheet, draft):
    sheet.open()
    assert "Save again to drop it" in text(sheet.send(later=True, **boxes(presence="no_information")))
    note = sheet.send(headers=DRAFT, **boxes(presence="no_information"), **{f"{CODE}-drop": "yes"}).json()["note"]
    assert "Save again to drop it" in note
    assert saved(draft) is None


# What no page sends


@pytest.mark.parametrize(
    "sent",
    [
        {CODE: "certainly"},
        {CODE: ""},
        {**boxes(strength="90%")},
        {**boxes(source="gossip")},
        {**boxes(timeframe="yesterday")},
        {**boxes(), f"{CODE}-harm": "perhaps"},
        {"pr-missing-from-another-edition": "present"},
        {"pa-home-domestic-abuse": "present"},
        {f"{CODE}-score": "7"},
    ],
)
def test_what_the_page_does_not_offer_is_refused_and_nothing_is_saved(sheet, draft, sent):
    sheet.open()
    response = sheet.send(**{HARM: "not_present"}, **sent)
    assert response.status_code == 400
    assert "Nothing was saved." in text(response)
    assert not draft.answers.exists()


def test_another_tools_section_and_a_foreign_draft_are_not_found(sheet, draft, sign_in, lead, mash_worker):
    assert sheet.client.get(reverse("screening:section", args=[draft.reference, "significant"])).status_code == 404
    assert sheet.client.get(reverse("screening:section", args=["S-0000-0000", "people-places"])).status_code == 404
    for other in (lead, mash_worker):
        assert sign_in(other).get(sheet.url).status_code == 404
        assert sign_in(other).post(sheet.url, boxes()).status_code == 404
    assert not draft.answers.exists()


@pytest.mark.parametrize(("box", "limit"), [("what", 50_000), ("period", 200), ("source_detail", 300)])
def test_the_longest_text_is_kept_and_a_longer_one_comes_back_whole(sheet, draft, box, limit):
    sheet.open()
    assert sheet.send(**boxes(**{box: "x" * limit})).status_code == 302
    assert len(getattr(saved(draft), box)) == limit
    sheet.open()
    response = sheet.send(later=True, **boxes(**{box: "y" * (limit + 1)}), **{HARM: "not_present"})
    shown = text(response)
    assert f"must be {limit:,} characters or fewer. It is {limit + 1:,}" in shown
    assert "y" * (limit + 1) in shown
    assert getattr(saved(draft), box) == "x" * limit and saved(draft, HARM).presence == "not_present"

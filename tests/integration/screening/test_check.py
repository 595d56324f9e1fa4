"""The check page: what was recorded, what the tool says of it, what each outcome asks, and what is kept."""

import re

import pytest
from django.urls import reverse

from audit.models import Event
from screening import actions
from screening.models import Screening
from screening.states import Status
from tests.factories.people import make_member
from tests.factories.screenings import answer, make_completed, make_draft
from tests.integration.screening.judging import boxes, check_url, sent_url

ALERT, RED, AMBER = "px-vehicle", "pr-unexplained-gifts", "pa-older-friends"


def opened(priya, draft: Screening) -> str:
    return priya.get(check_url(draft)).content.decode()


def explained(html: str) -> str:
    """The words of the explain panel."""
    panel = re.search(r'<section class="portal-explain".*?</section>', html, re.S)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", panel).split())


def radios(html: str) -> list[str]:
    return re.findall(r'name="outcome" type="radio" value="([^"]+)"', html)


# What was recorded


def test_evidence_is_listed_with_a_link_to_its_place(priya, practitioner):
    draft = make_draft(practitioner)
    answer(draft, ALERT, "suspected", "partial")
    html = opened(priya, draft)
    assert "Taken by car by adults the family does not know" in html
    assert f"{reverse('screening:section', args=[draft.reference, 'people-places'])}#px-vehicle-indicator" in html
    assert "An aunt rings the school every day." in html


def test_rule_19_what_was_not_asked_is_listed_with_who_may_know(priya, practitioner):
    draft = make_draft(practitioner)
    answer(draft, AMBER, "not_present")
    html = opened(priya, draft)
    assert "Not asked yet (34): what you could still find out, and from whom" in html
    assert "Who may know: School gate and site staff; carers; police" in html
    assert re.search(r"Spends time with clearly older children</a>: <strong>Not present", html)


def test_what_is_still_missing_is_named_with_links_before_anything_is_submitted(priya, practitioner):
    draft = make_draft(practitioner)
    actions.save_narrative(screening=draft, by=practitioner, values={"own_words": "It’s just a lift."})
    html = opened(priya, draft)
    assert "Still to write before you submit" in html
    assert f'href="{reverse("screening:narrative", args=[draft.reference])}#id_protective_factors"' in html


def test_looking_is_recorded(priya, practitioner):
    draft = make_draft(practitioner)
    opened(priya, draft)
    assert Event.objects.filter(type="screening:viewed", reference=draft.reference, person="Priya Sampleton").exists()


def test_the_title_has_the_reference_and_no_name(priya, practitioner):
    title = re.search(r"<title>(.*?)</title>", opened(priya, make_draft(practitioner)))[1]
    assert "Check and judge, S-" in title
    assert "Wren" not in title


@pytest.mark.parametrize("signs", [1, 12])
def test_queries_do_not_grow_with_the_answers(priya, practitioner, django_assert_max_num_queries, signs):
    draft = make_draft(practitioner)
    for indicator in draft.edition.indicators.all()[:signs]:
        answer(draft, indicator.code, "suspected", "partial")
    with django_assert_max_num_queries(30):
        opened(priya, draft)


# What the tool says


def test_rules_13_and_14_are_explained_by_indicator(priya, practitioner):
    draft = make_draft(practitioner)
    answer(draft, ALERT, "suspected", "partial")
    answer(draft, RED)
    answer(draft, AMBER)
    words = explained(opened(priya, draft))
    assert "Expect at least: potentially vulnerable to CSE" in words
    assert "Alert Taken by car by adults the family does not know. Suspected, partial evidence. " in words
    assert "Alert, not yet clear. Rule 13" in words
    assert "Red together with amber. Rule 14" in words
    assert "not a score" in words


def test_rule_12_fixes_the_outcome_and_leaves_nothing_to_choose(priya, practitioner):
    draft = make_draft(practitioner)
    answer(draft, ALERT)
    html = opened(priya, draft)
    assert "The tool fixes the outcome: vulnerable to CSE" in explained(html)
    assert radios(html) == []
    assert '<input type="hidden" name="outcome" value="vulnerable"' in html
    assert "Fixed by the tool" in html


def test_rule_15_asks_whether_it_is_a_significant_number(priya, practitioner):
    draft = make_draft(practitioner)
    answer(draft, AMBER)
    answer(draft, "pa-appearance")
    assert "Is this a significant number?" in explained(opened(priya, draft))


def test_rule_2_signs_of_harm_come_first_with_the_number_to_ring(priya, practitioner):
    draft = make_draft(practitioner, age=14)
    answer(draft, "rs-missing-repeat", "suspected", "partial")
    harm = draft.edition.indicators.filter(nature="sign_of_harm").first()
    answer(draft, harm.code, "suspected", "partial", harm_happened="yes")
    words = explained(opened(priya, draft))
    assert words.index("Has harm already happened?") < words.index(harm.label)
    assert "ring now on 01" in words
    assert "The level is yours to judge" in words
    assert "The level is your own judgement" in words


def test_rule_8_is_explained_and_named_at_every_outcome(priya, practitioner):
    draft = make_draft(practitioner, age=12)
    indicator = draft.edition.indicators.filter(sexual_act_or_assault=True).first()
    answer(draft, indicator.code, "suspected", "concern_only")
    html = opened(priya, draft)
    assert "Under 13: the MASH and the police are required, whatever the outcome. Rule 8" in explained(html)
    assert html.count("The MASH and the police are told all the same") == 2
    assert 'name="refer_anyway"' not in html
    assert "When you told the police, and who took the call" in html


def test_the_explain_fragment_is_the_panel_alone(priya, practitioner, school, sign_in):
    draft = make_draft(practitioner)
    url = reverse("screening:explain", args=[draft.reference])
    assert priya.get(url).content.decode().strip().startswith('<section class="portal-explain" id="explain"')
    assert sign_in(make_member(school, name="Other Person")).get(url).status_code == 404


# The judgement


def test_outcomes_are_offered_highest_first(priya, practitioner):
    assert radios(opened(priya, make_draft(practitioner, age=14))) == ["level-3", "level-2", "level-1", "level-0"]
    assert radios(opened(priya, make_draft(practitioner))) == ["vulnerable", "potentially-vulnerable", "universal"]


def test_rule_17_a_lower_outcome_says_what_it_needs(priya, practitioner, lead):
    draft = make_draft(practitioner)
    answer(draft, RED)
    html = opened(priya, draft)
    assert "Below what the tool expects: needs your reason and a second person’s agreement" in html
    assert "Colm Mockford, safeguarding lead" in html
    assert "Submit for countersigning" in html


def test_rule_17_without_anybody_to_agree_the_page_says_what_to_do(priya, practitioner):
    draft = make_draft(practitioner)
    answer(draft, RED)
    assert "can agree as second person yet" in opened(priya, draft)
    response = priya.post(check_url(draft), boxes("universal"))
    assert "Nobody at your agency can agree as second person yet" in response.content.decode()
    assert Screening.objects.get(pk=draft.pk).status == Status.DRAFT


def test_rule_24_a_lower_level_than_last_time_asks_what_changed(priya, practitioner):
    child = make_completed(practitioner, "level-2").child
    html = opened(priya, make_draft(practitioner, child=child))
    assert html.count("Lower than last time (Level 2): say what changed") == 2
    assert "portal-when--level-1 portal-when--level-0" in html
    assert "What has changed since the last screening" in html


def test_rule_17_the_second_person_chosen_is_kept_with_the_draft(priya, practitioner, lead):
    draft = make_draft(practitioner)
    answer(draft, RED)
    priya.post(check_url(draft), boxes("universal") | {"second_person": str(lead.pk), "later": "1"})
    assert f'<option value="{lead.pk}" selected>' in opened(priya, draft)


def test_what_happens_has_its_dates(priya, practitioner, time_machine):
    time_machine.move_to("2026-11-20 14:41 +0000")
    html = opened(priya, make_draft(practitioner))
    assert "the MASH answers by Monday 23 November 2026 at 14:41" in html
    assert "you screen Wren again by 1 January 2027" in html
    assert "a MASH referral goes to Solihull at once, with this screening" in html


def test_a_button_says_what_it_does_for_its_outcome(priya, practitioner):
    html = opened(priya, make_draft(practitioner, age=14))
    buttons = dict(re.findall(r'<button type="submit" class="govuk-button ([^"]*)"[^>]*>([^<]+)</button>', html))
    by_label = {label: classes for classes, label in buttons.items()}
    assert "portal-when--level-2" in by_label["Submit and send to the MASH"]
    assert "portal-when--level-1-anyway" in by_label["Submit and send to the MASH"]
    assert "portal-when--level-1" in by_label["Submit and tell the CSE team"]


def test_what_was_typed_elsewhere_is_offered(priya, practitioner):
    draft = make_draft(practitioner)
    front = {"contact_number": "01632 960123, after 17:00", "parent_aware": "no", "child_aware": "yes"}
    actions.save_front_sheet(screening=draft, by=practitioner, values=front)
    html = opened(priya, draft)
    assert "01632 960123, after 17:00</textarea>" in html
    assert re.search(r'name="carers_told" type="radio" value="no" checked', html)
    assert "You recorded that the child knows about this screening." in html
    assert not re.search(r'name="child_told_of_referral" type="radio" value="yes" checked', html)


# Keeping what is typed


def test_save_and_come_back_later_keeps_an_unfinished_judgement(priya, practitioner):
    draft = make_draft(practitioner, age=14)
    answer(draft, "rs-missing-repeat", "suspected", "partial")
    typed = {"outcome": "level-1", "lead_name": "Colm", "lead_on_day": "31", "lead_on_month": "2", "later": "1",
             "plan-rs-missing-repeat-action": "Daily check-in"}  # fmt: skip
    response = priya.post(check_url(draft), typed)
    assert response["Location"] == reverse("screening:home")
    html = opened(priya, draft)
    assert re.search(r'value="level-1" checked', html)
    assert 'name="lead_on_day" type="text" inputmode="numeric" value="31"' in html
    assert 'value="Daily check-in"' in html
    assert Screening.objects.get(pk=draft.pk).status == Status.DRAFT


def test_a_saved_day_comes_back_in_its_boxes(priya, practitioner):
    draft = make_draft(practitioner, age=14)
    answer(draft, "rs-missing-repeat", "suspected", "partial")
    priya.post(check_url(draft), boxes("level-1", rescreen_on="2027-01-15") | {"later": "1"})
    html = opened(priya, draft)
    assert 'name="rescreen_on_day" type="text" inputmode="numeric" value="15"' in html
    assert 'name="plan-rs-missing-repeat-by_day" type="text" inputmode="numeric" value="4"' in html
    assert 'name="lead_on_month" type="text" value="11"' in html


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("reason", "a" * 50_001, "Why? must be 50,000 characters or fewer"),
        ("police_told", "a" * 301, "When you told the police, and who took the call must be 300 characters or fewer"),
        ("carers_told", "maybe", "Choose an answer: have parents or carers been told about the referral?"),
    ],
)
def test_what_does_not_fit_is_said_and_kept(priya, practitioner, name, value, sentence):
    draft = make_draft(practitioner)
    sign = draft.edition.indicators.filter(sexual_act_or_assault=True).first()
    answer(draft, sign.code, "suspected", "concern_only")
    html = priya.post(check_url(draft), boxes("vulnerable") | {name: value}).content.decode()
    assert sentence in html
    assert Screening.objects.get(pk=draft.pk).judgement[name] == value


def test_the_page_saves_itself(priya, practitioner):
    draft = make_draft(practitioner)
    answered = priya.post(check_url(draft), {"outcome": "vulnerable", "reason": "Because"}, headers={"X-Draft": "1"})
    assert re.fullmatch(r"\d\d:\d\d", answered.json()["saved_at"])
    assert Screening.objects.get(pk=draft.pk).judgement["reason"] == "Because"


def test_an_error_keeps_everything_typed_on_the_page_and_on_the_draft(priya, practitioner):
    draft = make_draft(practitioner)
    html = priya.post(check_url(draft), {"outcome": "vulnerable", "worried_about": "The lifts."}).content.decode()
    assert "<title>Error: Check and judge" in html
    assert 'href="#id_reason">Say why you judge this outcome to be right</a>' in html
    assert 'href="#id_safe_contact">Say how to contact the child or carer safely' in html
    assert "The lifts.</textarea>" in html
    assert Screening.objects.get(pk=draft.pk).judgement["worried_about"] == "The lifts."


def test_missing_evidence_and_narrative_are_errors_that_link_to_their_pages(priya, practitioner):
    draft = make_draft(practitioner)
    answer(draft, RED, what="")
    actions.save_narrative(screening=draft, by=practitioner, values={})
    html = priya.post(check_url(draft), boxes("vulnerable")).content.decode()
    place = "/section/people-places/#pr-unexplained-gifts-indicator"
    assert re.search(rf'<a href="[^"]+{place}">[^<]+what was seen or said', html)
    assert re.search(r'<a href="[^"]+/narrative/#id_analysis">Write your analysis', html)
    assert Screening.objects.get(pk=draft.pk).status == Status.DRAFT


def test_what_was_typed_for_another_outcome_neither_counts_nor_stops_anything(priya, practitioner):
    draft = make_draft(practitioner, age=14)
    typed = boxes("level-2") | {"lead_on_day": "31", "lead_on_month": "2", "lead_on_year": "2026"}
    assert priya.post(check_url(draft), typed)["Location"] == sent_url(draft)
    done = Screening.objects.get(pk=draft.pk)
    assert "lead_on" not in done.judgement
    assert "plan" not in done.judgement


def test_an_impossible_date_of_the_chosen_outcome_is_an_error(priya, practitioner):
    draft = make_draft(practitioner, age=14)
    answer(draft, "rs-missing-repeat", "suspected", "partial")
    typed = boxes("level-1") | {"lead_on_day": "31", "lead_on_month": "2", "lead_on_year": "2026"}
    html = priya.post(check_url(draft), typed).content.decode()
    assert "When you spoke to the safeguarding lead must be a real date" in html


def test_half_a_plan_says_what_is_missing(priya, practitioner):
    draft = make_draft(practitioner, age=14)
    answer(draft, "rs-missing-repeat", "suspected", "partial")
    html = priya.post(check_url(draft), boxes("level-1") | {"plan-rs-missing-repeat-owner": ""}).content.decode()
    assert '<a href="#id_plan-rs-missing-repeat-owner">Say who does it</a>' in html


def test_an_outcome_of_the_other_tool_is_refused(priya, practitioner):
    draft = make_draft(practitioner)
    html = priya.post(check_url(draft), boxes("level-3")).content.decode()
    assert "Choose the outcome you judge to be right" in html
    assert Screening.objects.get(pk=draft.pk).status == Status.DRAFT


def test_dots_are_not_a_reason(priya, practitioner):
    draft = make_draft(practitioner)
    html = priya.post(check_url(draft), boxes("vulnerable", reason="…")).content.decode()
    assert "Say in words why you judge this outcome to be right" in html


@pytest.mark.parametrize(
    "said", ["He stopped engaging with us.", "Did not attend. No contact.", "Wren disengaged. The Testerbys know."]
)
def test_rule_24_stopped_engaging_alone_is_refused_each_time_and_nothing_typed_is_lost(priya, practitioner, said):
    child = make_completed(practitioner, "level-2").child
    draft = make_draft(practitioner, child=child)
    typed = boxes("level-0", what_changed=said)
    for _ in range(2):
        html = priya.post(check_url(draft), typed | {"engagement_seen": "1"}).content.decode()
        assert "never a reason for a lower level" in html and said in html
    assert Screening.objects.get(pk=draft.pk).status == Status.DRAFT


def test_rule_24_that_engagement_stopped_may_be_said_among_other_reasons(priya, practitioner):
    child = make_completed(practitioner, "level-2").child
    draft = make_draft(practitioner, child=child)
    said = "He stopped engaging in June. Since then the car has gone and he sleeps at his aunt’s every night."
    assert priya.post(check_url(draft), boxes("level-0", what_changed=said))["Location"] == sent_url(draft)


@pytest.mark.parametrize("said", ["", "   ", "…"])
def test_rule_24_a_lower_level_with_an_empty_analysis_is_refused_and_keeps_what_was_typed(priya, practitioner, said):
    child = make_completed(practitioner, "level-2").child
    draft = make_draft(practitioner, child=child)
    html = priya.post(
        check_url(draft), boxes("level-0", what_changed=said, reason="The car has gone.")
    ).content.decode()
    assert "Write what has changed since the last screening" in html and "The car has gone." in html
    assert Screening.objects.get(pk=draft.pk).status == Status.DRAFT


def test_markup_in_any_box_is_shown_as_typed(priya, practitioner):
    draft = make_draft(practitioner)
    html = priya.post(check_url(draft), {"reason": "<script>alert(1)</script>{{ 7*7 }}"}).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in html
    assert "<script>alert" not in html


def test_nobody_else_may_open_or_send_it(practitioner, lead, mash_worker, cse_officer, sign_in, school):
    draft = make_draft(practitioner)
    for member in (lead, mash_worker, cse_officer, make_member(school, name="Other Person")):
        theirs = sign_in(member)
        assert theirs.get(check_url(draft)).status_code == 404
        assert theirs.post(check_url(draft), boxes("vulnerable")).status_code == 404


def test_rule_7_a_draft_whose_tool_no_longer_fits_leads_to_the_page_that_says_so(priya, practitioner, time_machine):
    time_machine.move_to("2026-11-20 14:41 +0000")
    draft = make_draft(practitioner, age=11)
    time_machine.move_to("2027-01-09 10:00 +0000")
    priya.force_login(practitioner.user)
    assert priya.get(check_url(draft))["Location"] == reverse("screening:tool_changed", args=[draft.reference])


def test_everything_that_is_missing_is_said_at_once_down_the_page(priya, practitioner, lead):
    child = make_completed(practitioner, "vulnerable").child
    draft = make_draft(practitioner, child=child)
    answer(draft, RED)
    html = priya.post(check_url(draft), {"outcome": "universal", "refer_anyway": "on"}).content.decode()
    summary = re.search(r'<ul class="govuk-list govuk-error-summary__list">.*?</ul>', html, re.S)[0]
    assert re.findall(r'href="#id_([^"]+)"', summary) == [
        "reason", "second_person", "what_changed", "other_concerns", "other_concerns_who", "further_action",
        "worried_about", "asked_of_mash", "done_already", "carers_told", "safe_contact",
    ]  # fmt: skip


def test_rule_10_a_plan_without_any_evidence_says_where_to_begin(priya, practitioner):
    draft = make_draft(practitioner, age=14)
    html = priya.post(check_url(draft), boxes("level-1", plan=[])).content.decode()
    assert "Answer the indicators that worry you: the plan is made against them" in html


def test_nobody_is_told_to_decide_what_the_tool_fixes(priya, practitioner):
    draft = make_draft(practitioner)
    assert "You know the child; you decide." in explained(opened(priya, draft))
    answer(draft, ALERT)
    assert "you decide" not in explained(opened(priya, draft))


def test_rule_7_the_earlier_result_stands_beside_the_new_judgement(priya, practitioner):
    earlier = make_completed(practitioner, "vulnerable")
    html = opened(priya, make_draft(practitioner, child=earlier.child))
    assert "Last time, " in html
    assert reverse("screening:view", args=[earlier.reference]) in html

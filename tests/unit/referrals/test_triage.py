"""The first page's words, from plain frozen content and no database."""

import pytest

from referrals.triage import birth_words, carer_told, heading, quoted, shortened, triage

CHILD = {"name": "Wren Testerby", "age": 10, "age_is_estimated": False, "date_of_birth": "2016-06-09", "age_source": ""}
ESTIMATED = {**CHILD, "age_is_estimated": True, "date_of_birth": None, "age_source": "Looks about ten"}


def make_content(**changes) -> dict:
    """A referral of known harm, sent without a screening."""
    content = {
        "kind": "direct",
        "screening": None,
        "child": CHILD,
        "child_as_known": "Wren Testerby",
        "details": {"asked_of_mash": "Visit today.", "worried_about": "A locked door. " * 200, "where": "At home"},
        "referrer": {"name": "Priya Sampleton", "agency": "Fernleigh Demo School", "phone": "01632 960401"},
        "due_at": "2026-11-23T14:41+00:00",
        "due_why": "One working day after sending",
    }
    return {**content, **changes}


@pytest.mark.parametrize(
    ("child", "words"),
    [
        (CHILD, "Wren Testerby, age 10"),
        (ESTIMATED, "Wren Testerby, age about 10"),
        ({**CHILD, "age": None}, "Wren Testerby"),
        ({**CHILD, "age": 0}, "Wren Testerby, age 0"),
    ],
)
def test_the_heading_names_child_and_age(child, words):
    assert heading(make_content(child=child)) == words


def test_an_alert_about_an_unknown_child_is_headed_by_what_is_known():
    assert heading(make_content(child=None, child_as_known="A boy in a red coat " * 20)).endswith("A boy in…")


@pytest.mark.parametrize(
    ("child", "words"),
    [
        (CHILD, "Born 9 June 2016"),
        (ESTIMATED, "Date of birth not known, age estimated: Looks about ten"),
        ({**ESTIMATED, "age_source": ""}, "Date of birth not known, age estimated"),
        (None, ""),
    ],
)
def test_birth_in_words(child, words):
    assert birth_words(make_content(child=child)) == words


def test_without_a_screening_nothing_is_shortened():
    page = triage(make_content())
    assert page.worry == "A locked door. " * 200
    assert [line.text for line in page.headlines] == [
        "Known risk of significant harm", "Mon 23 Nov 2026, 14:41", "01632 960401",
    ]  # fmt: skip


def test_an_alerts_own_number_is_rung_first():
    details = {"who": "Hazel", "what": "Locked in.", "where": "Not known", "phone": "01632 960499"}
    page = triage(make_content(kind="alert", details=details))
    assert [line.text for line in page.headlines][::2] == ["Urgent alert", "01632 960499"]


def test_nobody_to_ring_is_said():
    referrer = {"name": "Priya Sampleton", "agency": "Fernleigh Demo School", "phone": ""}
    assert triage(make_content(referrer=referrer)).headlines[2].text == "No number given"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, ""),
        ({"carers_told": "no", "carers_not_told_reason": "It would warn them."}, "No. It would warn them."),
        ({"carers_told": "No", "carers_not_told_reason": "It would warn them."}, "No. It would warn them."),
        ({"carers_told": "yes"}, "Yes"),
        (
            {"carers_told": "Yes", "carers_told_detail": "The aunt.", "carers_agree": "Yes"},
            "Yes. The aunt. Agrees: yes",
        ),
    ],
)
def test_whether_the_carer_was_told(asked, words):
    assert carer_told(asked) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("short", "short"),
        ("one  two\nthree", "one two three"),
        ("x" * 20, "x" * 20),
        ("x" * 21, "x" * 20 + "… (in full below)"),
        ("Some words, and a few more", "Some words, and a… (in full below)"),
    ],
)
def test_a_long_text_is_cut_between_words_and_says_so(text, words):
    assert shortened(text, 20) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [("It’s a lift.", "“It’s a lift.”"), ("“It’s a lift.”", "“It’s a lift.”"), ('"A lift."', '"A lift."')],
)
def test_the_childs_words_stand_in_quotation_marks_once(text, words):
    assert quoted(text) == words


def test_a_referral_whose_screening_is_with_a_second_person_says_so():
    details = {**make_content()["details"], "outcome": "universal"}
    first = triage(make_content(details=details)).headlines[0]
    assert first.text == "Referral, screening to follow"
    assert first.note == "A second person has still to agree the outcome"

"""The MASH's field list: what is always needed, what takes "not known", and how it is shown."""

from collections import Counter

import pytest

from referrals.fields import PARTS, QUESTIONS, frozen, label_of, missing_words, values_of
from screening.pages import FRONT_SHEET, JUDGEMENT, NARRATIVE

# The common core of the area forms, by what is always required there; the unknown is an answer where it says so.
ALWAYS = {
    "start": {"danger", "referral_reason"},
    "child": {"child_names", "born", "ethnicity", "language", "disability", "communication", "address", "where",
              "care_status"},
    "family": {"parent_1_name"},
    "services": {"school", "gp"},
    "sharing": {"carers_told", "child_told_of_referral", "support_agreed", "lawful_basis", "safe_contact"},
    "why": {"worried_about", "tried", "done_already", "asked_of_mash"},
    "words": {"own_words", "protective_factors"},
    "you": set(),
}  # fmt: skip
UNKNOWN_TOO = {"gender", "ethnicity", "religion", "language", "disability", "communication", "school", "gp"}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.slug)
def test_what_is_always_needed_is_what_the_forms_require(part):
    assert {question.name for question in part.questions if question.short} == ALWAYS[part.slug]


def test_not_known_is_offered_where_the_forms_take_it():
    assert {name for name, question in QUESTIONS.items() if question.unknown} == UNKNOWN_TOO


def test_every_name_is_one_question():
    names = Counter(name for part in PARTS for name in part.names)
    assert not [name for name, times in names.items() if times > 1]


def test_a_question_of_the_screening_keeps_its_meaning():
    """A name that the judgement, the narrative or the front sheet has too is the same kind of answer."""
    asked = {field.name: field for field in (*FRONT_SHEET, *NARRATIVE, *JUDGEMENT)}
    shared = set(asked) & set(QUESTIONS)
    assert {"worried_about", "own_words", "address", "carers_told"} <= shared
    for name in shared:
        assert (QUESTIONS[name].field.kind, QUESTIONS[name].field.choices) == (asked[name].kind, asked[name].choices)


def test_what_another_answer_opens_stands_on_its_page_after_it_and_says_what_is_missing():
    for part in PARTS:
        for number, question in enumerate(part.questions):
            if question.when:
                parent, answer = question.when
                assert parent in part.names[:number]
                assert answer in dict(QUESTIONS[parent].field.choices)
                assert question.field.missing


def test_nothing_said_is_all_missing_and_everything_said_is_not():
    content = {"details": {}, "parts": frozen({})}
    assert missing_words(content).count(";") + 1 == sum(map(len, ALWAYS.values()))
    everything = {name: question.field.choices[0][0] if question.field.choices else "said"
                  for name, question in QUESTIONS.items() if question.field.kind != "date"}  # fmt: skip
    everything["phoned_on"] = "2026-11-20"
    assert missing_words({"parts": frozen(everything)}) == ""


@pytest.mark.parametrize("blank", ["", "  ", None])
def test_a_blank_is_no_answer(blank):
    assert "GP" in missing_words({"parts": frozen({"gp": blank})}).split("; ")


@pytest.mark.parametrize("instead", ["own_words", "own_words_not_obtained"])
def test_own_words_or_why_there_are_none(instead):
    assert "own words" not in missing_words({"parts": frozen({instead: "She was not asked."})})


def test_a_parent_by_name_or_in_words():
    for name in ("parent_1_name", "parental_responsibility"):
        assert "parents and carers" not in missing_words({"parts": frozen({name: "Rosa Testerby"})})


def test_what_no_longer_applies_is_not_shown():
    values = {"carers_told": "yes", "carers_told_detail": "The aunt", "carers_not_told_reason": "Left from before"}
    assert "Left from before" not in str(frozen(values))
    assert "Left from before" in str(frozen(values | {"carers_told": "no"}))


def test_choices_and_days_are_read_in_words_and_kept_as_they_are():
    values = {"phoned": "yes", "phoned_on": "2026-11-20", "ethnicity": "white"}
    content = {"details": {}, "parts": frozen(values)}
    assert "20 November 2026" in str(content["parts"])
    assert values.items() <= values_of(content).items()


def test_labels_that_say_too_little_alone_carry_their_heading():
    assert label_of(QUESTIONS["parent_2_phone"]) == "Parent or carer 2: phone"
    assert label_of(QUESTIONS["carers_not_told_reason"]) == "Parents and carers: why not"
    assert label_of(QUESTIONS["gp"]) == "GP or practice"
    labels = Counter(label_of(question) for question in QUESTIONS.values())
    assert not [label for label, times in labels.items() if times > 1]

"""What pages are written with: days and times in words, weights, outcomes, numbers that call, sortable headers."""

import datetime as dt

import pytest
import time_machine
from django.template import engines
from django.test import RequestFactory

from cse_portal import outcomes, weights
from cse_portal.forms import DateField, TimeField
from screening.protocol import TOOL_OUTCOMES, TOOL_WEIGHTS, Outcome, Weight


def render(template, **context):
    return engines["django"].from_string(template).render(context)


MONDAY = dt.datetime(2026, 11, 23, 14, 41, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("value", "filter_", "words"),
    [
        (MONDAY, "day", "Monday 23 November 2026"),
        (MONDAY, "short_day", "Mon 23 Nov"),
        (dt.date(2025, 6, 9), "short_day", "Mon 9 Jun 2025"),
        (dt.date(2016, 6, 9), "plain_day", "9 June 2016"),
        (MONDAY, "time24", "14:41"),
        (dt.time(9, 5), "time24", "09:05"),
        (MONDAY, "when", "Mon 23 Nov at 14:41"),
        (dt.datetime(2026, 11, 20, 14, 41, tzinfo=dt.UTC), "when", "today at 14:41"),
        (dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC), "when", "tomorrow at 09:00"),
        (dt.date(2026, 11, 19), "when", "yesterday"),
        # Summer time: what people's clocks said.
        (dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC), "day", "Thursday 2 July 2026"),
        (dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC), "time24", "00:30"),
        (None, "day", ""),
        (None, "when", ""),
        (None, "time24", ""),
    ],
)
@time_machine.travel("2026-11-20T15:00:00Z", tick=False)
def test_days_and_times_in_words(value, filter_, words):
    assert render(f"{{{{ value|{filter_} }}}}", value=value) == words


@pytest.mark.parametrize("weight", Weight)
def test_every_weight_has_a_shape_a_word_and_a_meaning(weight):
    html = render("{% weight weight %}", weight=weight)
    assert 'aria-hidden="true"' in html
    assert weights.LOOKS[weight].word in html
    assert weights.LOOKS[weight].meaning


def test_no_two_weights_share_a_shape():
    assert len({look.shape for look in weights.LOOKS.values()}) == len(Weight)


@pytest.mark.parametrize("tool", TOOL_WEIGHTS)
def test_the_key_shows_exactly_the_weights_of_its_tool(tool):
    assert set(weights.WEIGHTS_OF_TOOL[tool]) == set(TOOL_WEIGHTS[tool])
    assert render("{% weight_key tool %}", tool=tool).count("<li>") == len(TOOL_WEIGHTS[tool])


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_is_named_and_boxed_by_whether_it_refers(outcome):
    html = render("{% level outcome %}", outcome=str(outcome))
    assert outcomes.NAMES[outcome] in html
    assert ("portal-level--quiet" in html) is (outcome in (Outcome.LEVEL_0, Outcome.LEVEL_1, Outcome.UNIVERSAL))


def test_levels_say_number_and_name():
    assert all(f"Level {n}, " in outcomes.NAMES[level] for n, level in enumerate(TOOL_OUTCOMES["regional"]))


def test_no_outcome_yet_shows_nothing():
    assert render("{% level outcome %}{{ outcome|outcome_name }}", outcome="") == ""


@pytest.mark.parametrize(
    ("number", "href"),
    [("0121 788 4333", "tel:+441217884333"), ("999", "tel:999"), ("101", "tel:101"), ("116000", "tel:116000")],
)
def test_numbers_call(number, href):
    assert f'href="{href}">{number}</a>' in render("{% tel number %}", number=number)


def test_status_tags_escape_and_know_their_tones():
    assert (
        render('{% status_tag text "amber" %}', text="<b>")
        == '<strong class="govuk-tag govuk-tag--yellow">&lt;b&gt;</strong>'
    )


def header(query):
    request = RequestFactory().get(f"/list/?{query}")
    return engines["django"].from_string('{% sort_header "Child" "name" %}').render({}, request)


def test_a_sortable_header_says_its_direction_and_turns_it():
    assert "aria-sort" not in header("state=open")
    assert 'href="?state=open&amp;sort=name"' in header("state=open&page=3")
    assert 'aria-sort="ascending"' in header("sort=name")
    assert 'href="?sort=-name"' in header("sort=name")
    assert 'aria-sort="descending"' in header("sort=-name")


@pytest.mark.parametrize(
    ("typed", "date"),
    [
        (("9", "6", "2016"), dt.date(2016, 6, 9)),
        (("09", "06", "2016"), dt.date(2016, 6, 9)),
        (("9", "june", "2016"), dt.date(2016, 6, 9)),
        (("9", "Jun", "2016"), dt.date(2016, 6, 9)),
        (("9", "Sept.", "2016"), dt.date(2016, 9, 9)),
        (("29", "feb", "2016"), dt.date(2016, 2, 29)),
    ],
)
def test_dates_as_people_write_them(typed, date):
    assert DateField().clean(typed) == date


@pytest.mark.parametrize(
    ("typed", "sentence", "parts"),
    [
        (("", "6", "2016"), "Date of birth must include a day", ("day",)),
        (("9", "", ""), "Date of birth must include a month and a year", ("month", "year")),
        (("9", "6", "16"), "Date of birth must include the year in full, like 2016", ("year",)),
        (("31", "6", "2016"), "Date of birth must be a real date, like 9 June 2016", ("day", "month", "year")),
        (("9", "ju", "2016"), "Date of birth must be a real date, like 9 June 2016", ("day", "month", "year")),
        (("29", "2", "2015"), "Date of birth must be a real date, like 9 June 2016", ("day", "month", "year")),
        (("9", "6", "0216"), "Date of birth must be a real date, like 9 June 2016", ("day", "month", "year")),
        (("21", "11", "2026"), "Date of birth must be today or in the past", ("day", "month", "year")),
    ],
)
@time_machine.travel("2026-11-20T15:00:00Z", tick=False)
def test_wrong_dates_say_what_to_do(typed, sentence, parts):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError) as refused:
        DateField(label="Date of birth", past=True).clean(typed)
    assert refused.value.messages == [sentence]
    assert refused.value.params["parts"] == parts


@pytest.mark.parametrize("typed", ["14:41", "14.41", "1441"])
def test_times_as_people_write_them(typed):
    assert TimeField(label="Time").clean(typed) == dt.time(14, 41)

"""The CSE officer's counts: what is counted, where and since when; small numbers stay hidden, also by subtraction."""

import datetime as dt

import pytest
from django.urls import reverse

from cse_portal import clock
from police.counts import BESIDE, FEWEST, HIDDEN, counts, hidden
from police.models import InformationForm, place_key
from police.subjects import Kind
from tests.factories.people import make_agency, make_member
from tests.factories.police import make_information, make_sent

TODAY = dt.date(2026, 11, 20)


def sent(by, number=1, kind=Kind.PERSON, on=TODAY, **values):
    for _ in range(number):
        InformationForm.objects.filter(pk=make_sent(by, kind, **values).pk).update(sent_on=on)


def shown(rows) -> dict:
    return {row.name: row.count for row in rows}


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        ([0, 0, 0], [HIDDEN, HIDDEN, HIDDEN]),
        ([4, 4], [HIDDEN, HIDDEN]),
        ([5, 9], ["5", "9"]),
        ([4, 5], [HIDDEN, BESIDE]),
        ([4, 9, 5], [HIDDEN, "9", BESIDE]),
        ([4, 9, 0], [HIDDEN, "9", HIDDEN]),
        ([3], [HIDDEN]),
    ],
    ids=str,
)
def test_small_numbers_are_hidden_and_never_one_alone(counted, expected):
    rows = hidden([(str(n), count) for n, count in enumerate(counted)])
    assert [row.count for row in rows] == expected


@pytest.mark.parametrize(("number", "is_named"), [(FEWEST - 1, False), (FEWEST, True)], ids=["four", "five"])
def test_a_place_is_named_once_five_forms_name_it(practitioner, solihull, number, is_named):
    sent(practitioner, number, place="The Sample Grill")
    assert shown(counts(solihull, TODAY).places) == ({"The Sample Grill": str(number)} if is_named else {})


@pytest.mark.parametrize("typed", ["the sample  grill", " THE SAMPLE GRILL.", "The Sample, Grill"])
def test_a_place_is_one_however_it_is_typed(typed):
    assert place_key(typed) == place_key("The Sample Grill")


def test_other_places_are_others():
    assert place_key("Sample Grill 2") != place_key("Sample Grill")


def test_spellings_of_one_place_are_counted_together(practitioner, solihull):
    sent(practitioner, 3, place="Sample Grill")
    sent(practitioner, 2, kind=Kind.VEHICLE, place="SAMPLE  grill")
    assert [row.count for row in counts(solihull, TODAY).places] == ["5"]


def test_only_what_went_from_this_area_counts(practitioner, solihull, walsall):
    sent(practitioner, 5, place="Sample Grill")
    for _ in range(5):
        make_information(practitioner, Kind.PLACE, place="Draft Grill")
    sent(make_member(make_agency(walsall)), 5, place="Other Grill")
    assert list(shown(counts(solihull, TODAY).places)) == ["Sample Grill"]
    assert list(shown(counts(walsall, TODAY).places)) == ["Other Grill"]


@pytest.mark.parametrize(
    ("on", "counted"),
    [(dt.date(2025, 11, 30), False), (dt.date(2025, 12, 1), True), (TODAY, True)],
    ids=["a day too early", "the first day", "today"],
)
def test_twelve_months_are_counted(practitioner, solihull, on, counted):
    sent(practitioner, 5, on=on, place="Sample Grill")
    numbers = counts(solihull, TODAY)
    assert bool(numbers.places) is counted
    assert numbers.since == dt.date(2025, 12, 1)
    assert [row.name for row in numbers.months][::11] == ["November 2026", "December 2025"]


def test_the_page_tells_numbers_and_no_name(practitioner, cse_officer, sign_in, solihull):
    sent(practitioner, 6, on=clock.today(), place="Sample Grill")
    html = sign_in(cse_officer).get(reverse("police:counts")).content.decode()
    assert "Sample Grill" in html
    assert not [word for word in ("Rufus", "Inventado", "J-", "grey car", "Priya") if word in html]

"""The CSE officer's counts: what is counted, where and since when; small numbers stay hidden, also by subtraction."""

import datetime as dt

import pytest
from django.urls import reverse

from cse_portal import clock
from cse_portal.suppression import LEAST
from police.counts import counts
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
    ("numbers", "expected"),
    [
        ((0, 0, 0), (0, 0, 0)),
        ((4, 4, 0), (None, None, None)),
        ((4, 4, 9), (None, None, None)),
        ((5, 9, 0), (5, 9, 0)),
        ((2, 9, 5), (None, 9, None)),
        ((2, 4, 9), (None, None, 9)),
        ((3, 0, 0), (None, None, None)),
    ],
    ids=str,
)
def test_small_numbers_are_hidden_and_never_told_by_the_sum_of_the_months(practitioner, solihull, numbers, expected):
    kinds = (Kind.PERSON, Kind.VEHICLE, Kind.PLACE)
    for kind, number in zip(kinds, numbers, strict=True):
        sent(practitioner, number, kind=kind)
    of_kinds = shown(counts(solihull, TODAY).kinds)
    assert tuple(of_kinds[str(kind.label)] for kind in kinds) == expected


def test_a_small_month_takes_the_next_with_it(practitioner, solihull):
    for number, on in ((3, TODAY), (6, dt.date(2026, 9, 1)), (9, dt.date(2026, 8, 31))):
        sent(practitioner, number, on=on)
    of_months = shown(counts(solihull, TODAY).months)
    assert [of_months[f"{month} 2026"] for month in ("November", "October", "September", "August")] == [
        None,
        0,
        None,
        9,
    ]


@pytest.mark.parametrize(("elsewhere", "places"), [(0, {"A": 5, "B": 7}), (4, {"B": 7}), (5, {"A": 5, "B": 7})])
def test_how_many_named_no_place_here_is_not_told_by_the_rest(practitioner, solihull, elsewhere, places):
    """The months tell how many forms there are: 16 less 5 and 7 would be the 4 that name another place or none."""
    for place, number in (("A", 5), ("B", 7), ("C", elsewhere and 1), ("", max(0, elsewhere - 1))):
        sent(practitioner, number, place=place)
    assert shown(counts(solihull, TODAY).places) == places


@pytest.mark.parametrize(("number", "is_named"), [(LEAST - 1, False), (LEAST, True)], ids=["four", "five"])
def test_a_place_is_named_once_five_forms_name_it(practitioner, solihull, number, is_named):
    sent(practitioner, number, place="The Sample Grill")
    assert shown(counts(solihull, TODAY).places) == ({"The Sample Grill": number} if is_named else {})


@pytest.mark.parametrize("typed", ["the sample  grill", " THE SAMPLE GRILL.", "The Sample, Grill"])
def test_a_place_is_one_however_it_is_typed(typed):
    assert place_key(typed) == place_key("The Sample Grill")


def test_other_places_are_others():
    assert place_key("Sample Grill 2") != place_key("Sample Grill")


def test_spellings_of_one_place_are_counted_together(practitioner, solihull):
    sent(practitioner, 3, place="Sample Grill")
    sent(practitioner, 2, kind=Kind.VEHICLE, place="SAMPLE  grill")
    assert [row.count for row in counts(solihull, TODAY).places] == [5]


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

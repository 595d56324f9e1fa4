"""Pages follow one another by their keys: forward and back, without gap or repeat, while rows come and go."""

import datetime as dt

import pytest
from django.core import signing
from django.http import QueryDict

from accounts.models import Agency, LocalProcedure
from audit.actions import record
from audit.events import EventType
from audit.models import Event
from cse_portal.paging import Page, paged

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 20)


@pytest.fixture
def events(mash_worker):
    """Seven looks, one after another."""
    for number in range(7):
        record(EventType.LOG_VIEWED, by=mash_worker, reference=f"S-0000-000{number}")
    return Event.objects.filter(type=EventType.LOG_VIEWED)


def page(rows, order, size=3, **query) -> Page:
    address = QueryDict(mutable=True)
    address.update(query)
    return paged(rows, order=order, query=address, size=size)


def all_forward(rows, order, size=3) -> list[Page]:
    pages = [page(rows, order, size)]
    while pages[-1].next:
        pages.append(page(rows, order, size, after=pages[-1].next))
    return pages


@pytest.mark.parametrize("order", [("-id",), ("id",), ("at", "id"), ("-at", "-id")])
def test_forward_then_back_gives_every_row_once(events, order):
    every_row = list(events.order_by(*order).values_list("pk", flat=True))
    for size in (1, 2, 3, 6, 7, 8):
        pages = all_forward(events, order, size)
        assert [row.pk for each in pages for row in each.rows] == every_row
        back = [pages[-1]]
        while back[-1].previous:
            back.append(page(events, order, size, before=back[-1].previous))
        assert [each.rows for each in reversed(back)] == [each.rows for each in pages]
        assert not pages[0].previous
        assert not pages[-1].next


def test_one_page_has_no_others(events):
    assert not page(events, ("-id",), size=7).has_others
    assert page(events, ("-id",), size=6).has_others


def test_an_empty_list_is_one_empty_page(events):
    assert page(events.none(), ("-id",)) == Page([], "", "")


def test_a_row_that_comes_in_above_is_not_shown_twice_below(events, mash_worker):
    first = page(events, ("-id",))
    record(EventType.LOG_VIEWED, by=mash_worker)
    second = page(events, ("-id",), after=first.next)
    assert not set(first.rows) & set(second.rows)
    assert second.rows[0].pk == first.rows[-1].pk - 1


def test_days_and_joined_columns_are_keys_too(solihull):
    procedure = LocalProcedure.objects.filter(area=solihull).first()
    for number in range(1, 5):
        procedure.pk, procedure.in_force_from = None, DAY + dt.timedelta(days=number)
        procedure.save(force_insert=True)
    rows = LocalProcedure.objects.select_related("area")
    for order in (("in_force_from", "id"), ("area__name", "in_force_from")):
        seen = [row.pk for each in all_forward(rows, order, 2) for row in each.rows]
        assert seen == list(rows.order_by(*order).values_list("pk", flat=True))


@pytest.mark.parametrize("word", ["after", "before"])
@pytest.mark.parametrize(
    "text", ["x", "a:b:c", "\u0000", "💥", signing.dumps([1, 2], salt="another")],
    ids=["short", "like a signature", "nul", "no letter", "signed for another list"],
)  # fmt: skip
def test_a_tampered_address_gives_the_first_page(events, word, text):
    assert page(events, ("-id",), **{word: text}).rows == page(events, ("-id",)).rows


def test_an_address_of_a_list_in_another_order_gives_the_first_page(events):
    other = page(events, ("-at", "-id")).next
    assert page(events, ("-id",), after=other).rows == page(events, ("-id",)).rows


def test_keys_in_both_directions_are_a_mistake_of_the_programmer():
    with pytest.raises(ValueError, match="one direction"):
        page(Agency.objects.all(), ("name", "-id"))


def test_no_page_counts_or_skips(events, django_assert_num_queries):
    after = page(events, ("-id",)).next
    with django_assert_num_queries(1) as asked:
        page(events, ("-id",), after=after)
    assert "OFFSET" not in asked.captured_queries[0]["sql"]
    assert "COUNT" not in asked.captured_queries[0]["sql"]

"""The inbox: which referrals stand where, what narrows and sorts them, and how it comes back as it was left."""

import datetime as dt

import pytest
import time_machine

from cse_portal.clock import LONDON
from referrals.models import Referral
from tests.factories.people import make_member
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db
THURSDAY = dt.datetime(2026, 11, 19, 14, 41, tzinfo=LONDON)
INBOX, ALL = "/inbox/", "/referrals/"


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def referral(practitioner) -> Referral:
    return make_completed(practitioner, codes=("px-vehicle",)).referral


@pytest.fixture
def sent(referral):
    """More referrals like the first, so many minutes after it, with what else is said of them."""

    def made(minutes: int, **values) -> Referral:
        copy = Referral.objects.get(pk=referral.pk)
        copy.pk, copy.reference, copy.screening = None, f"R-0000-{Referral.objects.count():04d}", None
        copy.sent_at = THURSDAY + dt.timedelta(minutes=minutes)
        for name, value in values.items():
            setattr(copy, name, value)
        copy.save(force_insert=True)
        return copy

    return made


@pytest.fixture
def colleague(mash_worker):
    return make_member(mash_worker.agency, "mash_worker", name="Alder Exampler")


def rows(client, path=INBOX, **query) -> list[Referral]:
    return [row for row, _ in client.get(path, query, follow=True).context["rows"]]


def text_of(client, path=INBOX, **query) -> str:
    return client.get(path, query, follow=True).content.decode()


def rated(priority: str, by) -> dict:
    return {"priority": priority, "rated_at": THURSDAY, "rated_by": by}


def waiting() -> dict:
    return {"state": "waiting", "paused_at": THURSDAY}


class TestOrder:
    def test_an_unrated_alert_then_red_then_unrated_then_amber_then_green(self, sign_in, mash_worker, referral, sent):
        green, amber = (sent(-n, **rated(each, mash_worker)) for n, each in ((50, "green"), (40, "amber")))
        red, alert = sent(5, **rated("red", mash_worker)), sent(9, urgent=True)
        assert rows(sign_in(mash_worker)) == [alert, red, referral, amber, green]

    def test_a_rated_alert_stands_where_it_was_rated(self, sign_in, mash_worker, referral, sent):
        alert = sent(-5, urgent=True, **rated("green", mash_worker))
        assert rows(sign_in(mash_worker)) == [referral, alert]

    def test_of_one_priority_the_oldest_is_first(self, sign_in, mash_worker, referral, sent):
        later, earlier = sent(1), sent(-1)
        assert rows(sign_in(mash_worker)) == [earlier, referral, later]

    @pytest.mark.parametrize(
        ("sort", "order"),
        [("priority", [2, 0, 1]), ("oldest", [1, 0, 2]), ("due", [2, 1, 0]), ("newest", [2, 0, 1]),
         ("x", [2, 0, 1])],
    )  # fmt: skip
    def test_each_order(self, sign_in, mash_worker, referral, sent, sort, order):
        green = sent(-10, due_at=referral.due_at - dt.timedelta(hours=1), **rated("green", mash_worker))
        red = sent(10, due_at=referral.due_at - dt.timedelta(hours=2), **rated("red", mash_worker))
        three = [referral, green, red]
        assert rows(sign_in(mash_worker), sort=sort) == [three[n] for n in order]

    @pytest.mark.parametrize(
        ("sort", "header"),
        [("priority", 'aria-sort="descending"><strong>Priority'), ("due", 'aria-sort="ascending"><strong>Clock')],
    )
    def test_the_sorted_column_says_so(self, sign_in, mash_worker, referral, sort, header):
        text = text_of(sign_in(mash_worker), sort=sort)
        assert header in text
        assert text.count("aria-sort=") == 1

    @pytest.mark.parametrize("sort", ["priority", "oldest", "due", "newest"])
    def test_pages_follow_one_another_in_every_order(self, sign_in, mash_worker, referral, sent, sort):
        for n in range(40):
            priority = rated(("red", "amber", "green")[n % 3], mash_worker) if n % 4 else {}
            sent(n // 3, due_at=referral.due_at + dt.timedelta(minutes=n % 7), urgent=n % 5 == 0, **priority)
        client, seen, address = sign_in(mash_worker), [], f"{INBOX}?sort={sort}"
        while True:
            page = client.get(address).context["page"]
            seen += page.rows
            if not page.next:
                break
            address = f"{INBOX}?sort={sort}&after={page.next}"
        assert len(seen) == len(set(seen)) == 41
        keys = {
            "priority": lambda r: (r.place, r.pk),
            "oldest": lambda r: (r.sent_at, r.pk),
            "due": lambda r: (r.due_at, r.pk),
            "newest": lambda r: (-r.sent_at.timestamp(), -r.pk),
        }
        assert seen == sorted(seen, key=keys[sort])

    def test_what_runs_day_and_night_is_said_where_the_procedure_says_so(
        self, sign_in, mash_worker, solihull, referral
    ):
        client = sign_in(mash_worker)
        assert "Priority red runs day and night." in text_of(client)
        solihull.procedures.update(priority_targets={"red": {"hours": 4}, "amber": {"hours": 9}})
        assert "day and night" not in text_of(client)
        solihull.procedures.update(
            priority_targets={name: {"hours": 4, "day_and_night": True} for name in ("red", "amber")}
        )
        assert "Priority red and amber run day and night." in text_of(client)


class TestRow:
    @pytest.mark.parametrize(
        ("priority", "words"),
        [("red", 'govuk-tag--red">Red<'), ("amber", 'govuk-tag--yellow">Amber<'), ("green", 'govuk-tag--green">Green<'),
         ("", ">Not rated yet<")],
    )  # fmt: skip
    def test_the_priority_stands_in_words_in_its_own_column(self, sign_in, mash_worker, referral, priority, words):
        if priority:
            Referral.objects.update(**rated(priority, mash_worker))
        row = text_of(sign_in(mash_worker)).split("<tbody")[1]
        cell = row[row.index('data-label="Priority"') : row.index('data-label="Outcome"')]
        assert words in cell

    def test_unread_until_somebody_of_the_mash_opens_it(self, sign_in, mash_worker, cse_officer, referral):
        sign_in(cse_officer).get(f"{ALL}{referral.reference}/")
        client = sign_in(mash_worker)
        assert 'portal-list__unread" role="row"' in text_of(client)
        assert ">Unread<" in text_of(client)
        client.get(f"{ALL}{referral.reference}/")
        assert "nread" not in text_of(client).split("<tbody")[1].split("</tbody")[0]

    def test_what_waits_says_that_its_clock_stands_still(self, sign_in, mash_worker, sent):
        sent(0, opened_at=THURSDAY, opened_by=mash_worker, **waiting())
        text = text_of(sign_in(mash_worker), show="waiting")
        assert "Waiting for information" in text.split("<tbody")[1]


class TestFilters:
    def test_priority_kind_and_worker(self, sign_in, mash_worker, colleague, referral, sent):
        red = sent(1, worker=colleague, **rated("red", mash_worker))
        alert = sent(2, kind="alert", urgent=True, worker=mash_worker)
        client = sign_in(mash_worker)
        assert rows(client, priority="red") == [red]
        assert rows(client, priority="unrated") == [alert, referral]
        assert rows(client, priority="green") == []
        assert rows(client, kind="alert") == [alert]
        assert rows(client, kind="screening") == [red, referral]
        assert rows(client, worker="me") == [alert]
        assert rows(client, worker="nobody") == [referral]
        assert rows(client, worker=colleague.user.reference) == [red]
        assert rows(client, worker=colleague.user.reference, priority="amber") == []
        assert rows(client, worker="P-0000-0000", priority="violet", kind="x") == [alert, red, referral]

    def test_what_somebody_holds_in_two_roles_is_with_them(self, sign_in, mash_worker, referral, sent):
        manager = make_member(mash_worker.agency, "mash_manager", user=mash_worker.user)
        both = {sent(1, worker=mash_worker), sent(2, worker=manager)}
        assert set(rows(sign_in(mash_worker), worker="me")) == both

    def test_whoever_left_can_be_chosen_only_while_they_hold_something(self, sign_in, mash_worker, colleague, sent):
        held = sent(1, worker=colleague)
        colleague.ended_on = THURSDAY.date()
        colleague.save()
        client = sign_in(mash_worker)
        assert "Alder Exampler (has left)" in text_of(client)
        assert rows(client, worker=colleague.user.reference) == [held]
        Referral.objects.filter(pk=held.pk).update(worker=mash_worker)
        assert "Alder Exampler" not in text_of(client)

    def test_the_folded_filter_names_what_is_set(self, sign_in, mash_worker, colleague, referral):
        client = sign_in(mash_worker)
        assert "Filter: none set" in text_of(client)
        query = {"worker": colleague.user.reference, "priority": "red", "kind": "direct", "agency": "Solihull MASH"}
        assert (
            "Filter: with Alder Exampler, of priority red, sent as known harm, without a screening, from Solihull MASH"
            in text_of(client, **query)
        )

    def test_an_empty_list_names_every_filter(self, sign_in, mash_worker, referral):
        text = text_of(sign_in(mash_worker), show="waiting", priority="unrated", kind="alert", sort="due")
        assert "No referrals waiting for information not rated yet sent as an urgent alert." in text
        assert "Looked at: waiting for information, with anyone, not rated yet, sent as an urgent alert, any" in text
        assert 'href="?show=waiting&amp;sort=due"' in text

    def test_an_empty_list_without_filter_leads_to_the_open_ones(self, sign_in, mash_worker, referral):
        client = sign_in(mash_worker)
        text = text_of(client, show="waiting")
        assert "No referrals waiting for information." in text
        assert 'href="?show=open"' in text
        assert rows(client, show="open") == [referral]

    @pytest.mark.parametrize("sort", ["", "due"])
    def test_filters_and_orders_keep_one_another(self, sign_in, mash_worker, referral, sort):
        context = sign_in(mash_worker).get(INBOX, {"show": "new", "worker": "me", "sort": sort}).context
        assert context["keep"] == [("show", "new"), ("sort", sort or "priority")]
        assert [each["url"] for each in context["orders"]] == [
            f"?show=new&worker=me&sort={each}" for each in ("priority", "oldest", "due", "newest")
        ]
        chip = "?show=overdue" + (f"&sort={sort}" if sort else "")
        assert [chip["url"] for chip in context["chips"]][4] == chip

    def test_what_was_decided_today_has_its_own_order(self, sign_in, mash_worker, referral, sent):
        decided = {"state": "decided", "mash_outcome": "advice", "reason": "r", "feedback": "f"}
        values = [{"decided_at": THURSDAY - dt.timedelta(hours=n), "decided_by": mash_worker} for n in range(3)]
        first, second, third = (sent(0, **decided, **each) for each in values)
        response = sign_in(mash_worker).get(INBOX, {"show": "decided", "sort": "oldest"})
        assert response.context["page"].rows == [first, second, third]
        assert response.context["orders"] == []


class TestOverdue:
    def test_not_while_the_clock_stands_still(self, sign_in, mash_worker, referral, sent, thursday):
        sent(0, **waiting())
        thursday.move_to(THURSDAY + dt.timedelta(days=3))
        assert rows(sign_in(mash_worker), show="overdue") == [referral]

    def test_from_the_moment_after_it_was_due(self, sign_in, mash_worker, referral, thursday):
        thursday.move_to(referral.due_at)
        client = sign_in(mash_worker)
        assert rows(client, show="overdue") == []
        thursday.move_to(referral.due_at + dt.timedelta(seconds=1))
        assert rows(client, show="overdue") == [referral]

    @pytest.mark.parametrize("state", ["decided", "joined", "passed"])
    def test_decided_today_counts_what_was_joined_or_passed_on_too(self, sign_in, mash_worker, referral, sent, state):
        values = {"decided_at": THURSDAY, "decided_by": mash_worker, "reason": "r", "feedback": "f"}
        values |= {"mash_outcome": "advice"} if state == "decided" else {}
        closed = sent(0, state=state, joined_to=referral if state == "joined" else None, **values)
        sent(0, state="withdrawn", withdrawn_at=THURSDAY, withdrawn_by=mash_worker, withdrawn_reason="Sent twice.")
        assert rows(sign_in(mash_worker), show="decided") == [closed]


class TestHolding:
    def test_a_manager_sees_who_has_how_many(self, sign_in, mash_worker, colleague, referral, sent):
        manager = make_member(mash_worker.agency, "mash_manager", name="Tamsin Notreal")
        sent(1, worker=colleague), sent(2, worker=colleague)
        sent(3, worker=colleague, state="withdrawn", withdrawn_at=THURSDAY, withdrawn_by=manager, withdrawn_reason="r")
        held = sign_in(manager).get(INBOX).context["holding"]
        assert [(row["name"], row["count"]) for row in held] == [
            ("Nobody yet", "1"), ("Alder Exampler", "2"), ("Dawn Placeholder", "0"), ("Tamsin Notreal", "0"),
        ]  # fmt: skip

    def test_a_worker_does_not(self, sign_in, mash_worker, referral):
        assert sign_in(mash_worker).get(INBOX).context["holding"] == []

    def test_it_stops_at_a_hundred(self, sign_in, mash_worker, colleague, sent):
        manager = make_member(mash_worker.agency, "mash_manager", name="Tamsin Notreal")
        for n in range(101):
            sent(n, worker=colleague)
        held = {row["name"]: row["count"] for row in sign_in(manager).get(INBOX).context["holding"]}
        assert held["Alder Exampler"] == "100 or more"

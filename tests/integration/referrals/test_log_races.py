"""A child is screened again while something else changes where it stands: the newest entry knows of both."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction

from cse_portal import clock
from referrals import actions as referrals
from referrals.models import LogEntry, SavedView
from screening import actions
from tests.factories.screenings import judgement, make_completed, make_draft
from tests.integration.referrals.test_screening_races import in_a_thread, somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)


def entry_of(child) -> LogEntry:
    return LogEntry.objects.get(child=child, current=True)


def test_what_waits_for_a_new_screening_stands_on_the_new_entry(practitioner, cse_officer):
    first = make_completed(practitioner, "level-0")
    draft = make_draft(practitioner, child=first.child)
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            again = actions.submit(
                screening=draft, by=practitioner, judgement=judgement("level-0", what_changed="Nothing.")
            )
            late = threads.submit(
                in_a_thread, lambda: referrals.follow_up(screening=first, by=cse_officer, what="Done.")
            )
            assert somebody_waits()
        late.result(timeout=20)
    entry = entry_of(first.child)
    assert (entry.screening_id, entry.unfinished) == (again.pk, "other_concerns")


def test_a_screening_that_waits_for_a_change_of_the_plan_knows_of_it(practitioner):
    first = make_completed(practitioner, "level-1")
    plan, draft = first.child.plans.get(), make_draft(practitioner, child=first.child)
    plan.actions.update(ended_at=clock.now(), ended_by=practitioner)
    later = [{"code": "rs-missing-repeat", "action": "Ring", "owner": "Tutor", "by": "2090-01-02"}]
    submitting = {"screening": draft, "by": practitioner, "judgement": judgement("level-1", plan=later)}
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            plan.review_on = clock.today() + dt.timedelta(days=2)
            plan.save(update_fields=["review_on"])
            referrals.stand(first.child)
            submitted = threads.submit(in_a_thread, lambda: actions.submit(**submitting))
            assert somebody_waits()
        submitted.result(timeout=20)
    entry = entry_of(first.child)
    assert (entry.screening_id, entry.next_step) == (draft.pk, "plan_review")
    assert entry.next_at.astimezone(clock.LONDON).date() == plan.review_on


def test_two_presses_save_one_view(cse_officer):
    def save():
        return referrals.save_view(by=cse_officer, page="log", name="Mine", query="show=open")

    with ThreadPoolExecutor(2) as threads:
        saved = [each.result(timeout=20) for each in [threads.submit(in_a_thread, save) for _ in range(2)]]
    assert saved[0] == saved[1] == SavedView.objects.get()

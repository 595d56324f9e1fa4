"""The demo's year of closed screenings: counted, decided by the rules, and in nobody's way."""

import pytest
import yaml

from accounts.models import Membership
from cse_portal import clock
from referrals.actions.standing import COLUMNS, stand_all
from referrals.models import Figure, LogEntry, Referral
from referrals.views.log_lists import LISTINGS
from screening.management.commands import _demo_figures, seed_demo
from screening.models import Child, Rescreen, Screening
from screening.states import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def seeded(monkeypatch):
    monkeypatch.setattr(_demo_figures, "CHILDREN", {"solihull": 40, "walsall": 20})
    members = seed_demo.make_people(yaml.safe_load((seed_demo.DEMO / "people.yaml").read_text()))
    _demo_figures.seed_figures(members, seed_demo.at)
    return members


def test_every_screening_stands_as_the_rules_decided_it(seeded):
    screenings = Screening.objects.select_related("child")
    assert screenings.count() > Child.objects.count() == 60
    for screening in screenings:
        assert screening.status == Status.COMPLETE
        assert screening.outcome == screening.decision["outcome"] == screening.judgement["outcome"]
        assert screening.screening_date < clock.today()
    assert {screening.tool for screening in screenings} == {"petch", "regional"}


def test_nothing_is_open_and_no_list_of_work_has_any(seeded):
    assert LogEntry.objects.count() == Screening.objects.count()
    assert not Rescreen.objects.open().exists()
    assert not Referral.objects.exclude(state="decided").exists()
    for name in set(LISTINGS) - {"all"}:
        assert not LISTINGS[name].rows(LogEntry.objects.all()).exists(), name


def test_where_each_child_stands_is_what_would_be_worked_out(seeded):
    entries = LogEntry.objects.filter(current=True).order_by("pk")
    written = list(entries.values_list(*COLUMNS))
    assert len(written) == 60
    stand_all(entries.values_list("child", flat=True))
    assert list(entries.values_list(*COLUMNS)) == written


def test_the_screenings_are_counted_and_whoever_made_them_has_left(seeded):
    outcomes = Figure.objects.filter(question="outcome")
    assert sum(outcomes.values_list("count", flat=True)) == Screening.objects.count()
    makers = Membership.objects.filter(screenings__isnull=False)
    assert makers.exists() and not makers.filter(ended_on=None).exists()

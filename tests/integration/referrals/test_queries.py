"""How often each page asks the database: the same for few rows as for many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from referrals.models import LogEntry, Referral
from screening.models import Child, Rescreen, Screening
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db
# Every page also asks for the session, the person, their roles, whom to ring now and two savepoints, and
# whether a child is restricted. A referral's first page also asks whether its child is known.
LISTS = {
    "inbox": ("mash_worker", 26),
    "all": ("mash_worker", 18),
    "log": ("cse_officer", 35),
    "print": ("mash_worker", 18),
    "today": ("cse_officer", 22),
    "rescreens": ("cse_officer", 16),
}
RECORDS = {
    "referral": ("mash_worker", 33),
    "full": ("mash_worker", 20),
    "screening": ("mash_worker", 20),
    "timeline": ("mash_worker", 25),
    "looked": ("mash_worker", 21),
    "assign": ("mash_worker", 20),
    "decide": ("mash_worker", 22),
    "child": ("cse_officer", 15),
    "over_time": ("cse_officer", 18),
    "involved": ("cse_officer", 18),
    "child_referrals": ("cse_officer", 14),
    "child_looked": ("cse_officer", 14),
}

OF_A_CHILD = ("child", "over_time", "involved", "child_referrals", "child_looked")


def copies(screening: Screening, numbers: range) -> None:
    """More children like this one, each with a completed screening, log entry, referral and re-screen."""
    for n in numbers:
        child = Child.objects.create(
            agency=screening.agency,
            first_names="Wren",
            family_name=f"Copy {n}",
            date_of_birth=screening.child.date_of_birth,
        )
        copy = Screening.objects.get(pk=screening.pk)
        copy.pk, copy.reference, copy.child = None, f"S-0000-{n:04d}", child
        copy.save(force_insert=True)
        for model, unique in ((LogEntry, {}), (Rescreen, {}), (Referral, {"reference": f"R-0000-{n:04d}"})):
            row = model.objects.get(screening=screening)
            row.pk, row.screening, row.child = None, copy, child
            for name, value in unique.items():
                setattr(row, name, value)
            row.save(force_insert=True)


def queries(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.fixture
def screening(practitioner) -> Screening:
    return make_completed(practitioner, "level-2")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_no_more_for_many_rows_than_for_few(request, sign_in, screening, name):
    role, most = LISTS[name]
    client, url = sign_in(request.getfixturevalue(role)), reverse(f"referrals:{name}")
    copies(screening, range(2))
    few = queries(client, url)
    copies(screening, range(2, 22))
    assert queries(client, url) == few
    assert few <= most


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_asks_a_fixed_number_of_times(request, sign_in, screening, name):
    role, most = RECORDS[name]
    reference = screening.child.reference if name in OF_A_CHILD else screening.referral.reference
    client = sign_in(request.getfixturevalue(role))
    assert queries(client, reverse(f"referrals:{name}", args=[reference])) <= most

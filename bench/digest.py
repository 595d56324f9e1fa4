"""Digest of the day for 20,000 people in one pass, beside writing the same rows with nothing to work out."""

import statistics
import time

from django.db import connection, transaction

from bench.setting import fill, make_member
from screening.reminders import send_due

# Working out what waits for whom costs about three times what writing it down costs. A pass over each person would cost
# a hundred times as much, so five leaves room for a busy machine and for nothing else.
LIMIT, UNIT = 5.0, " ×"
PEOPLE, DUE_EACH = 20_000, 4
ROUNDS = 3
_TABLES = ("screening_digestday", "screening_digest", "screening_reminder", "cse_portal_message")
# As many people as it takes, twenty to an agency, each tenth of them its lead.
_PEOPLE = """
    with agency as (
        insert into accounts_agency (area_id, name, kind, phone, address)
        select (select area_id from accounts_agency limit 1), 'Invented agency ' || g, 'secondary_school', '', ''
        from generate_series(1, %(agencies)s) g returning id
    ), person as (
        insert into accounts_user (password, reference, email, name, job_title, phone, is_active)
        select '!', 'P-D' || g, 'invented' || g || '@bench.example', 'Invented Person', '', '', true
        from generate_series(1, %(people)s) g returning id
    ), numbered as (
        select id, row_number() over (order by id) as g from person
    ), places as (
        select id, row_number() over (order by id) - 1 as g from agency
    )
    insert into accounts_membership (user_id, agency_id, role, started_on)
    select n.id, p.id, case when n.g % 10 = 0 then 'safeguarding_lead' else 'practitioner' end, current_date
    from numbered n join places p on p.g = n.g % %(agencies)s returning id
"""
# What waits is spread over every stage that a digest knows.
_DUE = "update screening_rescreen set due_on = current_date - 20 + (id % 28)::int"
_PLANS = """
    insert into referrals_plan (reference, child_id, area_id, agency_id, holder_id, child_part, carer_part, review_on,
        started_at, started_by_id, closed_because, closed_reason, what_changed)
    select 'P-' || s.id, s.child_id, s.area_id, s.agency_id, s.practitioner_id, '', '',
           current_date - 3 + (s.id % 40)::int, now(), s.practitioner_id, '', '', ''
    from screening_screening s where s.id % 4 = 1;
    insert into referrals_planaction (plan_id, indicator, what, owner_id, owner_name, agency_name, due_on, progress,
        result)
    select id, '', 'Invented', holder_id, '', '', review_on, 'to_do', '' from referrals_plan
"""


def measure() -> float:
    _people_with_duties()
    sweeps, later, plain = [], [], []
    for _ in range(ROUNDS):
        sweeps.append(_timed(_sweep))
        later.append(_timed(_sweep))
        _keep()
        plain.append(_timed(_plain))
        _run(f"truncate {', '.join(_TABLES)}")
    print(f"plain INSERT … SELECT of as many rows: {statistics.median(plain):.2f} s")
    print(f"digests of {PEOPLE:,} people:            {statistics.median(sweeps):.2f} s")
    print(f"each later run of the same day:       {statistics.median(later) * 1000:.1f} ms")
    return statistics.median(sweeps) / statistics.median(plain)


def _people_with_duties() -> None:
    from accounts.models import Membership

    make_member("practitioner")
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE.replace(" % ", " %% "), {"people": PEOPLE, "agencies": PEOPLE // 20})
        ids = [pk for (pk,) in cursor.fetchall()]
    # Every fourth screening has no re-screen; with one person twice in the list it is not always the same people's.
    fill(PEOPLE * DUE_EACH * 4 // 3, practitioners=[Membership(pk=pk) for pk in [*ids, ids[0]]])
    for statement in (_DUE, _PLANS, "analyze"):
        _run(statement)


def _timed(work) -> float:
    begun = time.perf_counter()
    with transaction.atomic():
        work()
    took = time.perf_counter() - begun
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from screening_digest")
        [[written]] = cursor.fetchall()
    assert written >= PEOPLE, written
    return took


def _sweep() -> None:
    send_due()


def _keep() -> None:
    """What the pass wrote, put aside and taken away, so that the same can be written again without thinking."""
    for table in _TABLES:
        _run(f"drop table if exists kept_{table}; create table kept_{table} as table {table}")
    _run(f"truncate {', '.join(_TABLES)}; analyze")


def _plain() -> None:
    for table in _TABLES:
        _run(f"insert into {table} overriding system value table kept_{table}")


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)

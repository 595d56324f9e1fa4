"""The servers and the invented data of a benchmark."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

# What the compose file gives PostgreSQL; the demo has much less.
DATABASE_MEMORY = "1GB"
ROOT = Path(__file__).resolve().parent.parent


def load_launcher() -> None:
    """Make the launcher's modules importable, as manage.py does."""
    sys.path.insert(0, str(ROOT))
    from manage import launcher

    launcher()


@contextlib.contextmanager
def portal_servers() -> Iterator[None]:
    """Empty private servers with the portal's tables, editions and areas in them; Django is set up against them."""
    from launch import services

    with services.temporary(memory=DATABASE_MEMORY) as urls:
        os.environ.update(urls, CSE_MODE="test", SECRET_KEY="benchmarks-only-" * 4)
        os.environ["DJANGO_SETTINGS_MODULE"] = "cse_portal.settings"
        os.environ.pop("CSE_CLOCK_SHIFT", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("prepare", skip_checks=True)
        yield


def make_member(role: str, *, agency_kind: str = "secondary_school", area: str = "solihull"):
    """One invented person in a role, with an agency of their own."""
    from accounts.models import Area
    from tests.factories import people

    agency = people.make_agency(Area.objects.get(slug=area), agency_kind)
    return people.make_member(agency, role)


def signed_in(member):
    """A client of the portal, signed in, in this process."""
    from django.test import Client

    client = Client()
    client.force_login(member.user)
    return client


def fill(screenings: int, *, practitioners: list, mash: list | None = None, first: int = 1) -> None:
    """So many completed screenings of invented children, each with its log entry, most with a re-screen and one in four
    with a referral, spread over three years. Written by set-based SQL in the shapes the actions write. A third of the
    referrals are open; a third of those are with one of the `mash`.
    """
    values = {"n": screenings, "first": first, "screened": True}
    _write((_CHILDREN, *_SCREENINGS, _REFERRALS), values, practitioners, mash or practitioners)


def fill_mash(children: int, *, practitioners: list, mash: list) -> None:
    """So many invented children, and a referral of every fifth as in `fill`, with nothing else of their screenings."""
    for statement, how_many in ((_CHILDREN, children), (_REFERRALS, children * 4 // 5)):
        _write((statement,), {"n": how_many, "first": 1, "screened": False}, practitioners, mash)


def _write(statements: tuple[str, ...], values: dict, practitioners: list, mash: list) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        people = {"people": [member.pk for member in practitioners], "workers": [member.pk for member in mash]}
        for statement in statements:
            cursor.execute(statement, values | people)
        for table in _FILLED:
            cursor.execute(f"analyze {table}")


_FILLED = ("screening_child", "screening_screening", "screening_rescreen", "referrals_logentry", "referrals_referral")
_NUMBERS = """
    select g, m.id as member, m.agency_id as agency, a.area_id as area,
           overlay(upper(lpad(to_hex(g), 8, '0')) placing '-' from 5 for 0) as code,
           now() - (g %% 1095) * interval '1 day' - (g %% 1440) * interval '1 minute' as at
    from generate_series(%(first)s, %(first)s + %(n)s - 1) g
    join unnest(%(people)s::bigint[]) with ordinality p(id, place)
      on p.place = g %% cardinality(%(people)s::bigint[]) + 1
    join accounts_membership m on m.id = p.id join accounts_agency a on a.id = m.agency_id
"""
# g modulo 4 is the level; level 2 is referred. Of the referred, modulo 12 is 2 for the open, modulo 36 for those with a
# worker, modulo 108 is 14 for those that wait, modulo 500 for the urgent, modulo 100 is 6 for known harm without a
# screening, and modulo 60 for decisions that the referrer has not read. Five of eight are rated.
_OPEN, _ACKNOWLEDGED, _WAITING, _UNREAD = "g %% 12 = 2", "g %% 36 = 2", "g %% 108 = 14", "g %% 60 = 6"
_RATED = "g %% 32 < 20"
# Of level 1, modulo 20 is 1 for those without a plan; of level 0, modulo 40 is 0 where other concerns wait; of level 3,
# modulo 28 is 3 where an action of the plan is next.
_NO_PLAN, _CONCERNS, _PLANNED = "g %% 20 = 1", "g %% 40 = 0", "g %% 28 = 3"
_EDITION = "(select id from indicators_edition where tool = 'regional' order by id desc limit 1)"
_CHILDREN = f"""insert into screening_child (id, reference, agency_id, first_names, family_name, known_as,
        date_of_birth, age_source)
    select 1000000 + g, 'C-' || code, agency, 'Invented ' || g,
           case when g %% 97 = 0 then 'Ordinary' else 'Testchild' || g %% 5000 end, '',
           current_date - 5200 - (g %% 1500)::int, '' from ({_NUMBERS}) n"""
_SCREENINGS = (
    f"""insert into screening_screening (id, reference, area_id, agency_id, practitioner_id, child_id, tool, edition_id,
        status, screening_date, started_at, saved_at, danger, danger_called, front_sheet, narrative, judgement,
        sections_seen, returned_reason, outcome, decision, protocol_version, submitted_at, submitted_by_id, version,
        correction_reason)
    select 1000000 + g, 'S-' || code, area, agency, member, 1000000 + g, 'regional', {_EDITION},
           'complete', at::date, at, at, false, '', '{{}}', '{{}}', '{{"reason": "Invented"}}', '[]', '',
           'level-' || g %% 4, '{{"reasons": []}}', 'bench', at, member, 1, '' from ({_NUMBERS}) n""",
    f"""insert into screening_rescreen (screening_id, child_id, area_id, owner_id, due_on, why, closed_reason,
        snoozed_reason)
    select 1000000 + g, 1000000 + g, area, member, (at + interval '84 days')::date, 'Invented', '', ''
    from ({_NUMBERS}) n where g %% 4 > 0""",
    f"""insert into referrals_logentry (screening_id, area_id, agency_id, child_id, tool, outcome, previous_outcome,
        movement, entered_at, current, due_on, since, born_on, turns_on, at_mash, no_plan, no_contact, elsewhere,
        next_step, next_at, next_with_id, unfinished)
    select 1000000 + g, area, agency, 1000000 + g, 'regional', 'level-' || g %% 4,
           case when g %% 20 = 2 then 'level-1' else '' end, case when g %% 20 = 2 then 'up' else 'first' end, at, true,
           due_on, at::date, born_on,
           case when born_on + interval '18 years' >= now() then born_on + interval '18 years' end,
           {_OPEN}, {_NO_PLAN}, g %% 50 = 7, g %% 100 = 9,
           case when {_OPEN} then 'mash_decides' when {_NO_PLAN} then 'plan' when {_CONCERNS} then 'other_concerns'
                when {_PLANNED} then 'plan_action' when due_on is not null then 'rescreen' else '' end,
           case when {_OPEN} then at + interval '1 day' when {_NO_PLAN} then at
                when {_CONCERNS} then at + interval '7 days' when {_PLANNED} then at + interval '30 days'
                else due_on end,
           case when g %% 4 > 0 then member end,
           case when {_NO_PLAN} then 'no_plan' when {_CONCERNS} then 'other_concerns' else '' end
    from (select n.*, current_date - 5200 - (g %% 1500)::int as born_on,
                 case when g %% 4 > 0 then (at + interval '84 days')::date end as due_on from ({_NUMBERS}) n) n""",
)
_REFERRALS = f"""insert into referrals_referral (id, reference, kind, state, urgent, area_id, agency_id, referrer_id,
        child_id, child_as_known, screening_id, details, content, outcome, sent_at, sent_by_id, due_at, paused_at,
        priority, rated_at, rated_by_id, worker_id, acknowledged_at, acknowledged_by_id, decided_at, decided_by_id,
        feedback_read_at, feedback_read_by_id, mash_outcome, reason, next_step, feedback)
    select 1000000 + g, 'R-' || code,
           case when g %% 500 = 2 then 'alert' when g %% 100 = 6 then 'direct' else 'screening' end,
           case when {_ACKNOWLEDGED} then 'acknowledged' when {_WAITING} then 'waiting' when {_OPEN} then 'new'
                else 'decided' end,
           g %% 500 = 2, area, agency, member, 1000000 + g, 'Invented ' || g,
           case when %(screened)s then 1000000 + g end, '{{}}', '{{"screening": null, "details": {{}}}}', 'level-2',
           at, member, at + interval '1 day', case when {_WAITING} then at + interval '2 hours' end,
           case when {_RATED} then (array['red', 'amber', 'amber', 'green', 'green'])[g %% 32 / 4 + 1] else '' end,
           case when {_RATED} then at + interval '1 hour' end, case when {_RATED} then worker end,
           case when {_ACKNOWLEDGED} then worker end, case when {_ACKNOWLEDGED} then at + interval '1 hour' end,
           case when {_ACKNOWLEDGED} then worker end,
           case when not ({_OPEN}) then at + interval '1 day' end, case when not ({_OPEN}) then worker end,
           case when not ({_OPEN} or {_UNREAD}) then at + interval '2 days' end,
           case when not ({_OPEN} or {_UNREAD}) then member end,
           case when {_OPEN} then '' else 'section_17' end, 'Invented', '', 'Invented'
    from (select n.*, (%(workers)s::bigint[])[g / 36 %% cardinality(%(workers)s::bigint[]) + 1] as worker
          from ({_NUMBERS}) n) n where g %% 4 = 2"""

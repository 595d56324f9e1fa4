"""Which re-screens to remind of, from the data alone, in one statement; each goes once however often this runs.

What is due depends on the day and the open re-screens, never on when Celery beat last ran: a run that comes three days
late, twice, or on two beats at once writes the same rows, and the unique constraint keeps one of each.
"""

import datetime as dt

from django.db import connection, transaction

from accounts.access import roles_with
from accounts.permissions import Permission
from audit.actions import record
from audit.events import EventType
from cse_portal import clock, outbox
from cse_portal.models import MessageKind
from referrals.phoned import written_due
from screening.models import Screening

DAYS_BEFORE = 7
# Stage by days from the due date: from -7 "before", on the day "today", then one stage for each begun week after it.
# A re-screen made closer to its date than 7 days gets the stage it is in. Overdue also goes to the agency's leads; when
# the owner has left, every stage goes to the leads instead, and no mail goes to a person who cannot sign in.
_SQL = """
with stage as (
    select r.id as rescreen_id, r.due_on, r.owner_id, s.reference,
           case when r.due_on > %(today)s then 'before'
                when r.due_on = %(today)s then 'today'
                else 'overdue-' || ((%(today)s - r.due_on - 1) / 7 + 1) end as stage
    from screening_rescreen r
    join screening_screening s on s.id = r.screening_id
    where r.closed_at is null and r.due_on <= %(until)s
),
owner as (
    select m.id, m.agency_id, m.user_id, (m.ended_on is null and u.is_active) as working
    from accounts_membership m join accounts_user u on u.id = m.user_id
),
lead as (
    select distinct on (o.agency_id, o.user_id) o.id, o.agency_id, o.user_id
    from accounts_membership m join owner o on o.id = m.id
    where o.working and m.role = any(%(lead_roles)s)
    order by o.agency_id, o.user_id, o.id
),
wanted as (
    select g.*, o.id as recipient_id, o.user_id from stage g join owner o on o.id = g.owner_id where o.working
    union all
    select g.*, l.id, l.user_id
    from stage g join owner o on o.id = g.owner_id join lead l on l.agency_id = o.agency_id
    where not o.working or (g.stage like 'overdue-%%' and l.user_id <> o.user_id)
),
written as (
    insert into screening_reminder (rescreen_id, due_on, stage, recipient_id)
    select rescreen_id, due_on, stage, recipient_id from wanted
    on conflict do nothing
    returning rescreen_id, stage, recipient_id
)
insert into cse_portal_message (kind, to_user_id, reference, path)
select case when w.stage = 'before' then %(soon)s when w.stage = 'today' then %(on_day)s else %(overdue)s end,
       wanted.user_id, wanted.reference, '/rescreens/' || wanted.reference || '/'
from written w
join wanted on wanted.rescreen_id = w.rescreen_id and wanted.stage = w.stage and wanted.recipient_id = w.recipient_id
"""


@transaction.atomic
def send_due(*, today: dt.date | None = None) -> int:
    """Write the reminders that are due on `today` (London's date by default) and their messages. Returns how many."""
    today = today or clock.today()
    values = {
        "today": today,
        "until": today + dt.timedelta(days=DAYS_BEFORE),
        "lead_roles": [role.value for role in roles_with(Permission.RESCREEN_REASSIGN)],
        "soon": MessageKind.RESCREEN_SOON,
        "on_day": MessageKind.RESCREEN_TODAY,
        "overdue": MessageKind.RESCREEN_OVERDUE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, values)
        written = cursor.rowcount
    if written:
        outbox.wake("cse_portal.tasks.deliver_messages")
    return written


@transaction.atomic
def chase_written() -> int:
    """Remind once of each call that was not followed in writing in the area's time (rule 26). Returns how many."""
    unwritten = Screening.objects.called_only().filter(written_chased_at=None).order_by("danger_called_at")
    rows = unwritten.select_for_update(skip_locked=True, of=("self",)).select_related("area", "practitioner__user")
    late = [stub for stub in rows[:500] if _is_late(stub)]
    for stub in late:
        path = f"/screenings/{stub.reference}/"
        outbox.send(MessageKind.WRITTEN_LATE, to=[stub.practitioner], reference=stub.reference, path=path)
        record(EventType.REFERRAL_CHASED, by=None, reference=stub.reference, area_id=stub.area_id)
    Screening.objects.filter(pk__in=[stub.pk for stub in late]).update(written_chased_at=clock.now())
    return len(late)


def _is_late(stub: Screening) -> bool:
    due = written_due(stub.area, stub.danger_called_at)
    return due is not None and due < clock.now()

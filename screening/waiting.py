"""What waits for whom on a day, from the data alone: one statement that writes each person's digest.

Each source says what is dated, who holds it, and whose agency and area it belongs to. One chain then says who is told:
the holder; where nobody holds it who can sign in, the agency's leads; where there are none, the area's CSE officers.
What is overdue goes to the leads too, and from the second week to the officers. Reminders that are put off wait for the
holder alone: leads and officers go on hearing of what is overdue.
"""

from cse_portal.models import MessageKind

# Nine columns each: source, reference, path, due_on, holder_id, agency_id, area_id, part (it tells apart what goes by
# one reference), and the day from which the holder is reminded again.
_RESCREENS = """
    select 'rescreen', s.reference, '/rescreens/' || s.reference || '/', r.due_on, r.owner_id, o.agency_id, r.area_id,
           '', r.snoozed_until
    from screening_rescreen r
    join screening_screening s on s.id = r.screening_id join accounts_membership o on o.id = r.owner_id
    where r.closed_at is null and r.due_on <= %(until)s"""
# An action of somebody without an account, or of somebody who has left, is chased by whoever holds the plan.
_PLAN_ACTIONS = """
    select 'plan_action', p.reference, '/plans/' || p.reference || '/', a.due_on, coalesce(w.id, p.holder_id),
           p.agency_id, p.area_id, a.id::text, null
    from referrals_planaction a join referrals_plan p on p.id = a.plan_id
    left join working w on w.id = a.owner_id and w.area_id = p.area_id
    where a.ended_at is null and p.closed_at is null and a.due_on <= %(until)s"""
_PLAN_REVIEWS = """
    select 'plan_review', p.reference, '/plans/' || p.reference || '/', p.review_on, p.holder_id, p.agency_id,
           p.area_id, '', null
    from referrals_plan p where p.closed_at is null and p.review_on <= %(until)s"""
_PANEL_ACTIONS = """
    select 'panel_action', a.reference, '/panel-actions/' || a.reference || '/', a.due_on, a.owner_id, a.agency_id,
           l.area_id, '', null
    from referrals_panelaction a
    join referrals_panelchild c on c.id = a.about_id join referrals_panel l on l.id = c.panel_id
    where a.done_at is null and a.due_on <= %(until)s"""
_INTERVIEWS = """
    select 'interview', e.reference, '/missing/' || e.reference || '/',
           (e.interview_due at time zone 'Europe/London')::date, e.recorded_by_id, m.agency_id, e.area_id,
           '', null
    from referrals_missingepisode e join accounts_membership m on m.id = e.recorded_by_id
    where e.interview in ('not_yet', 'offered')
      and e.interview_due < (%(until)s::date + 1)::timestamp at time zone 'Europe/London'"""
# A screening that came to the second person on Monday is late from Wednesday on.
_COUNTERSIGNS = """
    select 'countersign', s.reference, '/screenings/' || s.reference || '/countersign/',
           (s.saved_at at time zone 'Europe/London')::date + 1, s.second_person_id, s.agency_id, s.area_id,
           '', null
    from screening_screening s
    where s.status = 'waiting'
      and s.saved_at < (%(today)s::date - 1)::timestamp at time zone 'Europe/London'"""

# For each source: its kinds of line (soon, on the day, overdue); the week overdue from which leads and officers hear of
# it beside the holder (none: never); and whether they stand in for a holder who has left. Nobody is told of what the
# portal would not show them: an officer never reads a screening that waits, a lead nothing of another's panel.
_SOURCES = (
    ("rescreen", MessageKind.RESCREEN_SOON, MessageKind.RESCREEN_TODAY, MessageKind.RESCREEN_OVERDUE,
     "1", "2", "true", "true"),
    ("plan_action", *[MessageKind.PLAN_ACTION_DUE] * 3, "1", "2", "true", "true"),
    ("plan_review", *[MessageKind.PLAN_REVIEW] * 3, "1", "2", "true", "true"),
    ("panel_action", *[MessageKind.PANEL_ACTION_DUE] * 3, "null::int", "1", "false", "true"),
    ("interview", *[MessageKind.INTERVIEW_DUE] * 3, "null::int", "1", "false", "true"),
    ("countersign", *[MessageKind.COUNTERSIGN_WANTED] * 3, "null::int", "null::int", "true", "false"),
)  # fmt: skip
_RULES = ", ".join(
    f"('{source}', '{soon}', '{on_day}', '{late}', {leads}, {officers}, {lead_for}, {officer_for})"
    for source, soon, on_day, late, leads, officers, lead_for, officer_for in _SOURCES
)

# From what is due to `wanted`: each thing, once for each person who is told of it.
_WHO_IS_TOLD = f"""
working as materialized (
    select m.id, m.user_id, m.agency_id, m.role, a.area_id
    from accounts_membership m
    join accounts_user u on u.id = m.user_id join accounts_agency a on a.id = m.agency_id
    where m.ended_on is null and u.is_active
),
lead as materialized (select * from working where role = any(%(lead_roles)s)),
officer as materialized (select * from working where role = any(%(officer_roles)s)),
rule (source, soon, on_day, late, leads_from, officers_from, lead_stands_in, officer_stands_in) as (values {_RULES}),
due (source, reference, path, due_on, holder_id, agency_id, area_id, part, again_on) as (
    {_RESCREENS} union all {_PLAN_ACTIONS} union all {_PLAN_REVIEWS} union all {_PANEL_ACTIONS}
    union all {_INTERVIEWS} union all {_COUNTERSIGNS}
),
weeks as (
    select *, case when due_on < %(today)s then (%(today)s - due_on - 1) / 7 + 1 else 0 end as week from due
),
waits as materialized (
    select w.*, r.leads_from, r.officers_from, r.officer_stands_in,
           case when due_on > %(today)s then r.soon when week = 0 then r.on_day else r.late end as kind,
           case when due_on > %(today)s then 'before' when week = 0 then 'today' else 'overdue-' || week end as stage,
           h.id is not null as is_held,
           h.id is null and r.lead_stands_in as lead_stands_in
    from weeks w join rule r using (source) left join working h on h.id = w.holder_id
),
wanted as (
    select w.*, h.id as recipient_id, h.user_id, 1 as nearness, coalesce(w.again_on::text, w.part) as told_of
    from waits w join working h on h.id = w.holder_id where w.again_on is null or w.again_on <= %(today)s
    union all
    select w.*, l.id, l.user_id, 2, w.part from waits w join lead l using (agency_id)
    where w.lead_stands_in or w.week >= w.leads_from
    union all
    select w.*, o.id, o.user_id, 3, w.part from waits w join officer o using (area_id)
    where w.week >= w.officers_from
       or (not w.is_held and w.officer_stands_in
           and not (w.lead_stands_in and exists (select from lead l where l.agency_id = w.agency_id)))
)
"""  # noqa: S608 - made of this file's own constants alone

# The pass of a day is made once: whoever comes second waits here for the first, and finds that the day is done.
FIRST_OF_THE_DAY = "insert into screening_digestday (day, at) values (%(today)s, %(now)s) on conflict do nothing"

# A person's digest is written first, and only who gets one now is noted as told. An earlier digest that could not be
# sent yet goes no more: what in it still waits stands in the new one, so that a person gets one a day.
WRITE_DIGESTS = f"""
with {_WHO_IS_TOLD},
fresh as materialized (
    select distinct on (w.user_id, w.reference, w.kind, w.due_on, w.told_of) w.* from wanted w
    where not exists (
        select from screening_reminder m join accounts_membership told on told.id = m.recipient_id
        where m.reference = w.reference and m.kind = w.kind and m.due_on = w.due_on and m.stage = w.stage
          and m.part = w.told_of and told.user_id = w.user_id)
      and not exists (select from screening_digest d where d.user_id = w.user_id and d.day = %(today)s)
    order by w.user_id, w.reference, w.kind, w.due_on, w.told_of, w.nearness, w.recipient_id
),
line as (
    select user_id, kind, reference, path, min(due_on) as due_on from fresh group by user_id, kind, reference, path
),
digest as (
    insert into screening_digest (user_id, day, lines, sent_at)
    select user_id, %(today)s,
           jsonb_agg(jsonb_build_object('kind', kind, 'reference', reference, 'path', path)
                     order by due_on, reference, kind),
           %(now)s
    from line group by user_id order by user_id
    on conflict do nothing
    returning user_id, lines
),
noted as (
    insert into screening_reminder (kind, reference, part, due_on, stage, recipient_id, created_at)
    select f.kind, f.reference, f.told_of, f.due_on, f.stage, f.recipient_id, %(now)s
    from fresh f join digest using (user_id)
    on conflict do nothing
),
unsent as (
    update cse_portal_message m set failed = 'what it says stands in the next digest' from digest d
    where m.kind = '{MessageKind.DIGEST}' and m.to_user_id = d.user_id and m.sent_at is null and m.failed = ''
    returning m.to_user_id as user_id, m.lines
),
kept as (
    select user_id, jsonb_agg(line) as lines
    from unsent join digest d using (user_id) cross join jsonb_array_elements(unsent.lines) as each (line)
    where not d.lines @> jsonb_build_array(jsonb_build_object('path', line -> 'path'))
      and exists (select from wanted w where w.user_id = d.user_id and w.path = line ->> 'path')
    group by user_id
)
insert into cse_portal_message (kind, to_user_id, reference, path, lines)
select '{MessageKind.DIGEST}', user_id, '', %(path)s, coalesce(kept.lines, '[]') || digest.lines
from digest left join kept using (user_id)
"""  # noqa: S608 - made of this file's own constants alone

# What of some references waits for one person now, by the same rules; each source is asked for these references alone.
STILL_WAITING = f"""
with {_WHO_IS_TOLD.replace("as materialized", "as not materialized")}
select distinct path from wanted where user_id = %(user)s and reference = any(%(references)s)
"""  # noqa: S608 - made of this file's own constants alone

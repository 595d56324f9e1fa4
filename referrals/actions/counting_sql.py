"""The statements that count the figures. Each takes the months it counts as two lists, of areas and of first days.

A screening counts once, in the month it was made for, in its own area: the version that stands, and not the entry of
another area it went to. What people wrote in place of a choice is counted as written, and a blank as not recorded.
"""

# Statements are put together from names of this file and of the protocol, never from what somebody typed.
# ruff: noqa: S608

from screening.pages import FRONT_SHEET, SAYS_NONE, SAYS_UNKNOWN
from screening.protocol import TOOL_OUTCOMES

_FIELDS = {field.name: field for field in FRONT_SHEET}
LISTED = ("gender", "ethnicity", "care_status")
NOT_RECORDED, WRITTEN, NONE = "not_recorded", "written", "none"


def _quoted(words) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _listed(name: str) -> str:
    value, listed = f"trim(coalesce(s.front_sheet ->> '{name}', ''))", _quoted(key for key, _ in _FIELDS[name].choices)
    return f"case when {value} = '' then '{NOT_RECORDED}' when {value} in ({listed}) then {value} else '{WRITTEN}' end"


_DISABILITY = "lower(trim(coalesce(s.front_sheet ->> 'disability', ''), ' .'))"
_RANK = "case {0} " + " ".join(
    f"when '{outcome}' then {rank}" for scale in TOOL_OUTCOMES.values() for rank, outcome in enumerate(scale)
) + " end"  # fmt: skip
_EXPECTED = _RANK.format("coalesce(s.decision ->> 'fixed', s.decision ->> 'least')")
_JUDGED = _RANK.format("e.outcome")
_AGE = """coalesce(extract(year from age(s.screening_date, c.date_of_birth)),
    c.estimated_age + extract(year from age(greatest(s.screening_date, c.estimated_on), c.estimated_on)))"""

_WANTED = """with wanted as (select * from unnest(%(areas)s::bigint[], %(months)s::date[]) as w(area, month))"""
_SCREENED = """
    from wanted w
    join referrals_logentry e on e.area_id = w.area and not e.replaced
     and e.entered_at >= w.month - interval '1 day'
    join screening_screening s on s.id = e.screening_id
     and s.area_id = e.area_id and s.screening_date >= w.month and s.screening_date < w.month + interval '1 month'"""
_INTO = "insert into referrals_figure (area_id, month, question, answer, agency_id, tool, count)"

CHANGED = """
    select e.area_id, date_trunc('month', s.screening_date)::date
    from referrals_logentry e join screening_screening s on s.id = e.screening_id
    where e.entered_at >= %(since)s and e.area_id = s.area_id
    union select area_id, date_trunc('month', sent_at at time zone 'Europe/London')::date from referrals_referral
    where greatest(sent_at, decided_at, withdrawn_at) >= %(since)s and came_from_id is null
    union select x.area_id, date_trunc('month', x.due_on)::date
    from screening_rescreen x join screening_screening s on s.id = x.screening_id
    where greatest(x.closed_at, s.submitted_at) >= %(since)s
    union select area_id, date_trunc('month', missing_from at time zone 'Europe/London')::date
    from referrals_missingepisode where greatest(recorded_at, changed_at) >= %(since)s"""
FORGET_ALL = "delete from referrals_figure"
FORGET = f"{_WANTED} delete from referrals_figure f using wanted w where f.area_id = w.area and f.month = w.month"

_SCREENINGS = f"""{_WANTED} {_INTO}
    select w.area, w.month, q.question, q.answer, e.agency_id, e.tool, count(*) {_SCREENED}
    join screening_child c on c.id = e.child_id
    cross join lateral (values
        ('outcome', e.outcome),
        ('movement', e.movement),
        ('judgement', case when {_EXPECTED} is null then 'open' when {_JUDGED} < {_EXPECTED} then 'below'
                           when {_JUDGED} > {_EXPECTED} then 'above' else 'at' end),
        ('second_person', case when s.countersigned_at is null then 'no' else 'yes' end),
        ('age', case when {_AGE} < 0 then null else ({_AGE})::text end),
        {", ".join(f"('{name}', {_listed(name)})" for name in LISTED)},
        ('disability', case when {_DISABILITY} = '' or {_DISABILITY} in ({_quoted(SAYS_UNKNOWN)}) then '{NOT_RECORDED}'
                            when {_DISABILITY} in ({_quoted(SAYS_NONE)}) then '{NONE}' else '{WRITTEN}' end)
    ) as r(question, answer)
    cross join lateral (select r.question, coalesce(r.answer, '{NOT_RECORDED}') as answer) q
    group by 1, 2, 3, 4, 5, 6"""

_INDICATORS = f"""{_WANTED}, said as (
        select w.area, w.month, e.agency_id as agency, e.tool, s.id as screening, i.code, i.theme {_SCREENED}
        join screening_answer a on a.screening_id = s.id and a.presence in ('suspected', 'present')
        join indicators_indicator i on i.id = a.indicator_id)
    {_INTO}
    select area, month, 'indicator', code, agency, tool, count(*) from said group by area, month, code, agency, tool
    union all
    select area, month, 'theme', theme, agency, tool, count(distinct screening) from said
    group by area, month, theme, agency, tool"""

# Working days are Monday to Friday without England's bank holidays: so many were over by the end of each day.
_DAYS = """days as (
        select d::date as day, count(*) filter (where extract(isodow from d) < 6 and d::date <> all(%(closed)s::date[]))
                               over (order by d) as over
        from generate_series(%(first)s::date, %(last)s::date, interval '1 day') d)"""


def _band(days: str) -> str:
    return f"case when {days} <= 1 then '1' when {days} <= 5 then '5' when {days} <= 10 then '10' else 'more' end"


_REFERRALS = f"""{_WANTED}, {_DAYS} {_INTO}
    select w.area, w.month, q.question, q.answer, r.agency_id, coalesce(s.tool, ''), count(*)
    from wanted w
    join referrals_referral r on r.area_id = w.area and r.came_from_id is null
     and r.sent_at >= w.month::timestamp at time zone 'Europe/London'
     and r.sent_at < (w.month + interval '1 month') at time zone 'Europe/London'
    left join screening_screening s on s.id = r.screening_id
    join days sent on sent.day = (r.sent_at at time zone 'Europe/London')::date
    left join days decided on decided.day = (r.decided_at at time zone 'Europe/London')::date
    left join days screened on screened.day = (s.submitted_at at time zone 'Europe/London')::date
    cross join lateral (values
        ('to_referral', case when screened.day is null then 'none' when screened.day >= sent.day then 'same'
                             else {_band("sent.over - screened.over")} end),
        ('to_decision', case when r.state = 'withdrawn' then 'withdrawn' when decided.day is null then 'open'
                             else {_band("decided.over - sent.over")} end)
    ) as q(question, answer)
    group by 1, 2, 3, 4, 5, 6"""

_RESCREENS = f"""{_WANTED} {_INTO}
    select w.area, w.month, 'rescreen',
           case when x.closed_at is null and x.due_on < %(today)s then 'overdue' when x.closed_at is null then 'to_come'
                when done.id is null then 'closed' when done.screening_date <= x.due_on then 'in_time'
                else 'late' end, s.agency_id, s.tool, count(*)
    from wanted w
    join screening_rescreen x on x.area_id = w.area and x.due_on >= w.month and x.due_on < w.month + interval '1 month'
    join screening_screening s on s.id = x.screening_id and s.status = 'complete'
    left join screening_screening done on done.id = x.done_by_id
    group by 1, 2, 4, 5, 6"""

_MISSING = f"""{_WANTED} {_INTO}
    select w.area, w.month, 'interview',
           case when m.found_at is null then 'missing'
                when m.interview = 'held' and m.interview_held > m.interview_due then 'late'
                when m.interview = 'held' then 'in_time' when m.interview = 'refused' then 'refused'
                when m.interview_due < %(now)s then 'overdue' else 'to_come' end, null::bigint, '', count(*)
    from wanted w
    join referrals_missingepisode m on m.area_id = w.area
     and m.missing_from >= w.month::timestamp at time zone 'Europe/London'
     and m.missing_from < (w.month + interval '1 month') at time zone 'Europe/London'
    group by 1, 2, 4"""

COUNTS = (_SCREENINGS, _INDICATORS, _REFERRALS, _RESCREENS, _MISSING)

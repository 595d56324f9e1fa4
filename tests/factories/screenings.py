"""Invented children and their screenings, made through the actions, as pages make them."""

import datetime as dt

from accounts.models import Membership
from indicators.models import Indicator
from screening import actions
from screening.models import Child, Screening
from screening.protocol import Tool

NARRATIVE = {
    "protective_factors": "An aunt rings the school every day.",
    "own_words": "It’s just a lift.",
    "carer_view_not_obtained": "Not asked yet, to keep the child safe.",
    "analysis": "The lifts and the phone began in the same month.",
}
MASH = {
    "worried_about": "Adults the family does not know give lifts.",
    "asked_of_mash": "Find out who the driver is.",
    "done_already": "The aunt collects the child.",
    "carers_told": "yes",
    "carers_told_detail": "The aunt, today at 13:10",
    "safe_contact": "The aunt’s work number before 15:00.",
    "police_told": "Today at 13:20, call taken by the control room",
}
LEVEL_1 = {
    "lead_name": "Colm Mockford",
    "lead_on": "2026-11-20",
    "lead_result": "Agreed early help.",
    "cse_name": "Dawn Placeholder",
    "cse_on": "2026-11-20",
    "cse_result": "Nothing else known.",
    "plan": [{"code": "rs-missing-repeat", "action": "Daily check-in", "owner": "Form tutor", "by": "2026-12-04"}],
}
LEVEL_0 = {
    "other_concerns": "Attendance",
    "other_concerns_who": "Attendance lead",
    "further_action": "None needed now",
}
EVIDENCE = {
    "what": "Got out of a grey car at the gate.",
    "recent": True,
    "period": "17 November",
    "source_type": "observed_by_me",
    "source_detail": "Me",
}


def make_child(by: Membership, *, age: int = 10, on: dt.date | None = None, **fields) -> Child:
    """A child who is `age` on that day (today by default), born on 9 January."""
    from cse_portal import clock

    day = on or clock.today()
    values = {
        "first_names": "Wren",
        "family_name": "Testerby",
        "date_of_birth": dt.date(day.year - age, 1, 9),
        **fields,
    }
    return actions.create_child(by=by, **values)


def make_draft(by: Membership, *, age: int = 10, child: Child | None = None, **child_fields) -> Screening:
    child = child or make_child(by, age=age, **child_fields)
    draft = actions.start(by=by, area=by.area, child=child)
    return actions.save_narrative(screening=draft, by=by, values=NARRATIVE)


def answer(draft: Screening, code: str, presence: str = "present", strength: str = "clear", **fields) -> None:
    """Answer one indicator with full evidence."""
    indicator = Indicator.objects.select_related("section__edition").get(edition=draft.edition, code=code)
    evidence = {**EVIDENCE, "strength": strength, **fields} if presence in ("suspected", "present") else {}
    if evidence and indicator.nature == "sign_of_harm":
        evidence.setdefault("harm_happened", "unknown")
    actions.save_section(
        screening=draft, by=draft.practitioner, section=indicator.section,
        answers={code: {"presence": presence, **evidence}},
    )  # fmt: skip


def judgement(outcome: str, reason: str = "It began in the same month.", **fields) -> dict:
    """What the check page sends, with everything any outcome asks for."""
    return {"outcome": outcome, "reason": reason, **MASH, **LEVEL_1, **LEVEL_0, **fields}


def make_completed(
    by: Membership, outcome: str = "vulnerable", *, codes: tuple[str, ...] = (), **child_fields
) -> Screening:
    """A completed screening; the outcome's tool decides the child's age unless `age` is given."""
    petch = outcome in ("universal", "potentially-vulnerable", "vulnerable")
    child_fields.setdefault("age", 10 if petch else 14)
    draft = make_draft(by, **child_fields)
    assert draft.tool == (Tool.PETCH if petch else Tool.REGIONAL)
    for code in codes:
        answer(draft, code)
    return actions.submit(screening=draft, by=by, judgement=judgement(outcome))

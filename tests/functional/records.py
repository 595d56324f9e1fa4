"""One of every kind of record, so that every page has something true to show. Some texts are as long as they come."""

import datetime as dt
from dataclasses import dataclass

from accounts.actions import add_role
from accounts.models import Area, Membership, User
from cse_portal import clock
from police.actions import write
from police.subjects import Kind
from referrals import actions as referrals
from referrals.actions import Asked
from referrals.documents import make_waiting
from referrals.models import Referral
from referrals.prints import make_waiting as make_prints
from screening import actions
from screening.models import Child, Screening
from tests.factories.decisions import details
from tests.factories.files import PDF, make_file
from tests.factories.missing import make_episode
from tests.factories.people import make_agency, make_member, make_user
from tests.factories.plans import make_action, make_plan
from tests.factories.police import make_information, make_sent
from tests.factories.screenings import MASH, answer, judgement, make_child, make_completed, make_draft
from tests.functional.cast import Cast
from tests.functional.records_panel import make_panel_records

# No child of the walk has other names than these, so none of them may stand in a title or an address.
NAMES = ("wren", "testerby", "honoriabartholomew")
LONG_NAME = "Honoriabartholomew" * 10
LONG_WORD = "unbroken" * 40
RED, ALERT, MISSING = "pr-unexplained-gifts", "px-vehicle", "rs-missing-repeat"


@dataclass(frozen=True)
class Records:
    """References for addresses, by what the record is."""

    draft: str
    again: str
    half: str
    fixed: str
    stub: str
    alerted: str
    waiting: str
    level_1: str
    level_0: str
    referred: str
    superseded: str
    corrected: str
    older: str
    grown_up: str
    new: str
    taken: str
    decided: str
    disputed: str
    passed: str
    came: str
    asked: str
    question: str
    information: str
    answered: str
    read: str
    alert: str
    said: str
    prints: str
    police_draft: str
    police_form: str
    police_sent: str
    panel: str
    panel_child: str
    panel_closed: str
    panel_action: str
    support: str
    support_child: str
    training: str
    plan: str
    plan_action: int
    shared: str
    shared_from_here: str
    missing: str
    nearly_18: str
    grown: str
    child: str
    contact: str
    nobody: User
    inactive: User
    two_roles: Membership


def make_records(cast: Cast) -> Records:
    by = cast.practitioner
    referred = _completed(by, "vulnerable", ALERT, first_names="Wren", family_name=LONG_NAME)
    make_waiting()  # The others' PDFs are still being made.
    make_file(_referral(referred), by, name=f"{LONG_WORD}.txt", description=f"Minutes. {LONG_WORD[:280]}")
    make_file(_referral(referred), cast.worker, PDF, name="letter.pdf")
    level_1 = _completed(by, "level-1", MISSING)
    taken, decided, read = (_completed(by, "vulnerable", ALERT) for _ in range(3))
    for screening in (taken, decided, read):
        referrals.acknowledge(referral=_referral(screening), by=cast.worker)
    for screening in (decided, read):
        referrals.decide(
            referral=_referral(screening), by=cast.worker, mash_outcome="section_17", reason=f"Recent. {LONG_WORD}",
            feedback="You will hear this week.", next_step="A home visit on Monday.", details=details("section_17"),
        )  # fmt: skip
    referrals.read_feedback(referral=_referral(read), by=by)
    corrected = _completed(by, "potentially-vulnerable", RED)
    correction = actions.correct(screening=corrected, by=by, reason="The phone was a present.")
    correction = actions.submit(screening=correction, by=by, judgement=judgement("potentially-vulnerable"))
    alerted = _alert(by)
    return Records(
        draft=_draft(by, RED).reference,
        again=actions.start_rescreen(rescreen=level_1.rescreen, by=by).reference,
        half=_half(by).reference,
        fixed=_draft(by, ALERT).reference,
        stub=_stub(by).reference,
        alerted=alerted.reference,
        waiting=_waiting(by, cast.lead).reference,
        level_1=level_1.reference,
        level_0=_completed(by, "level-0").reference,
        referred=referred.reference,
        superseded=corrected.reference,
        corrected=correction.reference,
        older=_now_aged(_draft(by, RED), 12).reference,
        grown_up=_now_aged(make_draft(by, age=17), 18).reference,
        new=_referral(referred).reference,
        taken=_referral(taken).reference,
        decided=_referral(decided).reference,
        disputed=_disputed(cast).reference,
        **_elsewhere(cast),
        **_asked(cast),
        read=_referral(read).reference,
        alert=alerted.referral.reference,
        said=_said(cast, level_1.child),
        **_police(cast),
        prints=_prints(cast.worker, _referral(referred)),
        **_plan(cast),
        **_shared(cast),
        missing=make_episode(
            referred.child,
            cast.officer,
            found_with=LONG_WORD,
            interview="held",
            interviewer=LONG_WORD[:200],
            interview_held=clock.now(),
            interview_said=LONG_WORD,
        ).reference,  # fmt: skip
        nearly_18=_turning(by, 40).reference,
        grown=_turning(by, -40).reference,
        **make_panel_records(cast, referred.child, level_1.child, LONG_WORD),
        child=referred.child.reference,
        contact=cast.area.contacts.get(kind="cse_team").reference,
        nobody=make_user("Robin Nobody"),
        inactive=make_user("Robin Closed", is_active=False),
        two_roles=_with_two_roles(cast),
    )


def _prints(worker: Membership, referral: Referral) -> str:
    job = referrals.ask_for_prints(by=worker, references=[referral.reference])
    make_prints()
    return job.reference


def _plan(cast: Cast) -> dict:
    """A plan with actions in each state, of people here, elsewhere and gone, whose review is late."""
    by = cast.practitioner
    plan = make_plan(by, first_names="Wren", family_name=LONG_NAME)
    own = make_action(plan, by, owner=by, what=f"Ring the aunt. {LONG_WORD}", indicator=ALERT)
    make_action(plan, by, owner_name=f"Tutor {LONG_WORD[:100]}", agency_name="Demo school")
    gone = make_member(by.agency, name="Robin Departed")
    make_action(plan, by, owner=gone)
    User.objects.filter(pk=gone.user_id).update(is_active=False)
    done = make_action(plan, by, what="Walk home together", owner=cast.lead)
    referrals.progress_action(action=done, by=cast.lead, progress="not_done", result=LONG_WORD)
    referrals.say_parts(plan=plan, by=by, child_part=f"Wants to be asked. {LONG_WORD}", carer_part="Drives.")
    type(plan).objects.filter(pk=plan.pk).update(review_on=clock.today() - dt.timedelta(days=3))
    return {"plan": plan.reference, "plan_action": own.pk}


def _shared(cast: Cast) -> dict[str, str]:
    """Answers that another agency shared with the practitioner's, and some of the practitioner's for the other one."""
    by, nurse = cast.practitioner, make_member(make_agency(cast.area, "health", "Demo Surgery"), name="Nell Invented")
    theirs, ours = (_completed(each, "level-1", MISSING, age=age) for each, age in ((nurse, 13), (by, 16)))
    for screening, agency in ((theirs, by.agency), (ours, nurse.agency)):
        actions.share_answers(screening=screening, by=cast.officer, agency=agency, reason=f"Daily. {LONG_WORD}")
    return {"shared": theirs.reference, "shared_from_here": ours.reference}


def _turning(by: Membership, days: int) -> Child:
    """Somebody with a plan and a re-screen who turns 18 in so many days."""
    child = _completed(by, "level-1", MISSING, first_names="Wren", family_name=LONG_NAME).child
    on = clock.today() + dt.timedelta(days=days)
    child.date_of_birth = on.replace(year=on.year - 18, day=min(on.day, 28))
    child.save()
    referrals.stand(child)
    return child


def _completed(by: Membership, outcome: str, *codes: str, **child) -> Screening:
    return make_completed(by, outcome, codes=codes, **child)


def _asked(cast: Cast) -> dict[str, str]:
    """A referral with questions to its referrer, half and all answered, and one to an agency, by name."""
    referral, by = _referral(_completed(cast.practitioner, "vulnerable", ALERT)), cast.worker
    about = [Asked(f"indicator:{ALERT}", f"Which car? {LONG_WORD}"), Asked("field:worried_about", "Since when?")]
    question, answered = (referrals.ask(referral=referral, by=by, questions=about) for _ in range(2))
    referrals.answer(round=question, by=cast.lead, answers={2: LONG_WORD})
    referrals.answer(round=answered, by=cast.lead, answers={1: "A grey one.", 2: LONG_WORD})
    nurse = make_member(make_agency(by.area, "health", "Demo Clinic"), name="Nell Sampleford")
    seen = {"by": by, "due_on": clock.today(), "questions": [f"When was the child last seen? {LONG_WORD}"]}
    referrals.ask_agency(referral=referral, agency=nurse.agency, to=nurse, **seen)
    theirs, school = _referral(_completed(nurse, "vulnerable", ALERT)), cast.practitioner
    information = referrals.ask_agency(referral=theirs, agency=school.agency, to=school, **seen)
    return {
        "asked": referral.reference, "question": question.reference, "information": information.reference,
        "answered": answered.reference,
    }  # fmt: skip


def _elsewhere(cast: Cast) -> dict[str, str]:
    """One that was rated twice and passed to the other area, and one that came from there and is with both."""
    walsall = Area.objects.get(slug="walsall")
    theirs = make_member(make_agency(walsall, "mash", "Walsall MASH"), "mash_worker", name="Owen Makebelieve")
    passed = _referral(_completed(cast.practitioner, "vulnerable", ALERT))
    referrals.rate(referral=passed, by=cast.worker, priority="amber")
    referrals.rate(referral=passed, by=cast.worker, priority="red", reason=LONG_WORD)
    words = {"reason": f"Lives there. {LONG_WORD}", "to_area": walsall}
    referrals.move(referral=passed, by=cast.worker, feedback=LONG_WORD, **words)
    school = make_member(make_agency(walsall, name="Walsall Demo School"), name="Robin Elsewhere")
    both = _referral(_completed(school, "vulnerable", ALERT))
    came = referrals.share(referral=both, by=theirs, host=cast.area, **words | {"to_area": cast.area})
    return {"passed": passed.reference, "came": came.reference}


def _police(cast: Cast) -> dict[str, str]:
    """Police information: begun only, whole, and sent; five name one place, so that the officer has one to see."""
    by = cast.practitioner
    draft = write(by=by, kind="person", name="Rufus and Rita", known=f"Last week. {LONG_WORD}", period=LONG_WORD[:200])
    sent = [make_sent(by, kind, place="The Sample Grill") for kind in Kind]
    return {
        "police_draft": draft.reference, "police_form": make_information(by, risk=LONG_WORD).reference,
        "police_sent": sent[0].reference,
    }  # fmt: skip


def _disputed(cast: Cast) -> Referral:
    """Disagreed with, replied to, changed, and taken further."""
    referral = _referral(_completed(cast.practitioner, "vulnerable", ALERT))
    words = {"reason": f"Recent. {LONG_WORD}", "feedback": "You will hear this week.", "next_step": "A visit."}
    advice = {"mash_outcome": "advice", "details": details("advice"), **words}
    referrals.decide(referral=referral, by=cast.worker, **advice)
    argument = {"with_whom": "Tamsin Notreal, duty team manager", "argument": LONG_WORD}
    referrals.open_disagreement(referral=referral, by=cast.practitioner, stage="duty_manager", **argument)
    referrals.reply(referral=referral, by=cast.manager, reply=LONG_WORD)
    changed = {"mash_outcome": "early_help", "details": details("early_help"), **words}
    referrals.decide_again(referral=referral, by=cast.manager, **changed)
    referrals.take_further(referral=referral, by=cast.practitioner, stage="leads", unsafe=True, **argument)
    return referral


def _referral(screening: Screening) -> Referral:
    return Referral.objects.get(screening=screening)


def _draft(by: Membership, code: str) -> Screening:
    draft = make_draft(by)
    answer(draft, code, what=f"Got out of a grey car. {LONG_WORD}")
    return draft


def _half(by: Membership) -> Screening:
    """Begun only: nothing of the narrative, and evidence missing."""
    draft = actions.start(by=by, area=by.area, child=make_child(by))
    answer(draft, ALERT, "suspected", "", what="", recent=False, period="", source_type="")
    return draft


def _stub(by: Membership) -> Screening:
    return actions.note_danger_call(by=by, area=by.area, called="999, log 123", called_at=clock.now())


def _alert(by: Membership) -> Screening:
    details = {"who": f"Wren, 12 {LONG_WORD}", "where": "In the office", "what": LONG_WORD, "phone": "01632 960401"}
    stub = _stub(by)
    actions.raise_alert(by=by, area=by.area, details=details, screening=stub)
    return Screening.objects.get(pk=stub.pk)


def _said(cast: Cast, child: Child) -> str:
    """An alert of which the MASH said whom it is about."""
    by = cast.practitioner
    details = {"who": f"Wren {LONG_WORD}", "where": "At home", "what": "A car waits.", "phone": "01632 960401"}
    alert = referrals.send_alert(by=by, area=by.area, details=details)
    return referrals.say_who(referral=alert, child=child, by=cast.worker, reason=LONG_WORD).reference


def _waiting(by: Membership, second: Membership) -> Screening:
    chosen = judgement("universal", **MASH)
    return actions.submit(screening=_draft(by, RED), by=by, judgement=chosen, second_person=second)


def _now_aged(draft: Screening, age: int) -> Screening:
    """The child has had a birthday since the draft was begun."""
    born = clock.today().replace(year=clock.today().year - age, month=1, day=1)
    Child.objects.filter(pk=draft.child_id).update(date_of_birth=born)
    return draft


def _with_two_roles(cast: Cast) -> Membership:
    user = cast.officer.user
    add_role(by=cast.administrator, user=user, agency=cast.officer.agency, role="auditor")
    return cast.officer

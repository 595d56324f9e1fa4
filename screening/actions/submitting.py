"""Submit once: the decision frozen, the log, the referral, the re-screen and the messages, all or nothing."""

import datetime as dt

from django.db import transaction

from accounts.models import LocalProcedure, Membership
from accounts.permissions import Permission
from audit.events import EventType
from cse_portal import clock, outbox
from cse_portal.models import MessageKind
from referrals import actions as referrals
from referrals.models import ChildMatch
from screening.actions.affirming import AFFIRM_AGAIN, to_affirm_again
from screening.actions.corrections import replace
from screening.actions.drafts import day_of, previous_of, route_of, tool_now
from screening.actions.earlier import last_screening, share_of
from screening.actions.locking import locked, record_on
from screening.actions.problems import Incomplete, Refused
from screening.actions.prompting import prompt_of_level
from screening.engagement import STOPPED_ENGAGING, only_stopped_engaging
from screening.models import ChildKey, Rescreen, Screening
from screening.pages import missing_for, narrative_missing
from screening.protocol import AgeRoute, Decision, Duty, Judgement, Movement, Nature, Outcome, Procedure, Step, decide
from screening.states import Action, NotPossible, Status


@transaction.atomic
def submit(
    *, screening: Screening, by: Membership, judgement: dict, second_person: Membership | None = None
) -> Screening:
    """Complete a draft, or hand it to the second person when the judgement is below what the tool expects (rule 17).

    `judgement` is what the check page asks (pages.JUDGEMENT, with outcome, reason and plan). The day is today: age,
    tool and re-screen date count from it. A screening already sent is returned as it is, so that a double press or a
    resent form does nothing. Raises Incomplete, Refused, or NotPossible when the tool no longer fits the age (rule 7).
    """
    already = Screening.objects.visible_to(by).filter(pk=screening.pk).exclude(status=Status.DRAFT).first()
    if already:
        return already
    try:
        screening, row = locked(screening, by=by, action=Action.SUBMIT)
    except NotPossible:
        # The other press of a double click was first, and this one waited for its lock.
        return Screening.objects.visible_to(by).get(pk=screening.pk)
    prepare(screening)
    screening.judgement = judgement
    if problems := recording_problems(screening):
        raise Incomplete(problems)
    decision = decision_of(screening, countersigned=False)
    if _needs_second_person(screening, decision):
        return _ask_second_person(screening, by=by, second_person=second_person)
    _check_judgement(screening, decision)
    return complete(screening, by=by, decision=decision, event=row.event)


def prepare(screening: Screening) -> None:
    """Set the day it is decided for: today, or for a correction the day of the version it corrects.

    Raises NotPossible when the child's age leads to another tool than the screening's by now (rule 7).
    """
    screening.screening_date = day_of(screening)
    screening.saved_at = clock.now()
    if not screening.corrects:
        screening.previous = last_screening(screening.child, screening.practitioner)
        screening.beside = share_of(screening)
    if not tool_fits(screening):
        raise NotPossible("The child has had a birthday since this screening began, and another tool applies now.")


def tool_fits(screening: Screening) -> bool:
    """Whether the child's age still leads to the screening's tool (rule 7). A correction keeps the tool of the version
    it corrects, since a birth date found later re-routes new screens only (rule 6).
    """
    return screening.corrects_id is not None or tool_now(screening.child) == screening.tool


def procedure_of(screening: Screening) -> Procedure:
    rows = LocalProcedure.objects.select_related("area")
    return rows.in_force(screening.area, screening.screening_date).as_procedure()


def _previous_outcome(screening: Screening) -> Outcome | None:
    return Outcome(screening.previous.outcome) if screening.previous else None


def decision_of(screening: Screening, *, countersigned: bool) -> Decision:
    """The protocol's decision of what is on the screening now. Raises Incomplete when no outcome was chosen."""
    judgement = screening.judgement
    outcome = judgement.get("outcome")
    if outcome not in list(Outcome) or Outcome(outcome).tool != screening.tool:
        raise Incomplete({"outcome": "Choose the outcome you judge to be right"})
    if not str(judgement.get("reason", "")).strip():
        raise Incomplete({"reason": "Say why you judge this outcome to be right"})
    return decide(
        screening.as_answers(),
        Judgement(Outcome(outcome), judgement["reason"], countersigned),
        procedure_of(screening),
        on=screening.screening_date,
        previous_outcome=_previous_outcome(screening),
        age_route=_why_this_tool(screening),
    )


def _why_this_tool(screening: Screening) -> AgeRoute | None:
    """The age that leads to the tool; None for a correction that keeps the tool of a birth date put right since."""
    route = route_of(screening.child, screening.screening_date)
    return route if route.tool == screening.tool else None


def _needs_second_person(screening: Screening, decision: Decision) -> bool:
    """Whether nothing but the countersignature is missing. Raises Refused when more than that is."""
    if decision.is_accepted:
        return False
    with_second = decision_of(screening, countersigned=True)
    if not with_second.is_accepted:
        raise Refused(decision)
    return True


def recording_problems(screening: Screening) -> dict[str, str]:
    """Rules 18, 20 and 21: bare ticks, silent blanks and what was affirmed for another day, each by its place:
    "section:<section>:<indicator>" or "narrative:<field>".
    """
    answers = list(screening.answers.select_related("indicator__section"))
    found = {answer: f"{answer.indicator.label}: {AFFIRM_AGAIN}" for answer in to_affirm_again(screening, answers)}
    found |= {answer: sentence for answer in answers if (sentence := evidence_missing(answer))}
    places = {f"section:{each.indicator.section.code}:{each.indicator.code}": said for each, said in found.items()}
    return places | {f"narrative:{name}": said for name, said in narrative_missing(screening.narrative).items()}


def evidence_missing(answer) -> str:
    """What an answer with evidence still lacks, in a sentence naming the indicator; empty when nothing."""
    lacks = list(evidence_lacking(answer).values())
    return f"{answer.indicator.label}: say {_and(lacks)}, or change the answer" if lacks else ""


def evidence_lacking(answer) -> dict[str, str]:
    """Box to words, for evidence an answer still lacks (rule 18); a sign of harm also asks about the harm."""
    if not answer.has_evidence:
        return {}
    asks_harm = answer.indicator.nature == Nature.SIGN_OF_HARM
    pieces = (
        ("what", "what was seen or said", answer.what.strip()),
        ("timeframe", "when", answer.recent or answer.earlier or answer.period.strip()),
        ("source", "how you know", answer.source_type),
        ("strength", "how strong it is", answer.strength),
        ("harm", "whether harm has already happened", answer.harm_happened or not asks_harm),
    )
    return {box: words for box, words, value in pieces if not value}


def _and(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _check_judgement(screening: Screening, decision: Decision) -> None:
    """What the duties of the pathway ask for (rules 8 to 11, 34), and the analysis of a lower level (rule 24)."""
    problems = missing_for(_duties(screening, decision), screening.judgement)
    what_changed, names = screening.judgement.get("what_changed"), screening.child.names
    if lacks_what_changed(screening, decision):
        problems["what_changed"] = "Write what has changed since the last screening"
    elif decision.movement is Movement.DOWN and only_stopped_engaging(what_changed, names):
        problems["what_changed"] = STOPPED_ENGAGING
    agreed = _agreed_date(screening)
    if agreed and not screening.screening_date < agreed <= (decision.rescreen_due or agreed):
        problems["rescreen_on"] = "Choose a day after today and not later than the area’s date"
    if problems:
        raise Incomplete(problems)


def lacks_what_changed(screening: Screening, decision: Decision) -> bool:
    """Rule 24: a lower level is allowed only with what has changed since the last screening, in words."""
    written = str(screening.judgement.get("what_changed", ""))
    return decision.movement is Movement.DOWN and not any(letter.isalnum() for letter in written)


def _duties(screening: Screening, decision: Decision) -> set[Duty]:
    asked = {Duty.MASH_SENT, Duty.CARER_TOLD_OR_WHY_NOT} if screening.judgement.get("refer_anyway") else set()
    return set(decision.pathway.duties) | asked


def may_countersign(screening: Screening) -> list[Membership]:
    """Who may be named as second person: people of the agency with that permission, other than who judged or has it."""
    members = Membership.objects.with_permission(Permission.SCREENING_COUNTERSIGN)
    others = members.filter(agency=screening.agency).exclude(user=screening.practitioner.user)
    return list(others.exclude(user=screening.held_by.user).select_related("user", "agency").order_by("user__name"))


def _ask_second_person(screening: Screening, *, by: Membership, second_person: Membership | None) -> Screening:
    if second_person is None or second_person not in may_countersign(screening):
        raise Incomplete({"second_person": "Choose the second person who agrees or disagrees with this outcome"})
    accepted = decision_of(screening, countersigned=True)
    _check_judgement(screening, accepted)
    screening.status, screening.second_person, screening.returned_reason = Status.WAITING, second_person, ""
    screening.save()
    record_on(screening, EventType.SCREENING_COUNTERSIGN_ASKED, by=by, detail={"of": second_person.user.name})
    if Step.MASH_REFERRAL in accepted.pathway.steps or screening.judgement.get("refer_anyway"):
        _refer_at_once(screening, by=by)
    outbox.send(
        MessageKind.COUNTERSIGN_WANTED, to=[second_person], reference=screening.reference,
        path=f"/screenings/{screening.reference}/countersign/",
    )  # fmt: skip
    return screening


def _refer_at_once(screening: Screening, *, by: Membership) -> None:
    """A referral that rule 8 requires, or that the practitioner chose, never waits for the second person."""
    details = {**screening.judgement, "where": screening.front_sheet.get("where_now") or "Not recorded"}
    details.pop("plan", None)
    referrals.send_direct(
        by=by, area=screening.area, child=screening.child, details=details, screening=screening, is_more=True
    )


def complete(screening: Screening, *, by: Membership, decision: Decision, event: EventType) -> Screening:
    """Freeze the decision and do everything that follows from it, inside the caller's transaction."""
    now, overtaken = clock.now(), _is_overtaken(screening)
    screening.decision, screening.outcome = decision.as_record(), decision.outcome
    screening.protocol_version = decision.version
    screening.submitted_at, screening.submitted_by = now, screening.practitioner
    screening.saved_at, screening.status = now, Status.COMPLETE
    screening.save()
    address = screening.front_sheet.get("address", "")
    ChildKey.objects.write(screening.child, area=screening.area, address=address)
    if screening.corrects:
        replace(screening, by=by)
    moved = {"movement": decision.movement} if decision.movement else {}
    detail = {"outcome": decision.outcome, **moved}
    record_on(screening, event, by=by, reason=screening.correction_reason, detail=detail)
    if not overtaken:
        _date_rescreen(screening, by=by, decision=decision)
    if Duty.EARLY_HELP_PLAN in decision.pathway.duties and not overtaken:
        referrals.plan_from(screening=screening, by=by)
    referrals.log(by=by, screening=screening, current=not overtaken)
    if not overtaken:
        prompt_of_level(screening=screening, by=screening.held_by, decision=decision)
    required = Step.MASH_REFERRAL in decision.pathway.steps or bool(screening.judgement.get("refer_anyway"))
    if required or _has_referral(screening):
        # The child stands anew with the referral.
        referrals.open_referral(by=screening.held_by, screening=screening, required=required)
    else:
        referrals.stand(screening.child)
    return screening


def _is_overtaken(screening: Screening) -> bool:
    """Whether this corrects a screening that is no longer the child's latest; the later one then stays current."""
    return bool(screening.corrects) and previous_of(screening.child) != screening.corrects


def _has_referral(screening: Screening) -> bool:
    """An alert or an earlier version already opened one: the completed tool belongs to it."""
    return hasattr(screening, "referral") or bool(screening.corrects and hasattr(screening.corrects, "referral"))


def _date_rescreen(screening: Screening, *, by: Membership, decision: Decision) -> None:
    """Close this agency's open re-screens of the child, on any record of them, and date the next one (rule 22)."""
    owner = _close_rescreens(screening, by=by)
    due = _due(screening, decision)
    if due:
        Rescreen.objects.create(
            screening=screening, child=screening.child, area=screening.area, owner=owner, due_on=due,
            why=_why(screening, decision),
        )  # fmt: skip
        record_on(screening, EventType.RESCREEN_DATED, by=by, detail={"due": due.isoformat()})


def _close_rescreens(screening: Screening, *, by: Membership) -> Membership:
    """Who holds the next one: a screening does what was due; a correction replaces it and leaves it where it was."""
    owner = screening.held_by
    cluster = ChildMatch.objects.cluster(screening.child_id)
    open_ones = Rescreen.objects.open().filter(child__in=cluster, owner__agency=screening.agency).order_by("pk")
    for rescreen in open_ones.select_for_update(of=("self",)).select_related("owner"):
        event, rescreen.closed_reason = EventType.RESCREEN_CLOSED, "Replaced by a correction"
        if screening.corrects:
            owner = rescreen.owner
        else:
            event, rescreen.closed_reason, rescreen.done_by = EventType.RESCREEN_DONE, "Screened again", screening
        rescreen.closed_at, rescreen.closed_by = screening.submitted_at, by
        rescreen.save()
        record_on(screening, event, by=by, detail={"due": rescreen.due_on.isoformat()})
    return owner


def _due(screening: Screening, decision: Decision) -> dt.date | None:
    agreed = _agreed_date(screening)
    return min(filter(None, [agreed, decision.rescreen_due]), default=None)


def _agreed_date(screening: Screening) -> dt.date | None:
    """The earlier day the practitioner chose, if any."""
    value = screening.judgement.get("rescreen_on")
    return dt.date.fromisoformat(value) if value else None


def _why(screening: Screening, decision: Decision) -> str:
    reasons = [reason.text for reason in decision.reasons if reason.rule == 22]
    return (reasons or ["Agreed by the practitioner"])[0][:300]

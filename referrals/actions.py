"""Everything that changes a referral or the log. Each action is one transaction with its event and its messages."""

import datetime as dt

from django.db import transaction
from django.http import Http404

from accounts.access import require
from accounts.models import Area, LocalProcedure, Membership
from accounts.permissions import Permission
from audit.actions import record
from audit.events import EventType
from cse_portal import clock, outbox
from cse_portal.models import MessageKind
from cse_portal.problems import Incomplete
from referrals import content as contents
from referrals.clock import decision_due
from referrals.models import Document, LogEntry, Referral
from referrals.states import Action, Kind, MashOutcome, NotPossible, State, transition
from screening.models import Child, Screening
from screening.protocol import Outcome, movement

MAKE_DOCUMENTS = "referrals.tasks.make_documents"

# The urgent alert's four boxes: what each says when it is blank. Unknown is accepted in every one.
ALERT_FIELDS = {
    "who": "Say who the child is, as far as you know",
    "where": "Say where the child is now, or that you do not know",
    "what": "Say what happened",
    "phone": "Give the number on which the MASH can ring you",
}
DIRECT_FIELDS = {
    "worried_about": "Say what you are worried about",
    "where": "Say where the child is now, or that you do not know",
    "asked_of_mash": "Say what you ask of the MASH",
    "done_already": "Say what has been done already, or that nothing has",
    "carers_told": "Say whether parents or carers have been told",
    "safe_contact": "Say how to contact the child or carer safely, or that you do not know",
}


@transaction.atomic
def send_alert(*, by: Membership, area: Area, details: dict, screening: Screening | None = None) -> Referral:
    """The urgent alert of rule 1: at most four boxes, sent at once. Raises Incomplete when one is blank.

    `screening` is the draft that was started with it; a second press for the same draft gives the first alert.
    """
    require(by, Permission.REFERRAL_SEND)
    if screening and (already := Referral.objects.filter(screening=screening).first()):
        return already
    _check(details, ALERT_FIELDS)
    return _send(
        by=by, area=area, kind=Kind.ALERT, urgent=True, details=details, screening=screening,
        child=screening.child if screening else None, child_as_known=details["who"][:400],
        content=contents.without_screening(
            kind=Kind.ALERT, details=details, sender=by, child=_child(screening.child if screening else None)
        ),
    )  # fmt: skip


@transaction.atomic
def send_direct(*, by: Membership, area: Area, child: Child, details: dict, screening: Screening) -> Referral:
    """A referral of known significant harm, without a screening (rule 2). Raises Incomplete when a field is blank."""
    require(by, Permission.REFERRAL_SEND)
    if already := Referral.objects.filter(screening=screening).first():
        return already
    problems = _blank(details, DIRECT_FIELDS)
    if details.get("carers_told") == "no" and not details.get("carers_not_told_reason", "").strip():
        problems["carers_not_told_reason"] = "Say why parents or carers have not been told"
    if problems:
        raise Incomplete(problems)
    return _send(
        by=by, area=area, kind=Kind.DIRECT, urgent=False, details=details, screening=screening, child=child,
        child_as_known=child.name,
        content=contents.without_screening(kind=Kind.DIRECT, details=details, sender=by, child=_child(child)),
    )  # fmt: skip


def _child(child: Child | None) -> dict | None:
    return contents.of_child(child, on=clock.today()) if child else None


def open_referral(*, by: Membership, screening: Screening, required: bool = True) -> Referral:
    """The referral of a completed screening: opened and sent in the caller's transaction, which must be one.

    A screening that began with an alert, or that corrects one already referred, is added to that referral instead,
    unless the MASH has decided that one and the outcome is higher now: a decision on less is no answer to more.
    `required` is whether this outcome asks for a referral, or the practitioner does.
    """
    details = {name: value for name, value in screening.judgement.items() if name != "plan"}
    earlier = _referral_of(screening)
    answered = earlier and earlier.is_decided and required and _is_higher(screening.outcome, than=earlier.outcome)
    if earlier and not answered:
        return _attach(by=by, referral=earlier, screening=screening, details=details)
    if earlier:
        # A screening belongs to one referral. What was decided stands as it was, about the child it turned out to be.
        Referral.objects.filter(pk=earlier.pk, screening=screening).update(screening=None, child=screening.child)
    return _send(
        by=by, area=screening.area, kind=Kind.SCREENING, urgent=False, details=details, screening=screening,
        child=screening.child, child_as_known=screening.child.name,
        content=contents.with_screening(screening, kind=Kind.SCREENING, details=details, sender=by),
    )  # fmt: skip


def _is_higher(outcome: str, *, than: str) -> bool:
    """A referral without a screening has no outcome; whatever the screening now says is more than the MASH knew."""
    return not than or Outcome(outcome) > Outcome(than)


def _referral_of(screening: Screening) -> Referral | None:
    """Its own, when an alert or a referral went before it; else that of the version it corrects."""
    rows = Referral.objects.select_for_update(of=("self",))
    own = rows.filter(screening=screening).first()
    return own or (screening.corrects_id and rows.filter(screening=screening.corrects_id).first()) or None


def _attach(*, by: Membership, referral: Referral, screening: Screening, details: dict) -> Referral:
    """The MASH reads what was sent first together with what the screening adds for it."""
    kind, written = Kind(referral.kind), {**referral.details, **details}
    referral.screening, referral.child, referral.outcome = screening, screening.child, screening.outcome
    referral.content = contents.with_screening(screening, kind=kind, details=written, sender=by)
    referral.save(update_fields=["screening", "child", "outcome", "content"])
    _ask_for_document(referral)
    _record(EventType.REFERRAL_SCREENING_ATTACHED, referral, by=by)
    outbox.send(
        MessageKind.SCREENING_CORRECTED if screening.corrects_id else MessageKind.REFERRAL_RECEIVED,
        to=_who_has(referral), reference=referral.reference, path=path_of(referral),
    )  # fmt: skip
    return referral


def _who_has(referral: Referral) -> list[Membership]:
    """Its worker; everyone who could take it when nobody has it, or when the worker has left."""
    has = referral.worker is not None and referral.worker.is_working
    return [referral.worker] if has else mash_workers(referral.area)


def _send(*, by: Membership, area: Area, kind: Kind, urgent: bool, **fields) -> Referral:
    now = clock.now()
    procedure = LocalProcedure.objects.select_related("area").in_force(area, now.date()).as_procedure()
    screening = fields["screening"]
    referral = Referral.objects.create(
        area=area, agency=by.agency, referrer=by, kind=kind, urgent=urgent, sent_at=now, sent_by=by,
        due_at=decision_due(procedure, now), outcome=screening.outcome if screening else "", **fields,
    )  # fmt: skip
    _ask_for_document(referral)
    _record(EventType.ALERT_SENT if kind is Kind.ALERT else EventType.REFERRAL_SENT, referral, by=by)
    outbox.send(
        MessageKind.URGENT_ALERT if urgent else MessageKind.REFERRAL_RECEIVED, to=mash_workers(area),
        reference=referral.reference, path=path_of(referral),
    )  # fmt: skip
    return referral


def _ask_for_document(referral: Referral) -> Document:
    edition = referral.documents.count() + 1
    document = Document.objects.create(
        referral=referral, edition=edition, content=contents.of_document(referral), asked_at=clock.now()
    )
    outbox.wake(MAKE_DOCUMENTS)
    return document


@transaction.atomic
def open_first_time(*, referral: Referral, by: Membership) -> None:
    """The first look by the receiving MASH is what the referrer sees as "Opened"; later looks change nothing."""
    require(by, Permission.REFERRAL_RECEIVE)
    opened = Referral.objects.filter(pk=referral.pk, opened_at=None).update(opened_at=clock.now(), opened_by=by)
    if opened:
        _record(EventType.REFERRAL_OPENED, referral, by=by)
        referral.refresh_from_db(fields=["opened_at", "opened_by"])


@transaction.atomic
def acknowledge(*, referral: Referral, by: Membership) -> Referral:
    """Acknowledge and take it. Raises NotPossible naming who was first."""
    referral = _locked(referral, by, Permission.REFERRAL_RECEIVE)
    row = _row(referral, Action.ACKNOWLEDGE)
    referral.state, referral.worker = row.to, by
    referral.acknowledged_at, referral.acknowledged_by = clock.now(), by
    referral.save(update_fields=["state", "worker", "acknowledged_at", "acknowledged_by"])
    _record(row.event, referral, by=by)
    _tell_referrer(MessageKind.REFERRAL_ACKNOWLEDGED, referral)
    return referral


@transaction.atomic
def assign(*, referral: Referral, by: Membership, to: Membership, note: str = "") -> Referral:
    """Give it to a colleague of the same MASH (or take it). Raises Incomplete when that person cannot hold it."""
    referral = _locked(referral, by, Permission.REFERRAL_RECEIVE)
    row = _row(referral, Action.ASSIGN)
    if not to.is_working or to.agency.area_id != referral.area_id or to not in mash_workers(referral.area):
        raise Incomplete({"to": "Choose a person who works in this MASH now"})
    referral.worker = to
    referral.save(update_fields=["worker"])
    _record(row.event, referral, by=by, detail={"to": to.user.name}, reason=note)
    return referral


@transaction.atomic
def take_next(*, by: Membership) -> Referral | None:
    """Acknowledge the next new referral. Two workers pressing together get different ones; None when there is none."""
    require(by, Permission.REFERRAL_RECEIVE)
    waiting = Referral.objects.visible_to(by).filter(state=State.NEW, worker=None)
    free = waiting.inbox_order().select_for_update(skip_locked=True, of=("self",)).first()
    return acknowledge(referral=free, by=by) if free else None


DECISION_FIELDS = {
    "mash_outcome": "Choose what was decided",
    "reason": "Write the reason for the decision",
    "feedback": "Write what the referrer is told",
}


@transaction.atomic
def decide(
    *,
    referral: Referral,
    by: Membership,
    mash_outcome: str,
    reason: str,
    feedback: str,
    next_step: str = "",
    decided_at: dt.datetime | None = None,
    edition: str = "",
) -> Referral:
    """Record the MASH's decision (rule 27) and tell the referrer. `decided_at` is aware, not in the future.

    `edition` is the one that was read. Raises Incomplete when outcome, reason or feedback is missing, or when a later
    edition has come; NotPossible naming who decided first.
    """
    referral = _locked(referral, by, Permission.REFERRAL_RECEIVE)
    row = _row(referral, Action.DECIDE)
    at = decided_at or clock.now()
    problems = _blank({"mash_outcome": mash_outcome, "reason": reason, "feedback": feedback}, DECISION_FIELDS)
    if mash_outcome and mash_outcome not in list(MashOutcome):
        problems["mash_outcome"] = DECISION_FIELDS["mash_outcome"]
    if not referral.sent_at <= at <= clock.now():
        problems["decided_at"] = "The decision is made after the referral was sent and not in the future"
    if edition and edition != edition_of(referral):
        problems["edition"] = "The screening changed while you had this page open. Read it again before you decide"
    if problems:
        raise Incomplete(problems)
    referral.state, referral.mash_outcome, referral.reason = row.to, mash_outcome, reason
    referral.feedback, referral.next_step = feedback, next_step
    referral.decided_at, referral.decided_by, referral.worker = at, by, referral.worker or by
    referral.save()
    _record(row.event, referral, by=by, detail={"outcome": mash_outcome})
    _tell_referrer(MessageKind.REFERRAL_DECIDED, referral)
    return referral


def edition_of(referral: Referral) -> str:
    """Which edition of the referral stands: each screening that is added, and each correction of it, is a new one."""
    return str(referral.documents.count())


@transaction.atomic
def read_feedback(*, referral: Referral, by: Membership) -> Referral:
    """The referrer has read the decision; it leaves their list."""
    referral = _locked(referral, by, Permission.REFERRAL_SEND)
    row = _row(referral, Action.READ_FEEDBACK)
    if referral.feedback_read_at is None:
        referral.feedback_read_at, referral.feedback_read_by = clock.now(), by
        referral.save(update_fields=["feedback_read_at", "feedback_read_by"])
        _record(row.event, referral, by=by)
    return referral


def log(*, by: Membership, screening: Screening, due_on: dt.date | None, current: bool = True) -> LogEntry:
    """Enter a completed screening in the CSE officer's log, whatever its outcome, in the caller's transaction.

    A correction replaces the entry of the version it corrects; `due_on` is the new re-screen date, if there is one.
    `current` is False for a correction of an earlier screening than the child's latest.
    """
    earlier = LogEntry.objects.filter(screening=screening.previous).first() if screening.previous else None
    if current:
        LogEntry.objects.filter(child=screening.child, current=True).update(current=False, due_on=None)
    if screening.corrects_id:
        LogEntry.objects.filter(screening=screening.corrects_id).update(replaced=True)
    entry = LogEntry.objects.create(
        screening=screening, area=screening.area, agency=screening.agency, child=screening.child, tool=screening.tool,
        outcome=screening.outcome, previous_outcome=earlier.outcome if earlier else "",
        movement=_movement(screening.outcome, earlier), entered_at=screening.submitted_at, due_on=due_on,
        current=current,
    )  # fmt: skip
    record(
        EventType.LOG_ENTERED, by=by, reference=screening.reference, child=screening.child.reference,
        area_id=screening.area_id,
    )  # fmt: skip
    officers = Membership.objects.with_permission(Permission.LOG_VIEW).filter(agency__area=screening.area)
    outbox.send(
        MessageKind.SCREENING_CORRECTED if screening.corrects_id else MessageKind.SCREENING_LOGGED,
        to=officers.select_related("user"), reference=screening.reference, path=f"/screenings/{screening.reference}/",
    )  # fmt: skip
    return entry


def _movement(outcome: str, earlier: LogEntry | None) -> str:
    moved = movement(Outcome(outcome), Outcome(earlier.outcome) if earlier else None)
    return moved.value if moved else "first"


@transaction.atomic
def chase_overdue() -> int:
    """Tell each referrer, once, that no decision has come by the due time (rule 25). Returns how many were told."""
    late = Referral.objects.open().filter(due_at__lt=clock.now(), chased_at=None)
    told = 0
    for referral in late.select_for_update(skip_locked=True, of=("self",)).select_related("referrer__user")[:500]:
        _tell_referrer(MessageKind.REFERRAL_OVERDUE, referral)
        Referral.objects.filter(pk=referral.pk).update(chased_at=clock.now())
        told += 1
    return told


def path_of(referral: Referral) -> str:
    return f"/referrals/{referral.reference}/"


def _locked(referral: Referral, by: Membership, permission: Permission) -> Referral:
    """The referral, locked and fresh, for somebody who may see it and do this. Anyone else gets Http404."""
    require(by, permission)
    locked = Referral.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=referral.pk).first()
    if locked is None:
        raise Http404
    return locked


def _row(referral: Referral, action: Action):
    """The row of the state table. Raises NotPossible saying who was first."""
    try:
        return transition(referral.state, action)
    except NotPossible as refusal:
        who, at = referral.decided_by or referral.acknowledged_by, referral.decided_at or referral.acknowledged_at
        if who is None:
            raise
        done = "decided" if referral.is_decided else "acknowledged"
        moment = at.astimezone(clock.LONDON)
        raise NotPossible(
            f"{who.user.name} has already {done} this referral, "
            f"on {moment:%A} {moment.day} {moment:%B} at {moment:%H:%M}."
        ) from refusal


def mash_workers(area: Area) -> list[Membership]:
    """Everyone who can hold a referral of this area now."""
    members = Membership.objects.with_permission(Permission.REFERRAL_RECEIVE).filter(agency__area=area)
    return list(members.select_related("user", "agency"))


def _tell_referrer(kind: MessageKind, referral: Referral) -> None:
    """The referrer; the agency's leads when the referrer has left, so that somebody there knows."""
    leads = Membership.objects.with_permission(Permission.SCREENING_VIEW_AGENCY).filter(agency=referral.agency)
    to = [referral.referrer] if referral.referrer.is_working else leads.select_related("user")
    outbox.send(kind, to=to, reference=referral.reference, path=path_of(referral))


def _record(
    event: EventType, referral: Referral, *, by: Membership, detail: dict | None = None, reason: str = ""
) -> None:
    record(
        event, by=by, reference=referral.reference, child=referral.child.reference if referral.child else "",
        area_id=referral.area_id, detail=detail, reason=reason,
    )  # fmt: skip


def _check(details: dict, wanted: dict[str, str]) -> None:
    if problems := _blank(details, wanted):
        raise Incomplete(problems)


def _blank(details: dict, wanted: dict[str, str]) -> dict[str, str]:
    return {name: sentence for name, sentence in wanted.items() if not str(details.get(name) or "").strip()}

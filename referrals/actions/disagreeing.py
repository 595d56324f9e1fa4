"""The referrer disagrees with a decision and takes it from stage to stage, until both sides agree (rule 28)."""

import datetime as dt
from dataclasses import replace

from django.db import transaction
from django.http import Http404

from accounts.access import has_permission, require
from accounts.models import Area, LocalProcedure, Membership
from accounts.permissions import Permission
from accounts.stand_ins import leads_of
from audit.events import EventType
from cse_portal import clock, outbox
from cse_portal.models import MessageKind
from cse_portal.problems import Incomplete
from referrals.actions.locking import locked, refusal_naming
from referrals.actions.telling import blank, mash_workers, path_of, record_on
from referrals.clock import decision_due
from referrals.models import Disagreement, DisagreementStage, Referral
from referrals.states import STAGE_WORDS, Action, NotPossible, Stage

STAGES = tuple(Stage)
WITH_WHOM_LENGTH = DisagreementStage._meta.get_field("with_whom").max_length
STAGE_FIELDS = {
    "with_whom": "Name the person you take it to",
    "argument": "Say what you think should happen, and why",
}


@transaction.atomic
def open_disagreement(
    *, referral: Referral, by: Membership, stage: str, with_whom: str, argument: str, unsafe: bool = False
) -> Disagreement:
    """Say that the decision is wrong: the referrer or a lead, to the duty team manager first (rule 28).

    With `unsafe`, because the child may be, any stage may be the first. Raises Incomplete for what is missing, and
    NotPossible before there is a decision or while a disagreement about it is open.
    """
    referral, row = locked(referral, by=by, action=Action.DISAGREE)
    if Disagreement.objects.open().filter(referral=referral).exists():
        raise NotPossible("Your agency’s disagreement with this decision is open already. Go on with it here.")
    _check_stage(stage, with_whom, argument, allowed=STAGES if unsafe else STAGES[:1])
    disagreement = Disagreement.objects.create(referral=referral, unsafe=unsafe, opened_at=clock.now(), opened_by=by)
    _begin(disagreement, by=by, stage=stage, with_whom=with_whom, argument=argument)
    record_on(row.event, referral, by=by, detail={"stage": stage, "unsafe": unsafe})
    _tell(MessageKind.DISAGREEMENT_OPENED, referral, managers(referral.area))
    return disagreement


@transaction.atomic
def reply(*, referral: Referral, by: Membership, reply: str, read: str = "") -> DisagreementStage:
    """The MASH's manager replies; at a later stage the manager, or the agency's lead, writes down the reply they got.

    `read` is the stage that was read. Raises NotPossible, saying who did what, when it was answered, taken further or
    ended meanwhile.
    """
    disagreement, now_at = _current(referral, by)
    if not may_reply(now_at, by):
        raise Http404
    _check_read(read, now_at)
    if now_at.replied_at:
        raise NotPossible(refusal_naming(now_at.replied_by, now_at.replied_at, "replied to the disagreement on"))
    if not reply.strip():
        raise Incomplete({"reply": "Write the reply"})
    now_at.reply, now_at.replied_at, now_at.replied_by = reply.strip(), clock.now(), by
    now_at.save(update_fields=["reply", "replied_at", "replied_by"])
    referral = disagreement.referral
    record_on(EventType.DISAGREEMENT_REPLIED, referral, by=by, detail={"stage": now_at.stage})
    others = [member for member in both_sides(disagreement) if member.user_id != by.user_id]
    _tell(MessageKind.DISAGREEMENT_REPLIED, referral, others)
    return now_at


@transaction.atomic
def take_further(
    *,
    referral: Referral,
    by: Membership,
    stage: str,
    with_whom: str,
    argument: str,
    unsafe: bool = False,
    read: str = "",
) -> DisagreementStage:
    """Take it to the next stage; stages are skipped only when the child may be unsafe, which is then kept.

    `read` is the stage that was read. Raises Incomplete for what is missing, NotPossible as `reply` does.
    """
    disagreement, now_at = _current(referral, by)
    require(by, Permission.REFERRAL_SEND)
    _check_read(read, now_at)
    later = further_stages(now_at, unsafe=unsafe or disagreement.unsafe)
    if not later:
        raise NotPossible("The partnership is the last stage. It ends by a result that both sides agree on.")
    _check_stage(stage, with_whom, argument, allowed=later)
    if unsafe and not disagreement.unsafe:
        disagreement.unsafe = True
        disagreement.save(update_fields=["unsafe"])
    begun = _begin(disagreement, by=by, stage=stage, with_whom=with_whom, argument=argument)
    referral = disagreement.referral
    record_on(EventType.DISAGREEMENT_TAKEN_ON, referral, by=by, detail={"stage": stage, "unsafe": disagreement.unsafe})
    _tell(MessageKind.DISAGREEMENT_OPENED, referral, managers(referral.area))
    return begun


@transaction.atomic
def close_disagreement(*, referral: Referral, by: Membership, result: str, agreed: bool) -> Disagreement:
    """End it by a result that both sides agree on, after a reply or a changed decision. Both sides are told."""
    disagreement, _ = _current(referral, by)
    require(by, Permission.REFERRAL_SEND)
    if not may_close(disagreement):
        raise NotPossible("Nobody has replied yet, so there is no result that both sides agree on.")
    problems = blank({"result": result}, {"result": "Write the result that both sides agree on"})
    if not agreed:
        problems["agreed"] = "Tick the box when both sides agree. While they do not, take it further"
    if problems:
        raise Incomplete(problems)
    disagreement.result, disagreement.closed_at, disagreement.closed_by = result.strip(), clock.now(), by
    disagreement.save(update_fields=["result", "closed_at", "closed_by"])
    record_on(EventType.DISAGREEMENT_CLOSED, disagreement.referral, by=by)
    _tell(MessageKind.DISAGREEMENT_CLOSED, disagreement.referral, both_sides(disagreement))
    return disagreement


def further_stages(now_at: DisagreementStage, *, unsafe: bool) -> tuple[Stage, ...]:
    """The stages it may go to next: one further, or any further one when the child may be unsafe."""
    later = STAGES[STAGES.index(Stage(now_at.stage)) + 1 :]
    return later if unsafe else later[:1]


def may_reply(now_at: DisagreementStage, member: Membership) -> bool:
    """The duty team manager's own stage is the MASH's to answer; a later reply is written down by whoever got it."""
    if has_permission(member, Permission.REFERRAL_MANAGE):
        return True
    return now_at.stage != STAGES[0] and has_permission(member, Permission.SCREENING_VIEW_AGENCY)


def may_close(disagreement: Disagreement) -> bool:
    """Whether the other side has said anything: a reply at some stage, or a changed decision."""
    replied = disagreement.stages.filter(replied_at__isnull=False).exists()
    return replied or disagreement.referral.decided_at > disagreement.opened_at


def managers(area: Area) -> list[Membership]:
    """Who answers for the MASH; all of the MASH where nobody does."""
    members = Membership.objects.with_permission(Permission.REFERRAL_MANAGE).filter(agency__area=area)
    return list(members.select_related("user", "agency")) or mash_workers(area)


def both_sides(disagreement: Disagreement) -> list[Membership]:
    """Who opened it and the referrer, or the agency's leads when both have left; and the MASH's managers."""
    own = {disagreement.opened_by, disagreement.referral.referrer}
    working = [member for member in own if member.is_working]
    return [*(working or leads_of(disagreement.referral.agency)), *managers(disagreement.referral.area)]


def reply_due(area: Area, stage: str, *, now: dt.datetime) -> dt.datetime | None:
    """By when a reply at this stage is due, in the area's working days; None where the area has set no time."""
    try:
        procedure = LocalProcedure.objects.calendar(area, now.date())
    except LocalProcedure.DoesNotExist:
        return None
    position = STAGES.index(Stage(stage))
    if position >= len(procedure.escalation_stage_days):
        return None
    days = procedure.escalation_stage_days[position]
    return decision_due(replace(procedure, decision_working_days=days), now)


def _current(referral: Referral, by: Membership) -> tuple[Disagreement, DisagreementStage]:
    """The open disagreement and its present stage, with the referral locked. Raises Http404 for a foreign person."""
    rows = Referral.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=referral.pk)
    if (fresh := rows.first()) is None:
        raise Http404
    people = ("referral__area", "referral__agency", "referral__referrer__user", "opened_by__user", "closed_by__user")
    last = Disagreement.objects.filter(referral=fresh).select_related(*people).order_by("-opened_at", "-id").first()
    if last is None:
        raise NotPossible("Nobody disagrees with this decision.")
    if last.closed_at:
        raise NotPossible(refusal_naming(last.closed_by, last.closed_at, "ended the disagreement on"))
    return last, last.stages.select_related("replied_by__user", "begun_by__user").last()


def _check_read(read: str, now_at: DisagreementStage) -> None:
    if read and read != now_at.stage:
        raise NotPossible(refusal_naming(now_at.begun_by, now_at.begun_at, "taken the disagreement further on"))


def _check_stage(stage: str, with_whom: str, argument: str, *, allowed: tuple[Stage, ...]) -> None:
    problems = blank({"with_whom": with_whom, "argument": argument}, STAGE_FIELDS)
    if len(with_whom) > WITH_WHOM_LENGTH:
        problems["with_whom"] = f"The name must be {WITH_WHOM_LENGTH} characters or fewer"
    if stage not in allowed:
        first = STAGE_WORDS[allowed[0]].lower()
        problems["stage"] = f"It goes to {first} now. A stage is skipped only when the child may be unsafe"
    if problems:
        raise Incomplete(problems)


def _begin(
    disagreement: Disagreement, *, by: Membership, stage: str, with_whom: str, argument: str
) -> DisagreementStage:
    now = clock.now()
    return DisagreementStage.objects.create(
        disagreement=disagreement, stage=stage, with_whom=with_whom.strip(), argument=argument.strip(), begun_at=now,
        begun_by=by, due_at=reply_due(disagreement.referral.area, stage, now=now),
    )  # fmt: skip


def _tell(kind: MessageKind, referral: Referral, to: list[Membership]) -> None:
    outbox.send(kind, to=to, reference=referral.reference, path=f"{path_of(referral)}disagreement/")

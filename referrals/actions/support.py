"""A specialist service is asked for support, once the procedure has been followed; it accepts or declines."""

from collections.abc import Mapping

from django.db import transaction
from django.http import Http404

from accounts.access import has_permission, require
from accounts.models import Agency, AgencyKind, Area, Membership
from accounts.permissions import Permission
from accounts.stand_ins import leads_of
from audit.actions import record
from audit.events import EventType
from cse_portal import clock, dates, outbox
from cse_portal.models import MessageKind
from cse_portal.problems import Incomplete
from referrals.actions.transition import records_of
from referrals.models import Answered, ChildMatch, SupportRequest
from referrals.models.support import AskedQuerySet, is_service
from referrals.reach import home_area
from referrals.states import NotPossible
from screening.models import Child, Screening
from screening.protocol import Duty
from screening.states import Status

# All that the service is told, by name; a sentence where it cannot be left out.
SHARED = {
    "name": "",
    "age": "",
    "needs": "Say what the child needs",
    "asked": "Say what you ask of the service",
    "safe_contact": "Say how to contact the child or carer safely",
    "child_knows": "Say whether the child knows and agrees",
    "carer_knows": "Say whether a parent or carer knows and agrees",
    "knows_detail": "",
}
SCREEN_FIRST = "Screen the child first. A specialist service is asked once a screening is complete."
AGREED_FIRST = "The screening waits for its second person. Ask the service once it is complete."
REFER_FIRST = "Send the MASH referral first: what the last screening found requires one, and none has been sent."
_DONE = {Answered.ACCEPTED: "accepted", Answered.DECLINED: "declined", Answered.WITHDRAWN: "taken back"}


def services_of(area: Area, *, besides: Agency | None = None):
    """The specialist services of the area that somebody answers for."""
    answering = Membership.objects.with_permission(Permission.SUPPORT_ANSWER).filter(agency__area=area)
    rows = Agency.objects.filter(area=area, kind=AgencyKind.SPECIALIST, pk__in=answering.values("agency"))
    return rows.exclude(pk=besides.pk if besides else None).order_by("name")


def what_comes_first(child: Child, by: Membership) -> str:
    """What the procedure asks for before a service is asked (rules 11 and 16), in a sentence; empty when nothing.

    What another agency found is told to nobody but the officer: for anybody else this record alone counts.
    """
    rows = Screening.objects.filter(child__in=records_of(child, by))
    complete = rows.filter(status=Status.COMPLETE).select_related("referral", "corrects__referral")
    last = complete.order_by("-submitted_at", "-id").first()
    if last is None:
        return AGREED_FIRST if rows.filter(status=Status.WAITING).exists() else SCREEN_FIRST
    return REFER_FIRST if _required(last) and not _sent(last) else ""


def _required(screening: Screening) -> bool:
    return any(duty["duty"] == Duty.MASH_SENT for duty in screening.decision["duties"])


def _sent(screening: Screening) -> bool:
    return hasattr(screening, "referral") or bool(screening.corrects and hasattr(screening.corrects, "referral"))


@transaction.atomic
def ask_support(*, child: Child, by: Membership, service: Agency | None, shared: Mapping[str, str]) -> SupportRequest:
    """Ask a service of the area. It learns what stands in `shared` and nothing else.

    Raises NotPossible, saying what comes first or who asked already, and Incomplete at what is missing.
    """
    require(by, Permission.SUPPORT_ASK)
    child = _held(child, by)
    if first := what_comes_first(child, by):
        raise NotPossible(first)
    shared = {name: str(shared.get(name) or "").strip() for name in SHARED}
    missing = {name: sentence for name, sentence in SHARED.items() if sentence and not shared[name]}
    if service is None or not services_of(by.area, besides=by.agency).filter(pk=service.pk).exists():
        missing["service"] = "Choose a service"
    if missing:
        raise Incomplete(missing)
    _not_asked_twice(child, service, by)
    request = SupportRequest.objects.create(
        child=child, area=home_area(child) or by.area, service=service, shared=shared, asked_at=clock.now(), asked_by=by
    )
    _record(EventType.SUPPORT_ASKED, request, by=by, detail={"shared": [name for name in SHARED if shared[name]]})
    tell_service(MessageKind.SUPPORT_ASKED, request, path=path_of_support(request))
    return request


def _held(child: Child, by: Membership) -> Child:
    """The child, fresh. Every record of the same child is held, in one order: one request after the other, so that the
    second finds the first whichever record each is made on. Raises Http404 for a child the person may not see.
    """
    if not Child.objects.visible_to(by).filter(pk=child.pk).exists():
        raise Http404
    cluster = ChildMatch.objects.cluster(child.pk)
    rows = Child.objects.select_for_update(of=("self",), no_key=True).select_related("agency")
    return {each.pk: each for each in rows.filter(pk__in=cluster).order_by("pk")}[child.pk]


def _not_asked_twice(child: Child, service: Agency, by: Membership) -> None:
    """Who asked and when is said to colleagues and the officer; of another agency only that it has been asked."""
    waiting = SupportRequest.objects.waiting().filter(child__in=ChildMatch.objects.cluster(child.pk), service=service)
    if earlier := waiting.select_related("asked_by__user").first():
        if earlier.asked_by.agency_id != by.agency_id and not has_permission(by, Permission.LOG_VIEW):
            raise NotPossible(f"{service.name} has been asked about this child already, and it has not answered yet.")
        who, day = earlier.asked_by.user.name, dates.short_day(earlier.asked_at)
        raise NotPossible(f"{who} asked {service.name} about this child on {day}, and it has not answered yet.")


@transaction.atomic
def answer_support(
    *, request: SupportRequest, by: Membership, accept: bool, worker: str = "", reason: str = ""
) -> SupportRequest:
    """The service accepts with a worker, or declines with a reason. The first answer stands; a second is told whose."""
    request = answerable(SupportRequest.objects, request, by)
    if accept and not worker.strip():
        raise Incomplete({"worker": "Say who will work with the child"})
    if not accept and not reason.strip():
        raise Incomplete({"reason": "Say why the service declines"})
    request.state = Answered.ACCEPTED if accept else Answered.DECLINED
    request.worker, request.reason = worker.strip() if accept else "", reason.strip()
    request.answered_at, request.answered_by = clock.now(), by
    request.save(update_fields=["state", "worker", "reason", "answered_at", "answered_by"])
    _record(EventType.SUPPORT_ANSWERED, request, by=by, detail={"state": request.state})
    tell_asker(MessageKind.SUPPORT_ANSWERED, request, path=path_of_support(request))
    return request


@transaction.atomic
def take_back_support(*, request: SupportRequest, by: Membership) -> SupportRequest:
    """Whoever asked takes it back before it is answered. From then on the service sees nothing of the child."""
    own = SupportRequest.objects.asked_by_person(by)
    request = taken_back(own, request, by=by, path=path_of_support(request))
    _record(EventType.SUPPORT_ANSWERED, request, by=by, detail={"state": request.state})
    return request


def taken_back(own: AskedQuerySet, request, *, by: Membership, path: str):
    """One of the person's own that waits, taken back. The service is told, so that nobody goes on with it."""
    request = _waiting(own, request)
    request.state, request.answered_at, request.answered_by = Answered.WITHDRAWN, clock.now(), by
    request.save(update_fields=["state", "answered_at", "answered_by"])
    tell_service(MessageKind.REQUEST_TAKEN_BACK, request, path=path)
    return request


def answerable(rows: AskedQuerySet, request, by: Membership):
    """A request to this person's service, locked and not answered yet."""
    if not is_service(by):
        raise Http404
    return _waiting(rows.filter(service=by.agency), request)


def _waiting(rows: AskedQuerySet, request):
    # Who answered is read once the row is held: joined to it, it would be what it was before the wait.
    fresh = rows.select_related("service").select_for_update(of=("self",)).filter(pk=request.pk).first()
    if fresh is None:
        raise Http404
    if fresh.state != Answered.WAITING:
        done = _DONE[Answered(fresh.state)]
        raise NotPossible(
            f"{fresh.answered_by.user.name} has already {done} this request, {dates.when(fresh.answered_at)}."
        )
    return fresh


def tell_service(kind: MessageKind, request, *, path: str) -> None:
    """Everyone who answers for the service."""
    people = Membership.objects.with_permission(Permission.SUPPORT_ANSWER).filter(agency=request.service)
    outbox.send(kind, to=people.select_related("user"), reference=request.reference, path=path)


def tell_asker(kind: MessageKind, request, *, path: str) -> None:
    """Whoever asked; the leads of their agency when they have left, so that somebody there knows."""
    asker = request.asked_by
    to = [asker] if asker.is_working else leads_of(asker.agency)
    outbox.send(kind, to=to, reference=request.reference, path=path)


def path_of_support(request: SupportRequest) -> str:
    return f"/support/{request.reference}/"


def _record(event: EventType, request: SupportRequest, *, by: Membership, detail: dict) -> None:
    record(
        event, by=by, reference=request.reference, child=request.child.reference, area_id=request.area_id, detail=detail
    )

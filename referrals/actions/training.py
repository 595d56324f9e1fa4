"""An agency asks a specialist service to train its people. No child is in it."""

import datetime as dt

from django.db import transaction

from accounts.access import require
from accounts.models import Agency, Membership
from accounts.permissions import Permission
from audit.actions import record
from audit.events import EventType
from cse_portal import clock
from cse_portal.models import MessageKind
from cse_portal.problems import Incomplete
from referrals.actions.support import answerable, services_of, taken_back, tell_asker, tell_service
from referrals.models import Answered, TrainingRequest

MOST_PEOPLE = 1000


@transaction.atomic
def ask_training(
    *, by: Membership, service: Agency | None, topic: str, people: int | None, wanted_until: dt.date | None = None,
    detail: str = "",
) -> TrainingRequest:  # fmt: skip
    """Ask a service of the area for training. Raises Incomplete at what is missing."""
    require(by, Permission.SCREENING_WRITE)
    missing = {} if topic.strip() else {"topic": "Say what the training is about"}
    if service is None or not services_of(by.area, besides=by.agency).filter(pk=service.pk).exists():
        missing["service"] = "Choose a service"
    if people is None or not 1 <= people <= MOST_PEOPLE:
        missing["people"] = f"Enter how many people, from 1 to {MOST_PEOPLE}"
    if wanted_until and wanted_until < clock.today():
        missing["wanted_until"] = "The day must be today or later"
    if missing:
        raise Incomplete(missing)
    request = TrainingRequest.objects.create(
        agency=by.agency, service=service, topic=topic.strip(), people=people, wanted_until=wanted_until,
        detail=detail.strip(), asked_at=clock.now(), asked_by=by,
    )  # fmt: skip
    record(EventType.TRAINING_ASKED, by=by, reference=request.reference)
    tell_service(MessageKind.TRAINING_ASKED, request, path=path_of_training(request))
    return request


@transaction.atomic
def answer_training(*, request: TrainingRequest, by: Membership, accept: bool, reply: str) -> TrainingRequest:
    """The service accepts or declines, with a reply. The first answer stands; a second is told whose."""
    request = answerable(TrainingRequest.objects, request, by)
    if not reply.strip():
        raise Incomplete({"reply": "Write a reply: when and where it can be, or why not"})
    request.state, request.reply = Answered.ACCEPTED if accept else Answered.DECLINED, reply.strip()
    request.answered_at, request.answered_by = clock.now(), by
    request.save(update_fields=["state", "reply", "answered_at", "answered_by"])
    record(EventType.TRAINING_ANSWERED, by=by, reference=request.reference, detail={"state": request.state})
    tell_asker(MessageKind.TRAINING_ANSWERED, request, path=path_of_training(request))
    return request


@transaction.atomic
def take_back_training(*, request: TrainingRequest, by: Membership) -> TrainingRequest:
    """Whoever asked takes it back before it is answered; the service is told. An answer that was first stands."""
    own = TrainingRequest.objects.asked_by_person(by)
    request = taken_back(own, request, by=by, path=path_of_training(request))
    record(EventType.TRAINING_ANSWERED, by=by, reference=request.reference, detail={"state": request.state})
    return request


def path_of_training(request: TrainingRequest) -> str:
    return f"/training/{request.reference}/"

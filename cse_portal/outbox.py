"""Messages written in the transaction that causes them, claimed and sent afterwards.

A mail holds its kind, a reference and a link, and nothing about a child. A lost mail never undoes a referral: the
worklists show everything a mail would say. Times here are the machine's: retrying is not the business.
"""

import datetime as dt
import logging
import smtplib
from collections.abc import Callable, Iterable
from enum import Enum
from functools import cache, partial

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import Membership, User
from cse_portal.models import Message, MessageKind

log = logging.getLogger(__name__)
LONGEST_WAIT = dt.timedelta(hours=1)
# With the longest wait between them: about three days.
MOST_ATTEMPTS = 80
# What goes within this time says what was true when it was written.
AT_ONCE = dt.timedelta(minutes=10)


def send(kind: MessageKind, *, to: Iterable[Membership], reference: str, path: str) -> None:
    """Write one message to each person, once a person even when they hold several roles. Sent after commit."""
    people = {member.user_id for member in to if member.is_working}
    Message.objects.bulk_create(
        [Message(kind=kind, to_user_id=person, reference=reference, path=path) for person in sorted(people)]
    )
    wake("cse_portal.tasks.deliver_messages")


def wake(task: str) -> None:
    """Ask the worker, once, to look for work when this transaction is committed. Beat does so a little later anyway."""
    waker = _waker(task)
    if not any(function is waker for _, function, *_ in transaction.get_connection().run_on_commit):
        transaction.on_commit(waker)


@cache
def _waker(task: str) -> Callable[[], None]:
    return partial(_wake_now, task)


def _wake_now(task: str) -> None:
    try:
        current_app.send_task(task, retry=False)
    except Exception as error:  # noqa: BLE001 - a broker that is away must never turn a saved change into an error page
        log.warning("the broker could not be reached (%s); beat will pick up %s", type(error).__name__, task)


class Result(Enum):
    SENT = "sent"
    NOT_SENT = "not sent"
    SERVER_AWAY = "server away"
    NOTHING_WAITS = "nothing waits"


def deliver(*, still_true: Callable[[Message], list] | None = None) -> int:
    """Send what is waiting, each in its own transaction. Returns how many went out. Safe to run twice at once.

    `still_true` says which lines of a delayed digest are true now; one without any is not sent. A mail server that does
    not answer ends the run, because every further message would wait for it as long.
    """
    sent = 0
    while (result := _deliver_one(still_true)) in (Result.SENT, Result.NOT_SENT):
        sent += result is Result.SENT
    return sent


@transaction.atomic
def _deliver_one(still_true: Callable[[Message], list] | None) -> Result:
    waiting = Message.objects.filter(sent_at=None, failed="", send_after__lte=Now())
    message = waiting.select_for_update(skip_locked=True).order_by("send_after", "id").first()
    if message is None:
        return Result.NOTHING_WAITS
    person = User.objects.filter(pk=message.to_user_id, is_active=True).first()
    if person is None:
        return _give_up(message, "the account is no longer in use")
    if still_true and message.lines and _is_delayed(message):
        message.lines = still_true(message)
        if not message.lines:
            return _give_up(message, "nothing in it waits any more")
    try:
        with transaction.atomic():
            as_mail(message, person).send()
    except Exception as error:  # noqa: BLE001 - whatever the mail server does, the message is tried again
        return _try_again(message, error)
    Message.objects.filter(pk=message.pk).update(sent_at=timezone.now(), attempts=F("attempts") + 1)
    return Result.SENT


def _is_delayed(message: Message) -> bool:
    return message.attempts > 0 or timezone.now() - message.created_at > AT_ONCE


def _try_again(message: Message, error: Exception) -> Result:
    if message.attempts >= MOST_ATTEMPTS:
        return _give_up(message, "the mail server did not take it for three days")
    wait = min(dt.timedelta(seconds=30) * 2**message.attempts, LONGEST_WAIT)
    Message.objects.filter(pk=message.pk).update(attempts=F("attempts") + 1, send_after=timezone.now() + wait)
    log.warning("message %s could not be sent (%s); trying again in %s", message.pk, type(error).__name__, wait)
    return Result.NOT_SENT if isinstance(error, _ABOUT_ONE_MAIL) else Result.SERVER_AWAY


# The server answered and refused this mail; the next may go through. Anything else is about the server.
_ABOUT_ONE_MAIL = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError, ValueError)


def _give_up(message: Message, why: str) -> Result:
    Message.objects.filter(pk=message.pk).update(failed=why)
    log.warning("message %s is given up: %s", message.pk, why)
    return Result.NOT_SENT


def as_mail(message: Message, person: User) -> EmailMessage:
    """The mail: plain text, 72 columns, no name of a child in it, its subject or its sender."""
    kind = MessageKind(message.kind)
    values = {
        "first_name": person.first_name,
        "kind": kind.label,
        "reference": message.reference,
        "link": f"{settings.PUBLIC_URL}{message.path}",
        "lines": [_line(**line) for line in message.lines],
    }
    body = render_to_string("emails/digest.txt" if message.lines else "emails/message.txt", values)
    subject = f"CSE screening: {kind.label}" + (f" ({message.reference})" if message.reference else "")
    return EmailMessage(subject=subject, body=body, to=[person.email])


def _line(*, kind: str, reference: str, path: str) -> dict[str, str]:
    return {"kind": MessageKind(kind).label, "reference": reference, "link": f"{settings.PUBLIC_URL}{path}"}

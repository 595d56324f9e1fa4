"""Making the PDFs that were asked for: each once, in its own transaction; one that fails holds up no other."""

import hashlib
import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import DurationField, ExpressionWrapper, F, QuerySet, Value
from django.db.models.functions import Least, Power

from audit.actions import record
from audit.events import EventType
from cse_portal import clock
from referrals.models import Document
from referrals.pdf import as_bytes, laid_out

log = logging.getLogger(__name__)
FIRST_WAIT = timedelta(seconds=15)
# After ten attempts the wait no longer doubles: about four hours.
MOST_DOUBLINGS = 10


def make_waiting() -> int:
    """Make every PDF that waits, one at a time. Returns how many were made. Safe to run twice at once."""
    made = 0
    tried: list[int] = []
    while document := _claim(tried):
        tried.append(document.pk)
        made += _make(document.pk)
    return made


@transaction.atomic
def _claim(tried: list[int]) -> Document | None:
    """The next one. The attempt is counted before it begins, so that one that ends the worker also waits its turn."""
    document = _due().exclude(pk__in=tried).select_for_update(skip_locked=True).order_by("attempts", "id").first()
    if document:
        Document.objects.filter(pk=document.pk).update(attempts=F("attempts") + 1)
    return document


def _due() -> QuerySet[Document]:
    """Those never tried, and those whose next try has come: each wait is about twice the one before."""
    doublings = Power(Value(2.0), Least(F("attempts"), Value(MOST_DOUBLINGS)))
    wait = ExpressionWrapper(Value(FIRST_WAIT, DurationField()) * (doublings - 1), output_field=DurationField())
    return Document.objects.filter(made_at=None).defer("content").annotate(wait=wait).filter(
        asked_at__lte=clock.now() - F("wait")
    )  # fmt: skip


@transaction.atomic
def _make(pk: int) -> int:
    document = Document.objects.select_for_update(skip_locked=True).filter(pk=pk, made_at=None).first()
    if document is None:
        return 0
    try:
        with transaction.atomic():
            _store(document)
    except Exception as error:  # noqa: BLE001 - whatever one document does, the others are made
        # The kind of error alone: its message may hold what was typed about a child.
        log.error("PDF %s could not be made at attempt %s (%s)", pk, document.attempts, type(error).__name__)
        return 0
    return 1


def _store(document: Document) -> None:
    pages = laid_out(document)
    document.pdf, document.pages = as_bytes(pages), len(pages.pages)
    document.sha256, document.made_at = hashlib.sha256(document.pdf).hexdigest(), clock.now()
    document.save(update_fields=["pdf", "pages", "sha256", "made_at"])
    referral = document.referral
    record(
        EventType.DOCUMENT_MADE, by=None, reference=referral.reference, area_id=referral.area_id,
        child=referral.child.reference if referral.child else "",
        detail=document.facts,
    )  # fmt: skip

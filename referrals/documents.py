"""Making the papers that were asked for. What is made never changes."""

import hashlib

from audit.actions import record
from audit.events import EventType
from cse_portal import clock
from referrals.making import make_all
from referrals.models import Document
from referrals.pdf import as_bytes, laid_out


def make_waiting() -> int:
    """Make every PDF that waits. Returns how many were made. Safe to run twice at once."""
    return make_all(Document.objects.defer("content", "pdf"), _store)


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

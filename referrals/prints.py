"""Making several PDFs in one go, one a child, of referrals or for a panel; telling who asked, and forgetting them."""

import datetime as dt
import hashlib

from django.db import transaction

from cse_portal import clock, outbox
from cse_portal.models import MessageKind
from referrals.making import make_all
from referrals.models import Document, Print, PrintJob
from referrals.panel_paper import paper_of
from referrals.pdf import as_bytes, laid_out_together
from referrals.states import DocumentKind

# Whoever asked is told after so many attempts that the rest can be taken; what failed is tried on.
MOST_ATTEMPTS = 5
KEPT = dt.timedelta(days=7)


def make_waiting() -> int:
    """Make every print that waits, then tell those whose prints are ready. Safe to run twice at once."""
    made = make_all(Print.objects.defer("pdf"), _store, asked="job__asked_at")
    tell_ready()
    return made


def _store(each: Print) -> None:
    pages = paper_of(each) if each.about_id else laid_out_together(newest_of(each))
    each.pdf, each.pages = as_bytes(pages), len(pages.pages)
    each.sha256, each.made_at = hashlib.sha256(each.pdf).hexdigest(), clock.now()
    each.save(update_fields=["pdf", "pages", "sha256", "made_at"])


def newest_of(each: Print) -> list[Document]:
    """The newest edition of each of its referrals, the oldest referral first."""
    rows = Document.objects.filter(referral__in=each.referrals.all(), kind=DocumentKind.REFERRAL)
    newest = rows.order_by("referral__sent_at", "referral_id", "-edition")
    return list(newest.distinct("referral__sent_at", "referral_id").defer("pdf"))


@transaction.atomic
def tell_ready() -> int:
    """A message to whoever asked, once a job. Returns of how many jobs."""
    unmade = Print.objects.filter(made_at=None, attempts__lt=MOST_ATTEMPTS).values("job_id")
    ready = PrintJob.objects.filter(made_at=None).exclude(pk__in=unmade).select_for_update(skip_locked=True)
    jobs = list(ready.order_by("id"))
    for job in jobs:
        PrintJob.objects.filter(pk=job.pk).update(made_at=clock.now())
        _tell(job)
    return len(jobs)


def _tell(job: PrintJob) -> None:
    kind, path = MessageKind.PRINTS_READY, f"/prints/{job.reference}/"
    if job.panel:
        kind, path = MessageKind.PANEL_PAPERS, f"/panels/{job.panel.reference}/papers/"
    outbox.send(kind, to=[job.asked_by], reference=job.reference, path=path)


def forget() -> int:
    """Delete the jobs of more than a week ago, with their PDFs. Returns how many."""
    old = PrintJob.objects.filter(asked_at__lt=clock.now() - KEPT)
    count = old.count()
    old.delete()
    return count

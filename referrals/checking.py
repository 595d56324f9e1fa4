"""Files that wait go to the virus scanner, one at a time. Nothing but its own word makes a file clean or harmful."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from cse_portal import clock
from referrals.actions import file_checked
from referrals.files.scanning import ScannerAway, Verdict, scan
from referrals.models import Attachment, AttachmentContent

log = logging.getLogger(__name__)
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)


def check_waiting() -> int:
    """Ask the scanner about every file whose turn has come. Returns how many it answered. Safe to run twice at once.

    A scanner that is away ends the run, because every further file would wait for it as long.
    """
    checked, tried = 0, [0]
    while settings.CLAMAV_URL and (attachment := _claim(tried)):
        tried.append(attachment.pk)
        try:
            checked += _check(attachment)
        except ScannerAway as away:
            log.warning("the virus scanner is away (%s); files are tried again later", away)
            break
    return checked


@transaction.atomic
def _claim(tried: list[int]) -> Attachment | None:
    """The next one. Its next try is set before it begins, so that one that ends the worker also waits its turn."""
    due = Attachment.objects.due_for_a_check().exclude(pk__in=tried).select_for_update(skip_locked=True)
    attachment = due.order_by("check_after", "id").first()
    if attachment:
        wait = min(FIRST_WAIT * 2 ** min(attachment.attempts, 10), LONGEST_WAIT)
        attachment.attempts, attachment.check_after = min(attachment.attempts + 1, 32_767), clock.now() + wait
        attachment.save(update_fields=["attempts", "check_after"])
    return attachment


def _check(attachment: Attachment) -> bool:
    """No transaction is open while the scanner thinks, and nothing is locked."""
    data = AttachmentContent.objects.values_list("data", flat=True).get(pk=attachment.pk)
    verdict = scan(data, url=settings.CLAMAV_URL)
    if verdict is Verdict.NOT_CHECKED:
        log.warning("the virus scanner would not check file %s at attempt %s", attachment.pk, attachment.attempts)
        return False
    file_checked(attachment=attachment, harmful=verdict is Verdict.HARMFUL)
    return True

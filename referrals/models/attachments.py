"""Files on a referral: photographs, letters, minutes. Their bytes stand apart, so that no list reads them."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import Membership
from cse_portal import clock
from cse_portal.reference import new_reference
from indicators.models import choices
from referrals.files.kinds import KINDS, FileKind, size_words
from referrals.models.referrals import Referral
from referrals.states import FILE_STATE_WORDS, FileState


def file_reference() -> str:
    return new_reference("F")


# What the scanner has still to look at, when there is one: a file from before there was one is looked at as well.
UNCHECKED = Q(state__in=[FileState.BEING_CHECKED.value, FileState.NOT_SCANNED.value])
MAY_BE_DOWNLOADED = (FileState.CLEAN, FileState.NOT_SCANNED)


class AttachmentQuerySet(models.QuerySet):
    def readable_on(self, referral: Referral):
        """Its own, and those of the other area's referral it came from, however many steps back (rule 30).

        What that area's MASH added after it had sent this one is its own work; what the referrer added there comes too.
        """
        readable, came = Q(referral=referral), referral
        while came.came_from:
            carried = Q(added_at__lte=came.sent_at) | Q(added_by__agency=referral.agency_id)
            readable |= Q(referral=came.came_from) & carried
            came = came.came_from
        return self.filter(readable)

    def downloadable(self):
        return self.filter(state__in=MAY_BE_DOWNLOADED)

    def due_for_a_check(self):
        return self.filter(UNCHECKED, check_after__lte=clock.now())


class Attachment(models.Model):
    """One file: what it is by its content, never by its name, and whether it may be downloaded."""

    reference = models.CharField(max_length=20, unique=True, default=file_reference, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="attachments")
    # As its owner named it, without a path; shown on pages and never used as a file's name on the way out.
    name = models.CharField(max_length=200)
    description = models.CharField(max_length=300, blank=True)
    # "pdf", "png", "jpeg", "docx" or "text", found in the bytes.
    kind = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=20, choices=choices(FileState))
    checked_at = models.DateTimeField(null=True, blank=True)
    # Before this the scanner is not asked: each wait after a failed try is longer than the one before.
    check_after = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "id"]
        indexes = [models.Index(fields=["check_after", "id"], name="attachment_unchecked", condition=UNCHECKED)]
        triggers = [pgtrigger.Protect(name="attachment_never_deleted", operation=pgtrigger.Delete)]

    class Privacy:
        personal = ["name", "description"]
        operational = [
            "id", "reference", "referral", "kind", "size", "sha256", "state", "checked_at", "check_after",
            "attempts", "added_at", "added_by",
        ]  # fmt: skip

    @property
    def state_words(self) -> str:
        return FILE_STATE_WORDS[FileState(self.state)]

    @property
    def kind_words(self) -> str:
        return KINDS[FileKind(self.kind)].label

    @property
    def size_words(self) -> str:
        return size_words(self.size)

    @property
    def may_be_downloaded(self) -> bool:
        return self.state in MAY_BE_DOWNLOADED

    @property
    def file_name(self) -> str:
        """What it is called on the way out: the referral and a number, never a name that may be a child's."""
        number = Attachment.objects.filter(referral=self.referral_id, pk__lte=self.pk).count()
        return f"{self.referral.reference}-file-{number}.{KINDS[FileKind(self.kind)].ending}"


class AttachmentContent(models.Model):
    """The bytes of a file as they are kept: an image without its metadata, anything else as it came."""

    attachment = models.OneToOneField(Attachment, on_delete=models.PROTECT, primary_key=True, related_name="content")
    data = models.BinaryField()

    class Meta:
        triggers = [pgtrigger.Protect(name="content_is_unchanging", operation=pgtrigger.Update | pgtrigger.Delete)]

    class Privacy:
        personal = ["data"]
        operational = ["attachment"]

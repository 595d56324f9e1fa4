"""The PDFs of a referral: each edition made once and kept, the newest superseding the ones before."""

import pgtrigger
from django.db import models
from django.db.models import Q

from accounts.models import Membership
from cse_portal.reference import check_code, new_reference
from indicators.models import choices
from referrals.models.referrals import Referral
from referrals.states import DocumentKind


def print_reference() -> str:
    return new_reference("D")


class Document(models.Model):
    """One edition of a referral's PDF: asked for when it is sent, made by a worker, then unchanging."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(
        max_length=10, choices=choices(DocumentKind), default=DocumentKind.REFERRAL, db_default="referral"
    )
    edition = models.PositiveSmallIntegerField(default=1)
    check_code = models.CharField(max_length=12, unique=True, default=check_code)
    content = models.JSONField()
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)
    pdf = models.BinaryField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "kind", "edition"], name="one_document_an_edition")]
        indexes = [models.Index(fields=["id"], name="document_waiting", condition=Q(made_at=None))]
        triggers = [
            pgtrigger.Protect(
                name="made_is_unchanging",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__made_at__isnull=False),
            ),
            pgtrigger.Protect(name="document_never_deleted", operation=pgtrigger.Delete),
        ]

    class Privacy:
        personal = ["content", "pdf"]
        operational = [
            "id", "referral", "kind", "edition", "check_code", "asked_at", "made_at", "sha256", "pages", "attempts",
        ]  # fmt: skip

    @property
    def page(self) -> str:
        """The name of the address where it is downloaded."""
        return "referrals:letter" if self.kind == DocumentKind.LETTER else "referrals:pdf"

    @property
    def facts(self) -> dict:
        """What an event says of it. The kind is said where it is not the referral itself."""
        kind = {"kind": self.kind} if self.kind != DocumentKind.REFERRAL else {}
        return {"edition": self.edition, "sha256": self.sha256, **kind}


class PrintJob(models.Model):
    """Several PDFs made in one go, one a child, for the person who asked: referrals, or the papers of a panel."""

    reference = models.CharField(max_length=20, unique=True, default=print_reference, editable=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    # The panel whose papers these are; none for referrals.
    panel = models.ForeignKey("referrals.Panel", on_delete=models.PROTECT, null=True, blank=True, related_name="papers")
    # When the person was told that they can be taken: all are made, or what is not has failed often.
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="print_waiting", condition=Q(made_at=None)),
            models.Index(fields=["asked_at"], name="print_asked"),
        ]

    class Privacy:
        personal: list[str] = []
        operational = ["id", "reference", "asked_at", "asked_by", "panel", "made_at"]


class Print(models.Model):
    """One PDF of a print job: every chosen referral of one child, or the child's paper for a panel."""

    job = models.ForeignKey(PrintJob, on_delete=models.CASCADE, related_name="prints")
    number = models.PositiveSmallIntegerField()
    referrals = models.ManyToManyField(Referral, related_name="+")
    # Whose paper this is; it goes with the child's place on the list.
    about = models.ForeignKey("referrals.PanelChild", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(null=True, blank=True)
    pdf = models.BinaryField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="one_print_a_number")]
        indexes = [models.Index(fields=["id"], name="print_unmade", condition=Q(made_at=None))]

    class Privacy:
        personal = ["pdf"]
        operational = ["id", "job", "number", "referrals", "about", "made_at", "sha256", "pages", "attempts"]

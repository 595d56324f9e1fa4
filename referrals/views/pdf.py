"""The papers of a referral: the stored bytes, each download recorded; or a page that waits until it is made."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.access import allowed
from accounts.permissions import Permission as P
from audit.events import EventType
from referrals.actions import record_on
from referrals.models import Document, Referral
from referrals.restricted import reason_for_referral
from referrals.states import DocumentKind

WHO_MAY = (P.REFERRAL_RECEIVE, P.REFERRAL_SEND, P.LOG_VIEW)


@require_GET
@allowed(*WHO_MAY)
def pdf(request, ref, edition, kind=DocumentKind.REFERRAL):
    document = _document(request.member, ref, edition, kind)
    reason = reason_for_referral(request, document.referral)
    if document.made_at is None:
        return render(request, "pdf/being_made.html", {"document": document, "referral": document.referral})
    record_download(document, by=request.member, reason=reason)
    return as_download(document.pdf, file_name(document))


@require_GET
@allowed(*WHO_MAY)
def pdf_state(request, ref, edition, kind=DocumentKind.REFERRAL):
    """The part of a page that says whether the PDF is there; the page asks for it again by itself while it is not."""
    return render(request, "pdf/_state.html", {"document": _document(request.member, ref, edition, kind, defer="pdf")})


def _document(member, ref: str, edition: int, kind: DocumentKind, *, defer: str = "content") -> Document:
    seen = Referral.objects.visible_to(member).filter(reference=ref)
    documents = Document.objects.select_related("referral__child", "referral__mash_child").defer(
        "content", "referral__content", defer
    )
    return get_object_or_404(documents, referral__in=seen, kind=kind, edition=edition)


def file_name(document: Document) -> str:
    """The reference alone, so that a folder of downloads names no child."""
    word = "letter" if document.kind == DocumentKind.LETTER else "referral"
    edition = f"-edition-{document.edition}" if document.edition > 1 else ""
    return f"{word}-{document.referral.reference}{edition}.pdf"


def as_download(pdf, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(bytes(pdf), content_type="application/pdf", headers=headers)


def record_download(document: Document, *, by, reason: str) -> None:
    record_on(EventType.DOCUMENT_DOWNLOADED, document.referral, by=by, detail=document.facts, reason=reason)

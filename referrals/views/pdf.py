"""The PDF of a referral: the stored bytes, each download recorded; or a page that waits until it is made."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.access import allowed
from accounts.permissions import Permission as P
from audit.actions import record
from audit.events import EventType
from referrals.models import Document, Referral

WHO_MAY = (P.REFERRAL_RECEIVE, P.REFERRAL_SEND, P.LOG_VIEW)


@require_GET
@allowed(*WHO_MAY)
def pdf(request, ref, edition):
    document = _document(request.member, ref, edition)
    if document.made_at is None:
        return render(request, "pdf/being_made.html", {"document": document, "referral": document.referral})
    _record_download(document, by=request.member)
    name = f"referral-{ref}.pdf" if edition == 1 else f"referral-{ref}-edition-{edition}.pdf"
    return HttpResponse(
        bytes(document.pdf), content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip


@require_GET
@allowed(*WHO_MAY)
def pdf_state(request, ref, edition):
    """The part of a page that says whether the PDF is there; the page asks for it again by itself while it is not."""
    return render(request, "pdf/_state.html", {"document": _document(request.member, ref, edition, defer="pdf")})


def _document(member, ref: str, edition: int, *, defer: str = "content") -> Document:
    seen = Referral.objects.visible_to(member).filter(reference=ref)
    documents = Document.objects.select_related("referral__child").defer("content", "referral__content", defer)
    return get_object_or_404(documents, referral__in=seen, edition=edition)


def _record_download(document: Document, *, by) -> None:
    referral = document.referral
    record(
        EventType.DOCUMENT_DOWNLOADED, by=by, reference=referral.reference, area_id=referral.area_id,
        child=referral.child.reference if referral.child else "",
        detail={"edition": document.edition, "sha256": document.sha256},
    )  # fmt: skip

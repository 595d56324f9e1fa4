"""The papers of a referral as its pages list them: every edition of the PDF and of the letter, the newest first."""

from referrals.models import Document, Referral
from referrals.states import DocumentKind

WORDS = {
    DocumentKind.REFERRAL: {"name": "MASH referral", "download": "Download the PDF"},
    DocumentKind.LETTER: {"name": "Decision letter", "download": "Download the decision letter"},
}


def papers_of(referral: Referral) -> list[dict]:
    """For each kind its newest edition, and those it supersedes."""
    rows = Document.objects.filter(referral=referral).defer("content", "pdf").order_by("-edition")
    of_kind = {kind: [document for document in rows if document.kind == kind] for kind in WORDS}
    return [{**WORDS[kind], "newest": made[0], "earlier": made[1:]} for kind, made in of_kind.items() if made]


def newest_pdf(referral: Referral) -> Document | None:
    """The newest edition of the referral itself."""
    rows = Document.objects.filter(referral=referral, kind=DocumentKind.REFERRAL)
    return rows.defer("content", "pdf").order_by("-edition").first()

"""The papers of a referral are asked for in the transaction that gives them something new to say."""

from django.db.models import Max

from cse_portal import clock, outbox
from referrals.models import Document, Referral
from referrals.papers import changed, content_of
from referrals.states import DocumentKind

MAKE_DOCUMENTS = "referrals.tasks.make_documents"


def ask_for_document(referral: Referral) -> Document:
    """The next edition of the referral's PDF. It supersedes the one before, and says what it adds to it.

    Call it whenever the referral says more than before: a screening, an addition, an answer, a file, a decision.
    """
    return _ask(referral, DocumentKind.REFERRAL)


def ask_for_letter(referral: Referral) -> Document:
    """The next edition of the letter that tells the referrer what was decided."""
    return _ask(referral, DocumentKind.LETTER)


def ask_for_papers(referral: Referral) -> None:
    """After every answer of the MASH, and every change of it: the referral with the decision, and the letter."""
    ask_for_document(referral)
    ask_for_letter(referral)


def _ask(referral: Referral, kind: DocumentKind) -> Document:
    earlier = Document.objects.filter(referral=referral, kind=kind)
    edition = (earlier.aggregate(last=Max("edition"))["last"] or 0) + 1
    content = content_of(kind, referral)
    if before := earlier.filter(edition=edition - 1).values_list("content", flat=True).first():
        content["changed"] = changed(before, content)
    document = Document.objects.create(
        referral=referral, kind=kind, edition=edition, content=content, asked_at=clock.now()
    )
    outbox.wake(MAKE_DOCUMENTS)
    return document

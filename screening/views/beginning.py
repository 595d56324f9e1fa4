"""Before there is a draft: what was answered so far, kept in the session, and the reference the draft will have.

The reference goes out signed with the page and comes back with it, so that a second press finds what the first made,
also after a sign-out. It is signed for one member; anything else in its place is refused.
"""

from django.core.exceptions import SuspiciousOperation
from django.core.signing import BadSignature, Signer
from django.http import QueryDict

from accounts.models import Membership
from cse_portal.forms import PARTS
from cse_portal.reference import screening_reference
from screening.actions import begun
from screening.models import Screening


def answered(request, **expected: str) -> bool:
    """Whether the questions before this page were answered this way, for example danger="no"."""
    answers = request.session.get(_key(request), {})
    return all(answers.get(question) == answer for question, answer in expected.items())


def keep(request, **answers) -> None:
    request.session[_key(request)] = {**request.session.get(_key(request), {}), **answers}


def kept(request, name: str):
    return request.session.get(_key(request), {}).get(name)


def _key(request) -> str:
    """What was begun in one role is not gone on with in another: it may be another agency's child."""
    return f"beginning-{request.member.pk}"


def initial(request) -> dict:
    """What the boxes of a child page begin with: what was typed before the adult page, or nothing but the area."""
    typed = QueryDict(kept(request, "typed") or "").dict()
    born = tuple(typed.get(f"date_of_birth_{part}", "") for part in PARTS)
    again = {"date_of_birth": born} if any(born) else {}
    return {"area": request.member.agency.area_id, **typed, **again, "begins": new_token(request.member)}


def new_token(member: Membership) -> str:
    return _signer(member).sign(screening_reference())


def reference_of(request) -> str:
    """The reference the page was given. A tampered one raises SuspiciousOperation: the 400 page."""
    try:
        return _signer(request.member).unsign(request.POST.get("begins", ""))
    except BadSignature as wrong:
        raise SuspiciousOperation("begins") from wrong


def already(request) -> Screening | None:
    """What an earlier press of this page began."""
    return begun(by=request.member, reference=reference_of(request)) if request.method == "POST" else None


def _signer(member: Membership) -> Signer:
    return Signer(salt=f"beginning-{member.pk}")

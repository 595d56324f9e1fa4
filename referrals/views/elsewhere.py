"""Where else a referral is (rule 30): which area it came from and went to, and how far each is, nothing more."""

from accounts.models import Membership
from referrals import areas
from referrals.models import Referral


def elsewhere(referral: Referral, member: Membership) -> dict:
    """For templates/referrals/_elsewhere.html. A link stands only where this reader may see that referral too."""
    others, seen = areas.elsewhere(referral), set()
    if others:
        rows = Referral.objects.visible_to(member).filter(pk__in=[other.pk for other in others])
        seen = set(rows.values_list("pk", flat=True))
    lines = [
        {
            "words": areas.relation(referral, other),
            "reference": other.reference,
            "state": other.state_words,
            "linked": other.pk in seen,
        }
        for other in others
    ]
    return {"lines": lines, "areas": areas.shared_areas(referral, others)}

"""Where else a referral is (rule 30): which area it came from and went to, and how far each is, nothing more."""

from accounts.models import Membership
from referrals.areas import DOES
from referrals.models import Referral
from referrals.states import State


def elsewhere(referral: Referral, member: Membership) -> dict:
    """For templates/referrals/_elsewhere.html. A link stands only where this reader may see that referral too."""
    copies = list(referral.went_to.select_related("area").order_by("sent_at", "id"))
    others = [*([referral.came_from] if referral.came_from else []), *copies]
    seen = set()
    if others:
        rows = Referral.objects.visible_to(member).filter(pk__in=[other.pk for other in others])
        seen = set(rows.values_list("pk", flat=True))
    with_areas = next((each for each in (referral, *copies) if "areas" in each.content), None)
    return {
        "lines": [_line(referral, other, linked=other.pk in seen) for other in others],
        "areas": _areas(with_areas.content["areas"]) if with_areas else [],
    }


def _line(referral: Referral, other: Referral, *, linked: bool) -> dict:
    if other == referral.came_from:
        words = f"Came from the {other.area.name} MASH, where it is"
    elif referral.state == State.PASSED:
        words = f"Passed to the {other.area.name} MASH as"
    else:
        words = f"Sent to the {other.area.name} MASH as well, as"
    return {"words": words, "reference": other.reference, "state": other.state_words, "linked": linked}


def _areas(areas: dict) -> list[dict]:
    return [{"does": does, **areas[name]} for name, does in DOES.items()]

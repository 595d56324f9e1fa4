"""What a referral says of its two areas, when it was sent to both (rule 30), and what a copy carries."""

from accounts.models import Area, ContactKind
from accounts.stand_ins import officers_of
from referrals.fields import frozen, is_blank, values_of
from referrals.models import Referral
from referrals.states import State

# What both areas do, by which of the two they are.
DOES = {
    "host": "The host authority, where the child lives: answers for where the harm is",
    "placing": "The placing authority, which looks after the child: answers for care planning",
}


def first_of(referral: Referral) -> Referral:
    """The one its referrer sent: it has the screening, and the time at which it was written."""
    first = referral
    while first.came_from:
        first = first.came_from
    return first


def family(referral: Referral) -> list[Referral]:
    """Every referral made of the one its referrer sent, in whichever area, the first one first."""
    found = [first_of(referral)]
    # The list grows while it is walked: what it came to there may have gone on from there.
    for each in found:
        found += each.went_to.select_related("area").order_by("sent_at", "id")
    return found


def elsewhere(referral: Referral) -> list[Referral]:
    """The other area's referral it came from, and those it went to."""
    copies = referral.went_to.select_related("area").order_by("sent_at", "id")
    return [*([referral.came_from] if referral.came_from else []), *copies]


def relation(referral: Referral, other: Referral) -> str:
    """Passed to the Walsall MASH as: what stands before the other's reference."""
    if other.pk == referral.came_from_id:
        return f"Came from the {other.area.name} MASH, where it is"
    if referral.state == State.PASSED:
        return f"Passed to the {other.area.name} MASH as"
    return f"Sent to the {other.area.name} MASH as well, as"


def shared_areas(referral: Referral, others: list[Referral]) -> list[dict]:
    """The host and the placing authority with what each does, of a referral that was sent to both."""
    content = next((each.content for each in (referral, *others) if "areas" in each.content), None)
    return [{"does": does, **content["areas"][name]} for name, does in DOES.items()] if content else []


def of_document(referral: Referral) -> dict:
    """What its PDF says of the two areas."""
    others = elsewhere(referral)
    return {
        "elsewhere": [f"{relation(referral, other)} {other.reference}" for other in others],
        "authorities": shared_areas(referral, others),
    }


def authorities(*, host: Area, placing: Area) -> dict[str, dict]:
    """Both front doors and both CSE leads as they are now, by host and placing authority."""
    return {"host": _authority(host), "placing": _authority(placing)}


def _authority(area: Area) -> dict:
    contacts = {contact.kind: contact for contact in area.contacts.order_by("-position", "-id")}
    return {
        "area": area.name,
        "mash": _number(contacts.get(ContactKind.MASH)),
        "cse_team": _number(contacts.get(ContactKind.CSE_TEAM)),
        "cse_leads": [member.user.name for member in officers_of(area).order_by("user__name")],
    }


def _number(contact) -> dict | None:
    return {"service": contact.service, "number": contact.number} if contact else None


def carried(content: dict, *, onto: dict) -> dict:
    """What a copy says once the referral it came from says more. What only the copy was told is kept."""
    values = values_of(onto) | _filled(values_of(content))
    kept = {"areas": onto["areas"]} if "areas" in onto else {}
    return content | kept | {"details": onto["details"] | _filled(content["details"]), "parts": frozen(values)}


def _filled(values: dict) -> dict:
    return {name: value for name, value in values.items() if not is_blank(value)}

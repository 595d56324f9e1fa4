"""What somebody may do with a referral in its present state, as links: read from the state table."""

from typing import NamedTuple

from django.urls import reverse

from accounts.access import has_permission
from accounts.models import Membership
from referrals.models import Referral
from referrals.states import TRANSITIONS, Action


class Link(NamedTuple):
    """`key` opens it from the keyboard (static/js/shortcuts.js)."""

    label: str
    name: str
    action: Action
    key: str = ""


# The MASH's side, in the order of its page. Acknowledging and deciding stand above as the one button.
LINKS = (
    Link("Record the decision", "referrals:decide", Action.DECIDE, "d"),
    Link("Rate the priority", "referrals:rate", Action.RATE, "p"),
    Link("Ask the referrer a question", "referrals:ask", Action.ASK, "q"),
    Link("Ask another agency", "referrals:ask_agency", Action.ASK),
    Link("Go on without the answers", "referrals:go_on", Action.RESUME),
    Link("Add a file", "referrals:files", Action.ATTACH),
    Link("Give it to a colleague", "referrals:assign", Action.ASSIGN, "h"),
    Link("Send it to another area", "referrals:move", Action.MOVE),
    Link("Join it to an earlier referral", "referrals:join", Action.JOIN),
)


def links(record: Referral, member: Membership) -> list[dict]:
    """Those the state table has a row for, and this person's role carries."""
    possible = {
        row.action for row in TRANSITIONS if row.state == record.state and has_permission(member, row.permission)
    }
    return [
        {"label": link.label, "url": reverse(link.name, args=[record.reference]), "key": link.key}
        for link in LINKS
        if link.action in possible
    ]

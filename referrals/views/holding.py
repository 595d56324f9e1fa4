"""Who holds how many open referrals, for whoever manages the inbox. Each number is a link to just those rows."""

from urllib.parse import urlencode

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from accounts.access import has_permission
from accounts.models import Membership
from accounts.permissions import Permission
from cse_portal.context import CAP, capped
from referrals.forms.filters import ME, NOBODY, holders, name_of
from referrals.models import Referral
from referrals.views.lists import count_words


def holding(member: Membership) -> list[dict]:
    """One row a person of this MASH, and one for nobody; nothing for those who do not manage it."""
    if not has_permission(member, Permission.REFERRAL_MANAGE):
        return []
    received = Referral.objects.visible_to(member).open()
    held = received.filter(worker=OuterRef("pk")).order_by().values("pk")[:CAP]
    rows = {NOBODY: ["Nobody yet", capped(received.filter(worker=None))]}
    for holder in holders(member.area).annotate(held=ArraySubquery(held)):
        # Somebody may hold referrals in more than one role.
        whose = ME if holder.user_id == member.user_id else holder.user.reference
        row = rows.setdefault(whose, [name_of(holder), 0])
        row[1] = min(row[1] + len(holder.held), CAP)
    return [
        {"name": name, "count": count_words(count), "url": "?" + urlencode({"show": "open", "worker": worker})}
        for worker, (name, count) in rows.items()
    ]

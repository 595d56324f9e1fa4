"""Every referral of a child to the MASH, newest first."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import allowed
from cse_portal.paging import paged_rows
from referrals.views.child import frame, known, look, referrals_of
from referrals.views.child_tabs import READERS
from referrals.views.sent import referral_rows, sent_of

# What is open and stands on a later page is named on every page, so that nobody needs to turn pages to find it.
MOST_OPEN = 10


@require_safe
@allowed(*READERS)
def child_referrals(request, ref):
    record, same = known(request.member, ref)
    look(request, record)
    sent = sent_of(referrals_of(same, request.member))
    page = paged_rows(sent, order=("-sent_at", "-pk"), query=request.GET)
    context = frame(record, request.member, "referrals:child_referrals") | {
        "page": page,
        "referrals": referral_rows(page.rows),
        "open": referral_rows([each for each in sent if each.referral.is_open and each not in page.rows][:MOST_OPEN]),
    }
    return render(request, "referrals/child_referrals.html", context)

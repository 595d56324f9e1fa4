"""The MASH asks for the PDFs of several referrals at once, and takes them."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from accounts.access import require
from accounts.models import Membership
from accounts.permissions import Permission
from audit.events import EventType
from cse_portal import clock, outbox
from cse_portal.problems import Incomplete
from cse_portal.reference import is_reference
from referrals.actions.answering import open_first_time
from referrals.actions.telling import record_on
from referrals.models import ChildMatch, Print, PrintJob, Referral
from referrals.models.documents import print_reference

MAKE_PRINTS = "referrals.tasks.make_prints"
# One job at most; a longer list is printed in several.
MOST_PRINTED = 50


@transaction.atomic
def ask_for_prints(*, by: Membership, references: Iterable[str], reference: str = "") -> PrintJob:
    """One PDF a child of these referrals, made in the background. Raises Incomplete for none or too many of them.

    `reference` is the one the page gave this job, so that pressing twice asks once.
    """
    require(by, Permission.REFERRAL_RECEIVE)
    chosen = Referral.objects.visible_to(by).filter(reference__in=set(references)).select_related("child")
    referrals = list(chosen.order_by("sent_at", "id")[: MOST_PRINTED + 1])
    if not referrals:
        raise Incomplete({"referrals": "Tick at least one referral, or choose all of this list"})
    if len(referrals) > MOST_PRINTED:
        raise Incomplete({"referrals": f"Choose {MOST_PRINTED} referrals or fewer"})
    # One press of a person after the other, so that the second finds what the first asked for.
    Membership.objects.select_for_update(no_key=True).get(pk=by.pk)
    if already := _asked_before(by, reference, referrals):
        return already
    free = is_reference(reference) and not PrintJob.objects.filter(reference=reference).exists()
    job = PrintJob.objects.create(reference=reference if free else print_reference(), asked_at=clock.now(), asked_by=by)
    for number, group in enumerate(by_child(referrals), 1):
        Print.objects.create(job=job, number=number).referrals.set(group)
    for referral in referrals:
        record_on(EventType.PRINTS_ASKED, referral, by=by, detail={"prints": job.reference})
    outbox.wake(MAKE_PRINTS)
    return job


def _asked_before(by: Membership, reference: str, referrals: list[Referral]) -> PrintJob | None:
    """What an earlier press of the same page asked for. Whoever went back and ticked others asks anew."""
    job = PrintJob.objects.filter(reference=reference, asked_by=by).first() if reference else None
    chosen = {referral.pk for referral in referrals}
    return job if job and set(job.prints.values_list("referrals", flat=True)) == chosen else None


def by_child(referrals: Iterable[Referral]) -> list[list[Referral]]:
    """Referrals of one child together, also of records that are linked or merged; of an unknown child each alone."""
    groups: dict[frozenset | int, list[Referral]] = {}
    clusters: dict[int, frozenset[int]] = {}
    for referral in referrals:
        child = referral.child_id or referral.mash_child_id
        if child and child not in clusters:
            cluster = ChildMatch.objects.cluster(child)
            clusters |= dict.fromkeys(cluster, cluster)
        groups.setdefault(clusters[child] if child else referral.pk, []).append(referral)
    return list(groups.values())


@transaction.atomic
def prints_downloaded(*, printed: Print, reasons: Mapping[Referral, str], by: Membership) -> None:
    """Taking the PDF is a look at each of its referrals; the first look of the MASH opens one.

    `reasons` says of each referral why the record of a restricted child is opened, empty for any other.
    """
    for referral, reason in reasons.items():
        open_first_time(referral=referral, by=by)
        detail = {"prints": printed.job.reference, "sha256": printed.sha256}
        record_on(EventType.PRINTS_DOWNLOADED, referral, by=by, detail=detail, reason=reason)

"""Files on a referral: added by either side, looked at by the scanner, and locked away where they are harmful."""

from collections.abc import Sequence
from typing import BinaryIO, NamedTuple

from django.conf import settings
from django.db import transaction

from accounts.access import has_permission, require
from accounts.models import Membership
from accounts.permissions import Permission
from audit.events import EventType
from cse_portal import clock, outbox
from cse_portal.models import MessageKind
from cse_portal.problems import Incomplete
from referrals.actions.locking import locked
from referrals.actions.papers import ask_for_document
from referrals.actions.telling import path_of, record_on, tell_referrer, who_has
from referrals.files import Kept, Refused, keep
from referrals.models import Attachment, AttachmentContent, Referral
from referrals.models.attachments import UNCHECKED
from referrals.states import Action, FileState

CHECK_FILES = "referrals.tasks.check_files"
MOST_FILES = 20
LONGEST_DESCRIPTION = 300


class Sent(NamedTuple):
    """A file as it was sent, with the name its owner gave it."""

    name: str
    content: BinaryIO


@transaction.atomic
def attach(*, referral: Referral, by: Membership, files: Sequence[Sent], description: str) -> list[Attachment]:
    """Add files to an open referral; the other side is told. All are added or none.

    Raises Incomplete naming each file that is not taken and why, and NotPossible when the referral is closed, even if
    that happened while the files were being read.
    """
    require(by, Permission.REFERRAL_ATTACH)
    # Before the lock: drawing a large picture again takes seconds, and nobody waits for that.
    kept = _kept(files, description)
    referral, row = locked(referral, by=by, action=Action.ATTACH)
    _check_room(referral, kept)
    added = [_store(referral, by, file, description) for file in kept]
    for attachment in added:
        record_on(row.event, referral, by=by, detail=_detail(attachment))
    _list(added, referral)
    _tell_other_side(referral, by=by)
    return added


def _kept(files: Sequence[Sent], description: str) -> list[Kept]:
    kept: list[Kept] = []
    problems = {} if description.strip() else {"description": "Say what the files show"}
    if len(description.strip()) > LONGEST_DESCRIPTION:
        problems["description"] = f"What they show must be {LONGEST_DESCRIPTION} characters or fewer"
    if not files:
        problems["files"] = "Choose a file"
    for number, file in enumerate(files):
        try:
            kept.append(keep(file.name, file.content))
        except Refused as refusal:
            problems[f"files:{number}"] = str(refusal)
    if problems:
        raise Incomplete(problems)
    return kept


def _check_room(referral: Referral, kept: list[Kept]) -> None:
    """What is there already, also when the same button was pressed twice, and how many there may be."""
    there = dict(referral.attachments.values_list("sha256", "name"))
    problems = {f"files:{n}": f"“{file.name}” is on this referral already, as “{there[file.sha256]}”"
                for n, file in enumerate(kept) if file.sha256 in there}  # fmt: skip
    if len({file.sha256 for file in kept}) < len(kept):
        problems["files"] = "The same file was chosen twice"
    if problems:
        raise Incomplete(problems)
    if len(there) + len(kept) > MOST_FILES:
        raise Incomplete({"files": f"A referral takes {MOST_FILES} files, and this one has {len(there)}"})


def _store(referral: Referral, by: Membership, file: Kept, description: str) -> Attachment:
    now, scanned = clock.now(), bool(settings.CLAMAV_URL)
    attachment = Attachment.objects.create(
        referral=referral, name=file.name, description=description.strip(), kind=file.kind, size=file.size,
        sha256=file.sha256, state=FileState.BEING_CHECKED if scanned else FileState.NOT_SCANNED, check_after=now,
        added_at=now, added_by=by,
    )  # fmt: skip
    AttachmentContent.objects.create(attachment=attachment, data=file.data)
    if scanned:
        outbox.wake(CHECK_FILES)
    return attachment


def _list(files: list[Attachment], referral: Referral, *, also_closed: bool = False) -> None:
    """A new edition for the list of files, also of the referrals in other areas with which they are read."""
    shown = Attachment.objects.readable_on(referral).filter(pk__in=[file.pk for file in files]).exists()
    if shown and (also_closed or referral.is_open):
        ask_for_document(referral)
    for came in referral.went_to.select_for_update(of=("self",)).order_by("pk"):
        _list(files, came, also_closed=also_closed)


def _tell_other_side(referral: Referral, *, by: Membership) -> None:
    if has_permission(by, Permission.REFERRAL_RECEIVE):
        tell_referrer(MessageKind.REFERRAL_ADDED, referral)
        return
    outbox.send(MessageKind.REFERRAL_ADDED, to=who_has(referral), reference=referral.reference, path=path_of(referral))


def _detail(attachment: Attachment) -> dict:
    return {
        "file": attachment.reference, "kind": attachment.kind, "size": attachment.size, "sha256": attachment.sha256,
    }  # fmt: skip


@transaction.atomic
def file_checked(*, attachment: Attachment, harmful: bool) -> None:
    """The scanner has said what it is. Once a file.

    A harmful one stays locked away, both sides are told, and no newest edition lists it any more.
    """
    fresh = Attachment.objects.select_for_update(of=("self",)).filter(UNCHECKED, pk=attachment.pk).first()
    if fresh is None:
        return
    fresh.state, fresh.checked_at = FileState.HARMFUL if harmful else FileState.CLEAN, clock.now()
    fresh.save(update_fields=["state", "checked_at"])
    referral = fresh.referral
    record_on(EventType.FILE_REFUSED if harmful else EventType.FILE_CHECKED, referral, by=None, detail=_detail(fresh))
    if harmful:
        people = [fresh.added_by, referral.referrer, *who_has(referral)]
        path = f"{path_of(referral)}files/"
        _list([fresh], Referral.objects.select_for_update().get(pk=referral.pk), also_closed=True)
        outbox.send(MessageKind.FILE_REFUSED, to=people, reference=referral.reference, path=path)


def file_downloaded(*, attachment: Attachment, referral: Referral, by: Membership, reason: str = "") -> None:
    """Somebody took a copy, from the page of `referral`: its own file, or one that came with it from another area.

    `reason` is why a restricted child's record is opened.
    """
    record_on(EventType.FILE_DOWNLOADED, referral, by=by, detail=_detail(attachment), reason=reason)

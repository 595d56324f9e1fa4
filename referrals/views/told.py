"""What happened, in words: who did what and when, to whom a mail went, whether it arrived. Never what it was about."""

from collections.abc import Iterable
from itertools import groupby

from django.utils.html import format_html

from accounts.models import Membership
from audit.events import EventType as E
from audit.models import Event
from cse_portal import clock
from cse_portal.dates import exact, when
from cse_portal.models import Message, MessageKind
from cse_portal.outcomes import shown
from referrals.files.kinds import KINDS, FileKind, size_words
from referrals.models import Referral
from referrals.states import MASH_OUTCOME_WORDS, PRIORITY_WORDS, STAGE_WORDS, DocumentKind
from referrals.timeline import Entry

_PAPERS = {DocumentKind.REFERRAL: "the referral", DocumentKind.LETTER: "the decision letter"}


def told(entries: Iterable[Entry], referral: Referral) -> list[dict]:
    """The entries as the timeline shows them; mails of one kind that left together are one."""
    entries = list(entries)
    names = _names([entry.row for entry in entries if isinstance(entry.row, Message)], referral)
    groups = [list(rows) for _, rows in groupby(entries, key=_together)]
    return [
        _mail([entry.row for entry in rows], rows[0].at, names)
        if isinstance(rows[0].row, Message)
        else _event(rows[0].row)
        for rows in groups
    ]


def _together(entry: Entry):
    return (entry.row.kind, entry.at) if isinstance(entry.row, Message) else entry.id


def _event(event: Event) -> dict:
    who = f"{event.person}, {event.agency}" if event.agency else "By the portal"
    return {"title": title(event), "lines": [line for line in (who, event.reason) if line], "at": event.at}


def title(event: Event) -> str:
    say = _TITLES.get(E(event.type))
    return (say(event.detail) if say else "") or event.words


def _given(detail: dict) -> str:
    return f"Given to {detail['to']}" if detail.get("to") else ""


def _handed_over(detail: dict) -> str:
    return f"Handed over to {detail['to']}" if detail.get("to") else ""


def _rated(detail: dict) -> str:
    now, before = (PRIORITY_WORDS.get(detail.get(name), "") for name in ("to", "from"))
    return f"Priority changed from {before} to {now}" if before and now else f"Priority rated {now}" if now else ""


def _decided(detail: dict) -> str:
    words = MASH_OUTCOME_WORDS.get(detail.get("outcome"))
    return f"Decided: {words}" if words else ""


def _decided_again(detail: dict) -> str:
    words = MASH_OUTCOME_WORDS.get(detail.get("outcome"))
    return f"Decision changed to: {words}" if words else ""


def _asked(detail: dict) -> str:
    count, whom = detail.get("questions", 1), detail.get("to")
    return f"{count} question{'s' if count != 1 else ''} asked of {whom}" if whom else ""


def _answered(detail: dict) -> str:
    count = len(detail.get("questions", [0]))
    return f"{count} questions answered" if count > 1 else "Question answered"


def _screened(detail: dict) -> str:
    return f"Screening completed: {shown(detail['outcome']).label}" if detail.get("outcome") else ""


def _joined(detail: dict) -> str:
    return f"Joined to {detail['original']}, about the same child" if detail.get("original") else ""


def _matched(words: str):
    def say(detail: dict) -> str:
        return f"{words}; the other is {detail['other']}" if detail.get("other") else ""

    return say


def _undone(detail: dict) -> str:
    return f"Taken back which child {detail['referral']} is about" if detail.get("referral") else ""


def _stage(detail: dict) -> str:
    words = STAGE_WORDS.get(detail.get("stage"))
    return f"Disagreement taken to the next stage: {words[0].lower()}{words[1:]}" if words else ""


def _paper(done: str):
    def say(detail: dict) -> str:
        paper = _PAPERS[DocumentKind(detail.get("kind", DocumentKind.REFERRAL))]
        return f"PDF of {paper} {done}, edition {detail['edition']}" if detail.get("edition") else ""

    return say


def _moved(words: str, *, end: str):
    """The other area and its reference: where it went to, or where it came from."""

    def say(detail: dict) -> str:
        return words.format(area=detail[f"{end}_area"], reference=detail[end]) if detail.get(end) else ""

    return say


def _file(words: str):
    """What the file is and how large, never its name."""

    def say(detail: dict) -> str:
        return f"{words}: {KINDS[FileKind(detail['kind'])].label}, {size_words(detail['size'])}"

    return say


_TITLES = {
    **{kind: _file(kind.label) for kind in (E.FILE_ADDED, E.FILE_CHECKED, E.FILE_REFUSED, E.FILE_DOWNLOADED)},
    E.REFERRAL_PASSED: _moved("Passed to {area} as {reference}", end="to"),
    E.REFERRAL_SHARED: _moved("Sent to {area} as well, as {reference}", end="to"),
    E.REFERRAL_CAME: _moved("Came from {area}, where it is {reference}", end="from"),
    E.SCREENING_SUBMITTED: _screened,
    E.SCREENING_COUNTERSIGNED: _screened,
    E.REFERRAL_ASSIGNED: _given,
    E.CASES_HANDED_OVER: _handed_over,
    E.REFERRAL_RATED: _rated,
    E.REFERRAL_DECIDED: _decided,
    E.REFERRAL_DECIDED_AGAIN: _decided_again,
    E.REFERRAL_ASKED: _asked,
    E.REFERRAL_ANSWERED: _answered,
    E.REFERRAL_JOINED: _joined,
    E.CHILD_KEPT_APART: _matched(E.CHILD_KEPT_APART.label),
    E.CHILD_LINKED: _matched(E.CHILD_LINKED.label),
    E.CHILD_MERGED: _matched(E.CHILD_MERGED.label),
    E.CHILD_MATCH_UNDONE: _undone,
    E.DISAGREEMENT_TAKEN_ON: _stage,
    E.DOCUMENT_MADE: _paper("made"),
    E.DOCUMENT_DOWNLOADED: _paper("downloaded"),
}


def _mail(mails: list[Message], at, names: dict[int, str]) -> dict:
    kind = MessageKind(mails[0].kind)
    people = [names.get(mail.to_user_id, "A person") for mail in mails]
    lines = [format_html("To {}: {}", who, _arrived(mail)) for who, mail in zip(people, mails, strict=True)]
    return {"title": f"Mail: {kind.label}", "lines": lines, "at": at}


def _arrived(mail: Message):
    if mail.sent_at:
        at = mail.sent_at + clock.shift()
        return format_html('delivered <time datetime="{}">{}</time>', exact(at), when(at))
    return f"not delivered, because {mail.failed}" if mail.failed else "waiting to be delivered"


def _names(mails: list[Message], referral: Referral) -> dict[int, str]:
    """Name and agency of each person: of their roles the one in the referrer's agency, else one in this area."""
    members = Membership.objects.filter(user_id__in={mail.to_user_id for mail in mails})
    found = sorted(
        members.select_related("user", "agency"),
        key=lambda member: (
            member.agency_id == referral.agency_id, member.agency.area_id == referral.area_id, member.is_working
        ),
    )  # fmt: skip
    return {member.user_id: f"{member.user.name}, {member.agency.name}" for member in found}

"""Everything that changes police information. Events hold the reference and codes, never what the form says."""

import datetime as dt

from django.db import transaction
from django.http import Http404

from accounts.access import require
from accounts.models import Membership
from accounts.permissions import Permission
from audit.actions import record
from audit.events import EventType
from cse_portal import clock
from cse_portal.problems import Incomplete
from police.checking import missing
from police.models import TYPED, InformationForm, place_key
from police.subjects import SUBJECT, Kind, SentHow

SENT = "This form has gone to the police and stays as it went. Write another with what is new."
CHANGED = (
    "This form was changed in another tab. What you typed is below and is not saved yet: look at the saved form first. "
    "Saving again replaces it."
)
# One of the boxes, so that the error leads to somewhere to begin.
NOTHING = {"known": "Write down something of what you know before you save the form"}


@transaction.atomic
def write(*, by: Membership, kind: Kind, **values) -> InformationForm:
    """A new form, kept as a draft until its writer says that it went. Anything but all of it may still be missing."""
    require(by, Permission.INFORMATION_WRITE)
    form = InformationForm(kind=Kind(kind), area=by.area, agency=by.agency, written_by=by, written_at=clock.now())
    _fill(form, values)
    form.save()
    record(EventType.INFORMATION_WRITTEN, by=by, reference=form.reference, detail={"kind": form.kind})
    return form


@transaction.atomic
def change(*, form: InformationForm, by: Membership, version: int, **values) -> InformationForm:
    """Save it again. Raises Incomplete when it was sent, or saved in another tab since `version`."""
    form = _locked(form, by=by)
    if form.is_sent:
        raise Incomplete({"": SENT})
    if form.version != version:
        raise Incomplete({"": CHANGED})
    _fill(form, values)
    form.version += 1
    form.changed_at, form.changed_by = clock.now(), by
    form.save()
    record(EventType.INFORMATION_CHANGED, by=by, reference=form.reference, detail={"change": "saved"})
    return form


@transaction.atomic
def mark_sent(*, form: InformationForm, by: Membership, how: SentHow, on: dt.date) -> InformationForm:
    """The writer says that it went, how and when. The portal sends nothing itself. A second press changes nothing."""
    form = _locked(form, by=by)
    if form.is_sent:
        return form
    refuse_unfinished(form)
    if not form.written_at.astimezone(clock.LONDON).date() <= on <= clock.today():
        raise Incomplete({"on": "The day must be between the day you wrote the form and today"})
    if how == SentHow.AREA_ADDRESS and not form.area.police_inbox:
        raise Incomplete({"how": "Your area has no address for police information. Use your agency’s own secure route"})
    form.sent_on, form.sent_how = on, SentHow(how)
    form.save(update_fields=["sent_on", "sent_how"])
    record(EventType.INFORMATION_CHANGED, by=by, reference=form.reference, detail={"change": "sent", "how": how})
    return form


@transaction.atomic
def printed(*, form: InformationForm, by: Membership) -> InformationForm:
    """The form as it stands for the paper that is made of it now. Each is an event."""
    form = _locked(form, by=by)
    refuse_unfinished(form)
    record(EventType.INFORMATION_PRINTED, by=by, reference=form.reference, detail={"version": form.version})
    return form


def refuse_unfinished(form: InformationForm) -> None:
    """Raises Incomplete while something is missing without which the police could not use it, or could do harm."""
    if problems := missing(Kind(form.kind), form.values):
        raise Incomplete(problems)


def _locked(form: InformationForm, *, by: Membership) -> InformationForm:
    require(by, Permission.INFORMATION_WRITE)
    row = InformationForm.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=form.pk).first()
    if row is None:
        raise Http404
    return row


def _fill(form: InformationForm, values: dict) -> None:
    if values.get("source") and values.get("source_unnamed"):
        raise Incomplete({"source": "Take the name out, or untick that the source does not want to be named"})
    boxes = [box.name for box in SUBJECT[Kind(form.kind)]]
    form.subject = {name: values[name] for name in boxes if values.get(name)}
    for name in TYPED:
        if name in values:
            setattr(form, name, values[name])
    if not any(form.values.values()):
        raise Incomplete(NOTHING)
    form.place_key = place_key(form.place)

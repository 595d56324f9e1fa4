"""Same child? The records that may be of a referral's child, and what the MASH says of each."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from cse_portal.searching import searchable, searched
from referrals import actions
from referrals.forms.matching import APART, LINK, PairForm, UndoForm, WhoForm
from referrals.models import ChildMatch, Referral
from referrals.restricted import reason_for
from referrals.same_child import SHOWN, Record, described, named, possible, records, statements
from referrals.states import NotPossible
from referrals.views.record import born, found, frame
from screening.actions import say_same, take_back
from screening.models import Child


@allowed(Permission.REFERRAL_RECEIVE)
def same_child(request, ref):
    return _page(request, found(request, ref))


same_child.SENDS = ("q",)


@searchable
def _page(request, referral: Referral):
    search = searched(request)
    child = actions.about(referral)
    if search:
        rows = named(referral.area, search, besides=frozenset([child.pk] if child else []))
    else:
        rows = possible(referral)
    shown = records(rows, referral.area)
    for record in shown:
        _looked(request, record.child)
    context = frame(request, referral, "same_child") | {
        "child": described(child, referral.area) if child else None,
        "records": shown,
        "more": len(rows) > SHOWN,
        "search": search,
        "statements": _by_other(statements(referral), child),
    }
    return render(request, "referrals/same_child.html", context)


def _by_other(said: list[ChildMatch], child: Child | None) -> list[tuple[ChildMatch, Child | None]]:
    """Each statement, with the record it says something of, where it is one about this child's own record."""
    others = {match.pk: match.other if match.one_id == child.pk else match.one for match in said
              if child and child.pk in (match.one_id, match.other_id)}  # fmt: skip
    return [(match, others.get(match.pk)) for match in said]


@allowed(Permission.REFERRAL_RECEIVE)
def pair(request, ref, child):
    """Two records side by side: what they are to each other, or what was said of them and how to undo it."""
    referral = found(request, ref)
    other = get_object_or_404(Child.objects.select_related("agency"), reference=child)
    if not actions.known_in(other, referral.area):
        raise Http404
    _looked(request, other, reason_for(request, other))
    ours = actions.about(referral)
    if ours == other:
        # One record is not two: what was said of whom the referral is about is taken back on a page of its own.
        return redirect("referrals:same_child", ref)
    said = ChildMatch.objects.standing().of(ours.pk, other.pk).first() if ours else None
    data = typed(request)
    if said and data and "what" in data:
        # The first press has said it; this one, of the same page, must not undo it.
        return redirect("referrals:same_child", ref)
    form = _form(data, ours, other, said)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        refusal = _done(request, referral, other, said, form)
        if not refusal:
            return redirect("referrals:same_child", ref)
    sides = [described(each, referral.area) for each in (ours, other) if each]
    context = frame(request, referral, "same_child") | {"form": form, "said": said, "refusal": refusal, "sides": sides}
    context |= {"facts": _facts(sides), "other": other}
    return render(request, "referrals/pair.html", context, status=409 if refusal else 200)


def _form(data, ours: Child | None, other: Child, said: ChildMatch | None):
    if ours is None:
        return WhoForm(data)
    return UndoForm(data) if said else PairForm(data, ours=ours, theirs=other)


def _done(request, referral: Referral, other: Child, said: ChildMatch | None, form) -> str:
    """Do what was chosen. The sentence that says why not, when it is not possible."""
    by, reason = request.member, form.cleaned_data["reason"]
    pair_of = {"referral": referral, "other": other, "by": by, "reason": reason}
    try:
        if isinstance(form, WhoForm):
            actions.say_who(referral=referral, child=other, by=by, reason=reason)
        elif said:
            take_back(match=said, by=by, reason=reason)
        elif form.cleaned_data["what"] == APART:
            actions.say_apart(**pair_of)
        else:
            say_same(**pair_of, kept=None if form.cleaned_data["what"] == LINK else form.kept)
    except NotPossible as sentence:
        return str(sentence)
    except Incomplete as incomplete:
        return " ".join(incomplete.problems.values())
    messages.success(request, "Undone. Both records stand as they did." if said else "Saved. It can be undone.")
    return ""


def _facts(sides: list[Record]) -> list[tuple[str, list[str]]]:
    """Line by line, so that one reads what differs."""
    lines = {
        "Record": lambda side: side.child.reference,
        "Name": lambda side: side.child.name,
        "Known as": lambda side: side.child.known_as or "Not recorded",
        "Born": lambda side: ", ".join(value for _, value in born(side.child)),
        "Agency": lambda side: side.child.agency.name,
        "Referrals": lambda side: "; ".join(_told(each) for each in side.referrals) or "None here",
        "Screenings": lambda side: "Screened" if side.screened else "None here",
    }
    return [(label, [told(side) for side in sides]) for label, told in lines.items()]


def _told(referral: Referral) -> str:
    return f"{referral.reference}, {referral.answer_words.lower()}"


def _looked(request, child: Child, reason: str = "") -> None:
    """A record that is shown is a record that was looked at."""
    record_view(
        EventType.CHILD_VIEWED, by=request.member, reference=child.reference, child=child.reference,
        area_id=request.member.area.pk, reason=reason,
    )  # fmt: skip

"""The files on a referral: read by everyone who may see it, added by either side while it is open."""

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from accounts.access import allowed, has_permission, require
from accounts.permissions import Permission as P
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.files.kinds import KINDS, FileKind
from referrals.forms.files import FilesForm
from referrals.models import Attachment, Referral
from referrals.restricted import reason_for_referral
from referrals.states import NotPossible
from referrals.uploads import not_taken
from referrals.views.record import found, frame

WHO_MAY = (P.REFERRAL_RECEIVE, P.REFERRAL_SEND, P.LOG_VIEW)


@allowed(*WHO_MAY)
def files(request, ref):
    referral, refusal = found(request, ref), ""
    form = FilesForm(typed(request), request.FILES or None, not_taken=not_taken(request))
    if request.method == "POST":
        require(request.member, P.REFERRAL_ATTACH)
        try:
            if form.is_valid() and (added := attach(form, referral, by=request.member)):
                messages.success(request, added)
                return redirect("referrals:files", ref)
        except NotPossible as sentence:
            refusal = str(sentence)
            referral.refresh_from_db()
    context = frame(request, referral, "files") | {"form": form, "refusal": refusal, "rows": rows(referral)}
    context["may_add"] = referral.is_open and has_permission(request.member, P.REFERRAL_ATTACH)
    context["scanned"] = bool(settings.CLAMAV_URL)
    return render(request, "referrals/files.html", context, status=409 if refusal else 200)


def attach(form: FilesForm, referral: Referral, *, by) -> str:
    """Add what the form brings, and say so; empty when the form now says why not."""
    sent = [actions.Sent(file.name, file) for file in form.cleaned_data["files"]]
    try:
        added = actions.attach(referral=referral, by=by, files=sent, description=form.cleaned_data["description"])
    except Incomplete as incomplete:
        for name, sentence in incomplete.problems.items():
            form.add_error(name.split(":")[0], sentence)
        return ""
    return "File added." if len(added) == 1 else f"{len(added)} files added."


def rows(referral: Referral) -> QuerySet[Attachment]:
    people = ("referral__area", "added_by__user", "added_by__agency")
    return Attachment.objects.readable_on(referral).select_related(*people)


@require_GET
@allowed(*WHO_MAY)
def file(request, ref, file):
    """The bytes, as a download and nothing else; what is being checked or harmful does not exist here."""
    seen = Referral.objects.visible_to(request.member).select_related("child", "mash_child")
    referral = get_object_or_404(seen, reference=ref)
    reason = reason_for_referral(request, referral)
    readable = Attachment.objects.readable_on(referral).downloadable().select_related("referral")
    attachment = get_object_or_404(readable, reference=file)
    actions.file_downloaded(attachment=attachment, referral=referral, by=request.member, reason=reason)
    kind = KINDS[FileKind(attachment.kind)]
    response = HttpResponse(attachment.content.data, content_type=kind.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{attachment.file_name}"'
    # A browser that showed it all the same would run nothing of it, and ask for nothing.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response

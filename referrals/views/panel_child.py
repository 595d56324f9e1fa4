"""A child at a panel: the summary made from the record, what was said, and what was agreed."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.actions.panels import as_seen
from referrals.forms.panels import AgreeForm, DiscussedForm
from referrals.models import PanelChild
from referrals.panel_summary import summary_of
from referrals.restricted import reason_for
from referrals.states import NotPossible
from referrals.views.child import identity
from referrals.views.panels import found_panel, on_panel


@allowed(Permission.PANEL_RUN)
def panel_child(request, ref, child):
    about = on_panel(found_panel(request, ref), child)
    reason = reason_for(request, about.child)
    data = typed(request)
    agreeing = data is not None and data.get("do") == "agree"
    said = DiscussedForm(None if agreeing else data, about=about)
    agree = AgreeForm(data if agreeing else None, about=about)
    form = agree if agreeing else said
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, about, form)
            return redirect("referrals:panel_child", ref, child)
        except Incomplete as incomplete:
            form.send_back(incomplete)
        except NotPossible as sentence:
            refusal = str(sentence)
    record_view(
        EventType.CHILD_VIEWED, by=request.member, reference=about.panel.reference, child=about.child.reference,
        area_id=about.child.agency.area_id, reason=reason,
    )  # fmt: skip
    context = {"form": form, "said": said, "agree": agree, "refusal": refusal} | _shown(request, about)
    context |= _written(about, said, refusal)
    return render(request, "referrals/panel_child.html", context, status=409 if refusal else 200)


def _save(request, about: PanelChild, form) -> None:
    if isinstance(form, AgreeForm):
        action = actions.agree_action(about=about, by=request.member, **form.values)
        told = f" {action.owner.user.name} has been told." if action.owner else ""
        messages.success(request, f"Added.{told}")
    else:
        actions.write_discussed(about=about, by=request.member, seen=request.POST.get("version", ""), **form.values)
        messages.success(request, "Saved.")


def _written(about: PanelChild, said: DiscussedForm, refusal: str) -> dict:
    """What the form goes by. Once another has written it is what stands now, which is shown beside what was typed."""
    if said.is_bound and not refusal:
        return {"version": said.data.get("version", "")}
    now = PanelChild.objects.filter(pk=about.pk).first() if refusal and said.is_bound else None
    return {"version": as_seen(now or about), "stands": now}


def _shown(request, about: PanelChild) -> dict:
    summary = summary_of(about, request.member)
    agreed = about.actions.select_related("agency", "owner__user", "done_by__user").order_by("due_on", "id")
    untouched = not (about.discussed or about.stays is not None or agreed)
    return {
        "panel": about.panel,
        "about": about,
        "identity": identity(summary.child),
        "s": summary,
        "agreed": agreed,
        "may_take_off": untouched and about.panel.closed_at is None,
    }

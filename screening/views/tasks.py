"""The task list of a draft: every page with what is done, and which comes next. A stub shows what to do first."""

from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from indicators.models import sections_of
from screening.actions import evidence_missing
from screening.actions.signalling import seen
from screening.involved import Notice, notices
from screening.models import Screening
from screening.pages import narrative_missing
from screening.views import calls
from screening.views.drafts import draft_for, own
from screening.views.earlier import last_of, shared_as
from screening.views.identity import identity_of
from screening.views.written_due import written_due

DONE, BEGUN, NOT_YET = ("Answered", "green"), ("In progress", "blue"), ("Not started", "")
# The front sheet may stay blank, and then says so rather than "answered".
EMPTY = ("Seen, nothing written", "")


@allowed(Permission.SCREENING_WRITE)
def tasks(request, ref):
    stub = own(request, ref)
    if stub.is_draft and stub.child is None:
        return _stub(request, stub)
    screening = draft_for(request, ref)
    if isinstance(screening, HttpResponseRedirect):
        return screening
    record_view(
        EventType.SCREENING_VIEWED, by=request.member, reference=ref, child=screening.child.reference,
        area_id=screening.area_id,
    )  # fmt: skip
    rows = rows_of(screening)
    following = next((row for row in rows if row["open"] and row["url"]), rows[-1])
    context = {
        "screening": screening, "tasks": rows, "following": following, "identity": identity_of(screening),
        "notices": shown(notices(request.member, screening)), "shared": shared_as(screening, last_of(screening)),
    }  # fmt: skip
    return render(request, "screening/tasks.html", context)


def shown(told: list[Notice]) -> list[Notice]:
    """Who else is involved, as it is shown now."""
    if told:
        seen([notice.signal for notice in told])
    return told


def _stub(request, stub: Screening):
    if hasattr(stub, "referral"):
        return redirect("screening:told", stub.reference)
    context = {"screening": stub, "due": written_due(stub), "calls": calls.calls(stub.area)}
    return render(request, "screening/stub.html", context)


def rows_of(screening: Screening) -> list[dict]:
    """The rows of templates/_components/task_list.html, in the order of the screening; `open` is what is left to do."""
    rows = [_danger(screening), _child(screening), _about(screening), *_sections(screening), _narrative(screening)]
    left = sum(row["open"] for row in rows)
    return [*rows, _check(screening, left)]


def _row(name: str, url_name: str, screening: Screening, status: tuple[str, str], hint: str = "", **more) -> dict:
    url = reverse(f"screening:{url_name}", kwargs={"ref": screening.reference, **more})
    return {
        "name": name,
        "url": url,
        "hint": hint,
        "status": status[0],
        "tone": status[1],
        "open": status in (NOT_YET, BEGUN),
    }


def _danger(screening: Screening) -> dict:
    hint = "No danger when you began. If that changes, ring, then write the urgent alert."
    if hasattr(screening, "referral"):
        return _row("Danger", "told", screening, DONE, f"The MASH has referral {screening.referral.reference}.")
    if screening.danger:
        hint = "You noted a call. The MASH needs it in writing as well: write the urgent alert."
        return _row("Danger", "alert_for", screening, ("In writing not yet", "amber"), hint)
    return _row("Danger", "alert_for", screening, DONE, hint)


def _child(screening: Screening) -> dict:
    child = screening.child
    ask = "" if child.date_of_birth else ". The age is an estimate: ask for the date of birth (rule 6)."
    return _row("The child or young person", "child_for", screening, DONE, f"{child.name}{ask}")


def _about(screening: Screening) -> dict:
    seen = "about" in screening.sections_seen
    status = DONE if screening.front_sheet else EMPTY if seen else NOT_YET
    return _row(
        "About the child, their home and who knows",
        "about",
        screening,
        status,
        "Write what you know. Nothing has to be filled.",
    )


def _sections(screening: Screening) -> list[dict]:
    answers: dict[int, list] = {}
    for answer in screening.answers.select_related("indicator"):
        answers.setdefault(answer.indicator.section_id, []).append(answer)
    sections = sections_of(screening.edition_id)
    return [_section(screening, section, answers.get(section.pk, [])) for section in sections]


def _section(screening: Screening, section, answers: list) -> dict:
    without = sum(bool(evidence_missing(answer)) for answer in answers)
    hint = f"{len(answers)} answered, {len(section.indicators.all()) - len(answers)} not asked"
    if without:
        hint += f". Evidence is missing for {without} of them"
    seen = section.code in screening.sections_seen
    status = NOT_YET if not seen else BEGUN if without else DONE
    return _row(section.title, "section", screening, status, hint, code=section.code)


def _narrative(screening: Screening) -> dict:
    missing = narrative_missing(screening.narrative)
    status = DONE if not missing else BEGUN if "narrative" in screening.sections_seen else NOT_YET
    return _row("What protects, own words, carer’s view and your analysis", "narrative", screening, status)


def _check(screening: Screening, left: int) -> dict:
    row = _row("Check, judge and submit", "check", screening, NOT_YET)
    if left:
        pages = "1 page is" if left == 1 else f"{left} pages are"
        return {**row, "url": "", "status": "Cannot start yet", "hint": f"{pages} left to do"}
    return row

"""A practitioner's or lead's first page: what waits for them, and what became of what they sent."""

from django.shortcuts import render

from accounts.access import allowed, has_permission
from accounts.permissions import Permission
from cse_portal import clock
from screening.involved import notices
from screening.views import duties, questions
from screening.views.became import became
from screening.views.tasks import shown


@allowed(Permission.SCREENING_WRITE)
def home(request):
    member = request.member
    second = duties.to_countersign(member) if has_permission(member, Permission.SCREENING_COUNTERSIGN) else []
    overdue = duties.overdue_in_agency(member) if has_permission(member, Permission.RESCREEN_REASSIGN) else []
    context = {
        "greeting": greeting(),
        "person": member.user.first_name,
        "today": clock.today(),
        "notices": shown(notices(member)),
        "todo": [*questions.to_answer(member), *second, *duties.of(member)],
        "became": became(member),
        "coming": duties.coming(member),
        "overdue": overdue,
        "hands_over": has_permission(member, Permission.RESCREEN_REASSIGN),
    }
    return render(request, "screening/home.html", context)


def greeting() -> str:
    hour = clock.now().hour
    return "Good morning" if hour < 12 else "Good afternoon" if hour < 18 else "Good evening"

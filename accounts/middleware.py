"""Who is asking, as whom."""

from accounts.models import Membership

SESSION_KEY = "membership"


class MemberMiddleware:
    """Sets request.member: the role this person chose to work in, or their first. None for anyone without one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.members = []
        if request.user.is_authenticated:
            request.members = list(
                Membership.objects.active().filter(user=request.user).select_related("user", "agency__area")
            )
        chosen = request.session.get(SESSION_KEY)
        request.member = next((m for m in request.members if m.pk == chosen), next(iter(request.members), None))
        return self.get_response(request)

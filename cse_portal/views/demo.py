"""Pages only the demo has: its accounts, one press each, and the mails it would have sent."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.demo import DEMO_DOMAIN
from accounts.models import User
from cse_portal.models import DemoMail


def messages_sent(request):
    """The demo's mailbox, newest first."""
    if not settings.IS_DEMO:
        raise Http404
    return render(request, "demo/messages.html", {"mails": DemoMail.objects.order_by("-id")[:100]})


@login_not_required
@require_POST
def sign_in(request):
    """Sign in as one of the demo's invented people."""
    if not settings.IS_DEMO:
        raise Http404
    user = get_object_or_404(User, email=request.POST.get("email", ""), email__endswith=DEMO_DOMAIN, is_active=True)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    after = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(after, allowed_hosts=None)
    return redirect(after if safe else "front")

"""Open to anyone who holds a printed copy: whether it is the current edition. Nothing about a child or an area."""

from allauth.core.ratelimit import consume
from django.contrib.auth.decorators import login_not_required
from django.db.models import OuterRef, Subquery
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from referrals.forms.verify import VerifyForm
from referrals.models import Document


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request):
    """The code comes by POST, so that it stands in no address and no log."""
    if request.method == "POST" and not consume(request, action="verify"):
        return render(request, "referrals/verify_later.html", status=429)
    form = VerifyForm(request.POST or None)
    asked = form.is_bound and form.is_valid()
    answer = {"code": form.cleaned_data["code"], "document": copy(form.cleaned_data["code"])} if asked else None
    return render(request, "referrals/verify.html", {"form": form, "answer": answer})


def copy(code: str) -> dict | None:
    """The edition with this code and the newest of the same paper: one query, whether there is one or not."""
    same = Document.objects.filter(referral=OuterRef("referral"), kind=OuterRef("kind")).order_by("-edition")
    made = Document.objects.filter(check_code=code, made_at__isnull=False)
    rows = made.annotate(newest=Subquery(same.values("edition")[:1]))
    return rows.values("edition", "pages", "made_at", "sha256", "newest").first()

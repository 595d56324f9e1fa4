"""A list as somebody keeps it under a name, and taken away again."""

from django.db import transaction
from django.http import Http404

from accounts.models import Membership
from cse_portal.problems import Incomplete
from referrals.models import SavedView

MOST_VIEWS = 20
LONGEST_VIEW = SavedView._meta.get_field("name").max_length


@transaction.atomic
def save_view(*, by: Membership, page: str, name: str, query: str) -> SavedView:
    """Keep the list's filters and columns under a name. Saving the same again changes nothing.

    Raises Incomplete without a name, for one that is taken by another view, and beyond twenty views.
    """
    name = " ".join(name.split())
    Membership.objects.select_for_update(no_key=True).get(pk=by.pk)
    kept = SavedView.objects.filter(member=by, page=page)
    same = kept.filter(name__iexact=name).first()
    if same and same.query == query:
        return same
    if problem := _problem(name, same, kept.count()):
        raise Incomplete({"name": problem})
    return SavedView.objects.create(member=by, page=page, name=name, query=query)


def _problem(name: str, same: SavedView | None, count: int) -> str:
    if not name:
        return "Enter a name for this view"
    if len(name) > LONGEST_VIEW:
        return f"The name must be {LONGEST_VIEW} characters or fewer"
    if same:
        return f"You have a view called {same.name} already. Choose another name, or delete that one first"
    if count >= MOST_VIEWS:
        return f"You have {MOST_VIEWS} saved views. Delete one before you save another"
    return ""


def delete_view(*, by: Membership, view: int, page: str) -> None:
    """Raises Http404 for somebody else's. One that is deleted already stays so."""
    row = SavedView.objects.filter(pk=view, page=page).first()
    if row and row.member_id != by.pk:
        raise Http404
    SavedView.objects.filter(pk=view, member=by, page=page).delete()

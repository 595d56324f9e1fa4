"""How a person last set a list: kept until they set it otherwise."""

from accounts.models import Membership
from referrals.models import ListSetting

LONGEST = ListSetting._meta.get_field("query").max_length


def keep_setting(*, by: Membership, page: str, query: str) -> None:
    """Keep the list's filters and order as the words of its address. Words too long to keep leave nothing kept."""
    query = query if len(query) <= LONGEST else ""
    kept = ListSetting.objects.filter(member=by, page=page).values_list("query", flat=True).first()
    if query != (kept or ""):
        # One statement, because the same person may press twice at once.
        ListSetting.objects.bulk_create(
            [ListSetting(member=by, page=page, query=query)],
            update_conflicts=True, unique_fields=["member", "page"], update_fields=["query"],
        )  # fmt: skip

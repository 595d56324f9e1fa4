"""A moment and who acted then come together: both are set, or neither is."""

from django.db.models import CheckConstraint, Q


def both_or_neither(at: str, by: str, *, name: str) -> CheckConstraint:
    """The database's own word for it, under a name of its own."""
    neither, both = (
        Q(**{f"{at}__isnull": True, f"{by}__isnull": True}),
        Q(**{f"{at}__isnull": False, f"{by}__isnull": False}),
    )
    return CheckConstraint(condition=neither | both, name=name)

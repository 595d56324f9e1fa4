"""Who may do what, and what is recorded."""

from accounts.permissions import Permission
from accounts.roles import ROLES
from audit.events import EventType
from cse_portal.management.reference.table import table


def roles_page() -> str:
    rows = [
        (f"`{permission}`", *("yes" if permission in d.permissions else "" for d in ROLES.values()))
        for permission in Permission
    ]
    return (
        "\n\n".join(
            [
                "# Roles and permissions",
                "Printed from `accounts/roles.py`. What is not marked, the role may not do; it meets a 404.",
                table(("Role", "What it is for"), [(d.label, d.sentence) for d in ROLES.values()]),
                table(("Permission", *(d.label for d in ROLES.values())), rows),
            ]
        )
        + "\n"
    )


def events_page() -> str:
    return (
        "\n\n".join(
            [
                "# What is recorded",
                "Printed from `audit/events.py`. Each holds who, as whom, when, and the record's reference; never a "
                "child's details.",
                table(("Event", "In words"), [(f"`{event.value}`", event.label) for event in EventType]),
            ]
        )
        + "\n"
    )

"""The pages of docs/reference, each made from the table or configuration that the portal itself runs on."""

from cse_portal.management.reference.http import http_page
from cse_portal.management.reference.roles import events_page, roles_page
from cse_portal.management.reference.states import states_page
from screening.protocol.tables import rule_tables


def pages() -> dict[str, str]:
    """File name to text."""
    return {
        "rules.md": rule_tables(),
        "states.md": states_page(),
        "roles.md": roles_page(),
        "events.md": events_page(),
        "http.md": http_page(),
    }

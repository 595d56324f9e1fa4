"""Each role: a name, a sentence for people, its permissions."""

from enum import StrEnum
from typing import NamedTuple

from accounts.permissions import Permission as P


class Role(StrEnum):
    PRACTITIONER = "practitioner"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    MASH_WORKER = "mash_worker"
    MASH_MANAGER = "mash_manager"
    CSE_OFFICER = "cse_officer"
    AREA_ADMINISTRATOR = "area_administrator"
    AUDITOR = "auditor"


class Description(NamedTuple):
    label: str
    sentence: str
    permissions: frozenset[P]


ROLES: dict[Role, Description] = {
    Role.PRACTITIONER: Description(
        "practitioner",
        "Screens children and young people, and sees what became of it.",
        frozenset(
            {
                P.SCREENING_WRITE,
                P.REFERRAL_SEND,
                P.REFERRAL_ATTACH,
                P.PLAN_WRITE,
                P.SUPPORT_ASK,
                P.SUPPORT_ANSWER,
                P.INFORMATION_WRITE,
            }
        ),
    ),
    Role.SAFEGUARDING_LEAD: Description(
        "safeguarding lead",
        "Screens, agrees or disagrees as second person, and sees the screenings of the agency.",
        frozenset(
            {
                P.SCREENING_WRITE,
                P.REFERRAL_SEND,
                P.REFERRAL_ATTACH,
                P.SCREENING_COUNTERSIGN,
                P.SCREENING_VIEW_AGENCY,
                P.SCREENING_SHARE,
                P.RESCREEN_REASSIGN,
                P.RESCREEN_ASK,
                P.PLAN_WRITE,
                P.SUPPORT_ASK,
                P.SUPPORT_ANSWER,
                P.INFORMATION_WRITE,
            }
        ),
    ),
    Role.MASH_WORKER: Description(
        "MASH worker",
        "Receives, acknowledges and decides referrals of the area.",
        frozenset({P.REFERRAL_RECEIVE, P.REFERRAL_ATTACH, P.RESCREEN_ASK, P.INFORMATION_WRITE}),
    ),
    Role.MASH_MANAGER: Description(
        "MASH manager",
        "Does what a MASH worker does, answers for the inbox, and replies when a referrer disagrees.",
        frozenset({P.REFERRAL_RECEIVE, P.REFERRAL_ATTACH, P.RESCREEN_ASK, P.REFERRAL_MANAGE, P.INFORMATION_WRITE}),
    ),
    Role.CSE_OFFICER: Description(
        "CSE officer",
        "Sees every completed screening of the area and every re-screen that is due.",
        frozenset(
            {
                P.LOG_VIEW,
                P.SCREENING_VIEW_AREA,
                P.SCREENING_SHARE,
                P.RESCREEN_VIEW_AREA,
                P.RESCREEN_REASSIGN,
                P.RESCREEN_ASK,
                P.PLAN_WRITE,
                P.PANEL_RUN,
                P.SUPPORT_ASK,
                P.FIGURES_VIEW,
                P.INFORMATION_WRITE,
                P.INFORMATION_COUNT,
            }
        ),
    ),
    Role.AREA_ADMINISTRATOR: Description(
        "area administrator",
        "Keeps people, contacts and the local procedure of the area up to date; sees no child's record.",
        frozenset({P.CONTACT_EDIT, P.PROCEDURE_EDIT, P.PEOPLE_EDIT}),
    ),
    Role.AUDITOR: Description("auditor", "Sees who looked at and changed what in the area.", frozenset({P.AUDIT_VIEW})),
}

"""Permission: the complete list of what a role may do."""

from enum import StrEnum


class Permission(StrEnum):
    """Each is named subject:action. What is not listed, nobody may do."""

    SCREENING_WRITE = "screening:write"
    SCREENING_COUNTERSIGN = "screening:countersign"
    SCREENING_VIEW_AGENCY = "screening:view_agency"
    SCREENING_VIEW_AREA = "screening:view_area"
    SCREENING_SHARE = "screening:share"
    RESCREEN_REASSIGN = "rescreen:reassign"
    RESCREEN_ASK = "rescreen:ask"
    RESCREEN_VIEW_AREA = "rescreen:view_area"
    REFERRAL_SEND = "referral:send"
    REFERRAL_ATTACH = "referral:attach"
    REFERRAL_RECEIVE = "referral:receive"
    REFERRAL_MANAGE = "referral:manage"
    LOG_VIEW = "log:view"
    CONTACT_EDIT = "contact:edit"
    PROCEDURE_EDIT = "procedure:edit"
    PEOPLE_EDIT = "people:edit"
    AUDIT_VIEW = "audit:view"
    PLAN_WRITE = "plan:write"
    PANEL_RUN = "panel:run"
    SUPPORT_ASK = "support:ask"
    SUPPORT_ANSWER = "support:answer"
    FIGURES_VIEW = "figures:view"
    INFORMATION_WRITE = "information:write"
    INFORMATION_COUNT = "information:count"

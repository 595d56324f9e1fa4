"""Every page of the portal: its name among the addresses, who opens it, and with which record."""

from typing import NamedTuple

from django.urls import reverse

OWNER, LEAD, WORKER, OFFICER = "practitioner", "lead", "worker", "officer"
MANAGER = "manager"
ADMINISTRATOR, AUDITOR = "administrator", "auditor"
SERVICE = "service"
NOBODY = ""  # not signed in


class Place(NamedTuple):
    name: str
    who: str = OWNER
    record: str = ""  # a field of Records, put in as `ref`
    query: str = ""
    more: tuple = ()  # what else the address needs

    @property
    def label(self) -> str:
        return " ".join(filter(None, [self.name, self.who, self.record, self.query]))


def _many(who: str, *names: str) -> list[Place]:
    return [Place(name, who) for name in names]


PUBLIC = [
    *_many(NOBODY, "front", "account_login", "account_inactive", "account_signup", "account_reset_password",
           "account_reset_password_done", "account_reset_password_from_key_done", "indicators:contacts",
           "indicators:help", "indicators:accessibility", "indicators:privacy", "gallery", "referrals:verify"),
    Place("account_reset_password_from_key", NOBODY, more=(("uidb36", "1"), ("key", "x-y"))),
]  # fmt: skip
FOR_EVERYONE = [
    *_many(OWNER, "account_logout", "account_change_password", "account_reauthenticate", "indicators:guidance",
           "indicators:warning_signs", "indicators:tools", "indicators:outcomes", "indicators:contacts"),
    Place("indicators:tool", more=(("tool_name", "petch"),)),
    Place("indicators:tool", more=(("tool_name", "regional"),)),
    *(Place("indicators:page", more=(("slug", slug),)) for slug in
      ("what-is-cse", "more-vulnerable", "key-facts", "what-to-do", "other-exploitation", "prevention", "support",
       "links", "how-made")),
    Place("accounts:work_as", OFFICER),
    Place("front", "nobody"),
]  # fmt: skip
BEGINNING = [
    *_many(OWNER, "screening:home", "screening:list", "screening:danger", "screening:alert", "screening:called",
           "screening:known_harm", "screening:adult"),
    *_many(LEAD, "screening:home", "screening:to_countersign", "referrals:rescreens"),
]  # fmt: skip
SCREENING = [
    Place("screening:alert_for", record="draft"),
    Place("screening:told", record="alerted"),
    Place("screening:child_for", record="draft"),
    Place("screening:child_for", record="stub"),
    Place("screening:tool", record="draft"),
    Place("screening:tool", record="again"),
    Place("screening:tool_changed", record="older"),
    Place("screening:tool_changed", record="grown_up"),
    *(Place("screening:tasks", record=record) for record in ("draft", "again", "half", "stub", "alerted")),
    Place("screening:about", record="draft"),
    *(Place("screening:section", record="draft", more=(("code", code),)) for code in ("people-places", "online")),
    *(Place("screening:section", record="again", more=(("code", code),)) for code in ("significant", "local-prompts")),
    Place("screening:section", record="half", more=(("code", "people-places"),)),
    Place("screening:narrative", record="draft"),
    *(Place("screening:check", record=record) for record in ("draft", "again", "half", "fixed")),
    *(Place("screening:sent", record=record) for record in ("referred", "waiting", "level_1", "level_0")),
    Place("screening:countersign", LEAD, "waiting"),
    *(Place("screening:view", record=record)
      for record in ("referred", "waiting", "level_1", "superseded", "corrected")),
    Place("screening:view", OFFICER, "referred"),
    Place("screening:correct", record="referred"),
    Place("screening:delete", record="draft"),
    Place("screening:delete", record="alerted"),
    Place("screening:rescreen", record="referred"),
    Place("screening:rescreen", OFFICER, "level_1"),
    Place("screening:snooze", record="level_1"),
    Place("screening:share", OFFICER, "shared_from_here"),
    Place("screening:shared", LEAD, "shared"),
    Place("screening:sent_to_you"),
]  # fmt: skip
MASH = [
    *_many(WORKER, "referrals:inbox", "referrals:all", "referrals:shortcuts"),
    Place("referrals:same_child", WORKER, "taken"),
    Place("referrals:same_child", WORKER, "alert"),
    Place("referrals:same_child", WORKER, "taken", query="?search=on"),
    Place("referrals:same_child", WORKER, "said"),
    Place("referrals:pair", WORKER, "taken"),
    Place("referrals:unsay_who", WORKER, "said"),
    Place("referrals:join", WORKER, "taken"),
    Place("referrals:inbox", MANAGER, query="?show=open"),
    Place("referrals:inbox", WORKER, query="?show=decided"),
    Place("referrals:all", WORKER, query="?search=on"),
    *(Place("referrals:referral", WORKER, record) for record in ("new", "taken", "decided", "alert")),
    *(Place("referrals:referral", OWNER, record) for record in ("new", "taken", "decided", "read")),
    Place("referrals:full", WORKER, "new"),
    Place("referrals:full", WORKER, "alert"),
    Place("referrals:screening", WORKER, "new"),
    *(Place("referrals:parts", OWNER, record) for record in ("new", "alert", "decided")),
    *(
        Place("referrals:part", OWNER, "new", more=(("part", slug),))
        for slug in ("start", "child", "family", "services", "sharing", "why", "words", "you")
    ),
    Place("referrals:print", WORKER),
    Place("referrals:print", WORKER, query="?list=all"),
    Place("referrals:prints", WORKER, "prints"),
    Place("referrals:timeline", WORKER, "decided"),
    Place("referrals:timeline", OFFICER, "decided", query="?kind=mails&order=oldest"),
    Place("referrals:looked", WORKER, "new"),
    *(
        Place("referrals:files", who, record)
        for who, record in ((WORKER, "new"), (OWNER, "new"), (OFFICER, "decided"), (OWNER, "alert"))
    ),
    Place("referrals:assign", WORKER, "taken"),
    Place("referrals:rate", WORKER, "taken"),
    Place("referrals:referral", WORKER, "passed"),
    Place("referrals:referral", OWNER, "passed"),
    Place("referrals:referral", WORKER, "came"),
    Place("referrals:move", WORKER, "taken"),
    Place("referrals:decide", WORKER, "taken"),
    Place("referrals:ask", WORKER, "new", query="?about=indicator:px-vehicle"),
    Place("referrals:ask", WORKER, "alert"),
    Place("referrals:ask_agency", WORKER, "new"),
    *(Place(f"referrals:{name}", WORKER, "asked") for name in ("referral", "full", "screening", "go_on")),
    *(Place("referrals:answer", OWNER, record) for record in ("question", "information", "answered")),
    Place("referrals:disagreements", MANAGER),
    Place("referrals:decide_again", MANAGER, "disputed"),
    Place("referrals:disagree", OWNER, "decided"),
    *(Place("referrals:disagreement", who, "disputed") for who in (OWNER, WORKER, MANAGER)),
    Place("referrals:disagree_reply", MANAGER, "disputed"),
    Place("referrals:disagree_further", OWNER, "disputed"),
    Place("referrals:disagree_end", OWNER, "disputed"),
    Place("referrals:referral", OWNER, "disputed"),
    Place("referrals:referral", MANAGER, "disputed"),
    Place("referrals:withdraw", OWNER, "taken"),
    Place("referrals:withdraw", OWNER, "alert"),
]
OFFICERS = [
    *_many(OFFICER, "referrals:today", "referrals:log", "referrals:rescreens"),
    *(
        Place("referrals:log", OFFICER, query=query)
        for query in ("?search=on", "?show=turning", "?show=all&columns=screened&columns=turns&columns=references")
    ),
    Place("referrals:saved_views", OFFICER, query="?show=at_mash"),
    *(Place("referrals:other_concerns", who, "level_0") for who in (OFFICER, OWNER)),
    Place("referrals:figures", OFFICER),
    Place("referrals:figures", OFFICER, query="?of=regional"),
    *(Place("referrals:figures", OFFICER, query=f"?part={part}") for part in ("children", "indicators", "followed")),
    Place("referrals:child", OFFICER, "child"),
    Place("referrals:child", OWNER, "child"),
    *(Place(f"referrals:{name}", OFFICER, "child") for name in ("over_time", "involved", "child_referrals")),
    Place("referrals:child_looked", OFFICER, "child"),
    Place("referrals:over_time", OWNER, "child"),
    Place("referrals:involved", OWNER, "child"),
    Place("referrals:ask_for_screen", OFFICER, "child"),
    Place("referrals:ask_for_screen", WORKER, "child"),
    *(Place("referrals:missing", who, "child") for who in (OFFICER, OWNER, WORKER)),
    Place("referrals:missing_add", OFFICER, "child"),
    Place("referrals:missing_change", OFFICER, "missing"),
    Place("referrals:reason", OFFICER, "child"),
    Place("referrals:restrict", OFFICER, "child"),
    Place("referrals:rescreen_change", OFFICER, "referred"),
    *_many(LEAD, "referrals:colleagues"),
    *_many(OFFICER, "referrals:colleagues"),
    Place("referrals:hand_over", OFFICER, "person"),
    *_many(OFFICER, "referrals:panels", "referrals:panel_plan", "referrals:support_list"),
    *(
        Place(f"referrals:{name}", OFFICER, "panel")
        for name in ("panel", "panel_add", "panel_find", "panel_attendance", "panel_papers", "panel_close")
    ),
    Place("referrals:panel_find", OFFICER, "panel", query="?search=on"),
    Place("referrals:panel_child", OFFICER, "panel"),
    Place("referrals:panel_add_one", OFFICER, "panel"),
    Place("referrals:panel_take_off", OFFICER, "panel"),
    Place("referrals:panel", OFFICER, "panel_closed"),
    *(Place("referrals:panel_action", who, "panel_action") for who in (OFFICER, OWNER)),
    *_many(OWNER, "referrals:panel_actions", "referrals:support_list", "referrals:training_ask"),
    Place("referrals:support_ask", OWNER, "support_child"),
    *(Place("referrals:support", who, "support") for who in (OFFICER, OWNER, SERVICE)),
    *(Place("referrals:training", who, "training") for who in (OWNER, SERVICE)),
    Place("referrals:support_list", SERVICE),
    *_many(OFFICER, "referrals:plans", "referrals:turning_18"),
    Place("referrals:turning_18", OFFICER, query="?show=waiting"),
    Place("referrals:adult", OFFICER, "nearly_18"),
    Place("referrals:adult", OFFICER, "grown"),
    Place("referrals:adult", OWNER, "child"),
    Place("referrals:plans", OFFICER, query="?show=closed"),
    *(Place("referrals:plan", who, "plan") for who in (OFFICER, OWNER)),
    *(Place(f"referrals:{name}", OWNER, "plan") for name in ("plan_add", "plan_change", "plan_review", "plan_close")),
    Place("referrals:plan_action", OWNER, "plan"),
    Place("referrals:plan_start", OWNER, "child"),
]
AREAS = [
    *_many(ADMINISTRATOR, "accounts:area", "accounts:panel_name", "accounts:police_inbox", "accounts:contacts_edit",
           "accounts:contact_add", "accounts:people", "accounts:person_add", "accounts:procedure",
           "accounts:procedure_add"),
    Place("accounts:people", ADMINISTRATOR, query="?search=on"),
    Place("accounts:contact_edit", ADMINISTRATOR, "contact"),
    Place("accounts:contact_remove", ADMINISTRATOR, "contact"),
    Place("accounts:person", ADMINISTRATOR, "person"),
    Place("audit:list", AUDITOR),
    Place("audit:list", AUDITOR, query="?search=on"),
]  # fmt: skip
POLICE = [
    *_many(OWNER, "police:list", "police:write"),
    *(Place("police:write", query=f"?kind={kind}") for kind in ("person", "vehicle", "place", "phone", "account")),
    *(Place("police:form", record=record) for record in ("police_draft", "police_form", "police_sent")),
    Place("police:change", record="police_draft"),
    Place("police:sent", record="police_form"),
    Place("police:counts", OFFICER),
]
PLACES = [*PUBLIC, *FOR_EVERYONE, *BEGINNING, *SCREENING, *MASH, *OFFICERS, *POLICE, *AREAS]

# Addresses that are no page of their own: for machines, for a file, or for a button.
NOT_PAGES = {
    "healthz", "referrals:pdf", "referrals:pdf_state", "referrals:letter", "referrals:letter_state",
    "referrals:prints_file", "referrals:panel_paper", "audit:export", "police:pdf",
    "referrals:figures_export",
    "screening:explain", "screening:withdraw", "referrals:file", "referrals:take_next", "referrals:acknowledge",
    "referrals:read", "accounts:contact_checked", "accounts:role_end", "accounts:person_active",
    "accounts:person_link", "demo_sign_in", "referrals:log_csv",
    "referrals:log_xlsx", "referrals:saved_view_delete", "screening:snooze_end",
    "screening:share_end",
}  # fmt: skip
# Pages that only answers typed before them open; test_axe.py goes there by filling forms.
REACHED_BY_FORMS = {"screening:child", "screening:direct", "demo_messages"}


def address(place: Place, cast, records) -> str:
    ref = cast.lead.user.reference if place.record == "person" else getattr(records, place.record, None)
    of_record = {"referrals:pair": {"child": records.child}, "referrals:plan_action": {"number": records.plan_action}}
    at_panel = ("referrals:panel_child", "referrals:panel_add_one", "referrals:panel_take_off")
    of_record |= dict.fromkeys(at_panel, {"child": records.panel_child})
    more = of_record.get(place.name) or dict(place.more)
    return reverse(place.name, kwargs=more | ({"ref": ref} if ref else {})) + place.query

"""Who may open which address. Every address of the portal is in one of these tables, and a new one fails until it is.

A record is tried with people who have a reason to see it and people who have none: of the same agency, of another
agency, of the area's other roles, and of every role in the other area. To the second kind it does not exist.
"""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.middleware import SESSION_KEY
from accounts.roles import Role
from cse_portal.clock import today
from cse_portal.management.reference.http import addresses, methods_of
from referrals.actions import Asked, ask, ask_agency, ask_for_panel_papers, ask_for_prints, ask_training, decide
from referrals.models import Attachment, PlanAction, Referral
from referrals.prints import make_waiting as make_prints
from screening import actions
from screening.models import Child, SharedAnswers
from tests.factories.decisions import details
from tests.factories.files import make_file
from tests.factories.missing import make_episode
from tests.factories.panels import agree, make_panel, put_on
from tests.factories.panels import ask as ask_support
from tests.factories.people import make_agency, make_member, make_user
from tests.factories.plans import make_action, make_plan
from tests.factories.police import make_information
from tests.factories.screenings import answer, judgement, make_child, make_completed, make_draft

# Open to anyone, with what their address needs.
PUBLIC = {
    "front": {},
    "healthz": {},
    "account_login": {},
    "account_logout": {},
    "account_inactive": {},
    "account_signup": {},
    "account_reset_password": {},
    "account_reset_password_done": {},
    "account_reset_password_from_key": {"uidb36": "1", "key": "x-y"},
    "account_reset_password_from_key_done": {},
    "indicators:contacts": {},
    "indicators:help": {},
    "indicators:accessibility": {},
    "indicators:privacy": {},
    "referrals:verify": {},
}
# For everyone who is signed in, whatever their role.
SIGNED_IN = {
    "account_change_password": {},
    "account_reauthenticate": {},
    "indicators:guidance": {},
    "indicators:warning_signs": {},
    "indicators:tools": {},
    "indicators:tool": {"tool_name": "petch"},
    "indicators:outcomes": {},
    "indicators:page": {"slug": "key-facts"},
    "accounts:work_as": {},
    "screening:sent_to_you": {},
}
# Only the demo and the tests have these; elsewhere they are not there at all.
NOT_IN_PRODUCTION = {"gallery", "demo_messages", "demo_sign_in"}

SCREENS = {Role.PRACTITIONER, Role.SAFEGUARDING_LEAD}
MASH = {Role.MASH_WORKER, Role.MASH_MANAGER}
ADMINISTRATOR, AUDITOR = {Role.AREA_ADMINISTRATOR}, {Role.AUDITOR}
# Pages without a record: who may open them.
PAGES = {
    "screening:home": SCREENS,
    "screening:list": SCREENS,
    "screening:to_countersign": {Role.SAFEGUARDING_LEAD},
    "screening:danger": SCREENS,
    "screening:alert": SCREENS,
    "screening:called": SCREENS,
    "screening:known_harm": SCREENS,
    "screening:direct": SCREENS,
    "screening:child": SCREENS,
    "screening:adult": SCREENS,
    "referrals:inbox": MASH,
    "referrals:take_next": MASH,
    "referrals:all": MASH,
    "referrals:disagreements": {Role.MASH_MANAGER},
    "referrals:shortcuts": MASH,
    "referrals:print": MASH,
    "referrals:today": {Role.CSE_OFFICER},
    "referrals:log": {Role.CSE_OFFICER},
    "referrals:log_csv": {Role.CSE_OFFICER},
    "referrals:log_xlsx": {Role.CSE_OFFICER},
    "referrals:saved_views": {Role.CSE_OFFICER},
    "referrals:saved_view_delete": {Role.CSE_OFFICER},
    "referrals:figures": {Role.CSE_OFFICER},
    "referrals:figures_export": {Role.CSE_OFFICER},
    "referrals:plans": {Role.CSE_OFFICER, *SCREENS},
    "referrals:turning_18": {Role.CSE_OFFICER},
    "referrals:panels": {Role.CSE_OFFICER},
    "referrals:panel_plan": {Role.CSE_OFFICER},
    "referrals:panel_actions": {Role.CSE_OFFICER, *SCREENS, *MASH},
    "referrals:support_list": {Role.CSE_OFFICER, *SCREENS},
    "referrals:training_ask": SCREENS,
    "referrals:rescreens": {Role.CSE_OFFICER, Role.SAFEGUARDING_LEAD},
    "referrals:colleagues": {Role.CSE_OFFICER, Role.SAFEGUARDING_LEAD, Role.MASH_MANAGER},
    "police:list": SCREENS | MASH | {Role.CSE_OFFICER},
    "police:write": SCREENS | MASH | {Role.CSE_OFFICER},
    "police:counts": {Role.CSE_OFFICER},
    "accounts:area": ADMINISTRATOR,
    "accounts:panel_name": ADMINISTRATOR,
    "accounts:police_inbox": ADMINISTRATOR,
    "accounts:contacts_edit": ADMINISTRATOR,
    "accounts:contact_add": ADMINISTRATOR,
    "accounts:people": ADMINISTRATOR,
    "accounts:person_add": ADMINISTRATOR,
    "accounts:procedure": ADMINISTRATOR,
    "accounts:procedure_add": ADMINISTRATOR,
    "audit:list": AUDITOR,
    "audit:export": AUDITOR,
}

OWNER, LEAD, OTHER_LEAD = "the practitioner", "their lead, the second person", "another lead of the agency"
WORKER, MANAGER, OFFICER, ADMIN = "the area's MASH worker", "MASH manager", "CSE officer", "administrator"
SERVICE = "a specialist service's practitioner"
LEADS = {LEAD, OTHER_LEAD}
MINE = {"draft": {OWNER}, "waiting": {OWNER}, "complete": {OWNER}}
PLAN = {"plan": {OWNER, *LEADS, OFFICER}}
PANEL = {"panel": {OFFICER}}
REFERRAL = {"referral": {OWNER, *LEADS, WORKER, MANAGER, OFFICER}}
ANSWERED = {"referral": set(), "decided": REFERRAL["referral"]}
MASHS = {"referral": {WORKER, MANAGER}}
# Pages of one record: for each kind of record, who of the cast it exists for.
RECORDS = {
    "screening:alert_for": MINE,
    "screening:told": {"draft": set(), "waiting": set(), "complete": {OWNER}},
    "screening:child_for": MINE,
    "screening:tool": MINE,
    "screening:tool_changed": MINE,
    "screening:tasks": MINE,
    "screening:about": MINE,
    "screening:section": MINE,
    "screening:narrative": MINE,
    "screening:explain": {"draft": {OWNER}, "waiting": {OWNER, *LEADS}, "complete": {OWNER, *LEADS}},
    "screening:check": MINE,
    "screening:sent": {"draft": {OWNER}, "waiting": {OWNER, *LEADS}, "complete": {OWNER, *LEADS}},
    # A lead who was not asked is led to the screening, which the agency's leads may read.
    "screening:countersign": {"draft": set(), "waiting": LEADS, "complete": LEADS},
    # What is complete can be taken back by nobody; those who may read it are told so.
    "screening:withdraw": MINE | {"complete": {OWNER, *LEADS}},
    "screening:view": {"draft": {OWNER}, "waiting": {OWNER, *LEADS}, "complete": {OWNER, *LEADS, OFFICER}},
    "screening:correct": MINE,
    "screening:delete": MINE,
    "screening:share": {"draft": set(), "waiting": set(), "complete": {*LEADS, OFFICER}},
    "screening:share_end": {"complete": set(), "shared": {*LEADS, OFFICER}},
    "screening:shared": {"complete": set(), "shared": {"a lead of another agency"}},
    "screening:rescreen": {"draft": set(), "waiting": set(), "complete": {OWNER, *LEADS, OFFICER}},
    "screening:snooze": {"draft": set(), "waiting": set(), "complete": {OWNER, *LEADS, OFFICER}},
    "screening:snooze_end": {"draft": set(), "waiting": set(), "complete": {OWNER, *LEADS, OFFICER}},
    "referrals:referral": REFERRAL,
    "referrals:full": REFERRAL,
    "referrals:screening": REFERRAL,
    "referrals:parts": {"referral": {OWNER, *LEADS}},
    "referrals:part": {"referral": {OWNER, *LEADS}},
    "referrals:pdf": REFERRAL,
    "referrals:pdf_state": REFERRAL,
    "referrals:letter": ANSWERED,
    "referrals:letter_state": ANSWERED,
    "referrals:prints": {"prints": {WORKER}},
    "referrals:prints_file": {"prints": {WORKER}},
    "referrals:timeline": {"referral": {WORKER, MANAGER, OFFICER}},
    "referrals:files": REFERRAL,
    "referrals:file": REFERRAL,
    "referrals:looked": {"referral": {WORKER, MANAGER, OFFICER}},
    "referrals:acknowledge": MASHS,
    "referrals:assign": MASHS,
    "referrals:rate": MASHS,
    "referrals:move": MASHS,
    "referrals:decide": MASHS,
    "referrals:same_child": MASHS,
    "referrals:pair": MASHS,
    "referrals:unsay_who": MASHS,
    "referrals:join": MASHS,
    "referrals:decide_again": {"referral": {MANAGER}},
    "referrals:ask": MASHS,
    "referrals:ask_agency": MASHS,
    "referrals:go_on": MASHS,
    "referrals:answer": {"question": {OWNER, *LEADS}, "information": {"a lead of another agency"}},
    "referrals:read": {"referral": {OWNER, *LEADS}},
    "referrals:withdraw": {"referral": {OWNER, *LEADS}},
    "referrals:disagree": {"referral": {OWNER, *LEADS}},
    # Where nobody disagrees, both sides are led to the referral; the steps have their own tests (test_disagree.py).
    "referrals:disagreement": {"referral": {OWNER, *LEADS, WORKER, MANAGER}},
    "referrals:disagree_reply": {"referral": {*LEADS, MANAGER}},
    "referrals:disagree_further": {"referral": {OWNER, *LEADS}},
    "referrals:disagree_end": {"referral": {OWNER, *LEADS}},
    # The record here asks for none; who reads one that does: test_other_concerns.py.
    "referrals:other_concerns": {"complete": set()},
    "referrals:child": {"child": {OWNER, *LEADS, OFFICER}},
    "referrals:over_time": {"child": {OWNER, *LEADS, OFFICER}},
    "referrals:involved": {"child": {OWNER, *LEADS, OFFICER}},
    "referrals:child_referrals": {"child": {OWNER, *LEADS, OFFICER}},
    "referrals:child_looked": {"child": {OFFICER}},
    # Where nothing is restricted, the page that asks for a reason is there for those it would ask.
    "referrals:reason": {"child": {WORKER, MANAGER, OFFICER}},
    "referrals:restrict": {"child": {WORKER, MANAGER, OFFICER}},
    "referrals:ask_for_screen": {"child": {*LEADS, WORKER, MANAGER, OFFICER}},
    "referrals:missing": {"child": {OWNER, *LEADS, WORKER, MANAGER, OFFICER}},
    "referrals:missing_add": {"child": {*LEADS, WORKER, MANAGER, OFFICER}},
    "referrals:missing_change": {"missing episode": {*LEADS, WORKER, MANAGER, OFFICER}},
    "referrals:panel": PANEL,
    "referrals:panel_add": PANEL,
    "referrals:panel_find": PANEL,
    "referrals:panel_add_one": PANEL,
    "referrals:panel_child": PANEL,
    "referrals:panel_take_off": PANEL,
    "referrals:panel_attendance": PANEL,
    "referrals:panel_papers": PANEL,
    "referrals:panel_close": PANEL,
    "referrals:panel_paper": {"papers": {OFFICER}},
    "referrals:panel_action": {"panel action": {OWNER, OFFICER}},
    "referrals:support_ask": {"child": {OWNER, *LEADS, OFFICER}},
    "referrals:support": {"support": {OWNER, *LEADS, OFFICER, SERVICE}},
    "referrals:training": {"training": {OWNER, *LEADS, SERVICE}},
    "referrals:adult": {"child": {OWNER, *LEADS, OFFICER}},
    "referrals:plan_start": {"child": {OWNER, *LEADS, OFFICER}},
    # Who has one action of it and nothing else sees it too: test_plan_pages.py.
    "referrals:plan": PLAN,
    "referrals:plan_add": PLAN,
    "referrals:plan_action": PLAN,
    "referrals:plan_change": PLAN,
    "referrals:plan_review": PLAN,
    "referrals:plan_close": PLAN,
    "referrals:rescreen_change": {"complete": {*LEADS, OFFICER}},
    "referrals:hand_over": {"person": {*LEADS, OFFICER}},
    # Whoever wrote it, and nobody else: neither a lead of the agency nor the CSE officer.
    "police:form": {"police form": {OWNER}},
    "police:change": {"police form": {OWNER}},
    "police:pdf": {"police form": {OWNER}},
    "police:sent": {"police form": {OWNER}},
    "accounts:contact_edit": {"contact": {ADMIN}},
    "accounts:contact_checked": {"contact": {ADMIN}},
    "accounts:contact_remove": {"contact": {ADMIN}},
    "accounts:person": {"person": {ADMIN}},
    "accounts:role_end": {"person": {ADMIN}},
    "accounts:person_active": {"person": {ADMIN}},
    "accounts:person_link": {"person": {ADMIN}},
}
FILE = "F-TEST-F11E"
PLAN_ACTION = 1
SHARE = 1
# Another child that an agency of the area knows.
OTHER_CHILD = "C-TEST-CH1D"
# The child on a panel's list.
PANEL_CHILD = "C-TEST-PAN1"
VIEWS = {name: view for _, name, view in addresses(get_resolver())}


def test_every_address_is_in_one_table():
    tables = [*PUBLIC, *SIGNED_IN, *NOT_IN_PRODUCTION, *PAGES, *RECORDS]
    assert sorted(tables) == sorted(VIEWS)


def signed_in(member) -> Client:
    client = Client()
    client.force_login(member.user)
    session = client.session
    session[SESSION_KEY] = member.pk
    session.save()
    return client


def methods(name) -> list[str]:
    """GET and POST, where the address takes both; what only a button sends is not opened."""
    return ["get", "post"] if "GET" in methods_of(VIEWS[name]) else ["post"]


def is_there(client, name, method="get", **arguments) -> bool:
    """Whether the address exists for this person. A method it does not take is answered alike to all."""
    status = getattr(client, method)(reverse(name, kwargs=arguments)).status_code
    assert status < 500, (name, method, status)
    return status not in (403, 404, 405)


def test_what_is_public_needs_no_sign_in(client, portal):
    for name, arguments in PUBLIC.items():
        answer = client.get(reverse(name, kwargs=arguments))
        assert answer.status_code in (200, 503) or not answer.url.startswith("/accounts/login/"), name


def test_nothing_else_opens_to_anyone_who_is_not(client, portal):
    open_to_all = []
    for name in [*SIGNED_IN, *PAGES, *RECORDS]:
        arguments = SIGNED_IN.get(name, {"ref": "S-0000-0000"} if name in RECORDS else {})
        address = reverse(name, kwargs=arguments | extra(name, "x"))
        for method in (client.get, client.post):
            if getattr(method(address), "url", None) != f"/accounts/login/?next={address}":
                open_to_all.append(name)
    assert not open_to_all


def test_what_is_for_everyone_is_for_every_role(solihull):
    for role in Role:
        client = signed_in(make_member(make_agency(solihull), role))
        assert all(is_there(client, name, **arguments) for name, arguments in SIGNED_IN.items()), role


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_its_own_pages_and_no_others(solihull, role):
    client = signed_in(make_member(make_agency(solihull), role))
    opened = {(name, method) for name in PAGES for method in methods(name) if is_there(client, name, method)}
    assert opened == {(name, method) for name, roles in PAGES.items() if role in roles for method in methods(name)}


def test_who_has_no_role_opens_no_page_and_no_record(portal):
    client = Client()
    client.force_login(make_user())
    assert not [name for name in PAGES for method in methods(name) if is_there(client, name, method)]
    records = {name: {"ref": "S-0000-0000"} | extra(name, "x") for name in RECORDS}
    assert not [name for name, arguments in records.items() if is_there(client, name, "post", **arguments)]


@pytest.mark.parametrize("name", sorted(NOT_IN_PRODUCTION - {"gallery"}))
def test_the_demos_pages_exist_in_the_demo_only(solihull, name):
    client = signed_in(make_member(make_agency(solihull)))
    assert not is_there(client, name, methods(name)[-1])


def extra(name: str, section: str) -> dict:
    """What an address needs besides the reference."""
    return {
        "screening:section": {"code": section},
        "referrals:part": {"part": "start"},
        "referrals:pdf": {"edition": 1},
        "referrals:file": {"file": FILE},
        "referrals:pair": {"child": OTHER_CHILD},
        "referrals:pdf_state": {"edition": 1},
        "referrals:letter": {"edition": 1},
        "referrals:prints_file": {"number": 1},
        "referrals:letter_state": {"edition": 1},
        "referrals:plan_action": {"number": PLAN_ACTION},
        "screening:share_end": {"number": SHARE},
        "referrals:panel_paper": {"number": 1},
        **dict.fromkeys(
            ("referrals:panel_child", "referrals:panel_add_one", "referrals:panel_take_off"), {"child": PANEL_CHILD}
        ),
    }.get(name, {})


@pytest.fixture
def cast(solihull, walsall, school):
    """Everyone a record is tried with."""
    other, office = make_agency(solihull), make_agency(solihull, "council")
    roles = [(WORKER, Role.MASH_WORKER), (MANAGER, Role.MASH_MANAGER), (OFFICER, Role.CSE_OFFICER),
             (ADMIN, Role.AREA_ADMINISTRATOR), ("auditor", Role.AUDITOR)]  # fmt: skip
    abroad = make_agency(walsall)
    return {
        OWNER: make_member(school),
        LEAD: make_member(school, Role.SAFEGUARDING_LEAD),
        OTHER_LEAD: make_member(school, Role.SAFEGUARDING_LEAD),
        "a colleague": make_member(school),
        "a practitioner of another agency": make_member(other),
        "a lead of another agency": make_member(other, Role.SAFEGUARDING_LEAD),
        SERVICE: make_member(make_agency(solihull, "specialist")),
        **{who: make_member(office, role) for who, role in roles},
        **{f"Walsall's {role}": make_member(abroad, role) for role in Role},
    }


@pytest.fixture
def record(cast, solihull):
    """The reference of a record of that kind, and a section of its tool."""

    def made(kind: str) -> tuple[str, str]:
        owner = cast[OWNER]
        if kind == "contact":
            return solihull.contacts.get(kind="cse_team").reference, ""
        if kind == "police form":
            return make_information(owner).reference, ""
        if kind == "person":
            return cast["a colleague"].user.reference, ""
        screening = make_draft(owner) if kind in ("draft", "waiting") else make_completed(owner)
        if kind == "waiting":
            answer(screening, "pr-unexplained-gifts")
            chosen = judgement("universal")
            screening = actions.submit(screening=screening, by=owner, judgement=chosen, second_person=cast[LEAD])
        if kind == "prints":
            job = ask_for_prints(by=cast[WORKER], references=[screening.referral.reference])
            make_prints()
            return job.reference, ""
        if kind == "decided":
            answered = Referral.objects.get(screening=screening)
            words = {"mash_outcome": "advice", "details": details("advice"), "reason": "Known.", "feedback": "We rang."}
            decide(referral=answered, by=cast[WORKER], **words)
            return answered.reference, ""
        if kind == "referral":
            make_file(screening.referral, owner)
            Attachment.objects.update(reference=FILE)
            Child.objects.filter(pk=make_child(owner, first_names="Robin").pk).update(reference=OTHER_CHILD)
        if kind == "plan":
            made = make_plan(owner, child=screening.child)
            action = make_action(made, owner)
            PlanAction.objects.filter(pk=action.pk).update(id=PLAN_ACTION)
            made.notes.filter(action=action.pk).update(action=PLAN_ACTION)
            return made.reference, ""
        if kind == "shared":
            other = cast["a lead of another agency"].agency
            words = {"agency": other, "reason": "They see the child daily."}
            actions.share_answers(screening=screening, by=cast[LEAD], **words)
            SharedAnswers.objects.update(id=SHARE)
            return screening.reference, ""
        if kind == "missing episode":
            return make_episode(screening.child, cast[OFFICER]).reference, ""
        if kind in ("panel", "papers", "panel action"):
            return at_panel(cast, screening.child, kind), ""
        if kind == "support":
            return ask_support(screening.child, owner, cast[SERVICE]).reference, ""
        if kind == "training":
            service = cast[SERVICE].agency
            return ask_training(by=owner, service=service, topic="Online", people=9).reference, ""
        if kind in ("question", "information"):
            return asked(cast, screening.referral, kind).reference, ""
        records = {"child": screening.child, "referral": Referral.objects.filter(screening=screening).first()}
        return records.get(kind, screening).reference, screening.edition.sections.first().code

    return made


def at_panel(cast, child, kind: str) -> str:
    """The panel with the child on it, the officer's papers for it, or an action that the practitioner has to do."""
    Child.objects.filter(pk=child.pk).update(reference=PANEL_CHILD)
    panel = make_panel(cast[OFFICER])
    about = put_on(panel, cast[OFFICER], child)
    if kind == "panel action":
        return agree(about, cast[OFFICER], cast[OWNER]).reference
    if kind == "panel":
        return panel.reference
    job = ask_for_panel_papers(panel=panel, by=cast[OFFICER])
    make_prints()
    return job.reference


def asked(cast, referral, kind: str):
    """A round of questions to the referrer, or of another agency for information."""
    if kind == "question":
        return ask(referral=referral, by=cast[WORKER], questions=[Asked("", "Which car was it?")])
    agency = cast["a lead of another agency"].agency
    return ask_agency(referral=referral, by=cast[WORKER], agency=agency, questions=["Last seen?"], due_on=today())


KINDS = ("draft", "waiting", "complete", "referral", "decided", "prints", "child", "contact", "person", "question",
         "information", "police form", "plan", "panel", "papers", "panel action", "support", "training",
         "missing episode", "shared")  # fmt: skip


def test_every_kind_of_record_is_tried():
    assert {kind for kinds in RECORDS.values() for kind in kinds} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_exists_for_those_with_a_reason_and_for_nobody_else(cast, record, kind):
    reference, section = record(kind)
    pages = {name: kinds[kind] for name, kinds in RECORDS.items() if kind in kinds}
    clients = {who: signed_in(member) for who, member in cast.items()}
    wrong = []
    for name, may in pages.items():
        arguments = {"ref": reference} | extra(name, section)
        for who, client in clients.items():
            # What a button does has its own tests; here it is pressed only by those for whom it must not be there.
            tried = methods(name) if who not in may else [m for m in methods(name) if m == "get"]
            wrong += [(name, m, who) for m in tried if is_there(client, name, m, **arguments) is not (who in may)]
    assert not wrong


@pytest.mark.parametrize("role", Role)
def test_a_reference_nobody_has_is_like_one_of_somebody_else(solihull, role):
    client = signed_in(make_member(make_agency(solihull), role))
    arguments = {name: {"ref": "S-0000-0000"} | extra(name, "x") for name in RECORDS}
    assert not [name for name in RECORDS for m in methods(name) if is_there(client, name, m, **arguments[name])]

"""A specialist service is asked once the procedure was followed, sees only what was shared, and answers once."""

import datetime as dt

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership
from audit.models import Event
from cse_portal import clock
from cse_portal.models import Message
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.actions.support import AGREED_FIRST, REFER_FIRST, SCREEN_FIRST
from referrals.models import Answered, LogEntry, Referral, SupportRequest, TrainingRequest
from referrals.states import NotPossible
from screening import actions as screening_actions
from screening.models import Screening
from tests.factories.panels import SHARED, ask, make_service
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import answer, judgement, make_completed, make_draft
from tests.integration.referrals.test_panels import link

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(solihull) -> list[Membership]:
    return make_service(solihull)


@pytest.fixture
def screened(practitioner) -> Screening:
    return make_completed(practitioner, "level-3")


@pytest.fixture
def request_(screened, practitioner, service) -> SupportRequest:
    return ask(screened.child, practitioner, service[0])


def at(name: str, reference: str) -> str:
    return reverse(f"referrals:{name}", args=[reference])


def page(client, name: str, reference: str) -> str:
    return client.get(at(name, reference)).content.decode()


def test_a_child_nobody_has_screened_is_screened_first(practitioner, service):
    child = make_draft(practitioner).child
    with pytest.raises(NotPossible) as first:
        ask(child, practitioner, service[0])
    assert str(first.value) == SCREEN_FIRST


def test_a_screening_that_waits_for_its_second_person_comes_first(practitioner, lead, service):
    draft = make_draft(practitioner)
    answer(draft, "pr-unexplained-gifts")
    screening_actions.submit(screening=draft, by=practitioner, judgement=judgement("universal"), second_person=lead)
    assert actions.what_comes_first(draft.child, practitioner) == AGREED_FIRST


@pytest.mark.parametrize("outcome", ["level-2", "level-3", "potentially-vulnerable", "vulnerable"])
def test_where_rules_11_and_16_require_a_referral_it_is_sent_first(practitioner, service, outcome):
    screening = make_completed(practitioner, outcome)
    assert actions.what_comes_first(screening.child, practitioner) == ""
    Referral.objects.filter(screening=screening).update(screening=None)
    with pytest.raises(NotPossible) as first:
        ask(screening.child, practitioner, service[0])
    assert str(first.value) == REFER_FIRST
    assert not SupportRequest.objects.exists()


@pytest.mark.parametrize("outcome", ["level-0", "level-1", "universal"])
def test_where_no_referral_is_required_the_screening_is_enough(practitioner, service, outcome):
    child = make_completed(practitioner, outcome).child
    assert ask(child, practitioner, service[0]).state == Answered.WAITING


def test_the_page_says_what_comes_first_and_shows_no_form(sign_in, practitioner, service):
    child = make_draft(practitioner).child
    shown = page(sign_in(practitioner), "support_ask", child.reference)
    assert SCREEN_FIRST in shown and "Send to the service" not in shown


@pytest.mark.parametrize("name", ["needs", "asked", "safe_contact", "child_knows", "carer_knows"])
def test_what_the_service_cannot_do_without_is_asked_for(screened, practitioner, service, name):
    with pytest.raises(Incomplete) as missing:
        ask(screened.child, practitioner, service[0], **{name: " "})
    assert list(missing.value.problems) == [name]


@pytest.mark.parametrize("name", ["name", "age", "knows_detail"])
def test_the_rest_may_be_left_out(screened, practitioner, service, name):
    assert ask(screened.child, practitioner, service[0], **{name: ""}).shared[name] == ""


def test_nothing_but_the_boxes_goes(screened, practitioner, service):
    assert set(ask(screened.child, practitioner, service[0], analysis="More").shared) == set(SHARED)


def test_only_a_specialist_service_of_the_area_with_somebody_to_answer_is_asked(
    screened, practitioner, school, solihull, walsall
):
    wrong = [
        school,
        make_agency(solihull, "specialist", "Nobody answers"),
        make_service(walsall, "Walsall Demo Project")[0].agency,
    ]
    for agency in wrong:
        with pytest.raises(Incomplete) as missing:
            actions.ask_support(child=screened.child, by=practitioner, service=agency, shared=SHARED)
        assert list(missing.value.problems) == ["service"]


def test_somebody_who_may_not_see_the_child_asks_nothing(screened, school, service, walsall, mash_worker):
    theirs = make_member(make_agency(walsall, "council"), "cse_officer")
    for member in (make_member(school), mash_worker, theirs):
        with pytest.raises(Http404):
            ask(screened.child, member, service[0])


def test_the_same_service_is_not_asked_twice_while_it_has_not_answered(request_, practitioner, cse_officer, service):
    with pytest.raises(NotPossible, match="Priya Sampleton asked Demo Street Project"):
        ask(request_.child, cse_officer, service[0])
    actions.answer_support(request=request_, by=service[0], accept=False, reason="No room.")
    assert ask(request_.child, cse_officer, service[0]).pk != request_.pk


def test_what_another_agency_found_is_told_to_the_officer_alone(practitioner, cse_officer, mash_worker, solihull):
    mine = make_completed(practitioner, "level-1").child
    theirs = make_completed(make_member(make_agency(solihull, "health")), "level-3")
    Referral.objects.filter(screening=theirs).update(screening=None)
    link(mine, theirs.child, mash_worker)
    assert actions.what_comes_first(mine, practitioner) == ""
    assert actions.what_comes_first(mine, cse_officer) == REFER_FIRST


@pytest.mark.parametrize("restricted", [False, True], ids=["open", "restricted"])
def test_another_agency_learns_only_that_the_service_has_been_asked(
    practitioner, cse_officer, mash_worker, solihull, screened, service, restricted
):
    nurse = make_member(make_agency(solihull, "health"), name="Nia Mockley")
    theirs = make_completed(nurse, "level-1").child
    link(screened.child, theirs, mash_worker)
    ask(theirs, nurse, service[0])
    if restricted:
        actions.restrict(child=theirs, by=cse_officer, reason="A relative works here.")
    with pytest.raises(NotPossible) as refused:
        ask(screened.child, practitioner, service[0])
    said = "Demo Street Project has been asked about this child already, and it has not answered yet."
    assert str(refused.value) == said
    with pytest.raises(NotPossible, match="Nia Mockley asked Demo Street Project"):
        ask(screened.child, cse_officer, service[0])


def test_a_request_stands_where_the_child_is_logged_and_goes_with_the_child(
    screened, practitioner, cse_officer, service, walsall
):
    officer = make_member(make_agency(walsall, "council"), "cse_officer")
    before = ask(screened.child, practitioner, service[0])
    LogEntry.objects.filter(child=screened.child).update(area=walsall)
    Screening.objects.filter(pk=screened.pk).update(area=walsall)
    other = make_service(practitioner.area, "Another Project")
    after = ask(screened.child, practitioner, other[0])
    assert (before.area, after.area) == (practitioner.area, walsall)
    assert set(SupportRequest.objects.visible_to(officer)) == {before, after}
    assert SupportRequest.objects.visible_to(cse_officer).get() == before


def test_every_record_of_the_child_is_held_in_one_order_before_a_service_is_asked(
    practitioner, mash_worker, solihull, screened, service
):
    theirs = [
        make_completed(make_member(make_agency(solihull, kind)), "level-1").child for kind in ("health", "council")
    ]
    for each in theirs:
        link(screened.child, each, mash_worker)
    with CaptureQueriesContext(connection) as queries:
        ask(theirs[-1], theirs[-1].screenings.get().practitioner, service[0])
    [held] = [
        each["sql"] for each in queries if 'FROM "screening_child"' in each["sql"] and " FOR NO KEY" in each["sql"]
    ]
    assert all(str(pk) in held for pk in (screened.child_id, *(each.pk for each in theirs)))
    assert 'ORDER BY "screening_child"."id"' in held


def test_the_service_reads_only_what_was_shared(sign_in, request_, service):
    client = sign_in(service[0])
    shown = page(client, "support", request_.reference)
    assert "Wren T" in shown and "One to one work." in shown
    for secret in ("Testerby", request_.child.reference, "The lifts and the phone"):
        assert secret not in shown
    assert client.get(at("child", request_.child.reference)).status_code == 404
    inbox = client.get(reverse("referrals:support_list")).content.decode()
    assert request_.reference in inbox and "Wren" not in inbox
    assert ">Requests" in inbox


def test_who_sees_a_request(request_, practitioner, lead, cse_officer, service, school, solihull, walsall, mash_worker):
    others = [
        make_member(school),
        make_member(make_agency(solihull), "safeguarding_lead"),
        make_service(solihull, "Another Project")[0],
        make_member(make_agency(walsall, "council"), "cse_officer"),
        make_member(service[0].agency, "area_administrator"),
        mash_worker,
    ]
    for member in (practitioner, lead, cse_officer, *service):
        assert SupportRequest.objects.visible_to(member).get() == request_
    for member in (*others, None):
        assert not SupportRequest.objects.visible_to(member).exists()


def test_accepting_names_a_worker_and_declining_a_reason(request_, service):
    for accept, box in ((True, "worker"), (False, "reason")):
        with pytest.raises(Incomplete) as missing:
            actions.answer_support(request=request_, by=service[0], accept=accept, worker=" ", reason=" ")
        assert list(missing.value.problems) == [box]
    request_.refresh_from_db()
    assert request_.state == Answered.WAITING


def test_the_asker_gets_a_mail_without_content_and_sees_the_answer(sign_in, request_, practitioner, service):
    told = Message.objects.filter(kind="support_asked")
    assert {each.to_user_id for each in told} == {each.user_id for each in service}
    actions.answer_support(request=request_, by=service[0], accept=True, worker="Sana Madeup, 01632 960451")
    mail = Message.objects.get(kind="support_answered")
    assert (mail.to_user_id, mail.reference) == (practitioner.user_id, request_.reference)
    assert mail.path == at("support", request_.reference)
    client = sign_in(practitioner)
    assert "Demo Street Project accepted it" in client.get(reverse("screening:home")).content.decode()
    assert "worker Sana Madeup" in page(client, "involved", request_.child.reference)


def test_when_the_asker_has_left_the_leads_are_told(request_, practitioner, lead, service):
    practitioner.ended_on = clock.today()
    practitioner.save()
    actions.answer_support(request=request_, by=service[0], accept=False, reason="No room.")
    assert Message.objects.get(kind="support_answered").to_user_id == lead.user_id


def test_only_the_service_answers(request_, practitioner, cse_officer, solihull):
    for member in (practitioner, cse_officer, make_service(solihull, "Another Project")[0]):
        with pytest.raises(Http404):
            actions.answer_support(request=request_, by=member, accept=True, worker="Me")


def test_taken_back_before_it_is_answered_the_service_reads_nothing_of_the_child(
    sign_in, request_, practitioner, lead, service
):
    with pytest.raises(Http404):
        actions.take_back_support(request=request_, by=lead)
    actions.take_back_support(request=request_, by=practitioner)
    told = Message.objects.filter(kind="request_taken_back")
    assert {(each.to_user_id, each.reference, each.path) for each in told} == {
        (each.user_id, request_.reference, at("support", request_.reference)) for each in service
    }
    shown = page(sign_in(service[0]), "support", request_.reference)
    assert "Wren" not in shown and "taken back" in shown
    with pytest.raises(NotPossible, match="Priya Sampleton has already taken back"):
        actions.answer_support(request=request_, by=service[0], accept=True, worker="Me")


def test_once_answered_it_is_not_taken_back(request_, practitioner, service):
    actions.answer_support(request=request_, by=service[0], accept=True, worker="Me")
    with pytest.raises(NotPossible, match="Leon Invented has already accepted"):
        actions.take_back_support(request=request_, by=practitioner)


def test_events_say_which_boxes_went_and_not_what_stood_in_them(request_, service):
    actions.answer_support(request=request_, by=service[0], accept=False, reason="The grey car is known to us.")
    events = Event.objects.filter(reference=request_.reference)
    assert {each.type for each in events} == {"support:asked", "support:answered"}
    assert not [each for each in events if "Wren" in str(each.detail) or "grey" in f"{each.detail}{each.reason}"]


def test_a_request_is_written_and_answered_on_the_pages(sign_in, screened, practitioner, service):
    client = sign_in(practitioner)
    address = at("support_ask", screened.child.reference)
    form = client.get(address).content.decode()
    assert "Wren Testerby" in form and "The lifts and the phone began in the same month." in form
    typed = {**SHARED, "service": service[0].agency_id}
    assert "Say what you ask of the service" in client.post(address, typed | {"asked": ""}).content.decode()
    assert client.post(address, typed).url == at("support", SupportRequest.objects.get().reference)
    ref = SupportRequest.objects.get().reference
    assert "Take this request back" in page(client, "support", ref)
    client = sign_in(service[1])
    assert "Say why the service declines" in client.post(at("support", ref), {"do": "decline"}).content.decode()
    answer = {"do": "accept", "worker": "Sana Madeup"}
    assert client.post(at("support", ref), answer).status_code == 302
    again = sign_in(service[0]).post(at("support", ref), {"do": "decline", "reason": "No room."})
    assert again.status_code == 409 and "Sana Madeup has already accepted" in again.content.decode()


def test_a_restricted_childs_request_asks_the_officer_why(sign_in, request_, cse_officer):
    actions.restrict(child=request_.child, by=cse_officer, reason="A relative works here.")
    client = sign_in(cse_officer)
    assert "/reason/" in client.get(at("support", request_.reference)).url
    assert "Testerby" not in client.get(reverse("referrals:support_list")).content.decode()


def trained(by, service, **fields) -> TrainingRequest:
    values = {"topic": "Signs of exploitation online", "people": 12, **fields}
    return actions.ask_training(by=by, service=service[0].agency, **values)


@pytest.mark.parametrize(
    ("fields", "box"),
    [
        ({"topic": " "}, "topic"),
        ({"people": 0}, "people"),
        ({"people": None}, "people"),
        ({"people": 1001}, "people"),
        ({"wanted_until": dt.date(2020, 1, 1)}, "wanted_until"),
    ],
    ids=["topic", "nobody", "not said", "too many", "past"],
)
def test_training_says_what_for_how_many_by_when(practitioner, service, fields, box):
    with pytest.raises(Incomplete) as missing:
        trained(practitioner, service, **fields)
    assert list(missing.value.problems) == [box]


@pytest.mark.parametrize("people", [1, 1000])
def test_training_for_one_and_for_a_thousand(practitioner, service, people):
    assert trained(practitioner, service, people=people, wanted_until=clock.today()).people == people


def test_training_is_seen_by_the_agency_that_asks_and_the_service(practitioner, lead, service, school, cse_officer):
    request = trained(practitioner, service)
    for member in (practitioner, lead, *service):
        assert TrainingRequest.objects.visible_to(member).get() == request
    for member in (make_member(school), cse_officer, None):
        assert not TrainingRequest.objects.visible_to(member).exists()
    with pytest.raises(Http404):
        trained(cse_officer, service)


def test_training_is_answered_once_with_a_reply(sign_in, practitioner, service):
    client = sign_in(practitioner)
    typed = {"service": service[0].agency_id, "topic": "Online signs", "people": "twelve"}
    address = reverse("referrals:training_ask")
    assert "Enter how many people" in client.post(address, typed).content.decode()
    assert client.post(address, typed | {"people": "12"}).status_code == 302
    request = TrainingRequest.objects.get()
    client = sign_in(service[0])
    assert "Write a reply" in client.post(at("training", request.reference), {"do": "accept"}).content.decode()
    assert (
        client.post(at("training", request.reference), {"do": "decline", "reply": "Not before May."}).status_code == 302
    )
    request.refresh_from_db()
    assert (request.state, request.reply) == (Answered.DECLINED, "Not before May.")
    assert Message.objects.get(kind="training_answered").to_user_id == practitioner.user_id
    with pytest.raises(NotPossible, match="Leon Invented has already declined"):
        actions.answer_training(request=request, by=service[1], accept=True, reply="Yes")


def test_training_is_taken_back_by_whoever_asked_and_the_service_is_told(sign_in, practitioner, lead, service):
    request = trained(practitioner, service)
    address = at("training", request.reference)
    assert "Take this request back" not in sign_in(lead).get(address).content.decode()
    assert sign_in(lead).post(address, {"do": "take_back"}).status_code == 404
    client = sign_in(practitioner)
    assert "Take this request back" in client.get(address).content.decode()
    assert client.post(address, {"do": "take_back"}).url == address
    shown = client.get(address).content.decode()
    assert "Taken back" in shown and "Take this request back" not in shown
    told = Message.objects.filter(kind="request_taken_back")
    assert {(each.to_user_id, each.reference, each.path) for each in told} == {
        (each.user_id, request.reference, address) for each in service
    }
    late = sign_in(service[0]).post(address, {"do": "accept", "reply": "Gladly."})
    assert late.status_code == 409 and "Priya Sampleton has already taken back" in late.content.decode()
    assert Event.objects.filter(type="training:answered", detail={"state": "withdrawn"}).count() == 1


def test_training_that_is_answered_is_not_taken_back(practitioner, service):
    request = trained(practitioner, service)
    actions.answer_training(request=request, by=service[0], accept=True, reply="In May.")
    with pytest.raises(NotPossible, match="Leon Invented has already accepted"):
        actions.take_back_training(request=request, by=practitioner)

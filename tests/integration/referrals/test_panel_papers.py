"""A child's summary for a panel, made from the record, and the same as a PDF: one a child, forgotten after a week."""

import datetime as dt

import pytest
import time_machine
from django.http import Http404
from django.urls import reverse

from audit.models import Event
from cse_portal import clock
from cse_portal.models import Message
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.models import Interview, MissingEpisode, Panel, Plan, PlanAction, Print, PrintJob, Referral
from referrals.panel_paper import paper_of
from referrals.panel_summary import summary_of
from referrals.prints import forget, make_waiting
from referrals.views.child import known
from tests.factories.documents import faults_of_layout, opened, tags_of, text_of
from tests.factories.panels import agree, closed, make_panel, put_on
from tests.factories.people import make_agency, make_member
from tests.factories.plans import make_action, make_plan
from tests.factories.rounds import decided
from tests.factories.screenings import make_completed
from tests.integration.referrals.test_panels import link

pytestmark = pytest.mark.django_db
ALERT, RED, HARM = "px-vehicle", "pr-unexplained-gifts", "pr-injury"


@pytest.fixture
def screened(practitioner):
    return make_completed(practitioner, "vulnerable", codes=(RED, HARM))


@pytest.fixture
def panel(cse_officer) -> Panel:
    return make_panel(cse_officer)


@pytest.fixture
def about(screened, cse_officer, panel):
    return put_on(panel, cse_officer, screened.child)


def missing(child, officer, **fields) -> MissingEpisode:
    at = clock.now() - dt.timedelta(days=6)
    values = {"found_at": at + dt.timedelta(hours=9), "interview_due": at + dt.timedelta(hours=81), **fields}
    return MissingEpisode.objects.create(
        child=child, area=officer.area, missing_from=at, recorded_at=clock.now(), recorded_by=officer, **values
    )


def test_signs_of_harm_stand_before_every_other_sign(about, cse_officer):
    summary = summary_of(about, cse_officer)
    harm = {sign.label for sign in summary.harm}
    assert harm and not harm & {sign.label for sign in summary.signs}
    assert all("Fernleigh Demo School" in sign.source for sign in (*summary.harm, *summary.signs))


def test_level_since_when_direction_and_what_was_said(about, cse_officer, screened):
    summary = summary_of(about, cse_officer)
    assert (summary.level, summary.direction) == ("vulnerable", "First screening")
    assert str(screened.submitted_at.year) in summary.since
    said = {label: (text, own) for label, text, own in summary.said}
    assert said["The child’s own words and wishes"][1] is True
    assert said["The carer’s view"] == ("Not known. Not asked yet, to keep the child safe.", False)


def test_what_is_not_recorded_is_not_known_and_never_no(about, cse_officer, practitioner):
    episode = missing(about.child, cse_officer)
    summary = summary_of(about, cse_officer)
    assert summary.plan == "" and summary.agreed == [] and summary.unknown
    assert "Where: not known. With: not known" in summary.missing[0].what
    assert summary.missing[0].late, episode.interview
    texts = [text for _, text, _ in summary.said]
    assert not {"no", "none"} & {text.strip(". ").lower() for text in texts}


@pytest.mark.parametrize(
    ("fields", "is_late"),
    [
        ({"interview": Interview.NOT_YET}, True),
        ({"interview": Interview.REFUSED}, False),
        ({"interview": Interview.NOT_YET, "interview_due": None, "found_at": None}, False),
    ],
    ids=["not offered", "refused", "not found yet"],
)
def test_a_return_interview_is_late_once_its_time_is_past_unless_it_was_refused(about, cse_officer, fields, is_late):
    missing(about.child, cse_officer, **fields)
    assert summary_of(about, cse_officer).missing[0].late is is_late


def test_the_plan_of_another_area_is_not_printed(about, cse_officer, mash_worker, walsall):
    abroad = make_member(make_agency(walsall), name="Rowan Elsewhere")
    theirs = make_completed(abroad, "level-3").child
    # A referral came here, so the officer knows of their record; what they do about the child stays theirs.
    Referral.objects.filter(child=theirs).update(area=cse_officer.area)
    link(about.child, theirs, mash_worker)
    plan = make_plan(abroad, child=theirs)
    make_action(plan, abroad)
    assert theirs.pk in known(cse_officer, about.child.reference)[1]
    summary = summary_of(about, cse_officer)
    assert (summary.plan, summary.plan_actions) == ("", [])


def test_plan_referrals_and_earlier_actions_with_what_is_late(about, cse_officer, screened, mash_worker, practitioner):
    decided(screened.referral, mash_worker)
    plan = Plan.objects.create(
        child=screened.child, area=cse_officer.area, agency=practitioner.agency, holder=practitioner,
        review_on=clock.today(), started_at=clock.now(), started_by=practitioner,
    )  # fmt: skip
    for due, what in ((-1, "Ring the aunt"), (1, "Meet weekly")):
        day = clock.today() + dt.timedelta(days=due)
        PlanAction.objects.create(plan=plan, what=what, owner=practitioner, due_on=day)
    last = make_panel(cse_officer, days=-30)
    action = agree(put_on(last, cse_officer, screened.child), cse_officer, what="Map the addresses.")
    closed(last, cse_officer)
    summary = summary_of(about, cse_officer)
    assert [(line.what, line.late) for line in summary.plan_actions] == [
        ("Ring the aunt", True),
        ("Meet weekly", False),
    ]
    assert plan.reference in summary.plan
    assert summary.referrals[0].note.startswith("Advice")
    assert summary.agreed[0].late and "Not done yet" in summary.agreed[0].note
    actions.finish_action(action=action, by=cse_officer, result="Two flats.")
    done = summary_of(about, cse_officer).agreed[0]
    assert not done.late and "Two flats." in done.note


def test_records_of_the_same_child_stand_together(about, cse_officer, mash_worker, solihull):
    other = make_member(make_agency(solihull, name="Larkfield Demo Primary"))
    theirs = make_completed(other, "vulnerable", codes=(ALERT,))
    link(about.child, theirs.child, mash_worker)
    summary = summary_of(about, cse_officer)
    assert theirs.child.reference in dict(summary.facts)["Records"]
    assert {"Fernleigh", "Larkfield"} == {
        sign.source.split(". ")[1].split()[0] for sign in summary.signs + summary.harm
    }
    assert len(summary.course) == 2


def test_nothing_of_police_information_is_read(about, cse_officer, connection_queries):
    summary_of(about, cse_officer)
    assert connection_queries()
    assert not [sql for sql in connection_queries() if "police_" in sql]


@pytest.fixture
def connection_queries():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        yield lambda: [query["sql"] for query in captured.captured_queries]


def papers(panel, officer) -> PrintJob:
    job = actions.ask_for_panel_papers(panel=panel, by=officer)
    make_waiting()
    return PrintJob.objects.get(pk=job.pk)


def test_one_pdf_a_child_tagged_confidential_and_within_its_margins(about, panel, cse_officer):
    job = papers(panel, cse_officer)
    printed = job.prints.get()
    text = " ".join(" ".join(text_of(printed.pdf)).split())
    assert "Confidential: for the panel on" in text and "Wren Testerby" in text and "Got out of a grey car" in text
    assert text.index("Signs of harm") < text.index("Other indicators")
    assert {"H1", "H2", "Table", "TH"} <= set(tags_of(printed.pdf))
    with opened(printed.pdf) as file:
        assert "Wren" not in str(file.docinfo) and bool(file.Root.MarkInfo.Marked)
    assert not faults_of_layout(paper_of(printed))
    mail = Message.objects.get(kind="panel_papers")
    assert (mail.to_user_id, mail.path) == (cse_officer.user_id, f"/panels/{panel.reference}/papers/")


def test_a_record_with_long_words_stays_within_the_margins(cse_officer, practitioner, panel):
    long = make_completed(practitioner, "vulnerable", codes=(ALERT,), family_name="Honoriabartholomew" * 10)
    put_on(panel, cse_officer, long.child, why="unbroken" * 60)
    assert not faults_of_layout(paper_of(papers(panel, cse_officer).prints.get()))


def test_the_download_has_no_name_is_recorded_and_is_for_whoever_asked(sign_in, about, panel, cse_officer):
    job = papers(panel, cse_officer)
    address = reverse("referrals:panel_paper", args=[job.reference, 1])
    other = make_member(cse_officer.agency, "cse_officer", name="Nia Mockley")
    assert sign_in(other).get(address).status_code == 404
    answer = sign_in(cse_officer).get(address)
    assert answer["Content-Type"] == "application/pdf"
    name = f"panel-{panel.reference}-{about.child.reference}.pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    event = Event.objects.get(type="document:prints_downloaded")
    assert (event.child, event.reference) == (about.child.reference, panel.reference)
    assert event.detail["sha256"] == Print.objects.get().sha256


def test_a_restricted_childs_paper_asks_why_first(sign_in, about, panel, cse_officer):
    actions.restrict(child=about.child, by=cse_officer, reason="A relative works here.")
    job = papers(panel, cse_officer)
    client = sign_in(cse_officer)
    address = reverse("referrals:panel_paper", args=[job.reference, 1])
    assert "/reason/" in client.get(address).url
    client.post(reverse("referrals:reason", args=[about.child.reference]), {"reason": "I chair the panel."})
    assert client.get(address).status_code == 200
    assert Event.objects.get(type="document:prints_downloaded").reason == "I chair the panel."


@pytest.mark.parametrize(("days", "is_there"), [(6.99, True), (7.01, False)])
def test_papers_are_forgotten_after_seven_days(about, panel, cse_officer, days, is_there):
    papers(panel, cse_officer)
    with time_machine.travel(clock.now() + dt.timedelta(days=days)):
        forget()
    assert PrintJob.objects.exists() is is_there
    assert Panel.objects.filter(pk=panel.pk).exists()


def test_an_empty_list_has_no_papers_and_another_role_none(panel, cse_officer, lead):
    with pytest.raises(Incomplete):
        actions.ask_for_panel_papers(panel=panel, by=cse_officer)
    with pytest.raises(Http404):
        actions.ask_for_panel_papers(panel=panel, by=lead)


def test_taking_a_child_off_the_list_takes_the_paper_along(sign_in, about, panel, cse_officer):
    job = papers(panel, cse_officer)
    actions.take_off(about=about, by=cse_officer, reason="Wrong child.")
    assert sign_in(cse_officer).get(reverse("referrals:panel_paper", args=[job.reference, 1])).status_code == 404
    assert not job.prints.exists()

"""Rule 31: missing episodes, the return interview and its clock."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from cse_portal.clock import LONDON
from cse_portal.problems import Incomplete
from referrals.forms.missing import MissingForm
from referrals.interviews import interview_words
from referrals.models import ChildMatch, MissingEpisode, Prompt
from screening import actions
from tests.factories.missing import make_episode
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import NARRATIVE, judgement, make_child, make_completed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel("2026-11-20 14:00:00+00:00", tick=False) as clock:
        yield clock


@pytest.fixture
def child(practitioner):
    return make_completed(practitioner, "level-1").child


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


def values(episode, **changed) -> dict:
    names = ("missing_from", "found_at", "found_where", "found_with", "interview", "interview_offered",
             "interview_held", "interviewer", "interview_said")  # fmt: skip
    return {name: getattr(episode, name) for name in names} | changed


def test_the_interview_is_due_72_hours_after_the_return_and_everyone_is_asked(child, cse_officer):
    episode = make_episode(child, cse_officer, began=at("2026-11-18T21:40"), found_at=at("2026-11-19T06:00"))
    assert episode.interview_due == at("2026-11-22T06:00")
    assert interview_words(episode) == "Offer it by Sun 22 Nov, 06:00"
    assert Prompt.objects.get(kind="missing").episode == episode
    assert Event.objects.filter(type="missing:recorded", child=child.reference).count() == 1


@pytest.mark.parametrize(
    ("held", "words", "late"),
    [
        ("2026-11-20T10:00", "Held Fri 20 Nov, 10:00, in time", False),
        ("2026-11-20T10:01", "Held Fri 20 Nov, 10:01, 1 min late", True),
        ("2026-11-20T13:00", "Held Fri 20 Nov, 13:00, 3 h late", True),
    ],
)
def test_held_in_time_or_late(child, cse_officer, held, words, late):
    episode = make_episode(
        child, cse_officer, began=at("2026-11-17T01:00"), found_at=at("2026-11-17T10:00"), interview="held",
        interview_held=at(held), interviewer="Pat Invented",
    )  # fmt: skip
    assert (interview_words(episode), episode.interview_late) == (words, late)


def test_due_ones_are_found_until_they_are_held_or_refused(child, cse_officer):
    episode = make_episode(child, cse_officer)
    due = MissingEpisode.objects.interviews_due
    assert due(episode.interview_due).get() == episode
    assert not due(episode.interview_due - dt.timedelta(seconds=1)).exists()
    now = at("2026-11-20T13:00")
    actions.change_missing(
        episode=episode, by=cse_officer, values=values(episode, interview="refused", interview_offered=now)
    )
    assert not due(episode.interview_due).exists()


@pytest.mark.parametrize(
    ("wrong", "box"),
    [
        ({"found_at": at("2026-11-18T21:39")}, "found_on"),
        ({"missing_from": at("2026-11-20T14:01"), "found_at": None}, "missing_from_on"),
        ({"found_at": at("2026-11-20T14:01")}, "found_on"),
        ({"interview": "held"}, "interview_held_on"),
        ({"interview": "refused"}, "interview_offered_on"),
        ({"found_at": None, "interview": "offered"}, "interview"),
    ],
    ids=["found before", "missing tomorrow", "found tomorrow", "held when", "refused when", "offered while missing"],
)
def test_times_that_cannot_be_are_refused(child, cse_officer, wrong, box):
    with pytest.raises(Incomplete) as refused:
        make_episode(child, cse_officer, **({"began": at("2026-11-18T21:40")} | wrong))
    assert box in refused.value.problems
    assert not MissingEpisode.objects.exists()


def test_the_same_episode_twice_is_one_and_an_overlap_is_pointed_out(child, cse_officer):
    began = at("2026-11-18T21:40")
    first, again = (make_episode(child, cse_officer, began=began) for _ in range(2))
    assert first == again and actions.overlapping(first) is None
    other = make_episode(child, cse_officer, began=began + dt.timedelta(hours=2))
    assert actions.overlapping(other) == first


def form(**typed) -> MissingForm:
    boxes = {"interview": "not_yet"}
    for name, (day, time) in typed.items():
        year, month, date = day.split("-")
        boxes |= {f"{name}_on_day": date, f"{name}_on_month": month, f"{name}_on_year": year, f"{name}_time": time}
    return MissingForm(boxes)


def test_in_the_night_the_clocks_go_back_the_later_of_two_times_is_meant():
    filled = form(missing_from=("2026-10-25", "01:40"), found=("2026-10-25", "01:20"))
    if not filled.is_valid():
        raise AssertionError(filled.errors)
    gone = filled.values["found_at"].astimezone(dt.UTC) - filled.values["missing_from"].astimezone(dt.UTC)
    assert gone == dt.timedelta(minutes=40)


def test_the_mash_and_the_officer_record_and_the_agency_reads(sign_in, practitioner, mash_worker, cse_officer):
    child = make_completed(practitioner, "level-2", codes=("rs-unknown-vehicles",)).child
    make_episode(child, mash_worker)
    page = reverse("referrals:missing", args=[child.reference])
    for who in (practitioner, mash_worker, cse_officer):
        assert "At the bus station" in sign_in(who).get(page).content.decode()
    assert sign_in(practitioner).get(reverse("referrals:missing_add", args=[child.reference])).status_code == 404


def test_the_officers_day_names_the_interview_that_is_late_and_leads_to_it(sign_in, child, cse_officer):
    late = make_episode(child, cse_officer, began=at("2026-11-16T21:40"), found_at=at("2026-11-17T06:00"))
    later = make_episode(child, cse_officer, began=at("2026-11-19T21:40"), found_at=at("2026-11-20T06:00"))
    text = sign_in(cse_officer).get(reverse("referrals:today")).content.decode()
    assert reverse("referrals:missing_change", args=[late.reference]) in text
    assert "return interview: not offered yet" in text and "8 h overdue" in text
    assert later.reference not in text, "due in two days: nothing is unfinished yet"


def test_the_referrals_page_leads_the_mash_to_what_is_new_about_the_child(sign_in, practitioner, mash_worker):
    referral = make_completed(practitioner, "level-2").referral
    client = sign_in(mash_worker)
    text = client.get(reverse("referrals:referral", args=[referral.reference])).content.decode()
    for name in ("referrals:missing", "referrals:ask_for_screen"):
        url = reverse(name, args=[referral.child.reference])
        assert f'href="{url}"' in text
        assert client.get(url).status_code == 200


def link(one, other, by) -> None:
    low, high = sorted((one, other), key=lambda each: each.pk)
    said = {"match": "linked", "reason": "Same", "said_at": at("2026-11-20T09:00"), "said_by": by}
    ChildMatch.objects.create(one=low, other=high, **said)


def screened_for(area, by):
    """A child of the writer's agency who stands in another area's log."""
    draft = actions.start(by=by, area=area, child=make_child(by, age=14))
    draft = actions.save_narrative(screening=draft, by=by, values=NARRATIVE)
    return actions.submit(screening=draft, by=by, judgement=judgement("level-1")).child


def test_every_record_of_the_child_is_held_first_and_in_one_order(child, practitioner, cse_officer):
    other = make_completed(practitioner, "level-1").child
    link(child, other, cse_officer)
    with CaptureQueriesContext(connection) as queries:
        make_episode(other, cse_officer)
    statements = [query["sql"] for query in queries if "FOR NO KEY UPDATE" in query["sql"]]
    held = [sql for sql in statements if 'FROM "screening_child"' in sql]
    assert all("ORDER BY" in sql for sql in held) and str(child.pk) in held[0].split("WHERE")[1]


def test_a_second_report_that_says_something_else_is_not_lost_unseen(child, cse_officer):
    make_episode(child, cse_officer, found_where="At the bus station")
    with pytest.raises(Incomplete) as refused:
        make_episode(child, cse_officer, found_where="At the canal")
    said = "This episode is recorded already. Open that one and change it"
    assert refused.value.problems == {"missing_from_on": said}


def test_the_officer_who_has_the_child_sees_it_wherever_it_was_written(lead, practitioner, cse_officer, walsall):
    officer = make_member(make_agency(walsall, "social_care"), "cse_officer")
    episode = make_episode(screened_for(walsall, practitioner), lead)
    assert (lead.area.slug, episode.area) == ("solihull", walsall)
    MissingEpisode.objects.update(area=lead.area)
    assert MissingEpisode.objects.visible_to(officer).get() == episode
    assert not MissingEpisode.objects.visible_to(cse_officer)


def test_with_the_child_go_the_areas_own_records_of_the_same_child(practitioner, cse_officer, walsall):
    away = make_member(make_agency(walsall), "practitioner", name="Rowan Imaginary")
    seen = make_completed(practitioner, "level-1").child
    between, here, elsewhere = make_child(away), make_child(practitioner), make_child(away)
    for one, other in ((seen, between), (between, here), (here, elsewhere)):
        link(one, other, cse_officer)
    wrote = {"recorded_by": away, "recorded_at": at("2026-11-20T09:00")}
    for child in (between, here, elsewhere):
        MissingEpisode.objects.create(child=child, area=walsall, missing_from=at("2026-11-18T21:40"), **wrote)
    assert [episode.child for episode in MissingEpisode.objects.visible_to(cse_officer)] == [here]


def test_what_another_saved_meanwhile_is_not_written_over_unseen(sign_in, child, cse_officer):
    episode = make_episode(child, cse_officer, began=at("2026-11-18T21:40"), found_at=at("2026-11-19T06:00"))
    client, url = sign_in(cse_officer), reverse("referrals:missing_change", args=[episode.reference])
    assert 'name="seen"' in client.get(url).content.decode()
    colleague = make_member(cse_officer.agency, "cse_officer", name="Kit Pretend")
    actions.change_missing(episode=episode, by=colleague, values=values(episode, found_with="Two friends"))
    boxes = {
        "missing_from_on_day": "18", "missing_from_on_month": "11", "missing_from_on_year": "2026",
        "missing_from_time": "21:40", "found_on_day": "19", "found_on_month": "11", "found_on_year": "2026",
        "found_time": "06:00", "found_where": "At the canal", "interview": "not_yet",
    }  # fmt: skip
    again = client.post(url, boxes | {"seen": ""})
    text = again.content.decode()
    assert "Kit Pretend changed this episode on" in text and "at 14:00" in text and "At the canal" in text
    episode.refresh_from_db()
    assert (episode.found_where, episode.found_with) == ("At the bus station", "Two friends")
    assert client.post(url, boxes | {"seen": again.context["form"]["seen"].value()}).status_code == 302

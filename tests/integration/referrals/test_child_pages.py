"""The pages of one child with few and with many of everything: what stands on which, and how often they ask."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from cse_portal import clock
from cse_portal.dates import day
from referrals import actions
from referrals.models import LogEntry, MissingEpisode, Referral
from screening.models import Screening
from tests.factories.missing import make_episode
from tests.factories.plans import make_plan
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db
PAGES = ("child", "over_time", "involved", "child_referrals", "child_looked")
DAY = dt.timedelta(days=1)


@pytest.fixture
def done(practitioner, cse_officer) -> Screening:
    """One screening, its referral, a missing episode and a plan."""
    done = make_completed(practitioner, "level-2", codes=("rs-missing-repeat",))
    make_episode(done.child, cse_officer)
    make_plan(practitioner, child=done.child)
    return done


def more(done: Screening, number: int) -> None:
    """So many earlier screenings of the same child, each a day older, with its referral, entry and missing episode."""
    for model, unique in ((Screening, "S"), (LogEntry, ""), (Referral, "R"), (MissingEpisode, "M")):
        first = model.objects.filter(child=done.child).order_by("pk").first()
        when = {Screening: "submitted_at", Referral: "sent_at", MissingEpisode: "missing_from"}.get(model)
        for n in range(1, number + 1):
            row = model.objects.get(pk=first.pk)
            row.pk = None
            if unique:
                row.reference = f"{unique}-00{number:02d}-{n:04d}"
                setattr(row, when, getattr(row, when) - n * DAY)
            if model in (LogEntry, Referral):
                row.screening = Screening.objects.get(reference=f"S-00{number:02d}-{n:04d}")
            if model is LogEntry:
                row.current = False
            row.save(force_insert=True)


def url(name: str, done: Screening) -> str:
    return reverse(f"referrals:{name}", args=[done.child.reference])


def text(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("name", "who"),
    [*((name, "cse_officer") for name in PAGES), ("child", "practitioner"), ("over_time", "practitioner")],
)
def test_a_page_asks_no_more_for_forty_of_everything_than_for_five(request, sign_in, done, name, who):
    client = sign_in(request.getfixturevalue(who))
    asked = []
    for number in (4, 35):
        more(done, number)
        client.get(url(name, done))
        with CaptureQueriesContext(connection) as captured:
            text(client, url(name, done))
        asked.append(len(captured))
    assert Screening.objects.filter(child=done.child).count() == 40
    assert asked[0] == asked[1]


def test_the_summary_has_the_newest_ten_and_leads_to_all(sign_in, cse_officer, done):
    more(done, 14)
    client = sign_in(cse_officer)
    page = text(client, url("child", done))
    assert f'href="{reverse("screening:view", args=[done.reference])}">15. ' in page
    assert ">6. " in page and ">5. " not in page
    assert "All 15 screenings" in page
    for name in ("over_time", "child_referrals"):
        assert url(name, done) in page
        assert ("R-0014-0014" if name == "child_referrals" else ">1. ") in text(client, url(name, done))


def test_an_open_referral_is_named_before_any_page_is_turned(sign_in, cse_officer, done):
    more(done, 29)
    closed = Referral.objects.filter(child=done.child).exclude(reference="R-0029-0029")
    closed.update(
        state="withdrawn", withdrawn_at=clock.now(), withdrawn_by=done.practitioner, withdrawn_reason="Sent twice."
    )
    client = sign_in(cse_officer)
    assert "R-0029-0029" in text(client, url("child_referrals", done))
    assert "A referral is open." in text(client, url("child", done))


def test_every_page_of_the_table_has_its_own_rows(sign_in, cse_officer, done):
    more(done, 29)
    client = sign_in(cse_officer)
    Referral.objects.filter(child=done.child).update(
        state="withdrawn", withdrawn_at=clock.now(), withdrawn_by=done.practitioner, withdrawn_reason="Sent twice."
    )
    for name, last in (("over_time", ">1. "), ("child_referrals", "R-0029-0029")):
        first = client.get(url(name, done))
        assert last not in first.content.decode() and len(first.context["page"].rows) == 25
        second = client.get(url(name, done), {"after": first.context["page"].next})
        assert last in second.content.decode() and len(second.context["page"].rows) == 5
        back = client.get(url(name, done), {"before": second.context["page"].previous})
        assert back.context["page"].rows == first.context["page"].rows


def test_the_drawing_has_what_the_table_has(sign_in, cse_officer, done):
    more(done, 3)
    course = sign_in(cse_officer).get(url("over_time", done)).context["course"]
    for drawing in (course["wide"], course["tall"]):
        assert drawing["circles"].count("M") + drawing["dots"].count("M") == 4
        assert drawing["referrals"].count("M") == 4 and drawing["missing"].count("M") == 4
        assert drawing["started"].count("M") == 1 and not drawing["closed"]
    assert "Outcomes of 4 screenings" in course["title"]


def test_a_drawing_of_very_many_says_that_it_has_the_newest(sign_in, cse_officer, done):
    more(done, 64)
    page = text(sign_in(cse_officer), url("over_time", done))
    assert "the newest 60 are drawn" in page


def test_who_has_looked_is_a_page_of_its_own_and_the_officers_alone(sign_in, cse_officer, practitioner, lead, done):
    client = sign_in(practitioner)
    text(client, url("child", done))
    for member in (practitioner, lead):
        client = sign_in(member)
        assert url("child_looked", done) not in text(client, url("child", done))
        assert client.get(url("child_looked", done)).status_code == 404
    client = sign_in(cse_officer)
    assert url("child_looked", done) in text(client, url("child", done))
    page = text(client, url("child_looked", done))
    assert practitioner.user.name in page and cse_officer.user.name in page


def test_each_page_of_a_child_is_a_look_at_it(sign_in, cse_officer, done):
    client = sign_in(cse_officer)
    for number, name in enumerate(PAGES, 1):
        text(client, url(name, done))
        looks = Event.objects.filter(type="child:viewed", child=done.child.reference, membership_id=cse_officer.pk)
        assert looks.count() == number


@pytest.mark.parametrize("name", PAGES)
def test_no_page_of_a_restricted_child_opens_without_a_reason(sign_in, cse_officer, done, name):
    actions.restrict(child=done.child, by=cse_officer, reason="The family is known to staff.")
    answer = sign_in(cse_officer).get(url(name, done))
    assert answer.status_code == 302 and reverse("referrals:reason", args=[done.child.reference]) in answer["Location"]
    assert not Event.objects.filter(type="child:viewed", child=done.child.reference).exists()


def test_the_day_of_the_next_screen_is_said_once(sign_in, practitioner, cse_officer):
    rescreen = make_completed(practitioner, "level-2").rescreen
    client, page = sign_in(cse_officer), reverse("referrals:child", args=[rescreen.child.reference])
    said = f"By {day(rescreen.due_on)}, with Priya Sampleton. "
    assert said + "Sooner when anything changes." in text(client, page)
    # What gives another day than the one that stands beside it is said whole.
    rescreen.due_on -= DAY
    rescreen.save()
    assert f"By {day(rescreen.due_on)}, with Priya Sampleton. Screen again by" in text(client, page)

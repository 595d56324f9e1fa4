"""Two people at the same moment: one is first, the other is told, and nothing happens twice."""

import threading

import pytest
from django.db import connection

from accounts.models import Membership
from audit.models import Event
from cse_portal.models import Message
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.models import ListSetting, Referral
from referrals.states import NotPossible
from tests.factories.decisions import details
from tests.factories.files import make_file
from tests.factories.people import make_member

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls) -> list:
    """Run the calls together, each with its own connection. Gives what each returned or raised, in order."""
    start, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number, call):
        start.wait()
        try:
            results[number] = call()
        except Exception as error:  # noqa: BLE001 - what was raised is what the tests look at
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


@pytest.fixture
def workers(mash_worker) -> list[Membership]:
    return [mash_worker, *(make_member(mash_worker.agency, "mash_worker", name=f"Worker {n}") for n in range(3))]


def sent(practitioner) -> Referral:
    details = {"who": "Hazel", "where": "At school", "what": "A man waits outside.", "phone": "01632 960401"}
    return actions.send_alert(by=practitioner, area=practitioner.area, details=details)


def split(results) -> tuple[list, list]:
    refused = [result for result in results if isinstance(result, NotPossible)]
    done = [result for result in results if result not in refused]
    assert not [result for result in done if isinstance(result, Exception)], done
    return done, refused


def test_of_several_acknowledges_one_takes_it_and_the_others_are_told_who(practitioner, workers):
    referral = sent(practitioner)
    done, refused = split(at_once(*(lambda w=w: actions.acknowledge(referral=referral, by=w) for w in workers)))
    assert len(done) == 1
    referral.refresh_from_db()
    assert referral.worker == referral.acknowledged_by == done[0].worker
    assert {str(refusal).split(" has already")[0] for refusal in refused} == {referral.worker.user.name}
    assert Event.objects.filter(type="referral:acknowledged").count() == 1
    assert Message.objects.filter(kind="referral_acknowledged").count() == 1


def test_of_several_decisions_one_stands_whole(practitioner, workers):
    referral = sent(practitioner)
    words = [
        {"mash_outcome": "section_17" if n % 2 else "advice", "reason": f"r{n}", "feedback": f"f{n}"} for n in range(4)
    ]
    calls = (
        lambda w=w, d=d: actions.decide(referral=referral, by=w, details=details(d["mash_outcome"]), **d)
        for w, d in zip(workers, words, strict=True)
    )
    done, refused = split(at_once(*calls))
    assert (len(done), len(refused)) == (1, 3)
    referral.refresh_from_db()
    first = workers.index(referral.decided_by)
    assert {name: getattr(referral, name) for name in words[first]} == words[first]
    assert Message.objects.filter(kind="referral_decided").count() == 1


def test_an_acknowledge_beside_a_decision_never_undoes_it(practitioner, workers):
    for _ in range(3):
        referral = sent(practitioner)
        at_once(
            lambda r=referral: actions.decide(
                referral=r, by=workers[0], mash_outcome="advice", details=details("advice"), reason="r", feedback="f"
            ),
            lambda r=referral: actions.acknowledge(referral=r, by=workers[1]),
        )
        referral.refresh_from_db()
        assert (referral.state, referral.decided_by) == ("decided", workers[0])


def test_everyone_who_takes_the_next_gets_a_different_one(practitioner, workers):
    referrals = {sent(practitioner).pk for _ in workers}
    done, refused = split(at_once(*(lambda w=w: actions.take_next(by=w) for w in workers)))
    assert {referral.pk for referral in done} == referrals
    assert not refused


def test_when_fewer_wait_than_ask_some_get_none_and_nobody_gets_anothers(practitioner, workers):
    sent(practitioner)
    done, _ = split(at_once(*(lambda w=w: actions.take_next(by=w) for w in workers)))
    assert sorted(result is None for result in done) == [False, True, True, True]


def test_of_several_who_hand_it_to_themselves_one_has_it_and_the_others_are_told_who(practitioner, workers):
    referral = sent(practitioner)
    results = at_once(*(lambda w=w: actions.assign(referral=referral, by=w, to=w, seen_with="") for w in workers))
    told = [result.problems["to"] for result in results if isinstance(result, Incomplete)]
    referral.refresh_from_db()
    assert [result.worker for result in results if isinstance(result, Referral)] == [referral.worker]
    assert len(told) == 3
    assert all(sentence.startswith(f"{referral.worker.user.name} has this referral") for sentence in told)


def test_a_list_set_in_two_windows_at_once_is_set_once(workers):
    calls = (lambda n=n: actions.keep_setting(by=workers[0], page="inbox", query=f"worker=P-{n}") for n in range(4))
    assert at_once(*calls) == [None] * 4
    assert ListSetting.objects.get().query.startswith("worker=P-")


def test_opening_at_once_is_one_opening(practitioner, workers):
    referral = sent(practitioner)
    at_once(
        *(lambda w=w: actions.open_first_time(referral=Referral.objects.get(pk=referral.pk), by=w) for w in workers)
    )
    assert Event.objects.filter(type="referral:opened").count() == 1


def test_a_file_that_comes_while_the_referral_is_decided_is_there_or_refused_with_who_decided(practitioner, workers):
    for n in range(4):
        referral = sent(practitioner)
        _, added = at_once(
            lambda r=referral: actions.decide(
                referral=r, by=workers[0], mash_outcome="advice", reason="r", feedback="f", details=details("advice")
            ),
            lambda r=referral, n=n: make_file(r, practitioner, f"Words {n}".encode()),
        )
        referral.refresh_from_db()
        assert referral.state == "decided"
        refused = isinstance(added, NotPossible)
        assert referral.attachments.count() == (0 if refused else 1)
        assert not refused or str(added).startswith(f"{workers[0].user.name} has already decided")


def test_the_same_file_sent_twice_at_once_is_there_once(practitioner, workers):
    referral = sent(practitioner)
    results = at_once(*(lambda m=m: make_file(referral, m) for m in (practitioner, workers[0], practitioner)))
    assert sum(isinstance(result, Incomplete) for result in results) == 2
    assert referral.attachments.count() == 1


def test_of_files_sent_at_once_no_more_are_kept_than_there_is_room_for(practitioner, workers):
    referral = sent(practitioner)
    for n in range(actions.MOST_FILES - 2):
        make_file(referral, practitioner, f"Words {n}".encode())
    results = at_once(*(lambda n=n: make_file(referral, practitioner, f"More {n}".encode()) for n in range(4)))
    assert sum(isinstance(result, Incomplete) for result in results) == 2
    assert referral.attachments.count() == actions.MOST_FILES


def test_a_decision_beside_a_withdrawal_one_stands_and_the_other_is_told(practitioner, workers):
    for _ in range(3):
        referral = sent(practitioner)
        words = {"mash_outcome": "advice", "details": details("advice"), "reason": "r", "feedback": "f"}
        done, refused = split(
            at_once(
                lambda r=referral, w=words: actions.decide(referral=r, by=workers[0], **w),
                lambda r=referral: actions.withdraw(referral=r, by=practitioner, reason="Sent twice."),
            )
        )
        assert (len(done), len(refused)) == (1, 1)
        referral.refresh_from_db()
        first = workers[0] if referral.state == "decided" else practitioner
        assert str(refused[0]).startswith(f"{first.user.name} has already {referral.state}")


@pytest.fixture
def disputed(practitioner, workers) -> Referral:
    referral = sent(practitioner)
    actions.decide(referral=referral, by=workers[0], mash_outcome="advice", details=details("advice"), reason="r",
                   feedback="f")  # fmt: skip
    return referral


ARGUMENT = {"with_whom": "Tamsin Notreal", "argument": "The lifts go on."}


def test_of_two_disagreements_one_is_opened(practitioner, lead, disputed):
    done, refused = split(
        at_once(
            *(
                lambda m=member: actions.open_disagreement(referral=disputed, by=m, stage="duty_manager", **ARGUMENT)
                for member in (practitioner, lead)
            )
        )
    )
    assert (len(done), len(refused), disputed.disagreements.count()) == (1, 1, 1)


def test_of_two_replies_one_stands_and_the_other_is_told_who(practitioner, workers, disputed):
    managers = [
        make_member(workers[0].agency, "mash_manager", name=name) for name in ("Tamsin Notreal", "Owen Pretend")
    ]
    disagreement = actions.open_disagreement(referral=disputed, by=practitioner, stage="duty_manager", **ARGUMENT)
    done, refused = split(
        at_once(*(lambda m=m: actions.reply(referral=disputed, by=m, reply=m.user.name) for m in managers))
    )
    assert (len(done), len(refused)) == (1, 1)
    stage = disagreement.stages.get()
    assert stage.reply == stage.replied_by.user.name
    assert str(refused[0]).startswith(f"{stage.reply} has already replied")
    assert Event.objects.filter(type="disagreement:replied").count() == 1


def test_a_reply_beside_the_next_stage_is_never_lost_nor_put_in_the_wrong_place(practitioner, workers, disputed):
    manager = make_member(workers[0].agency, "mash_manager", name="Tamsin Notreal")
    disagreement = actions.open_disagreement(referral=disputed, by=practitioner, stage="duty_manager", **ARGUMENT)
    results = at_once(
        lambda: actions.reply(referral=disputed, by=manager, reply="Mine.", read="duty_manager"),
        lambda: actions.take_further(referral=disputed, by=practitioner, stage="leads", **ARGUMENT),
    )
    replies = dict(disagreement.stages.values_list("stage", "reply"))
    assert replies["leads"] == ""
    assert replies["duty_manager"] == ("" if isinstance(results[0], NotPossible) else "Mine.")

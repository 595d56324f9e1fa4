"""The demo's panel of last month and the next one, and what the specialist service was asked."""

import datetime as dt

from accounts.models import Membership
from cse_portal import clock
from referrals import actions
from referrals.models import Panel, PanelChild
from screening.models import Child

TEASEL, OAKLEY = "Teasel Fixture", "Oakley Mockham"
INVITED = ("nia", "rhys", "grace", "colm", "leon")


def seed_panel(members: dict[str, list[Membership]], told: dict, at) -> None:
    """`members` by the person's key, `told` the stories by the child's name, `at` the clock of the demo."""
    people = {key: rows[0] for key, rows in members.items()}
    teasel, oakley = told[TEASEL].child, told[OAKLEY].child
    with at(31, "10:00"):
        last = _last_month(people, teasel)
    with at(31, "11:30"):
        actions.close_panel(panel=last, by=people["nia"])
    with at(3, "15:20"):
        panel = actions.plan_panel(
            by=people["nia"], held_on=clock.today() + dt.timedelta(days=6), where="Council house, room 2, and online"
        )
        _put_on(panel, people["nia"], teasel, "The last meeting kept her on the list; she is still at level 2.")
    _support(people, teasel, oakley, at)
    _training(people, at)


def _last_month(people: dict[str, Membership], child: Child) -> Panel:
    officer = people["nia"]
    panel = actions.plan_panel(by=officer, held_on=clock.today(), where="Council house, room 2, and online")
    for key in INVITED:
        person = people[key]
        actions.invite(
            panel=panel, by=officer, agency=person.agency, name=person.user.name, job_title=person.user.job_title
        )
    actions.note_attendance(
        panel=panel, by=officer, came={row.pk: row.name != people["rhys"].user.name for row in panel.attendance.all()}
    )
    about = _put_on(panel, officer, child, "Level 2 since last week, with two nights missing.")
    _agree(about, people, "rhys", "Visit the flat where she was found, and say who lives there.", 10)
    _agree(about, people, "dawn", "Say which addresses the referrals of this autumn name more than once.", 36)
    done = _agree(about, people, "colm", "Agree a daily check-in with her and her mother.", 7)
    actions.finish_action(action=done, by=people["colm"], result="Every morning with Priya Sampleton, from Monday.")
    actions.write_discussed(
        about=about, by=officer, stays=True,
        discussed="The pattern is the same as in two other cases near the bus station. She wants her evenings back.",
    )  # fmt: skip
    return panel


def _put_on(panel: Panel, officer: Membership, child: Child, why: str) -> PanelChild:
    return actions.add_children(panel=panel, by=officer, reasons={child: why})[0]


def _agree(about: PanelChild, people: dict[str, Membership], owner: str, what: str, days: int):
    person = people[owner]
    return actions.agree_action(
        about=about, by=people["nia"], what=what, agency=person.agency, owner=person,
        due_on=clock.today() + dt.timedelta(days=days),
    )  # fmt: skip


def _support(people: dict[str, Membership], teasel: Child, oakley: Child, at) -> None:
    """One that was accepted, and one that waits for the service."""
    service = people["leon"].agency
    told = {"child_knows": "agrees", "carer_knows": "agrees", "knows_detail": ""}
    with at(10, "09:10"):
        request = actions.ask_support(
            child=teasel, by=people["priya"], service=service,
            shared={
                "name": "Teasel Fixture", "age": str(teasel.age()), **told,
                "needs": "Somebody outside school and family to talk to about the people she meets.",
                "asked": "One to one work, once a week.",
                "safe_contact": "Her mother’s mobile after 17:00. Leave no message.",
            },
        )  # fmt: skip
    with at(8, "13:45"):
        actions.answer_support(request=request, by=people["leon"], accept=True, worker="Leon Invented, 01632 960451")
    with at(0, "08:50"):
        actions.ask_support(
            child=oakley, by=people["priya"], service=service,
            shared={
                "name": "Oakley", "age": str(oakley.age()), **told, "carer_knows": "not_told",
                "knows_detail": "His carers are told by the social worker today.",
                "needs": "To feel safe with one adult. He is frightened of the men who collect him.",
                "asked": "A first meeting at school this week.",
                "safe_contact": "Through Priya Sampleton at school only, not his own phone.",
            },
        )  # fmt: skip


def _training(people: dict[str, Membership], at) -> None:
    service = people["leon"].agency
    with at(21, "16:00"):
        first = actions.ask_training(
            by=people["kit"], service=service, topic="Grooming online: what teachers see first", people=18
        )
    with at(19, "10:30"):
        reply = "Gladly. We come on your next training day; ring us to fix the time."
        actions.answer_training(request=first, by=people["leon"], accept=True, reply=reply)
    with at(1, "12:15"):
        actions.ask_training(
            by=people["colm"], service=service, topic="Talking with a young person after a missing episode", people=6,
            wanted_until=clock.today() + dt.timedelta(days=60), detail="Heads of year and the pastoral team.",
        )  # fmt: skip

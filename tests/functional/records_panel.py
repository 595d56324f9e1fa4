"""A panel with everything on it, one that is closed, and requests to a specialist service, with texts of any length."""

from accounts.models import Membership
from referrals import actions
from referrals.models import Panel
from screening.models import Child
from tests.factories.panels import agree, ask, closed, make_panel, put_on
from tests.functional.cast import Cast


def make_panel_records(cast: Cast, child: Child, other: Child, word: str) -> dict[str, str]:
    """References by what they are. `word` is one without a place to break it."""
    officer = cast.officer
    last = make_panel(officer, days=-30)
    agree(put_on(last, officer, child, why=f"Level 3. {word}"), officer, cast.lead, what=f"Ring the aunt. {word}")
    closed(last, officer)
    panel, action = _this_month(cast, child, word)
    support = ask(other, cast.practitioner, cast.service, needs=f"Somebody to talk to. {word}")
    answered = ask(child, officer, cast.service)
    actions.answer_support(request=answered, by=cast.service, accept=True, worker=f"Leon Invented {word[:150]}")
    training = actions.ask_training(
        by=cast.practitioner, service=cast.service.agency, topic=f"Online {word[:150]}", people=12, detail=word
    )
    return {
        "panel": panel.reference,
        "panel_child": child.reference,
        "panel_closed": last.reference,
        "panel_action": action.reference,
        "support": support.reference,
        "support_child": other.reference,
        "training": training.reference,
    }


def _this_month(cast: Cast, child: Child, word: str) -> tuple[Panel, object]:
    officer = cast.officer
    panel = make_panel(officer)
    about = put_on(panel, officer, child, why=f"Kept on. {word}")
    actions.write_discussed(about=about, by=officer, discussed=f"Talked about. {word}", stays=None)
    _invite(panel, officer, cast.lead, word)
    actions.ask_for_panel_papers(panel=panel, by=officer)
    return panel, agree(about, officer, cast.practitioner, what=f"Map the addresses. {word}")


def _invite(panel: Panel, officer: Membership, person: Membership, word: str) -> None:
    name = f"{person.user.name} {word[:80]}"
    actions.invite(panel=panel, by=officer, agency=person.agency, name=name, job_title=person.user.job_title)

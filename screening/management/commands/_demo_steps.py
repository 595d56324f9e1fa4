"""One invented child's story, step by step."""

import datetime as dt
from collections.abc import Callable

from django.db.models import Max

from accounts.access import has_permission
from accounts.models import Membership
from accounts.permissions import Permission
from cse_portal import clock
from cse_portal.models import Message
from referrals import actions as referrals
from screening import actions
from screening.management.commands._demo_mash import MashSteps
from screening.models import Child, Screening

NARRATIVE = {
    "protective_factors": "One adult at home who listens, and a member of staff the child trusts.",
    "own_words": "“I just want it to be normal again.”",
    "carer_view": "Worried, and wants help. Agrees with the school talking to others.",
    "analysis": "Read together, the pieces are recent and new for this child. They deserve an answer soon.",
    "other_explanations": "A family reason was asked about and does not explain all of it.",
}
MASH = {
    "worried_about": "What was seen is recent, and an adult outside the family gains from it.",
    "asked_of_mash": "Find out who the adults are, and agree with us who speaks to the family.",
    "done_already": "The family collects the child this week, and staff at the door were told.",
    "carers_told": "yes",
    "carers_told_detail": "The carer at home, on the same day",
    "carers_agree": "yes",
    "child_told_of_referral": "yes",
    "safe_contact": "Ring the carer’s mobile before 15:00. No letters home.",
}
POLICE = {"police_told": "The same day through 101, taken by the control room"}
LEVEL_1 = {
    "lead_name": "The safeguarding lead",
    "lead_result": "Agreed that early help fits for now.",
    "cse_name": "The CSE team’s duty worker",
    "cse_result": "Nothing else is known of the child.",
}
LEVEL_0 = {
    "other_concerns": "Attendance",
    "other_concerns_who": "The attendance lead, this month",
    "further_action": "A referral was considered; nothing seen asks for one now.",
}


class Story(MashSteps):
    """Tells the steps of one child in order, each at its own time, as the person who did it."""

    def __init__(self, row: dict, members: dict[str, list[Membership]], *, at: Callable, told: dict):
        self.row, self.members, self.at, self.told = row, members, at, told
        key, _, agency = row["by"].partition("@")
        self.by = next(m for m in members[key] if not agency or agency in m.agency.name.casefold())
        self.child: Child | None = None
        self.screening: Screening | None = None
        self.referral = None

    def tell(self) -> None:
        for step in self.row["steps"]:
            ((name, fields),) = step.items()
            with self.at(fields["days"], fields["at"]):
                before = Message.objects.aggregate(last=Max("pk"))["last"] or 0
                getattr(self, f"_{name}")(fields)
                # Mails keep the machine's time; those of the invented past are as old as what they tell of.
                Message.objects.filter(pk__gt=before).update(created_at=clock.now())
        self.told[" ".join(self.row["name"])] = self

    def _screen(self, step: dict) -> None:
        self._draft(step)
        second = self._second(step["second"]) if "second" in step else None
        self.screening = actions.submit(
            screening=self.screening, by=self.by, judgement=self._judgement(step), second_person=second
        )
        self.referral = getattr(self.screening, "referral", None)

    def _draft(self, step: dict) -> None:
        self.child = self.child or self._make_child()
        draft = actions.start(by=self.by, area=self.by.area, child=self.child)
        actions.save_front_sheet(screening=draft, by=self.by, values=self.row.get("front", {}))
        self._fill(draft, step.get("answers", {}))
        self.screening = actions.save_narrative(
            screening=draft, by=self.by, values={**NARRATIVE, **self.row.get("narrative", {})}
        )

    def _correct(self, step: dict) -> None:
        draft = actions.correct(screening=self.screening, by=self.by, reason=step["reason"])
        self._fill(draft, step.get("answers", {}))
        judgement = self._judgement({**step, "reason": step["why"]})
        self.screening = actions.submit(screening=draft, by=self.by, judgement=judgement)

    def _alert(self, step: dict) -> None:
        stub = actions.start(by=self.by, area=self.by.area, child=None, danger=True)
        details = {name: step[name] for name in ("who", "where", "what")} | {"phone": self.by.user.phone}
        self.referral = referrals.send_alert(by=self.by, area=self.by.area, details=details, screening=stub)

    def _acknowledge(self, step: dict) -> None:
        worker = self.members[step["by"]][0]
        referrals.open_first_time(referral=self.referral, by=worker)
        referrals.acknowledge(referral=self.referral, by=worker)

    def _decide(self, step: dict) -> None:
        worker = self.members[step["by"]][0]
        decided = referrals.decide(
            referral=self.referral, by=worker, mash_outcome=step["outcome"], reason=step["reason"],
            next_step=step["next_step"], feedback=step["feedback"],
            details={name: _detail(value) for name, value in step["details"].items()},
        )  # fmt: skip
        actions.rescreen_after_decision(referral=decided, by=worker)

    def _read(self, step: dict) -> None:
        referrals.read_feedback(referral=self.referral, by=self.by)

    def _agree(self, step: dict) -> None:
        self.screening = actions.agree(screening=self.screening, by=self._second(step["by"]))

    def _send_back(self, step: dict) -> None:
        second = self._second(step["by"])
        self.screening = actions.send_back(screening=self.screening, by=second, reason=step["reason"])

    def _call(self, step: dict) -> None:
        actions.note_danger_call(by=self.by, area=self.by.area, called=step["called"], called_at=clock.now())

    def _make_child(self) -> Child:
        today = clock.today()
        first, family = self.row["name"]
        # Born on the first of a month half a year back, so that nobody has a birthday while a story is told.
        month = (today.month + 5) % 12 + 1
        year = today.year - self.row["age"] - (month > today.month)
        return actions.create_child(
            by=self.by, first_names=first, family_name=family, date_of_birth=dt.date(year, month, 14)
        )

    def _second(self, key: str) -> Membership:
        return next(m for m in self.members[key] if has_permission(m, Permission.SCREENING_COUNTERSIGN))

    def _judgement(self, step: dict) -> dict:
        """What the practitioner typed on the check page for this outcome, and no more."""
        judged = {"outcome": step["outcome"], "reason": step["reason"], "what_changed": step.get("changed", "")}
        if step["outcome"] in ("level-0", "universal"):
            return {**judged, **LEVEL_0}
        if step["outcome"] == "level-1":
            today = clock.today().isoformat()
            chosen = {"refer_anyway": True, **MASH} if step.get("refer_anyway") else {}
            return {**judged, **LEVEL_1, "lead_on": today, "cse_on": today, "plan": self._plan(step), **chosen}
        return {**judged, **MASH, **(POLICE if "police" in step else {}), **step.get("mash", {})}

    def _plan(self, step: dict) -> list[dict]:
        review = (clock.today() + dt.timedelta(days=28)).isoformat()
        return [
            {"code": code, "action": "Weekly talk with a trusted adult", "owner": self.by.user.name, "by": review}
            for code, (presence, *_) in step.get("answers", {}).items()
            if presence in ("present", "suspected")
        ][:2]

    def _fill(self, draft: Screening, answers: dict) -> None:
        for section in draft.edition.sections.prefetch_related("indicators"):
            nature = {indicator.code: indicator.nature for indicator in section.indicators.all()}
            chosen = {code: _fields(answers[code], nature[code]) for code in nature if code in answers}
            if chosen:
                actions.save_section(screening=draft, by=self.by, section=section, answers=chosen)


def _detail(value: str | dict) -> str:
    """An answer to what the outcome needs: a text, or a day counted from the decision, with a time or without."""
    if isinstance(value, str):
        return value
    day = clock.today() + dt.timedelta(days=value["in_days"])
    if "at" not in value:
        return day.isoformat()
    return dt.datetime.combine(day, dt.time.fromisoformat(value["at"]), clock.LONDON).isoformat()


def _fields(answer: list, nature: str) -> dict:
    presence, strength, what, harm = (*answer, *[""] * (4 - len(answer)))
    if presence not in ("present", "suspected"):
        return {"presence": presence}
    return {
        "presence": presence, "strength": strength, "what": what, "recent": True, "earlier": False,
        "period": "This term", "source_type": "observed_by_me", "source_detail": "",
        "harm_happened": (harm or "unknown") if nature == "sign_of_harm" else "",
    }  # fmt: skip

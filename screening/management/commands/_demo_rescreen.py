"""Children of the demo who are screened again: what is still so is affirmed for that day, the rest answered afresh."""

from collections.abc import Callable
from pathlib import Path

import yaml

from accounts.models import Membership
from screening import actions
from screening.management.commands._demo_steps import NARRATIVE, Story
from screening.models import Rescreen, Screening


def seed_rescreens(folder: Path, members: dict[str, list[Membership]], *, at: Callable) -> None:
    for child in yaml.safe_load((folder / "rescreens.yaml").read_text())["children"]:
        Again(child, members, at=at, told={}).tell()


class Again(Story):
    """A story that goes on with the same child."""

    def _rescreen(self, step: dict) -> None:
        self._begin_rescreen(step)
        narrative = {**NARRATIVE, "analysis": step["reason"]}
        draft = actions.save_narrative(screening=self.screening, by=self.by, values=narrative)
        self.screening = actions.submit(screening=draft, by=self.by, judgement=self._judgement(step))

    def _begin_rescreen(self, step: dict) -> None:
        due = Rescreen.objects.open().filter(child=self.child).first()
        if due:
            draft = actions.start_rescreen(rescreen=due, by=self.by)
        else:
            draft = actions.start(by=self.by, area=self.by.area, child=self.child)
        self._affirm(draft, step["still_so"])
        self._fill(draft, step["answers"])
        self.screening = draft

    def _affirm(self, draft: Screening, codes: list[str]) -> None:
        earlier, day = actions.beside(draft, draft.previous), actions.day_of(draft)
        then = actions.answers_last_time(draft, earlier, codes)
        for section in draft.edition.sections.prefetch_related("indicators"):
            here = {each.code for each in section.indicators.all()}
            still = {code: actions.affirmed_today(then[code], day) for code in codes if code in here}
            if still:
                actions.save_section(screening=draft, by=self.by, section=section, answers=still)

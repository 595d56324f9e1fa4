"""The steps of a story that happen in the MASH room: rated, asked, answered, shared, joined, disagreed with."""

import datetime as dt
import io

from accounts.models import Agency, Area, Membership
from cse_portal import clock
from referrals import actions as referrals
from referrals.actions import Asked, Sent
from referrals.models import Referral, Round
from screening.models import Child


class MashSteps:
    """Each step is told of `self.referral`; `self.told` holds the stories told before, by the child's name."""

    referral: Referral
    members: dict[str, list[Membership]]
    by: Membership
    child: Child
    told: dict

    def _who(self, step: dict) -> Membership:
        return self.members[step["by"]][0]

    def _rate(self, step: dict) -> None:
        reason = step.get("reason", "")
        referrals.rate(referral=self.referral, by=self._who(step), priority=step["priority"], reason=reason)

    def _tell(self, step: dict) -> None:
        """The referrer adds the rest of the referral."""
        for part, values in step["parts"].items():
            referrals.save_part(referral=self.referral, by=self.by, part=part, values=values)
        self.referral = referrals.send_additions(referral=self.referral, by=self.by)

    def _attach(self, step: dict) -> None:
        file = Sent(step["name"], io.BytesIO(step["text"].encode()))
        referrals.attach(referral=self.referral, by=self.by, files=[file], description=step["description"])

    def _ask(self, step: dict) -> None:
        questions = [Asked(about, text) for about, text in step["questions"]]
        referrals.ask(referral=self.referral, by=self._who(step), questions=questions)

    def _ask_agency(self, step: dict) -> None:
        referrals.ask_agency(
            referral=self.referral, by=self._who(step), agency=Agency.objects.get(name=step["agency"]),
            questions=step["questions"], due_on=clock.today() + dt.timedelta(days=step["within_days"]),
        )  # fmt: skip

    def _answer(self, step: dict) -> None:
        """Whoever was asked answers the round that is open."""
        person = self._who(step) if "by" in step else self.by
        asked = Round.objects.visible_to(person).open().get(referral=self.referral, agency=person.agency)
        referrals.answer(round=asked, by=person, answers=dict(enumerate(step["answers"], 1)))

    def _share(self, step: dict) -> None:
        area = Area.objects.get(slug=step["to"])
        referrals.share(referral=self.referral, by=self._who(step), to_area=area, host=area, reason=step["reason"])

    def _link(self, step: dict) -> None:
        other = self.told[step["with"]].child
        referrals.link(referral=self.referral, other=other, by=self._who(step), reason=step["reason"])

    def _join(self, step: dict) -> None:
        referrals.join(
            referral=self.referral, by=self._who(step), original=self.told[step["to"]].referral.reference,
            reason=step["reason"], feedback=step["feedback"],
        )  # fmt: skip

    def _withdraw(self, step: dict) -> None:
        referrals.withdraw(referral=self.referral, by=self.by, reason=step["reason"])

    def _disagree(self, step: dict) -> None:
        referrals.open_disagreement(
            referral=self.referral, by=self.by, stage="duty_manager", with_whom=step["with"], argument=step["argument"]
        )

    def _reply(self, step: dict) -> None:
        referrals.reply(referral=self.referral, by=self._who(step), reply=step["reply"])

    def _take_further(self, step: dict) -> None:
        referrals.take_further(
            referral=self.referral, by=self.by, stage=step["stage"], with_whom=step["with"], argument=step["argument"]
        )

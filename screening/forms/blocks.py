"""The blocks of questions on the check page: which there are, in what order, and which outcome asks them."""

from dataclasses import dataclass

from screening.forms.pathway import Prospect
from screening.forms.plan import PlanRow
from screening.protocol import Duty

MASH, LEVEL_1, LEVEL_0 = "For the MASH", "Level 1", "Other concerns"
LOWER, POLICE, CHOICE = "Lower than last time", "Police (rule 8)", "Your choice"
# A block of questions, and the duty of the pathway that asks them. The others are asked by the outcome itself.
_DUTIES = {
    MASH: Duty.MASH_SENT,
    POLICE: Duty.POLICE_TOLD,
    LEVEL_1: Duty.EARLY_HELP_PLAN,
    LEVEL_0: Duty.OTHER_CONCERNS_FOLLOWED_UP,
}
# In the order of the page: a ticked choice opens the MASH's questions below it, never above.
BLOCKS = (LOWER, POLICE, LEVEL_1, LEVEL_0, CHOICE, MASH)


def asked_by(block: str, prospect: Prospect) -> bool:
    """Whether choosing this outcome asks the questions of the block."""
    if block in _DUTIES:
        return prospect.asks(_DUTIES[block])
    return prospect.is_lower_than_before if block == LOWER else not prospect.refers


@dataclass(frozen=True)
class Block:
    """Questions that belong together, with the classes of the outcomes that open them (none: shown always)."""

    title: str
    when: str
    fields: list
    notice: str = ""
    plan: tuple[PlanRow, ...] = ()
    last: tuple = ()

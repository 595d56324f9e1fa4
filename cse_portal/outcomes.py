"""How an outcome is named on pages: always number and name.

Whether its pathway refers to the MASH is read from the protocol, never set here.
"""

from dataclasses import dataclass

from screening.protocol import Outcome, Step
from screening.protocol.pathway import OUTCOME_TABLE

NAMES = {
    Outcome.LEVEL_0: "Level 0, no current CSE risk",
    Outcome.LEVEL_1: "Level 1, at risk",
    Outcome.LEVEL_2: "Level 2, significant risk",
    Outcome.LEVEL_3: "Level 3, serious risk",
    Outcome.UNIVERSAL: "Universal",
    Outcome.POTENTIALLY_VULNERABLE: "Potentially vulnerable to CSE",
    Outcome.VULNERABLE: "Vulnerable to CSE",
}


@dataclass(frozen=True)
class Shown:
    label: str
    refers: bool


SHOWN = {
    outcome: Shown(name, Step.MASH_REFERRAL in OUTCOME_TABLE[outcome].pathway.steps) for outcome, name in NAMES.items()
}


def shown(outcome) -> Shown:
    """The name of an outcome, given as Outcome or as its stored text, and whether its pathway has a MASH referral."""
    return SHOWN[Outcome(outcome)]

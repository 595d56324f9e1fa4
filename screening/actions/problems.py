"""Why a screening cannot be submitted, in words a page can show."""

from cse_portal.problems import Incomplete
from screening.protocol import Decision


class Refused(Exception):
    """The protocol refuses this judgement; `decision` says by which rules and why."""

    def __init__(self, decision: Decision):
        super().__init__(f"refused by rules {decision.refused}")
        self.decision = decision


__all__ = ["Incomplete", "Refused"]

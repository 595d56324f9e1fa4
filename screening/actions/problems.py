"""Why a screening cannot be submitted, in words a page can show."""

from screening.protocol import Decision


class Incomplete(Exception):
    """Something required is missing. `problems` is field to sentence; a field may name its page: "section:online"."""

    def __init__(self, problems: dict[str, str]):
        super().__init__("; ".join(problems.values()))
        self.problems = problems


class Refused(Exception):
    """The protocol refuses this judgement; `decision` says by which rules and why."""

    def __init__(self, decision: Decision):
        super().__init__(f"refused by rules {decision.refused}")
        self.decision = decision

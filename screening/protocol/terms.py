"""The closed lists of the protocol: every word a rule may use, and nothing else."""

from collections.abc import Mapping
from enum import StrEnum


class Tool(StrEnum):
    """The two screening tools: Petch for a child under 12, regional from 12 to 17."""

    PETCH = "petch"
    REGIONAL = "regional"


class Weight(StrEnum):
    """How strongly an indicator counts in its own tool; never points to add up."""

    SIGNIFICANT = "significant"
    RISK = "risk"
    VULNERABILITY = "vulnerability"
    AMBER = "amber"
    RED = "red"
    ALERT = "alert"


class Nature(StrEnum):
    """Whether an indicator is background, a possible sign, or harm that has happened."""

    CONTEXT = "context"
    POSSIBLE_SIGN = "possible_sign"
    SIGN_OF_HARM = "sign_of_harm"


class Theme(StrEnum):
    """The nine themes under which warning signs are taught locally."""

    EDUCATION = "education"
    MISSING = "missing"
    SEXUALISED_RISK_TAKING = "sexualised_risk_taking"
    REWARDS = "rewards"
    RISKY_ADULTS_AND_ENVIRONMENTS = "risky_adults_and_environments"
    COERCION_AND_CONTROL = "coercion_and_control"
    SEXUAL_HEALTH = "sexual_health"
    SUBSTANCE_USE = "substance_use"
    MENTAL_HEALTH = "mental_health"


class Presence(StrEnum):
    """What is known of an indicator. A blank is `not_asked`, and never a "no"."""

    NOT_ASKED = "not_asked"
    NO_INFORMATION = "no_information"
    NOT_PRESENT = "not_present"
    SUSPECTED = "suspected"
    PRESENT = "present"


class Strength(StrEnum):
    """How strong the evidence of a suspected or present indicator is."""

    CLEAR = "clear"
    PARTIAL = "partial"
    CONCERN_ONLY = "concern_only"


class Timeframe(StrEnum):
    """When it happened; both may apply to one indicator."""

    RECENT = "current_or_last_6_months"
    EARLIER = "more_than_6_months_ago"


class Route(StrEnum):
    """Where a case goes before any indicator is read."""

    PETCH = "petch"
    REGIONAL = "regional"
    ADULT = "adult"
    EMERGENCY = "emergency"
    MASH_DIRECT = "mash_direct"


class Step(StrEnum):
    """The words of a pathway, in the order in which they are shown and done."""

    EMERGENCY_SERVICES = "emergency_services"
    MASH_REFERRAL = "mash_referral"
    POLICE = "police"
    CSE_OFFICER = "cse_officer"
    CSE_TEAM_LOG = "cse_team_log"
    EARLY_HELP_PLAN = "early_help_plan"
    NO_CSE_ACTION = "no_cse_action"
    OTHER_CONCERNS = "other_concerns"
    ADULT_ROUTE = "adult_route"


class Movement(StrEnum):
    """A re-screen beside the screen before it. Scales of different tools do not compare."""

    UP = "up"
    SAME = "same"
    DOWN = "down"
    OTHER_TOOL = "other_tool"


class Outcome(StrEnum):
    """The result of a screen: the practitioner's own, ordered within its tool."""

    LEVEL_0 = "level-0"
    LEVEL_1 = "level-1"
    LEVEL_2 = "level-2"
    LEVEL_3 = "level-3"
    UNIVERSAL = "universal"
    POTENTIALLY_VULNERABLE = "potentially-vulnerable"
    VULNERABLE = "vulnerable"

    @property
    def tool(self) -> Tool:
        """The tool whose scale this outcome is on."""
        return _PLACES[self][0]

    @property
    def rank(self) -> int:
        """Its place on that scale, 0 the least concern."""
        return _PLACES[self][1]

    def is_below(self, other: "Outcome") -> bool:
        """Less concern than another outcome of the same tool; different tools do not compare."""
        if self.tool is not other.tool:
            raise ValueError(f"{self} and {other} are outcomes of different tools and do not compare")
        return self.rank < other.rank

    # Without these an outcome would be compared by its spelling.
    def __lt__(self, other: str) -> bool:
        return self.is_below(Outcome(other))

    def __gt__(self, other: str) -> bool:
        return Outcome(other).is_below(self)

    def __le__(self, other: str) -> bool:
        return not self > other

    def __ge__(self, other: str) -> bool:
        return not self < other


# Least concern first. Solihull names the levels and the two Petch outcomes above universal.
TOOL_OUTCOMES: Mapping[Tool, tuple[Outcome, ...]] = {
    Tool.PETCH: (Outcome.UNIVERSAL, Outcome.POTENTIALLY_VULNERABLE, Outcome.VULNERABLE),
    Tool.REGIONAL: (Outcome.LEVEL_0, Outcome.LEVEL_1, Outcome.LEVEL_2, Outcome.LEVEL_3),
}
_PLACES: Mapping[Outcome, tuple[Tool, int]] = {
    outcome: (tool, rank) for tool, scale in TOOL_OUTCOMES.items() for rank, outcome in enumerate(scale)
}

# The weights each tool may use; an indicator of the other tool's weight is refused.
TOOL_WEIGHTS: Mapping[Tool, tuple[Weight, ...]] = {
    Tool.PETCH: (Weight.AMBER, Weight.RED, Weight.ALERT),
    Tool.REGIONAL: (Weight.SIGNIFICANT, Weight.RISK, Weight.VULNERABILITY),
}

# The outcome as a sentence begins with it; the editions hold the labels pages show.
OUTCOME_WORDS: Mapping[Outcome, str] = {
    Outcome.LEVEL_0: "Level 0",
    Outcome.LEVEL_1: "Level 1",
    Outcome.LEVEL_2: "Level 2",
    Outcome.LEVEL_3: "Level 3",
    Outcome.UNIVERSAL: "Universal",
    Outcome.POTENTIALLY_VULNERABLE: "Potentially vulnerable",
    Outcome.VULNERABLE: "Vulnerable",
}

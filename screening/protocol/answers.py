"""What goes in: one screen's answers and the practitioner's judgement. Nothing contradictory can be built."""

from dataclasses import dataclass

from .terms import TOOL_WEIGHTS, Nature, Outcome, Presence, Strength, Timeframe, Tool, Weight


@dataclass(frozen=True)
class Answer:
    """One indicator of one screen, with what is known about it."""

    code: str
    weight: Weight
    nature: Nature
    presence: Presence
    strength: Strength | None = None
    timeframes: frozenset[Timeframe] = frozenset()
    sexual_act_or_assault: bool = False
    label: str = ""

    def __post_init__(self) -> None:
        if not self.has_evidence and (self.strength or self.timeframes):
            raise ValueError(f"{self.code}: {self.presence} can not have a strength of evidence or a time")

    @property
    def has_evidence(self) -> bool:
        """Suspected and present both count; what was not asked or is not known never does."""
        return self.presence in (Presence.SUSPECTED, Presence.PRESENT)

    @property
    def is_unknown(self) -> bool:
        """Not asked, or asked and nobody knows (rule 19): unknown, never absent."""
        return self.presence in (Presence.NOT_ASKED, Presence.NO_INFORMATION)

    @property
    def is_clear(self) -> bool:
        """Present with clear evidence, the project's reading of the tool's own words in rule 12."""
        return self.presence is Presence.PRESENT and self.strength is Strength.CLEAR

    @property
    def lacks_strength(self) -> bool:
        """A bare tick: evidence whose strength nobody gave (rule 18)."""
        return self.has_evidence and self.strength is None

    @property
    def name(self) -> str:
        """The words for people: the indicator's label, or its code when no label came with it."""
        return self.label or self.code


@dataclass(frozen=True)
class Answers:
    """All answers of one screen. `under_13` is the child's age on the day of the screen (rule 8)."""

    tool: Tool
    under_13: bool
    items: tuple[Answer, ...] = ()

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for item in self.items:
            if item.code in seen:
                raise ValueError(f"{item.code} is answered twice")
            if item.weight not in TOOL_WEIGHTS[self.tool]:
                raise ValueError(f"{item.code}: {item.weight} is not a weight of the {self.tool} tool")
            seen.add(item.code)

    def with_evidence(self, *weights: Weight) -> tuple[Answer, ...]:
        """The suspected and present answers of these weights, in the order of the screen."""
        return tuple(item for item in self.items if item.has_evidence and item.weight in weights)


@dataclass(frozen=True)
class Judgement:
    """The practitioner's outcome, why, and whether a different named person countersigned it."""

    outcome: Outcome
    reason: str = ""
    countersigned: bool = False

    @property
    def has_reason(self) -> bool:
        """Spaces, dots and invisible characters are not a reason: it needs a letter or a figure."""
        return any(character.isalnum() for character in self.reason)

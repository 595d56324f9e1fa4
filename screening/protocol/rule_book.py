"""What a case is decided with: the editions of the tools and the areas' procedures, each in force from a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from .answers import Answer
from .procedure import Procedure
from .terms import Nature, Presence, Strength, Timeframe, Tool, Weight


@dataclass(frozen=True)
class Indicator:
    """What the rules need to know of one indicator of an edition."""

    code: str
    label: str
    weight: Weight
    nature: Nature
    sexual_act_or_assault: bool = False

    def answered(
        self,
        presence: Presence = Presence.NOT_ASKED,
        strength: Strength | None = None,
        timeframes: frozenset[Timeframe] = frozenset(),
    ) -> Answer:
        """An answer to this indicator; left out, it was not asked (rule 19)."""
        return Answer(
            code=self.code,
            weight=self.weight,
            nature=self.nature,
            presence=presence,
            strength=strength,
            timeframes=timeframes,
            sexual_act_or_assault=self.sexual_act_or_assault,
            label=self.label,
        )


@dataclass(frozen=True)
class Content:
    """One edition of one tool, as far as the rules read it."""

    tool: Tool
    edition: str
    in_force_from: date
    indicators: Mapping[str, Indicator]


@dataclass(frozen=True)
class RuleBook:
    """Every edition and every procedure there is; asked for the one of a day."""

    contents: Sequence[Content]
    procedures: Sequence[Procedure]

    def content(self, tool: Tool, on: date) -> Content:
        """The edition of this tool in force on a day."""
        return _in_force([content for content in self.contents if content.tool is tool], on)

    def procedure(self, area: str, on: date) -> Procedure:
        """The procedure of this area in force on a day. Areas are named as people write them, in any case."""
        own = [each for each in self.procedures if each.area.casefold() == area.strip().casefold()]
        if not own:
            known = ", ".join(sorted({each.area for each in self.procedures}))
            raise ValueError(f"{area!r} is not an area with a procedure ({known})")
        return _in_force(own, on)


Dated = TypeVar("Dated", Content, Procedure)


def _in_force(candidates: Sequence[Dated], on: date) -> Dated:
    """The newest that had begun; a day before them all takes the oldest, for a rule is never missing."""
    oldest_first = sorted(candidates, key=lambda each: each.in_force_from)
    begun = [each for each in oldest_first if each.in_force_from <= on]
    return begun[-1] if begun else oldest_first[0]


def content_from(data: Mapping[str, Any]) -> Content:
    """One file of `fixtures/editions`; its loader has checked the whole of it, so this reads only what rules need."""
    indicators = (
        Indicator(
            code=row["id"],
            label=row["label"],
            weight=Weight(row["weight"]),
            nature=Nature(row["nature"]),
            sexual_act_or_assault=row.get("sexual_act_or_assault", False),
        )
        for row in data["indicators"]
    )
    by_code = {indicator.code: indicator for indicator in indicators}
    return Content(Tool(data["tool"]), data["edition"], data["in_force_from"], by_code)

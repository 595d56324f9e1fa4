"""What a question of the referral is, and a page of them."""

from dataclasses import dataclass

from screening.pages import Field


@dataclass(frozen=True)
class Question:
    """One question. `short` names it in lists of what is missing; with it, the answer is always needed.

    `unknown`: not knowing is an answer. `instead`: any of these answers it as well. `when`: asked only while another
    question has this answer, and needed then.
    """

    field: Field
    short: str = ""
    unknown: bool = False
    instead: tuple[str, ...] = ()
    when: tuple[str, str] | None = None

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def in_short(self) -> str:
        """As lists of what is missing name it."""
        return self.short or f"{self.field.label[:1].lower()}{self.field.label[1:]}"

    @property
    def is_optional(self) -> bool:
        return not self.short and not self.when

    def applies(self, values: dict) -> bool:
        return self.when is None or values.get(self.when[0]) == self.when[1]

    def is_answered(self, values: dict) -> bool:
        return any(not is_blank(values.get(name)) for name in (self.name, *self.instead))


@dataclass(frozen=True)
class Part:
    """One page of the referral. `folds`: what is not always needed and blank is there to open, not to scroll past."""

    slug: str
    title: str
    intro: str
    questions: tuple[Question, ...]
    folds: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(question.name for question in self.questions)

    def missing(self, values: dict) -> list[Question]:
        """What is always needed and has no answer yet, and what another answer makes needed."""
        return [
            question for question in self.questions
            if not question.is_optional and question.applies(values) and not question.is_answered(values)
        ]  # fmt: skip

    def unexplained(self, values: dict) -> dict[str, str]:
        """Name to sentence, for what another answer on this page makes needed."""
        return {question.name: question.field.missing for question in self.missing(values) if question.when}


def is_blank(value) -> bool:
    return value is None or not str(value).strip()

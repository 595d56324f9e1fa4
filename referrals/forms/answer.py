"""The boxes in which a question of the MASH is answered. Any of them may stay empty until later."""

from cse_portal.forms import PortalForm, long_text
from referrals.actions.asking import LONGEST_TEXT
from referrals.models import Question, Round


class AnswerForm(PortalForm):
    def __init__(self, data, *, asked: Round):
        super().__init__(data)
        self.questions = list(asked.questions.all())
        for question in self.questions:
            self.fields[box_of(question)] = long_text(
                label="Your answer", required=False, rows=5, limit=LONGEST_TEXT,
                help_text="“I do not know”, with who may know, is an answer.",
            )  # fmt: skip

    @property
    def answers(self) -> dict[int, str]:
        """The words of referrals.actions.answer."""
        return {question.number: self.cleaned_data[box_of(question)] for question in self.questions}

    def typed(self, questions: list[Question]) -> list[tuple[str, str]]:
        """What was typed for these, for its sender to copy where it could not be saved."""
        given = [(question, self.cleaned_data[box_of(question)]) for question in questions]
        return [(f"Your answer to: {question.text}", text) for question, text in given if text]


def box_of(question: Question) -> str:
    return f"answer_{question.number}"

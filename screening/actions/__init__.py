"""Everything that changes a screening, a child's record or a re-screen. Each is one transaction with its event."""

from screening.actions.affirming import affirmed_today, answers_last_time, is_affirmed
from screening.actions.beginning import begin, begun, raise_alert, refer_known_harm, say_who
from screening.actions.children import change_child, create_child, possible_matches
from screening.actions.corrections import correct
from screening.actions.drafts import (
    change_tool,
    day_of,
    delete_draft,
    note_danger_call,
    save_front_sheet,
    save_judgement,
    save_narrative,
    save_section,
    start,
    tool_now,
)
from screening.actions.earlier import beside, last_screening, share_of
from screening.actions.handing_over import HAND_OVER, can_take, hand_over, may_hand_over
from screening.actions.missing import change_missing, overlapping, record_missing
from screening.actions.problems import Incomplete, Refused
from screening.actions.prompting import prompt, would_ask
from screening.actions.rescreens import (
    close_rescreen,
    reassign_rescreen,
    rescreen_after_decision,
    start_rescreen,
)
from screening.actions.second_person import agree, asked_at, send_back, to_agree_to, withdraw
from screening.actions.sharing import (
    may_receive,
    may_share,
    share_answers,
    take_back_answers,
    why_not,
)
from screening.actions.signalling import is_stopped, lift, say_same, take_back
from screening.actions.snoozing import end_snooze, snooze_rescreen
from screening.actions.submitting import (
    decision_of,
    evidence_lacking,
    evidence_missing,
    may_countersign,
    prepare,
    procedure_of,
    recording_problems,
    submit,
    tool_fits,
)

__all__ = [
    "HAND_OVER",
    "Incomplete",
    "Refused",
    "affirmed_today",
    "agree",
    "answers_last_time",
    "asked_at",
    "begin",
    "begun",
    "beside",
    "can_take",
    "change_child",
    "change_missing",
    "change_tool",
    "close_rescreen",
    "correct",
    "create_child",
    "day_of",
    "decision_of",
    "delete_draft",
    "end_snooze",
    "evidence_lacking",
    "evidence_missing",
    "hand_over",
    "is_affirmed",
    "is_stopped",
    "last_screening",
    "lift",
    "may_countersign",
    "may_hand_over",
    "may_receive",
    "may_share",
    "note_danger_call",
    "possible_matches",
    "overlapping",
    "prepare",
    "procedure_of",
    "prompt",
    "raise_alert",
    "reassign_rescreen",
    "record_missing",
    "recording_problems",
    "refer_known_harm",
    "rescreen_after_decision",
    "save_front_sheet",
    "save_judgement",
    "save_narrative",
    "save_section",
    "say_same",
    "say_who",
    "send_back",
    "share_answers",
    "share_of",
    "snooze_rescreen",
    "start",
    "start_rescreen",
    "submit",
    "take_back",
    "take_back_answers",
    "to_agree_to",
    "tool_fits",
    "tool_now",
    "why_not",
    "withdraw",
    "would_ask",
]

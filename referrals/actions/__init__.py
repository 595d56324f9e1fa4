"""Everything that changes a referral or the log. Each action is one transaction with its event and its messages."""

from referrals.actions.adding import save_part, send_additions, unsent
from referrals.actions.answering import (
    acknowledge,
    chase_overdue,
    open_first_time,
)
from referrals.actions.asked import chase_answers, people_of, who_answers
from referrals.actions.asking import Asked, ask, ask_agency, told_of
from referrals.actions.attaching import MOST_FILES, Sent, attach, file_checked, file_downloaded
from referrals.actions.closing import put_off
from referrals.actions.counting import count_figures
from referrals.actions.deciding import (
    DECISION_FIELDS,
    decide,
    decide_again,
    decision_read,
    edition_of,
    read_feedback,
    reads,
)
from referrals.actions.disagreeing import (
    close_disagreement,
    further_stages,
    may_close,
    may_reply,
    open_disagreement,
    reply,
    take_further,
)
from referrals.actions.entering import log
from referrals.actions.following import follow_up
from referrals.actions.joining import JOIN_FIELDS, join
from referrals.actions.lists import keep_setting
from referrals.actions.matching import about, known_in, link, merge, records_of, say_apart, say_who, undo, unsay_who
from referrals.actions.moving import MOVE_FIELDS, SHARE_FIELDS, carry_on, move, share
from referrals.actions.panel_actions import MAY_DO, agree_action, can_own, finish_action
from referrals.actions.panel_papers import ask_for_panel_papers, panel_paper_downloaded
from referrals.actions.panels import (
    add_children,
    close_panel,
    invite,
    note_attendance,
    plan_panel,
    take_off,
    undecided,
    write_discussed,
)
from referrals.actions.papers import ask_for_document, ask_for_letter, ask_for_papers
from referrals.actions.plan_actions import FIELDS as PLAN_ACTION_FIELDS
from referrals.actions.plan_actions import add_action, change_action, last_note, may_progress, progress_action
from referrals.actions.plan_steps import close_plan, hand_over_plan, review_plan, say_parts
from referrals.actions.planning import may_hold, may_own, open_plan, plan_from, plan_unplanned, planned_in, start_plan
from referrals.actions.printing import MOST_PRINTED, ask_for_prints, prints_downloaded
from referrals.actions.rating import rate
from referrals.actions.reminding import chase_disagreements, remind_unread
from referrals.actions.replying import answer, ended_words, go_on
from referrals.actions.restricting import lift, may_restrict, restrict
from referrals.actions.sending import ALERT_FIELDS, DIRECT_FIELDS, open_referral, send_alert, send_direct
from referrals.actions.standing import stand, stand_about, stand_all, stand_unworked, turn
from referrals.actions.support import (
    SHARED,
    answer_support,
    ask_support,
    services_of,
    take_back_support,
    what_comes_first,
)
from referrals.actions.taking import assign, holder_of, take_next
from referrals.actions.telling import mash_workers, path_of, record_on
from referrals.actions.training import answer_training, ask_training, take_back_training
from referrals.actions.transition import FIELDS as TRANSITION_FIELDS
from referrals.actions.transition import hand_over_at_18, plan_transition, tell_of_transitions, transition_of
from referrals.actions.viewing import MOST_VIEWS, delete_view, save_view
from referrals.actions.withdrawing import REQUIRED, is_required, withdraw

__all__ = [
    "MOST_VIEWS",
    "delete_view",
    "follow_up",
    "save_view",
    "ALERT_FIELDS",
    "DECISION_FIELDS",
    "DIRECT_FIELDS",
    "JOIN_FIELDS",
    "MAY_DO",
    "MOST_FILES",
    "MOST_PRINTED",
    "MOVE_FIELDS",
    "PLAN_ACTION_FIELDS",
    "REQUIRED",
    "SHARED",
    "SHARE_FIELDS",
    "TRANSITION_FIELDS",
    "Asked",
    "Sent",
    "about",
    "acknowledge",
    "add_action",
    "add_children",
    "agree_action",
    "answer",
    "answer_support",
    "answer_training",
    "ask",
    "ask_agency",
    "ask_for_document",
    "ask_for_letter",
    "ask_for_panel_papers",
    "ask_for_papers",
    "ask_for_prints",
    "ask_support",
    "ask_training",
    "assign",
    "attach",
    "can_own",
    "carry_on",
    "change_action",
    "chase_answers",
    "chase_disagreements",
    "chase_overdue",
    "close_disagreement",
    "close_panel",
    "close_plan",
    "count_figures",
    "decide",
    "decide_again",
    "decision_read",
    "edition_of",
    "ended_words",
    "file_checked",
    "file_downloaded",
    "finish_action",
    "further_stages",
    "go_on",
    "hand_over_at_18",
    "hand_over_plan",
    "holder_of",
    "invite",
    "is_required",
    "join",
    "keep_setting",
    "known_in",
    "last_note",
    "lift",
    "link",
    "log",
    "mash_workers",
    "may_close",
    "may_hold",
    "may_own",
    "may_progress",
    "may_reply",
    "may_restrict",
    "merge",
    "move",
    "note_attendance",
    "open_disagreement",
    "open_first_time",
    "open_plan",
    "open_referral",
    "panel_paper_downloaded",
    "path_of",
    "people_of",
    "plan_from",
    "plan_unplanned",
    "plan_panel",
    "plan_transition",
    "planned_in",
    "prints_downloaded",
    "progress_action",
    "put_off",
    "rate",
    "read_feedback",
    "reads",
    "record_on",
    "records_of",
    "remind_unread",
    "reply",
    "restrict",
    "review_plan",
    "save_part",
    "say_apart",
    "say_parts",
    "say_who",
    "send_additions",
    "send_alert",
    "send_direct",
    "services_of",
    "share",
    "stand",
    "stand_about",
    "stand_all",
    "stand_unworked",
    "start_plan",
    "take_back_support",
    "take_back_training",
    "take_further",
    "take_next",
    "take_off",
    "tell_of_transitions",
    "told_of",
    "transition_of",
    "turn",
    "undecided",
    "undo",
    "unsay_who",
    "unsent",
    "what_comes_first",
    "who_answers",
    "withdraw",
    "write_discussed",
]

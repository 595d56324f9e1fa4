"""The addresses of what follows a screening: the MASH's pages, then the CSE officer's."""

from django.urls import path

from referrals.states import DocumentKind
from referrals.views.acknowledge import acknowledge
from referrals.views.adult import adult
from referrals.views.all_referrals import all_referrals
from referrals.views.answer import answer
from referrals.views.ask import ask
from referrals.views.ask_agency import ask_agency
from referrals.views.ask_for_screen import ask_for_screen
from referrals.views.assign import assign
from referrals.views.child import child
from referrals.views.child_looked import child_looked
from referrals.views.child_referrals import child_referrals
from referrals.views.colleagues import colleagues
from referrals.views.decide import decide
from referrals.views.decide_again import decide_again
from referrals.views.disagree import disagree
from referrals.views.disagree_end import end
from referrals.views.disagree_further import further
from referrals.views.disagree_reply import reply
from referrals.views.disagreement import disagreement
from referrals.views.disagreements import disagreements
from referrals.views.figures import figures
from referrals.views.figures_export import figures_export
from referrals.views.files import file, files
from referrals.views.full import full
from referrals.views.go_on import go_on
from referrals.views.hand_over import hand_over
from referrals.views.inbox import inbox
from referrals.views.involved import involved
from referrals.views.join import join
from referrals.views.log import log
from referrals.views.log_files import log_csv, log_xlsx
from referrals.views.looked import looked
from referrals.views.missing import missing
from referrals.views.missing_episode import missing_add, missing_change
from referrals.views.move import move
from referrals.views.other_concerns import other_concerns
from referrals.views.over_time import over_time
from referrals.views.panel_action import panel_action
from referrals.views.panel_actions import panel_actions
from referrals.views.panel_add import panel_add, panel_add_one, panel_find
from referrals.views.panel_child import panel_child
from referrals.views.panel_meeting import panel_attendance, panel_close
from referrals.views.panel_papers import panel_paper, panel_papers
from referrals.views.panel_take_off import panel_take_off
from referrals.views.panels import panel, panel_plan, panels
from referrals.views.part import part
from referrals.views.parts import parts
from referrals.views.pdf import pdf, pdf_state
from referrals.views.plan import plan
from referrals.views.plan_start import plan_start
from referrals.views.plan_steps import plan_action, plan_add, plan_change, plan_close, plan_review
from referrals.views.plans import plans
from referrals.views.prints import choose, prints, prints_file
from referrals.views.rate import rate
from referrals.views.read import read
from referrals.views.referral import referral
from referrals.views.rescreen_change import rescreen_change
from referrals.views.rescreens import rescreens
from referrals.views.restricted import reason, restrict
from referrals.views.same_child import pair, same_child
from referrals.views.saved_views import saved_view_delete, saved_views
from referrals.views.screening import screening
from referrals.views.shortcuts import shortcuts
from referrals.views.support import support, support_ask, support_list
from referrals.views.take_next import take_next
from referrals.views.timeline import timeline
from referrals.views.today import today
from referrals.views.training import training, training_ask
from referrals.views.turning_18 import turning_18
from referrals.views.unsay_who import unsay_who
from referrals.views.verify import verify
from referrals.views.withdraw import withdraw

LETTER = DocumentKind.LETTER
app_name = "referrals"
urlpatterns = [
    path("inbox/", inbox, name="inbox"),
    path("inbox/next/", take_next, name="take_next"),
    path("referrals/", all_referrals, name="all"),
    path("referrals/<reference:ref>/", referral, name="referral"),
    path("referrals/<reference:ref>/full/", full, name="full"),
    path("referrals/<reference:ref>/more/", parts, name="parts"),
    path("referrals/<reference:ref>/more/<slug:part>/", part, name="part"),
    path("referrals/<reference:ref>/screening/", screening, name="screening"),
    path("referrals/<reference:ref>/timeline/", timeline, name="timeline"),
    path("referrals/<reference:ref>/who-has-looked/", looked, name="looked"),
    path("referrals/<reference:ref>/pdf/<int:edition>/", pdf, name="pdf"),
    path("referrals/<reference:ref>/pdf/<int:edition>/state/", pdf_state, name="pdf_state"),
    path("referrals/<reference:ref>/letter/<int:edition>/", pdf, {"kind": LETTER}, name="letter"),
    path("referrals/<reference:ref>/letter/<int:edition>/state/", pdf_state, {"kind": LETTER}, name="letter_state"),
    path("prints/", choose, name="print"),
    path("prints/<reference:ref>/", prints, name="prints"),
    path("prints/<reference:ref>/<int:number>/", prints_file, name="prints_file"),
    path("verify/", verify, name="verify"),
    path("referrals/<reference:ref>/files/", files, name="files"),
    path("referrals/<reference:ref>/files/<reference:file>/", file, name="file"),
    path("referrals/<reference:ref>/acknowledge/", acknowledge, name="acknowledge"),
    path("referrals/<reference:ref>/give/", assign, name="assign"),
    path("referrals/<reference:ref>/priority/", rate, name="rate"),
    path("referrals/<reference:ref>/other-area/", move, name="move"),
    path("referrals/<reference:ref>/decide/", decide, name="decide"),
    path("referrals/<reference:ref>/decide-again/", decide_again, name="decide_again"),
    path("referrals/<reference:ref>/same-child/", same_child, name="same_child"),
    path("referrals/<reference:ref>/same-child/wrong/", unsay_who, name="unsay_who"),
    path("referrals/<reference:ref>/same-child/<reference:child>/", pair, name="pair"),
    path("referrals/<reference:ref>/join/", join, name="join"),
    path("referrals/<reference:ref>/read/", read, name="read"),
    path("referrals/<reference:ref>/withdraw/", withdraw, name="withdraw"),
    path("referrals/<reference:ref>/disagree/", disagree, name="disagree"),
    path("referrals/<reference:ref>/disagreement/", disagreement, name="disagreement"),
    path("referrals/<reference:ref>/disagreement/reply/", reply, name="disagree_reply"),
    path("referrals/<reference:ref>/disagreement/further/", further, name="disagree_further"),
    path("referrals/<reference:ref>/disagreement/end/", end, name="disagree_end"),
    path("disagreements/", disagreements, name="disagreements"),
    path("shortcuts/", shortcuts, name="shortcuts"),
    path("referrals/<reference:ref>/ask/", ask, name="ask"),
    path("referrals/<reference:ref>/ask-agency/", ask_agency, name="ask_agency"),
    path("referrals/<reference:ref>/go-on/", go_on, name="go_on"),
    path("questions/<reference:ref>/", answer, name="answer"),
    path("today/", today, name="today"),
    path("figures/", figures, name="figures"),
    path("figures/export/", figures_export, name="figures_export"),
    path("log/", log, name="log"),
    path("log/file.csv", log_csv, name="log_csv"),
    path("log/file.xlsx", log_xlsx, name="log_xlsx"),
    path("log/views/", saved_views, name="saved_views"),
    path("log/views/delete/", saved_view_delete, name="saved_view_delete"),
    path("log/<reference:ref>/other-concerns/", other_concerns, name="other_concerns"),
    path("children/<reference:ref>/", child, name="child"),
    path("children/<reference:ref>/over-time/", over_time, name="over_time"),
    path("children/<reference:ref>/involved/", involved, name="involved"),
    path("children/<reference:ref>/referrals/", child_referrals, name="child_referrals"),
    path("children/<reference:ref>/who-has-looked/", child_looked, name="child_looked"),
    path("children/<reference:ref>/reason/", reason, name="reason"),
    path("children/<reference:ref>/restrict/", restrict, name="restrict"),
    path("children/<reference:ref>/ask/", ask_for_screen, name="ask_for_screen"),
    path("children/<reference:ref>/missing/", missing, name="missing"),
    path("children/<reference:ref>/missing/add/", missing_add, name="missing_add"),
    path("missing/<reference:ref>/", missing_change, name="missing_change"),
    path("children/<reference:ref>/plan/", plan_start, name="plan_start"),
    path("children/<reference:ref>/adult/", adult, name="adult"),
    path("turning-18/", turning_18, name="turning_18"),
    path("plans/", plans, name="plans"),
    path("plans/<reference:ref>/", plan, name="plan"),
    path("plans/<reference:ref>/add/", plan_add, name="plan_add"),
    path("plans/<reference:ref>/actions/<int:number>/", plan_action, name="plan_action"),
    path("plans/<reference:ref>/change/", plan_change, name="plan_change"),
    path("plans/<reference:ref>/review/", plan_review, name="plan_review"),
    path("plans/<reference:ref>/close/", plan_close, name="plan_close"),
    path("colleagues/", colleagues, name="colleagues"),
    path("colleagues/<reference:ref>/", hand_over, name="hand_over"),
    path("children/<reference:ref>/support/", support_ask, name="support_ask"),
    path("support/", support_list, name="support_list"),
    path("support/<reference:ref>/", support, name="support"),
    path("training/ask/", training_ask, name="training_ask"),
    path("training/<reference:ref>/", training, name="training"),
    path("panels/", panels, name="panels"),
    path("panels/plan/", panel_plan, name="panel_plan"),
    path("panels/papers/<reference:ref>/<int:number>/", panel_paper, name="panel_paper"),
    path("panels/<reference:ref>/", panel, name="panel"),
    path("panels/<reference:ref>/add/", panel_add, name="panel_add"),
    path("panels/<reference:ref>/find/", panel_find, name="panel_find"),
    path("panels/<reference:ref>/add/<reference:child>/", panel_add_one, name="panel_add_one"),
    path("panels/<reference:ref>/children/<reference:child>/", panel_child, name="panel_child"),
    path("panels/<reference:ref>/children/<reference:child>/take-off/", panel_take_off, name="panel_take_off"),
    path("panels/<reference:ref>/attendance/", panel_attendance, name="panel_attendance"),
    path("panels/<reference:ref>/papers/", panel_papers, name="panel_papers"),
    path("panels/<reference:ref>/close/", panel_close, name="panel_close"),
    path("panel-actions/", panel_actions, name="panel_actions"),
    path("panel-actions/<reference:ref>/", panel_action, name="panel_action"),
    path("rescreens/", rescreens, name="rescreens"),
    path("rescreens/<reference:ref>/change/", rescreen_change, name="rescreen_change"),
]

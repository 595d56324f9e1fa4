"""Every part of the portal in its states, on one page, with invented people. Shown in the demo and in tests only."""

import datetime as dt

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render

from cse_portal import clock
from cse_portal.forms import DateField, PortalForm, TimeField, long_text, look
from cse_portal.outcomes import SHOWN
from screening.protocol import TOOL_OUTCOMES


class SampleForm(PortalForm):
    """One field of each kind."""

    submit = "Save and continue"

    name = look(forms.CharField(label="Name", help_text="As the child writes it.", max_length=80), width="20")
    born = DateField(label="Date of birth", help_text="For example, 9 June 2016.", past=True)
    known = look(
        forms.ChoiceField(
            label="How is the age known?",
            choices=[("record", "From a record"), ("told", "Somebody said so"), ("guess", "It is an estimate")],
            widget=forms.RadioSelect,
        ),
        hints={"record": "A school or health record, or a document"},
        reveals={"guess": ["why"]},
    )
    why = forms.CharField(label="What makes you think so?", required=False)
    told = look(
        forms.ChoiceField(
            label="Has a carer been told?", choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect
        ),
        inline=True,
    )
    needs = forms.MultipleChoiceField(
        label="What helps when talking with the child?",
        choices=[("interpreter", "An interpreter"), ("time", "More time"), ("person", "Somebody they trust")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    relation = look(
        forms.ChoiceField(label="Who rang?", choices=[("", "Choose a person"), ("aunt", "Aunt"), ("tutor", "Tutor")]),
        size="s",
    )
    at = TimeField(label="Time of the call", help_text="For example, 14:41.")
    words = long_text(label="What was said?", rows=3)
    document = forms.FileField(label="A document", required=False)
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    sure = forms.BooleanField(label="I have read this through")


def indicator(code, label, weight, **more) -> dict:
    return {"code": code, "label": label, "weight": weight, "help": "Who, where and when, as far as you know.", **more}


EVIDENCE = {
    "what": "Got out of a grey car at the back gate at 08:50. Wren said: “It’s just a lift.”",
    "recent": True,
    "period": "17 November, once in October",
    "source_type": "observed_by_me",
    "source_detail": "Me and the site manager, T. Notreal",
    "strength": "partial",
    "harm_happened": "unknown",
}
LAST_TIME = {"when": "8 June", "presence_label": "Present", "what": "A second phone, hidden from her aunt."}
INDICATORS = [
    indicator("gallery-blank", "Seen at places where children are known to be targeted", "red"),
    indicator("gallery-no", "Has told someone about sexual touching or assault", "alert", presence="not_present"),
    indicator("gallery-unknown", "Missing or out late", "red", presence="no_information"),
    indicator(
        "gallery-open", "Taken by car by adults the family does not know", "alert", presence="suspected",
        evidence=EVIDENCE, asks_harm=True,
    ),
    indicator(
        "gallery-kept", "Spends time with clearly older children", "amber", presence="present", evidence=EVIDENCE,
        saved_line="waits after school for a group aged 14 to 16. Seen by me, since September. Clear.",
    ),
    indicator(
        "gallery-wrong", "Phone use that causes concern", "risk", presence="present", evidence={"strength": "clear"},
        errors={
            "what": "Say what was seen or said about the phone, or change the answer",
            "timeframe": "Say when it happened",
            "source": "Choose how you know",
        },
    ),
    indicator("gallery-again", "Phone use that causes concern, at a re-screen", "significant", previous=LAST_TIME),
    indicator("gallery-still", "Missing overnight, still so", "vulnerability", previous=LAST_TIME, still_so="yes"),
    indicator(
        "gallery-both", "Gifts nobody can account for", "red", presence="suspected", evidence=EVIDENCE,
        conflict={"who": "Alder Exampler", "when": "today at 14:31", "presence_label": "Present",
                  "what": "New trainers."},
    ),
]  # fmt: skip

EXPLAIN = {
    "title": "Expect at least: potentially vulnerable to CSE",
    "reasons": [
        {"weight": "alert", "name": "Taken by car by adults the family does not know",
         "text": "Suspected, partial evidence.",
         "sub": "An alert that is not yet clear points to one of the two higher outcomes. Rule 13"},
        {"weight": "red", "name": "Gifts, money or phone credit nobody can account for",
         "text": "Present, clear evidence.", "sub": "Red together with amber. Rule 14"},
        {"text": "Under 13, with sexual activity: the police are told whatever the outcome.", "sub": "Rule 8"},
    ],
}  # fmt: skip
STEPS = [
    {"name": "Sent", "note": "Thu 19 Nov, 15:48", "state": "done"},
    {"name": "Opened", "note": "Thu 19 Nov, 16:20", "state": "done"},
    {"name": "Question for you", "note": "asked today, 11:05", "state": "now"},
    {"name": "Decision", "note": "clock paused, 4 h 43 min left"},
]
TASKS = [
    {"name": "Family and home", "url": "#", "status": "Completed"},
    {"name": "People, places and gifts", "url": "#", "hint": "6 answered, 1 not asked", "status": "In progress",
     "tone": "blue"},
    {"name": "Check and judge", "hint": "Opens when every section has been seen", "status": "Cannot start yet"},
]  # fmt: skip
CHIPS = [
    {"label": "Open", "count": 7, "url": "#", "current": True},
    {"label": "New", "count": 3, "url": "#"},
    {"label": "Overdue", "count": 0, "url": "#"},
]
DUTIES = [
    {"due": "11 days late", "late": True, "name": "Sorrel Dummett", "url": "#", "what": "level 1 without a plan",
     "who": "Kit Pretend must add it"},
    {"due": "Due Tue 24 Nov", "name": "Ash Trialby", "url": "#", "what": "other concerns not yet followed up",
     "who": "Kit Pretend must record it"},
]  # fmt: skip
COMPARISON = {
    "then": "8 June", "now": "Today, 20 November", "caption": "Changes since 8 June",
    "rows": [
        {"label": "Groomed or abused through the internet or a phone", "weight": "significant", "then": "Suspected",
         "now": "Present", "change": "Stronger", "tone": "blue"},
        {"label": "Repeatedly missing or absent", "weight": "significant", "then": "Present", "now": "Present",
         "affirmed": True, "change": "Unchanged"},
        {"label": "Phone use that causes concern", "weight": "risk", "then": "Present", "now": "Not asked yet",
         "change": "Still so today?", "tone": "amber"},
    ],
}  # fmt: skip
IDENTITY = {
    "name": "Wren Testerby",
    "facts": [("Born", "9 June 2016 (age 10)"), ("Referral", "R-4NW8-C6PJ"), ("Worker", "Nobody yet")],
    "contact_safely": "ring the aunt on her work number before 15:00. Do not send letters home.",
}
CALLS = [
    {"number": "999", "what": "Police or ambulance, if anyone is in danger now"},
    {"number": "01632 960100", "what": "Sample MASH, open now until 17:00", "note": "After 17:00 and at weekends:",
     "note_number": "01632 960101"},
]  # fmt: skip
FACTS = [("Done already", "Aunt collects Wren this weekend. Gate staff told."), ("Carer told?", "Yes, the aunt.")]
SUBNAV = [{"label": "Summary", "url": "#", "current": True}, {"label": "Timeline", "url": "#"}]


class FilterForm(forms.Form):
    use_required_attribute = False
    outcome = forms.ChoiceField(label="Outcome", choices=[("", "Any")], required=False)
    agency = forms.ChoiceField(label="Agency", choices=[("", "Any")], required=False)


def events() -> list[dict]:
    now = clock.now()
    return [
        {"title": "Opened for the first time", "lines": ["Dawn Placeholder, Sample MASH"], "at": now},
        {"title": "Referral sent", "lines": ["By the portal. PDF made and stored."], "at": now - dt.timedelta(hours=1)},
    ]


@login_not_required
def gallery(request):
    if settings.MODE == "production":
        raise Http404
    wrong = SampleForm({"born_day": "31", "born_month": "June", "born_year": "2016", "known": "guess"})
    context = {
        "sample": SampleForm(auto_id="sample_%s"), "wrong": wrong, "filter_form": FilterForm(),
        "outcomes": [[SHOWN[outcome] for outcome in scale] for scale in TOOL_OUTCOMES.values()],
        "indicators": INDICATORS, "explain": EXPLAIN, "steps": STEPS, "tasks": TASKS, "chips": CHIPS, "duties": DUTIES,
        "comparison": COMPARISON, "identity": IDENTITY, "calls": CALLS, "facts": FACTS, "subnav": SUBNAV,
        "events": events(), "now": clock.now(), "yesterday": clock.now() - dt.timedelta(days=1),
        "edition": {"name": "Sample tool (under 12)", "is_provisional": True},
        "hints": {"streetwise": "can put the weight on the child. Say what the child did, or what others did to them."},
    }  # fmt: skip
    return render(request, "gallery.html", context)
